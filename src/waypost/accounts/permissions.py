"""Every permission and which role holds it, on one screen."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


class Permission(StrEnum):
    TENANT_MANAGE = "tenant:manage"
    MEMBERS_READ = "members:read"
    MEMBERS_MANAGE = "members:manage"
    API_KEYS_MANAGE = "api_keys:manage"
    CHANNELS_READ = "channels:read"
    CHANNELS_MANAGE = "channels:manage"
    CONTACTS_READ = "contacts:read"
    CONTACTS_WRITE = "contacts:write"
    CONVERSATIONS_READ = "conversations:read"
    MESSAGES_SEND = "messages:send"
    CONSENT_READ = "consent:read"
    CONSENT_WRITE = "consent:write"
    TEMPLATES_READ = "templates:read"
    TEMPLATES_MANAGE = "templates:manage"
    SENDING_MANAGE = "sending:manage"
    WEBHOOKS_REPLAY = "webhooks:replay"
    OVERVIEW_READ = "overview:read"


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    VIEWER = "viewer"


_P = Permission
_VIEWER = frozenset(
    {
        _P.MEMBERS_READ,
        _P.CHANNELS_READ,
        _P.CONTACTS_READ,
        _P.CONVERSATIONS_READ,
        _P.CONSENT_READ,
        _P.TEMPLATES_READ,
        _P.OVERVIEW_READ,
    }
)
_AGENT = _VIEWER | {_P.CONTACTS_WRITE, _P.MESSAGES_SEND, _P.CONSENT_WRITE}
_SUPERVISOR = _AGENT | {_P.TEMPLATES_MANAGE}
_ADMIN = _SUPERVISOR | {
    _P.MEMBERS_MANAGE,
    _P.API_KEYS_MANAGE,
    _P.CHANNELS_MANAGE,
    _P.SENDING_MANAGE,
    _P.WEBHOOKS_REPLAY,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _ADMIN,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.AGENT: _AGENT,
    Role.VIEWER: _VIEWER,
}

API_KEY_SCOPES: frozenset[Permission] = _ADMIN - {_P.MEMBERS_MANAGE, _P.API_KEYS_MANAGE}
"""What a key may be given: never the power to make keys or people."""


def outside_tenants(function: F) -> F:
    """For the few functions of accounts that run before a tenant is known: joining, choosing, presenting a key."""
    function.permission = "outside tenants"  # type: ignore[attr-defined]  # read by tests/architecture
    return function
