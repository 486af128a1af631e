"""Asking Meta about a number: everything that a channel keeps, in one go."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from waypost.channels.facts import columns, standstill
from waypost.channels.queries import AppCredentials, Credentials
from waypost.channels.rules import missing_scopes
from waypost.channels.writes import Checked
from waypost.kit import env
from waypost.whatsapp import accounts
from waypost.whatsapp.account_values import TokenFacts
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused
from waypost.whatsapp.errors import Retry, Slow, classify, explain

T = TypeVar("T")

NO_ANSWER = "Meta could not be reached. Check again in a minute."


def run(work: Callable[[GraphClient], Awaitable[T]]) -> T:
    """One client for all calls of a job."""

    async def within() -> T:
        meta = env.meta()
        async with GraphClient(base_url=meta.graph_url, version=meta.graph_version, connections=4) as client:
            return await work(client)

    return asyncio.run(within())


async def about(client: GraphClient, number: Credentials, app: AppCredentials | None, token: str) -> Checked:
    """`token` may be another than the number's own: one that is to take its place."""
    try:
        found = await accounts.number(client, number.phone_number_id, token)
        facts = await token_facts(client, app, token)
    except GraphRefused as refused:
        return Checked(problem=says(refused), is_refused=is_final(refused))
    except GraphError:
        return Checked(problem=NO_ANSWER)
    if facts is not None and (missing := missing_scopes(facts.scopes)):
        return Checked(problem=f"The access token lacks {', '.join(missing)}.", is_refused=True)
    account = None
    with suppress(GraphError):
        account = await accounts.account(client, number.waba_id, token)
    return Checked(
        display_phone_number=found.display_phone_number,
        verified_name=found.verified_name,
        quality_rating=found.quality_rating,
        facts=columns(found, account, facts),
        standstill=standstill(found),
    )


async def token_facts(client: GraphClient, app: AppCredentials | None, token: str) -> TokenFacts | None:
    """Asked by the app where its secret is right, by the token itself otherwise. None when Meta tells neither."""
    by = [accounts.app_token(app.meta_app_id, app.secret)] if app else []
    for asker in [*by, token]:
        try:
            return await accounts.debug_token(client, token, asker)
        except GraphRefused:
            continue
    return None


def is_final(refused: GraphRefused) -> bool:
    """A hiccup or a quota of Meta's says nothing about the number."""
    return not isinstance(classify(refused.code, refused.details, refused.http_status), Retry | Slow)


def says(refused: GraphRefused) -> str:
    known = explain(refused.code, refused.details)
    return " ".join(part for part in (known.reason, known.remedy, refused.details) if part)
