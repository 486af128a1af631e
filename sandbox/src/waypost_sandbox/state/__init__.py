"""What the simulated Meta knows: apps, accounts, numbers, people, media and every message."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from waypost_sandbox.state.accounts import App, Business, LoginCode, PhoneNumber, Token, User, Waba
from waypost_sandbox.state.calls import CallPermission, PhoneCall
from waypost_sandbox.state.coexistence import Coexistence
from waypost_sandbox.state.counts import HalfHour
from waypost_sandbox.state.files import Media, Upload
from waypost_sandbox.state.flows import Flow, FlowKey
from waypost_sandbox.state.groups import Group
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person, Thread
from waypost_sandbox.state.scripts import Answer
from waypost_sandbox.state.templates import Quota, Template
from waypost_sandbox.state.welcome import WelcomeSequence

DAY_SECONDS = 86_400.0
WINDOW_SECONDS = DAY_SECONDS
FIRST_HISTORY = 10**16

Json = dict[str, Any]


class State(Struct):
    access_token: str
    apps: dict[str, App]
    businesses: dict[str, Business]
    wabas: dict[str, Waba]
    phone_numbers: dict[str, PhoneNumber]
    people: dict[str, Person]
    tokens: dict[str, Token] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    login_codes: dict[str, LoginCode] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    # By account.
    template_quotas: dict[str, Quota] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    # id of the number → the key with which flows encrypt
    flow_keys: dict[str, FlowKey] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    media_bytes: int = 0
    uploads: dict[str, Upload] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    calls: dict[str, PhoneCall] = field(default_factory=dict)
    # number:person → permission to call
    call_permissions: dict[str, CallPermission] = field(default_factory=dict)
    welcome_sequences: dict[str, WelcomeSequence] = field(default_factory=dict)
    # start of the half hour → what happened in it
    counts: dict[str, HalfHour] = field(default_factory=dict)
    # Numbers shared with the WhatsApp Business app, by id.
    coexistence: dict[str, Coexistence] = field(default_factory=dict)
    # What everybody without a script of their own does.
    script: list[Answer] = field(default_factory=list)
    # user id or username → person key
    known_as: dict[str, str] = field(default_factory=dict)
    # Where a template was found last, by account, language and name.
    template_ids: dict[str, str] = field(default_factory=dict)
    seq: int = 0
    # How far the clock was moved, for the next start.
    ahead_seconds: float = 0.0
    # How many ids were made; with the seed it makes the next one.
    serial: int = 0

    def __post_init__(self) -> None:
        for person in self.people.values():
            self.name_person(person)
        for token in list(self.tokens.values()):
            self.add_token(token)

    def add_token(self, token: Token) -> None:
        self.tokens[token.value] = token
        if token.user_id and token.user_id not in self.users:
            system = token.kind == "SYSTEM_USER"
            name = "Senja system user" if system else "Senja developer"
            self.users[token.user_id] = User(id=token.user_id, name=name, system=system)

    def add_person(self, person: Person) -> None:
        self.people[person.key] = person
        self.name_person(person)

    def name_person(self, person: Person) -> None:
        """To be found by these names from now on."""
        for user_id in (person.user_id, *person.user_ids.values()):
            self.known_as[user_id] = person.key
        if person.username is not None:
            self.known_as[person.username] = person.key

    def thread(self, phone_number_id: str, person: str) -> Thread:
        key = f"{phone_number_id}:{person}"
        found = self.threads.get(key)
        if found is None:
            found = self.threads[key] = Thread(phone_number_id=phone_number_id, person=person)
        return found

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial

    def find_person(self, key: str) -> Person | None:
        """By number, by user id or by username."""
        found = self.people.get(key)
        if found is not None:
            return found
        wanted = key.lstrip("@")
        found = self.people.get(self.known_as.get(wanted, ""))
        # The name may have been given up since.
        if found is not None and wanted in (found.user_id, found.username, *found.user_ids.values()):
            return found
        return None

    def templates_of(self, waba_id: str) -> list[Template]:
        return [template for template in self.templates.values() if template.waba_id == waba_id]

    def template_named(self, waba_id: str, name: str, language: str) -> Template | None:
        key = f"{waba_id} {language} {name}"
        found = self.templates.get(self.template_ids.get(key, ""))
        if found is None:
            for template in self.templates_of(waba_id):
                if template.name == name and template.language == language:
                    self.template_ids[key] = template.id
                    return template
        return found

    def kind_of(self, node: str) -> str:
        """What kind of node an id names; empty when there is none."""
        if node in self.phone_numbers:
            return "phone"
        families: tuple[tuple[str, Mapping[str, Any]], ...] = (
            ("waba", self.wabas),
            ("media", self.media),
            ("app", self.apps),
            ("template", self.templates),
            ("flow", self.flows),
            ("upload", self.uploads),
            ("group", self.groups),
            ("business", self.businesses),
            ("user", self.users),
        )
        for kind, known in families:
            if node in known:
                return kind
        return "history" if self.message_of_history(node) is not None else ""

    def waba_of(self, kind: str, node: str) -> str | None:
        """The account that a node belongs to; None for nodes above accounts."""
        if kind == "phone":
            return self.phone_numbers[node].waba_id
        if kind == "waba":
            return node
        if kind == "history" and (message := self.message_of_history(node)) is not None:
            return self.phone_numbers[message.phone_number_id].waba_id
        families: dict[str, Mapping[str, Any]] = {
            "media": self.media,
            "template": self.templates,
            "flow": self.flows,
            "group": self.groups,
        }
        found = families.get(kind, {}).get(node)
        return str(found.waba_id) if found is not None else None

    def message_of_history(self, node: str) -> Message | None:
        """The message of which `node` is the history; few ask, so it is searched for."""
        if len(node) != len(str(FIRST_HISTORY)) or not node.isdigit():
            return None
        return next((found for found in self.messages.values() if history_id(found) == node), None)


def history_id(message: Message) -> str:
    """The id of what Meta remembers of a message; longer than all other ids."""
    return str(FIRST_HISTORY + message.seq)
