"""What stands in a flow.json, for those who do not judge it."""

from typing import Any

import msgspec

from waypost_sandbox.state import Json


def read_document(document: bytes) -> Json:
    """Empty when it cannot be read."""
    try:
        found = msgspec.json.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def version_of(document: Json) -> str:
    return _text(document.get("version"))


def data_api_version_of(document: Json) -> str:
    return _text(document.get("data_api_version"))


def number_of(version: str) -> tuple[int, ...]:
    """For comparing: "7.3" is (7, 3)."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""
