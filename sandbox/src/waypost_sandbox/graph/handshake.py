"""The question that Meta puts to a callback address before it is taken."""

import aiohttp

from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.sandbox import Sandbox

TIMEOUT_SECONDS = 10
LONGEST_URL = 200


async def verify_callback(world: Sandbox, url: str, verify_token: str) -> None:
    """Raises 100 for what is no address, and 2200 unless it answers 200 with the bare challenge."""
    if len(url) > LONGEST_URL:
        raise GraphError(100, f"The callback address has at most {LONGEST_URL} characters.")
    if not verify_token:
        raise GraphError(100, message="(#100) The parameter verify_token is required.")
    if not url.startswith(("http://", "https://")):
        raise GraphError(
            100, "The callback address must start with https:// (the sandbox takes http:// as well)."
        )
    challenge = str(10**9 + int.from_bytes(world.ids.octets(4), "big"))
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    try:
        async with world.deliveries.session.get(
            url, params=query, timeout=timeout, allow_redirects=False
        ) as found:
            body = await found.content.read(1024)
            if found.status == 200 and body.decode(errors="replace").strip() == challenge:
                return
            reason = (
                f"HTTP Status Code = {found.status}"
                if found.status != 200
                else "the challenge was not returned"
            )
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        reason = f"cURL error: {type(error).__name__} {error}".strip()
    raise GraphError(
        2200, message=f"(#2200) Callback verification failed with the following errors: {reason}"
    )
