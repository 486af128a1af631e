"""Changes of a flow: its name, categories and endpoint, its file, its end."""

import asyncio

from starlette.datastructures import UploadFile

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.flows.documents import number_of, read_document, version_of
from waypost_sandbox.graph.flows.refusals import refused
from waypost_sandbox.graph.flows.status import change_status
from waypost_sandbox.graph.flows.validation.check import check_document
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.flows import Flow

CATEGORIES = (
    "SIGN_UP",
    "SIGN_IN",
    "APPOINTMENT_BOOKING",
    "LEAD_GENERATION",
    "CONTACT_US",
    "CUSTOMER_SUPPORT",
    "SURVEY",
    "OTHER",
)
LONGEST_NAME = 200
LARGEST_DOCUMENT = 10 * 1024 * 1024
FORM_BYTES = 64 * 1024
# Flows of older versions name their endpoint in the document.
FIRST_WITH_URI = (3, 0)


@edge("flow", "POST")
async def change_flow(call: Call) -> Json:
    flow, given = _changeable(call), await call.given()
    if "name" in given:
        name = read_name(given)
        if name != flow.name:
            must_be_new(call.state, flow.waba_id, name)
    if "categories" in given:
        read_categories(given)
    uri = read_endpoint(given)
    if uri is not None and number_of(version_of(read_document(flow.document)) or "9.0") < FIRST_WITH_URI:
        raise refused(139001, "Specify Endpoint Uri in Flow JSON", "Before 3.0 it is data_channel_uri.")
    app_id = given.get("application_id")
    if app_id is not None and str(app_id) not in call.state.apps:
        raise GraphError(100, "Param application_id is not an app that this token can see.")
    if "name" in given:
        flow.name = read_name(given)
    if "categories" in given:
        flow.categories = read_categories(given)
    flow.endpoint_uri = uri if uri is not None else flow.endpoint_uri
    flow.app_id = str(app_id) if app_id is not None else flow.app_id
    _changed(call.world, flow)
    return {"success": True}


@edge("flow", "POST", "assets")
async def upload_asset(call: Call) -> Json:
    flow = _changeable(call)
    if not call.request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise GraphError(100, message="(#100) The parameter file is required.")
    async with call.request.form(max_files=1, max_part_size=FORM_BYTES) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise GraphError(100, message="(#100) The parameter file is required.")
        if form.get("name") != "flow.json":
            raise GraphError(100, "Param name must be flow.json.")
        if form.get("asset_type") != "FLOW_JSON":
            raise GraphError(100, "Param asset_type must be one of {FLOW_JSON}.")
        document = await upload.read(LARGEST_DOCUMENT + 1)
    await take_document(flow, document)
    _changed(call.world, flow)
    return {"success": True, "validation_errors": flow.validation_errors}


@edge("flow", "DELETE")
async def delete_flow(call: Call) -> Json:
    flow = call.state.flows[call.node]
    if flow.status != "DRAFT" or flow.editions:
        raise refused(139004, "Can't delete published Flow", "Deprecate a flow that was published.")
    del call.state.flows[flow.id]
    return {"success": True}


async def take_document(flow: Flow, document: bytes) -> None:
    """A file with faults is kept; they stand against publishing only."""
    if len(document) > LARGEST_DOCUMENT:
        raise GraphError(100, f"Flow JSON has at most {LARGEST_DOCUMENT} bytes.")
    flow.validation_errors = await asyncio.to_thread(check_document, document)
    flow.document = document


def read_name(given: Json) -> str:
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        raise GraphError(100, message="(#100) The parameter name is required.")
    if len(name) > LONGEST_NAME:
        raise GraphError(100, f"Param name has at most {LONGEST_NAME} characters.")
    return name


def must_be_new(state: State, waba_id: str, name: str) -> None:
    if any(flow.waba_id == waba_id and flow.name == name for flow in state.flows.values()):
        raise refused(100, "Flow name is not unique", f"There is a flow {name} in this account already.")


def read_categories(given: Json) -> list[str]:
    found = given.get("categories")
    names = found if isinstance(found, list) else str(found or "").replace(" ", "").split(",")
    if not names or not all(name in CATEGORIES for name in names):
        raise GraphError(100, f"Param categories must have some of {{{', '.join(CATEGORIES)}}}.")
    return list(dict.fromkeys(names))


def read_endpoint(given: Json) -> str | None:
    found = given.get("endpoint_uri")
    if found is None:
        return None
    host = str(found).partition("://")[2].partition("/")[0]
    if not isinstance(found, str) or not found.startswith(("https://", "http://")) or not host:
        raise refused(100, "Invalid Endpoint URI", "Provide a valid URL.")
    return found


def _changeable(call: Call) -> Flow:
    flow = call.state.flows[call.node]
    if flow.status == "DEPRECATED":
        raise refused(139001, "Flow can't be updated", "A deprecated flow stays as it is; clone it.")
    return flow


def _changed(world: Sandbox, flow: Flow) -> None:
    """A published flow becomes a draft again, while its last edition is still sent."""
    change_status(world, flow, "DRAFT" if flow.status == "PUBLISHED" else flow.status)
