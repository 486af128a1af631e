"""Shapes that every domain's API shares."""

from ninja import Schema


class Problem(Schema):
    """Every refusal: a stable code, and a sentence that says what to do."""

    code: str
    detail: str
    fields: dict[str, str] | None = None
