"""What a message may contain, kind by kind; each check gives the words for the phone."""

from collections.abc import Callable
from typing import Any

from waypost_sandbox import media as files
from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.interactive import check_interactive
from waypost_sandbox.state import Json, State

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_CONTACTS = 257


class Checked:
    """The words of a message, and what the phone shows beside them."""

    def __init__(self, text: str, shown: Json | None = None) -> None:
        self.text = text
        self.shown = shown


def check_text(state: State, waba_id: str, content: Json) -> Checked:
    return Checked(checks.text(content, "body", "text", LONGEST_TEXT))


def check_location(state: State, waba_id: str, content: Json) -> Checked:
    for name, most in (("latitude", 90.0), ("longitude", 180.0)):
        if content.get(name) is None:
            raise GraphError(131008, f"The parameter location['{name}'] is required.")
        try:
            value = float(content[name])
        except (TypeError, ValueError) as error:
            raise GraphError(100, f"Param location['{name}'] must be a number.") from error
        if not -most <= value <= most:
            raise GraphError(131009, f"location['{name}'] must lie between -{most:.0f} and {most:.0f}.")
    return Checked(str(content.get("name") or "Location"))


def check_contacts(state: State, waba_id: str, cards: list[Json]) -> Checked:
    if not 1 <= len(cards) <= MOST_CONTACTS:
        raise GraphError(131009, f"contacts must have 1 to {MOST_CONTACTS} items.")
    names = []
    for number, card in enumerate(cards):
        if not isinstance(card, dict):
            raise GraphError(100, f"Param contacts[{number}] must be a JSON object.")
        name = checks.child(card, "name", f"contacts[{number}].")
        names.append(checks.text(name, "formatted_name", f"contacts[{number}]['name']", 1000))
        if not any(name.get(part) for part in ("first_name", "last_name", "middle_name", "prefix", "suffix")):
            raise GraphError(131009, "A name needs one more part besides formatted_name.")
    return Checked(", ".join(names))


def check_reaction(state: State, waba_id: str, content: Json) -> Checked:
    checks.text(content, "message_id", "reaction", 512)
    emoji = content.get("emoji", "")
    if not isinstance(emoji, str):
        raise GraphError(100, "Param reaction['emoji'] must be a string.")
    if len(emoji) > 16 or (emoji and emoji.isascii()):
        raise GraphError(131009, "reaction['emoji'] must be one emoji, or empty to take the reaction back.")
    return Checked(emoji)


def media_check(kind: str) -> Callable[[State, str, Json], Checked]:
    def check(state: State, waba_id: str, content: Json) -> Checked:
        media_id, link = content.get("id"), content.get("link")
        if (media_id is None) == (link is None):
            raise GraphError(131008 if media_id is None else 100, f"{kind} needs exactly one of id and link.")
        if link is not None and not (isinstance(link, str) and link.startswith(("http://", "https://"))):
            raise GraphError(131009, f"{kind}['link'] must be an http or https address.")
        if media_id is not None:
            media = state.media.get(str(media_id))
            if media is None or media.waba_id != waba_id:
                raise GraphError(131009, f"Param {kind}['id'] is not a valid media id of this number.")
            if kind != "document" and files.kind_of(media.mime_type) != kind:
                raise GraphError(131009, f"{media.mime_type} cannot be sent as {kind}.")
        if kind in ("audio", "sticker"):
            return Checked("Voice message" if content.get("voice") else kind.capitalize())
        caption = checks.text(content, "caption", kind, LONGEST_CAPTION, required=False)
        return Checked(caption or str(content.get("filename") or kind.capitalize()))

    return check


def check_interactive_message(state: State, waba_id: str, content: Json) -> Checked:
    shown = check_interactive(content)
    return Checked(shown["body"], shown)


CHECKS: dict[str, Callable[[State, str, Any], Checked]] = {
    "text": check_text,
    "location": check_location,
    "contacts": check_contacts,
    "reaction": check_reaction,
    "interactive": check_interactive_message,
    **{kind: media_check(kind) for kind in files.KINDS},
}
