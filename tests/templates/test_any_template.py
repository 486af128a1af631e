"""Whatever template Meta accepts: what its form asks for fits, and nothing else does."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.templates.strategies import MEDIA, OPTIONAL, drafts, values_for

from waypost.templates.rules import components_for, fit, form_of, media_in, render

META_IDS = {media_id: str(number) for number, media_id in enumerate(set(MEDIA.values()))}
Case = tuple[list[Any], str, dict[str, Any]]
_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=8)
)
KEYS = (
    "type", "format", "text", "example", "buttons", "cards", "components", "url", "header", "body", "index",
    "media_id", "location", "1", "code", "suffix", "payload", "limited_time_offer", "has_expiration",
    "offer_expires_at", "sections", "product_ids", "title",
)  # fmt: skip
KINDS = (
    "header", "BODY", "buttons", "CAROUSEL", "LIMITED_TIME_OFFER", "URL", "MPM", "FLOW", "IMAGE", "TEXT",
)  # fmt: skip
_keys = st.sampled_from(KEYS)
_kinds = st.sampled_from(KINDS)
anything = st.recursive(
    _scalars | _kinds,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=5),
    max_leaves=25,
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    draft = draw(drafts())
    form = form_of(draft["components"], draft["parameter_format"])
    return draft["components"], draft["parameter_format"], draw(values_for(form))


@given(cases())
def test_values_made_from_the_form_fit(case: Case):
    assert fit(*case) == []


@given(cases())
def test_every_file_that_is_named_is_in_what_is_sent(case: Case):
    wanted = media_in(*case)

    sent = json.dumps(components_for(*case, META_IDS))

    assert sent.count('"id":') == len(wanted)
    assert {one.media_id for one in wanted} <= set(META_IDS)


@given(cases())
def test_a_rendered_template_has_no_variable_left(case: Case):
    shown = render(*case)

    texts = [shown.body, shown.header.text if shown.header else "", *(card.body for card in shown.cards)]
    links = [button.url for one in (shown, *shown.cards) for button in one.buttons]
    assert not [text for text in texts + links if "{{" in text]


@given(cases(), st.data())
def test_a_value_that_is_dropped_is_named(case: Case, data: st.DataObject):
    components, parameter_format, values = case
    needed = [place for place in leaves(values) if is_needed(components, parameter_format, place)]
    if not needed:
        return
    path, field = data.draw(st.sampled_from(needed))

    lacking = copy.deepcopy(values)
    inside(lacking, path[:-1])[path[-1]] = None

    assert field in {one.field for one in fit(components, parameter_format, lacking)}


@given(cases(), st.data())
def test_a_value_that_is_added_is_named(case: Case, data: st.DataObject):
    components, parameter_format, values = case
    path, field = data.draw(st.sampled_from(list(objects(values))))

    more = copy.deepcopy(values)
    inside(more, path)["stranger"] = "x"

    at = f"{field}.stranger" if field else "stranger"
    assert at in {one.field for one in fit(components, parameter_format, more)}


@given(cases())
def test_a_part_that_the_template_lacks_is_named(case: Case):
    components, parameter_format, values = case
    form = form_of(components, parameter_format)
    added: dict[str, Any] = {
        "header": {"text": "x"},
        "cards": [{}],
        "offer_expires_at": "2090-01-01T00:00:00Z",
    }
    for part in added.keys() - values.keys():
        assert part in {one.field for one in fit(components, parameter_format, values | {part: added[part]})}
    buttons = [*values.get("buttons", []), {"index": len(form.buttons)}]
    told = fit(components, parameter_format, values | {"buttons": buttons})
    assert [one.field for one in told] == [f"buttons.{len(form.buttons)}"]


@given(cases())
def test_one_value_too_many_is_named(case: Case):
    components, parameter_format, values = case
    body = values.get("body", [])
    if isinstance(body, dict):
        return

    told = fit(components, parameter_format, values | {"body": [*body, "x"]})

    assert [one.field for one in told] == [f"body.{len(body) + 1}" if body else "body"]


@given(drafts(), anything)
@settings(max_examples=300)
def test_no_values_break_anything(draft: dict[str, Any], values: Any):
    template = draft["components"], draft["parameter_format"]
    problems = fit(*template, values)
    shown = render(*template, values)
    media_in(*template, values)

    assert all(one.field.encode() and one.message.encode() for one in problems)
    assert shown.body.encode()


@given(anything, anything, st.sampled_from(["NAMED", "positional"]))
@settings(max_examples=300)
def test_no_components_break_anything(components: Any, values: Any, parameter_format: str):
    template = components, parameter_format
    render(*template, values)
    if fit(*template, values) == []:
        wanted = media_in(*template, values)
        components_for(*template, values, {one.media_id: "7" for one in wanted})


@given(anything, st.data())
@settings(max_examples=300)
def test_whatever_a_form_of_anything_asks_for_can_be_sent(components: Any, data: st.DataObject):
    """Templates that Meta would not accept today: a form is a promise all the same."""
    form = form_of(components, "positional")
    values = data.draw(values_for(form))
    if fit(components, "positional", values) == []:
        components_for(components, "positional", values, META_IDS)


Path = tuple[Any, ...]


def leaves(value: Any, path: Path = (), field: str = "") -> Iterator[tuple[Path, str]]:
    """Each single value, and the name that a problem gives its place."""
    if isinstance(value, dict | list) and path[-1:] != ("flow_data",):
        for key, inner, name in steps(value, path):
            yield from leaves(inner, (*path, key), f"{field}.{name}" if field else name)
    else:
        yield path, field


def objects(value: Any, path: Path = (), field: str = "") -> Iterator[tuple[Path, str]]:
    if not isinstance(value, dict | list) or path[-1:] == ("flow_data",):
        return
    if isinstance(value, dict):
        yield path, field
    for key, inner, name in steps(value, path):
        yield from objects(inner, (*path, key), f"{field}.{name}" if field else name)


def steps(value: dict[str, Any] | list[Any], path: Path) -> Iterator[tuple[Any, Any, str]]:
    if isinstance(value, dict):
        yield from ((key, inner, str(key)) for key, inner in value.items())
        return
    for number, inner in enumerate(value):
        if path[-1] == "body":
            yield number, inner, str(number + 1)
        else:
            yield number, inner, str(inner["index"] if path[-1] == "buttons" else number)


def is_needed(components: list[Any], parameter_format: str, place: tuple[Path, str]) -> bool:
    path = place[0]
    if path[-1] == "product_id" and "buttons" in path:
        form = form_of(components, parameter_format)
        return any(button.kind == "mpm" for button in form.buttons)
    return path[-1] not in OPTIONAL | {"index"}


def inside(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value
