"""pywa, a Python client of another maker, unmodified but for its base URL.

It reads only the first item of a webhook, so each is sent alone here.
"""

import datetime as dt
import warnings

import httpx
import pytest
from sandbox.tests.client import ADA, APP_ID, APP_SECRET, COFFEE, DEWI, TOKEN, WABA, wait_for

from waypost_sandbox.ogg import silent_voice_note
from waypost_sandbox.sample_files import picture

pywa = pytest.importorskip("pywa")
from pywa import types as t  # noqa: E402
from pywa.types import flows as f  # noqa: E402
from pywa.types import templates as tt  # noqa: E402

BUSINESS = "229900118844221"
DEWI_ID = "ID.84519930277416250193"
PICTURE = picture()


@pytest.fixture
def wa(meta):
    meta.call("POST", "/_sandbox/settings", {"pair_limit": False, "webhook_batch": 1}, token=None)
    session = httpx.Client(trust_env=False, timeout=20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client = pywa.WhatsApp(
            phone_id=COFFEE,
            token=TOKEN,
            waba_id=WABA,
            business_portfolio_id=BUSINESS,
            app_id=int(APP_ID),
            app_secret=APP_SECRET,
            verify_token="v",
            session=session,
            server=None,
        )
    session.base_url = str(session.base_url).replace("https://graph.facebook.com", meta.url)
    meta.open_window(DEWI)
    yield client
    session.close()


@pytest.fixture
def uploaded(wa):
    return wa.upload_media(PICTURE, mime_type="image/png", filename="a.png")


def button(number):
    return t.Button(title=f"Choice {number}", callback_data=f"choice-{number}")


SENDING = {
    "text": lambda wa, _: wa.send_message(DEWI, "Hello", preview_url=True, tracker="row=9"),
    "text by user id": lambda wa, _: wa.send_message(DEWI_ID, "Hello"),
    "buttons": lambda wa, _: wa.send_message(
        DEWI, "Fine?", header="H", footer="F", buttons=[button(1), button(2)]
    ),
    "list": lambda wa, _: wa.send_message(
        DEWI,
        "When?",
        buttons=t.SectionList(
            "See",
            [
                t.Section("Monday", [t.SectionRow("09:00", "m9", "2 left")]),
                t.Section("Tuesday", [t.SectionRow("10:00", "t10")]),
            ],
        ),
    ),
    "call to action": lambda wa, _: wa.send_message(
        DEWI, "Pay", buttons=t.URLButton("Pay now", "https://p.example/1")
    ),
    "voice call": lambda wa, _: wa.send_message(DEWI, "Call us", buttons=t.VoiceCallButton(title="Call")),
    "call permission": lambda wa, _: wa.send_message(
        DEWI, "May we?", buttons=t.CallPermissionRequestButton()
    ),
    "image": lambda wa, uploaded: wa.send_image(DEWI, uploaded.id, caption="A picture"),
    "image with buttons": lambda wa, uploaded: wa.send_image(
        DEWI, uploaded.id, caption="Fine?", buttons=[button(1)]
    ),
    "image by link": lambda wa, _: wa.send_image(DEWI, "https://e.example/a.png"),
    "document by link": lambda wa, _: wa.send_document(
        DEWI, "https://e.example/a.pdf", filename="a.pdf", caption="C"
    ),
    "video by link": lambda wa, _: wa.send_video(DEWI, "https://e.example/a.mp4", caption="C"),
    "audio by link": lambda wa, _: wa.send_audio(DEWI, "https://e.example/a.mp3"),
    "voice": lambda wa, _: wa.send_voice(
        DEWI, silent_voice_note(seconds=2), mime_type="audio/ogg; codecs=opus"
    ),
    "sticker by link": lambda wa, _: wa.send_sticker(DEWI, "https://e.example/a.webp"),
    "location": lambda wa, _: wa.send_location(DEWI, 52.37, 4.9, name="Depot", address="Dam 1"),
    "location request": lambda wa, _: wa.request_location(DEWI, "Where?"),
    "contact request": lambda wa, _: wa.request_contact_info(DEWI, "Your number?"),
    "contact": lambda wa, _: wa.send_contact(
        DEWI,
        t.Contact(
            name=t.Contact.Name(formatted_name="Ada Mol", first_name="Ada"),
            phones=[t.Contact.Phone(phone="+31612345678", type="WORK", wa_id="31612345678")],
            emails=[t.Contact.Email(email="ada@example.org", type="WORK")],
        ),
    ),
    "catalogue": lambda wa, _: wa.send_catalog(DEWI, "All we have", footer="F", thumbnail_product_sku="SKU1"),
    "product": lambda wa, _: wa.send_product(DEWI, catalog_id="778812340001", sku="SKU1", body="This"),
    "products": lambda wa, _: wa.send_products(
        DEWI,
        catalog_id="778812340001",
        product_sections=[t.ProductsSection(title="All", skus=["SKU1", "SKU2"])],
        title="Sale",
        body="These",
    ),
    "template": lambda wa, _: wa.send_template(
        DEWI,
        "order_update",
        tt.TemplateLanguage.ENGLISH_US,
        [tt.BodyText.params("Dewi", "#4182"), tt.QuickReplyButton.params(callback_data="change", index=0)],
    ),
    "template through marketing messages": lambda wa, _: wa.send_template(
        DEWI, "tasting_set", tt.TemplateLanguage.ENGLISH_US, [], use_mm_lite_api=True
    ),
}


@pytest.mark.parametrize("kind", SENDING)
def test_every_type_is_sent(wa, uploaded, kind):
    assert SENDING[kind](wa, uploaded).id.startswith("wamid.")


def test_reactions_are_sent_and_taken_back(wa, meta):
    received = meta.customer_writes(DEWI)
    assert wa.send_reaction(DEWI, "👍", received).id
    assert wa.remove_reaction(DEWI, received).id


def test_a_message_is_marked_as_read_and_typing_shown(wa, meta):
    received = meta.customer_writes(DEWI)
    assert wa.mark_message_as_read(received).success
    assert wa.indicate_typing(received).success


def test_media_goes_up_and_comes_down_and_is_deleted(wa, uploaded):
    url = wa.get_media_url(uploaded.id)
    assert url.mime_type == "image/png"
    assert wa.get_media_bytes(url=url.url) == PICTURE
    assert wa.delete_media(uploaded.id).success


def test_templates_are_created_listed_edited_archived_and_deleted(wa, meta):
    made = wa.create_template(
        tt.Template(
            name="from_pywa",
            language=tt.TemplateLanguage.ENGLISH_US,
            category=tt.TemplateCategory.UTILITY,
            parameter_format=tt.ParamFormat.NAMED,
            components=[
                tt.HeaderText("Parcel {{number}}", number="88"),
                tt.BodyText("Hi {{name}}, your parcel arrives at {{eta}} today.", name="Ada", eta="15:30"),
                tt.FooterText(text="Mol"),
                tt.Buttons(
                    buttons=[
                        tt.QuickReplyButton(text="Later"),
                        tt.URLButton(
                            text="Track", url="https://p.example/t/{{1}}", example="https://p.example/t/88"
                        ),
                    ]
                ),
            ],
        )
    )
    meta.advance(30)
    found = wa.get_template(made.id)
    assert (found.name, found.status) == ("from_pywa", tt.TemplateStatus.APPROVED)
    assert "from_pywa" in [template.name for template in wa.get_templates(name="from_pywa")]
    assert wa.update_template(made.id, new_components=[tt.BodyText("All new words for everybody.")])
    assert wa.delete_template("from_pywa").success


def test_a_flow_is_created_published_sent_and_deprecated(wa):
    form = f.FlowJSON(
        version="7.0",
        screens=[
            f.Screen(
                id="INTRO",
                title="Hello",
                terminal=True,
                layout=f.Layout(
                    children=[
                        name := f.TextInput(name="name", label="Name", required=True),
                        f.Footer(label="Send", on_click_action=f.CompleteAction(payload={"name": name.ref})),
                    ]
                ),
            )
        ],
    )
    made = wa.create_flow("From pywa", [f.FlowCategory.OTHER], flow_json=form)
    assert wa.update_flow_metadata(made.id, name="From pywa again").success
    assert wa.update_flow_json(made.id, form)
    assert wa.publish_flow(made.id).success
    details = wa.get_flow(made.id)
    assert details.status == f.FlowStatus.PUBLISHED
    assert details.preview.url
    assert made.id in [flow.id for flow in wa.get_flows()]
    assert next(iter(wa.get_flow_assets(made.id))).name == "flow.json"
    sent = wa.send_message(
        DEWI,
        "Tell us",
        buttons=t.FlowButton(
            title="Start",
            flow_id=made.id,
            flow_token="t-1",
            flow_action_type=f.FlowActionType.NAVIGATE,
            flow_action_screen="INTRO",
        ),
    )
    assert sent.id
    assert wa.deprecate_flow(made.id).success


def test_the_account_and_its_numbers_are_read(wa):
    assert wa.get_business_account().id == WABA
    assert COFFEE in [number.id for number in wa.get_business_phone_numbers()]
    number = wa.get_business_phone_number()
    assert number.display_phone_number
    assert wa.get_business_phone_number_settings()
    assert WABA in [account.id for account in wa.get_owned_business_accounts()]


def test_the_profile_and_the_chat_components_are_changed(wa):
    assert wa.update_business_profile(about="Coffee", websites=["https://senja.example/"]).success
    assert wa.get_business_profile().about == "Coffee"
    assert wa.update_conversational_automation(
        ice_breakers=["Book a table"], commands=[t.Command(name="tickets", description="Book tickets")]
    ).success
    assert wa.update_commerce_settings(is_catalog_visible=True).success
    assert wa.get_commerce_settings().is_catalog_visible


def test_qr_codes_come_and_go(wa):
    code = wa.create_qr_code("Hello there", "SVG")
    assert wa.get_qr_code(code.code).prefilled_message == "Hello there"
    assert wa.update_qr_code(code.code, prefilled_message="Again").prefilled_message == "Again"
    assert code.code in [found.code for found in wa.get_qr_codes()]
    assert wa.delete_qr_code(code.code).success


def test_a_user_is_blocked_and_unblocked(wa):
    assert wa.block_users([DEWI]).added_users
    assert wa.unblock_users([DEWI]).removed_users


def test_a_username_is_set_and_removed(wa):
    assert wa.set_username("senja.coffee")
    assert wa.get_current_username().username == "senja.coffee"
    assert wa.delete_username().success


def test_a_number_is_registered_and_its_callback_overridden(wa, receiver):
    assert wa.register_phone_number("123456").success
    assert wa.override_phone_callback_url(receiver.url, "v").success
    assert wa.delete_phone_callback_url().success
    assert wa.override_waba_callback_url(receiver.url, "v").success
    assert wa.delete_waba_callback_url().success


def test_the_app_gets_its_token_and_sets_its_callback(wa, receiver):
    token = wa.get_app_access_token(int(APP_ID), APP_SECRET)
    fields = ["messages", "message_template_status_update"]
    assert wa.set_app_callback_url(int(APP_ID), token, receiver.url, "v", fields).success


def test_a_refusal_arrives_as_the_exception_of_its_code(wa):
    with pytest.raises(pywa.errors.WhatsAppError) as caught:
        wa.send_template(DEWI, "nobody_made_this", tt.TemplateLanguage.ENGLISH_US, [])
    assert caught.value.code == 132001


def handled(wa, receiver, wanted):
    """What pywa makes of the webhooks that came."""
    seen = []
    wa.add_handlers(
        pywa.handlers.MessageHandler(lambda _, update: seen.append(update)),
        pywa.handlers.MessageStatusHandler(lambda _, update: seen.append(update)),
        pywa.handlers.CallbackButtonHandler(lambda _, update: seen.append(update)),
        pywa.handlers.CallbackSelectionHandler(lambda _, update: seen.append(update)),
        pywa.handlers.UserMarketingPreferencesHandler(lambda _, update: seen.append(update)),
    )
    taken = 0
    for _ in range(40):
        bodies = list(zip(list(receiver.bodies), list(receiver.headers), strict=False))
        for body, headers in bodies[taken:]:
            assert not wa.webhook_update_validator(body, headers["X-Hub-Signature-256"])
            wa.webhook_update_handler(body)
        taken = len(bodies)
        if found := [update for update in seen if wanted(update)]:
            return found[0]
        wait_for(lambda count=taken: len(receiver.bodies) > count, 0.25)
    raise AssertionError(f"pywa saw only {seen}")


def test_a_text_of_a_customer_is_understood(wa, meta, receiver):
    meta.customer_writes(ADA, "Is it in stock?")
    update = handled(wa, receiver, lambda u: getattr(u, "text", None) == "Is it in stock?")
    assert update.from_user.wa_id == ADA


@pytest.mark.parametrize(
    ("order", "check"),
    [
        ({"type": "image"}, lambda u: u.image and u.image.sha256),
        ({"type": "audio"}, lambda u: u.audio and u.audio.voice),
        ({"type": "document"}, lambda u: u.document),
        (
            {"type": "location", "location": {"latitude": 1.5, "longitude": 2.5}},
            lambda u: u.location.latitude == 1.5,
        ),
        (
            {"type": "contacts", "contacts": [{"name": {"formatted_name": "A B", "first_name": "A"}}]},
            lambda u: u.contacts,
        ),
    ],
)
def test_other_messages_of_a_customer_are_understood(wa, meta, receiver, order, check):
    sent = meta.customer_writes(ADA, **order)
    assert check(handled(wa, receiver, lambda u: getattr(u, "id", None) == sent))


def test_the_statuses_of_a_message_are_understood(wa, meta, receiver):
    sent = wa.send_message(DEWI, "Hello", tracker="row=9")
    meta.advance(3)
    update = handled(
        wa,
        receiver,
        lambda u: getattr(u, "id", None) == sent.id and u.status == t.MessageStatusType.DELIVERED,
    )
    assert update.tracker == "row=9"


def test_a_tapped_button_is_understood(wa, meta, receiver):
    sent = wa.send_message(DEWI, "Fine?", buttons=[button(1), button(2)])
    meta.advance(3)
    meta.customer_writes(
        DEWI,
        type="interactive",
        interactive={"type": "button_reply", "button_reply": {"id": "choice-1", "title": "Choice 1"}},
        context={"message_id": sent.id},
    )
    update = handled(wa, receiver, lambda u: getattr(u, "data", None) == "choice-1")
    assert update.from_user.wa_id == DEWI


def test_template_analytics_dates_are_taken(wa, meta):
    """compare needs sends of two templates; what is checked is that the call is understood."""
    first, second = [template.id for template in wa.get_templates()][:2]
    end = dt.datetime.now(dt.UTC)
    with pytest.raises(pywa.errors.WhatsAppError):
        wa.compare_templates(first, second, start=end - dt.timedelta(days=8), end=end)
