"""Every route, with what it takes to call it: a new route without a row here fails the tests."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from waypost.accounts.permissions import Permission

Json = dict[str, Any]
MOMENT = "2026-11-23T10:00:00Z"
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
    form: dict[str, bytes] | None = None
    """Files, sent as a form in place of a body."""
    query: str = ""


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
    Route("delete", "/tenant", NOBODY, body={"name": "x"}, wrong_body={"name": ""}),
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
    Route("post", "/channels/discover", P.CHANNELS_MANAGE, "", {"access_token": "EAA-token-0001"},
          {"access_token": "x"}),
    Route("get", "/channels/signup", P.CHANNELS_MANAGE),
    Route("post", "/channels/signup", P.CHANNELS_MANAGE, "", {"code": "AQ-a-code", "waba_id": "1", "app_id": "3"},
          {"code": "AQ-a-code", "waba_id": "mine"}),
    Route("get", "/channels/connections/{connection_id}", P.CHANNELS_READ, "connection"),
    Route("post", "/channels/connections/{connection_id}/choose", P.CHANNELS_MANAGE, "connection",
          {"phone_number_id": "1", "name": "Desk"}, {"phone_number_id": "+62", "name": "Desk"}),
    Route("post", "/channels/connections/{connection_id}/continue", P.CHANNELS_MANAGE, "connection",
          {"code": "123-456"}, {"code": "twelve"}),
    Route("patch", "/channels/{channel_id}/profile", P.CHANNELS_MANAGE, "channel", {"about": "Open"}, {"about": ""}),
    Route("post", "/channels/{channel_id}/diagnose", P.CHANNELS_MANAGE, "channel", {},
          {"test_recipient": "my friend"}),
    Route("get", "/channels/{channel_id}/diagnosis", P.CHANNELS_READ, "channel"),
    Route("post", "/channels/{channel_id}/fix", P.CHANNELS_MANAGE, "channel", {"cause": "not_registered"},
          {"cause": "no such cause"}),
    Route("get", "/overview", P.OVERVIEW_READ, query="?first=2026-11-01&last=2026-11-02"),
    Route("get", "/overview/messages", P.OVERVIEW_READ, query="?figure=sent&first=2026-11-01&last=2026-11-02"),
    Route("get", "/overview/table.csv", P.OVERVIEW_READ, query="?first=2026-11-01&last=2026-11-02"),
    Route("get", "/contacts", P.CONTACTS_READ),
    Route("post", "/contacts", P.CONTACTS_WRITE, "", {"phone": "+62 812 3456 7890"}, {"phone": "1"}),
    Route("get", "/contacts/{contact_id}", P.CONTACTS_READ, "contact"),
    Route("patch", "/contacts/{contact_id}", P.CONTACTS_WRITE, "contact", {"name": "Budi"}, {"name": "x" * 201}),
    Route("post", "/contacts/{contact_id}/block", P.CONTACTS_WRITE, "contact"),
    Route("post", "/contacts/{contact_id}/unblock", P.CONTACTS_WRITE, "contact"),
    Route("get", "/contacts/{contact_id}/merge-suggestions", P.CONTACTS_READ, "contact"),
    Route("get", "/contacts/{contact_id}/merges", P.CONTACTS_READ, "contact"),
    Route("post", "/contacts/{contact_id}/merge", P.CONTACTS_WRITE, "contact", {"other_id": str(uuid4())},
          {"other_id": "x"}),
    Route("post", "/merges/{merge_id}/undo", P.CONTACTS_WRITE, "merge"),
    Route("get", "/contacts/{contact_id}/consent", P.CONSENT_READ, "contact"),
    Route("post", "/contacts/{contact_id}/consent", P.CONSENT_WRITE, "contact",
          {"purpose": "marketing", "state": "in", "note": "At the desk"},
          {"purpose": "gossip", "state": "in", "note": "At the desk"}),
    Route("get", "/contacts/{contact_id}/consent/at", P.CONSENT_READ, "contact",
          query=f"?moment={MOMENT}"),
    Route("get", "/consent/settings", P.CONSENT_READ),
    Route("put", "/consent/settings", P.SENDING_MANAGE, "", {"confirms": False}, {"confirms": "maybe"}),
    Route("get", "/consent/words", P.CONSENT_READ),
    Route("post", "/consent/words", P.SENDING_MANAGE, "", {"word": f"genug {uuid4().hex[:8]}", "state": "out"},
          {"word": "", "state": "out"}),
    Route("delete", "/consent/words/{word_id}", P.SENDING_MANAGE, "word"),
    Route("post", "/consent/imports", P.CONSENT_WRITE, "",
          {"filename": "a.csv", "text": "phone,purpose,state,happened_at,proof\n"},
          {"filename": "a.csv"}),
    Route("get", "/consent/imports/{import_id}", P.CONSENT_READ, "import"),
    Route("get", "/consent/verify", P.CONSENT_READ),
    Route("get", "/templates", P.TEMPLATES_READ),
    Route("post", "/templates/sync", P.TEMPLATES_MANAGE, "", {}, {"channel_id": "x"}),
    Route("get", "/templates/{template_id}", P.TEMPLATES_READ, "template"),
    Route("post", "/templates/{template_id}/preview", P.TEMPLATES_READ, "template", {"values": {}},
          {"values": "none"}),
    Route("get", "/sending/policy", P.CONVERSATIONS_READ),
    Route("put", "/sending/policy", P.SENDING_MANAGE, "", {"cap_messages": 2}, {"cap_messages": -1}),
    Route("get", "/sending/queue/{channel_id}", P.CONVERSATIONS_READ, "channel"),
    Route("get", "/messages/{message_id}/timeline", P.CONVERSATIONS_READ, "message"),
    Route("get", "/conversations", P.CONVERSATIONS_READ),
    Route("get", "/conversations/{conversation_id}", P.CONVERSATIONS_READ, "conversation"),
    Route("get", "/conversations/{conversation_id}/messages", P.CONVERSATIONS_READ, "conversation"),
    Route("post", "/conversations/{conversation_id}/messages", P.MESSAGES_SEND, "conversation",
          {"text": "Hi", "client_key": str(uuid4())}, {"text": "Hi", "client_key": "mine"}),
    Route("post", "/conversations/{conversation_id}/read", P.MESSAGES_SEND, "conversation"),
    Route("post", "/conversations/{conversation_id}/typing", P.MESSAGES_SEND, "conversation"),
    Route("post", "/messages/{message_id}/retry", P.MESSAGES_SEND, "message"),
    Route("post", "/media", P.MESSAGES_SEND, form={"file": b"Opening hours"}),
    Route("get", "/media/{media_id}", P.CONVERSATIONS_READ, "media"),
    Route("post", "/media/{media_id}/retry", P.MESSAGES_SEND, "media"),
    Route("get", "/files/{token}", None),
    Route("get", "/journal", P.WEBHOOKS_REPLAY),
    Route("get", "/journal/{webhook_id}", P.WEBHOOKS_REPLAY, "webhook"),
    Route("post", "/journal/replay", P.WEBHOOKS_REPLAY, "", {"webhook_ids": [1]}, {"webhook_ids": []}),
    Route("get", "/journal/settings", P.WEBHOOKS_REPLAY),
    Route("put", "/journal/settings", P.WEBHOOKS_REPLAY, "", {"keep_days": 60}, {"keep_days": 0}),
    Route("post", "/live/tickets", P.CONVERSATIONS_READ),
]  # fmt: skip
