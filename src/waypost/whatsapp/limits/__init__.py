"""What WhatsApp takes: every limit of an outgoing message on one table, and `check`, which names what is beyond.

Meta's page: cloud-api/messages, and its page of each type. Sizes of files are in `FILES`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from waypost.whatsapp.limits.interactive import INTERACTIVE
from waypost.whatsapp.limits.shapes import (
    Flag,
    Items,
    Number,
    Object,
    Problem,
    Shape,
    Text,
    is_web_address,
    missing,
)

__all__ = ["FILES", "KINDS", "MEGABYTE", "Problem", "check"]

MEGABYTE = 1024 * 1024

# kind → (bytes at most, types)
FILES: dict[str, tuple[int, frozenset[str]]] = {
    "image": (5 * MEGABYTE, frozenset({"image/jpeg", "image/png"})),
    "video": (16 * MEGABYTE, frozenset({"video/mp4", "video/3gpp"})),
    "audio": (
        16 * MEGABYTE,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    ),
    "document": (100 * MEGABYTE, frozenset()),
    "sticker": (500 * 1024, frozenset({"image/webp"})),
}


def _one_source(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    given = [name for name in ("id", "link") if value.get(name)]
    if len(given) != 1:
        where = f"{path}.id" if path else "id"
        yield Problem(
            where, "id or link", ", ".join(given), "A file is named by its id or its link: one of them."
        )


def _file(label: str, **parts: Shape) -> Object:
    return Object(
        label,
        {
            "id": Text("The file's id", 512, required=False),
            "link": Text(
                "The link", 2048, required=False, pattern=is_web_address, says="an address with https://"
            ),
            **parts,
        },
        also=_one_source,
    )


def _name_parts(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if not any(value.get(part) for part in ("first_name", "last_name", "middle_name", "suffix", "prefix")):
        yield missing(f"{path}.first_name", "A first or last name beside the full name")


def _some(label: str, **parts: Shape) -> Items:
    return Items(label, Object(label, parts), 0, 100, required=False)


_CAPTION = Text("The caption", 1024, required=False, may_be_empty=True)
_CARD_TEXT = 1000
_CARD = Object(
    "Contact {n}",
    {
        "name": Object(
            "The name of contact {n}",
            {
                "formatted_name": Text("The name of contact {n}", _CARD_TEXT),
                **{
                    part: Text(
                        f"The {part.replace('_', ' ')} of contact {{n}}",
                        _CARD_TEXT,
                        required=False,
                        may_be_empty=True,
                    )
                    for part in ("first_name", "last_name", "middle_name", "suffix", "prefix")
                },
            },
            also=_name_parts,
        ),
        "phones": _some("Telephone {n}", phone=Text("Telephone {n}", _CARD_TEXT, required=False)),
        "emails": _some("E-mail {n}", email=Text("E-mail {n}", _CARD_TEXT, required=False)),
        "urls": _some("Address {n}", url=Text("Address {n}", _CARD_TEXT, required=False)),
        "birthday": Text(
            "The birthday",
            10,
            required=False,
            pattern=lambda day: len(day) == 10 and day[4] == day[7] == "-" and day.replace("-", "").isdigit(),
            says="written as 1990-04-02",
        ),
    },
)

KINDS: dict[str, Shape] = {
    "text": Object("The text", {"body": Text("The text", 4096), "preview_url": Flag("preview_url")}),
    "image": _file("The picture", caption=_CAPTION),
    "video": _file("The video", caption=_CAPTION),
    "audio": _file("The audio", voice=Flag("voice")),
    "document": _file(
        "The document",
        caption=_CAPTION,
        filename=Text("The file name", 240, required=False, may_be_empty=True),
    ),
    "sticker": _file("The sticker"),
    "location": Object(
        "The place",
        {
            "latitude": Number("The latitude", -90, 90),
            "longitude": Number("The longitude", -180, 180),
            "name": Text("The name of the place", 1000, required=False, may_be_empty=True),
            "address": Text("The address of the place", 1000, required=False, may_be_empty=True),
        },
    ),
    "contacts": Items("Contacts", _CARD, 1, 257),
    "reaction": Object(
        "The reaction",
        {
            "message_id": Text("The message that it is about", 512),
            "emoji": Text("The emoji", 40, may_be_empty=True),
        },
    ),
    "interactive": INTERACTIVE,
}


def check(kind: str, content: Any) -> list[Problem]:
    """What Meta would refuse in the object that its body carries under the name of the kind. Empty when it fits."""
    shape = KINDS.get(kind)
    if shape is None:
        return [
            Problem(
                "kind", ", ".join(KINDS), kind[:40], f"Messages of the kind “{kind[:40]}” cannot be sent."
            )
        ]
    return list(shape.problems(content, ""))
