"""Customers who act by themselves; state/scripts.py says how a script is written."""

import logging
import re
from collections import Counter

import msgspec
import yaml

from waypost_sandbox.life import journey
from waypost_sandbox.people import taps
from waypost_sandbox.people.feelings import feel
from waypost_sandbox.people.people import NotPossibleError, person_at
from waypost_sandbox.people.writing import tap, write_to_business
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person
from waypost_sandbox.state.scripts import Answer, Step, When
from waypost_sandbox.watchers import Feeling, Watcher

log = logging.getLogger(__name__)

_FEELINGS: dict[str, Feeling] = {
    "block": "blocked",
    "unblock": "unblocked",
    "report": "reported",
    "stop_marketing": "stopped_marketing",
    "resume_marketing": "resumed_marketing",
}


def watch(world: Sandbox) -> None:
    world.watchers.all.append(Scripts(world))


def read_script(source: bytes) -> list[Answer]:
    """A script in YAML or JSON: the list of answers, alone or under `script`."""
    try:
        found = yaml.safe_load(source)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotPossibleError(f"The script is not YAML: {error}") from error
    if isinstance(found, dict):
        found = found.get("script")
    try:
        return msgspec.convert(found or [], list[Answer])
    except msgspec.ValidationError as error:
        hint = "Words that YAML reads as something else, such as No or 15:30, stand in quotes."
        raise NotPossibleError(f"The script does not fit: {error}. {hint}") from error


class Scripts(Watcher):
    def __init__(self, world: Sandbox) -> None:
        self._world = world
        # person → the script, and how often those of its answers were given that are limited; a new script
        # counts anew
        self._given: dict[str, tuple[list[Answer], Counter[int]]] = {}

    def status(self, message: Message, status: str) -> None:
        # A message arrives when it is delivered, or read in an open chat.
        if status == "delivered" or (status == "read" and "delivered" not in message.times):
            person = self._world.state.people[message.person]
            script = person.script or self._world.state.script
            if script:
                self._answer(person, message, script)

    def reset(self) -> None:
        self._given.clear()

    def _answer(self, person: Person, message: Message, script: list[Answer]) -> None:
        known, given = self._given.get(person.key, (script, Counter()))
        if known is not script:
            given = Counter()
        for place, answer in enumerate(script):
            used_up = answer.times is not None and given[place] >= answer.times
            if used_up or not _fits(self._world, answer.when, message):
                continue
            if answer.times is not None:
                given[place] += 1
                self._given[person.key] = (script, given)
            wait = answer.after
            if isinstance(wait, tuple):
                wait = self._world.faults.dice.uniform(*wait)
            self._world.clock.after(wait, self._go_on, person, message, answer.do, 0)
            return

    def _go_on(self, person: Person, message: Message, steps: list[Step], place: int) -> None:
        # Someone without a name may have been forgotten meanwhile.
        person = person_at(self._world.state, person.key)
        for number in range(place, len(steps)):
            step = steps[number]
            if step.wait is not None:
                self._world.clock.after(step.wait, self._go_on, person, message, steps, number + 1)
                return
            try:
                act(self._world, person, message, step)
            except NotPossibleError as error:
                log.warning("The script of %s ends early: %s", person.name, error)
                return


def act(world: Sandbox, person: Person, message: Message, step: Step) -> None:
    """One step. Raises NotPossibleError, for example for a button that is not there."""
    if step.online is not None:
        journey.go(world, person, online=step.online)
    if step.read:
        journey.read(world, message)
    if step.play and message.type == "audio":
        journey.play(world, message)
    _send(world, person, message, step)
    for name, feeling in _FEELINGS.items():
        if getattr(step, name):
            feel(world, person, message.phone_number_id, feeling, message.id)


def _send(world: Sandbox, person: Person, message: Message, step: Step) -> None:
    if step.react is not None:
        _write(world, person, message, "reaction", {"message_id": message.id, "emoji": step.react})
    if step.text is not None:
        _write(world, person, message, "text", {"body": step.text})
    if step.tap is not None or step.row is not None:
        choice = taps.Choice(1 if step.tap is None else step.tap, step.row, step.response)
        tap(world, person, message, choice)
    if step.send is not None:
        write_to_business(world, person, {"phone_number_id": message.phone_number_id, **step.send})


def _write(world: Sandbox, person: Person, message: Message, kind: str, content: Json) -> None:
    order = {"phone_number_id": message.phone_number_id, "type": kind, kind: content}
    write_to_business(world, person, order)


def _fits(world: Sandbox, when: When | None, message: Message) -> bool:
    if when is None:
        return True
    if when.phone_number_id not in (None, message.phone_number_id):
        return False
    if when.type is not None and when.type not in (message.type, (message.shown or {}).get("kind")):
        return False
    if when.template is not None:
        template = world.state.templates.get(message.template_id or "")
        if template is None or template.name != when.template:
            return False
    if when.text is not None and not _found(when.text, message.text):
        return False
    button = when.button
    return button is None or any(_found(button, str(b.get("title", ""))) for b in taps.buttons_of(message))


def _found(pattern: str, words: str) -> bool:
    return re.search(pattern, words, re.IGNORECASE) is not None
