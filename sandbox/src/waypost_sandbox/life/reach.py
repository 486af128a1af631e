"""Whom a business reached outside of open windows: the portfolio's limit, its next step, and throughput."""

import heapq
from typing import TYPE_CHECKING

from waypost_sandbox.deliver import Update
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.accounts import Business, Limit, PhoneNumber

if TYPE_CHECKING:
    from waypost_sandbox.sandbox import Sandbox

STEPS: tuple[Limit, ...] = ("TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")
PEOPLE: dict[str, int] = {"TIER_250": 250, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000}
WINDOW_SECONDS = DAY_SECONDS
# From 250 on a business grows with 2,000 people in thirty days, later with half of its limit in seven.
FIRST_STEP_PEOPLE = 2000
FIRST_STEP_SECONDS = 30 * DAY_SECONDS
STEP_SECONDS = 7 * DAY_SECONDS
LONGEST_WAIT_SECONDS = 6 * 3600.0
MAINTENANCE_SECONDS = (5.0, 60.0)
NUMBERS_AT_FIRST = 2
NUMBERS_PER_ACCOUNT = 25


class Moving:
    """Different people within a moving span of time; `last` is shared with the state."""

    def __init__(self, last: dict[str, float], seconds: float) -> None:
        self.last = last
        self.seconds = seconds
        # One entry for each person, at the oldest time that may still be theirs.
        self._oldest = [(when, person) for person, when in last.items()]
        heapq.heapify(self._oldest)

    def count(self, now: float) -> int:
        while self._oldest and self._oldest[0][0] <= now - self.seconds:
            _, person = heapq.heappop(self._oldest)
            latest = self.last.get(person, 0.0)
            if latest > now - self.seconds:
                heapq.heappush(self._oldest, (latest, person))
            else:
                self.last.pop(person, None)
        return len(self.last)

    def add(self, person: str, now: float) -> None:
        if person not in self.last:
            heapq.heappush(self._oldest, (now, person))
        self.last[person] = now


class Reach:
    """Counts for all portfolios and numbers of the world."""

    def __init__(self, world: "Sandbox") -> None:
        self._world = world
        self._moving: dict[tuple[str, str], Moving] = {}
        self._raising: set[str] = set()
        # Told once that bad quality keeps their limit where it is.
        self._deferred: set[str] = set()

    def take(self, phone: PhoneNumber, person: str, now: float) -> bool:
        """Counts a business-initiated message; False when the portfolio's limit leaves no room for it."""
        business = self._business(phone)
        if self._world.settings.portfolio_limit == "off":
            return True
        if business.messaging_limit not in PEOPLE:
            self._towards_throughput(phone, person, now)
            return True
        if not self._has_room(business, person, now):
            return False
        self._day(business).add(person, now)
        self._towards_raise(business, person, now)
        return True

    def refuses_at_once(self, phone: PhoneNumber, person: str, now: float) -> bool:
        """Whether a template is refused already when it is sent, in a world that is set so."""
        if self._world.settings.portfolio_limit != "sync":
            return False
        thread = self._world.state.threads.get(f"{phone.id}:{person}")
        if thread is not None and thread.window_until >= now:
            return False
        return not self._has_room(self._business(phone), person, now)

    def reset(self) -> None:
        self._moving.clear()
        self._raising.clear()
        self._deferred.clear()

    def _business(self, phone: PhoneNumber) -> Business:
        return self._world.state.businesses[self._world.state.wabas[phone.waba_id].business_id]

    def _has_room(self, business: Business, person: str, now: float) -> bool:
        most = PEOPLE.get(business.messaging_limit)
        reached = self._day(business)
        return most is None or reached.count(now) < most or person in reached.last

    def _day(self, business: Business) -> Moving:
        return self._of("day", business.id, business.reached, WINDOW_SECONDS)

    def _of(self, kind: str, owner: str, last: dict[str, float], seconds: float) -> Moving:
        found = self._moving.get((kind, owner))
        # A world that was loaded or begun anew brings its own.
        if found is None or found.last is not last or found.seconds != seconds:
            found = self._moving[kind, owner] = Moving(last, seconds)
        return found

    def _towards_raise(self, business: Business, person: str, now: float) -> None:
        if business.id in self._raising:
            return
        first = business.messaging_limit == STEPS[0]
        used = self._of("use", business.id, business.used, FIRST_STEP_SECONDS if first else STEP_SECONDS)
        used.add(person, now)
        if used.count(now) < (FIRST_STEP_PEOPLE if first else PEOPLE[business.messaging_limit] / 2):
            return
        if self._is_bad(business):
            if business.id not in self._deferred:
                self._deferred.add(business.id)
                self._tell_deferral(business)
            return
        self._raising.add(business.id)
        wait = self._world.faults.dice.uniform(0.0, LONGEST_WAIT_SECONDS)
        self._world.clock.after(wait, self._raise, business)

    def _is_bad(self, business: Business) -> bool:
        return any(
            phone.quality_rating == "RED" and self._business(phone) is business
            for phone in self._world.state.phone_numbers.values()
        )

    def _tell_deferral(self, business: Business) -> None:
        alert = {
            "alert_severity": "WARNING",
            "alert_status": "ACTIVE",
            "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
            "alert_description": "The messaging limit stays as it is until the quality of messages improves.",
        }
        value = {"entity_type": "BUSINESS", "entity_id": business.id, "alert_info": alert}
        self._tell(business, "account_alerts", value)

    def _tell(self, business: Business, field: str, value: Json) -> None:
        for waba in self._world.state.wabas.values():
            if waba.business_id == business.id:
                self._world.deliveries.tell(Update(waba_id=waba.id, field=field, value=value))

    def _raise(self, business: Business) -> None:
        self._raising.discard(business.id)
        self._deferred.discard(business.id)
        self.set_limit(business, STEPS[min(STEPS.index(business.messaging_limit) + 1, len(STEPS) - 1)])

    def set_limit(self, business: Business, limit: Limit) -> None:
        """Moves a portfolio to a limit and tells its accounts."""
        business.messaging_limit = limit
        business.used.clear()
        self._moving.pop(("use", business.id), None)
        value: Json = {"max_daily_conversations_per_business": limit}
        if limit == STEPS[0]:
            value["max_phone_numbers_per_business"] = NUMBERS_AT_FIRST
        else:
            value["max_phone_numbers_per_waba"] = NUMBERS_PER_ACCOUNT
        self._tell(business, "business_capability_update", value)

    def _towards_throughput(self, phone: PhoneNumber, person: str, now: float) -> None:
        if phone.throughput != "STANDARD" or phone.on_business_app or phone.maintenance:
            return
        reached = self._of("phone", phone.id, phone.reached, WINDOW_SECONDS)
        reached.add(person, now)
        enough = reached.count(now) >= self._world.settings.throughput_upgrade_users
        if not enough or phone.quality_rating == "RED":
            return
        phone.maintenance = True
        self._world.clock.after(self._world.faults.dice.uniform(*MAINTENANCE_SECONDS), self._upgrade, phone)

    def _upgrade(self, phone: PhoneNumber) -> None:
        phone.maintenance, phone.throughput = False, "HIGH"
        phone.reached.clear()
        value = {
            "display_phone_number": phone.digits,
            "event": "THROUGHPUT_UPGRADE",
            "max_daily_conversations_per_business": self._business(phone).messaging_limit,
        }
        self._world.deliveries.tell(
            Update(waba_id=phone.waba_id, field="phone_number_quality_update", value=value)
        )
