"""Templates as they cross the API, and as live events carry them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

Word = Annotated[str, Field(pattern="^[A-Za-z_]{0,64}$")]


class TemplateFilter(Schema):
    """A search is by parts of the name or the body; a channel leaves what its number can send."""

    channel_id: UUID | None = None
    search: str = Field("", max_length=200)
    status: Word | None = None
    category: Word | None = None
    cursor: str | None = Field(None, max_length=4000)
    limit: int = Field(50, ge=1, le=100)


class TemplateOut(Schema):
    """`status` and `category` are Meta's words in lower case."""

    id: UUID
    waba_id: str
    meta_id: str
    name: str
    language: str
    category: str
    previous_category: str
    next_category: str
    status: str
    status_reason: str
    quality: str
    paused_until: datetime | None
    parameter_format: str
    body: str
    components: Any
    synced_at: datetime
    deleted_at: datetime | None


class TemplatePage(Schema):
    """Approved ones first, each part by name; `next_cursor` leads to the rest."""

    items: list[TemplateOut]
    next_cursor: str | None


class BlankOut(Schema):
    name: str
    example: str


class WordsOut(Schema):
    text: str
    blanks: list[BlankOut]
    longest: int


class HeaderFormOut(Schema):
    kind: str
    words: WordsOut


class SlotOut(Schema):
    key: str
    is_required: bool
    longest: int
    example: str


class ButtonFormOut(Schema):
    index: int
    kind: str
    label: str
    address: str
    phone_number: str
    slots: list[SlotOut]


class CardFormOut(Schema):
    header: HeaderFormOut | None
    body: WordsOut
    buttons: list[ButtonFormOut]


class FormOut(Schema):
    """What a sender gives, in the shape of `values`; `unsupported` says why Waypost cannot fill it in."""

    is_named: bool
    header: HeaderFormOut | None
    body: WordsOut
    footer: str
    buttons: list[ButtonFormOut]
    cards: list[CardFormOut]
    offer: str
    has_expiry: bool
    is_code: bool
    unsupported: str


class TemplateDetail(TemplateOut):
    form: FormOut


class PreviewIn(Schema):
    """`values` as a message takes them."""

    values: dict[str, Any] = {}


class ProblemOut(Schema):
    field: str
    message: str


class RenderedHeaderOut(Schema):
    kind: str
    text: str
    media_id: UUID | None
    filename: str


class RenderedButtonOut(Schema):
    kind: str
    label: str
    url: str
    phone_number: str
    code: str


class RenderedCardOut(Schema):
    header: RenderedHeaderOut | None
    body: str
    buttons: list[RenderedButtonOut]


class RenderedOut(Schema):
    header: RenderedHeaderOut | None
    body: str
    footer: str
    buttons: list[RenderedButtonOut]
    cards: list[RenderedCardOut]
    offer: str
    offer_expires_at: datetime | None


class TemplatePreview(Schema):
    """What the contact would read; variables without a usable value stand as in the template."""

    rendered: RenderedOut
    problems: list[ProblemOut]


class SyncIn(Schema):
    channel_id: UUID | None = None
    """Every WhatsApp account of the tenant when it is left out."""


class SyncOut(Schema):
    """How many WhatsApp accounts are asked."""

    accounts: int
