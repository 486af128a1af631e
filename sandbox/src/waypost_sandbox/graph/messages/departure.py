"""Between Meta's answer and the message's journey: files are fetched, and templates may be held."""

from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.media import KINDS, fits
from waypost_sandbox.graph.templates import pacing
from waypost_sandbox.life import journey
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.templates import Template


def depart(world: Sandbox, message: Message, draft: Draft) -> None:
    if draft.refusal is not None or not draft.links:
        journey.set_off(world, message, draft.refusal)
        return
    world.clock.errand(_fetch(world, message, draft))


def hold(world: Sandbox, message: Message, draft: Draft, template: Template) -> None:
    """The message waits for the verdict on its template: it leaves then, or is dropped with 132015."""

    def release(refusal: int | None) -> None:
        draft.refusal = draft.refusal or refusal
        depart(world, message, draft)

    pacing.hold(world, template, release)


async def _fetch(world: Sandbox, message: Message, draft: Draft) -> None:
    """Meta fetches the files itself; what goes wrong comes back as 131053."""
    refusal = None
    for kind, holder in draft.links:
        largest, _ = KINDS[kind]
        media = await world.links.fetch(message.phone_number_id, holder["link"], largest)
        if media is None or not fits(kind, media.mime_type, media.content):
            refusal = 131053
            break
        holder["id"] = media.id
    if world.state is draft.state:
        journey.set_off(world, message, refusal)
