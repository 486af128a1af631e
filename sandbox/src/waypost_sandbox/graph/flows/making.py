"""New flows: from nothing, as a clone, or out of another account."""

import re

import msgspec

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.graph.flows.changing import (
    FIRST_WITH_URI,
    must_be_new,
    read_categories,
    read_endpoint,
    read_name,
    take_document,
)
from waypost_sandbox.graph.flows.documents import number_of, read_document, version_of
from waypost_sandbox.graph.flows.publishing import publish
from waypost_sandbox.graph.flows.refusals import refused
from waypost_sandbox.graph.flows.status import tell_creation
from waypost_sandbox.graph.flows.validation.check import DATA_API
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import Edition, Flow

MOST_MIGRATED = 100
MIGRATION_FAILED = "4233041"
_VERSION = re.compile(r"\d+\.\d+")


@edge("waba", "POST", "flows")
async def create_flow(call: Call) -> Json:
    given = await call.given()
    waba = call.state.wabas[call.node]
    if waba.banned:
        raise refused(139000, "Blocked By Integrity", "The account has an integrity issue.")
    name, categories = read_name(given), read_categories(given)
    must_be_new(call.state, call.node, name)
    source = _source(call, given)
    endpoint = read_endpoint(given)
    if source is not None and endpoint is not None and _is_old(source):
        raise refused(100, "Specify Endpoint Uri in Flow JSON", "Before 3.0 it is data_channel_uri.")
    document = await _document(call, given)
    if document is None and source is not None:
        document = source.document
    at_once = checks.yes_or_no(given, "publish", "")
    if at_once and not document:
        raise GraphError(100, "Param publish needs a flow_json.")
    flow = Flow(
        id=call.world.ids.node(),
        waba_id=call.node,
        name=name,
        categories=categories,
        endpoint_uri=endpoint or (source.endpoint_uri if source is not None else None),
        app_id=call.app.id,
        created_at=call.now,
        updated_at=call.now,
    )
    if document:
        await take_document(flow, document)
    call.state.flows[flow.id] = flow
    tell_creation(call.world, flow)
    if at_once and not flow.validation_errors:
        await publish(call.world, flow)
    return {"id": flow.id, "success": True, "validation_errors": flow.validation_errors}


@edge("waba", "POST", "migrate_flows")
async def migrate_flows(call: Call) -> Json:
    """Copies into this account; each flow succeeds or fails by itself."""
    given = await call.given()
    source_id = checks.identifier(given, "source_waba_id", "")
    if source_id not in call.state.wabas or (call.token.waba_ids and source_id not in call.token.waba_ids):
        raise not_visible(source_id, "POST")
    there = {flow.name: flow for flow in call.state.flows.values() if flow.waba_id == source_id}
    named = given.get("source_flow_names")
    if isinstance(named, str):
        named = named.split(",")
    names = [str(name).strip() for name in named] if isinstance(named, list) else list(there)
    if len(names) > MOST_MIGRATED:
        raise GraphError(100, f"Param source_flow_names has at most {MOST_MIGRATED} names.")
    taken = {flow.name for flow in call.state.flows.values() if flow.waba_id == call.node}
    done, failed = [], []
    for name in names:
        if name not in there or name in taken:
            reason = "exists in destination WABA" if name in there else "was not found in source WABA"
            failed.append(
                {
                    "source_name": name,
                    "error_code": MIGRATION_FAILED,
                    "error_message": f"Flows Migration Error: Flow with the same name {reason}.",
                }
            )
            continue
        copy = _copied(call, there[name])
        taken.add(name)
        done.append({"source_name": name, "source_id": there[name].id, "migrated_id": copy.id})
    return {"migrated_flows": done, "failed_flows": failed}


def _copied(call: Call, source: Flow) -> Flow:
    published = source.status in ("PUBLISHED", "THROTTLED", "BLOCKED")
    flow = Flow(
        id=call.world.ids.node(),
        waba_id=call.node,
        name=source.name,
        categories=list(source.categories),
        status="PUBLISHED" if published else "DRAFT",
        document=source.document,
        editions=[Edition(call.now, source.editions[-1].document)] if published and source.editions else [],
        validation_errors=source.validation_errors,
        endpoint_uri=source.endpoint_uri,
        app_id=source.app_id,
        created_at=call.now,
        updated_at=call.now,
    )
    call.state.flows[flow.id] = flow
    tell_creation(call.world, flow)
    return flow


def _source(call: Call, given: Json) -> Flow | None:
    clone = given.get("clone_flow_id")
    if clone is None:
        return None
    if given.get("clone_template") is not None:
        raise refused(100, "Only one clone source can be set", "Give clone_flow_id or clone_template.")
    flow = call.state.flows.get(str(clone))
    if flow is None or (call.token.waba_ids and flow.waba_id not in call.token.waba_ids):
        raise refused(100, "Flow with specified ID does not exist", f"There is no flow {clone}.")
    return flow


async def _document(call: Call, given: Json) -> bytes | None:
    """The file as it was sent: in a form it must not be read as JSON first, for the sake of its lines."""
    found = given.get("flow_json")
    if found is None:
        return None
    if call.request.headers.get("content-type", "").startswith(("multipart/", "application/x-www-form")):
        raw = (await call.request.form()).get("flow_json")
        found = raw if isinstance(raw, str) else found
    document = found.encode() if isinstance(found, str) else msgspec.json.encode(found)
    parts = read_document(document)
    version, data_api = parts.get("version"), parts.get("data_api_version")
    if isinstance(version, str) and _VERSION.fullmatch(version) is None:
        raise refused(100, "Invalid Flow JSON version", f"{version} is not a version of Flow JSON.")
    if data_api is not None and data_api not in DATA_API:
        raise refused(
            100, "Invalid Flow JSON data_api_version", f"{data_api} is not a version of the Data API."
        )
    return document


def _is_old(flow: Flow) -> bool:
    version = number_of(version_of(read_document(flow.document)))
    return bool(version) and version < FIRST_WITH_URI
