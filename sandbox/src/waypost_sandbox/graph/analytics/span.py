"""The span of time that is asked for, cut into half hours, days or months."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import DAY_SECONDS, State
from waypost_sandbox.state.accounts import Waba
from waypost_sandbox.state.counts import HALF_HOUR_SECONDS, HalfHour

YEAR_SECONDS = 366 * DAY_SECONDS
# Names of the same thing in the different analytics.
CUTS = {"HALF_HOUR": "half_hour", "DAY": "day", "DAILY": "day", "MONTH": "month", "MONTHLY": "month"}


class Span(Struct):
    start: int
    end: int
    cut: str
    zone: ZoneInfo

    def cell(self, at: int) -> tuple[int, int]:
        """The half hour, day or month that a moment lies in."""
        if self.cut == "half_hour":
            begin = at - at % HALF_HOUR_SECONDS
            return begin, begin + HALF_HOUR_SECONDS
        day = datetime.fromtimestamp(at, self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        if self.cut == "day":
            return int(day.timestamp()), int((day + timedelta(days=1)).timestamp())
        first = day.replace(day=1)
        return int(first.timestamp()), int((first + timedelta(days=32)).replace(day=1).timestamp())

    def counted(self, state: State) -> Iterator[tuple[tuple[int, int], HalfHour]]:
        """Each half hour of the span in which something happened, with its cell, the oldest first."""
        begin, _ = self.cell(self.start)
        for key in sorted(state.counts, key=int):
            at = int(key)
            if begin <= at < self.end:
                yield self.cell(at), state.counts[key]


def span(given: dict[str, str], names: tuple[str, ...], waba_zone: ZoneInfo, now: float) -> Span:
    """The span of `start`, `end` and `granularity`; `names` are the granularities that are known."""
    granularity = given.get("granularity", "").upper().strip("\"'")
    if granularity not in names:
        raise GraphError(100, f"Param granularity must be one of {{{', '.join(names)}}}.")
    found = Span(moment(given, "start"), moment(given, "end"), CUTS[granularity], waba_zone)
    check_span(found, now, YEAR_SECONDS, "a year")
    return found


def check_span(found: Span, now: float, back: float, words: str) -> None:
    if found.end <= found.start:
        raise GraphError(100, "Param end must be later than start.")
    if found.start < now - back:
        raise GraphError(100, f"Param start lies too far back: analytics look back {words}.")


def moment(given: dict[str, str], name: str) -> int:
    value = given.get(name, "").strip("\"'")
    if not value.isdigit():
        raise GraphError(100, f"Param {name} must be a UNIX timestamp.")
    return int(value)


def choices(given: dict[str, str], name: str, known: tuple[str, ...] | None = None) -> list[str]:
    """A list as analytics take it: A,B or [A,B] or ["A","B"]; each must be known."""
    text = given.get(name, "").strip("[] \n")
    found = [part.strip("[]\"' \n") for part in text.split(",") if part.strip("[]\"' \n")]
    if known is not None:
        found = [value.upper() for value in found]
        if strange := [value for value in found if value not in known]:
            raise GraphError(100, f"Param {name} must be of {{{', '.join(known)}}}, not {strange[0]}.")
    return found


def numbers_of(state: State, waba: Waba, given: dict[str, str]) -> dict[str, str]:
    """Ids of the numbers asked for, all of the account by default, with their digits."""
    own = {number_id: state.phone_numbers[number_id].digits for number_id in waba.phone_numbers}
    wanted = ["".join(filter(str.isdigit, text)) for text in choices(given, "phone_numbers")]
    if not wanted:
        return own
    if strange := [digits for digits in wanted if digits not in own.values()]:
        raise GraphError(100, f"Param phone_numbers: {strange[0]} is not a number of this account.")
    return {number_id: digits for number_id, digits in own.items() if digits in wanted}
