"""What happens in groups: `/{waba}/group_analytics`."""

from waypost_sandbox.graph.analytics.span import choices, span
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.paging import page
from waypost_sandbox.life.timezones import zone_of
from waypost_sandbox.state import Json

METRICS = ("SENT", "DELIVERED", "READ", "PARTICIPANTS_JOINED", "PARTICIPANTS_LEFT")
NAMES = ("sent", "delivered", "read", "joined", "left")


@edge("waba", "GET", "group_analytics")
async def group_analytics(call: Call) -> Json:
    waba, query = call.state.wabas[call.node], call.query
    group_ids = choices(query, "group_ids")
    if len(group_ids) != 1:
        raise GraphError(100, "Param group_ids takes the id of one group.")
    group = call.state.groups.get(group_ids[0])
    if group is None or group.waba_id != waba.id:
        raise GraphError(100, f"Param group_ids: {group_ids[0]} is not a group of this account.")
    metrics = choices(query, "metric_types", METRICS) or list(METRICS)
    asked = span(query, ("DAILY",), zone_of(waba.timezone_id), call.now)
    cells: dict[tuple[int, int], list[int]] = {}
    for cell, half_hour in asked.counted(call.state):
        if (counted := half_hour.groups.get(group.id)) is not None:
            total = cells.setdefault(cell, [0] * len(NAMES))
            cells[cell] = [sum(pair) for pair in zip(total, counted, strict=True)]
    wanted = [name for metric, name in zip(METRICS, NAMES, strict=True) if metric in metrics]
    points = [
        {"group_id": group.id, "start": start, "end": end}
        | {name: counted[NAMES.index(name)] for name in wanted}
        for (start, end), counted in cells.items()
    ]
    return page(call, [{"granularity": "DAILY", "data_points": points}])
