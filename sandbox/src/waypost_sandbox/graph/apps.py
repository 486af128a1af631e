"""Apps: which webhooks they get, and where."""

from typing import Any

from waypost_sandbox.graph.account_telling import FIELDS
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.handshake import verify_callback
from waypost_sandbox.graph.nodes import Reader, view
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import App

OBJECT = "whatsapp_business_account"
READERS: dict[str, Reader] = {
    "id": lambda _, app, __: app.id,
    "name": lambda _, app, __: app.name,
    "link": lambda _, app, __: app.link,
    "namespace": lambda _, app, __: app.name.lower().replace(" ", "-"),
}


@edge("app", "GET", scope=None)
async def app_node(call: Call) -> Json:
    return view(call, call.app, READERS, ("name", "link"), "Application")


@edge("app", "POST", "subscriptions", scope=None)
async def subscribe_webhooks(call: Call) -> Json:
    app = _own_app(call)
    wanted = await call.given()
    _check_object(wanted.get("object"))
    url, token = str(wanted.get("callback_url") or ""), str(wanted.get("verify_token") or "")
    if not url or not token:
        raise GraphError(131008, "The parameters callback_url and verify_token are required.")
    fields = _fields(wanted.get("fields")) or ["messages"]
    await verify_callback(call.world, url, token)
    app.callback_url, app.verify_token, app.fields = url, token, fields
    return {"success": True}


@edge("app", "GET", "subscriptions", scope=None)
async def list_subscriptions(call: Call) -> Json:
    app = _own_app(call)
    if app.callback_url is None:
        return {"data": []}
    return {
        "data": [
            {
                "object": OBJECT,
                "callback_url": app.callback_url,
                "active": True,
                "fields": [{"name": name, "version": app.webhook_version} for name in app.fields],
            }
        ]
    }


@edge("app", "DELETE", "subscriptions", scope=None)
async def unsubscribe_webhooks(call: Call) -> Json:
    """Some fields when they are named, all of them otherwise."""
    app = _own_app(call)
    given = await call.given()
    if given.get("object") is not None:
        _check_object(given["object"])
    gone = _fields(given.get("fields"))
    if gone:
        app.fields = [name for name in app.fields if name not in gone]
    else:
        app.callback_url = app.verify_token = None
        app.fields = []
    return {"success": True}


def _own_app(call: Call) -> App:
    if call.token.kind != "APP":
        raise GraphError(15, message="(#15) This method must be called with an app access_token.")
    return call.app


def _check_object(found: Any) -> None:
    if found != OBJECT:
        raise GraphError(100, f"Param object must be {OBJECT}.")


def _fields(found: Any) -> list[str]:
    """A list, or names with commas between. Raises 100 for a name that is no field."""
    names = found if isinstance(found, list) else str(found or "").split(",")
    fields = list(dict.fromkeys(str(name).strip() for name in names if str(name).strip()))
    for number, name in enumerate(fields):
        if name not in FIELDS:
            options = ", ".join(FIELDS)
            raise GraphError(
                100, message=f'(#100) Param fields[{number}] must be one of {{{options}}} - got "{name}".'
            )
    return fields
