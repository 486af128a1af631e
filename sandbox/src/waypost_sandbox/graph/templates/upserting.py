"""Authentication templates in many languages at once, and how they will read."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.templates.authentication import body_words, footer_words, words_for
from waypost_sandbox.graph.templates.components import read_components
from waypost_sandbox.graph.templates.creating import by_hand, check_rate, draft_for, read_language, read_name
from waypost_sandbox.graph.templates.editing import EDITABLE
from waypost_sandbox.graph.templates.languages import LANGUAGES
from waypost_sandbox.graph.templates.reading import names, number, objects, option, parsed, switch
from waypost_sandbox.graph.templates.refusals import missing, not_editable
from waypost_sandbox.graph.templates.review import hand_in
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template

ONLY = ("AUTHENTICATION",)
LABELS = ("text", "autofill_text")


@edge("waba", "POST", "upsert_message_templates")
async def upsert_templates(call: Call) -> Json:
    given = {name: parsed(value) for name, value in (await call.given()).items()}
    name = read_name(given)
    option(given, "category", ONLY)
    languages = names(given, "languages")
    if not languages:
        raise missing("languages")
    for language in languages:
        read_language(language)
    given = _without_labels(given)
    rows = []
    for language in dict.fromkeys(languages):
        found = call.state.template_named(call.node, name, language)
        if found is None:
            check_rate(call)
            found = by_hand(call, given, name, language)
        else:
            _replace(call, found, given)
        rows.append(
            {"id": found.id, "status": found.status, "category": found.category, "language": language}
        )
    return {"data": rows}


def _replace(call: Call, template: Template, given: Json) -> None:
    if template.status not in EDITABLE:
        raise not_editable(f"A template in the status {template.status} can't be edited.")
    draft = draft_for(call, "AUTHENTICATION", template.language, "POSITIONAL")
    template.components = read_components(draft, given)
    template.active_at = call.now
    hand_in(call.world, template)


def _without_labels(given: Json) -> Json:
    """Labels cannot be the same in all languages, so Meta's own are taken."""
    components = []
    for part in objects(given, "components"):
        kept = dict(part)
        if "buttons" in part:
            kept["buttons"] = [
                {name: value for name, value in button.items() if name not in LABELS}
                for button in objects(part, "buttons")
            ]
        components.append(kept)
    return given | {"components": components}


@edge("waba", "GET", "message_template_previews")
async def preview_templates(call: Call) -> Json:
    query = dict(call.query)
    option(query, "category", ONLY)
    languages = names(query, "languages") or sorted(LANGUAGES)
    warning = switch(query, "add_security_recommendation")
    minutes = number(query, "code_expiration_minutes", 1, 90)
    for kind in names(query, "button_types"):
        option({"button_types": kind}, "button_types", ("OTP",))
    return {"data": [_preview(read_language(language), minutes, warning=warning) for language in languages]}


def _preview(language: str, minutes: int | None, *, warning: bool) -> Json:
    copy, fill = words_for(language)[3:]
    row: Json = {
        "body": body_words(language, warning=warning),
        "buttons": [{"autofill_text": fill, "text": copy}],
        "language": language,
    }
    return row | ({"footer": footer_words(language, minutes)} if minutes is not None else {})
