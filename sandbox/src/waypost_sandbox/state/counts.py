"""What analytics count: one record for each half hour in which something happened."""

from msgspec import Struct, field

HALF_HOUR_SECONDS = 1800
# Kinds of messages in analytics.
TEMPLATE, FREE_FORM, INCOMING = 0, 2, 100


class HalfHour(Struct):
    # (number, country, kind) → sent, delivered
    messages: dict[tuple[str, str, int], list[int]] = field(default_factory=dict)
    # (number, country, category, type) → delivered
    priced: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    # (template, product, country, category) → sent, delivered, read, billed
    templates: dict[tuple[str, str, str, str], list[int]] = field(default_factory=dict)
    # (template, product, kind of button, its text) → taps
    taps: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    # The same of links → who tapped.
    tappers: dict[tuple[str, str, str, str], list[str]] = field(default_factory=dict)
    # (number, country, direction) → calls, those picked up, their seconds
    calls: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    # group → sent, delivered, read, joined, left
    groups: dict[str, list[int]] = field(default_factory=dict)
