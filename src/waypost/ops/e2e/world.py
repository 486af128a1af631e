"""The deployment, and what a run makes in it: two tenants and a number, made when first needed, erased at the end."""

import contextlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from waypost.ops.e2e.visitor import Unexpected, Visitor

_LONG_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A connected WhatsApp number of the first tenant, at the sandbox."""

    channel_id: str
    phone_number_id: str


class World:
    def __init__(
        self, frontend: str, backend: str, *, sandbox: str = "", signs_in: tuple[str, str] = ("", "")
    ) -> None:
        self.frontend, self.backend = frontend.rstrip("/"), backend.rstrip("/")
        self._sandbox = sandbox.rstrip("/")
        self._signs_in = signs_in
        self.made: list[Visitor] = []

    def visitor(self, **options: Any) -> Visitor:
        return Visitor(self.backend, **options)

    @cached_property
    def mine(self) -> Visitor:
        """An owner: of a new tenant, or whom E2E_EMAIL names."""
        if all(self._signs_in):
            visitor = self.visitor()
            if visitor.sign_in(*self._signs_in) != 200:
                raise Unexpected("E2E_EMAIL and E2E_PASSWORD do not sign in")
            return visitor
        return self._new()

    @cached_property
    def other(self) -> Visitor:
        """The owner of another new tenant."""
        return self._new()

    def _new(self) -> Visitor:
        visitor = self.visitor()
        visitor.sign_up(f"E2E {secrets.token_hex(4)}")
        self.made.append(visitor)
        return visitor

    @cached_property
    def sandbox(self) -> Callable[..., Any]:
        """Its control API. Raises where this deployment talks to Meta itself."""
        if not self._sandbox:
            raise Unexpected("no sandbox: SANDBOX_URL is not set")
        visitor = Visitor(self._sandbox)

        def control(path: str, body: Any = None) -> Any:
            return visitor.ask("POST" if body is not None else "GET", f"/_sandbox{path}", body)

        return control

    @property
    def has_sandbox(self) -> bool:
        return bool(self._sandbox)

    @cached_property
    def number(self) -> Number:
        """A new account and number at the sandbox, connected as Embedded Signup does it."""
        kept = self.sandbox("/settings")
        self.sandbox("/settings", {"api_quotas": False})  # Meta lets a partner take on ten clients a week
        try:
            shown = f"+62 812 {secrets.randbelow(10**8):08d}"
            signed = self.sandbox(
                "/embedded_signups", {"display_phone_number": shown, "verified_name": "E2E"}
            )
        finally:
            self.sandbox("/settings", {"api_quotas": kept["api_quotas"]})
        data = signed["message"]["data"]
        body = {
            "code": signed["code"],
            "waba_id": data["waba_id"],
            "phone_number_id": data["phone_number_id"],
        }
        started = self.mine.ask("POST", "/api/v1/channels/signup", body, expected=202)

        def connected() -> Any:
            found = self.mine.ask("GET", f"/api/v1/channels/connections/{started['id']}")
            if found["status"] == "failed":
                raise Unexpected(f"the number could not be connected: {found['says']}")
            return found if found["status"] == "done" else None

        found = until(connected, "the number to be connected")
        return Number(found["channel_id"], data["phone_number_id"])

    @cached_property
    def customer(self) -> str:
        """Somebody's number at the sandbox."""
        return f"62811{secrets.randbelow(10**8):08d}"

    @cached_property
    def conversation(self) -> dict[str, Any]:
        """The customer wrote, and it is in the inbox."""
        text = {
            "phone_number_id": self.number.phone_number_id,
            "type": "text",
            "text": {"body": "Are you open?"},
        }
        self.sandbox(f"/people/{self.customer}/send", text)

        def arrived() -> Any:
            items = self.mine.ask("GET", "/api/v1/conversations")["items"]
            return items[0] if items else None

        found: dict[str, Any] = until(arrived, "the customer's message")
        return found

    def erase(self) -> list[str]:
        """Everything that was made; what could not be erased, in words."""
        left = []
        for visitor in self.made:
            with contextlib.suppress(Unexpected):
                for channel in visitor.ask("GET", "/api/v1/channels"):
                    visitor.call("DELETE", f"/api/v1/channels/{channel['id']}")
            try:
                visitor.erase()
            except Unexpected as problem:
                left.append(str(problem))
        return left


def until(found: Callable[[], Any], what: str, seconds: float = _LONG_SECONDS) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.2)
    raise Unexpected(f"waited {seconds:g} s in vain for {what}")
