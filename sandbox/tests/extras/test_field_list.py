"""Reading `?fields=`."""

import pytest

from waypost_sandbox.graph.field_list import Field, read_fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", []),
        ("id, name", [Field("id"), Field("name")]),
        (
            'analytics.start(1).end(2).country_codes(["US","BR"]),id',
            [Field("analytics", {"start": "1", "end": "2", "country_codes": '["US","BR"]'}), Field("id")],
        ),
        ("events{id,told{at}},id", [Field("events", {}, "id,told{at}"), Field("id")]),
        ("events.limit(3){id}", [Field("events", {"limit": "3"}, "id")]),
        ("qr_image_url.format(SVG)", [Field("qr_image_url", {"format": "SVG"})]),
    ],
)
def test_names_arguments_and_what_is_within(text, fields):
    assert read_fields(text) == fields
