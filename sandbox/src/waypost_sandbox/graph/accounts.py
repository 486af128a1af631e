"""Accounts (WABAs): their fields, who hears of them, who works with them."""

from typing import Any

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.analytics.fields import FIELDS as ANALYTICS
from waypost_sandbox.graph.analytics.fields import analytics_field
from waypost_sandbox.graph.analytics.template_edges import enable_insights
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.field_list import Field
from waypost_sandbox.graph.handshake import verify_callback
from waypost_sandbox.graph.health import health_status
from waypost_sandbox.graph.nodes import Reader, view
from waypost_sandbox.graph.paging import page, part
from waypost_sandbox.graph.phone_numbers import number_rows
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import Waba

USUAL_FIELDS = ("name", "timezone_id", "message_template_namespace", "currency")
TASKS = (
    "MANAGE",
    "DEVELOP",
    "MANAGE_TEMPLATES",
    "MANAGE_PHONE",
    "VIEW_COST",
    "MANAGE_EXTENSIONS",
    "VIEW_PHONE_ASSETS",
    "MANAGE_PHONE_ASSETS",
    "VIEW_TEMPLATES",
    "VIEW_INSIGHTS",
    "RECEIVE_INCOMING_MESSAGES",
    "MANAGE_BILLING",
    "MANAGE_USERS",
    "MESSAGING",
    "FULL_CONTROL",
)
CHANGES = ("is_enabled_for_insights", "disable_marketing_messages_on_cloud_api")


@edge("waba", "GET")
async def waba_node(call: Call) -> Json:
    return account_view(call, call.state.wabas[call.node])


def account_view(call: Call, waba: Waba, fields: str | None = None) -> Json:
    return view(call, waba, READERS, USUAL_FIELDS, "Account", fields=fields)


@edge("waba", "POST")
async def change_waba(call: Call) -> Json:
    given = await call.given()
    waba = call.state.wabas[call.node]
    wanted = [name for name in CHANGES if name in given]
    if not wanted:
        raise GraphError(100, f"None of {', '.join(CHANGES)} was given.")
    if "is_enabled_for_insights" in wanted:
        enable_insights(call.state, waba, given["is_enabled_for_insights"])
    if "disable_marketing_messages_on_cloud_api" in wanted:
        waba.marketing_on_cloud_api = not checks.yes_or_no(
            given, "disable_marketing_messages_on_cloud_api", ""
        )
    return {"id": waba.id}


@edge("waba", "POST", "subscribed_apps")
async def subscribe_app(call: Call) -> Json:
    given = await call.given()
    url = str(given.get("override_callback_uri") or "")
    if url:
        await verify_callback(call.world, url, str(given.get("verify_token") or ""))
    call.state.wabas[call.node].subscribed_apps[call.app.id] = url or None
    return {"success": True}


@edge("waba", "GET", "subscribed_apps")
async def list_subscribed_apps(call: Call) -> Json:
    return {"data": _subscribed(call, call.state.wabas[call.node])}


@edge("waba", "DELETE", "subscribed_apps")
async def unsubscribe_app(call: Call) -> Json:
    call.state.wabas[call.node].subscribed_apps.pop(call.app.id, None)
    return {"success": True}


@edge("waba", "GET", "assigned_users")
async def list_assigned_users(call: Call) -> Json:
    """Meta asks for the portfolio whose people are meant."""
    waba = call.state.wabas[call.node]
    if call.query.get("business", "") not in (waba.business_id, *waba.shared_with):
        raise GraphError(100, message="(#100) The parameter business is required")
    business = call.state.businesses[call.query["business"]]
    rows: list[Json] = []
    for user_id, tasks in waba.assigned_users.items():
        user = call.state.users[user_id]
        rows.append(
            {
                "id": user.id,
                "name": user.name,
                "business": {"id": business.id, "name": business.name},
                "user_type": "SYSTEM_USER" if user.system else "BUSINESS_USER",
                "tasks": tasks,
            }
        )
    return page(call, rows)


@edge("waba", "POST", "assigned_users")
async def assign_user(call: Call) -> Json:
    given = await call.given()
    user = _user(call, given)
    tasks = given.get("tasks")
    if isinstance(tasks, str):
        # Meta's own samples write ['MANAGE'], which is no JSON.
        tasks = [task.strip(" '\"") for task in tasks.strip("[] ").split(",") if task.strip()]
    if not isinstance(tasks, list) or not tasks:
        raise GraphError(100, message="(#100) The parameter tasks is required")
    for number, task in enumerate(tasks):
        if task not in TASKS:
            raise GraphError(
                100, message=f"(#100) Param tasks[{number}] must be one of {{{', '.join(TASKS)}}}"
            )
    call.state.wabas[call.node].assigned_users[user] = list(dict.fromkeys(tasks))
    return {"success": True}


@edge("waba", "DELETE", "assigned_users")
async def remove_user(call: Call) -> Json:
    call.state.wabas[call.node].assigned_users.pop(_user(call, await call.given()), None)
    return {"success": True}


@edge("waba", "POST", "signups")
@edge("waba", "GET", "signups")
async def refuse_signups(call: Call) -> Json:
    """In-App Signup is not simulated: no account here is eligible for it."""
    raise GraphError(2494164)


def _user(call: Call, given: Json) -> str:
    user = str(given.get("user") or "")
    if user not in call.state.users:
        raise GraphError(100, message="(#100) Param user must be a valid user or system user id")
    return user


def _subscribed(call: Call, waba: Waba) -> list[Json]:
    rows: list[Json] = []
    for app_id, url in waba.subscribed_apps.items():
        app = call.state.apps[app_id]
        row: Json = {"whatsapp_business_api_data": {"id": app.id, "name": app.name, "link": app.link}}
        if url:
            row["override_callback_uri"] = url
        rows.append(row)
    return rows


def _owner(call: Call, waba: Waba, _: Field) -> Json:
    return {"name": call.state.businesses[waba.business_id].name, "id": waba.business_id}


def _numbers(call: Call, waba: Waba, field: Field) -> Json:
    """The edge as a field: `phone_numbers.limit(2){id}`."""
    rows = number_rows(call, waba, field.inner)
    return part(call, rows, field.arguments, f"/{call.version}/{waba.id}/phone_numbers")


def _verification(call: Call, waba: Waba, _: Field) -> str:
    return "verified" if call.state.businesses[waba.business_id].verified else "not_verified"


def _limit(call: Call, waba: Waba, _: Field) -> str:
    return call.state.businesses[waba.business_id].messaging_limit


def _analytics(call: Call, waba: Waba, field: Field) -> Any:
    return analytics_field(call.state, waba, field.name, field.arguments, call.now)


READERS: dict[str, Reader] = {
    "id": lambda _, waba, __: waba.id,
    "name": lambda _, waba, __: waba.name,
    "timezone_id": lambda _, waba, __: waba.timezone_id,
    "message_template_namespace": lambda _, waba, __: f"9f1c2e7a_0b5d_4e36_9c1f_{waba.id[:12]:0>12}",
    "currency": lambda _, waba, __: waba.currency,
    "country": lambda _, waba, __: waba.country,
    "status": lambda _, waba, __: "DISABLED" if waba.banned else "ACTIVE",
    "account_review_status": lambda _, waba, __: waba.review_status,
    "business_verification_status": _verification,
    "ownership_type": lambda _, waba, __: "CLIENT_OWNED" if waba.shared_with else "SELF",
    "owner_business_info": _owner,
    "owner_business": _owner,
    "on_behalf_of_business_info": lambda call, waba, field: (
        {**_owner(call, waba, field), "status": "APPROVED", "type": "SELF"}
    ),
    "primary_business_location": lambda _, waba, __: waba.country,
    "is_enabled_for_insights": lambda _, waba, __: waba.insights,
    "health_status": lambda call, waba, _: health_status(call.state, call.app, waba),
    "marketing_messages_onboarding_status": lambda _, waba, __: waba.marketing_messages,
    "marketing_messages_lite_api_status": lambda _, waba, __: waba.marketing_messages,
    "whatsapp_business_manager_messaging_limit": _limit,
    "disable_marketing_messages_on_cloud_api": lambda _, waba, __: not waba.marketing_on_cloud_api,
    "subscribed_apps": lambda call, waba, _: {"data": _subscribed(call, waba)},
    "phone_numbers": _numbers,
    **dict.fromkeys(ANALYTICS, _analytics),
}
