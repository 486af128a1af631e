"""The journal as it crosses the API."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field


class JournalWebhook(Schema):
    id: int
    received_at: datetime
    processed_at: datetime
    size: int
    beginning: str


class JournalWebhookOut(Schema):
    id: int
    received_at: datetime
    processed_at: datetime
    size: int
    body: str


class JournalPage(Schema):
    items: list[JournalWebhook]
    next_cursor: int | None


class ReplayIn(Schema):
    webhook_ids: Annotated[list[int], Field(min_length=1)]


class ReplayOut(Schema):
    count: int


class JournalSettingsIn(Schema):
    keep_days: Annotated[int, Field(ge=1, le=730)]
