"""Two templates side by side: how often each was sent, and how it was taken."""

from collections import Counter

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.templates.reading import names, number
from waypost_sandbox.graph.templates.refusals import misshapen, missing, refusal
from waypost_sandbox.state import DAY_SECONDS, Json
from waypost_sandbox.state.templates import Template

WINDOWS = (7, 30, 60, 90)
LEAST_SENT = 1000
LATEST_SECONDS = 10**11
REASONS = {"blocked": "NO_REASON_GIVEN", "reported": "SPAM"}


@edge("template", "GET", "compare")
async def compare_templates(call: Call) -> Json:
    query = dict(call.query)
    others = names(query, "template_ids")
    if len(others) != 1:
        raise misshapen("Param template_ids must name exactly one other template.")
    start, end = _seconds(query, "start"), _seconds(query, "end")
    if end - start not in {days * int(DAY_SECONDS) for days in WINDOWS}:
        raise misshapen("The time from start to end must be 7, 30, 60 or 90 days.")
    own = call.state.templates[call.node]
    other = call.state.templates.get(others[0])
    if other is None or other.waba_id != own.waba_id or other.id == own.id:
        raise misshapen("Param template_ids must name another template of the same account.")
    pair = (own, other)
    sent = {template.id: _sent(template, start, end) for template in pair}
    for template in pair:
        if sent[template.id] < LEAST_SENT:
            raise refusal(
                None,
                "Not enough messages",
                f"{template.name} was sent {sent[template.id]} times; {LEAST_SENT} are needed to compare it.",
            )
    reasons = {template.id: _reasons(template, start, end) for template in pair}
    rates = {template_id: reasons[template_id].total() / sent[template_id] for template_id in sent}
    top = [{"key": key, "value": _top(found)} for key, found in reasons.items()]
    return {
        "data": [
            {
                "metric": "BLOCK_RATE",
                "type": "RELATIVE",
                "order_by_relative_metric": sorted(rates, key=lambda key: rates[key]),
            },
            {
                "metric": "MESSAGE_SENDS",
                "type": "NUMBER_VALUES",
                "number_values": [{"key": key, "value": value} for key, value in sent.items()],
            },
            {"metric": "TOP_BLOCK_REASON", "type": "STRING_VALUES", "string_values": top},
        ]
    }


def _seconds(query: dict[str, str], name: str) -> int:
    """Meta's own samples count milliseconds."""
    found = number(query, name, 0, 10**14)
    if found is None:
        raise missing(name)
    return found // 1000 if found > LATEST_SECONDS else found


def _sent(template: Template, start: int, end: int) -> int:
    return sum(
        counts[0]
        for day, counts in template.days.items()
        if start // DAY_SECONDS <= day <= end // DAY_SECONDS
    )


def _reasons(template: Template, start: int, end: int) -> Counter[str]:
    return Counter(REASONS[how] for when, how in template.verdicts.values() if start <= when <= end)


def _top(reasons: Counter[str]) -> str:
    return reasons.most_common(1)[0][0] if reasons else "UNKNOWN_BLOCK_REASON"
