"""Values as the `components` of a send request, in Meta's exact shape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from waypost.templates.fitting import fit, media_id_of, moment_of
from waypost.templates.form import MEDIA_KINDS, Button, Form, Header, form_of
from waypost.templates.standing import Refusal

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MediaWanted:
    """A file that the values name, and what the template takes it for."""

    media_id: UUID
    kind: str
    field: str


def media_in(components: Any, parameter_format: str, values: Any) -> list[MediaWanted]:
    """The files of the values, in order: what must be at Meta before `components_for` can be called."""
    form = form_of(components, parameter_format)
    if not isinstance(values, dict):
        return []
    places = [(form, values, "")]
    if isinstance(values.get("cards"), list):
        cards = zip(form.cards, values["cards"], strict=False)
        places += [(card, given, f"cards.{number}.") for number, (card, given) in enumerate(cards)]
    return [
        MediaWanted(media_id, part.header.kind, f"{at}header.media_id")
        for part, given, at in places
        if isinstance(given, dict) and part.header is not None and part.header.kind in MEDIA_KINDS
        if (media_id := media_id_of(given.get("header"))) is not None
    ]


def fillable(components: Any, parameter_format: str, values: Any, *, now: datetime) -> Refusal | None:
    """At the moment of sending: while a message waits its template may change at Meta, and an offer end."""
    problems = fit(components, parameter_format, values, now=now)
    if not problems:
        return None
    if [one.field for one in problems] == ["offer_expires_at"] and moment_of(values.get("offer_expires_at")):
        return Refusal("offer_ended", "the offer in this template has ended. Send it with a later time.")
    first = problems[0]
    return Refusal(
        "template_changed",
        f"the values do not fit this template as it is at Meta now ({first.field}: {first.message}) "
        "Fill it in again.",
    )


def components_for(
    components: Any, parameter_format: str, values: Any, meta_ids: Mapping[UUID, str]
) -> list[Json]:
    """Only what has something to fill in. Raises ValueError for values that do not `fit`, KeyError for a file
    that `meta_ids` does not name."""
    if problems := fit(components, parameter_format, values):
        raise ValueError("; ".join(f"{one.field}: {one.message}" for one in problems))
    form = form_of(components, parameter_format)
    found = list(_parts(form, values, meta_ids))
    if form.has_expiry:
        ends = moment_of(values["offer_expires_at"])
        offer = {"expiration_time_ms": int(ends.timestamp() * 1000) if ends else 0}
        parameter = {"type": "limited_time_offer", "limited_time_offer": offer}
        found.append({"type": "limited_time_offer", "parameters": [parameter]})
    if form.cards:
        cards = [
            {"card_index": number, "components": list(_parts(card, given, meta_ids))}
            for number, (card, given) in enumerate(zip(form.cards, values["cards"], strict=True))
        ]
        found.append({"type": "carousel", "cards": cards})
    return found


def _parts(form: Form, values: Mapping[str, Any], meta_ids: Mapping[UUID, str]) -> Iterator[Json]:
    if form.header is not None and (parameter := _header(form, form.header, values.get("header"), meta_ids)):
        yield {"type": "header", "parameters": [parameter]}
    body = _body(form, values.get("body"))
    if body:
        filled = [_text(name, value, is_named=form.is_named) for name, value in body.items()]
        yield {"type": "body", "parameters": filled}
    asked = {one["index"]: one for one in values.get("buttons") or ()}
    for button in form.buttons:
        own = asked.get(button.index, {})
        if button.is_code and body:
            own = {"code": next(iter(body.values()))}
        if parameters := _button(button, own):
            yield {
                "type": "button",
                "sub_type": "url" if button.is_code else button.kind,
                "index": str(button.index),
                "parameters": parameters,
            }


def _body(form: Form, given: Any) -> dict[str, str]:
    """Variable → value, in the order of the template."""
    names = [blank.name for blank in form.body.blanks]
    return {name: given[name if form.is_named else place] for place, name in enumerate(names)}


def _header(form: Form, header: Header, given: Any, meta_ids: Mapping[UUID, str]) -> Json | None:
    if header.kind == "text":
        if not header.words.blanks:
            return None
        return _text(header.words.blanks[0].name, given["text"], is_named=form.is_named)
    if header.kind == "location":
        return {"type": "location", "location": dict(given["location"])}
    if header.kind == "product":
        product = given["product"]
        named = {"product_retailer_id": product["product_id"], "catalog_id": product["catalog_id"]}
        return {"type": "product", "product": named}
    media_id = media_id_of(given)
    if media_id is None:
        return None
    file: Json = {"id": meta_ids[media_id]}
    if header.kind == "document" and given.get("filename") is not None:
        file["filename"] = given["filename"]
    return {"type": header.kind, header.kind: file}


def _text(name: str, value: str, *, is_named: bool) -> Json:
    return {"type": "text", **({"parameter_name": name} if is_named else {}), "text": value}


def _button(button: Button, own: Mapping[str, Any]) -> list[Json]:  # noqa: PLR0911 - one return for each kind
    given: Json = {slot.key: own[slot.key] for slot in button.slots if own.get(slot.key) is not None}
    if not given:
        return []
    if button.kind == "quick_reply":
        return [{"type": "payload", "payload": given["payload"]}]
    if button.is_code:
        return [{"type": "text", "text": given["code"]}]
    if button.kind == "url":
        return [{"type": "text", "text": given["suffix"]}]
    if button.kind == "copy_code":
        return [{"type": "coupon_code", "coupon_code": given["code"]}]
    if button.kind == "voice_call":
        return [{"type": key, key: given[key]} for key in ("ttl_minutes", "payload") if key in given]
    return [{"type": "action", "action": _action(given)}]


def _action(given: Mapping[str, Any]) -> Json:
    action: Json = {}
    if "flow_token" in given:
        action["flow_token"] = given["flow_token"]
    if "flow_data" in given:
        action["flow_action_data"] = given["flow_data"]
    if "product_id" in given:
        action["thumbnail_product_retailer_id"] = given["product_id"]
    if "sections" in given:
        action["sections"] = [
            {
                "title": section["title"],
                "product_items": [{"product_retailer_id": one} for one in section["product_ids"]],
            }
            for section in given["sections"]
        ]
    return action
