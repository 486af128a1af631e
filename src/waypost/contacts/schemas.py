"""Contacts as they cross the API."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field


class ContactPatch(Schema):
    name: str = Field(max_length=200)


class ContactOut(Schema):
    id: UUID
    name: str
    profile_name: str
    phone: str | None
    username: str | None
    user_id: str | None
    created_at: datetime
