"""Approved templates that come with the sandbox, one at least of each kind."""

from waypost_sandbox.sample_flow import sample_flows
from waypost_sandbox.state import Json
from waypost_sandbox.state.templates import Template


def sample_templates(waba_id: str) -> list[Template]:
    return [
        _template(waba_id, 1, "order_update", "UTILITY", [_ORDER, _CHOICES]),
        _template(waba_id, 2, "order_update", "UTILITY", [_PESANAN], language="id"),
        _template(
            waba_id,
            3,
            "tasting_set",
            "MARKETING",
            [
                _title("A new tasting set"),
                _body("Four coffees from Gayo, roasted on Thursday. Order until Wednesday."),
                _footer("Reply STOP to hear no more of it"),
                _buttons({"type": "URL", "text": "See the set", "url": "https://senja.example/set"}),
            ],
        ),
        _template(
            waba_id,
            4,
            "hello_world",
            "UTILITY",
            [_body("Hello from Senja Coffee. This is a test message.")],
        ),
        _template(
            waba_id, 5, "winter_sale", "MARKETING", [_body("Everything at half the price.")], status="PAUSED"
        ),
        _template(
            waba_id,
            6,
            "parcel_update",
            "UTILITY",
            [_PARCEL, _PARCEL_BUTTONS],
            parameter_format="NAMED",
        ),
        _template(waba_id, 7, "login_code", "AUTHENTICATION", _login("COPY_CODE")),
        _template(waba_id, 8, "quick_login", "AUTHENTICATION", _login("ONE_TAP")),
        _template(
            waba_id,
            9,
            "harvest_photo",
            "MARKETING",
            [
                _media("IMAGE"),
                _body("The harvest in Gayo has begun, {{1}}. Here is how it looks today.", "Dewi"),
                _buttons({"type": "QUICK_REPLY", "text": "Tell me more"}),
            ],
        ),
        _template(
            waba_id,
            10,
            "roasting_film",
            "MARKETING",
            [_media("VIDEO"), _body("One minute from the roastery, so you know who makes your coffee.")],
        ),
        _template(
            waba_id,
            11,
            "invoice_ready",
            "UTILITY",
            [
                _media("DOCUMENT"),
                _body("Your invoice {{1}} over {{2}} is attached to this message.", "2026-118", "Rp 340.000"),
                _buttons({"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+6281110002001"}),
            ],
        ),
        _template(
            waba_id,
            12,
            "pickup_point",
            "UTILITY",
            [
                {"type": "HEADER", "format": "LOCATION"},
                _body("Your order {{1}} waits for you at the place above until this evening.", "#4182"),
            ],
        ),
        _template(waba_id, 13, "spring_coffees", "MARKETING", [_SPRING, _carousel()]),
        _template(
            waba_id,
            14,
            "weekend_offer",
            "MARKETING",
            [
                _media("IMAGE"),
                {
                    "type": "LIMITED_TIME_OFFER",
                    "limited_time_offer": {"text": "This weekend", "has_expiration": True},
                },
                _body("Good news, {{1}}: your second bag is on us until the clock below stops.", "Dewi"),
                _buttons(
                    {"type": "COPY_CODE", "text": "Copy offer code", "example": ["GAYO25"]},
                    _link("Shop", "https://senja.example/offer?code={{1}}", "GAYO25"),
                ),
            ],
        ),
        _template(
            waba_id,
            15,
            "coupon_gift",
            "MARKETING",
            [
                _body(
                    "A small thank you, {{1}}: take {{2}} off your next order with this code.", "Dewi", "15%"
                ),
                _buttons(
                    {"type": "COPY_CODE", "text": "Copy offer code", "example": ["TERIMA15"]},
                    {"type": "QUICK_REPLY", "text": "Stop promotions"},
                ),
            ],
        ),
        _template(
            waba_id,
            16,
            "our_catalogue",
            "MARKETING",
            [
                _body("All our coffees are in the catalogue now. Have a look around."),
                _buttons({"type": "CATALOG", "text": "View catalog"}),
            ],
        ),
        _template(
            waba_id,
            17,
            "left_in_cart",
            "MARKETING",
            [
                _title("Forgot something?"),
                _body("These are still in your cart, {{1}}, and we keep them for a day.", "Dewi"),
                _buttons({"type": "MPM", "text": "View items"}),
            ],
        ),
        _template(
            waba_id,
            18,
            "may_we_call",
            "UTILITY",
            [
                _body("We have a question about your order {{1}} and would like to call you.", "#4182"),
                _buttons({"type": "CALL_PERMISSION_REQUEST", "text": "Choose preference"}),
            ],
        ),
        _template(
            waba_id,
            19,
            "call_the_shop",
            "UTILITY",
            [
                _body("Call us here on WhatsApp if anything is wrong with your order."),
                _buttons({"type": "VOICE_CALL", "text": "Call now", "ttl_minutes": 1440}),
            ],
        ),
        *(
            _template(
                waba_id,
                20,
                "book_a_tasting",
                "MARKETING",
                [
                    _body("Come and taste with us, {{1}}. Choose a day that suits you.", "Dewi"),
                    _buttons(
                        {
                            "type": "FLOW",
                            "text": "Choose a day",
                            "flow_id": flow.id,
                            "flow_action": "navigate",
                        }
                    ),
                ],
            )
            for flow in sample_flows(waba_id)[:1]
        ),
    ]


def _template(
    waba_id: str,
    number: int,
    name: str,
    category: str,
    components: list[Json],
    *,
    language: str = "en_US",
    status: str = "APPROVED",
    parameter_format: str = "POSITIONAL",
) -> Template:
    return Template(
        id=str(1259544702040000 + number),
        waba_id=waba_id,
        name=name,
        language=language,
        category=category,
        status=status,
        components=components,
        parameter_format=parameter_format,
    )


def _title(words: str) -> Json:
    return {"type": "HEADER", "format": "TEXT", "text": words}


def _media(kind: str) -> Json:
    # Nobody uploaded it; Graph shows the sandbox's own picture.
    handle = f"https://senja.example/samples/{kind.lower()}"
    return {"type": "HEADER", "format": kind, "example": {"header_handle": [handle]}}


def _body(words: str, *examples: str) -> Json:
    body: Json = {"type": "BODY", "text": words}
    return body | ({"example": {"body_text": [list(examples)]}} if examples else {})


def _footer(words: str) -> Json:
    return {"type": "FOOTER", "text": words}


def _buttons(*buttons: Json) -> Json:
    return {"type": "BUTTONS", "buttons": list(buttons)}


def _link(words: str, address: str, suffix: str) -> Json:
    return {"type": "URL", "text": words, "url": address, "example": [address.replace("{{1}}", suffix)]}


def _login(kind: str) -> list[Json]:
    app = "&cta_display_name=Autofill&package_name=example.senja.app&signature_hash=K8a%2FAINcGX7"
    address = (
        f"https://www.whatsapp.com/otp/code/?otp_type={kind}{app if kind != 'COPY_CODE' else ''}&code=otp"
    )
    body = _body("*{{1}}* is your verification code. For your security, do not share this code.", "123456")
    return [
        body | {"add_security_recommendation": True},
        _footer("This code expires in 5 minutes.") | {"code_expiration_minutes": 5},
        _buttons(_link("Copy code", address + "{{1}}", "123456")),
    ]


def _carousel() -> Json:
    cards = [
        {
            "components": [
                _media("IMAGE"),
                _body(f"{place}, washed and roasted light."),
                _buttons(
                    {"type": "QUICK_REPLY", "text": "More like this"},
                    _link("Order", "https://senja.example/c/{{1}}", place.lower()),
                ),
            ]
        }
        for place in ("Gayo", "Kintamani")
    ]
    return {"type": "CAROUSEL", "cards": cards}


_ORDER = _body("Hi {{1}}, your order {{2}} leaves tomorrow morning.", "Dewi", "#4182")
_CHOICES = _buttons(
    {"type": "QUICK_REPLY", "text": "Change something"}, {"type": "QUICK_REPLY", "text": "All good"}
)
_PESANAN = _body("Hai {{1}}, pesanan {{2}} berangkat besok pagi.", "Dewi", "#4182")
_SPRING = _body("Two new coffees for you, {{1}}, and both are ready to leave.", "Dewi")
_PARCEL: Json = {
    "type": "BODY",
    "text": "Hi {{first_name}}, your parcel arrives at {{eta}} today.",
    "example": {
        "body_text_named_params": [
            {"param_name": "first_name", "example": "Ada"},
            {"param_name": "eta", "example": "15:30"},
        ]
    },
}
_PARCEL_BUTTONS = _buttons(
    {"type": "QUICK_REPLY", "text": "Reschedule"}, _link("Track", "https://senja.example/t/{{1}}", "88")
)
