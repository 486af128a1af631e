"""Lists the way Graph pages them."""

import base64
import binascii
from urllib.parse import urlencode

from waypost_sandbox.graph.call import Call
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.field_list import narrowed as narrow
from waypost_sandbox.state import Json

USUAL_LIMIT = 25
COUNTED = ("1", "true", "total_count", '["total_count"]')


def page(call: Call, found: list[Json], *, narrowed: bool = False) -> Json:
    """With `limit`, `after`, `before` and `summary`. `narrowed` rows have only the fields asked for."""
    query = {name: value for name, value in call.query.items() if name != "access_token"}
    answer = part(call, found, query, call.request.scope["path"])
    if query.get("fields") and not narrowed:
        answer["data"] = narrow(answer["data"], query["fields"])
    if query.get("summary", "").lower() in COUNTED:
        answer["summary"] = {"total_count": len(found)}
    return answer


def part(call: Call, found: list[Json], query: dict[str, str], path: str) -> Json:
    """One page of a list; `next` and `previous` are missing at its ends."""
    start, end = _span(query, len(found))
    rows = found[start:end]
    answer: Json = {"data": rows}
    if not rows:
        return answer
    before, after = _cursor(start), _cursor(end)
    paging: Json = {"cursors": {"before": before, "after": after}}
    kept = {name: value for name, value in query.items() if name not in ("after", "before")}
    address = f"{call.world.options.public_url}{path}?"
    if end < len(found):
        paging["next"] = address + urlencode({**kept, "after": after})
    if start > 0:
        paging["previous"] = address + urlencode({**kept, "before": before})
    return answer | {"paging": paging}


def _span(query: dict[str, str], length: int) -> tuple[int, int]:
    try:
        limit = int(query.get("limit") or USUAL_LIMIT)
        if query.get("before"):
            end = min(_position(query["before"]), length)
            start = max(0, end - limit)
        else:
            start = min(_position(query["after"]), length) if query.get("after") else 0
            end = min(start + limit, length)
    except (ValueError, binascii.Error) as error:
        raise GraphError(
            100, "limit must be a number, after and before cursors of an earlier page."
        ) from error
    if limit < 1:
        raise GraphError(100, message="(#100) Param limit must be greater than or equal to 1")
    return start, end


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(str(position).encode()).decode()


def _position(cursor: str) -> int:
    position = int(base64.urlsafe_b64decode(cursor))
    if position < 0:
        raise ValueError(cursor)
    return position
