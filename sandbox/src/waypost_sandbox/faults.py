"""Faults to order: each rule says what goes wrong, where, how often; the dice are seeded."""

from collections import Counter
from random import Random

from msgspec import Struct, field

from waypost_sandbox.graph.codes import CODES

# kind → what a rule of it may say besides.
REQUESTS = {
    "error": {"code", "accepted"},
    "http_500": {"status", "accepted"},
    "delay": {"delay_seconds"},
    "slow_body": {"delay_seconds"},
    "drop_answer": {"delay_seconds"},
    "drop_connection": {"delay_seconds"},
}
# What happens to a message that was accepted.
MESSAGES = {"fail_message": {"code", "to"}}
# What happens to one update before it is gathered into a webhook.
UPDATES = {
    "lose_webhook": {"delay_seconds"},
    "duplicate_webhook": {"delay_seconds"},
    "reorder_webhooks": {"delay_seconds"},
    "delay_webhook": {"delay_seconds"},
}
# What happens to a whole webhook.
WEBHOOKS = {
    "batch_webhooks": {"delay_seconds"},
    "shuffle_webhooks": set(),
    "redeliver_webhook": {"delay_seconds"},
    "wrong_signature": set(),
}
KINDS: dict[str, set[str]] = (
    {kind: {*own, "path", "method", "phone_number_id"} for kind, own in REQUESTS.items()}
    | {kind: {*own, "field", "items", "phone_number_id"} for kind, own in UPDATES.items()}
    | {kind: {*own, "phone_number_id"} for kind, own in MESSAGES.items()}
    | WEBHOOKS
)
USUAL_CODE = 131000
EVERYWHERE = {"kind", "probability", "after", "count"}


class Rule(Struct, forbid_unknown_fields=True, omit_defaults=True):
    kind: str
    # Part of the request's path.
    path: str = ""
    method: str = ""
    phone_number_id: str = ""
    # The customer, by number or user id.
    to: str = ""
    # Of the update: "messages", "account_update", …; and in the field messages "messages" or "statuses".
    field: str = ""
    items: str = ""
    probability: float = 1.0
    # How many go unharmed first.
    after: int = 0
    # How often it may still happen; None is without end.
    count: int | None = None
    delay_seconds: float | None = None
    # Meta's code, of the error or of the failure.
    code: int | None = None
    # HTTP's, of 500 to 599.
    status: int | None = None
    # The call takes effect in spite of the error.
    accepted: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is none of {', '.join(KINDS)}.")
        for name in self.__struct_fields__:
            given = getattr(self, name) != _USUAL[name]
            if given and name not in EVERYWHERE | KINDS[self.kind]:
                allowed = ", ".join(sorted(EVERYWHERE | KINDS[self.kind]))
                raise ValueError(f"{name} has no meaning for {self.kind}. It takes {allowed}.")
        if not 0 <= self.probability <= 1:
            raise ValueError("probability must be 0 to 1.")
        if self.after < 0 or (self.count is not None and self.count < 0):
            raise ValueError("after and count must not be negative.")
        if self.delay_seconds is not None and not 0 <= self.delay_seconds < float("inf"):
            raise ValueError("delay_seconds must not be negative.")
        if self.code is not None and self.code not in CODES:
            raise ValueError(f"code {self.code} is none of Meta's.")
        if self.status is not None and not 500 <= self.status <= 599:
            raise ValueError("status must be 500 to 599.")


_USUAL = dict(zip(Rule.__struct_fields__[1:], Rule.__struct_defaults__, strict=True)) | {"kind": ""}


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

    def request(self, kind: str, method: str, path: str) -> Rule | None:
        """The rule that hits this request, if one does."""
        for rule in self.rules:
            if (
                rule.kind == kind
                and rule.path in path
                and rule.method in ("", method)
                and (not rule.phone_number_id or rule.phone_number_id in path.split("/"))
                and self._hits(rule)
            ):
                return rule
        return None

    def message(self, phone_number_id: str, person: str) -> int | None:
        """The code with which this message fails, if it does."""
        for rule in self.rules:
            if (
                rule.kind == "fail_message"
                and rule.phone_number_id in ("", phone_number_id)
                and rule.to in ("", person)
                and self._hits(rule)
            ):
                return rule.code or USUAL_CODE
        return None

    def update(self, kind: str, phone_number_id: str | None, changed: str, items: str) -> Rule | None:
        """The rule that hits this update, if one does; `changed` is the field that it is told in."""
        for rule in self.rules:
            if (
                rule.kind == kind
                and rule.phone_number_id in ("", phone_number_id)
                and rule.field in ("", changed)
                and rule.items in ("", items)
                and self._hits(rule)
            ):
                return rule
        return None

    def webhook(self, kind: str) -> Rule | None:
        """The rule that hits this webhook, if one does."""
        for rule in self.rules:
            if rule.kind == kind and self._hits(rule):
                return rule
        return None

    def _hits(self, rule: Rule) -> bool:
        if rule.after > 0:
            rule.after -= 1
            return False
        if rule.count is not None and rule.count <= 0:
            return False
        if rule.probability < 1 and self.dice.random() >= rule.probability:
            return False
        if rule.count is not None:
            rule.count -= 1
        self.happened[rule.kind] += 1
        return True
