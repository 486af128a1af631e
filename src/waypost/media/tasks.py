"""Jobs of files."""

from uuid import UUID

from waypost.core.actor import Actor
from waypost.core.jobs import job
from waypost.media import fetching, intake
from waypost.media.rules import FETCH_TRIES


@job("media.fetch", retries=FETCH_TRIES)
def fetch(actor: Actor, media_id: str) -> None:
    """Get a file that a customer sent."""
    fetching.fetch(actor, UUID(media_id))


@job("media.prepare", retries=FETCH_TRIES)
def prepare(actor: Actor, media_id: str) -> None:
    """Make a file of ours fit for WhatsApp, where that takes long."""
    intake.prepare_stored(actor, UUID(media_id))
