"""Tokens, apps, accounts and numbers as Meta describes them. Values only: no call is made here."""

from msgspec import Struct

MESSAGING_SCOPE, MANAGEMENT_SCOPE = "whatsapp_business_messaging", "whatsapp_business_management"


class TokenError(Struct, frozen=True):
    code: int = 0
    subcode: int = 0
    message: str = ""


class Granted(Struct, frozen=True):
    """A scope, and the accounts that it holds for; none named means all that its owner may see."""

    scope: str
    target_ids: list[str] = []


class TokenFacts(Struct, frozen=True):
    app_id: str = ""
    type: str = ""
    application: str = ""
    is_valid: bool = False
    expires_at: int = 0
    scopes: list[str] = []
    granular_scopes: list[Granted] = []
    error: TokenError | None = None

    def account_ids(self) -> tuple[str, ...]:
        found = (one.target_ids for one in self.granular_scopes if one.scope == MANAGEMENT_SCOPE)
        return tuple(dict.fromkeys(account for ids in found for account in ids))


class HealthError(Struct, frozen=True):
    error_code: int = 0
    error_description: str = ""
    possible_solution: str = ""


class HealthEntity(Struct, frozen=True):
    entity_type: str = ""
    id: str = ""
    can_send_message: str = ""
    errors: list[HealthError] = []
    additional_info: list[str] = []


class Health(Struct, frozen=True):
    can_send_message: str = ""
    entities: list[HealthEntity] = []


class Level(Struct, frozen=True):
    level: str = ""


class Callbacks(Struct, frozen=True):
    """Where the webhooks of a number go: the first of the three that is set counts."""

    phone_number: str = ""
    whatsapp_business_account: str = ""
    application: str = ""


class Number(Struct, frozen=True, kw_only=True):
    id: str
    display_phone_number: str = ""
    verified_name: str = ""
    name_status: str = ""
    new_display_name: str = ""
    new_name_status: str = ""
    code_verification_status: str = ""
    quality_rating: str = ""
    status: str = ""
    platform_type: str = ""
    account_mode: str = ""
    username: str = ""
    messaging_limit_tier: str = ""
    whatsapp_business_manager_messaging_limit: str = ""
    is_pin_enabled: bool = False
    is_on_biz_app: bool = False
    is_official_business_account: bool = False
    throughput: Level = Level()
    webhook_configuration: Callbacks = Callbacks()
    health_status: Health = Health()

    @property
    def messaging_limit(self) -> str:
        return self.whatsapp_business_manager_messaging_limit or self.messaging_limit_tier


class Owner(Struct, frozen=True):
    id: str = ""
    name: str = ""


class Account(Struct, frozen=True, kw_only=True):
    id: str
    name: str = ""
    currency: str = ""
    country: str = ""
    timezone_id: str = ""
    account_review_status: str = ""
    business_verification_status: str = ""
    ownership_type: str = ""
    owner_business_info: Owner = Owner()
    health_status: Health = Health()


class Subscriber(Struct, frozen=True):
    """An app that hears of an account, and the address that takes the place of its own there."""

    app_id: str
    override: str = ""


class Subscription(Struct, frozen=True):
    callback_url: str
    fields: tuple[str, ...]
