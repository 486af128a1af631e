"""From draft to published, and out of use; what must be in place for it."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.flows.documents import data_api_version_of, read_document, version_of
from waypost_sandbox.graph.flows.endpoint import EndpointError, ping
from waypost_sandbox.graph.flows.keys import key_is_valid
from waypost_sandbox.graph.flows.refusals import refused
from waypost_sandbox.graph.flows.status import change_status, warn_of_old_version
from waypost_sandbox.graph.flows.validation.check import PUBLISHABLE
from waypost_sandbox.graph.flows.watch import keep_watch
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.flows import Edition, Flow

MOST_EDITIONS = 20
# Meta's subcode for versions that cannot be published any more.
OLD_VERSION = 4233046


@edge("flow", "POST", "publish")
async def publish_flow(call: Call) -> Json:
    await publish(call.world, call.state.flows[call.node])
    return {"success": True}


@edge("flow", "POST", "deprecate")
async def deprecate_flow(call: Call) -> Json:
    flow = call.state.flows[call.node]
    if flow.status == "DRAFT":
        raise refused(
            139003,
            "Can't deprecate unpublished flow",
            "Only a published flow can be deprecated; delete a draft.",
        )
    if flow.status == "DEPRECATED":
        raise refused(139003, "Flow is already deprecated", "The flow is deprecated already.")
    change_status(call.world, flow, "DEPRECATED")
    return {"success": True}


async def publish(world: Sandbox, flow: Flow) -> None:
    """Raises 139002 with the first reason that stands against it."""
    state = world.state
    if state.wabas[flow.waba_id].banned:
        raise refused(139000, "Blocked By Integrity", "The account has an integrity issue.")
    if flow.status != "DRAFT":
        raise refused(139002, "Publishing Flow in invalid state", f"The flow is {flow.status}, not a draft.")
    if not flow.document or flow.validation_errors:
        raise refused(
            139002, "Publishing Flow with validation errors", "Fix all validation errors, then publish again."
        )
    document = read_document(flow.document)
    version = version_of(document)
    if version not in PUBLISHABLE:
        raise refused(
            139002,
            "Versions in Flow JSON file are not available for publishing",
            f"Flow JSON {version} cannot be published any more.",
            OLD_VERSION,
        )
    for words, _ in setup_faults(state, flow):
        raise refused(139002, words, words)
    if data_api_version_of(document):
        await _must_answer(world, flow)
    flow.editions = [*flow.editions, Edition(world.clock.now(), flow.document)][-MOST_EDITIONS:]
    change_status(world, flow, "PUBLISHED")
    warn_of_old_version(world, flow, version)
    keep_watch(world, flow)


def setup_faults(state: State, flow: Flow) -> list[tuple[str, str]]:
    """What is missing around the flow, and where Meta's documentation tells of it."""
    help_page = "https://developers.facebook.com/docs/whatsapp/flows/reference/"
    waba = state.wabas[flow.waba_id]
    numbers = [state.phone_numbers[number] for number in waba.phone_numbers]
    found: list[tuple[str, str]] = []
    if not any(phone.registered and phone.verification == "VERIFIED" for phone in numbers):
        found.append(("No Phone Number connected to WhatsApp Business Account", f"{help_page}flowsapi"))
    if not data_api_version_of(read_document(flow.document)):
        return found
    if flow.endpoint_uri is None:
        found.append(("Publishing without specifying endpoint_uri is forbidden", f"{help_page}flowsapi"))
    if not any(key_is_valid(state, phone.id) for phone in numbers):
        found.append(("Missing Flows Signed Public Key", f"{help_page}implementingyourflowendpoint"))
    if flow.app_id not in state.apps:
        found.append(("No Application Connected to the Flow", f"{help_page}flowsapi"))
    if not any("flows" in state.apps[app_id].fields for app_id in waba.subscribed_apps):
        found.append(
            (
                "WhatsApp Business Account is not subscribed to Flows Webhooks",
                f"{help_page}healthmonitoring/webhooks",
            )
        )
    return found


async def _must_answer(world: Sandbox, flow: Flow) -> None:
    try:
        await ping(world, flow)
    except EndpointError as error:
        raise refused(
            139002, "Endpoint Not Available", f"The endpoint did not answer the health check: {error.name}."
        ) from error
