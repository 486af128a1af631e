"""Marketing templates through their own endpoint, and the payloads that are not read."""

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.sending import accept, check_product, read_envelope, take_throughput
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import MESSAGING_SCOPE
from waypost_sandbox.state.templates import Template

POLICIES = ("CLOUD_API_FALLBACK", "STRICT")
# A new template is made known to the ads side within this time.
SYNC_SECONDS = 600.0
# Before this version the endpoint had no codes of its own.
OWN_CODES_SINCE = 23


@edge("phone", "POST", "marketing_messages", scope=MESSAGING_SCOPE)
async def send_marketing_message(call: Call) -> Json:
    body = await call.body()
    phone = call.state.phone_numbers[call.node]
    own_codes = int(call.version[1:].partition(".")[0]) >= OWN_CODES_SINCE
    with checks.switched(call.world.settings.shape_errors):
        take_throughput(call, phone)
        checks.choice(body, "product_policy", "", POLICIES, POLICIES[0])
        checks.yes_or_no(body, "message_activity_sharing", "")
        envelope = read_envelope(Draft(call.state, phone, call.now), body)
    if envelope.template is None:
        raise GraphError(100, "Message must be a template message.")
    may_send = _by_marketing_api if own_codes else _as_before_own_codes
    try:
        return accept(call, phone, envelope, may_send)
    except GraphError as error:
        if error.code == 132012 and own_codes:
            raise GraphError(132018, error.details) from error
        raise


def _by_marketing_api(draft: Draft, template: Template) -> None:
    if draft.waba.marketing_messages != "ONBOARDED":
        raise GraphError(134102)
    if template.category != "MARKETING":
        raise GraphError(134100)
    if template.approved_at > draft.now - SYNC_SECONDS:
        raise GraphError(134101)


def _as_before_own_codes(draft: Draft, template: Template) -> None:
    try:
        _by_marketing_api(draft, template)
    except GraphError as error:
        raise GraphError(131055 if error.code == 134100 else 131009, error.details) from error


@edge("phone", "POST", "messages_encrypted", scope=MESSAGING_SCOPE)
async def send_encrypted(call: Call) -> Json:
    """Refused after a look at the shape: the sandbox keeps no key to read it with."""
    body = await call.body()
    check_product(body)
    checks.text(body, "encrypted_contents", "", 1_000_000)
    raise GraphError(100, "encrypted_contents: payload encryption is not enabled for this number.")
