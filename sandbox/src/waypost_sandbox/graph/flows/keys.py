"""The public key of a number, with which phones encrypt what they send to a flow's endpoint."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import MESSAGING_SCOPE
from waypost_sandbox.state.flows import FlowKey

BITS = 2048


@edge("phone", "POST", "whatsapp_business_encryption", scope=MESSAGING_SCOPE)
async def set_key(call: Call) -> Json:
    pem = (await call.given()).get("business_public_key")
    if not isinstance(pem, str) or not pem.strip():
        raise GraphError(100, message="(#100) The parameter business_public_key is required.")
    _check(pem)
    before = call.state.flow_keys.get(call.node)
    call.state.flow_keys[call.node] = FlowKey(
        pem=pem,
        registration=registration_of(call.state, call.node),
        # Phones hold what they fetched until an endpoint answers 421.
        fetched=before.fetched if before is not None else {},
    )
    return {"success": True}


@edge("phone", "GET", "whatsapp_business_encryption", scope=MESSAGING_SCOPE)
async def get_key(call: Call) -> Json:
    key = call.state.flow_keys.get(call.node)
    if key is None:
        return {"data": []}
    status = "VALID" if key_is_valid(call.state, call.node) else "MISMATCH"
    return {
        "data": [{"business_public_key": key.pem, "business_public_key_signature_status": status}],
    }


def key_is_valid(state: State, phone_number_id: str) -> bool:
    """The number signs the key; after a new registration the key must be sent again."""
    key = state.flow_keys.get(phone_number_id)
    phone = state.phone_numbers.get(phone_number_id)
    return (
        key is not None
        and phone is not None
        and phone.registered
        and key.registration == registration_of(state, phone_number_id)
    )


def registration_of(state: State, phone_number_id: str) -> float:
    return state.phone_numbers[phone_number_id].registered_at


def _check(pem: str) -> None:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise GraphError(100, "Param business_public_key must be a public key in PEM format.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size != BITS:
        raise GraphError(100, f"Param business_public_key must be an RSA key of {BITS} bits.")
