"""Reading templates at Meta: `GET /{waba}/message_templates`."""

from typing import Any

import msgspec
from msgspec import Struct

from waypost.whatsapp.client import GraphClient, OutcomeUnknown, segment

FIELDS = "id,name,language,status,category,previous_category,components,parameter_format,quality_score,rejected_reason"
PAGE = 100
MOST_PAGES = 100
"""Meta allows 6,000 templates; a list that never ends is not followed for ever."""


class QualityScore(Struct, gc=False):
    score: str = ""


class Template(Struct, gc=False):
    id: str
    name: str
    language: str
    status: str
    category: str
    components: list[Any] = []
    previous_category: str | None = None
    parameter_format: str | None = None
    quality_score: QualityScore | None = None
    rejected_reason: str | None = None


class _Cursors(Struct, gc=False):
    after: str | None = None


class _Paging(Struct, gc=False):
    cursors: _Cursors | None = None
    next: str | None = None


class _Page(Struct, gc=False):
    data: list[Template]
    paging: _Paging | None = None


async def list_templates(client: GraphClient, waba_id: str, token: str) -> list[Template]:
    """All of them. It changes nothing, so it may be asked again after any error."""
    found: list[Template] = []
    after: str | None = None
    for _ in range(MOST_PAGES):
        query = {"fields": FIELDS, "limit": str(PAGE)} | ({"after": after} if after else {})
        answer = await client.ask("GET", f"{segment(waba_id)}/message_templates", token, query=query)
        try:
            page = msgspec.convert(answer, _Page)
        except msgspec.ValidationError as error:
            raise OutcomeUnknown("the list of templates cannot be read") from error
        found += page.data
        cursors = page.paging.cursors if page.paging else None
        after = cursors.after if cursors else None
        if not page.data or not after or not (page.paging and page.paging.next):
            return found
    return found
