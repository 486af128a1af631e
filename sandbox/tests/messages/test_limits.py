"""Any valid body is accepted, and any single broken limit is refused with its code."""

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandbox.tests.messages.bodies import BODIES, TEMPLATES
from sandbox.tests.messages.limits import BREAKS, ENVELOPE, GONE, LISTS, TEMPLATE_BREAKS, TEXTS
from sandbox.tests.messages.rules import check, code_of

EVERY_KIND = sorted(BODIES)
ANY_WORDS = st.characters(exclude_categories=("Cs",))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(body, path, value):
    """A copy of the body with another value there; GONE takes it away."""
    copy = deepcopy(body)
    parent = copy
    for name in path[:-1]:
        parent = parent[name]
    if value is not GONE:
        parent[path[-1]] = value
    elif isinstance(parent, list) or path[-1] in parent:
        del parent[path[-1]]
    return copy


def texts_of(kind):
    """Words of any length that is allowed, also the longest."""
    return [
        (path, st.text(ANY_WORDS, min_size=1, max_size=min(longest, 80)) | st.just("ö" * longest))
        for path, longest, _ in TEXTS.get(kind, [])
    ]


@st.composite
def valid(draw):
    kind = draw(st.sampled_from(EVERY_KIND))
    body = deepcopy(BODIES[kind])
    for path, fewest, most, items in LISTS.get(kind, []):
        if draw(st.booleans()):
            return changed(body, path, items(draw(st.sampled_from([fewest, most]))))
    for path, words in texts_of(kind):
        if draw(st.booleans()):
            body = changed(body, path, draw(words))
    if draw(st.booleans()):
        body["biz_opaque_callback_data"] = draw(st.text(ANY_WORDS, max_size=512))
    if draw(st.booleans()) and kind != "reaction":
        body["context"] = {"message_id": "wamid.earlier"}
    if draw(st.booleans()):
        body["something_new"] = draw(st.integers())
    return body


def ways_to_break(kind):
    """Paths, values and codes: the envelope's, the kind's own, and those that follow from its limits."""
    ways = [*ENVELOPE, *BREAKS.get(kind, [])]
    for path, longest, required in TEXTS.get(kind, []):
        ways += [(path, "x" * (longest + 1), 131009), (path, 7, 100)]
        if required:
            ways += [(path, GONE, 131008), (path, "", 131008)]
    for path, fewest, most, items in LISTS.get(kind, []):
        ways += [(path, items(most + 1), 131009), (path, items(fewest - 1), 131009), (path, "x", 100)]
    return ways


@st.composite
def broken(draw):
    """A valid body with one limit broken, and the code that it is refused with."""
    kind = draw(st.sampled_from(EVERY_KIND))
    path, value, code = draw(st.sampled_from(ways_to_break(kind)))
    if path == ("context",) and kind == "reaction":
        code = 100
    extra = draw(st.dictionaries(st.sampled_from(["something_new", "ttl"]), st.integers()))
    return changed(BODIES[kind] | extra, path, value), code


@QUICK
@given(valid())
def test_any_valid_body_is_accepted(body):
    check(body)


@QUICK
@given(broken())
def test_any_single_broken_limit_is_refused_with_its_code(case):
    body, code = case
    assert code_of(body) == code


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def paths_of(value, path=()):
    """Every place in a body."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in inner:
        yield from paths_of(child, (*path, name))


@settings(QUICK, max_examples=400)
@given(st.data())
def test_nothing_that_can_be_sent_breaks_the_checks(data):
    body = data.draw(st.sampled_from([*BODIES.values(), *TEMPLATES.values()]))
    for _ in range(2):
        path = data.draw(st.sampled_from(list(paths_of(body))))
        body = changed(body, path, data.draw(ANYTHING))
    # Accepted or refused with a code; any other exception fails the test.
    code_of(body)


CASES = [(kind, path, value, code) for kind, breaks in BREAKS.items() for path, value, code in breaks]


@pytest.mark.parametrize("kind, path, value, code", CASES)
def test_each_rule_of_a_kind_has_its_code(kind, path, value, code):
    assert code_of(changed(BODIES[kind], path, value)) == code


TEMPLATE_CASES = [
    (name, path, value, code) for name, breaks in TEMPLATE_BREAKS.items() for path, value, code in breaks
]


@pytest.mark.parametrize("name, path, value, code", TEMPLATE_CASES)
def test_each_rule_of_a_template_has_its_code(name, path, value, code):
    assert code_of(changed(TEMPLATES[name], path, value)) == code


PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=60)


@QUICK
@given(PLAIN, PLAIN, st.text("abcdefghijklmnopqrstuvwxyz0123456789?=&", min_size=1, max_size=200))
def test_any_words_fill_a_template(first_name, eta, suffix):
    body = deepcopy(TEMPLATES["named"])
    _, words, _, link = body["template"]["components"]
    words["parameters"][0]["text"], words["parameters"][1]["text"] = eta, first_name
    link["parameters"][0]["text"] = suffix
    shown = check(body).shown
    assert shown["body"] == f"Hi {first_name}, your parcel arrives at {eta} today."
    assert shown["buttons"][1]["url"] == f"https://p.example/t/{suffix}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_template_is_filled(name):
    assert check(TEMPLATES[name]).shown["kind"] == "template"
