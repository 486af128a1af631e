"""What nobody sends by accident, at every door of identity: a refusal in JSON, never a 500."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.accounts.conftest import AUTH, PASSWORD
from tests.factories import make_member

from waypost.accounts.models import User

DOORS = [
    ("auth/login", "email"),
    ("auth/login", "password"),
    ("auth/signup", "email"),
    ("auth/signup", "password"),
    ("auth/signup", "name"),
    ("auth/signup", "tenant_name"),
    ("auth/signup", "invitation_token"),
    ("auth/email/verify", "key"),
    ("auth/password/request", "email"),
    ("auth/password/reset", "key"),
    ("auth/password/reset", "password"),
    ("auth/2fa/authenticate", "code"),
    ("auth/reauthenticate", "password"),
    ("auth/2fa/reauthenticate", "code"),
    ("auth/webauthn/login", "credential"),
    ("auth/webauthn/authenticate", "credential"),
    ("auth/webauthn/reauthenticate", "credential"),
    ("account/authenticators/webauthn", "credential"),
    ("account/authenticators/webauthn", "name"),
    ("account/authenticators/totp", "code"),
    ("account/password/change", "current_password"),
    ("account/password/change", "new_password"),
    ("account/email", "email"),
]
STRANGE = {
    "a NUL": '"a\\u0000b"',
    "half a pair": '"a\\ud800bcdefghijklmn"',
    "an object": '{"id": "a", "rawId": "a", "response": {"userHandle": "YQ"}, "type": "public-key"}',
    "a list": "[1]",
    "a number": "5",
    "nothing": "null",
    "much": json.dumps("y" * 5000),
}
FINE = {
    "email": "somebody@example.com",
    "password": PASSWORD,
    "name": "Ana",
    "tenant_name": "Bakery",
    "key": "x",
    "new_password": "ten new lanterns",
    "current_password": PASSWORD,
}
SENT_WITH = {
    "auth/login": ("email", "password"),
    "auth/signup": ("email", "password", "name", "tenant_name"),
    "auth/password/reset": ("key", "password"),
    "account/password/change": ("current_password", "new_password"),
}


def body_of(path: str, field: str, value: str) -> str:
    others = {name: json.dumps(FINE[name]) for name in SENT_WITH.get(path, ()) if name != field}
    return "{" + ", ".join(f'"{name}": {text}' for name, text in {**others, field: value}.items()) + "}"


def send(client: Client, path: str, body: str, method: str = "post") -> Any:
    client.raise_request_exception = False
    return getattr(client, method)(path, body, content_type="application/json")


@pytest.fixture(scope="module")
def person() -> User:
    return User.objects.get(id=make_member().id)


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize(("path", "field"), DOORS, ids=str)
def test_a_strange_value_is_refused_at_every_door(path, field, strange, person):
    for client in (Client(), Client()):
        cache.clear()
        answer = send(client, f"{AUTH}/{path}", body_of(path, field, strange))

        assert answer.status_code < 500
        assert answer.headers["Content-Type"] == "application/json"
        client.force_login(person)


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("[]", 400), ("null", 400), ("[" * 60_000, 400), ("\udcff", 400), ('"' + "x" * 70_000, 413),
     ("x" * 4_000_000, 413)],
    ids=["cut off", "a list", "null", "deep", "not UTF-8", "too large", "far too large"],
)  # fmt: skip
@pytest.mark.parametrize("path", [f"{AUTH}/auth/login", "/api/v1/invitations/accept"])
def test_a_body_that_is_no_body_is_refused_in_words(path, body, status, person):
    client = Client()
    if path.startswith("/api/"):
        client.force_login(person)
        status = 413 if len(body) > 3_000_000 else 400

    answer = send(client, path, body.encode(errors="surrogateescape"))

    assert answer.status_code == status
    assert answer.json()["code"] == ("too_large" if status == 413 else "invalid")
    assert answer.json()["detail"]


def test_a_nul_in_a_name_is_refused_before_the_database_does(person):
    client = Client()
    client.force_login(person)

    answer = send(client, "/api/v1/api-keys", '{"name": "a\\u0000b", "scopes": ["contacts:read"]}')

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "NUL" in answer.json()["detail"]


def test_a_backslash_u_in_a_text_is_no_nul(person):
    client = Client()
    client.force_login(person)

    answer = send(client, "/api/v1/api-keys", '{"name": "a\\\\u0000b", "scopes": ["contacts:read"]}')

    assert (answer.status_code, answer.json()["name"]) == (201, "a\\u0000b")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("put", "/api/v1/me", 405, "method_not_allowed"),
        ("put", f"{AUTH}/auth/session", 405, "method_not_allowed"),
        ("get", "/_allauth/nothing", 404, "not_found"),
        ("get", "/_allauth/app/v1/auth/session", 404, "not_found"),
    ],
)
def test_what_a_library_refuses_is_json_too(method, path, status, code):
    answer = send(Client(), path, "{}", method) if method == "put" else Client().get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_method_that_does_not_fit_is_told_which_do():
    assert "GET" in send(Client(), "/api/v1/me", "{}", "put").headers["Allow"]


def test_a_name_of_another_host_is_refused():
    answer = Client().get("/api/v1/me", headers={"host": "evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("cookie", ["\x00", "x" * 3000, "../../etc", "' or 1=1"])
def test_a_made_up_session_is_nobodys(cookie):
    assert Client().get("/api/v1/me", headers={"cookie": f"sessionid={cookie}"}).status_code == 401


def test_an_identity_request_without_the_csrf_token_is_refused():
    answer = send(
        Client(enforce_csrf_checks=True), f"{AUTH}/auth/login", body_of("auth/login", "email", '"a@b.c"')
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
