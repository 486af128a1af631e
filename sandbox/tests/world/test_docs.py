"""What the documents list is what there is: they name every edge, route, setting, fault, field and error code."""

import re
from pathlib import Path

import msgspec
import pytest
from sandbox.tests.shapes.webhook import UNDESCRIBED
from starlette.routing import Route
from typer.main import get_command

from waypost_sandbox.app import CONTROL as CONTROL_ROUTES
from waypost_sandbox.cli import cli
from waypost_sandbox.faults import KINDS
from waypost_sandbox.graph.account_telling import FIELDS
from waypost_sandbox.graph.call import EDGES
from waypost_sandbox.state.settings import Settings

HERE = Path(__file__).parents[2]
FIDELITY = (HERE / "docs/fidelity.md").read_text(encoding="utf-8")
CONTROL = (HERE / "docs/control.md").read_text(encoding="utf-8")
README = (HERE / "README.md").read_text(encoding="utf-8")
NODES = {"waba", "phone", "app", "business", "template", "flow", "media", "upload", "group"}


def documented_edges():
    rows = re.findall(r"^\| `(/[^`]+)` \| ([A-Z, ]+) \|$", FIDELITY, re.MULTILINE)
    return {path: set(methods.split(", ")) for path, methods in rows}


def path_of(kind, name):
    node = f"{{{kind}}}" if kind in NODES else kind or "…"
    return f"/{node}/{name.replace('*', '{id}')}" if name else f"/{node}"


def existing_edges():
    found = {}
    for kind, method, name in EDGES:
        found.setdefault(path_of(kind, name), set()).add(method)
    return found


def control_routes():
    return sorted({route.path.replace(":int", "") for route in CONTROL_ROUTES if isinstance(route, Route)})


def test_the_table_of_endpoints_is_the_one_of_the_code():
    assert documented_edges() == existing_edges()


@pytest.mark.parametrize("field", FIELDS)
def test_every_webhook_field_has_its_row(field):
    row = next(line for line in FIDELITY.splitlines() if line.startswith("| `") and f"`{field}`" in line)
    assert (row.split("|")[2].strip() == "not") == (field in UNDESCRIBED)


@pytest.mark.parametrize("setting", msgspec.structs.fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_documented_with_its_default(setting):
    default = setting.default_factory() if setting.default is msgspec.NODEFAULT else setting.default
    row = re.search(rf"^\| `{setting.name}` \| `([^`]+)` \|", CONTROL, re.MULTILINE)
    assert row is not None
    written = row[1].replace("_", "") if isinstance(default, int) else row[1].replace('"', "'")
    assert written == repr(default)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_is_documented(kind):
    assert f"`{kind}`" in CONTROL


@pytest.mark.parametrize("path", control_routes())
def test_every_control_route_is_documented(path):
    assert re.search(rf"{re.escape(path)}[`,]", CONTROL) is not None


@pytest.mark.parametrize("option", [name for one in get_command(cli).params for name in one.opts])
def test_every_option_is_documented(option):
    assert f"`{option}" in README
