"""Any valid template is accepted; with any one limit broken it is refused with that limit's code."""

from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox.tests.templates.bodies import part
from sandbox.tests.templates.rules import read, refused

QUICK = settings(max_examples=150, deadline=None)

letters = st.text("abcdefghij klmnopqrstuvwxyzåéñ", min_size=1).filter(str.strip)
plain_words = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzé", min_size=1, max_size=9), min_size=3, max_size=12
)
labels = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=25)
variable_names = st.from_regex(r"[a-z_][a-z0-9_]{0,19}", fullmatch=True)


@st.composite
def bodies(draw, *, named):
    """Words with variables between them, three words of their own for each variable."""
    count = draw(st.integers(0, 5))
    names = draw(st.lists(variable_names, min_size=count, max_size=count, unique=True)) if named else []
    tokens = names or [str(number + 1) for number in range(count)]
    words = draw(plain_words)
    for token in tokens:
        words += [f"{{{{{token}}}}}", *draw(plain_words)]
    component = {"type": draw(st.sampled_from(("BODY", "body"))), "text": " ".join(words)}
    values = draw(st.lists(letters, min_size=count, max_size=count))
    if named and count:
        rows = [{"param_name": n, "example": v} for n, v in zip(tokens, values, strict=True)]
        component["example"] = {"body_text_named_params": rows}
    elif count:
        component["example"] = {"body_text": [values]}
    return component


@st.composite
def buttons(draw):
    texts = draw(st.lists(labels, min_size=10, max_size=10, unique=True))
    quick = [{"type": "QUICK_REPLY", "text": texts.pop()} for _ in range(draw(st.integers(0, 6)))]
    others = [
        {"type": "URL", "text": texts.pop(), "url": f"https://p.example/{draw(labels)}"}
        for _ in range(draw(st.integers(0, 2)))
    ]
    if draw(st.booleans()):
        others.append({"type": "PHONE_NUMBER", "text": texts.pop(), "phone_number": "+31201234567"})
    if draw(st.booleans()):
        others.append({"type": "COPY_CODE", "example": draw(st.text("ABC123", min_size=1, max_size=15))})
    found = [*quick, *others] if draw(st.booleans()) else [*others, *quick]
    return found or [{"type": "QUICK_REPLY", "text": texts.pop()}]


@st.composite
def templates(draw):
    named = draw(st.booleans())
    components = [draw(bodies(named=named))]
    if draw(st.booleans()):
        header = draw(st.text("abcdefghijklmnop", min_size=1, max_size=60))
        components.insert(0, {"type": "HEADER", "format": "TEXT", "text": header})
    if draw(st.booleans()):
        footer = draw(st.text("abcdefghijklmnop", min_size=1, max_size=60))
        components.append({"type": "FOOTER", "text": footer})
    components.append({"type": "BUTTONS", "buttons": draw(buttons())})
    return {
        "name": draw(st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=512)),
        "language": draw(st.sampled_from(("en_US", "id", "pt_BR", "ar", "zh_CN"))),
        "category": draw(st.sampled_from(("UTILITY", "MARKETING", "utility"))),
        "parameter_format": "NAMED" if named else "POSITIONAL",
        "components": components,
    }


def _named(body):
    body["name"] += "É"


def _long_name(body):
    body["name"] = "x" * 513


def _body(**changes):
    return lambda body: part(body, "BODY").update(changes)


def _no_body(body):
    body["components"] = [row for row in body["components"] if row["type"].upper() != "BODY"]


def _footer(words):
    def broken(body):
        body["components"] = [row for row in body["components"] if row["type"] != "FOOTER"]
        body["components"].append({"type": "FOOTER", "text": words})

    return broken


def _header(**changes):
    def broken(body):
        body["components"] = [row for row in body["components"] if row["type"] != "HEADER"]
        body["components"].append({"type": "HEADER", "format": "TEXT", "text": "A title"} | changes)

    return broken


def _button(**changes):
    def broken(body):
        row = {"type": "QUICK_REPLY", "text": "A label of its own"} | changes
        part(body, "BUTTONS")["buttons"] = [row]

    return broken


BROKEN = (
    (_named, (100, 2388046)),
    (_long_name, (100, 2388040)),
    (lambda body: body.update(language="tlh"), (100, None)),
    (lambda body: body.update(category="OTHER"), (100, None)),
    (lambda body: body.update(message_send_ttl_seconds=5), (100, None)),
    (_body(text="x" * 1025), (100, 2388040)),
    (_body(text="so {{?}} it is with this one here"), (100, 2388072)),
    (_body(text="so it goes\n\n\non"), (100, 2388072)),
    (_no_body, (100, 2388043)),
    (_footer("x" * 61), (100, 2388040)),
    (_footer("a\nb"), (100, 2388073)),
    (_header(text="x" * 61), (100, 2388040)),
    (_header(text="a *b*"), (100, 2388047)),
    (_header(format="IMAGE"), (100, 2388043)),
    (_button(text="x" * 26), (100, 2388040)),
    (_button(type="URL", url="nowhere"), (100, None)),
    (_button(type="URL"), (100, 2388043)),
    (_button(type="PHONE_NUMBER", phone_number="1" * 21), (100, 2388040)),
    (_button(type="COPY_CODE", example="x" * 16), (100, 2388040)),
)


@QUICK
@given(templates())
def test_any_valid_template_is_accepted(body):
    kept = read(body)
    assert len(kept) == len(body["components"])


@QUICK
@given(templates(), st.sampled_from(BROKEN))
def test_any_one_broken_limit_is_refused_with_its_code(body, broken):
    change, code = broken
    changed = deepcopy(body)
    change(changed)
    assert refused(changed) == code


@settings(max_examples=25, deadline=None)
@given(templates())
def test_what_is_kept_is_accepted_again(body):
    """Apart from samples, what Graph shows can be handed in as it is."""
    again = body | {"components": read(body)}
    assert read(again) == again["components"]
