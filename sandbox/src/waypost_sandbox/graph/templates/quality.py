"""What customers make of a template: blocks and reports of the last seven days against what was sent."""

from waypost_sandbox.graph.templates.creating import ARCHIVE_SECONDS
from waypost_sandbox.graph.templates.plans import plan, resume
from waypost_sandbox.graph.templates.standing import pause, remove, set_quality
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import DAY_SECONDS
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person
from waypost_sandbox.state.templates import Template
from waypost_sandbox.watchers import Feeling, Watcher

DAYS = 7
# So long everything is remembered, for the comparison of templates.
LONGEST_DAYS = 90
# A few messages say little: a template is judged as if at least so many had been sent.
LEAST_MESSAGES = 40
# So many without a bad word make it GREEN.
GREEN_MESSAGES = 20
YELLOW_SHARE = 0.02
RED_SHARE = 0.05


class TemplateQuality(Watcher):
    def __init__(self, world: Sandbox) -> None:
        self._world = world

    def started(self) -> None:
        """Plans of before go on; the world's own templates are a day old."""
        yesterday = self._world.clock.now() - DAY_SECONDS
        for template in self._world.state.templates.values():
            resume(self._world, template)
            if not template.created_at:
                template.created_at = template.active_at = yesterday
                template.approved_at = yesterday if template.status in ("APPROVED", "PAUSED") else 0.0
                plan(self._world, template, "archive", yesterday + ARCHIVE_SECONDS)

    def accepted(self, message: Message) -> None:
        template = self._template(message)
        if template is not None:
            template.active_at = message.at
            template.paced_messages += 1

    def status(self, message: Message, status: str) -> None:
        template = self._template(message)
        if template is None:
            return
        if status == "sent":
            template.on_the_way += 1
            self._today(template)[0] += 1
        elif status == "read":
            self._today(template)[1] += 1
        if status != "sent" and "sent" in message.times:
            self._arrived(template, message, status)
        if status == "sent" and (template.quality == "UNKNOWN" or self._today(template)[0] == 1):
            self._rate(template)

    def felt(self, person: Person, phone_number_id: str, feeling: Feeling, message: Message | None) -> None:
        template = self._template(message) if message is not None else None
        if template is None or feeling not in ("blocked", "reported"):
            return
        before = template.verdicts.get(person.key)
        template.verdicts[person.key] = (self._world.clock.now(), feeling if before is None else before[1])
        self._rate(template)

    def reset(self) -> None:
        self._world.held.reset()
        self.started()

    def _template(self, message: Message) -> Template | None:
        return self._world.state.templates.get(message.template_id) if message.template_id else None

    def _today(self, template: Template) -> list[int]:
        today = int(self._world.clock.now() // DAY_SECONDS)
        found = template.days.get(today)
        if found is None:
            _forget(template, today - LONGEST_DAYS)
            found = template.days[today] = [0, 0]
        return found

    def _arrived(self, template: Template, message: Message, status: str) -> None:
        """Each message arrives once: it is delivered, read without that, or fails."""
        if status in ("delivered", "failed") or (status == "read" and "delivered" not in message.times):
            template.on_the_way -= 1
            if template.status == "PENDING_DELETION" and template.on_the_way <= 0:
                remove(self._world, template)

    def _rate(self, template: Template) -> None:
        if template.status != "APPROVED":
            return
        quality = rating(template, self._world.clock.now())
        if quality != template.quality:
            set_quality(self._world, template, quality)
            if quality == "RED":
                pause(self._world, template)


def rating(template: Template, now: float) -> str:
    since = max(template.rated_since, now - DAYS * DAY_SECONDS)
    bad = sum(when >= since for when, _ in template.verdicts.values())
    sent = sum(counts[0] for day, counts in template.days.items() if day >= since // DAY_SECONDS)
    share = bad / max(LEAST_MESSAGES, sent)
    if share >= RED_SHARE:
        return "RED"
    if share >= YELLOW_SHARE:
        return "YELLOW"
    return "GREEN" if sent >= GREEN_MESSAGES or template.quality == "GREEN" else "UNKNOWN"


def _forget(template: Template, last: int) -> None:
    template.days = {day: counts for day, counts in template.days.items() if day > last}
    template.verdicts = {
        key: (when, how) for key, (when, how) in template.verdicts.items() if when > (last + 1) * DAY_SECONDS
    }


def watch(world: Sandbox) -> None:
    world.watchers.all.append(TemplateQuality(world))
