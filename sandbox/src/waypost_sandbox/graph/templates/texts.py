"""Header, body and footer of a template. Each reader returns the component as it is kept."""

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.reading import emojis, is_plain, option, parsed, text
from waypost_sandbox.graph.templates.refusals import (
    body_format,
    combination,
    footer_format,
    header_format,
    missing_fields,
    refusal,
)
from waypost_sandbox.graph.templates.variables import (
    VARIABLE,
    check_examples,
    check_place,
    format_problem,
    variables,
)
from waypost_sandbox.graph.uploads import uploaded
from waypost_sandbox.state import Json

LONGEST_HEADER = 60
LONGEST_BODY = 1024
LONGEST_FOOTER = 60
MOST_EMOJIS = 10
MARKUP = "*~`"
# What a sample may be.
MEDIA = {
    "IMAGE": ("image/jpeg", "image/png"),
    "VIDEO": ("video/mp4", "video/3gpp"),
    "DOCUMENT": ("application/pdf",),
    "GIF": ("video/mp4", "image/gif"),
}
LARGEST_GIF = 3_670_016
FORMATS = ("TEXT", *MEDIA, "LOCATION", "PRODUCT")


def read_header(draft: Draft, component: Json, formats: tuple[str, ...] = FORMATS) -> Json:
    kind = option(component, "format", FORMATS)
    if kind not in formats:
        raise combination(f"A header of the format {kind} cannot stand here; use {', '.join(formats)}.")
    if kind in ("GIF", "PRODUCT") and draft.category != "MARKETING":
        raise combination(
            f"A header of the format {kind} stands in templates of the category MARKETING only."
        )
    kept: Json = {"type": "HEADER", "format": kind}
    if kind == "TEXT":
        return kept | _header_text(draft, component)
    if kind in MEDIA:
        return kept | {"example": {"header_handle": [_handle(draft, component, kind)]}}
    return kept


def _header_text(draft: Draft, component: Json) -> Json:
    words = text(component, "text", "The header", LONGEST_HEADER)
    problem = format_problem(words, named=draft.named)
    if problem is None and len(variables(words)) > 1:
        problem = "The header has at most one variable."
    if problem is None and (not is_plain(words) or any(c in MARKUP for c in VARIABLE.sub("", words))):
        problem = "The message header can't have new lines, formatting characters or emojis."
    if problem is not None:
        raise header_format(problem)
    example = component.get("example")
    check_examples("HEADER", words, example, "header_text", named=draft.named)
    return {"text": words} | ({"example": parsed(example)} if variables(words) else {})


def _handle(draft: Draft, component: Json, kind: str) -> str:
    example = parsed(component.get("example"))
    handles = example.get("header_handle") if isinstance(example, dict) else None
    if isinstance(handles, str):
        handles = [handles]
    if not isinstance(handles, list) or len(handles) != 1 or not isinstance(handles[0], str):
        raise missing_fields("HEADER", "example")
    handle = handles[0]
    upload = uploaded(draft.state, handle)
    if upload is None:
        if draft.strict_handles or not handle[:1].isdigit() or "::" not in handle:
            raise _bad_handle("Upload the sample with the Resumable Upload API and use its handle.")
        return handle
    if upload.mime_type.partition(";")[0].strip().lower() not in MEDIA[kind]:
        raise _bad_handle(f"A sample of {kind} cannot be {upload.mime_type}.")
    if kind == "GIF" and len(upload.content) > LARGEST_GIF:
        raise _bad_handle("A GIF has at most 3.5 MB.")
    return handle


def _bad_handle(words: str) -> GraphError:
    return refusal(None, "Media upload handle is not valid", words)


def read_body(draft: Draft, component: Json, longest: int = LONGEST_BODY) -> Json:
    words = text(component, "text", "The body", longest)
    if (problem := format_problem(words, named=draft.named)) is not None:
        raise body_format(problem)
    if (
        "\n\n\n" in words.replace("\r\n", "\n")
        or "\t" in words
        or " " * 5 in words
        or not VARIABLE.sub("", words).strip()
        or emojis(words) > MOST_EMOJIS
    ):
        raise body_format(
            "The message body can't have more than two consecutive new lines or four spaces, tabs, only "
            f"variables, or more than {MOST_EMOJIS} emojis."
        )
    check_place(words)
    check_examples("BODY", words, component.get("example"), "body_text", named=draft.named)
    kept: Json = {"type": "BODY", "text": words}
    return kept | ({"example": parsed(component["example"])} if variables(words) else {})


def read_footer(draft: Draft, component: Json) -> Json:
    words = text(component, "text", "The footer", LONGEST_FOOTER)
    if VARIABLE.search(words) or "{{" in words or not is_plain(words):
        raise footer_format("The message footer can't have variables, new lines or emojis.")
    return {"type": "FOOTER", "text": words}
