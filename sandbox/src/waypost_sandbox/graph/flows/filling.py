"""A customer with a form open: which screen comes next, what the endpoint says, what is sent at the end."""

from typing import Any

import msgspec
from msgspec import Struct

from waypost_sandbox.graph.flows.documents import (
    data_api_version_of,
    number_of,
    read_document,
    version_of,
)
from waypost_sandbox.graph.flows.endpoint import (
    GENERIC,
    EndpointError,
    Sender,
    TokenEndedError,
    anything,
    ask,
    question,
)
from waypost_sandbox.graph.flows.flow_tokens import token_signature
from waypost_sandbox.graph.flows.picked_files import TooManyFilesError, for_answer, for_endpoint
from waypost_sandbox.graph.flows.validation.data_models import fits
from waypost_sandbox.graph.flows.validation.outline import Screen, outline
from waypost_sandbox.graph.flows.validation.routing import entry_screen, routes_of
from waypost_sandbox.graph.flows.watch import keep_watch
from waypost_sandbox.people.people import NotPossibleError
from waypost_sandbox.people.writing import write_to_business
from waypost_sandbox.phone.view import message_view
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.flows import Flow
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person

FINISHED = "SUCCESS"
SIGNED_SINCE = (7, 3)
# What the phone shows above the fields of the same screen, declared or not.
NOTICE = "error_message"


class Form(Struct):
    """A flow as one message opens it."""

    flow: Flow
    message: Message
    person: Person
    # As graph/messages/content.py says under "flow".
    button: Json
    document: Json
    screens: dict[str, Screen]

    @property
    def has_endpoint(self) -> bool:
        return bool(data_api_version_of(self.document))

    @property
    def token(self) -> str:
        return str(self.button.get("token") or "unused")


class Move(Struct, forbid_unknown_fields=True):
    """What the customer did on a screen."""

    person: str
    message_id: str
    screen: str
    action: str
    data: Json = {}
    next: str = ""


def find_form(world: Sandbox, flow_id: str, person_key: str, message_id: str) -> Form:
    person = world.state.find_person(person_key)
    message = world.state.messages.get(message_id)
    if person is None or message is None or message.person != person.key or not message.outgoing:
        raise NotPossibleError("message_id must be a message of the business to this person.")
    button = next((found for found in _flow_buttons(message) if found["flow"].get("id") == flow_id), None)
    flow = world.state.flows.get(flow_id)
    if button is None or flow is None:
        raise NotPossibleError(f"The message has no button that opens flow {flow_id}.")
    if button.get("disabled"):
        raise NotPossibleError("The button of this message cannot be pressed any more.")
    draft = button["flow"].get("mode") == "draft"
    document = read_document(flow.document if draft else flow.edition(message.at))
    screens = {screen.id: screen for screen in outline(document)}
    if not screens:
        raise NotPossibleError("The flow has no screens to show.")
    return Form(flow, message, person, button["flow"], document, screens)


async def open_form(world: Sandbox, form: Form) -> Json:
    """The first screen with its data, beside what the phone needs for drawing."""
    keep_watch(world, form.flow)
    if form.flow.status == "BLOCKED":
        return _failed(world, form, EndpointError("cannot_be_served"))
    shown = {
        "flow": {"id": form.flow.id, "name": form.flow.name, "version": version_of(form.document)},
        "document": form.document,
    }
    try:
        if form.button.get("action") == "data_exchange":
            return shown | await _ask(world, form, "INIT", "", {})
        screen = str(form.button.get("screen") or entry_screen(form.document, list(form.screens.values())))
        return shown | _shown(form, screen, form.button.get("data") or {}, "")
    except EndpointError as error:
        return shown | _failed(world, form, error)


async def make_move(world: Sandbox, form: Form, move: Move) -> Json:
    if move.screen not in form.screens:
        raise NotPossibleError(f"The flow has no screen {move.screen}.")
    try:
        if move.action == "navigate":
            # Fields that were left empty are missing.
            data = {name: value for name, value in move.data.items() if value is not None}
            return _shown(form, move.next, data, move.screen, whole=False)
        if move.action == "complete":
            return _complete(world, form, move)
        if move.action in ("data_exchange", "BACK") and form.has_endpoint:
            return await _ask(world, form, move.action, move.screen, for_endpoint(world, move.data))
    except EndpointError as error:
        return _failed(world, form, error)
    raise NotPossibleError(f"{move.action} is not possible here.")


async def _ask(world: Sandbox, form: Form, action: str, screen: str, data: Json) -> Json:
    more: Json = {"screen": screen, "data": data, "flow_token": form.token}
    app = world.state.apps.get(form.flow.app_id or "")
    version = data_api_version_of(form.document)
    if app is not None and version == "4.0" and number_of(version_of(form.document)) >= SIGNED_SINCE:
        more["flow_token_signature"] = token_signature(app.secret, form.token, world.clock.now())
    request = question(form.flow, action, more)
    sender = Sender(form.message.phone_number_id, form.person.key)
    judged: Json = {}

    def judge(answer: Json) -> None:
        judged.update(_judged(form, answer, screen))

    try:
        await ask(world, form.flow, sender, request, judge)
    except TokenEndedError:
        raise
    except EndpointError as error:
        if error.name in ("invalid-screen-transition", "payload-schema-error"):
            await _complain(world, form, request, error)
        raise
    if judged["screen"] == FINISHED:
        return _send(world, form, judged["data"])
    return judged


async def _complain(world: Sandbox, form: Form, request: Json, error: EndpointError) -> None:
    """Tells the endpoint what was wrong with its answer; whatever it says to that changes nothing."""
    sender = Sender(form.message.phone_number_id, form.person.key)
    notice = request | {"data": {"error": error.name, "error_message": error.details}}
    try:
        await ask(world, form.flow, sender, notice, anything)
    except EndpointError:
        return


def _judged(form: Form, answer: Json, from_screen: str) -> Json:
    """The answer as the phone takes it. Raises EndpointError."""
    screen, data = answer.get("screen"), answer.get("data")
    if not isinstance(data, dict):
        raise EndpointError("payload-schema-error", details="data must be an object.")
    if screen == FINISHED:
        response = data.get("extension_message_response")
        params = response.get("params") if isinstance(response, dict) else None
        if not isinstance(params, dict) or "flow_token" not in params:
            raise EndpointError(
                "payload-schema-error", details="extension_message_response.params needs the flow_token."
            )
        return {"screen": FINISHED, "data": params}
    return _shown(form, str(screen), data, from_screen)


def _shown(form: Form, screen_id: str, data: Any, from_screen: str, *, whole: bool = True) -> Json:
    """A screen with what it declares; everything else falls away. New screens need it `whole`."""
    screen = form.screens.get(screen_id)
    routes = routes_of(form.document, list(form.screens.values()))
    # Back to an earlier screen is always open.
    forward = not from_screen or screen_id == from_screen or screen_id in routes.get(from_screen, [])
    if screen is None or not (forward or from_screen in routes.get(screen_id, [])):
        raise EndpointError(
            "invalid-screen-transition", details=f"No way leads from '{from_screen}' to '{screen_id}'."
        )
    if not isinstance(data, dict):
        raise EndpointError("payload-schema-error", details="data must be an object.")
    for name, schema in screen.data.items():
        if name in data and not fits(schema, data[name]):
            raise EndpointError("payload-schema-error", details=f"'{name}' is not of its declared type.")
        if whole and name not in data and screen_id != from_screen:
            raise EndpointError("payload-schema-error", details=f"'{name}' is declared but missing.")
    return {
        "screen": screen_id,
        "data": {name: value for name, value in data.items() if name in screen.data or name == NOTICE},
    }


def _complete(world: Sandbox, form: Form, move: Move) -> Json:
    if not form.screens[move.screen].terminal:
        raise NotPossibleError(f"{move.screen} is not a terminal screen.")
    try:
        data = for_answer(world, move.data)
    except TooManyFilesError as error:
        raise NotPossibleError("An answer takes ten files of 100 MB together.") from error
    return _send(world, form, {"flow_token": form.token} | data)


def _send(world: Sandbox, form: Form, response: Json) -> Json:
    reply = {"name": "flow", "body": "Sent", "response_json": msgspec.json.encode(response).decode()}
    order = {
        "phone_number_id": form.message.phone_number_id,
        "type": "interactive",
        "context": {"message_id": form.message.id},
        "interactive": {"type": "nfm_reply", "nfm_reply": reply},
    }
    return {"done": True, "message_id": write_to_business(world, form.person, order).id}


def _failed(world: Sandbox, form: Form, error: EndpointError) -> Json:
    closed = isinstance(error, TokenEndedError) or error.name == "cannot_be_served"
    if isinstance(error, TokenEndedError):
        for button in _flow_buttons(form.message):
            button["disabled"] = True
        view = message_view(world.state, form.message)
        world.hub.tell(form.person.key, "message", {"message": view})
    return {"error": {"type": error.name, "message": error.message or GENERIC, "closed": closed}}


def _flow_buttons(message: Message) -> list[Json]:
    shown = message.shown or {}
    rows = [shown, *(shown.get("cards") or [])]
    buttons = [button for row in rows for button in row.get("buttons") or []]
    return [button for button in buttons if isinstance(button.get("flow"), dict)]
