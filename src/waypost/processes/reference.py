"""`waypost reference`: the pages of docs/reference that follow from the code."""

import importlib
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

import waypost
from waypost.accounts.permissions import API_KEY_SCOPES, GRANTS, Permission, Role
from waypost.kit.events import Event

PAGES = Path(__file__).parents[3] / "docs" / "reference"
_METHODS = ("get", "post", "put", "patch", "delete")
_MADE = "<!-- Made by `waypost reference`; change the code, not this page. -->\n"


def main(*, check: bool) -> int:
    """Writes the pages; with `check` only says which are not current."""
    stale = [name for name, text in pages().items() if _differs(PAGES / name, text)]
    if check:
        for name in stale:
            sys.stderr.write(f"docs/reference/{name} is not current. Run `make openapi` and commit it.\n")
        return 1 if stale else 0
    for name, text in pages().items():
        (PAGES / name).write_text(text)
    return 0


def pages() -> dict[str, str]:
    from waypost.urls import api  # noqa: PLC0415 - needs Django

    return {
        "api.md": api_page(msgspec.json.decode(msgspec.json.encode(api.get_openapi_schema()))),
        "permissions.md": permissions_page(),
        "events.md": events_page(),
    }


def api_page(described: Mapping[str, Any]) -> str:
    """Every route with what goes in and comes out, one section for each first word of the address."""
    groups: dict[str, list[str]] = defaultdict(list)
    for path, methods in described["paths"].items():
        for method in _METHODS:
            if operation := methods.get(method):
                groups[(operation.get("tags") or ["other"])[0]].append(_operation(method, path, operation))
    shapes = described.get("components", {}).get("schemas", {})
    return "\n".join(
        [
            "# API\n",
            _MADE,
            (
                "Every installation shows the same, to try out, at `/api/v1/docs`; the description for programs is "
                "`/api/v1/openapi.json`.\n"
            ),
            (
                "Sign in with `Authorization: Bearer wp_…` (*Settings → API keys*). A refusal is "
                '`{"code": "…", "detail": "…"}`: the code is for programs and stays, the sentence is for people. '
                "Which role or key may do what is on the page of [permissions](permissions.md).\n"
            ),
            *(f"## {name}\n\n" + "\n".join(entries) for name, entries in sorted(groups.items())),
            "## Shapes\n",
            *(_shape(name, shape) for name, shape in sorted(shapes.items())),
        ]
    )


def permissions_page() -> str:
    roles = list(Role)
    rows = [
        f"| `{one}` | {' | '.join('yes' if one in GRANTS[role] else '' for role in roles)} "
        f"| {'yes' if one in API_KEY_SCOPES else ''} |"
        for one in Permission
    ]
    head = f"| permission | {' | '.join(roles)} | API keys |"
    return "\n".join(
        [
            "# Permissions\n",
            _MADE,
            (
                "What each role may do, and what an API key may be given. "
                "A permission is asked for on the action itself, so screens, API and jobs obey the same rule.\n"
            ),
            head,
            "|---" * (len(roles) + 2) + "|",
            *rows,
            "",
        ]
    )


def events_page() -> str:
    rows = [
        f"| `{tag}` | {', '.join(f'`{field.name}`' for field in msgspec.structs.fields(event))} |"
        for tag, event in sorted(_events())
    ]
    return "\n".join(
        [
            "# Events\n",
            _MADE,
            (
                "The facts in the event log. Names are public: they are never reused for something else, and fields "
                "are only added.\n"
            ),
            "| event | fields |",
            "|---|---|",
            *rows,
            "",
        ]
    )


def _events() -> Iterator[tuple[str, type[Event]]]:
    for found in pkgutil.walk_packages(waypost.__path__, "waypost."):
        if found.name.rsplit(".", 1)[-1] == "events":
            importlib.import_module(found.name)
    for event in Event.__subclasses__():
        yield str(event.__struct_config__.tag), event


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    lines = [f"### {operation.get('summary', '')}\n", f"`{method.upper()} {path}`\n"]
    if said := operation.get("description"):
        lines.append(f"{' '.join(said.split())}\n")
    asked = [_parameter(one) for one in operation.get("parameters", ()) if one["in"] != "path"]
    if asked:
        lines += ["| asked with | is |", "|---|---|", *asked, ""]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        lines.append(f"Takes {_type(content['schema'])} as `{kind}`.\n")
    answers = [
        f"{status} {_type(one['content']['application/json']['schema'])}"
        if "application/json" in one.get("content", {})
        else str(status)
        for status, one in operation.get("responses", {}).items()
    ]
    lines.append(f"Answers {', '.join(answers)}.\n")
    return "\n".join(lines)


def _parameter(one: Mapping[str, Any]) -> str:
    need = ", required" if one.get("required") else ""
    return f"| `{one['name']}` ({one['in']}{need}) | {_type(one['schema'])} |"


def _shape(name: str, shape: Mapping[str, Any]) -> str:
    lines = [f"### {name}\n"]
    if said := shape.get("description"):
        lines.append(f"{' '.join(str(said).split())}\n")
    if "properties" not in shape:
        return "\n".join([*lines, f"{_type(shape)}\n"])
    required = shape.get("required", ())
    lines += ["| field | is |", "|---|---|"]
    for field, kind in shape["properties"].items():
        need = "" if field in required else ", may be left out"
        lines.append(f"| `{field}` | {_type(kind)}{need} |")
    return "\n".join([*lines, ""])


def _type(schema: Mapping[str, Any]) -> str:
    if reference := schema.get("$ref"):
        name = reference.rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return " or ".join(_type(one) for one in schema[word])
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = schema.get("format") or schema.get("type") or "anything"
    return {"null": "nothing", "uuid": "id", "date-time": "moment"}.get(str(kind), str(kind))


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text() != text
