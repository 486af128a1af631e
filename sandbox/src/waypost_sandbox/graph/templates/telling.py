"""Webhooks about templates; their ids are whole numbers there, and text everywhere else."""

from waypost_sandbox.deliver import Update
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template


def tell_status(
    world: Sandbox, template: Template, event: str, reason: str | None = "NONE", more: Json | None = None
) -> None:
    value = {"event": event, **_names(template), "message_template_category": template.category}
    _tell(world, template, "message_template_status_update", {**value, "reason": reason, **(more or {})})


def tell_quality(world: Sandbox, template: Template, previous: str) -> None:
    value = {"previous_quality_score": previous, "new_quality_score": template.quality, **_names(template)}
    _tell(world, template, "message_template_quality_update", value)


def tell_category(world: Sandbox, template: Template, more: Json) -> None:
    _tell(world, template, "template_category_update", {**_names(template), **more})


def tell_components(world: Sandbox, template: Template) -> None:
    parts = {str(part["type"]): part for part in template.components}
    value = {**_names(template), "message_template_element": parts.get("BODY", {}).get("text", "")}
    if "text" in parts.get("HEADER", {}):
        value["message_template_title"] = parts["HEADER"]["text"]
    if "text" in parts.get("FOOTER", {}):
        value["message_template_footer"] = parts["FOOTER"]["text"]
    if "BUTTONS" in parts:
        value["message_template_buttons"] = [_button(button) for button in parts["BUTTONS"]["buttons"]]
    _tell(world, template, "message_template_components_update", value)


def _button(button: Json) -> Json:
    told = {"message_template_button_type": button["type"]}
    for name in ("text", "url", "phone_number"):
        if name in button:
            told[f"message_template_button_{name}"] = button[name]
    return told


def _names(template: Template) -> Json:
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }


def _tell(world: Sandbox, template: Template, field: str, value: Json) -> None:
    world.deliveries.tell(Update(waba_id=template.waba_id, field=field, value=value))
