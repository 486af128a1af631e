"""Apps and what businesses own: portfolios, accounts (WABAs), numbers, tokens."""

from typing import Any, Literal

from msgspec import Struct, field

Json = dict[str, Any]
TokenKind = Literal["USER", "SYSTEM_USER", "APP"]
Limit = Literal["TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"]
MESSAGING_SCOPE = "whatsapp_business_messaging"
MANAGEMENT_SCOPE = "whatsapp_business_management"


class App(Struct):
    id: str
    secret: str
    name: str
    callback_url: str | None = None
    verify_token: str | None = None
    fields: list[str] = field(default_factory=list)
    # Version of the webhooks that this app receives, as in its dashboard.
    webhook_version: str = "v25.0"
    disabled: bool = False
    # Refuses calls without appsecret_proof.
    require_proof: bool = False


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


class Business(Struct):
    """A portfolio: the messaging limit counts for all its numbers together."""

    id: str
    name: str
    verified: bool = True
    messaging_limit: Limit = "TIER_2K"
    # person key → when a business-initiated message last opened to them, for the moving 24 hours.
    reached: dict[str, float] = field(default_factory=dict)


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
    has_payment_method: bool = True
    insights: bool = False
    marketing_messages: str = "ONBOARDED"
    marketing_on_cloud_api: bool = True


class PhoneNumber(Struct):
    id: str
    waba_id: str
    display_phone_number: str
    verified_name: str
    registered: bool = True
    verification: str = "VERIFIED"
    pin: str | None = None
    quality_rating: str = "GREEN"
    # "STANDARD" 80 a second, "HIGH" 1,000; a number that the Business app shares has 20.
    throughput: str = "STANDARD"
    on_business_app: bool = False
    name_status: str = "APPROVED"
    override_url: str | None = None
    banned: bool = False
    maintenance: bool = False
    is_test_number: bool = False
    username: str | None = None
    profile: Json = field(default_factory=dict)
    settings: Json = field(default_factory=dict)
    commerce: Json = field(default_factory=dict)
    automation: Json = field(default_factory=dict)
    qr_codes: dict[str, Json] = field(default_factory=dict)
    # person key → since when
    blocked_users: dict[str, float] = field(default_factory=dict)
    service_month: str = ""
    service_count: int = 0

    @property
    def digits(self) -> str:
        return "".join(c for c in self.display_phone_number if c.isdigit())
