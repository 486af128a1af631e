"""Whether a flow may be sent now."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.flows.documents import data_api_version_of, read_document
from waypost_sandbox.graph.flows.keys import key_is_valid
from waypost_sandbox.state import State
from waypost_sandbox.state.flows import Flow

HOUR_SECONDS = 3600.0
THROTTLED_AN_HOUR = 10


def check_mode(flow: Flow, mode: str) -> None:
    """A draft goes with mode draft; a published flow that is being changed goes with its last edition."""
    if mode == "draft" and flow.status != "DRAFT":
        raise checks.Beyond("The flow is not a draft any more.")
    if mode == "published" and not flow.is_published:
        raise checks.Beyond(f"The flow is not published: {flow.status}.")


def take(state: State, flow: Flow, phone_number_id: str, now: float) -> None:
    """A blocked flow is not sent, nor one whose endpoint has no key; a throttled one ten times an hour."""
    if flow.status == "BLOCKED":
        raise GraphError(132068)
    has_endpoint = bool(data_api_version_of(read_document(flow.document)))
    if has_endpoint and not key_is_valid(state, phone_number_id):
        raise GraphError(132068, "The number has no valid public key for the endpoint of this flow.")
    if flow.status == "THROTTLED":
        flow.throttled_sends = [at for at in flow.throttled_sends if at > now - HOUR_SECONDS]
        if len(flow.throttled_sends) >= THROTTLED_AN_HOUR:
            raise GraphError(132069)
        flow.throttled_sends.append(now)
