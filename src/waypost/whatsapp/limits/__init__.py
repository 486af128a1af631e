"""What WhatsApp takes, checked before anything is queued: one table, and plain words when it does not fit."""

from waypost.whatsapp.limits import interactive, messages, table, template
from waypost.whatsapp.limits.shapes import Place, Problem, Shape

__all__ = ["FILES", "KINDS", "Problem", "check", "check_file", "table"]

FILES = table.FILES

_SHAPES: dict[str, Shape] = {
    **messages.SHAPES,
    "interactive": interactive.SHAPE,
    "template": template.SHAPE,
}
KINDS = tuple(_SHAPES)
"""Everything that can be sent."""


def check(kind: str, content: object) -> list[Problem]:
    """What WhatsApp would not take of this message; nothing when it fits.

    `content` is what Meta's body carries under the name of the kind: a list for `contacts`, else an object.
    """
    found: list[Problem] = []
    shape = _SHAPES.get(kind)
    words = "the list of contacts" if kind == "contacts" else f"the {kind}"
    if shape is None:
        Place("type", "the kind of message", found).say(
            ", ".join(KINDS), kind, "is none that WhatsApp can send"
        )
    elif content is None:
        Place(kind, words, found).say("required", None, "is missing")
    else:
        shape.check(Place(kind, words, found), content)
    return found


def check_file(kind: str, mime_type: str, size: int, *, animated: bool = False) -> list[Problem]:
    """Whether a file can be sent as this kind. Parameters of the type, such as its codec, are left aside."""
    file = FILES.get(kind)
    found: list[Problem] = []
    if file is None:
        place = Place("type", "the kind of file", found)
        place.say(", ".join(FILES), kind, "is none that WhatsApp can send")
        return found
    plain = mime_type.partition(";")[0].strip().lower()
    if plain not in file.mime_types:
        place = Place(f"{kind}.mime_type", f"the {kind}", found)
        place.say(
            ", ".join(file.mime_types),
            plain,
            f"is {plain or 'of no known type'}; WhatsApp takes {_listed(file.mime_types)}",
        )
    most = table.ANIMATED_STICKER_BYTES if kind == "sticker" and animated else file.most_bytes
    place = Place(f"{kind}.size", f"the {kind}", found)
    if size < 1:
        place.say(1, size, "is empty")
    elif size > most:
        place.say(most, size, f"has {_megabytes(size)}; WhatsApp takes {_megabytes(most)}")
    return found


def _listed(mime_types: tuple[str, ...]) -> str:
    return mime_types[0] if len(mime_types) == 1 else f"{', '.join(mime_types[:-1])} or {mime_types[-1]}"


def _megabytes(size: int) -> str:
    """Rounded up: what is too large never reads as what is allowed."""
    unit, name = (1024 * 1024, "MB") if size >= 1024 * 1024 else (1024, "KB")
    tenths = -(-size * 10 // unit)
    return f"{tenths // 10}{f'.{tenths % 10}' if tenths % 10 else ''} {name}"
