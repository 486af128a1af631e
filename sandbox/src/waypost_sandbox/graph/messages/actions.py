"""What a customer can tap in an interactive message: replies, lists, links, calls and requests."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.calling.permissions import calling_of, is_on
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.state import Json

MOST_ROWS = 10
CALL_MINUTES = 10080
LONGEST_CALL_MINUTES = 43200


def reply_buttons(draft: Draft, action: Json) -> Json:
    buttons = []
    for button in checks.items(action, "buttons", "action", 1, 3):
        checks.choice(button, "type", "action['buttons']", ("reply",))
        reply = checks.child(button, "reply", "action['buttons']")
        buttons.append(
            {
                "kind": "quick_reply",
                "id": checks.text(reply, "id", "Button", 256),
                "title": checks.text(reply, "title", "Button", 20),
            }
        )
    checks.different([button["id"] for button in buttons], "Button ids")
    checks.different([button["title"] for button in buttons], "Button titles")
    return {"buttons": buttons}


def list_button(draft: Draft, action: Json) -> Json:
    title = checks.text(action, "button", "action", 20)
    sections: list[Json] = []
    given = checks.items(action, "sections", "action", 1, 10)
    for section in given:
        rows = [
            {
                "id": checks.text(row, "id", "Row", 200),
                "title": checks.text(row, "title", "Row", 24),
                "description": checks.text(row, "description", "Row", 72, required=False),
            }
            for row in checks.items(section, "rows", "section", 1, MOST_ROWS)
        ]
        name = checks.text(section, "title", "section", 24, required=len(given) > 1)
        sections.append({"title": name, "rows": rows})
    ids = [row["id"] for section in sections for row in section["rows"]]
    if len(ids) > MOST_ROWS:
        raise checks.Beyond(f"A list has at most {MOST_ROWS} rows in total, this one has {len(ids)}.")
    checks.different(ids, "Row ids")
    return {"buttons": [{"kind": "list", "title": title, "sections": sections}]}


def link_button(draft: Draft, action: Json) -> Json:
    parameters = named(action, "cta_url")
    button = {
        "kind": "url",
        "title": checks.text(parameters, "display_text", "parameters", 20),
        "url": checks.web_address(parameters, "url", "parameters"),
    }
    return {"buttons": [button]}


def location_button(draft: Draft, action: Json) -> Json:
    checks.choice(action, "name", "action", ("send_location",))
    return {"buttons": [{"kind": "location", "title": "Send location"}]}


def contact_request(draft: Draft, action: Json) -> Json:
    checks.choice(action, "name", "action", ("request_contact_info",))
    return {"buttons": [{"kind": "contact_request", "title": "Share contact info"}]}


def call_permission(draft: Draft, action: Json) -> Json:
    checks.choice(action, "name", "action", ("call_permission_request",))
    _calling(draft)
    return {"buttons": [{"kind": "call_permission", "title": "Choose preference"}]}


def voice_call_button(draft: Draft, action: Json) -> Json:
    parameters = named(action, "voice_call")
    minutes = checks.whole_number(parameters, "ttl_minutes", "parameters", 1, LONGEST_CALL_MINUTES)
    button: Json = {
        "kind": "voice_call",
        "title": checks.text(parameters, "display_text", "parameters", 20),
        "minutes": minutes or CALL_MINUTES,
    }
    if payload := checks.text(parameters, "payload", "parameters", 512, required=False):
        button["payload"] = payload
    _calling(draft)
    return {"buttons": [button]}


def named(action: Json, name: str) -> Json:
    """The parameters of an action that must have this name."""
    checks.choice(action, "name", "action", (name,))
    return checks.child(action, "parameters", "action")


def _calling(draft: Draft) -> None:
    if not is_on(calling_of(draft.phone).get("status")):
        raise GraphError(138000)
