"""Changes of a flow's status, told to those who subscribed to `flows`."""

from waypost_sandbox.deliver import Update
from waypost_sandbox.graph.flows.validation.check import PUBLISHABLE
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import Flow

FREEZE_WARNING = (
    "Your current Flow version will freeze in 21 days. You won't be able to send the Flow after it expires. "
    "Please migrate to the recommended version as soon as possible."
)


def tell(world: Sandbox, flow: Flow, value: Json) -> None:
    world.deliveries.tell(Update(waba_id=flow.waba_id, field="flows", value={**value, "flow_id": flow.id}))


def tell_creation(world: Sandbox, flow: Flow) -> None:
    tell(
        world,
        flow,
        {
            "event": "FLOW_STATUS_CHANGE",
            "message": f"Flow {flow.name} has been created with {flow.status} status",
            "new_status": flow.status,
        },
    )


def change_status(world: Sandbox, flow: Flow, status: str) -> None:
    old, flow.status = flow.status, status
    flow.updated_at = world.clock.now()
    if old == status:
        return
    tell(
        world,
        flow,
        {
            "event": "FLOW_STATUS_CHANGE",
            "message": f"Flow {flow.name} changed status from {old} to {status}",
            "old_status": old,
            "new_status": status,
        },
    )


def warn_of_old_version(world: Sandbox, flow: Flow, version: str) -> None:
    """The oldest version that can still be published is always about to freeze."""
    if version == PUBLISHABLE[0]:
        tell(world, flow, {"event": "FLOW_VERSION_EXPIRY_WARNING", "warning": FREEZE_WARNING})
