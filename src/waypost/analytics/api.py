"""The overview over HTTP."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Annotated

from django.http import StreamingHttpResponse
from ninja import Query, Router

from waypost.analytics import queries
from waypost.analytics.schemas import Behind, MessagesBehind, OverviewOut, RangeIn
from waypost.core.http import Request

router = Router(tags=["overview"])


@router.get("", response=OverviewOut, operation_id="get_overview")
def get_overview(request: Request, asked: Query[RangeIn]) -> OverviewOut:
    """Both days count, as days of the zone."""
    return queries.overview(request.auth, _asked(asked))


@router.get("/messages", response=MessagesBehind, operation_id="list_messages_behind")
def list_messages_behind(
    request: Request,
    figure: Behind,
    asked: Query[RangeIn],
    cause: Annotated[str, Query(max_length=64)] = "",
    cursor: str | None = None,
) -> MessagesBehind:
    """What a figure counts. `cause` narrows those that failed."""
    return queries.behind(request.auth, _asked(asked), figure, cause=cause, cursor=cursor)


@router.get("/table.csv", operation_id="export_overview")
def export_overview(request: Request, asked: Query[RangeIn]) -> StreamingHttpResponse:
    """The series by number, as CSV."""
    lines = queries.table(request.auth, _asked(asked))
    answer = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="overview-{asked.first}-{asked.last}.csv"'
    return answer


def _csv(lines: Iterable[list[str]]) -> Iterator[str]:
    for line in lines:
        held = io.StringIO()
        csv.writer(held).writerow(line)
        yield held.getvalue()


def _asked(given: RangeIn) -> queries.Asked:
    return queries.Asked(given.first, given.last, given.zone, given.by, tuple(given.channel_id))
