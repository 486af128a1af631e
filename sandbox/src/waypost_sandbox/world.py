"""Reads a world from YAML: apps, tokens, businesses with accounts and numbers, customers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from waypost_sandbox.faults import Rule
from waypost_sandbox.ids import user_id_for
from waypost_sandbox.sample_flow import sample_flows
from waypost_sandbox.sample_templates import sample_templates
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import (
    MANAGEMENT_SCOPE,
    MESSAGING_SCOPE,
    App,
    Business,
    PhoneNumber,
    Token,
    Waba,
)
from waypost_sandbox.state.flows import Flow
from waypost_sandbox.state.people import Person
from waypost_sandbox.state.settings import SettingsChange
from waypost_sandbox.state.templates import Template

DEFAULT = Path(__file__).with_name("default_world.yaml")
SECTIONS = ("apps", "tokens", "businesses", "customers", "settings", "faults")
SAMPLES = "samples"
SAMPLES_APART = 1_000

Record = TypeVar("Record", bound=msgspec.Struct)


class WorldError(Exception):
    """A world file that cannot be read; the sentence says where and why."""


class World(msgspec.Struct):
    state: State
    settings: SettingsChange
    faults: list[Rule]


def read_world(path: Path | None) -> World:
    """The world of a file, or the one that comes with the sandbox. Raises WorldError."""
    source = path or DEFAULT
    try:
        found = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WorldError(f"{source} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise WorldError(f"{source} is not YAML: {error}") from error
    if not isinstance(found, dict):
        raise WorldError(f"{source} must hold {', '.join(SECTIONS)}.")
    _only(found, SECTIONS, "The world")
    return World(
        state=_state(found),
        settings=_record(SettingsChange, found.get("settings") or {}, "settings"),
        faults=[_record(Rule, row, f"faults[{n}]") for n, row in enumerate(_rows(found, "faults"))],
    )


def _state(found: Json) -> State:
    apps = [_record(App, row, f"apps[{n}]") for n, row in enumerate(_rows(found, "apps"))]
    if not apps:
        raise WorldError("The world needs at least one app: apps: [{id, secret, name}].")
    usual = {
        "app_id": apps[0].id,
        "kind": "SYSTEM_USER",
        "scopes": [MANAGEMENT_SCOPE, MESSAGING_SCOPE],
        "user_id": "122100000000000001",
        "issued_at": 1789001122,
    }
    tokens = [_record(Token, usual | row, f"tokens[{n}]") for n, row in enumerate(_rows(found, "tokens"))]
    if not tokens:
        raise WorldError("The world needs at least one token: tokens: [{value}].")
    people = [_person(row, f"customers[{n}]") for n, row in enumerate(_rows(found, "customers"))]
    state = State(
        access_token=tokens[0].value,
        apps={app.id: app for app in apps},
        businesses={},
        wabas={},
        phone_numbers={},
        people={person.key: person for person in people},
        tokens={token.value: token for token in tokens},
    )
    for number, row in enumerate(_rows(found, "businesses")):
        _add_business(state, dict(row), f"businesses[{number}]")
    if not state.phone_numbers:
        raise WorldError("The world needs at least one number: businesses: [{accounts: [{numbers: […]}]}].")
    return state


def _add_business(state: State, row: Json, at: str) -> None:
    accounts = _rows(row, "accounts", f"{at}.")
    row.pop("accounts", None)
    business = _record(Business, row, at)
    state.businesses[business.id] = business
    for number, account in enumerate(accounts):
        _add_account(state, business, dict(account), f"{at}.accounts[{number}]")


def _add_account(state: State, business: Business, row: Json, at: str) -> None:
    numbers = _rows(row, "numbers", f"{at}.")
    templates, flows = row.pop("templates", None), row.pop("flows", None)
    row.pop("numbers", None)
    waba = _record(Waba, row | {"business_id": business.id}, at)
    # Every app hears of every account, unless the file says which.
    if "subscribed_apps" not in row:
        waba.subscribed_apps = dict.fromkeys(state.apps)
    state.wabas[waba.id] = waba
    for n, number in enumerate(numbers):
        phone = _record(PhoneNumber, number | {"waba_id": waba.id}, f"{at}.numbers[{n}]")
        state.phone_numbers[phone.id] = phone
        waba.phone_numbers.append(phone.id)
    # Several accounts may have the samples: each its own, under ids of their own.
    apart = SAMPLES_APART * (len(state.wabas) - 1)
    for flow in _owned(Flow, flows, waba.id, sample_flows, f"{at}.flows"):
        flow.id = _moved(flow.id, apart) if flows == SAMPLES else flow.id
        state.flows[flow.id] = flow
    for template in _owned(Template, templates, waba.id, sample_templates, f"{at}.templates"):
        if templates == SAMPLES and apart:
            template.id = _moved(template.id, apart)
            _move_flows(template, apart)
        state.templates[template.id] = template


def _moved(sample_id: str, apart: int) -> str:
    return str(int(sample_id) + apart)


def _move_flows(template: Template, apart: int) -> None:
    """The buttons of a sample open the sample flows of its own account."""
    for component in template.components:
        for button in component.get("buttons", []):
            if "flow_id" in button:
                button["flow_id"] = _moved(str(button["flow_id"]), apart)


def _owned(
    kind: type[Record], found: Any, waba_id: str, samples: Callable[[str], list[Record]], at: str
) -> list[Record]:
    """The rows given, or the samples that come with the sandbox."""
    if found == SAMPLES:
        return samples(waba_id)
    rows = _rows({"": found}, "", at)
    return [_record(kind, row | {"waba_id": waba_id}, f"{at}[{n}]") for n, row in enumerate(rows)]


def _person(row: Json, at: str) -> Person:
    wa_id = row.get("wa_id")
    if "user_id" not in row and isinstance(wa_id, str) and wa_id.isdigit():
        row = {**row, "user_id": user_id_for(wa_id)}
    return _record(Person, row, at)


def _record(kind: type[Record], row: Json, at: str) -> Record:
    _only(row, kind.__struct_fields__, at)
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        raise WorldError(f"{at}: {error}") from error


def _rows(parent: Json, name: str, at: str = "") -> list[Json]:
    found = parent.get(name) or []
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise WorldError(f"{at}{name} must be a list of objects.")
    return found


def _only(row: Json, known: tuple[str, ...], at: str) -> None:
    strange = [str(name) for name in row if name not in known]
    if strange:
        raise WorldError(f"{at} has no field {strange[0]}. It has: {', '.join(known)}.")
