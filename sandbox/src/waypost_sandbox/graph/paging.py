"""Lists the way Graph pages them."""

import base64
import binascii
from urllib.parse import urlencode

from waypost_sandbox.graph.call import Call
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import Json

USUAL_LIMIT = 25


def page(call: Call, found: list[Json]) -> Json:
    """With `limit` and `after`; `next` is missing on the last page."""
    query = call.query
    try:
        limit = int(query.get("limit", USUAL_LIMIT))
        start = int(base64.urlsafe_b64decode(query["after"])) if query.get("after") else 0
    except (ValueError, binascii.Error) as error:
        raise GraphError(100, "limit must be a number and after a cursor of an earlier page.") from error
    rows = found[start : start + max(1, limit)]
    fields = [name for name in query.get("fields", "").split(",") if name]
    if fields:
        rows = [{key: row[key] for key in (*fields, "id") if key in row} for row in rows]
    answer: Json = {"data": rows}
    if rows:
        after = _cursor(start + len(rows))
        answer["paging"] = {"cursors": {"before": _cursor(start), "after": after}}
        if start + len(rows) < len(found):
            rest = urlencode({**{k: v for k, v in query.items() if k != "access_token"}, "after": after})
            answer["paging"]["next"] = f"{call.world.options.public_url}{call.request.url.path}?{rest}"
    return answer


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(str(position).encode()).decode()
