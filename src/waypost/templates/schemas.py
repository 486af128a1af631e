"""Templates as they cross the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from waypost.templates.rules import Category, ParameterFormat


class TemplateOut(Schema):
    """`components` as Meta has them. Only an approved template can be sent."""

    id: UUID
    waba_id: str
    name: str
    language: str
    category: Category
    status: str
    status_reason: str
    quality: str
    parameter_format: ParameterFormat
    components: list[Any]
    synced_at: datetime


class TemplatePage(Schema):
    items: list[TemplateOut]
    next_cursor: str | None


class ButtonFormOut(Schema):
    """`asks`: suffix, code, payload, flow, or "" for nothing."""

    index: int
    kind: str
    label: str
    asks: str
    required: bool
    example: str


class PartFormOut(Schema):
    header: str
    header_example: str
    body: list[str]
    body_text: str
    body_examples: list[str]
    buttons: list[ButtonFormOut]


class FormOut(Schema):
    """What a sender must give. `unsupported` names a part that cannot be filled in here yet."""

    named: bool
    part: PartFormOut
    cards: list[PartFormOut]
    offer: bool
    unsupported: str


class TemplateDetail(TemplateOut):
    form: FormOut


class ValuesIn(Schema):
    values: dict[str, Any] = {}


class TemplatePreview(Schema):
    """`problems`: place in the values → what is wrong. `shown` is what the contact sees."""

    shown: dict[str, Any]
    problems: dict[str, str]
