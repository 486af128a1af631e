"""Who is asking: a session or an API key becomes an Actor, once per request."""

import time
from typing import Any
from uuid import UUID

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from waypost.accounts import actions, queries
from waypost.accounts.models import Membership, User
from waypost.core.actor import Actor
from waypost.kit.errors import Forbidden, TooManyRequests, Unauthenticated

CHOSEN_TENANT = "tenant_id"
"""In the session: the tenant that a person works in."""

LIMITS = {
    "identity": "120/m/ip",  # every change at allauth; the narrower ones are in settings.py
    "invitation_offer": "30/m/ip",
    "invitation_accept": "30/m/ip",
    "invite": "60/h/key",
}


class NoTenant(Forbidden):
    code = "no_tenant"


class SessionRejected(Forbidden):
    code = "csrf"


class ProofNeeded(Forbidden):
    code = "proof_needed"


class SessionOrKey(AuthBase):
    """For routes that act in a tenant."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    csrf = True
    """Read by ninja's page of documentation: its calls carry the token."""

    def __call__(self, request: HttpRequest) -> Actor:
        scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return _key_actor(presented.strip())
        return actor_for(chosen_membership(request, signed_in(request)))


class SessionOnly(AuthBase):
    """For routes about the person: a key is nobody, and a person may have no tenant yet."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> User:
        return signed_in(request)


def signed_in(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise Unauthenticated("Sign in, or send an API key as a bearer token.")
    # ninja exempts its routes from Django's check; only who comes with a cookie needs it
    if check_csrf(request) is not None:
        raise SessionRejected("The page is out of date. Reload it and try again.")
    return user


def chosen_membership(request: HttpRequest, user: User) -> Membership:
    """Never slides into another tenant: who lost the one they worked in must choose (GET /me does) first."""
    chosen = request.session.get(CHOSEN_TENANT)
    if chosen is None:
        return choose_membership(request, user)
    membership = queries.membership_in(user.id, UUID(chosen))
    if membership is None:
        raise NoTenant("You are no longer a member here. Reload the page to go on.")
    return membership


def choose_membership(request: HttpRequest, user: User) -> Membership:
    """The tenant of before if it is still theirs, else the one they joined first; kept in the session."""
    chosen = request.session.get(CHOSEN_TENANT)
    membership = queries.membership_in(user.id, UUID(chosen)) if chosen else None
    membership = membership or queries.first_membership(user.id)
    if membership is None:
        request.session.pop(CHOSEN_TENANT, None)
        raise NoTenant("You belong to no tenant. Ask a colleague for an invitation.")
    enter_tenant(request, membership)
    return membership


def enter_tenant(request: HttpRequest, membership: Membership) -> None:
    if request.session.get(CHOSEN_TENANT) != str(membership.tenant_id):
        request.session[CHOSEN_TENANT] = str(membership.tenant_id)


def actor_for(membership: Membership) -> Actor:
    return Actor(
        "user", membership.user_id, membership.tenant_id, membership.permissions, membership.user.name
    )


def require_proof(request: HttpRequest) -> None:
    """For what cannot be undone: the person proved within minutes who they are, by signing in or once more."""
    proofs = get_authentication_records(request, signed_in(request))
    if not proofs or time.time() - proofs[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT:
        raise ProofNeeded("Confirm with your password or second factor that it is you, then try again.")


def limit(request: HttpRequest, action: str, key: Any = None) -> None:
    """Refuse who comes too often. Reading counts too."""
    if not consume(
        request, app="waypost", action=action, config=LIMITS, key=str(key) if key else None, limit_get=True
    ):
        raise TooManyRequests("Too many attempts. Wait a minute, then try again.")


def _key_actor(presented: str) -> Actor:
    key = queries.key_presented(presented)
    if key is None:
        raise Unauthenticated("This API key is unknown or revoked. Make a new one in the settings.")
    actions.note_key_use(key)
    return Actor("api_key", key.id, key.tenant_id, key.permissions, key.name)
