import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

PASSWORD = "seven quiet lanterns"
AUTH = "/_allauth/browser/v1"


@pytest.fixture(autouse=True)
def _cheap_and_fresh(settings, tmp_path: Path) -> None:
    """Hashing is slow on purpose and not the point here; mail of this test only; no limits used up."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "waypost.accounts.local_mail.EmailBackend"
    settings.MAIL_FOLDER = tmp_path / "mail"
    cache.clear()


@pytest.fixture
def email() -> str:
    return f"{uuid4().hex}@example.com"


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.fixture
def mail_to(settings) -> Callable[[str], list[str]]:
    """The mails to an address, newest first."""
    from waypost.accounts.local_mail import kept_mails

    def found(address: str) -> list[str]:
        return [
            f"{mail.subject}\n{mail.text}" for mail in kept_mails(settings.MAIL_FOLDER) if mail.to == address
        ]

    return found


def post(client: Client, path: str, body: dict[str, Any] | None = None, method: str = "post") -> Any:
    return getattr(client, method)(f"{AUTH}/{path}", body or {}, content_type="application/json")


def sign_up(client: Client, email: str, **more: str) -> Any:
    person = {"email": email, "password": PASSWORD, "name": "Ana Lima", "tenant_name": "Bakery", **more}
    return post(client, "auth/signup", person)


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return post(client, "auth/login", {"email": email, "password": password})


def key_in(mail: str) -> str:
    """The last part of the link."""
    [link] = re.findall(r"https?://\S+", mail)[:1]
    return unquote(link.rstrip(".").rsplit("/", 1)[1])
