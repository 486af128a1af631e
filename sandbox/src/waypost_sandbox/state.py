"""What the simulated Meta knows: apps, accounts, numbers, people, media and every message."""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

# Structs without gc hold no cycles; a hundred thousand of them would slow every collection down.
DAY_SECONDS = 86_400.0
WINDOW_SECONDS = DAY_SECONDS

Json = dict[str, Any]
# Whether the access token is good.
Access = Literal["valid", "expired", "revoked"]


class App(Struct):
    id: str
    secret: str
    name: str
    callback_url: str | None = None
    verify_token: str | None = None
    fields: list[str] = field(default_factory=list)


class Waba(Struct):
    id: str
    name: str
    business_id: str
    currency: str = "USD"
    timezone_id: str = "42"
    phone_numbers: list[str] = field(default_factory=list)
    # app id → the callback that overrides the app's own, or None
    subscribed_apps: dict[str, str | None] = field(default_factory=dict)
    templates: list[Json] = field(default_factory=list)


class PhoneNumber(Struct):
    id: str
    waba_id: str
    display_phone_number: str
    verified_name: str
    registered: bool = True
    pin: str | None = None
    quality_rating: str = "GREEN"
    override_url: str | None = None
    banned: bool = False
    service_month: str = ""
    service_count: int = 0

    @property
    def digits(self) -> str:
        return "".join(c for c in self.display_phone_number if c.isdigit())


class Person(Struct, gc=False):
    user_id: str
    name: str
    wa_id: str | None = None
    username: str | None = None
    online: bool = True
    reads: bool = False
    on_whatsapp: bool = True
    known: bool = True
    blocked: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.wa_id or self.user_id


class Media(Struct, gc=False):
    id: str
    waba_id: str
    phone_number_id: str
    mime_type: str
    sha256: str
    content: bytes
    expires_at: float
    filename: str | None = None


class Message(Struct, gc=False):
    """One message in either direction; `outgoing` is seen from the business."""

    seq: int
    id: str
    outgoing: bool
    phone_number_id: str
    person: str
    type: str
    content: Any
    text: str
    at: float
    to: str = ""
    to_user_id: bool = False
    context_id: str | None = None
    callback_data: str | None = None
    category: str | None = None
    status: str = "accepted"
    times: dict[str, float] = field(default_factory=dict)
    received: int = 0
    priced: bool = False
    pricing: Json | None = None
    failure: Json | None = None
    reactions: dict[str, str] = field(default_factory=dict)
    shown: Json | None = None


class Thread(Struct, gc=False):
    phone_number_id: str
    person: str
    messages: list[str] = field(default_factory=list)
    window_until: float = 0.0
    # Messages to one person keep their order: none leaves or arrives before the one ahead of it.
    leaves_at: float = 0.0
    arrives_at: float = 0.0
    # Messages that wait for the person to come online.
    waiting: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class Settings(Struct, forbid_unknown_fields=True):
    """Rules of the world that a test or a bench may switch."""

    pair_limit: bool = True
    throughput_limit: bool = True
    window: bool = True
    access: Access = "valid"
    allowed_recipients: list[str] | None = None
    sent_seconds: tuple[float, float] = (0.05, 0.15)
    delivered_seconds: tuple[float, float] = (0.05, 0.2)
    read_seconds: tuple[float, float] = (0.3, 1.0)
    webhook_linger_seconds: float = 0.015
    webhook_batch: int = 100
    webhook_timeout_seconds: float = 10.0


class SettingsChange(Struct, forbid_unknown_fields=True):
    pair_limit: bool | UnsetType = UNSET
    throughput_limit: bool | UnsetType = UNSET
    window: bool | UnsetType = UNSET
    access: Access | UnsetType = UNSET
    allowed_recipients: list[str] | UnsetType | None = UNSET
    sent_seconds: tuple[float, float] | UnsetType = UNSET
    delivered_seconds: tuple[float, float] | UnsetType = UNSET
    read_seconds: tuple[float, float] | UnsetType = UNSET
    webhook_linger_seconds: float | UnsetType = UNSET
    webhook_batch: int | UnsetType = UNSET
    webhook_timeout_seconds: float | UnsetType = UNSET


class State(Struct):
    access_token: str
    apps: dict[str, App]
    wabas: dict[str, Waba]
    phone_numbers: dict[str, PhoneNumber]
    people: dict[str, Person]
    media: dict[str, Media] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    seq: int = 0

    def thread(self, phone_number_id: str, person: str) -> Thread:
        key = f"{phone_number_id}:{person}"
        found = self.threads.get(key)
        if found is None:
            found = self.threads[key] = Thread(phone_number_id=phone_number_id, person=person)
        return found

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def find_person(self, key: str) -> Person | None:
        """By number, by user id or by username."""
        found = self.people.get(key)
        if found is not None:
            return found
        wanted = key.lstrip("@")
        return next((p for p in self.people.values() if wanted in (p.user_id, p.username)), None)
