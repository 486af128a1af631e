"""The environment, read once: one small frozen class per concern, and no default for a secret."""

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Self

import msgspec


class SettingsMissing(Exception):
    """The environment lacks something that this process needs. The text names every variable."""


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """Fields are variables: `url` of `Database` is `WAYPOST_DATABASE_URL`."""

    @classmethod
    def prefix(cls) -> str:
        return "" if cls is Core else f"{cls.__name__.upper()}_"

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Field name → variable name."""
        return {
            field.name: f"WAYPOST_{cls.prefix()}{field.name.upper()}" for field in msgspec.structs.fields(cls)
        }

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        found: dict[str, Any] = {
            field: environment[variable]
            for field, variable in cls.variables().items()
            if environment.get(variable)
        }
        required = {field.name for field in msgspec.structs.fields(cls) if field.required}
        if missing := sorted(cls.variables()[name] for name in required - found.keys()):
            raise SettingsMissing(
                f"not set: {', '.join(missing)} (docs/reference/settings.md says what they hold)"
            )
        try:
            return msgspec.convert(found, cls, strict=False)
        except msgspec.ValidationError as error:
            raise SettingsMissing(f"{cls.__name__} settings: {error}") from error


class Core(Concern, frozen=True, kw_only=True):
    """What every process shares."""

    secret_key: str
    """Signs sessions and tickets. 50 characters or more."""
    master_keys: str
    """Base64 keys of 32 bytes that wrap stored secrets; comma-separated, the current one first."""
    public_url: str = "http://127.0.0.1:8000"
    """Where people open Waypost."""
    webhook_url: str = "http://127.0.0.1:8001"
    """Where Meta reaches ingest."""
    live_url: str = "http://127.0.0.1:8002"
    """Where browsers reach live updates."""
    trusted_proxies: int = 0
    """How many proxies stand in front of the API: so many last entries of X-Forwarded-For are believed."""
    debug: bool = False
    log_level: str = "INFO"
    health_port: int = 0
    """Workers answer /health and /metrics here; 0 switches that off."""
    health_host: str = "127.0.0.1"
    """Whom they answer: `0.0.0.0` inside a container."""


class Database(Concern, frozen=True, kw_only=True):
    url: str
    """`postgresql://role@host/name`; each process connects with its own role (docs/architecture/tenancy.md)."""


class Redis(Concern, frozen=True, kw_only=True):
    url: str
    """`redis://host:6379/0` or `unix:///path`."""


class Meta(Concern, frozen=True, kw_only=True):
    graph_url: str = "https://graph.facebook.com"
    graph_version: str = "v23.0"
    app_id: str = ""
    """The app of this installation, for Embedded Signup; empty switches that off."""
    app_secret: str = ""
    signup_config_id: str = ""
    """Of Facebook Login for Business; without it there is no button for Embedded Signup."""
    sdk_url: str = "https://connect.facebook.net/en_US/sdk.js"


class Mail(Concern, frozen=True, kw_only=True):
    url: str = ""
    """`smtp://user:password@host:587?tls=yes`; empty keeps mail in a folder, readable at /dev/mail."""
    sender: str = "Waypost <no-reply@localhost>"
    folder: str = "var/mail"


class Limits(Concern, frozen=True, kw_only=True):
    outbound_in_flight: int = 200
    """Sends waiting for Meta's answer at once, per worker."""
    outcome_deadline_seconds: int = 300
    """How long a message whose answer was lost may wait for a status webhook before it is called failed."""


class Media(Concern, frozen=True, kw_only=True):
    storage: str = "file:var/media"
    """`file:folder`, `gs://bucket` or `s3://bucket?endpoint=https://host`; the clouds' own variables sign in."""
    clamd_url: str = ""
    """`tcp://host:3310` or `unix:///path`; empty means that no virus scanner looks at files."""
    largest_mb: int = 100


class Backup(Concern, frozen=True, kw_only=True):
    status: str = ""
    """A JSON file in which the backups say when they last ran and when they were last restored to try them."""


class Watch(Concern, frozen=True, kw_only=True):
    workers: str = ""
    """Where each worker answers /health: `inbound=http://host:8011,outbound=http://host:8012`, and so on."""
    prometheus_url: str = ""
    alertmanager_url: str = ""


CONCERNS: tuple[type[Concern], ...] = (Core, Database, Redis, Meta, Mail, Limits, Media, Backup, Watch)


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    known = {variable for concern in CONCERNS for variable in concern.variables().values()}
    return sorted(name for name in environment if name.startswith("WAYPOST_") and name not in known)


def refuse_unknown_variables(environment: Mapping[str, str] = os.environ) -> None:
    if unknown := unknown_variables(environment):
        raise SettingsMissing(
            f"unknown settings: {', '.join(unknown)}. Remove them or correct their spelling."
        )


@lru_cache
def core() -> Core:
    return Core.read()


@lru_cache
def database() -> Database:
    return Database.read()


@lru_cache
def redis() -> Redis:
    return Redis.read()


@lru_cache
def meta() -> Meta:
    return Meta.read()


@lru_cache
def mail() -> Mail:
    return Mail.read()


@lru_cache
def limits() -> Limits:
    return Limits.read()


@lru_cache
def media() -> Media:
    return Media.read()


@lru_cache
def backup() -> Backup:
    return Backup.read()


@lru_cache
def watch() -> Watch:
    return Watch.read()
