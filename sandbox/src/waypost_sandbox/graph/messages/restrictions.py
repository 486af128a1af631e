"""What an account may not send for a while, after violations of the policy."""

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state.accounts import Waba
from waypost_sandbox.state.templates import Template

ALL = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"
BY_BUSINESS = "RESTRICTED_BIZ_INITIATED_MESSAGING"
UTILITY = "RESTRICTED_UTILITY_TEMPLATES"
DIRECT_SEND = "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES"


def restricted(waba: Waba, kind: str, now: float) -> bool:
    return waba.restrictions.get(kind, 0.0) > now


def check_account(waba: Waba, now: float) -> None:
    if restricted(waba, ALL, now):
        raise GraphError(368)


def check_template(waba: Waba, template: Template, now: float) -> None:
    """Templates begin conversations, and those that were put in a wrong category are counted."""
    if restricted(waba, BY_BUSINESS, now):
        raise GraphError(368)
    if template.category == "UTILITY" and restricted(waba, UTILITY, now):
        raise GraphError(131064)


def refuse_direct_send(waba: Waba, now: float) -> GraphError:
    """No account of the sandbox takes part in sending without a template."""
    if restricted(waba, DIRECT_SEND, now):
        return GraphError(139200)
    return GraphError(100, "category: this account does not take part in Direct Send.")
