"""Tokens, apps, accounts and numbers over the Graph API: each call as one function, each answer as values.

Reading may be repeated after any error. Of the writes, all but codes and registrations may be too: doing them
again changes nothing, but codes and registrations are counted by Meta.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import ValidationError, convert

from waypost.whatsapp.account_values import Account, Number, Subscriber, Subscription, TokenFacts
from waypost.whatsapp.client import GraphClient, GraphRefused, OutcomeUnknown, segment

T = TypeVar("T")

OBJECT = "whatsapp_business_account"
PROFILE_FIELDS = ("about", "address", "description", "email", "profile_picture_url", "websites", "vertical")
_NO_SUCH_FIELD = re.compile(r"nonexisting field \((\w+)\)")
_MOST_PAGES, _PAGE = 20, "100"


_NUMBER_FIELDS = tuple(name for name in Number.__struct_fields__ if name != "id")
_ACCOUNT_FIELDS = tuple(name for name in Account.__struct_fields__ if name != "id")


def app_token(app_id: str, secret: str) -> str:
    return f"{app_id}|{secret}"


async def check_app_secret(client: GraphClient, app_id: str, secret: str) -> None:
    """Raises code 1 for a wrong secret, 101 for an app that does not exist."""
    given = {"grant_type": "client_credentials", "client_id": app_id, "client_secret": secret}
    await client.ask("POST", "oauth/access_token", app_token(app_id, secret), body=given)


async def debug_token(client: GraphClient, token: str, by: str) -> TokenFacts:
    """`by` is the app's own token, or the token itself."""
    answer = await client.ask("GET", "debug_token", by, query={"input_token": token})
    return _read(answer.get("data"), TokenFacts)


async def exchange_code(client: GraphClient, app_id: str, secret: str, code: str) -> str:
    """The business token behind a code of Embedded Signup, which lives for 30 seconds and is used up by this."""
    given = {"client_id": app_id, "client_secret": secret, "code": code}
    answer = await client.ask("POST", "oauth/access_token", app_token(app_id, secret), body=given)
    return _read(answer.get("access_token"), str)


async def extend_token(client: GraphClient, app_id: str, secret: str, token: str) -> str:
    """A token for sixty days more. The old one stays valid until its own end."""
    given = {
        "grant_type": "fb_exchange_token",
        "client_id": app_id,
        "client_secret": secret,
        "set_token_expires_in_60_days": "true",
        "fb_exchange_token": token,
    }
    answer = await client.ask("POST", "oauth/access_token", app_token(app_id, secret), body=given)
    return _read(answer.get("access_token"), str)


async def number(client: GraphClient, phone_number_id: str, token: str) -> Number:
    return _read(await _node(client, phone_number_id, token, _NUMBER_FIELDS), Number)


async def account(client: GraphClient, waba_id: str, token: str) -> Account:
    return _read(await _node(client, waba_id, token, _ACCOUNT_FIELDS), Account)


async def numbers_of(client: GraphClient, waba_id: str, token: str) -> list[Number]:
    fields = ("display_phone_number", "verified_name", "name_status", "quality_rating", "status",
              "code_verification_status", "platform_type", "is_pin_enabled", "is_on_biz_app")  # fmt: skip
    path = f"{segment(waba_id)}/phone_numbers"
    return [_read(row, Number) for row in await _all(client, path, token, {"fields": ",".join(fields)})]


async def subscribers(client: GraphClient, waba_id: str, token: str) -> list[Subscriber]:
    rows = await _all(client, f"{segment(waba_id)}/subscribed_apps", token, {})
    return [
        Subscriber(
            str(_object(row.get("whatsapp_business_api_data")).get("id") or ""),
            str(row.get("override_callback_uri") or ""),
        )
        for row in rows
    ]


async def subscribe_account(
    client: GraphClient, waba_id: str, token: str, *, override: str = "", verify_token: str = ""
) -> None:
    """Without an override it also takes away one that was there."""
    body = {"override_callback_uri": override, "verify_token": verify_token} if override else {}
    await client.ask("POST", f"{segment(waba_id)}/subscribed_apps", token, body=body)


async def override_number(
    client: GraphClient, phone_number_id: str, token: str, *, override: str, verify_token: str
) -> None:
    """An empty override takes the number's own away."""
    wanted = {"override_callback_uri": override, "verify_token": verify_token}
    await client.ask("POST", segment(phone_number_id), token, body={"webhook_configuration": wanted})


async def subscription(client: GraphClient, app_id: str, secret: str) -> Subscription | None:
    """What the app itself hears, and where; None where nobody has set it up."""
    rows = await _all(client, f"{segment(app_id)}/subscriptions", app_token(app_id, secret), {})
    for row in rows:
        if row.get("object") == OBJECT and row.get("active", True):
            fields = (
                _object(one).get("name") if not isinstance(one, str) else one
                for one in row.get("fields") or []
            )
            return Subscription(str(row.get("callback_url") or ""), tuple(str(name) for name in fields))
    return None


async def subscribe_app(
    client: GraphClient, app_id: str, secret: str, *, url: str, verify_token: str, fields: Sequence[str]
) -> None:
    """Takes the place of what was there; Meta asks the address at once."""
    wanted = {"object": OBJECT, "callback_url": url, "verify_token": verify_token, "fields": ",".join(fields)}
    await client.ask("POST", f"{segment(app_id)}/subscriptions", app_token(app_id, secret), body=wanted)


async def register(client: GraphClient, phone_number_id: str, token: str, pin: str) -> None:
    """At most ten times in 72 hours."""
    wanted = {"messaging_product": "whatsapp", "pin": pin}
    await client.ask("POST", f"{segment(phone_number_id)}/register", token, body=wanted)


async def deregister(client: GraphClient, phone_number_id: str, token: str) -> None:
    await client.ask("POST", f"{segment(phone_number_id)}/deregister", token)


async def request_code(
    client: GraphClient, phone_number_id: str, token: str, *, method: str, language: str
) -> None:
    """`method` is SMS or VOICE."""
    wanted = {"code_method": method, "language": language}
    await client.ask("POST", f"{segment(phone_number_id)}/request_code", token, body=wanted)


async def verify_code(client: GraphClient, phone_number_id: str, token: str, code: str) -> None:
    await client.ask("POST", f"{segment(phone_number_id)}/verify_code", token, body={"code": code})


async def set_pin(client: GraphClient, phone_number_id: str, token: str, pin: str) -> None:
    await client.ask("POST", segment(phone_number_id), token, body={"pin": pin})


async def request_display_name(client: GraphClient, phone_number_id: str, token: str, name: str) -> None:
    """Meta's people look at it; the webhook `phone_number_name_update` tells what they decided."""
    await client.ask("POST", segment(phone_number_id), token, body={"new_display_name": name})


async def username(client: GraphClient, phone_number_id: str, token: str) -> tuple[str, str]:
    """The name and its state; both empty where there is none."""
    answer = await client.ask("GET", f"{segment(phone_number_id)}/username", token)
    return str(answer.get("username") or ""), str(answer.get("status") or "")


async def set_username(client: GraphClient, phone_number_id: str, token: str, name: str) -> str:
    """Its state: approved, or reserved until the display name is."""
    answer = await client.ask("POST", f"{segment(phone_number_id)}/username", token, body={"username": name})
    return str(answer.get("status") or "")


async def profile(client: GraphClient, phone_number_id: str, token: str) -> dict[str, Any]:
    path = f"{segment(phone_number_id)}/whatsapp_business_profile"
    answer = await client.ask("GET", path, token, query={"fields": ",".join(PROFILE_FIELDS)})
    rows = answer.get("data") or [{}]
    return {name: value for name, value in _object(rows[0]).items() if name in PROFILE_FIELDS}


async def change_profile(
    client: GraphClient, phone_number_id: str, token: str, change: Mapping[str, Any]
) -> None:
    path = f"{segment(phone_number_id)}/whatsapp_business_profile"
    await client.ask("POST", path, token, body={"messaging_product": "whatsapp", **change})


async def upload(
    client: GraphClient, app_id: str, token: str, content: bytes, *, mime_type: str, name: str = ""
) -> str:
    """A resumable upload in one piece. The handle goes into a profile or a template, for thirty days."""
    wanted = {"file_length": len(content), "file_type": mime_type, "file_name": name}
    answer = await client.ask("POST", f"{segment(app_id)}/uploads", token, body=wanted)
    session = _read(answer.get("id"), str)
    if not re.fullmatch(r"upload:[\w+/=:?&.%-]+", session):
        raise OutcomeUnknown("the upload has an id of an unknown form")
    headers = {
        "Authorization": f"OAuth {token}",  # Meta takes no Bearer here
        "file_offset": "0",
        "Content-Type": "application/octet-stream",
    }
    answer = await client.ask("POST", session, token, body=content, headers=headers)
    return _read(answer.get("h"), str)


async def _node(client: GraphClient, node_id: str, token: str, fields: Sequence[str]) -> dict[str, Any]:
    """With every field that this version of the API knows: it refuses the whole question for one it does not."""
    asked = list(fields)
    while True:
        try:
            return await client.ask("GET", segment(node_id), token, query={"fields": ",".join(asked)})
        except GraphRefused as refused:
            unknown = _NO_SUCH_FIELD.search(refused.details)
            if unknown is None or unknown[1] not in asked:
                raise
            asked.remove(unknown[1])


async def _all(client: GraphClient, path: str, token: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every page of a list."""
    rows: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        answer = await client.ask("GET", path, token, query={**query, "limit": _PAGE, **after})
        rows += [_object(row) for row in answer.get("data") or []]
        paging = _object(answer.get("paging"))
        cursor = _object(paging.get("cursors")).get("after")
        if not paging.get("next") or not isinstance(cursor, str):
            break
        after = {"after": cursor}
    return rows


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read(value: Any, kind: type[T]) -> T:
    try:
        return convert(_without_none(value), kind, strict=False)
    except ValidationError as error:
        raise OutcomeUnknown(f"Meta answered in an unknown form: {error}") from error


def _without_none(value: Any) -> Any:
    """Meta writes null where it means that there is nothing."""
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_none(inner) for inner in value if inner is not None]
    return value
