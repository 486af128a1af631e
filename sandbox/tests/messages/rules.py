"""The checks themselves, without a request: one shop, its templates, its files."""

from functools import cache
from pathlib import Path

from sandbox.tests.client import COFFEE, WABA
from sandbox.tests.messages.bodies import FILES

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.sending import read_envelope
from waypost_sandbox.graph.messages.template import fill_template, find_template
from waypost_sandbox.state.files import Media
from waypost_sandbox.world import read_world

NOW = 1_789_000_000.0


@cache
def shop():
    state = read_world(Path(__file__).with_name("world.yaml")).state
    for media_id, (mime_type, content) in FILES.items():
        state.media[media_id] = Media(media_id, WABA, COFFEE, mime_type, "", content, NOW + 1)
    return state


def check(body):
    """The draft of an accepted message. Raises GraphError."""
    state = shop()
    draft = Draft(state, state.phone_numbers[COFFEE], NOW)
    envelope = read_envelope(draft, body)
    if envelope.template is not None:
        fill_template(draft, find_template(state, WABA, envelope.template), envelope.template)
    return draft


def code_of(body):
    """The code it is refused with, or None."""
    try:
        check(body)
    except GraphError as error:
        return error.code
    return None
