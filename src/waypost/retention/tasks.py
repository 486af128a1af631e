"""What is erased outside the database."""

import redis

from waypost.core.actor import Actor
from waypost.core.jobs import job
from waypost.kit import env
from waypost.media import storage


@job("retention.forget_files", retries=10)
def forget_files(actor: Actor) -> None:
    """Files, and the last day of live updates."""
    storage.forget_all(actor.tenant_id)
    with redis.Redis.from_url(env.redis().url, socket_timeout=10) as client:
        client.delete(f"live:{actor.tenant_id}")
