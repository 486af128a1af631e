"""Apps and accounts: who gets webhooks, and what a token may do."""

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, no_such_field
from waypost_sandbox.graph.handshake import LONGEST_URL, verify_callback
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import App

SCOPES = ["whatsapp_business_management", "whatsapp_business_messaging"]


@edge("app", "POST", "subscriptions", scope=None)
async def subscribe_webhooks(call: Call) -> Json:
    app = _own_app(call)
    wanted = await call.given()
    if wanted.get("object") != "whatsapp_business_account":
        raise GraphError(100, "Param object must be whatsapp_business_account.")
    url, token = str(wanted.get("callback_url") or ""), str(wanted.get("verify_token") or "")
    if not url or not token:
        raise GraphError(131008, "The parameters callback_url and verify_token are required.")
    await verify_callback(call.world, url, token)
    app.callback_url, app.verify_token = url, token
    fields = wanted.get("fields") or "messages"
    app.fields = (
        [str(f) for f in fields] if isinstance(fields, list) else str(fields).replace(" ", "").split(",")
    )
    return {"success": True}


@edge("app", "GET", "subscriptions", scope=None)
async def list_subscriptions(call: Call) -> Json:
    app = _own_app(call)
    if app.callback_url is None:
        return {"data": []}
    fields = [{"name": name, "version": "v25.0"} for name in app.fields]
    return {
        "data": [
            {
                "object": "whatsapp_business_account",
                "callback_url": app.callback_url,
                "active": True,
                "fields": fields,
            }
        ]
    }


@edge("app", "DELETE", "subscriptions", scope=None)
async def unsubscribe_webhooks(call: Call) -> Json:
    _own_app(call).callback_url = None
    return {"success": True}


@edge("waba", "POST", "subscribed_apps")
async def subscribe_app(call: Call) -> Json:
    body = await call.given()
    url = str(body.get("override_callback_uri") or "")
    if len(url) > LONGEST_URL:
        raise GraphError(100, f"override_callback_uri has at most {LONGEST_URL} characters.")
    if url:
        await verify_callback(call.world, url, str(body.get("verify_token") or ""))
    call.state.wabas[call.node].subscribed_apps[call.app.id] = url or None
    return {"success": True}


@edge("waba", "GET", "subscribed_apps")
async def list_subscribed_apps(call: Call) -> Json:
    rows: list[Json] = []
    for app_id, url in call.state.wabas[call.node].subscribed_apps.items():
        app = call.state.apps[app_id]
        row: Json = {
            "whatsapp_business_api_data": {"id": app.id, "name": app.name, "link": "https://senja.example/"}
        }
        if url:
            row["override_callback_uri"] = url
        rows.append(row)
    return {"data": rows}


@edge("waba", "DELETE", "subscribed_apps")
async def unsubscribe_app(call: Call) -> Json:
    call.state.wabas[call.node].subscribed_apps.pop(call.app.id, None)
    return {"success": True}


@edge("waba", "GET")
async def waba_node(call: Call) -> Json:
    waba = call.state.wabas[call.node]
    fields: Json = {
        "id": waba.id,
        "name": waba.name,
        "timezone_id": waba.timezone_id,
        "message_template_namespace": "9f1c2e7a_0b5d_4e36_9c1f_7a2b3c4d5e6f",
        "currency": waba.currency,
        "country": "ID",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "owner_business_info": {"name": "Senja", "id": waba.business_id},
    }
    wanted = [name for name in call.query.get("fields", "").split(",") if name]
    names = wanted or ["name", "timezone_id", "message_template_namespace"]
    for name in names:
        if name not in fields:
            raise no_such_field(name, "Account")
    return {name: fields[name] for name in dict.fromkeys((*names, "id"))}


@edge("debug_token", "GET", scope=None)
async def debug_token(call: Call) -> Json:
    world = call.world
    token = call.query.get("input_token", "")
    app = next(iter(call.state.apps.values()))
    if token == call.state.access_token and world.settings.access == "valid":
        wabas = list(call.state.wabas)
        return {
            "data": {
                "app_id": app.id,
                "type": "SYSTEM_USER",
                "application": app.name,
                "data_access_expires_at": 0,
                "expires_at": 0,
                "is_valid": True,
                "issued_at": 1789001122,
                "scopes": SCOPES,
                "granular_scopes": [{"scope": scope, "target_ids": wabas} for scope in SCOPES],
                "user_id": "122100000000000001",
            }
        }
    code = {"code": 190, "message": "Malformed access token", "subcode": 463}
    return {"data": {"error": code, "is_valid": False, "scopes": []}}


@edge("oauth", "GET", "access_token", scope=None, public=True)
async def access_token(call: Call) -> Json:
    """The app's own token, for its id and secret."""
    query = call.query
    app = call.state.apps.get(query.get("client_id", ""))
    if app is None or query.get("client_secret") != app.secret:
        raise GraphError(1, message="Error validating client secret.")
    return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}


def _own_app(call: Call) -> App:
    if call.token.kind != "APP" or call.app.id != call.node:
        raise GraphError(15, message="(#15) This method must be called with an app access_token.")
    return call.app
