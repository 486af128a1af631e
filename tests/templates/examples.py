"""Templates of every build, and values that fill them in."""

from typing import Any
from uuid import UUID

from waypost.templates.values import Form, PartForm

MEDIA = UUID("0192f0c0-0000-7000-8000-000000000001")
PLACE = {"latitude": 52.3, "longitude": 4.9, "name": "Depot", "address": "Quay 1"}
TEXTS = {"text": {"text": "Tuesday"}, "location": {"location": PLACE}}


def part_values(part: PartForm, form: Form) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if part.header:
        values["header"] = TEXTS.get(part.header, {"media_id": str(MEDIA)})
    if part.body:
        texts = ["482913"] if form.category_of_code else [f"value {n}" for n in range(len(part.body))]
        values["body"] = dict(zip(part.body, texts, strict=True)) if form.named else texts
    buttons = [button_values(one.index, one.asks, one.kind) for one in part.buttons if one.asks]
    if given := [one for one in buttons if one]:
        values["buttons"] = given
    return values


def button_values(index: int, asks: str, kind: str) -> dict[str, Any] | None:
    if kind in {"otp", "otp_url"}:
        return None
    found: dict[str, dict[str, Any]] = {
        "suffix": {"suffix": "88?src=wa"},
        "code": {"code": "SAVE20"},
        "payload": {"payload": f"P{index}"},
        "flow": {"flow_token": "t1"},
    }
    return {"index": index, **found[asks]} if asks in found else None


def values_for(form: Form) -> dict[str, Any]:
    values = part_values(form.part, form)
    if form.cards:
        values["cards"] = [part_values(card, form) for card in form.cards]
    if form.offer:
        values["offer_expires_at"] = 1_800_000_000_000
    return values
