"""Small checks with Meta's codes: wrong type 100, missing child 131008, beyond a limit 131009."""

from typing import Any

from waypost_sandbox.graph.errors import GraphError

Json = dict[str, Any]


def child(parent: Json, name: str, path: str = "") -> Json:
    """The object under `name`, which must be there."""
    found = parent.get(name)
    if found is None:
        raise GraphError(131008, f"The parameter {path}{name} is required.")
    if not isinstance(found, dict):
        raise GraphError(100, f"Param {path}{name} must be a JSON object.")
    return found


def items(parent: Json, name: str, path: str, least: int, most: int) -> list[Json]:
    found = parent.get(name)
    if found is None:
        raise GraphError(131008, f"The parameter {path}['{name}'] is required.")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise GraphError(100, f"Param {path}['{name}'] must be an array of objects.")
    if not least <= len(found) <= most:
        raise GraphError(131009, f"{path}['{name}'] must have {least} to {most} items, it has {len(found)}.")
    return found


def text(parent: Json, name: str, path: str, longest: int, *, required: bool = True) -> str:
    found = parent.get(name)
    if found is None or found == "":
        if required:
            raise GraphError(131008, f"The parameter {path}['{name}'] is required.")
        return ""
    if not isinstance(found, str):
        raise GraphError(100, f"Param {path}['{name}'] must be a string.")
    if len(found) > longest:
        raise GraphError(131009, f"{path}['{name}'] length invalid. Min length: 1, Max length: {longest}")
    return found


def different(values: list[str], what: str) -> None:
    if len(set(values)) != len(values):
        raise GraphError(131009, f"{what} must be unique.")
