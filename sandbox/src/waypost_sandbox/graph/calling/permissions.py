"""Whether a number may call a customer, and how often it may ask for that."""

from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS, Json, State
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.calls import CallPermission
from waypost_sandbox.state.messages import Message
from waypost_sandbox.watchers import Watcher

WEEK_SECONDS = 7 * DAY_SECONDS
REQUESTS_A_DAY, REQUESTS_A_WEEK = 1, 2
CALLS_A_DAY = 10
# After so many calls in a row that nobody took, the permission is gone.
REVOKED_AFTER = 4
REPLY = "call_permission_reply"


class Permissions(Watcher):
    """Learns of requests and replies from the messages that carry them."""

    def __init__(self, world: Sandbox) -> None:
        self._world = world

    def accepted(self, message: Message) -> None:
        buttons = (message.shown or {}).get("buttons") or ()
        if any(button["kind"] == "call_permission" for button in buttons):
            asked = permission(self._world.state, message.phone_number_id, message.person).requests
            asked.append(message.at)
            del asked[:-REQUESTS_A_WEEK]

    def written(self, message: Message) -> None:
        if message.type != "interactive" or not isinstance(message.content, dict):
            return
        reply = message.content.get(REPLY)
        if not isinstance(reply, dict):
            return
        found = permission(self._world.state, message.phone_number_id, message.person)
        if reply.get("response") != "accept":
            found.granted = "no_permission"
        elif reply.get("is_permanent"):
            found.granted = "permanent"
        else:
            grant_for_a_week(found, message.at)


def watch(world: Sandbox) -> None:
    world.watchers.all.append(Permissions(world))


def permission(state: State, phone_number_id: str, person: str) -> CallPermission:
    key = f"{phone_number_id}:{person}"
    found = state.call_permissions.get(key)
    if found is None:
        found = state.call_permissions[key] = CallPermission()
    return found


def grant_for_a_week(found: CallPermission, now: float) -> None:
    found.granted, found.expires_at, found.unanswered = "temporary", now + WEEK_SECONDS, 0


def request_refusal(found: CallPermission, now: float) -> int | None:
    """Why the customer cannot be asked now, by code."""
    if found.status(now) == "permanent":
        return 138017
    day = _since(found.requests, now - DAY_SECONDS)
    week = _since(found.requests, now - WEEK_SECONDS)
    return 138009 if len(day) >= REQUESTS_A_DAY or len(week) >= REQUESTS_A_WEEK else None


def call_refusal(found: CallPermission, now: float) -> int | None:
    if found.status(now) == "no_permission":
        return 138006
    return 138012 if len(_since(found.calls, now - DAY_SECONDS)) >= CALLS_A_DAY else None


def picked_up(found: CallPermission, now: float, *, by_business: bool) -> None:
    """A call that was taken makes everything good again."""
    found.requests.clear()
    found.unanswered = 0
    if not by_business:
        found.calls = [*_since(found.calls, now - DAY_SECONDS), now]


def not_picked_up(found: CallPermission) -> None:
    found.unanswered += 1
    if found.unanswered >= REVOKED_AFTER:
        found.granted = "no_permission"


def calling_of(phone: PhoneNumber) -> Json:
    """The number's settings of calling."""
    calling = phone.settings.get("calling")
    return calling if isinstance(calling, dict) else {}


def is_on(setting: object) -> bool:
    return str(setting).upper() == "ENABLED"


def permission_view(found: CallPermission, now: float) -> Json:
    status = found.status(now)
    view: Json = {"status": status}
    if status == "temporary":
        view["expiration_time"] = int(found.expires_at)
    day = _limit("PT24H", REQUESTS_A_DAY, found.requests, DAY_SECONDS, now)
    week = _limit("P7D", REQUESTS_A_WEEK, found.requests, WEEK_SECONDS, now)
    calls = _limit("PT24H", CALLS_A_DAY, found.calls, DAY_SECONDS, now)
    actions = [
        ("send_call_permission_request", request_refusal(found, now), [day, week]),
        ("start_call", call_refusal(found, now), [calls]),
    ]
    return {
        "messaging_product": "whatsapp",
        "permission": view,
        "actions": [
            {"action_name": name, "can_perform_action": code is None, "limits": limits}
            for name, code, limits in actions
        ],
    }


def _limit(period: str, most: int, times: list[float], seconds: float, now: float) -> Json:
    used = _since(times, now - seconds)
    limit: Json = {"time_period": period, "max_allowed": most, "current_usage": len(used)}
    if len(used) >= most:
        limit["limit_expiration_time"] = int(used[-most] + seconds)
    return limit


def _since(times: list[float], moment: float) -> list[float]:
    return [time for time in times if time > moment]
