"""Every route, with what it takes to call it: a new route without a row here fails the tests."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from waypost.accounts.permissions import Permission

Json = dict[str, Any]
NOBODY = object()
"""Routes about the person: no permission, and no API key."""


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    needs: Permission | object | None
    """None is public."""
    owns: str = ""
    """Which of the tenant's rows `{id}` names."""
    body: Json | None = None
    wrong_body: Json | None = field(default=None)


def new_channel() -> Json:
    return {
        "name": "Front desk",
        "waba_id": "1",
        "phone_number_id": str(uuid4().int)[:15],
        "access_token": "EAA-token-0001",
        "app_id": "3",
        "app_secret": "secret-0001",
    }


P = Permission
ROUTES = [
    Route("get", "/me", NOBODY),
    Route("post", "/me/tenant", NOBODY, body={"tenant_id": str(uuid4())}, wrong_body={"tenant_id": "x"}),
    Route("get", "/members", P.MEMBERS_READ),
    Route("patch", "/members/{member_id}", P.MEMBERS_MANAGE, "member", {"role": "viewer"}, {"role": "king"}),
    Route("delete", "/members/{member_id}", P.MEMBERS_MANAGE, "member"),
    Route("get", "/invitations", P.MEMBERS_MANAGE),
    Route("post", "/invitations", P.MEMBERS_MANAGE, "", {"email": "new@example.com", "role": "agent"},
          {"email": "nobody", "role": "agent"}),
    Route("delete", "/invitations/{invitation_id}", P.MEMBERS_MANAGE, "invitation"),
    Route("get", "/invitations/token/{token}", None),
    Route("post", "/invitations/accept", NOBODY, body={"token": "x" * 20}, wrong_body={}),
    Route("get", "/api-keys", P.API_KEYS_MANAGE),
    Route("post", "/api-keys", P.API_KEYS_MANAGE, "", {"name": "Shop", "scopes": ["contacts:read"]},
          {"name": "Shop", "scopes": ["everything"]}),
    Route("delete", "/api-keys/{api_key_id}", P.API_KEYS_MANAGE, "api_key"),
    Route("get", "/channels", P.CHANNELS_READ),
    Route("post", "/channels", P.CHANNELS_MANAGE, "", new_channel(), {**new_channel(), "waba_id": "+62 811"}),
    Route("get", "/channels/{channel_id}", P.CHANNELS_READ, "channel"),
    Route("patch", "/channels/{channel_id}", P.CHANNELS_MANAGE, "channel", {"name": "Desk"}, {"name": ""}),
    Route("post", "/channels/{channel_id}/check", P.CHANNELS_MANAGE, "channel"),
    Route("delete", "/channels/{channel_id}", P.CHANNELS_MANAGE, "channel"),
    Route("get", "/contacts/{contact_id}", P.CONTACTS_READ, "contact"),
    Route("patch", "/contacts/{contact_id}", P.CONTACTS_WRITE, "contact", {"name": "Budi"}, {"name": "x" * 201}),
    Route("get", "/conversations", P.CONVERSATIONS_READ),
    Route("get", "/conversations/{conversation_id}", P.CONVERSATIONS_READ, "conversation"),
    Route("get", "/conversations/{conversation_id}/messages", P.CONVERSATIONS_READ, "conversation"),
    Route("post", "/conversations/{conversation_id}/messages", P.MESSAGES_SEND, "conversation",
          {"text": "Hi", "client_key": str(uuid4())}, {"text": "Hi", "client_key": "mine"}),
    Route("post", "/conversations/{conversation_id}/read", P.MESSAGES_SEND, "conversation"),
    Route("post", "/conversations/{conversation_id}/typing", P.MESSAGES_SEND, "conversation"),
    Route("post", "/messages/{message_id}/retry", P.MESSAGES_SEND, "message"),
    Route("get", "/templates", P.TEMPLATES_READ),
    Route("get", "/templates/{template_id}", P.TEMPLATES_READ, "template"),
    Route("post", "/templates/{template_id}/preview", P.TEMPLATES_READ, "template", {"values": {"body": ["Ada"]}},
          {"values": "Ada"}),
    Route("post", "/templates/sync", P.TEMPLATES_MANAGE, "", {}, {"channel_id": "x"}),
    Route("post", "/live/tickets", P.CONVERSATIONS_READ),
]  # fmt: skip
