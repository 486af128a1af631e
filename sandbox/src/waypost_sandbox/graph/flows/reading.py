"""Flows of an account, one flow, and its file."""

import hashlib
import hmac

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.field_list import read_fields
from waypost_sandbox.graph.flows.views import flow_view
from waypost_sandbox.graph.paging import page
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import Flow


@edge("waba", "GET", "flows")
async def list_flows(call: Call) -> Json:
    flows = [flow for flow in call.state.flows.values() if flow.waba_id == call.node]
    fields = read_fields(call.query.get("fields", ""))
    # The latest first, as in Meta's own list.
    return page(call, [flow_view(call, flow, fields) for flow in reversed(flows)], narrowed=True)


@edge("flow", "GET")
async def flow_node(call: Call) -> Json:
    return flow_view(call, call.state.flows[call.node], read_fields(call.query.get("fields", "")))


@edge("flow", "GET", "assets")
async def list_assets(call: Call) -> Json:
    flow = call.state.flows[call.node]
    if not flow.document:
        return {"data": []}
    address = f"/_sandbox/flows/{flow.id}/flow.json?proof={file_proof(call.state.access_token, flow)}"
    row = {
        "name": "flow.json",
        "asset_type": "FLOW_JSON",
        "download_url": f"{call.world.options.public_url}{address}",
    }
    return page(call, [row], narrowed=True)


def file_proof(secret: str, flow: Flow) -> str:
    """The address of a file holds for this content of it only."""
    return hmac.new(secret.encode(), flow.id.encode() + flow.document, hashlib.sha256).hexdigest()[:32]
