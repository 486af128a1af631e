"""Lists of templates, page by page, also when they come in no shape that is known."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from waypost.whatsapp.client import OutcomeUnknown
from waypost.whatsapp.templates import get_template, list_templates

ROW = {"id": "1", "name": "parcel", "language": "en_US", "status": "APPROVED", "category": "UTILITY"}


class Pages:
    """Stands where the client does: a body for each cursor."""

    def __init__(self, **bodies: Any) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    async def read(self, path: str, token: str) -> bytes:
        after = parse_qs(urlsplit(path).query).get("after", ["first"])[0]
        self.asked.append(after)
        body = self.bodies[after]
        return body if isinstance(body, bytes) else json.dumps(body).encode()


def page(*rows: Any, after: str = "", **more: Any) -> dict[str, Any]:
    paging = {"cursors": {"before": "x", "after": after}, **more}
    return {"data": list(rows), "paging": paging}


async def test_pages_are_read_until_there_is_no_next():
    pages = Pages(first=page(ROW, after="a&b", next="https://x"), **{"a&b": page(ROW, after="end")})

    found = await list_templates(pages, "1", "t")

    assert (len(found.templates), found.unreadable, pages.asked) == (2, 0, ["first", "a&b"])


async def test_an_account_without_templates_has_an_empty_list():
    assert (await list_templates(Pages(first={"data": []}), "1", "t")).templates == []


@pytest.mark.parametrize("row", [{"id": "1"}, "x", None, {**ROW, "components": "x"}])
async def test_a_row_of_no_known_shape_is_counted_and_the_rest_is_read(row):
    found = await list_templates(Pages(first=page(row, ROW)), "1", "t")

    assert (len(found.templates), found.unreadable) == (1, 1)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": 7}', b'{"data": ' + b"[" * 9000])
async def test_a_page_of_no_known_shape_is_no_list(body):
    with pytest.raises(OutcomeUnknown):
        await list_templates(Pages(first=body), "1", "t")


async def test_a_list_that_turns_in_a_circle_is_no_list():
    circle = page(ROW, after="first", next="https://x")

    with pytest.raises(OutcomeUnknown, match="did not end"):
        await list_templates(Pages(first=circle), "1", "t")


async def test_what_meta_leaves_out_or_leaves_empty_is_empty():
    node = await get_template(Pages(first={**ROW, "quality_score": None, "components": None}), "1", "t")

    assert (node.id, node.quality_score, node.components) == ("1", None, None)
