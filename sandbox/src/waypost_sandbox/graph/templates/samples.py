"""The samples of media in a template: kept as handles, shown as addresses of the files."""

from waypost_sandbox.graph.uploads import uploaded
from waypost_sandbox.sample_files import picture
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template


def with_addresses(world: Sandbox, template: Template) -> list[Json]:
    """Clients get an address that anybody can open, never the handle again."""
    handles = handles_of(template.components)
    if not handles:
        return template.components
    base = f"{world.options.public_url}/_sandbox/templates/{template.id}/samples"
    return _replaced(template.components, {handle: f"{base}/{n}" for n, handle in enumerate(handles)})


def sample(world: Sandbox, template: Template, number: int) -> tuple[bytes, str] | None:
    """A file and its type; in place of a picture that is not here there is one of the sandbox's own."""
    handles = handles_of(template.components)
    if not 0 <= number < len(handles):
        return None
    handle, kind = list(handles.items())[number]
    upload = uploaded(world.state, handle)
    if upload is not None:
        return upload.content, upload.mime_type
    return (picture(), "image/png") if kind == "IMAGE" else None


def handles_of(components: list[Json]) -> dict[str, str]:
    """Each handle with its format, in their order."""
    found: dict[str, str] = {}
    for part in components:
        if part["type"] == "HEADER":
            for handle in part.get("example", {}).get("header_handle", []):
                found[handle] = part["format"]
        for card in part.get("cards", []):
            found |= handles_of(card["components"])
    return found


def _replaced(components: list[Json], addresses: dict[str, str]) -> list[Json]:
    shown = []
    for part in components:
        if "cards" in part:
            cards = [{"components": _replaced(card["components"], addresses)} for card in part["cards"]]
            shown.append(part | {"cards": cards})
        elif "header_handle" in part.get("example", {}):
            found = [addresses.get(handle, handle) for handle in part["example"]["header_handle"]]
            shown.append(part | {"example": {"header_handle": found}})
        else:
            shown.append(part)
    return shown
