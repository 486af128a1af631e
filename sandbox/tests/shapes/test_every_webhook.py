"""The sandbox tells everything that it can tell, and each webhook has the shape of the contract."""

import sys
from collections import Counter

from sandbox.tests.client import WABA, signed
from sandbox.tests.shapes.test_examples import EXAMPLES
from sandbox.tests.shapes.webhook import ALL_KINDS, UNDESCRIBED, as_meta_writes, changes, kinds, wrongs

from waypost_sandbox.graph.account_telling import FIELDS

BY_EVENT = "is told only in the words of whoever posts to /_sandbox/wabas/{id}/event"
GROUPS = "groups can be made and joined, but nothing is sent to them"
# Kinds of the contract that nothing in the sandbox leads to, and why.
NOT_TOLD = {
    **dict.fromkeys(
        (
            "account_alerts: INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
            "account_alerts: INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
            "account_alerts: PROFILE_PICTURE_LOST",
            "account_update: ACCOUNT_DELETED",
            "account_update: ACCOUNT_OFFBOARDED",
            "account_update: ACCOUNT_RECONNECTED",
            "account_update: ACCOUNT_VIOLATION",
            "account_update: AD_ACCOUNT_LINKED",
            "account_update: AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
            "account_update: MM_LITE_TERMS_SIGNED",
            "account_update: PARTNER_APP_UNINSTALLED",
            "account_update: PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
            "account_update: VOLUME_BASED_PRICING_TIER_UPDATE",
            "messages: errors",
            "security: PIN_REQUEST_SUCCESS",
            "security: PIN_RESET_REQUEST",
        ),
        BY_EVENT,
    ),
    "message_template_status_update: PENDING": "a template that is handed in says so in the answer only",
    "messages: price regular general_purpose_ai": "no number here is an assistant for everything",
    "messages: price regular group_marketing": GROUPS,
    "messages: price regular group_service": GROUPS,
    "messages: price regular group_utility": GROUPS,
    "messages: status to a group": GROUPS,
}
OUT_OF_BAND = {
    "messaging_product": "whatsapp",
    "metadata": {"display_phone_number": "6281110002001", "phone_number_id": "118833445566001"},
    "errors": [
        {
            "code": 131035,
            "title": "Webhook not delivered",
            "message": "Webhook not delivered",
            "error_data": {"details": "It was not delivered within an hour, and its content was dropped."},
        }
    ],
}


def told_by_hand(stage):
    for webhook in EXAMPLES.values():
        for change in changes(webhook):
            stage.control(f"/wabas/{WABA}/event", change)
    stage.control(f"/wabas/{WABA}/event", {"field": "messages", "value": OUT_OF_BAND})


def test_every_webhook_has_its_shape(kept):
    wrong = [(one.scene, wrongs(one.webhook, older=one.older), one.body) for one in kept]
    assert [row for row in wrong if row[1]] == []


def test_every_webhook_is_written_and_signed_as_meta_does(kept):
    for one in kept:
        assert one.headers["X-Hub-Signature-256"] == signed(one.body)
        assert one.headers["Content-Type"] == "application/json"
        assert one.body == as_meta_writes(one.webhook)
    assert any(rb"\u2615" in one.body and rb"\ud83c\udf3f" in one.body for one in kept)


def test_every_kind_is_told_but_for_those_named_here(kept):
    seen = {kind for one in kept for kind in kinds(one.webhook)}
    assert seen - ALL_KINDS == set()
    assert sorted(ALL_KINDS - seen) == sorted(NOT_TOLD)


def test_every_field_is_told_but_for_those_that_the_contract_does_not_describe(kept):
    seen = {change["field"] for one in kept for change in changes(one.webhook)}
    assert set(FIELDS) - seen == set(UNDESCRIBED)


def test_what_is_told_by_hand_has_the_right_envelope(stage):
    stage.play(told_by_hand)
    assert [(wrongs(one.webhook), one.body) for one in stage.kept if wrongs(one.webhook)] == []
    seen = {kind for one in stage.kept for kind in kinds(one.webhook)}
    assert "messages: errors" in seen
    assert {change["field"] for one in stage.kept for change in changes(one.webhook)} == {
        change["field"] for webhook in EXAMPLES.values() for change in changes(webhook)
    }


def test_the_counts_are_printed(kept, capsys):
    fields = Counter(change["field"] for one in kept for change in changes(one.webhook))
    found = Counter(kind for one in kept for kind in kinds(one.webhook))
    messages = {
        kind.partition(": ")[2]: count for kind, count in found.items() if kind.startswith("messages:")
    }
    lines = (
        f"Shapes: {len(kept)} webhooks with {sum(fields.values())} changes in {len(fields)} fields",
        f"  {len(found)} kinds of the contract's {len(ALL_KINDS)}, {len(NOT_TOLD)} not told",
        f"  by field: {dict(sorted(fields.items()))}",
        f"  messages by type and status: {dict(sorted(messages.items()))}",
    )
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert len(found) == len(ALL_KINDS) - len(NOT_TOLD)
