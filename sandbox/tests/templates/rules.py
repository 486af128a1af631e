"""Reads a body of a template as the sandbox does, without a sandbox around it."""

from sandbox.tests.client import WABA
from sandbox.tests.templates.bodies import HANDLE

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.templates.components import read_components
from waypost_sandbox.graph.templates.creating import CATEGORIES, read_language, read_name, read_ttl
from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.reading import option
from waypost_sandbox.state import State
from waypost_sandbox.state.files import Upload
from waypost_sandbox.state.flows import Flow

STATE = State("", {}, {}, {}, {}, {})
STATE.uploads["1"] = Upload("1", "app", "image/png", 1, handle=HANDLE)
STATE.flows["771"] = Flow("771", WABA, "tasting", ["OTHER"], status="PUBLISHED")
STATE.flows["772"] = Flow("772", WABA, "sketch", ["OTHER"])


def read(body):
    """The components as they are kept. Raises GraphError."""
    read_name(body)
    language = read_language(body.get("language"))
    category = option(body, "category", CATEGORIES)
    named = option(body, "parameter_format", ("POSITIONAL", "NAMED"), "POSITIONAL") == "NAMED"
    kept = read_components(Draft(STATE, WABA, category, language, named, True), body)
    read_ttl(body, category)
    return kept


def refused(body):
    """Code and subcode of the refusal; None when the body is accepted."""
    try:
        read(body)
    except GraphError as error:
        return error.code, error.subcode
    return None
