"""Somebody with a browser's cookies: what the web application does, without the browser."""

import re
import secrets
import time
from typing import Any
from urllib.parse import unquote

import requests

_SECONDS = 20
_MAIL_SECONDS = 15
_SLOWED_SECONDS = 90
_AUTH = "/_allauth/browser/v1"


class Unexpected(Exception):
    """An answer that was not to be had. The text says which, and what it said."""


class Visitor:
    """`backend` is where the API is; the same cookies serve both addresses."""

    def __init__(self, backend: str, *, key: str = "") -> None:
        self.backend = backend.rstrip("/")
        self.session = requests.Session()
        self.email = self.password = self.tenant = ""
        if key:
            self.session.headers["Authorization"] = f"Bearer {key}"

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Any answer is an answer; only no answer at all raises."""
        headers = {"Referer": f"{self.backend}/", **options.pop("headers", {})}
        if token := self.session.cookies.get("csrftoken"):
            headers.setdefault("X-CSRFToken", token)
        try:
            return self.session.request(
                method, f"{self.backend}{path}", json=body, headers=headers, timeout=_SECONDS, **options
            )
        except requests.RequestException as error:
            raise Unexpected(f"{method} {path}: no answer ({type(error).__name__})") from error

    def ask(self, method: str, path: str, body: Any = None, expected: int = 200) -> Any:
        answer = self.call(method, path, body)
        if answer.status_code != expected:
            raise Unexpected(
                f"{method} {path}: {answer.status_code} instead of {expected}: {answer.text[:200]}"
            )
        return answer.json() if answer.content else None

    def sign_up(self, tenant: str) -> None:
        """As somebody new does, with the link from the mail. Needs a deployment that keeps its mail readable."""
        self.email, self.password = f"e2e-{secrets.token_hex(6)}@example.com", secrets.token_urlsafe(18)
        self.tenant = tenant
        self.ask("GET", f"{_AUTH}/config")
        person = {"email": self.email, "password": self.password, "name": "E2E", "tenant_name": tenant}
        self.ask("POST", f"{_AUTH}/auth/signup", person, expected=401)
        self.ask("POST", f"{_AUTH}/auth/email/verify", {"key": self._key_in_mail()})

    def sign_in(self, email: str, password: str) -> int:
        self.email, self.password = email, password
        self.ask("GET", f"{_AUTH}/config")
        return self.call("POST", f"{_AUTH}/auth/login", {"email": email, "password": password}).status_code

    def sign_out(self) -> None:
        self.call("DELETE", f"{_AUTH}/auth/session")

    def erase(self) -> None:
        """The tenant and this person, for good."""
        if self.tenant:
            self._prove()
            answer = self.call("DELETE", "/api/v1/tenant", {"name": self.tenant})
            if answer.status_code != 204:
                raise Unexpected(f"the tenant {self.tenant} could not be erased: {answer.text[:200]}")
            self.tenant = ""

    def _prove(self) -> None:
        """Once more who this is; who was slowed down waits for it."""
        deadline = time.monotonic() + _SLOWED_SECONDS
        while time.monotonic() < deadline:
            proof = {"password": self.password}
            if self.call("POST", f"{_AUTH}/auth/reauthenticate", proof).status_code != 429:
                return
            time.sleep(3)

    def _key_in_mail(self) -> str:
        deadline = time.monotonic() + _MAIL_SECONDS
        while time.monotonic() < deadline:
            page = self.call("GET", "/dev/mail")
            if page.status_code == 404:
                raise Unexpected(
                    "this deployment sends its mail away, so nobody can sign up here: "
                    "set E2E_EMAIL and E2E_PASSWORD, or use --read-only"
                )
            _, _, mine = page.text.partition(self.email)
            if link := re.search(r"https?://[^\s\"'<>]+", mine):
                return unquote(link.group().rstrip(".").rsplit("/", 1)[1])
            time.sleep(0.2)
        raise Unexpected("no mail came")
