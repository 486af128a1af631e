"""Portfolios: their fields, the accounts that they own or were given."""

from waypost_sandbox.graph.accounts import account_view
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.nodes import Reader, view
from waypost_sandbox.graph.paging import page
from waypost_sandbox.graph.tokens import may_touch
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import Waba

READERS: dict[str, Reader] = {
    "id": lambda _, business, __: business.id,
    "name": lambda _, business, __: business.name,
    "verification_status": lambda _, business, __: "verified" if business.verified else "not_verified",
    "whatsapp_business_manager_messaging_limit": lambda _, business, __: business.messaging_limit,
}


@edge("business", "GET")
async def business_node(call: Call) -> Json:
    return view(call, call.state.businesses[call.node], READERS, ("name",), "Business")


@edge("business", "GET", "owned_whatsapp_business_accounts")
async def owned_accounts(call: Call) -> Json:
    return _list(call, [waba for waba in call.state.wabas.values() if waba.business_id == call.node])


@edge("business", "GET", "client_whatsapp_business_accounts")
async def client_accounts(call: Call) -> Json:
    return _list(call, [waba for waba in call.state.wabas.values() if call.node in waba.shared_with])


@edge("business", "GET", "extendedcredits")
async def credit_lines(call: Call) -> Json:
    """No portfolio of the sandbox has a credit line."""
    return page(call, [])


@edge("", "POST", "whatsapp_credit_sharing_and_attach")
async def share_credit(call: Call) -> Json:
    raise GraphError(
        100, message="(#100) There is no credit line to share; see GET /{business}/extendedcredits."
    )


def _list(call: Call, wabas: list[Waba]) -> Json:
    rows = [account_view(call, waba) for waba in wabas if may_touch(call.state, call.token, waba.id)]
    return page(call, rows, narrowed=True)
