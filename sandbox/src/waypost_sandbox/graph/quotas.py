"""What a call counts for, and the headers that say how much of it is used."""

from waypost_sandbox.graph.call import Call, Edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state.accounts import MESSAGING_SCOPE

# What the quota of an account counts: (kind, edge) with these verbs.
COUNTED = {
    ("waba", ""): ("GET",),
    ("waba", "phone_numbers"): ("GET",),
    ("phone", ""): ("GET",),
    ("waba", "assigned_users"): ("GET", "POST", "DELETE"),
    ("waba", "message_templates"): ("GET", "POST", "DELETE"),
    ("waba", "subscribed_apps"): ("GET", "POST", "DELETE"),
}


def take(call: Call, wanted: Edge, name: str) -> None:
    """Counts the call. Raises 80007 or 4 beyond its quota."""
    if wanted.public:
        return
    quotas, app_id, now = call.world.quotas, call.app.id, call.now
    waba_id = None
    over: int | None = None
    # Messages have their throughput instead.
    if wanted.scope != MESSAGING_SCOPE:
        waba_id = call.state.waba_of(call.kind, call.node)
        if waba_id is not None and call.method in COUNTED.get((call.kind, name), ()):
            quotas.count_account(app_id, waba_id, now)
            over = 80007 if quotas.of_account(app_id, waba_id, now).over else None
        else:
            quotas.count_app(app_id, now)
            over = 4 if quotas.of_app(app_id, now).over else None
    if waba_id is not None:
        account = quotas.of_account(app_id, waba_id, now)
        call.headers["x-business-use-case-usage"] = (
            f'{{"{waba_id}":[{{"type":"whatsapp_business_management",{_parts(account.percent)},'
            f'"estimated_time_to_regain_access":{account.wait_minutes}}}]}}'
        )
    call.headers["x-app-usage"] = f"{{{_parts(quotas.of_app(app_id, now).percent)}}}"
    if over is not None and call.world.settings.api_quotas:
        raise GraphError(over)


def _parts(percent: int) -> str:
    """Only calls are counted here; Meta's two kinds of time go with them."""
    return f'"call_count":{percent},"total_cputime":{percent},"total_time":{percent}'
