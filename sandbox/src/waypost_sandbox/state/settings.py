"""Rules of the world that a test or a bench may switch."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

# Whether the world's first access token is good.
Access = Literal["valid", "expired", "revoked"]
# What a message that cannot be read is refused with; "mixed" is 100 for its shape and 131009 beyond a limit.
ShapeErrors = Literal["mixed", "100", "131009"]
# Whether a message beyond the portfolio's limit fails by webhook, is refused at once, or goes out.
PortfolioLimit = Literal["async", "sync", "off"]
# Who holds a username.
Claim = Literal["facebook", "instagram", "somebody"]


class Settings(Struct, forbid_unknown_fields=True):
    pair_limit: bool = True
    throughput_limit: bool = True
    # The hourly quotas of the Graph API, and how often a number may be registered.
    api_quotas: bool = True
    # Calls an hour of one app that count for no account.
    app_calls_per_hour: int = 20_000
    newest_version: int = 26
    # How long the review of a display name or an official account takes.
    name_review_seconds: tuple[float, float] = (0.5, 2.0)
    # Usernames that nobody here can have: of a Facebook page or Instagram account that is not linked, or taken.
    claimed_usernames: dict[str, Claim] = {}
    window: bool = True
    access: Access = "valid"
    allowed_recipients: list[str] | None = None
    shape_errors: ShapeErrors = "mixed"
    # A number without + counts as one of the business's own country.
    prefix_bare_numbers: bool = False
    sent_seconds: tuple[float, float] = (0.05, 0.15)
    delivered_seconds: tuple[float, float] = (0.05, 0.2)
    read_seconds: tuple[float, float] = (0.3, 1.0)
    portfolio_limit: PortfolioLimit = "async"
    # Marketing templates that a person gets from all businesses within 24 hours; None is without end.
    marketing_cap: int | None = None
    # The share of people whom no marketing reaches because of an experiment.
    experiment_share: float = 0.0
    free_entry_days: float = 3.0
    # False prices as in the year before 1 October 2026: answers and utility templates in the window are free.
    service_charged: bool = True
    # Without a payment method even the thousand free service messages stop.
    service_needs_payment: bool = True
    # Countries (ISO) where authentication from abroad costs the international rate.
    authentication_international: list[str] = []
    throughput_upgrade_users: int = 100_000
    # How many messages are remembered; beyond it the oldest finished ones are forgotten.
    history: int = 100_000
    template_review_seconds: tuple[float, float] = (0.5, 2.0)
    # So many messages of a new marketing template go out before the rest is held; None holds nothing.
    template_pacing: int | None = None
    # Samples of media in templates must be handles that the sandbox gave out.
    strict_handles: bool = True
    webhook_linger_seconds: float = 0.015
    # At most so many updates in one webhook.
    webhook_batch: int = 1000
    webhook_timeout_seconds: float = 10.0
    # How long a phone waits for the endpoint of a flow.
    flow_timeout_seconds: float = 10.0
    # Webhooks carry the older X-Hub-Signature as well.
    webhook_sha1: bool = False


class SettingsChange(Struct, forbid_unknown_fields=True):
    pair_limit: bool | UnsetType = UNSET
    throughput_limit: bool | UnsetType = UNSET
    api_quotas: bool | UnsetType = UNSET
    app_calls_per_hour: int | UnsetType = UNSET
    newest_version: int | UnsetType = UNSET
    name_review_seconds: tuple[float, float] | UnsetType = UNSET
    claimed_usernames: dict[str, Claim] | UnsetType = UNSET
    window: bool | UnsetType = UNSET
    access: Access | UnsetType = UNSET
    allowed_recipients: list[str] | UnsetType | None = UNSET
    shape_errors: ShapeErrors | UnsetType = UNSET
    prefix_bare_numbers: bool | UnsetType = UNSET
    sent_seconds: tuple[float, float] | UnsetType = UNSET
    delivered_seconds: tuple[float, float] | UnsetType = UNSET
    read_seconds: tuple[float, float] | UnsetType = UNSET
    portfolio_limit: PortfolioLimit | UnsetType = UNSET
    marketing_cap: int | UnsetType | None = UNSET
    experiment_share: float | UnsetType = UNSET
    free_entry_days: float | UnsetType = UNSET
    service_charged: bool | UnsetType = UNSET
    service_needs_payment: bool | UnsetType = UNSET
    authentication_international: list[str] | UnsetType = UNSET
    throughput_upgrade_users: int | UnsetType = UNSET
    history: int | UnsetType = UNSET
    template_review_seconds: tuple[float, float] | UnsetType = UNSET
    template_pacing: int | UnsetType | None = UNSET
    strict_handles: bool | UnsetType = UNSET
    webhook_linger_seconds: float | UnsetType = UNSET
    webhook_batch: Annotated[int, Meta(ge=1, le=1000)] | UnsetType = UNSET
    webhook_timeout_seconds: float | UnsetType = UNSET
    flow_timeout_seconds: float | UnsetType = UNSET
    webhook_sha1: bool | UnsetType = UNSET
