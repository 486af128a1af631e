"""How customers judge a number: blocks and reports of the last seven days against what arrived."""

from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS
from waypost_sandbox.state.accounts import PhoneNumber
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person
from waypost_sandbox.watchers import Feeling, Watcher

DAYS = 7
WEIGHTS = {"blocked": 1.0, "reported": 2.0}
# A few messages say little: a number is judged as if it had delivered at least so many.
LEAST_MESSAGES = 100
YELLOW_SHARE = 0.02
RED_SHARE = 0.05
# How often a number that is not GREEN is looked at again.
LOOK_SECONDS = 3600.0


def watch(world: Sandbox) -> None:
    world.watchers.all.append(NumberQuality(world))


class NumberQuality(Watcher):
    def __init__(self, world: Sandbox) -> None:
        self._world = world
        self._looking: set[str] = set()

    def status(self, message: Message, status: str) -> None:
        if message.received == 1 and status in ("delivered", "read"):
            if status == "read" and "delivered" in message.times:
                return
            arrived = self._world.state.phone_numbers[message.phone_number_id].arrived
            today = int(self._world.clock.now() // DAY_SECONDS)
            if today not in arrived:
                for day in [day for day in arrived if day <= today - DAYS]:
                    del arrived[day]
            arrived[today] = arrived.get(today, 0) + 1

    def felt(self, person: Person, phone_number_id: str, feeling: Feeling, message: Message | None) -> None:
        weight = WEIGHTS.get(feeling)
        if weight is not None:
            phone = self._world.state.phone_numbers[phone_number_id]
            phone.verdicts.append((self._world.clock.now(), weight))
            self._look(phone)

    def reset(self) -> None:
        self._looking.clear()

    def _look(self, phone: PhoneNumber) -> None:
        now = self._world.clock.now()
        phone.quality_rating = rating(phone, now)
        if phone.quality_rating != "GREEN" and phone.id not in self._looking:
            self._looking.add(phone.id)
            self._world.clock.after(LOOK_SECONDS, self._look_again, phone)

    def _look_again(self, phone: PhoneNumber) -> None:
        self._looking.discard(phone.id)
        self._look(phone)


def rating(phone: PhoneNumber, now: float) -> str:
    """Recent verdicts weigh more; those older than seven days are forgotten."""
    span = DAYS * DAY_SECONDS
    phone.verdicts = [(when, weight) for when, weight in phone.verdicts if when > now - span]
    bad = sum(weight * (1 - (now - when) / span) for when, weight in phone.verdicts)
    arrived = sum(count for day, count in phone.arrived.items() if day > now // DAY_SECONDS - DAYS)
    share = bad / max(LEAST_MESSAGES, arrived)
    if share >= RED_SHARE:
        return "RED"
    return "YELLOW" if share >= YELLOW_SHARE else "GREEN"
