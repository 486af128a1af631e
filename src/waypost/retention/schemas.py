"""Erasing, as it crosses the API."""

from ninja import Schema
from pydantic import Field


class ErasureIn(Schema):
    """`name` is the tenant's own, as it is shown."""

    name: str = Field(min_length=1, max_length=100)
