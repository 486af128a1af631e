"""Jobs of conversations and their contacts."""

import asyncio
from uuid import UUID

from waypost.channels import queries as channels
from waypost.channels.queries import Credentials
from waypost.contacts import actions as contacts
from waypost.core.actor import Actor
from waypost.core.jobs import job
from waypost.kit import env
from waypost.messaging import actions, queries
from waypost.whatsapp import blocking
from waypost.whatsapp.client import GraphClient, GraphError, GraphRefused
from waypost.whatsapp.errors import explain


@job("messaging.merge_same_person", retries=5)
def merge_same_person(actor: Actor, contact_id: str, other_id: str) -> None:
    actions.merge_same_person(actor, UUID(contact_id), UUID(other_id))


@job("messaging.block_at_meta", retries=4)
def block_at_meta(actor: Actor, contact_id: str) -> None:
    """As the contact is now: a block that was taken back meanwhile is not told to Meta any more."""
    standing = queries.blocking(actor, UUID(contact_id))
    if standing is None:
        return
    numbers = channels.credentials(actor, standing.channel_ids)
    outcomes = [asyncio.run(_told(number, standing)) for number in numbers.values()]
    contacts.record_block(
        actor, standing.contact_id, _in_words(outcomes, blocked=standing.blocked), blocked=standing.blocked
    )


async def _told(number: Credentials, standing: queries.Blocking) -> str:
    """Empty when Meta agreed; else why not."""
    meta = env.meta()
    async with GraphClient(base_url=meta.graph_url, version=meta.graph_version, connections=1) as client:
        try:
            refusal = await blocking.set_blocked(
                client,
                number.phone_number_id,
                number.token,
                wa_id=standing.wa_id,
                user_id=standing.user_id,
                blocked=standing.blocked,
            )
        except GraphRefused as refused:
            return explain(refused.code, refused.details).reason
        except GraphError:
            return "Meta could not be reached."
    if refusal is None:
        return ""
    if refusal.code == blocking.NOT_WITHIN_A_DAY:
        return "Meta blocks only people who wrote within the last 24 hours."
    return refusal.reason


def _in_words(outcomes: list[str], *, blocked: bool) -> str:
    problems = sorted({one for one in outcomes if one})
    if not blocked:
        return " ".join(["Unblocked here.", *problems]) if problems else ""
    if not outcomes:
        return "Blocked here. There is no conversation on a connected number, so Meta was not told."
    if not problems:
        return "Blocked here and at Meta."
    return " ".join(["Blocked here only.", *problems])
