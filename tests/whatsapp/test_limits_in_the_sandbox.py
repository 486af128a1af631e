"""The sandbox, which was written apart from our limits, takes and refuses the same messages."""

import json
from typing import Any

import pytest
from tests.sendable import GOOD, changed
from tests.whatsapp.test_limits import COUNTS, LENGTHS

from waypost.whatsapp import payloads
from waypost.whatsapp.limits import FILES
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.sending import read_envelope
from waypost_sandbox.state.files import Media
from waypost_sandbox.world import read_world

NOW = 1_789_000_000.0
NEEDS_MORE = {"flow", "call", "call permission"}
"""They need a form, or calls switched on, besides their shape."""
PLAIN = sorted(GOOD.keys() - NEEDS_MORE)


@pytest.fixture(scope="module")
def shop() -> Draft:
    state = read_world(None).state
    phone = next(iter(state.phone_numbers.values()))
    state.wabas[phone.waba_id].product_catalogs.clear()
    return Draft(state, phone, NOW)


def refusal(shop: Draft, kind: str, content: Any) -> int | None:
    """The sandbox's code for it; None when it is taken."""
    # a file of the right type stands under every id that a message names
    for media_id in ("1", "1844023391270011"):
        mime_type = FILES[kind if kind in FILES else "image"].mime_types[-1]
        shop.state.media[media_id] = Media(
            media_id, shop.phone.waba_id, shop.phone.id, mime_type, "", b"OggS", NOW + 1
        )
    try:
        read_envelope(shop, json.loads(payloads.message(kind, content, wa_id="31610000001")))
    except GraphError as error:
        return error.code
    return None


@pytest.mark.parametrize("name", PLAIN)
def test_the_sandbox_takes_what_fits(shop, name):
    assert refusal(shop, *GOOD[name]) is None


@pytest.mark.parametrize(
    ("name", "path", "most"), [one for one in LENGTHS if one[0] in PLAIN and GOOD[one[0]][0] != "template"]
)
def test_the_sandbox_draws_the_line_of_a_text_at_the_same_place(shop, name, path, most):
    assert refusal(shop, *changed(name, path, "a" * most)) is None
    assert refusal(shop, *changed(name, path, "a" * (most + 1))) == 131009


@pytest.mark.parametrize("case", [one for one in COUNTS if GOOD[one[0]][0] != "template"])
def test_the_sandbox_counts_as_we_do(shop, case):
    name, path, make, most, least = case
    first = 0 if path.endswith("cards") else 100  # cards are counted from 0; other ids must be new

    def taken(count: int) -> bool:
        items = [make(n) for n in range(first, first + count)]
        return refusal(shop, *changed(name, path, items)) is None

    assert [taken(count) for count in (least - 1, least, most, most + 1)] == [False, True, True, False]
