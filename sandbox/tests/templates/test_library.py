"""Templates that come ready from the library, in many languages, from another account; two compared."""

import time

import pytest
from sandbox.tests.client import WABA
from sandbox.tests.templates import bodies
from sandbox.tests.templates.account import create, created, events, listed, node, refusal, send, steer

MOL = "104220055667799"
SHIPPED = {
    "name": "mol_shipped",
    "language": "en_US",
    "category": "UTILITY",
    "library_template_name": "order_shipped_1",
    "library_template_button_inputs": [
        {
            "type": "URL",
            "url": {
                "base_url": "https://mol.example/t/{{1}}",
                "url_suffix_example": "https://mol.example/t/88",
            },
        }
    ],
}


def test_the_library_is_searched(account):
    rows = account.call("GET", "/v23.0/message_template_library?search=parcel&language=en_US").json["data"]
    assert [row["name"] for row in rows] == ["order_delivered_1"]
    assert {
        "name",
        "language",
        "category",
        "topic",
        "usecase",
        "industry",
        "body",
        "body_params",
        "id",
    } <= set(rows[0])


@pytest.mark.parametrize(
    "query, count",
    [
        ("topic=PAYMENTS&language=en", 1),
        ("usecase=FEEDBACK_SURVEY&language=en", 1),
        ("industry=HEALTHCARE&language=en", 1),
        ("name=order_shipped_1", 3),
        ("language=tlh", 0),
    ],
)
def test_the_library_is_filtered(account, query, count):
    answer = account.call("GET", f"/v23.0/message_template_library?{query}")
    assert len(answer.json["data"]) == count


def test_a_template_from_the_library_is_approved_at_once(account, receiver):
    answer = create(account, SHIPPED)
    assert answer.json["status"] == "APPROVED"
    shown = node(account, answer.json["id"], "library_template_name,components")
    assert shown["library_template_name"] == "order_shipped_1"
    assert shown["components"][1]["buttons"][0]["url"] == "https://mol.example/t/{{1}}"
    account.advance(1)
    assert events(receiver, answer.json["id"]) == ["APPROVED"]


def test_sentences_of_the_library_can_be_added(account):
    answer = create(account, SHIPPED | {"library_template_body_inputs": {"add_track_package_link": True}})
    body = node(account, answer.json["id"])["components"][0]["text"]
    assert body.endswith("Follow your parcel with the button below.")


@pytest.mark.parametrize(
    "change",
    [
        {"library_template_name": "unknown_1"},
        {"language": "id"},
        {"category": "MARKETING"},
        {"library_template_button_inputs": None},
        {"library_template_button_inputs": [{"type": "PHONE_NUMBER"}]},
        {"library_template_body_inputs": {"add_jokes": True}},
    ],
)
def test_what_the_library_does_not_have_is_refused(account, change):
    assert refusal(create(account, SHIPPED | change)) == (100, None)


def test_every_template_of_the_library_can_be_created(account):
    inputs = [
        *SHIPPED["library_template_button_inputs"],
        {"type": "PHONE_NUMBER", "phone_number": "+31201234567"},
    ]
    rows = account.call("GET", "/v23.0/message_template_library?language=en_US").json["data"]
    for row in rows:
        order = {
            "name": f"my_{row['name']}",
            "language": "en_US",
            "category": row["category"],
            "library_template_name": row["name"],
            "library_template_button_inputs": inputs,
        }
        assert create(account, order).json["status"] == "APPROVED", row


def upsert(account, **changes):
    order = bodies.authentication(**changes)
    del order["language"]
    return account.call("POST", f"/v23.0/{WABA}/upsert_message_templates", order)


def test_codes_are_created_and_changed_in_many_languages(account):
    answer = upsert(account, languages=["en_US", "id", "es"]).json
    assert [row["language"] for row in answer["data"]] == ["en_US", "id", "es"]
    account.advance(1)
    shorter = bodies.authentication()["components"][::2]
    again = upsert(account, languages=["id", "fr"], components=shorter).json["data"]
    assert again[0]["id"] == answer["data"][1]["id"]
    account.advance(1)
    rows = listed(account, name="bike_login", fields="language,components")["data"]
    assert {row["language"] for row in rows} == {"en_US", "id", "es", "fr"}
    indonesian = next(row for row in rows if row["language"] == "id")
    assert [part["type"] for part in indonesian["components"]] == ["BODY", "BUTTONS"]
    assert indonesian["components"][0]["text"].startswith("*{{1}}* adalah kode")


def test_labels_are_the_languages_own_when_there_are_many(account):
    components = bodies.authentication(bodies.one_tap(text="Mine"))["components"]
    found = upsert(account, languages=["nl"], components=components).json["data"][0]
    assert node(account, found["id"])["components"][2]["buttons"][0]["text"] == "Code kopiëren"


@pytest.mark.parametrize(
    "changes",
    [
        {"languages": []},
        {"languages": ["tlh"]},
        {"languages": ["en_US"], "category": "UTILITY"},
        {"languages": ["en_US"], "components": None},
    ],
)
def test_what_cannot_be_created_in_many_languages(account, changes):
    assert refusal(upsert(account, **changes)) == (100, None)


def test_codes_are_previewed(account):
    query = (
        "category=AUTHENTICATION&languages=en_US,nl&add_security_recommendation=true&"
        "code_expiration_minutes=10&button_types=OTP"
    )
    rows = account.call("GET", f"/v23.0/{WABA}/message_template_previews?{query}").json["data"]
    assert rows[0] == {
        "body": "*{{1}}* is your verification code. For your security, do not share this code.",
        "footer": "This code expires in 10 minutes.",
        "buttons": [{"autofill_text": "Autofill", "text": "Copy code"}],
        "language": "en_US",
    }
    assert rows[1]["language"] == "nl"


def migrate(account, **order):
    body = {"source_waba_id": WABA} | order
    return account.call("POST", f"/v23.0/{MOL}/migrate_message_templates", body)


def test_good_templates_are_copied_into_another_account(account):
    answer = migrate(account).json
    rows = listed(account, limit=100, fields="status")["data"]
    approved = [row["id"] for row in rows if row["status"] == "APPROVED"]
    assert answer["migrated_templates"] == approved
    assert len(answer["failed_templates"]) == len(rows) - len(approved)
    copied = account.call("GET", f"/v23.0/{MOL}/message_templates?limit=100").json["data"]
    assert len(copied) == len(approved)
    assert not {row["id"] for row in copied} & set(approved)
    assert migrate(account).json["migrated_templates"] == []


def test_some_templates_are_copied_by_id_or_by_page(account):
    first = listed(account, limit=100)["data"][0]["id"]
    assert migrate(account, template_ids=[first]).json["migrated_templates"] == [first]
    assert len(migrate(account, count=2, page_number=0).json["migrated_templates"]) == 1
    assert migrate(account, page_number=1).json == {"migrated_templates": [], "failed_templates": {}}


def test_templates_do_not_leave_the_business(account):
    assert account.call("POST", f"/v23.0/{MOL}/migrate_message_templates", {}).code == 100
    assert migrate(account, source_waba_id=MOL).code == 100
    assert migrate(account, source_waba_id="104220055660000").json["error"]["error_subcode"] == 33
    assert migrate(account, count=501).code == 100


def compare(account, first, second, days=7):
    end = int(time.time())
    path = f"/v23.0/{first}/compare?template_ids=[{second}]&start={end - days * 86_400}&end={end}"
    return account.call("GET", path)


def test_two_templates_need_a_thousand_messages_to_be_compared(account):
    first = created(account, bodies.plain())
    second = created(account, bodies.plain("other_note", "Your bike stands in the shop."))
    assert refusal(compare(account, first, second)) == (100, None)
    assert refusal(compare(account, first, second, days=8)) == (100, None)
    assert refusal(compare(account, first, first)) == (100, None)
    assert refusal(compare(account, first, "1259544709999999")) == (100, None)


def test_a_template_without_pages_is_steered_through_every_status(account, receiver):
    template_id = created(account, bodies.plain())
    for status in ("IN_APPEAL", "LIMIT_EXCEEDED", "FLAGGED", "LOCKED", "REINSTATED"):
        steer(account, template_id, status=status)
    account.advance(1)
    assert events(receiver, template_id) == [
        "APPROVED",
        "IN_APPEAL",
        "LIMIT_EXCEEDED",
        "FLAGGED",
        "LOCKED",
        "REINSTATED",
    ]
    assert send(account, "short_note").status == 200


def test_an_unknown_template_cannot_be_steered(account):
    answer = account.call("POST", "/_sandbox/templates/1", {"quality": "RED"}, token=None)
    assert answer.status == 400
