"""What an outgoing message holds, and how it becomes the object that Meta's body carries. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from waypost.whatsapp import limits
from waypost.whatsapp.limits import Problem

FILE_KINDS = frozenset({"image", "video", "audio", "document", "sticker"})
CAPTIONED = frozenset({"image", "video", "document"})
_OF_THE_FORM = frozenset({"flow_action_payload"})
"""What a form begins with is the integrator's own: a `media_id` in it is none of ours."""
_UPLOADED_LATER = "1"
"""Stands for Meta's id of a file while a message is checked: the id comes with the upload."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`content` is kept with the message; None for text."""

    kind: str
    text: str
    content: Any = None
    media_id: UUID | None = None


def file_content(
    kind: str, media_id: UUID, caption: str, *, filename: str = "", voice: bool = False
) -> dict[str, Any]:
    content: dict[str, Any] = {"media_id": str(media_id)}
    if caption and kind in CAPTIONED:
        content["caption"] = caption
    if filename and kind == "document":
        content["filename"] = filename
    if voice and kind == "audio":
        content["voice"] = True
    return content


def problems_of(draft: Draft) -> list[Problem]:
    """What Meta would refuse, by Meta's own field names; empty for a template, which its own rules check."""
    if draft.kind == "template":
        return []
    if draft.kind == "text":
        return limits.check("text", {"body": draft.text})
    if draft.kind == "reaction":
        return limits.check("reaction", {"message_id": "wamid.", "emoji": draft.text})
    checked = with_meta_ids(draft.content, dict.fromkeys(media_ids_in(draft.content), _UPLOADED_LATER))
    return limits.check(draft.kind, checked)


def media_ids_in(content: Any) -> list[UUID]:
    """Files of ours that are named anywhere inside; what is no id is left to the limits to refuse."""
    return list(dict.fromkeys(_found(content))) if content else []


def with_meta_ids(content: Any, meta_ids: Mapping[UUID, str]) -> Any:
    """A copy with `{"id": …}` of Meta's where `{"media_id": …}` of ours stood."""
    if isinstance(content, list):
        return [with_meta_ids(item, meta_ids) for item in content]
    if not isinstance(content, dict):
        return content
    changed = {
        key: value if key in _OF_THE_FORM else with_meta_ids(value, meta_ids)
        for key, value in content.items()
        if key != "media_id"
    }
    media_id = _uuid(content.get("media_id"))
    if media_id is None:
        return changed if "media_id" not in content else {**changed, "media_id": content["media_id"]}
    return {"id": meta_ids.get(media_id, ""), **changed}


def readable(kind: str, content: Any) -> str:
    """What a list of conversations shows of an outgoing message that has no text of its own."""
    if not isinstance(content, dict):
        return ""
    if kind == "location":
        return str(content.get("name") or content.get("address") or "")
    if kind == "interactive":
        body = content.get("body")
        return str(body.get("text") or "") if isinstance(body, dict) else ""
    return ""


def card_names(content: Any) -> str:
    """The names on contact cards."""
    names = (
        (card.get("name") for card in content if isinstance(card, dict)) if isinstance(content, list) else ()
    )
    return ", ".join(str(name.get("formatted_name", "")) for name in names if isinstance(name, dict))


def _found(content: Any) -> Iterator[UUID]:
    if isinstance(content, dict):
        media_id = _uuid(content.get("media_id"))
        if media_id is not None:
            yield media_id
        for key, value in content.items():
            if key not in _OF_THE_FORM:
                yield from _found(value)
    elif isinstance(content, list):
        for item in content:
            yield from _found(item)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
