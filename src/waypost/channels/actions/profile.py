"""What customers see of a number."""

from typing import Any
from uuid import UUID

from waypost.accounts.permissions import Permission
from waypost.channels.models import Channel
from waypost.channels.queries import access_channel
from waypost.channels.schemas import ProfileIn
from waypost.channels.writes import announced
from waypost.core import jobs
from waypost.core.actor import Actor, internal, requires


@requires(Permission.CHANNELS_MANAGE)
def edit_profile(actor: Actor, channel_id: UUID, change: ProfileIn) -> Channel:
    """A job tells Meta; the profile shows it once Meta has taken it."""
    channel = access_channel(actor, channel_id)
    wanted = {**channel.profile_wanted, **change.model_dump(exclude_unset=True, exclude_none=True)}
    Channel.objects.filter(id=channel_id).update(profile_wanted=wanted, profile_problem="")
    jobs.enqueue(actor, "channels.change_profile", channel_id=str(channel_id))
    return announced(actor, channel_id)


@internal
def record_profile(
    actor: Actor, channel_id: UUID, done: dict[str, Any], profile: dict[str, Any] | None, problem: str
) -> None:
    """What was wanted meanwhile stays wanted."""
    channel = Channel.objects.select_for_update().filter(id=channel_id, disconnected_at=None).first()
    if channel is None:
        return
    channel.profile_wanted = {
        name: value for name, value in channel.profile_wanted.items() if done.get(name) != value
    }
    if profile is not None:
        channel.profile = profile
    channel.profile_problem = problem
    channel.save(update_fields=["profile_wanted", "profile", "profile_problem"])
    announced(actor, channel_id)
