"""Apps and what businesses own: portfolios, accounts (WABAs), numbers, tokens."""

from typing import Any, Literal

from msgspec import Struct, field

Json = dict[str, Any]
TokenKind = Literal["USER", "SYSTEM_USER", "APP"]
# A password was changed, or the token was taken back: the subcode that says why it is not good any more.
PASSWORD_CHANGED, TAKEN_BACK = 460, 467
Limit = Literal["TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"]
MESSAGING_SCOPE = "whatsapp_business_messaging"
MANAGEMENT_SCOPE = "whatsapp_business_management"


class App(Struct):
    id: str
    secret: str
    name: str
    link: str = "https://senja.example/"
    # The portfolio that it belongs to; empty is the first one.
    business_id: str = ""
    callback_url: str | None = None
    verify_token: str | None = None
    fields: list[str] = field(default_factory=list)
    # Version of the webhooks that this app receives, as in its dashboard.
    webhook_version: str = "v25.0"
    disabled: bool = False
    # Refuses calls without appsecret_proof.
    require_proof: bool = False


class User(Struct):
    """Whose token it is: a person or a system user. Without `admin` it sees only what it was assigned to."""

    id: str
    name: str
    business_id: str = ""
    system: bool = True
    admin: bool = True


class LoginCode(Struct):
    """What Embedded Signup hands to the page; once, and for a moment, it is exchanged for a business token."""

    value: str
    app_id: str
    business_id: str
    waba_ids: list[str]
    expires_at: float
    used: bool = False


class Token(Struct):
    value: str
    kind: TokenKind
    app_id: str
    user_id: str
    scopes: list[str]
    # Accounts it may touch; empty means all.
    waba_ids: list[str] = field(default_factory=list)
    issued_at: float = 0.0
    # 0 means never.
    expires_at: float = 0.0
    revoked: bool = False
    revoked_as: int = PASSWORD_CHANGED


class Business(Struct):
    """A portfolio: the messaging limit counts for all its numbers together."""

    id: str
    name: str
    verified: bool = True
    messaging_limit: Limit = "TIER_2K"
    # person key → when a business-initiated message last opened to them, for the moving 24 hours.
    reached: dict[str, float] = field(default_factory=dict)
    # The same over the days that decide about the next step of the limit.
    used: dict[str, float] = field(default_factory=dict)


class Waba(Struct):
    id: str
    name: str
    business_id: str
    currency: str = "USD"
    timezone_id: str = "42"
    country: str = "ID"
    phone_numbers: list[str] = field(default_factory=list)
    # app id → the callback that overrides the app's own, or None
    subscribed_apps: dict[str, str | None] = field(default_factory=dict)
    review_status: str = "APPROVED"
    banned: bool = False
    # restriction_type → until when
    restrictions: dict[str, float] = field(default_factory=dict)
    # Portfolios of partners that it is shared with.
    shared_with: list[str] = field(default_factory=list)
    # user id → tasks
    assigned_users: dict[str, list[str]] = field(default_factory=dict)
    has_payment_method: bool = True
    insights: bool = False
    marketing_messages: str = "ONBOARDED"
    marketing_on_cloud_api: bool = True
    # Catalogues that are connected, by id.
    product_catalogs: list[str] = field(default_factory=list)
    # id → ids of its templates
    template_groups: dict[str, list[str]] = field(default_factory=dict)


class PhoneNumber(Struct):
    id: str
    waba_id: str
    display_phone_number: str
    verified_name: str
    registered: bool = True
    # The key for flows is signed at registration.
    registered_at: float = 0.0
    verification: str = "VERIFIED"
    # What the SMS said, until when it counts, when codes were asked for.
    code: str | None = None
    code_expires_at: float = 0.0
    codes_at: list[float] = field(default_factory=list)
    pin: str | None = None
    # When a wrong PIN was tried, and when it was registered and deregistered, for their limits.
    wrong_pins_at: list[float] = field(default_factory=list)
    registrations: list[float] = field(default_factory=list)
    deregistrations: list[float] = field(default_factory=list)
    onboarded_at: float = 1789001122.0
    # Set once it is gone from its account.
    deleted_at: float = 0.0
    # The number in another account that takes its place once it is registered there.
    migrates_to: str = ""
    quality_rating: str = "GREEN"
    # "STANDARD" 80 a second, "HIGH" 1,000; a number that the Business app shares has 20.
    throughput: str = "STANDARD"
    on_business_app: bool = False
    name_status: str = "APPROVED"
    # The name that waits for its review, or was declined.
    new_name: str = ""
    new_name_status: str = "NONE"
    override_url: str | None = None
    banned: bool = False
    maintenance: bool = False
    is_test_number: bool = False
    # Digits of the at most five people that a test number reaches.
    allowed_recipients: list[str] = field(default_factory=list)
    # An official business account; groups need one.
    official: bool = False
    # PENDING, APPROVED, REJECTED or CANCELLED once somebody applied.
    official_status: str = ""
    # Call permissions looked up within the last second.
    looked_up_at: list[float] = field(default_factory=list)
    username: str | None = None
    username_status: str = "approved"
    compliance: Json = field(default_factory=dict)
    profile: Json = field(default_factory=dict)
    settings: Json = field(default_factory=dict)
    commerce: Json = field(default_factory=dict)
    automation: Json = field(default_factory=dict)
    qr_codes: dict[str, Json] = field(default_factory=dict)
    # person key → since when
    blocked_users: dict[str, float] = field(default_factory=dict)
    service_month: str = ""
    service_count: int = 0
    # person key → when a business-initiated message last went from this number, for its throughput.
    reached: dict[str, float] = field(default_factory=dict)
    # Blocks and reports of the last days (when, weight), and messages that arrived, by day since 1970.
    verdicts: list[tuple[float, float]] = field(default_factory=list)
    arrived: dict[int, int] = field(default_factory=dict)

    @property
    def digits(self) -> str:
        return "".join(c for c in self.display_phone_number if c.isdigit())
