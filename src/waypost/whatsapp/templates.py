"""Message templates in the Graph API: the list of an account, and one by itself."""

from typing import Any
from urllib.parse import quote

from msgspec import DecodeError, Raw, Struct
from msgspec.json import Decoder

from waypost.whatsapp.client import GraphClient, OutcomeUnknown, segment

PAGE_SIZE = 100
_MOST_PAGES = 200


class Quality(Struct, gc=False):
    score: str | None = None


class TemplateNode(Struct, kw_only=True):
    """A template as Meta shows it: its words in capitals, whatever is unknown left out or null."""

    id: str
    name: str
    language: str
    status: str
    category: str
    parameter_format: str | None = None
    components: list[Any] | None = None
    previous_category: str | None = None
    correct_category: str | None = None
    quality_score: Quality | None = None
    rejected_reason: str | None = None


class TemplateList(Struct, frozen=True):
    """`unreadable` counts rows that came in no shape that is known: then nobody may say what is missing."""

    templates: list[TemplateNode]
    unreadable: int


class _Cursors(Struct, gc=False):
    after: str | None = None


class _Paging(Struct, gc=False):
    cursors: _Cursors | None = None
    next: str | None = None


class _Page(Struct, gc=False):
    data: list[Raw]
    paging: _Paging | None = None


_PAGE = Decoder(_Page)
_NODE = Decoder(TemplateNode, strict=False)
_FIELDS = ",".join(TemplateNode.__struct_fields__)


async def list_templates(client: GraphClient, waba_id: str, token: str) -> TemplateList:
    """All of the account's, page by page. A list that is not read to its end raises."""
    found: list[TemplateNode] = []
    unreadable = 0
    after = ""
    for _ in range(_MOST_PAGES):
        path = f"{segment(waba_id)}/message_templates?fields={_FIELDS}&limit={PAGE_SIZE}"
        page = _page(await client.read(f"{path}&after={quote(after, safe='')}" if after else path, token))
        for row in page.data:
            node = _node(row)
            if node is None:
                unreadable += 1
            else:
                found.append(node)
        before, after = after, _after(page)
        if not after:
            return TemplateList(found, unreadable)
        if after == before:
            break
    raise OutcomeUnknown(f"the list of templates did not end after {len(found)} rows")


async def get_template(client: GraphClient, template_id: str, token: str) -> TemplateNode:
    node = _node(Raw(await client.read(f"{segment(template_id)}?fields={_FIELDS}", token)))
    if node is None:
        raise OutcomeUnknown("a template came in no shape that is known")
    return node


def _page(body: bytes) -> _Page:
    try:
        return _PAGE.decode(body)
    except (DecodeError, RecursionError):
        raise OutcomeUnknown("a page of templates came in no shape that is known") from None


def _after(page: _Page) -> str:
    """Meta gives a cursor on the last page too; only `next` says that there is more."""
    if page.paging is None or not page.paging.next or page.paging.cursors is None:
        return ""
    return page.paging.cursors.after or ""


def _node(row: Raw) -> TemplateNode | None:
    try:
        return _NODE.decode(row)
    except (DecodeError, RecursionError):
        return None
