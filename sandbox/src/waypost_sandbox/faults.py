"""Faults to order: each rule says what goes wrong, where, how often; the dice are seeded."""

from collections import Counter
from random import Random
from typing import Literal

from msgspec import Struct, field

Kind = Literal[
    "drop_answer",
    "delay",
    "error",
    "http_500",
    "duplicate_webhook",
    "reorder_webhooks",
    "batch_webhooks",
    "lose_webhook",
    "wrong_signature",
]


class Rule(Struct, forbid_unknown_fields=True):
    kind: Kind
    # Part of the request's path; webhooks have no path, rules for them ignore it.
    path: str = ""
    method: str = ""
    probability: float = 1.0
    # How often it may still happen; None is without end.
    count: int | None = None
    delay_seconds: float | None = None
    code: int | None = None


class RuleSet(Struct, forbid_unknown_fields=True):
    rules: list[Rule] = field(default_factory=list)
    seed: int | None = None


class Faults:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.dice = Random(seed)  # noqa: S311 - repeatable on purpose
        self.rules: list[Rule] = []
        self.happened: Counter[str] = Counter()

    def set(self, rules: RuleSet) -> None:
        self.rules = list(rules.rules)
        if rules.seed is not None:
            self.dice.seed(rules.seed)

    def reset(self) -> None:
        self.rules = []
        self.happened.clear()
        self.dice.seed(self._seed)

    def answer(self, kind: Kind, method: str, path: str) -> Rule | None:
        """The rule that hits this request, if one does."""
        for rule in self.rules:
            if rule.kind == kind and rule.path in path and rule.method in ("", method) and self._hits(rule):
                return rule
        return None

    def webhook(self, kind: Kind) -> Rule | None:
        """The rule that hits this webhook, if one does."""
        if not self.rules:
            return None
        for rule in self.rules:
            if rule.kind == kind and self._hits(rule):
                return rule
        return None

    def _hits(self, rule: Rule) -> bool:
        if rule.count is not None and rule.count <= 0:
            return False
        if rule.probability < 1 and self.dice.random() >= rule.probability:
            return False
        if rule.count is not None:
            rule.count -= 1
        self.happened[rule.kind] += 1
        return True
