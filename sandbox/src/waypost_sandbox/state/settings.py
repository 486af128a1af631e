"""Rules of the world that a test or a bench may switch."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

# Whether the world's first access token is good.
Access = Literal["valid", "expired", "revoked"]


class Settings(Struct, forbid_unknown_fields=True):
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
