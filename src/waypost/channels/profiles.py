"""Telling Meta what customers shall see of a number."""

from typing import Any

from waypost.channels.asking import NO_ANSWER, says
from waypost.channels.queries import Credentials
from waypost.whatsapp import accounts
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused

_BY_THEMSELVES = ("display_name", "username")


async def change(
    client: GraphClient, number: Credentials, wanted: dict[str, Any]
) -> tuple[dict[str, Any] | None, str]:
    """The profile as Meta shows it now, if it could be asked, and what Meta did not take."""
    phone, token = number.phone_number_id, number.token
    problems = []
    plain = {name: value for name, value in wanted.items() if name not in _BY_THEMSELVES}
    try:
        if plain:
            try:
                await accounts.change_profile(client, phone, token, plain)
            except GraphRefused as refused:
                problems.append(f"The profile was not changed: {refused.details}")
        if name := wanted.get("display_name"):
            try:
                await accounts.request_display_name(client, phone, token, name)
            except GraphRefused as refused:
                problems.append(f"The display name was not asked for: {refused.details}")
        if name := wanted.get("username"):
            try:
                await accounts.set_username(client, phone, token, name)
            except GraphRefused as refused:
                problems.append(f"The username was not set: {refused.details}")
        return await accounts.profile(client, phone, token), " ".join(problems)
    except GraphRefused as refused:
        return None, says(refused)
    except GraphError:
        return None, NO_ANSWER
