"""Jobs of channels."""

import asyncio
from uuid import UUID

from waypost.channels import actions, queries
from waypost.channels.actions import Checked
from waypost.channels.queries import Credentials
from waypost.core.actor import Actor
from waypost.core.jobs import job
from waypost.kit import env
from waypost.whatsapp.client import GraphClient, GraphRefused, NotSent, OutcomeUnknown
from waypost.whatsapp.errors import explain


@job("channels.check", retries=4)
def check(actor: Actor, channel_id: str) -> None:
    """Ask Meta about the number with its token, and see to it that its webhooks come to us."""
    number = queries.credentials(actor, [UUID(channel_id)]).get(UUID(channel_id))
    if number is not None:
        actions.record_check(actor, UUID(channel_id), asyncio.run(_asked(number)))


async def _asked(number: Credentials) -> Checked:
    meta = env.meta()
    async with GraphClient(base_url=meta.graph_url, version=meta.graph_version, connections=2) as client:
        try:
            found = await client.phone_number(number.phone_number_id, number.token)
            await client.subscribe(number.waba_id, number.token)
        except GraphRefused as refused:
            return Checked(
                problem=f"{explain(refused.code, refused.details).reason} {refused.details}".strip()
            )
        except (NotSent, OutcomeUnknown):
            return Checked(problem="Meta could not be reached. Check again in a minute.")
    return Checked(
        display_phone_number=found.display_phone_number,
        verified_name=found.verified_name,
        quality_rating=found.quality_rating,
    )
