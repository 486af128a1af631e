"""People whom a business number blocks: `/{phone}/block_users`."""

from http import HTTPStatus
from typing import Any

from msgspec import DecodeError, Struct
from msgspec.json import Decoder, Encoder

from waypost.whatsapp.client import GraphClient, refusal_or_doubt, segment

NOT_WITHIN_A_DAY = 131047
_NOT_BLOCKED = 131009


class Refusal(Struct, frozen=True, gc=False):
    """Meta's reason for not blocking this one person."""

    code: int
    reason: str


class _Failed(Struct, gc=False):
    errors: list[dict[str, Any]] = []


class _Users(Struct, gc=False):
    added_users: list[dict[str, Any]] = []
    removed_users: list[dict[str, Any]] = []
    failed_users: list[_Failed] = []


class _Answer(Struct, gc=False):
    block_users: _Users


_ANSWER = Decoder(_Answer)
_ENCODE = Encoder().encode


async def set_blocked(
    client: GraphClient,
    phone_number_id: str,
    token: str,
    *,
    wa_id: str | None,
    user_id: str | None,
    blocked: bool,
) -> Refusal | None:
    """Block a person, or let them write again; None when Meta agreed. Doing it twice changes nothing."""
    if not wa_id and not user_id:
        raise ValueError("a person is named by wa_id or user_id")
    user = {"user": f"+{wa_id}"} if wa_id else {"user_id": user_id}
    status, body = await client.call(
        "POST" if blocked else "DELETE",
        f"{segment(phone_number_id)}/block_users",
        token,
        _ENCODE({"messaging_product": "whatsapp", "block_users": [user]}),
    )
    try:
        users = _ANSWER.decode(body).block_users
    except DecodeError:
        raise refusal_or_doubt(status, body) from None
    if users.failed_users:
        refusal = _first(users.failed_users[0].errors)
        return None if refusal.code == _NOT_BLOCKED and not blocked else refusal
    if status == HTTPStatus.OK:
        return None
    raise refusal_or_doubt(status, body)


def _first(errors: list[dict[str, Any]]) -> Refusal:
    error = errors[0] if errors else {}
    code, data = error.get("code"), error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    said = details or error.get("message") or error.get("title") or "Meta gave no reason."
    return Refusal(code if isinstance(code, int) else -1, str(said)[:1000])
