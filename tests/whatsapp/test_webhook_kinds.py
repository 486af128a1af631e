"""Every payload in tests/payloads becomes the events that it holds; one line here says which."""

from pathlib import Path

import msgspec
import pytest
from tests.whatsapp import test_webhook_fields

from waypost.whatsapp import webhook
from waypost.whatsapp.webhook import (
    AccountUpdate,
    Echo,
    Failure,
    InboundMessage,
    NumberErrors,
    Status,
    TemplateUpdate,
    Unknown,
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
    (event,) = parsed(name)
    return event


MESSAGES = {  # payload: kind, text, the message that it is about
    "text": ("text", "Is the red bike still in stock? 🚲", None),
    "text_reply": ("text", "Yes, that one", OURS),
    "text_forwarded": ("text", "Have you seen this?", None),
    "text_forwarded_often": ("text", "Everybody shares this", None),
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
    "number_changed_before_2026": ("system", "Bo changed from 31610000001 to 31610000009", None),
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
    "status_with_contact": "delivered",
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
    "template_category_notice": (TemplateUpdate, "template_category_update", "UTILITY"),
    "template_category": (TemplateUpdate, "template_category_update", "MARKETING"),
    "template_components": (TemplateUpdate, "message_template_components_update", ""),
}
KEPT_RAW = {"field_of_the_future": "hologram_updates"}
TOLD_ELSEWHERE = {
    "text_from_two_people", "status_of_group", "number_errors", "echo", "echo_revoked", "echo_image",
    "echo_edited", "batch_of_many", "broken_item", "broken_change", "broken_entry", "broken_nobody",
    *test_webhook_fields.PAYLOADS_TOLD,
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
    assert (only("text_forwarded").forwarded, only("text_forwarded").forwarded_often) == (True, False)
    often = only("text_forwarded_often")
    assert (often.forwarded, often.forwarded_often) == (True, True)
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


def test_what_the_phone_app_sent_is_an_echo_to_the_contact():
    echo = only("echo")
    assert isinstance(echo, Echo)
    assert (echo.wa_id, echo.user_id, echo.text) == (WA_ID, USER_ID, "Ready for pick-up")
    assert only("echo_revoked").context_id == OURS
    edited = only("echo_edited")
    assert (edited.kind, edited.text, edited.context_id) == ("edit", "Ready for pick-up at two", OURS)
    assert only("echo_image").media.caption == "It is ready"


FILES = {  # payload: type of the file, its name, voice, animated
    "image": ("image/jpeg", None, None, None),
    "image_without_caption": ("image/jpeg", None, None, None),
    "video": ("video/mp4", None, None, None),
    "voice_note": ("audio/ogg; codecs=opus", None, True, None),
    "document": ("application/pdf", "order.pdf", None, None),
    "sticker": ("image/webp", None, None, False),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_how_to_fetch_it(name):
    message = only(name)
    file = message.media
    assert (file.mime_type, file.filename, file.voice, file.animated) == FILES[name]
    assert file.id.startswith("1844023391")
    assert file.sha256
    assert file.url.startswith("https://lookaside.fbsbx.com/")
    assert (file.caption or "") == message.text


@pytest.mark.parametrize("name", sorted(MESSAGES.keys() - FILES.keys()))
def test_other_messages_have_no_file(name):
    assert only(name).media is None


def test_a_file_that_cannot_be_fetched_still_leaves_its_message():
    body = (PAYLOADS / "image.json").read_bytes()
    event = webhook.parse(body.replace(b'"id": "1844', b'"identity": "1844'))[0]
    assert (event.kind, event.text, event.media) == ("image", "Broken spoke", None)


def test_contacts_that_we_asked_for_are_told_from_others():
    assert only("contacts_on_request").on_request
    assert not only("contacts").on_request


def test_the_product_that_a_question_is_about_comes_along():
    product = msgspec.json.decode(only("text_about_product").referred_product)
    assert product["product_retailer_id"]
    assert only("text_reply").referred_product is None


NEW_ID, NEW_NUMBER = "NL.70010000000000000009", "31610000009"
CHANGES = {  # payload: number before and after, id before and after
    "number_changed": (WA_ID, NEW_NUMBER, USER_ID, NEW_ID),
    "number_changed_before_2026": (WA_ID, NEW_NUMBER, None, None),
    "user_id_changed": (None, None, USER_ID, NEW_ID),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_system_message_tells_who_became_who(name):
    change = only(name).identity_change
    assert CHANGES[name] == (
        change.previous_wa_id, change.wa_id, change.previous_user_id, change.user_id,
    )  # fmt: skip
    assert change.timestamp == 1789100000
    assert change.phone_number_id == "118833905"


def test_a_new_phone_is_no_new_person():
    assert only("identity_changed").identity_change is None


def test_a_status_fills_in_what_its_contact_knows():
    status = only("status_with_contact")
    assert (status.recipient_wa_id, status.recipient_user_id) == (WA_ID, USER_ID)


def test_news_say_more_than_their_word():
    assert only("account_violation").detail
    assert only("account_disabled").detail == "SCHEDULE_FOR_DISABLE"
    assert only("business_username").detail
    assert only("capability").portfolio_limit
    assert only("security").detail == ""
    notice = only("template_category_notice")
    assert (notice.word, notice.correct_category) == ("UTILITY", "MARKETING")
    assert only("template_category").previous == "UTILITY"
    assert only("template_quality").previous == "GREEN"
