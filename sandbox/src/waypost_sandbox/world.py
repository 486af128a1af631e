"""The world at the start: fixed ids, two numbers of one business, a dozen customers."""

from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import (
    MANAGEMENT_SCOPE,
    MESSAGING_SCOPE,
    App,
    Business,
    PhoneNumber,
    Token,
    Waba,
)
from waypost_sandbox.state.people import Person
from waypost_sandbox.state.templates import Template

APP_ID = "770011223344556"
APP_SECRET = "5a6e0b1c9d8f47e2a3b4c5d6e7f80912"  # noqa: S105 - a fixed value of a simulated world, printed at the start
ACCESS_TOKEN = "EAAsandboxSenja0Q2VZBpWcF7xkTn3LrYhGd81UoJm"  # noqa: S105 - the same
WABA_ID = "104220055667788"
BUSINESS_ID = "229900118844221"
COFFEE_ID = "118833445566001"
WHOLESALE_ID = "118833445566002"
NOT_ON_WHATSAPP = "628990000001"


def default_state() -> State:
    people = _people()
    return State(
        access_token=ACCESS_TOKEN,
        apps={APP_ID: App(id=APP_ID, secret=APP_SECRET, name="Senja messaging", fields=["messages"])},
        businesses={BUSINESS_ID: Business(id=BUSINESS_ID, name="Senja")},
        tokens={
            ACCESS_TOKEN: Token(
                value=ACCESS_TOKEN,
                kind="SYSTEM_USER",
                app_id=APP_ID,
                user_id="122100000000000001",
                scopes=[MANAGEMENT_SCOPE, MESSAGING_SCOPE],
                issued_at=1789001122,
            )
        },
        templates={template.id: template for template in _templates()},
        wabas={
            WABA_ID: Waba(
                id=WABA_ID,
                name="Senja",
                business_id=BUSINESS_ID,
                phone_numbers=[COFFEE_ID, WHOLESALE_ID],
                subscribed_apps={APP_ID: None},
            )
        },
        phone_numbers={
            COFFEE_ID: PhoneNumber(
                id=COFFEE_ID,
                waba_id=WABA_ID,
                display_phone_number="+62 811 1000 2001",
                verified_name="Senja Coffee",
            ),
            WHOLESALE_ID: PhoneNumber(
                id=WHOLESALE_ID,
                waba_id=WABA_ID,
                display_phone_number="+62 811 1000 2002",
                verified_name="Senja Wholesale",
            ),
        },
        people={person.key: person for person in people},
    )


def _people() -> list[Person]:
    return [
        _person("6281234567890", "ID.84519930277416250193", "Dewi Prasetyo", "dewi.p"),
        _person("5511987654321", "BR.51902277364410988271", "Marcos Silva"),
        # No number: only the username and the id within the portfolio are known to a business.
        _person(None, "DE.77120938455610029384", "Lena K.", "lena.k"),
        _person("201001234567", "EG.20938475610293847561", "فاطمة الزهراء"),
        _person("2348031234567", "NG.66102938475610293847", "Jonas Okafor"),
        _person("6281298765432", "ID.30192837465019283746", "Ani Wulandari"),
        _person("27821234567", "ZA.91827364550192837465", "Thandi Mokoena"),
        _person("6285712345678", "ID.12093847561092837465", "Budi 🌿 Kopi", "budikopi"),
        _person("972501234567", "IL.55667788990011223344", "נועה לוי"),
        _person("31612345678", "NL.84519930277416250555", "Ada Mol"),
        _person("819012345678", "JP.40918273645019283746", "山田 花子"),
        _person("5215512345678", "MX.61029384756102938475", "José Ángel Núñez-O'Neill"),
        Person(
            wa_id=NOT_ON_WHATSAPP,
            user_id="ID.00000000000000000001",
            name="Nobody",
            on_whatsapp=False,
            known=False,
        ),
    ]


def _person(wa_id: str | None, user_id: str, name: str, username: str | None = None) -> Person:
    return Person(wa_id=wa_id, user_id=user_id, name=name, username=username)


def _templates() -> list[Template]:
    return [
        _template(
            "1259544702040001",
            "order_update",
            "UTILITY",
            [
                {
                    "type": "BODY",
                    "text": "Hi {{1}}, your order {{2}} leaves tomorrow morning.",
                    "example": {"body_text": [["Dewi", "#4182"]]},
                },
                {
                    "type": "BUTTONS",
                    "buttons": [
                        {"type": "QUICK_REPLY", "text": "Change something"},
                        {"type": "QUICK_REPLY", "text": "All good"},
                    ],
                },
            ],
        ),
        _template(
            "1259544702040002",
            "order_update",
            "UTILITY",
            [{"type": "BODY", "text": "Hai {{1}}, pesanan {{2}} berangkat besok pagi."}],
            language="id",
        ),
        _template(
            "1259544702040003",
            "tasting_set",
            "MARKETING",
            [
                {"type": "HEADER", "format": "TEXT", "text": "A new tasting set"},
                {
                    "type": "BODY",
                    "text": "Four coffees from Gayo, roasted on Thursday. Order until Wednesday.",
                },
                {"type": "FOOTER", "text": "Reply STOP to hear no more of it"},
                {
                    "type": "BUTTONS",
                    "buttons": [{"type": "URL", "text": "See the set", "url": "https://senja.example/set"}],
                },
            ],
        ),
        _template(
            "1259544702040004",
            "hello_world",
            "UTILITY",
            [{"type": "BODY", "text": "Hello from Senja Coffee. This is a test message."}],
        ),
        _template(
            "1259544702040005",
            "winter_sale",
            "MARKETING",
            [{"type": "BODY", "text": "Everything at half the price."}],
            status="PAUSED",
        ),
    ]


def _template(
    template_id: str,
    name: str,
    category: str,
    components: list[Json],
    *,
    language: str = "en_US",
    status: str = "APPROVED",
) -> Template:
    return Template(
        id=template_id,
        waba_id=WABA_ID,
        name=name,
        language=language,
        category=category,
        status=status,
        components=components,
    )
