"""Messages with buttons, lists and links: their limits and how the phone shows them."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import Json

KINDS = ("button", "list", "cta_url", "location_request_message")


def check_interactive(content: Json) -> Json:
    kind = content.get("type")
    if kind is None:
        raise GraphError(131008, "The parameter interactive['type'] is required.")
    if kind not in KINDS:
        raise GraphError(100, f"Param interactive['type'] must be one of {', '.join(KINDS)}.")
    body = checks.child(content, "body", "interactive.")
    footer = content.get("footer")
    action = checks.child(content, "action", "interactive.")
    shown: Json = {
        "header": _header(content, kind),
        "body": checks.text(body, "text", "interactive['body']", 4096 if kind == "list" else 1024),
        "footer": checks.text(footer, "text", "footer", 60, required=False)
        if isinstance(footer, dict)
        else "",
        "kind": kind,
    }
    if kind == "button":
        shown["buttons"] = _buttons(action)
    elif kind == "list":
        shown["button"] = checks.text(action, "button", "action", 20)
        shown["sections"] = _sections(action)
    elif kind == "cta_url":
        shown["link"] = _link(action)
    return shown


def _header(content: Json, kind: str) -> str:
    header = content.get("header")
    if header is None:
        return ""
    if not isinstance(header, dict):
        raise GraphError(100, "Param interactive['header'] must be a JSON object.")
    if header.get("type") == "text":
        return checks.text(header, "text", "interactive['header']", 60)
    if kind == "list":
        raise GraphError(131009, "The header of a list must be text.")
    if header.get("type") not in ("image", "video", "document"):
        raise GraphError(131009, "interactive['header']['type'] must be text, image, video or document.")
    checks.child(header, str(header["type"]), "interactive.header.")
    return ""


def _buttons(action: Json) -> list[Json]:
    replies = []
    for button in checks.items(action, "buttons", "action", 1, 3):
        if button.get("type") != "reply":
            raise GraphError(100, "Param action['buttons'][…]['type'] must be reply.")
        reply = checks.child(button, "reply", "action.buttons.")
        title = checks.text(reply, "title", "Button", 20)
        replies.append({"id": checks.text(reply, "id", "Button", 256), "title": title})
    checks.different([reply["id"] for reply in replies], "Button ids")
    checks.different([reply["title"] for reply in replies], "Button titles")
    return replies


def _sections(action: Json) -> list[Json]:
    sections: list[Json] = []
    given = checks.items(action, "sections", "action", 1, 10)
    for section in given:
        rows = [
            {
                "id": checks.text(row, "id", "Row", 200),
                "title": checks.text(row, "title", "Row", 24),
                "description": checks.text(row, "description", "Row", 72, required=False),
            }
            for row in checks.items(section, "rows", "section", 1, 10)
        ]
        title = checks.text(section, "title", "section", 24, required=len(given) > 1)
        sections.append({"title": title, "rows": rows})
    ids = [str(row["id"]) for section in sections for row in section["rows"]]
    if len(ids) > 10:
        raise GraphError(131009, f"A list has at most 10 rows in total, this one has {len(ids)}.")
    checks.different(ids, "Row ids")
    return sections


def _link(action: Json) -> Json:
    if action.get("name") != "cta_url":
        raise GraphError(100, "Param action['name'] must be cta_url.")
    parameters = checks.child(action, "parameters", "action.")
    url = checks.text(parameters, "url", "parameters", 2000)
    if not url.startswith(("http://", "https://")):
        raise GraphError(131009, "parameters['url'] must be an http or https address.")
    return {"text": checks.text(parameters, "display_text", "parameters", 20), "url": url}
