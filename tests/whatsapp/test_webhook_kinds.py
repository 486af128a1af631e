"""Every payload in tests/payloads becomes the events that it holds; one line here says which."""

from pathlib import Path

import msgspec
import pytest

from waypost.whatsapp import webhook
from waypost.whatsapp.webhook import (
    AccountUpdate,
    CallEvent,
    Echo,
    Failure,
    IdentityChange,
    InboundMessage,
    NumberErrors,
    PastMessage,
    Status,
    TemplateUpdate,
    Unknown,
    UserPreference,
)

PAYLOADS = Path(__file__).parents[1] / "payloads"
WA_ID, USER_ID = "31610000001", "NL.70010000000000000001"
OURS = "wamid.HBgLMzE2MTAwMDAwMDEVAgARGBI4RjAwMDAwMDAwMDAwMDAxAA=="
CALLBACK = "wp:0190b7a2-0000-7000-8000-000000000001:1"


def wamid(number: int) -> str:
    return f"wamid.HBgLMzE2MTAwMDAwMDEVAgASGBQzQTAwMDAwMDAwMDAwMDAw{number:04d}AA=="


def parsed(name: str) -> list[webhook.Event]:
    return webhook.parse((PAYLOADS / f"{name}.json").read_bytes())


def only(name: str) -> webhook.Event:
    """The event of a payload; what a system message changes comes beside it."""
    (event,) = [one for one in parsed(name) if not isinstance(one, IdentityChange)]
    return event


MESSAGES = {  # payload: kind, text, the message that it is about
    "text": ("text", "Is the red bike still in stock? 🚲", None),
    "text_reply": ("text", "Yes, that one", OURS),
    "text_forwarded": ("text", "Have you seen this?", None),
    "text_about_product": ("text", "How much is this?", OURS),
    "text_from_ad": ("text", "Hello", None),
    "text_in_group": ("text", "Hello all", None),
    "text_user_id_only": ("text", "I write without a number", None),
    "text_parent_user_id": ("text", "Hi", None),
    "image": ("image", "Broken spoke", None),
    "image_without_caption": ("image", "", None),
    "video": ("video", "It rattles", None),
    "voice_note": ("audio", "", None),
    "document": ("document", "My order", None),
    "sticker": ("sticker", "", None),
    "location": ("location", "Depot West", None),
    "contacts": ("contacts", "Cas de Wit", None),
    "contacts_on_request": ("contacts", "Cas de Wit", None),
    "reaction": ("reaction", "❤️", OURS),
    "reaction_removed": ("reaction", "", OURS),
    "button": ("button", "Reschedule", OURS),
    "button_reply": ("interactive", "Yes, please", OURS),
    "list_reply": ("interactive", "09:00-11:00", OURS),
    "flow_reply": ("interactive", "Sent", OURS),
    "call_permission_reply": ("interactive", "", None),
    "order": ("order", "Before Friday, please", None),
    "number_changed": ("system", "Bo changed from 31610000001 to 31610000009", None),
    "user_id_changed": ("system", "Bo has a new id", None),
    "identity_changed": ("system", "Bo's identity changed", None),
    "edit": ("edit", "Is the blue bike in stock?", wamid(1)),
    "edit_of_image": ("edit", "Two broken spokes", wamid(11)),
    "revoke": ("revoke", "", wamid(1)),
    "unsupported": ("unsupported", "", None),
    "unsupported_edit": ("unsupported", "", None),
    "request_welcome": ("unknown", "", None),
    "kind_of_the_future": ("unknown", "", None),
    "message_with_errors": ("text", "", None),
}
STATUSES = {
    "status_sent": "sent",
    "status_delivered": "delivered",
    "status_read": "read",
    "status_played": "played",
    "status_failed": "failed",
    "status_free_entry_point": "sent",
    "status_user_id_only": "delivered",
    "status_of_the_future": "screenshotted",
}
NEWS = {  # payload: event, webhook field, its word
    "account_restriction": (AccountUpdate, "account_update", "ACCOUNT_RESTRICTION"),
    "account_violation": (AccountUpdate, "account_update", "ACCOUNT_VIOLATION"),
    "account_disabled": (AccountUpdate, "account_update", "DISABLED_UPDATE"),
    "partner_removed": (AccountUpdate, "account_update", "PARTNER_REMOVED"),
    "account_review": (AccountUpdate, "account_review_update", "APPROVED"),
    "account_alert": (AccountUpdate, "account_alerts", ""),
    "capability": (AccountUpdate, "business_capability_update", ""),
    "number_quality": (AccountUpdate, "phone_number_quality_update", "THROUGHPUT_UPGRADE"),
    "number_name": (AccountUpdate, "phone_number_name_update", "REJECTED"),
    "security": (AccountUpdate, "security", "PIN_RESET_REQUEST"),
    "business_username": (AccountUpdate, "business_username_update", "approved"),
    "template_rejected": (TemplateUpdate, "message_template_status_update", "REJECTED"),
    "template_deleted": (TemplateUpdate, "message_template_status_update", "PENDING_DELETION"),
    "template_quality": (TemplateUpdate, "message_template_quality_update", "YELLOW"),
    "template_category": (TemplateUpdate, "template_category_update", "MARKETING"),
    "template_components": (TemplateUpdate, "message_template_components_update", ""),
}
KEPT_RAW = {
    "app_state": "smb_app_state_sync",
    "flow_status": "flows",
    "group_created": "group_lifecycle_update",
    "field_of_the_future": "hologram_updates",
}
TOLD_ELSEWHERE = {
    "text_from_two_people", "status_of_group", "number_errors", "marketing_stopped", "echo", "echo_revoked",
    "history", "user_id_update", "call", "batch_of_many", "broken_item", "broken_change", "broken_entry",
    "broken_nobody",
}  # fmt: skip


def test_every_payload_is_told_of_here():
    told = MESSAGES.keys() | STATUSES.keys() | NEWS.keys() | KEPT_RAW.keys() | TOLD_ELSEWHERE
    assert {path.stem for path in PAYLOADS.glob("*.json")} == told


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_read(name):
    message = only(name)
    assert isinstance(message, InboundMessage)
    assert (message.kind, message.text, message.context_id) == MESSAGES[name]
    assert message.phone_number_id == "118833905"
    assert message.waba_id == "104220871"
    assert message.timestamp == 1789100000
    assert message.id.startswith("wamid.")
    assert message.wa_id or message.user_id


@pytest.mark.parametrize("name", MESSAGES)
def test_the_content_of_a_message_is_metas_own_object(name):
    message = only(name)
    sent = msgspec.json.decode((PAYLOADS / f"{name}.json").read_bytes())
    (item,) = sent["entry"][0]["changes"][0]["value"]["messages"]
    expected = item if message.kind == "unknown" else item.get(message.type)
    content = None if message.content is None else msgspec.json.decode(message.content)
    assert content == expected


def test_a_writer_is_known_by_both_ids_name_and_username():
    message = only("text")
    assert (message.wa_id, message.user_id) == (WA_ID, USER_ID)
    assert (message.profile_name, message.username) == ("Bo Vis", "bovis")


def test_a_writer_without_a_number_is_known_by_the_user_id():
    message = only("text_user_id_only")
    assert (message.wa_id, message.user_id) == (None, "NL.70010000000000000002")
    assert (message.profile_name, message.username) == ("Ida", "ida.k")


def test_a_parent_user_id_comes_along():
    assert only("text_parent_user_id").parent_user_id == "NL.ENT.1181579921288"


def test_contacts_are_matched_by_id_not_by_place():
    first, second = parsed("text_from_two_people")
    assert (first.text, first.profile_name, first.wa_id) == ("from Bo", "Bo Vis", WA_ID)
    assert (second.text, second.profile_name, second.wa_id) == ("from Cas", "Cas", "31610000003")
    assert second.timestamp == 1789100001  # this one is a JSON number


def test_an_ad_click_a_forward_and_a_group_are_noted():
    assert msgspec.json.decode(only("text_from_ad").referral)["ctwa_clid"] == "ARAk9x"
    assert only("text_forwarded").forwarded
    assert not only("text").forwarded
    assert only("text").referral is None
    assert only("text_in_group").group_id.endswith("ZD")


def test_a_type_that_came_later_keeps_its_name():
    message = only("kind_of_the_future")
    assert (message.kind, message.type) == ("unknown", "hologram")


def test_an_unsupported_message_says_why():
    assert only("unsupported").errors == (
        Failure(131051, "Message type unknown", "Message type is currently not supported."),
    )


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_is_read(name):
    status = only(name)
    assert isinstance(status, Status)
    assert status.status == STATUSES[name]
    assert (status.id, status.phone_number_id, status.timestamp) == (OURS, "118833905", 1789100100)
    assert status.recipient_user_id == USER_ID


def test_a_status_brings_back_what_we_sent_along():
    assert only("status_sent").callback == CALLBACK
    assert only("status_read").callback is None


def test_a_failed_status_says_why():
    failed = only("status_failed")
    assert failed.callback == CALLBACK
    (error,) = failed.errors
    assert (error.code, error.title) == (131047, "Re-engagement message")
    assert "24 hours" in error.details


def test_prices_and_conversations_come_along_raw():
    status = only("status_free_entry_point")
    assert msgspec.json.decode(status.pricing)["billable"] is False
    assert msgspec.json.decode(status.conversation)["origin"] == {"type": "referral_conversion"}
    assert only("status_read").pricing is None


def test_a_status_without_a_number_is_normal():
    assert only("status_user_id_only").recipient_wa_id is None


def test_statuses_of_a_group_name_group_and_member():
    first, second = parsed("status_of_group")
    assert (first.recipient_wa_id, second.recipient_wa_id) == ("31610000001", "31610000002")
    assert first.group_id == second.group_id is not None


@pytest.mark.parametrize("name", NEWS)
def test_news_of_accounts_and_templates_is_read(name):
    kind, field, word = NEWS[name]
    event = only(name)
    assert isinstance(event, kind)
    assert (event.field, event.word, event.waba_id) == (field, word, "104220871")
    assert msgspec.json.decode(event.raw)


def test_a_template_id_keeps_all_its_digits():
    assert only("template_rejected").template_id == "9007199254740993001"
    assert only("template_rejected").language == "en_US"


@pytest.mark.parametrize("name", KEPT_RAW)
def test_a_field_that_is_not_read_yet_survives_raw(name):
    event = only(name)
    assert isinstance(event, Unknown)
    assert event.field == KEPT_RAW[name]
    assert msgspec.json.decode(event.raw)


def test_errors_of_a_number_are_no_message():
    event = only("number_errors")
    assert isinstance(event, NumberErrors)
    assert [error.code for error in event.errors] == [131035]


def test_who_stops_marketing_is_heard():
    event = only("marketing_stopped")
    assert isinstance(event, UserPreference)
    assert (event.value, event.category, event.user_id) == ("stop", "marketing_messages", USER_ID)


def test_what_the_phone_app_sent_is_an_echo_to_the_contact():
    echo = only("echo")
    assert isinstance(echo, Echo)
    assert (echo.wa_id, echo.user_id, echo.text) == (WA_ID, USER_ID, "Ready for pick-up")
    assert only("echo_revoked").context_id == OURS


def change(name: str) -> IdentityChange:
    (event,) = [one for one in parsed(name) if isinstance(one, IdentityChange)]
    return event


def test_a_new_number_is_told_beside_its_message():
    told = change("number_changed")
    assert (told.previous_wa_id, told.wa_id) == (WA_ID, "31610000009")
    assert len(parsed("number_changed")) == 2


def test_a_new_user_id_is_told_in_two_ways():
    assert change("user_id_changed").user_id not in (None, USER_ID)
    update = change("user_id_update")
    assert (update.wa_id, update.previous_user_id, update.user_id) == (
        WA_ID,
        USER_ID,
        "NL.70010000000000000009",
    )


def test_a_call_says_who_called():
    event = only("call")
    assert isinstance(event, CallEvent)
    assert (event.event, event.wa_id, event.from_business) == ("connect", WA_ID, False)


def test_the_past_of_a_number_is_read():
    event = only("history")
    assert isinstance(event, PastMessage)
    assert (event.wa_id, event.text, event.status, event.from_business) == (WA_ID, "Hi", "read", False)


def test_a_picture_names_its_file():
    event = only("image")
    assert isinstance(event, InboundMessage)
    assert event.media is not None
    assert event.media.mime_type == "image/jpeg"
    assert event.media.id


def test_a_tapped_button_says_its_payload():
    assert only("button").payload
    assert only("button_reply").payload
