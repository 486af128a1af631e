"""Decisions about templates: what they ask for, whether values fit, what is sent and shown, whether it may go now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, Self
from uuid import UUID

from waypost.templates import values as given
from waypost.templates.values import Form, PartForm, Problem, filled

Category = Literal["marketing", "utility", "authentication"]
ParameterFormat = Literal["positional", "named"]

_PHONE_ONLY = "this template sends a code, and WhatsApp sends codes only to telephone numbers."


@dataclass(frozen=True, slots=True)
class RenderedButton:
    kind: str
    label: str
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """As the contact sees it. `header` is text; a file or place is named in `header_kind`."""

    body: str
    header_kind: str = ""
    header: str = ""
    footer: str = ""
    buttons: tuple[RenderedButton, ...] = ()
    cards: "tuple[Rendered, ...]" = ()


class _Row(Protocol):
    """What a stored template has."""

    waba_id: str
    status: str
    category: Category
    deleted_at: datetime | None
    components: Any


@dataclass(frozen=True, slots=True)
class Standing:
    """A template's state at Meta."""

    waba_id: str
    status: str
    category: str
    is_deleted: bool = False
    sends_code: bool = False

    @classmethod
    def of(cls, template: _Row) -> Self:
        form = form_of(template.components, "positional")
        return cls(
            template.waba_id,
            template.status,
            template.category,
            template.deleted_at is not None,
            form.category_of_code,
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """`sentence` begins in lower case: “Not sent: ” stands before it."""

    code: str
    sentence: str


_BY_STATUS = {
    "pending": Refusal("template_pending", "Meta is still reviewing this template. It takes up to a day."),
    "rejected": Refusal("template_rejected", "Meta rejected this template. Change it and hand it in again."),
    "paused": Refusal(
        "template_paused", "Meta paused this template because people blocked or reported it. Use another one."
    ),
    "disabled": Refusal("template_disabled", "Meta switched this template off for good. Use another one."),
    "in_appeal": Refusal("template_pending", "Meta is looking at this template again."),
    "archived": Refusal("template_archived", "this template is archived. Restore it first."),
}
_GONE = Refusal("template_gone", "this template was deleted.")


def sendable(standing: Standing, *, waba_id: str, has_number: bool, now: datetime) -> Refusal | None:
    """None when Meta would take it at this moment, for all we know."""
    if standing.is_deleted or standing.status in {"deleted", "pending_deletion"}:
        return _GONE
    if standing.waba_id != waba_id:
        return Refusal(
            "template_elsewhere", "this template belongs to another WhatsApp account than the number."
        )
    if standing.status != "approved":
        return _BY_STATUS.get(standing.status) or Refusal(
            "template_not_approved", f"Meta has not approved this template (it says “{standing.status}”)."
        )
    if standing.sends_code and not has_number:
        return Refusal("phone_needed", _PHONE_ONLY)
    return None


def form_of(components: Sequence[Any], parameter_format: str) -> Form:
    return given.form_of(components, parameter_format)


def fit(components: Sequence[Any], parameter_format: str, values: Any) -> list[Problem]:
    """Everything about the values that Meta would refuse; empty when it fits."""
    return list(given.fit(given.form_of(components, parameter_format), values))


def components_for(
    components: Sequence[Any], parameter_format: str, values: Mapping[str, Any], meta_ids: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """The `components` of the send request. The values must fit."""
    form = given.form_of(components, parameter_format)
    built = _part_components(form.part, form, values, meta_ids)
    if form.offer:
        built.append(
            {
                "type": "limited_time_offer",
                "parameters": [
                    {
                        "type": "limited_time_offer",
                        "limited_time_offer": {"expiration_time_ms": values["offer_expires_at"]},
                    }
                ],
            }
        )
    if form.cards:
        cards = [
            {"card_index": index, "components": _part_components(part, form, card, meta_ids)}
            for index, (part, card) in enumerate(zip(form.cards, values["cards"], strict=True))
        ]
        built.append({"type": "carousel", "cards": cards})
    return built


def _part_components(
    part: PartForm, form: Form, values: Mapping[str, Any], meta_ids: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    built: list[dict[str, Any]] = []
    if part.header:
        built.append({"type": "header", "parameters": [_header_parameter(part, form, values, meta_ids)]})
    body = given.body_values(part, values.get("body"))
    if part.body:
        parameters = [{"type": "text", "text": str(body[name])} for name in part.body]
        if form.named:
            for name, parameter in zip(part.body, parameters, strict=True):
                parameter["parameter_name"] = name
        built.append({"type": "body", "parameters": parameters})
    by_index = {one["index"]: one for one in values.get("buttons") or []}
    for button in part.buttons:
        built += _button_component(button, by_index.get(button.index), body)
    return built


def _header_parameter(
    part: PartForm, form: Form, values: Mapping[str, Any], meta_ids: Mapping[UUID, str]
) -> dict[str, Any]:
    header = values["header"]
    if part.header == "text":
        parameter = {"type": "text", "text": str(header["text"])}
        return parameter | ({"parameter_name": part.header_name} if form.named else {})
    if part.header == "location":
        return {"type": "location", "location": header["location"]}
    file = {"id": meta_ids.get(UUID(header["media_id"]), "")}
    if part.header == "document" and header.get("filename"):
        file["filename"] = header["filename"]
    return {"type": part.header, part.header: file}


def _button_component(
    button: given.ButtonForm, one: Mapping[str, Any] | None, body: Mapping[str, Any]
) -> list[dict[str, Any]]:
    if button.kind in {"otp", "otp_url"}:
        code = str((one or {}).get("code") or next(iter(body.values()), ""))
        return [_component("url", button.index, {"type": "text", "text": code})]
    if one is None:
        return []
    if button.asks == "suffix":
        return [_component("url", button.index, {"type": "text", "text": str(one["suffix"])})]
    if button.asks == "code":
        return [
            _component("copy_code", button.index, {"type": "coupon_code", "coupon_code": str(one["code"])})
        ]
    if button.asks == "payload":
        return [_component("quick_reply", button.index, {"type": "payload", "payload": str(one["payload"])})]
    action: dict[str, Any] = {}
    if one.get("flow_token"):
        action["flow_token"] = one["flow_token"]
    if one.get("flow_data"):
        action["flow_action_data"] = one["flow_data"]
    return [_component("flow", button.index, {"type": "action", "action": action})] if action else []


def _component(sub_type: str, index: int, parameter: dict[str, Any]) -> dict[str, Any]:
    return {"type": "button", "sub_type": sub_type, "index": str(index), "parameters": [parameter]}


def render(components: Sequence[Any], parameter_format: str, values: Any) -> Rendered:
    """For a preview and for the thread; a value that is missing shows as its variable."""
    values = values if isinstance(values, Mapping) else {}
    form = given.form_of(components, parameter_format)
    cards = values.get("cards") if isinstance(values.get("cards"), list) else []
    raw_cards: list[Any] = next(
        (part.get("cards", []) for part in components if str(part.get("type", "")).upper() == "CAROUSEL"), []
    )
    shown = [
        _rendered(card.get("components", []), part, cards[index] if index < len(cards) else {})
        for index, (card, part) in enumerate(zip(raw_cards, form.cards, strict=True))
    ]
    return _rendered(components, form.part, values, tuple(shown))


def _rendered(
    components: Sequence[Any], part: PartForm, values: Any, cards: tuple[Rendered, ...] = ()
) -> Rendered:
    values = values if isinstance(values, Mapping) else {}
    header = values.get("header") if isinstance(values.get("header"), Mapping) else {}
    body = {name: str(value) for name, value in given.body_values(part, values.get("body")).items()}
    texts = {str(one.get("type", "")).upper(): one for one in components if isinstance(one, Mapping)}
    header_text = str(texts.get("HEADER", {}).get("text", ""))
    if part.header == "text" and isinstance(header.get("text"), str):
        header_text = filled(header_text, dict.fromkeys(given.variables_in(header_text), header["text"]))
    by_index = (
        {one.get("index"): one for one in values.get("buttons") or [] if isinstance(one, Mapping)}
        if isinstance(values.get("buttons"), list)
        else {}
    )
    raw_buttons = texts.get("BUTTONS", {}).get("buttons", [])
    return Rendered(
        body=filled(part.body_text, body),
        header_kind="" if part.header in {"", "text"} else part.header,
        header=header_text,
        footer=str(texts.get("FOOTER", {}).get("text", "")),
        buttons=tuple(
            RenderedButton(form.kind, form.label, _leads_to(raw, by_index.get(form.index)))
            for form, raw in zip(part.buttons, raw_buttons, strict=True)
        ),
        cards=cards,
    )


def _leads_to(raw: Mapping[str, Any], one: Mapping[str, Any] | None) -> str:
    url = str(raw.get("url") or raw.get("phone_number") or "")
    suffix = str((one or {}).get("suffix", ""))
    return filled(url, dict.fromkeys(given.variables_in(url), suffix)) if suffix else url
