"""Files in messages: by id or by link, and whether a file fits its kind."""

from collections.abc import Callable

from waypost_sandbox import media as files
from waypost_sandbox.graph import checks
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.sniffing import looks_like, sticker_fault
from waypost_sandbox.state import Json
from waypost_sandbox.state.files import Media

LONGEST_CAPTION = 1024
LONGEST_FILENAME = 240
# What a voice note must be.
VOICE = "audio/ogg"
# A moving picture in a header of a marketing template.
GIF = (int(3.5 * 1024 * 1024), frozenset({"video/mp4"}))
KINDS = {**files.KINDS, "gif": GIF}


def media_check(kind: str) -> Callable[[Draft, Json], str]:
    def check(draft: Draft, content: Json) -> str:
        media = check_media(draft, kind, content, kind)
        if kind == "audio":
            voice = checks.yes_or_no(content, "voice", kind)
            if voice and media is not None and not looks_like(VOICE, media.content):
                draft.refusal = 131053
            return "Voice message" if voice else "Audio"
        if kind == "sticker":
            return "Sticker"
        caption = checks.text(content, "caption", kind, LONGEST_CAPTION, required=False)
        return caption or str(content.get("filename") or kind.capitalize())

    return check


def check_media(draft: Draft, kind: str, content: Json, path: str) -> Media | None:
    """The file, when it is named by id; a link is remembered, to be fetched."""
    media_id = checks.identifier(content, "id", path, required=False)
    link = checks.web_address(content, "link", path, required=False)
    if not media_id and not link:
        raise checks.Missing(f"{path}['id'] or {path}['link']")
    if media_id and link:
        raise checks.Misshapen(f"Param {path} must have either id or link, not both.")
    if kind == "document":
        checks.text(content, "filename", path, LONGEST_FILENAME, required=False)
    if link:
        draft.links.append((kind, content))
        return None
    media = draft.state.media.get(media_id)
    if media is None or media.waba_id != draft.phone.waba_id or media.expires_at < draft.now:
        raise checks.Beyond(f"Param {path}['id'] is not a valid media id of this number.")
    if not of_kind(kind, media.mime_type):
        raise checks.Beyond(f"{media.mime_type} cannot be sent as {kind}.")
    return media


def media_header(draft: Draft, header: Json, kind: str, path: str) -> Json:
    """The file of a header, as the phone draws it; a fetched link puts its id here."""
    media = checks.child(header, kind, path)
    shown = {"type": kind} | {name: media[name] for name in ("id", "link", "filename") if name in media}
    check_media(draft, kind, shown, f"{path}['{kind}']")
    return shown


def of_kind(kind: str, mime_type: str) -> bool:
    """A document may be of any type."""
    return kind == "document" or files.plain_type(mime_type) in KINDS[kind][1]


def fits(kind: str, mime_type: str, content: bytes) -> bool:
    """Whether a file that was fetched can be sent as this kind."""
    largest, _ = KINDS[kind]
    if not content or len(content) > largest or not of_kind(kind, mime_type):
        return False
    return looks_like(files.plain_type(mime_type), content) and (
        kind != "sticker" or not sticker_fault(content)
    )
