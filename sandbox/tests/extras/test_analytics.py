"""Analytics that are fields of an account, counted from what really happened."""

import urllib.parse

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, WABA, wait_for

from waypost_sandbox.graph.analytics.counting import KEPT_SECONDS, half_hour_at
from waypost_sandbox.world import read_world

MARCOS = "5511987654321"
WHOLESALE = "118833445566002"
JAKARTA_AHEAD_SECONDS = 7 * 3600
DIGITS = "6281110002001"


def ask(meta, field, granularity="DAILY", *, start=None, end=None, waba=WABA, **more):
    now = int(meta.control("/clock")["now"])
    given = {"start": start or now - 86400, "end": end or now + 86400, "granularity": granularity} | more
    arguments = "".join(f".{name}({value})" for name, value in given.items())
    return meta.call("GET", f"/v23.0/{waba}?fields={urllib.parse.quote(field + arguments)}")


def points(meta, field, granularity="DAILY", **more):
    answer = ask(meta, field, granularity, **more)
    assert answer.status == 200, answer.raw
    assert answer.json["id"] == WABA
    found = answer.json[field]
    return found["data_points"] if field == "analytics" else found["data"][0]["data_points"]


def without_time(rows):
    return [{key: value for key, value in row.items() if key not in ("start", "end")} for row in rows]


def send_template(meta, name, person, *parameters):
    template = {"name": name, "language": {"code": "en_US"}}
    if parameters:
        values = [{"type": "text", "text": text} for text in parameters]
        template["components"] = [{"type": "body", "parameters": values}]
    answer = meta.post_message({"to": person, "type": "template", "template": template})
    assert answer.status == 200, answer.raw
    return answer.json["messages"][0]["id"]


@pytest.fixture
def happened(meta, receiver):
    """A question, two answers, one utility template to Indonesia and one marketing template to Brazil."""
    meta.open_window(DEWI)
    sent = [meta.send(DEWI).json["messages"][0]["id"] for _ in range(2)]
    sent += [
        send_template(meta, "order_update", DEWI, "Dewi", "#1"),
        send_template(meta, "tasting_set", MARCOS),
    ]
    meta.advance(10)
    assert wait_for(lambda: len(receiver.statuses()) >= 2 * len(sent))


def test_messages_are_counted_by_kind(meta, happened):
    assert without_time(points(meta, "analytics", "DAY")) == [{"sent": 4, "delivered": 4}]
    assert without_time(points(meta, "analytics", "DAY", product_types="[0]")) == [
        {"sent": 2, "delivered": 2}
    ]
    assert without_time(points(meta, "analytics", "DAY", product_types="[2]")) == [
        {"sent": 2, "delivered": 2}
    ]
    received = without_time(points(meta, "analytics", "DAY", product_types="[100]"))
    assert received == [{"sent": 1, "delivered": 1}]


def test_the_answer_names_numbers_countries_and_granularity(meta, happened):
    found = ask(meta, "analytics", "DAY").json["analytics"]
    assert found["granularity"] == "DAY"
    assert sorted(found["country_codes"]) == ["BR", "ID"]
    assert DIGITS in found["phone_numbers"]


def test_messages_are_filtered_by_country_and_number(meta, happened):
    assert without_time(points(meta, "analytics", "DAY", country_codes='["BR"]')) == [
        {"sent": 1, "delivered": 1}
    ]
    assert without_time(points(meta, "analytics", "DAY", phone_numbers=f'["{DIGITS}"]')) == [
        {"sent": 4, "delivered": 4}
    ]
    assert points(meta, "analytics", "DAY", phone_numbers='["+62 811 1000 2002"]') == []


@pytest.mark.parametrize(("granularity", "seconds"), [("HALF_HOUR", 1800), ("DAY", 86400)])
def test_cells_are_as_long_as_asked_for(meta, happened, granularity, seconds):
    rows = points(meta, "analytics", granularity)
    assert {row["end"] - row["start"] for row in rows} == {seconds}


def test_days_and_months_begin_at_midnight_of_the_account(meta, happened):
    day = points(meta, "analytics", "DAY")[0]
    assert (day["start"] + JAKARTA_AHEAD_SECONDS) % 86400 == 0
    month = points(meta, "analytics", "MONTH")[0]
    assert (month["start"] + JAKARTA_AHEAD_SECONDS) % 86400 == 0
    assert 28 * 86400 <= month["end"] - month["start"] <= 31 * 86400


def test_days_are_kept_apart(meta, happened):
    meta.advance(86400)
    send_template(meta, "order_update", DEWI, "Dewi", "#2")
    meta.advance(10)
    assert [row["sent"] for row in points(meta, "analytics", "DAY")] == [4, 1]


def test_prices_are_those_of_the_card(meta, happened):
    rows = points(meta, "pricing_analytics", dimensions="[COUNTRY,PRICING_CATEGORY,PRICING_TYPE,TIER]")
    by_category = {row["pricing_category"]: row for row in without_time(rows)}
    assert by_category == {
        "SERVICE": {
            "country": "ID",
            "pricing_type": "FREE_CUSTOMER_SERVICE",
            "pricing_category": "SERVICE",
            "volume": 2,
            "cost": 0.0,
        },
        "UTILITY": {
            "country": "ID",
            "tier": "0:100000",
            "pricing_type": "REGULAR",
            "pricing_category": "UTILITY",
            "volume": 1,
            "cost": 0.025,
        },
        "MARKETING": {
            "country": "BR",
            "tier": "0:MAX",
            "pricing_type": "REGULAR",
            "pricing_category": "MARKETING",
            "volume": 1,
            "cost": 0.0625,
        },
    }


def test_prices_are_added_up_without_dimensions_and_filtered(meta, happened):
    assert without_time(points(meta, "pricing_analytics")) == [{"volume": 4, "cost": 0.0875}]
    utility = points(meta, "pricing_analytics", pricing_categories='["UTILITY"]', metric_types="[COST]")
    assert without_time(utility) == [{"cost": 0.025}]
    free = points(meta, "pricing_analytics", pricing_types="[FREE_CUSTOMER_SERVICE]")
    assert without_time(free) == [{"volume": 2, "cost": 0.0}]
    numbered = points(meta, "pricing_analytics", dimensions="[PHONE]", metric_types="[VOLUME]")
    assert without_time(numbered) == [{"phone_number": DIGITS, "volume": 4}]


def test_conversations_are_messages_since_each_is_charged_by_itself(meta, happened):
    rows = points(
        meta,
        "conversation_analytics",
        dimensions='["CONVERSATION_CATEGORY","CONVERSATION_TYPE","CONVERSATION_DIRECTION"]',
    )
    assert {
        "conversation_type": "FREE_TIER",
        "conversation_direction": "UNKNOWN",
        "conversation_category": "SERVICE",
        "conversation": 2,
        "cost": 0.0,
    } in without_time(rows)
    regular = points(meta, "conversation_analytics", conversation_types="[REGULAR]")
    assert without_time(regular) == [{"conversation": 2, "cost": 0.0875}]
    started = points(meta, "conversation_analytics", conversation_directions="[BUSINESS_INITIATED]")
    assert started == []


def test_a_failed_message_counts_nowhere(meta):
    meta.send(ADA)
    meta.advance(5)
    assert points(meta, "analytics", "DAY") == []
    assert points(meta, "pricing_analytics") == []


def test_calls_are_counted_with_their_length(meta):
    call = meta.control(f"/people/{DEWI}/call", {"phone_number_id": COFFEE})["id"]
    session = {"sdp_type": "answer", "sdp": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"}
    body = {"messaging_product": "whatsapp", "call_id": call, "action": "accept", "session": session}
    assert meta.call("POST", f"/v23.0/{COFFEE}/calls", body).status == 200
    meta.advance(30)
    meta.control(f"/calls/{call}/hang_up", {})
    meta.control(f"/people/{ADA}/call", {"phone_number_id": COFFEE})
    meta.advance(61)
    rows = without_time(points(meta, "call_analytics", dimensions="[DIRECTION,COUNTRY]"))
    dutch = next(row for row in rows if row["country"] == "NL")
    assert dutch == {
        "direction": "USER_INITIATED",
        "country": "NL",
        "count": 1,
        "cost": 0.0,
        "average_duration": 0,
    }
    own = next(row for row in rows if row["country"] == "ID")
    assert (own["count"], 29 <= own["average_duration"] <= 31) == (1, True)
    assert points(meta, "call_analytics", directions="[BUSINESS_INITIATED]") == []


def test_several_fields_are_answered_at_once(meta, happened):
    now = int(meta.control("/clock")["now"])
    span = f".start({now - 86400}).end({now + 86400})"
    fields = (
        f"name,analytics{span}.granularity(DAY).phone_numbers([]),pricing_analytics{span}.granularity(DAILY)"
    )
    found = meta.call("GET", f"/v23.0/{WABA}?fields={urllib.parse.quote(fields)}").json
    assert set(found) == {"name", "analytics", "pricing_analytics", "id"}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("analytics", {"granularity": "DAILY"}),
        ("pricing_analytics", {"granularity": "DAY"}),
        ("analytics", {"granularity": "DAY", "start": "yesterday"}),
        ("analytics", {"granularity": "DAY", "start": 1_500_000_000}),
        ("analytics", {"granularity": "DAY", "start": 4_000_000_000, "end": 3_900_000_000}),
        ("analytics", {"granularity": "DAY", "product_types": "[7]"}),
        ("analytics", {"granularity": "DAY", "phone_numbers": '["31201234567"]'}),
        ("pricing_analytics", {"metric_types": "[SENT]"}),
        ("pricing_analytics", {"dimensions": "[COLOUR]"}),
        ("pricing_analytics", {"pricing_types": "[CHEAP]"}),
        ("conversation_analytics", {"conversation_categories": "[JOKES]"}),
        ("call_analytics", {"directions": "[UP]"}),
    ],
)
def test_broken_questions_are_refused(meta, field, given):
    assert ask(meta, field, **given).code == 100


def test_a_field_without_arguments_is_refused(meta):
    assert meta.call("GET", f"/v23.0/{WABA}?fields=analytics").code == 100


def test_counts_are_kept_for_little_more_than_a_year():
    state = read_world(None).state
    half_hour_at(state, 0.0)
    half_hour_at(state, KEPT_SECONDS / 2)
    half_hour_at(state, KEPT_SECONDS + 1800.0)
    assert len(state.counts) == 2
