"""What the simulated Meta knows: apps, accounts, numbers, people, media and every message."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from waypost_sandbox.state.accounts import App, Business, PhoneNumber, Token, Waba
from waypost_sandbox.state.files import Media, Upload
from waypost_sandbox.state.flows import Flow
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person, Thread
from waypost_sandbox.state.templates import Template

DAY_SECONDS = 86_400.0
WINDOW_SECONDS = DAY_SECONDS

Json = dict[str, Any]


class State(Struct):
    access_token: str
    apps: dict[str, App]
    businesses: dict[str, Business]
    wabas: dict[str, Waba]
    phone_numbers: dict[str, PhoneNumber]
    people: dict[str, Person]
    tokens: dict[str, Token] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    # Groups, by id, as the Graph API shows them.
    groups: dict[str, Json] = field(default_factory=dict)
    seq: int = 0
    # How many ids were made; with the seed it makes the next one.
    serial: int = 0

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
        return next((p for p in self.people.values() if wanted in (p.user_id, p.username)), None)

    def templates_of(self, waba_id: str) -> list[Template]:
        return [template for template in self.templates.values() if template.waba_id == waba_id]

    def kind_of(self, node: str) -> str:
        """What kind of node an id names; empty when there is none."""
        families: tuple[tuple[str, Mapping[str, Any]], ...] = (
            ("phone", self.phone_numbers),
            ("waba", self.wabas),
            ("media", self.media),
            ("app", self.apps),
            ("template", self.templates),
            ("flow", self.flows),
            ("upload", self.uploads),
            ("group", self.groups),
            ("business", self.businesses),
        )
        for kind, known in families:
            if node in known:
                return kind
        return ""

    def waba_of(self, kind: str, node: str) -> str | None:
        """The account that a node belongs to; None for nodes above accounts."""
        if kind == "waba":
            return node
        families: dict[str, Mapping[str, Any]] = {
            "phone": self.phone_numbers,
            "media": self.media,
            "template": self.templates,
            "flow": self.flows,
        }
        found = families.get(kind, {}).get(node)
        return str(found.waba_id) if found is not None else None
