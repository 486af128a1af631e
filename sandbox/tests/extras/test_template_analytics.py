"""What becomes of templates, once the account has confirmed that it wants to know."""

import datetime as dt

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI, WABA
from sandbox.tests.extras.test_analytics import send_template

ORDER, TASTING = "1259544702040001", "1259544702040003"
GROUP_OF_TEMPLATES = "990011"
MOL_BIKES, MOL_TEMPLATE = "104220055667799", "1259544702049901"


def ask(meta, edge="template_analytics", waba=WABA, **given):
    now = int(meta.control("/clock")["now"])
    usual = {"start": now - 86400, "end": now + 60, "granularity": "daily"}
    if edge == "template_analytics":
        usual["template_ids"] = f"[{ORDER}]"
    query = "&".join(f"{name}={value}" for name, value in (usual | given).items())
    return meta.call("GET", f"/v23.0/{waba}/{edge}?{query}")


def points(meta, edge="template_analytics", **given):
    answer = ask(meta, edge, **given)
    assert answer.status == 200, answer.raw
    row = answer.json["data"][0]
    assert row["granularity"] == "DAILY"
    return row["data_points"]


def confirm(meta, waba=WABA, wanted="true"):
    return meta.call("POST", f"/v23.0/{waba}?is_enabled_for_insights={wanted}")


@pytest.fixture
def confirmed(meta):
    assert confirm(meta).json == {"id": WABA}
    return meta


def test_without_confirmation_there_are_none(meta):
    assert ask(meta).code == 200007
    assert ask(meta, "template_group_analytics", template_group_ids=GROUP_OF_TEMPLATES).code == 200007


def test_a_confirmation_cannot_be_taken_back(confirmed):
    assert confirm(confirmed, wanted="false").code == 200006


def test_accounts_of_europe_have_none(meta):
    assert confirm(meta, MOL_BIKES).code == 200005
    assert ask(meta, waba=MOL_BIKES, template_ids=MOL_TEMPLATE).code == 200005


def test_counting_begins_with_the_confirmation(meta):
    send_template(meta, "order_update", DEWI, "Dewi", "#1")
    meta.advance(5)
    confirm(meta)
    assert points(meta) == []


def test_a_day_has_what_was_sent_delivered_read_and_spent(confirmed):
    send_template(confirmed, "order_update", DEWI, "Dewi", "#1")
    send_template(confirmed, "order_update", ADA, "Ada", "#2")
    confirmed.advance(10)
    (point,) = points(confirmed)
    assert point["end"] - point["start"] == 86400
    assert point["start"] % 86400 == 0
    assert (point["template_id"], point["sent"], point["delivered"], point["read"]) == (ORDER, 2, 2, 1)
    assert point["cost"] == [
        {"type": "amount_spent", "value": 0.075},
        {"type": "cost_per_delivered", "value": 0.0375},
    ]
    assert "clicked" not in point


def test_taps_are_told_by_button(confirmed):
    sent = [send_template(confirmed, "tasting_set", person) for person in (ADA, ADA)]
    sent.append(send_template(confirmed, "order_update", ADA, "Ada", "#2"))
    confirmed.advance(10)
    for message_id in (*sent[:2], sent[0]):
        confirmed.control(f"/people/{ADA}/tap", {"message_id": message_id, "button": "See the set"})
    confirmed.control(f"/people/{ADA}/tap", {"message_id": sent[2], "button": "All good"})
    (linked,) = points(confirmed, template_ids=f"[{TASTING}]")
    assert linked["clicked"] == [
        {"type": "url_button", "button_content": "See the set", "count": 3},
        {"type": "unique_url_button", "button_content": "See the set", "count": 1},
    ]
    assert linked["cost"][2] == {"type": "cost_per_url_button_click", "value": pytest.approx(2 * 0.1597 / 3)}
    (replied,) = points(confirmed)
    assert replied["clicked"] == [{"type": "quick_reply_button", "button_content": "All good", "count": 1}]


def test_reads_and_taps_after_a_week_count_no_more(confirmed):
    sent = send_template(confirmed, "order_update", DEWI, "Dewi", "#1")
    confirmed.advance(8 * 86400)
    confirmed.control(f"/people/{DEWI}/read", {})
    confirmed.control(f"/people/{DEWI}/tap", {"message_id": sent, "button": "All good"})
    now = int(confirmed.control("/clock")["now"])
    found = points(confirmed, start=now - 10 * 86400)
    assert sum(point["read"] for point in found) == 0
    assert all("clicked" not in point for point in found)


def test_metrics_are_chosen_and_products_kept_apart(confirmed):
    send_template(confirmed, "order_update", DEWI, "Dewi", "#1")
    confirmed.advance(10)
    (point,) = points(confirmed, metric_types="sent,delivered")
    assert set(point) == {"template_id", "start", "end", "sent", "delivered"}
    assert points(confirmed, product_type="MARKETING_MESSAGES_API_FOR_WHATSAPP") == []
    (converted,) = points(confirmed, metric_types="APP_PURCHASES")
    assert converted["app_purchases"] == 0


def test_days_of_the_account_are_asked_for_by_date(confirmed):
    send_template(confirmed, "order_update", DEWI, "Dewi", "#1")
    confirmed.advance(10)
    assert ask(confirmed, use_waba_timezone="true").code == 100
    row = ask(confirmed, use_waba_timezone="true", start="2026-01-01", end="2099-01-01")
    assert row.code == 100
    point = points(confirmed)[0]
    day = _date(point["start"] - 86400), _date(point["end"] + 86400)
    row = ask(confirmed, use_waba_timezone="true", start=day[0], end=day[1]).json["data"][0]
    assert row["waba_timezone"] == "Asia/Jakarta"
    assert (row["data_points"][0]["start"] + 7 * 3600) % 86400 == 0


def _date(moment):
    return dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%Y-%m-%d")


def test_templates_of_a_group_are_added_up(confirmed):
    send_template(confirmed, "order_update", DEWI, "Dewi", "#1")
    send_template(confirmed, "tasting_set", ADA)
    confirmed.advance(10)
    (point,) = points(confirmed, "template_group_analytics", template_group_ids=f"[{GROUP_OF_TEMPLATES}]")
    assert (point["template_group_id"], point["sent"], point["delivered"]) == (GROUP_OF_TEMPLATES, 2, 2)
    assert ask(confirmed, "template_group_analytics", template_group_ids="7").code == 100
    assert ask(confirmed, "template_group_analytics").code == 100


@pytest.mark.parametrize(
    "given",
    [
        {"granularity": "HALF_HOUR"},
        {"granularity": "AGGREGATED"},
        {"template_ids": ""},
        {"template_ids": ",".join([ORDER] * 11)},
        {"template_ids": "4182"},
        {"template_ids": MOL_TEMPLATE},
        {"start": 1_500_000_000},
        {"start": "1_1_2026"},
        {"end": 1_500_000_000},
        {"metric_types": "SMILES"},
        {"product_type": "PIGEON_POST"},
    ],
)
def test_broken_questions_are_refused(confirmed, given):
    assert ask(confirmed, **given).code == 100


def test_groups_of_people_have_their_own(meta):
    body = {"messaging_product": "whatsapp", "subject": "Race team"}
    assert meta.call("POST", f"/v23.0/{COFFEE}/groups", body).status == 200
    meta.advance(1)
    group_id = meta.call("GET", f"/v23.0/{COFFEE}/groups").json["data"]["groups"][0]["id"]
    for person in (DEWI, ADA):
        meta.control(f"/groups/{group_id}/join", {"person": person})
    meta.control(f"/groups/{group_id}/leave", {"person": DEWI})
    (point,) = points(meta, "group_analytics", group_ids=f"[{group_id}]")
    assert {name: point[name] for name in ("group_id", "sent", "delivered", "read", "joined", "left")} == {
        "group_id": group_id,
        "sent": 0,
        "delivered": 0,
        "read": 0,
        "joined": 2,
        "left": 1,
    }
    assert ask(meta, "group_analytics", group_ids="unknown").code == 100
    assert ask(meta, "group_analytics").code == 100
