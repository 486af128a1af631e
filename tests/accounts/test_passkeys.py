"""Passkeys from end to end, with an authenticator that signs for real."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from tests.accounts.conftest import AUTH, PASSWORD, post, sign_in
from tests.accounts.passkey import Passkey
from tests.factories import make_member

from waypost.accounts.models import User


@pytest.fixture
def person() -> User:
    user = User.objects.get(id=make_member().id)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def passkey(browser, person) -> Passkey:
    """One that the person has added."""
    made = Passkey()
    sign_in(browser, person.email)
    assert add(browser, made).status_code == 200
    return made


def add(client: Client, passkey: Passkey) -> Any:
    post(client, "auth/reauthenticate", {"password": PASSWORD})
    offered = client.get(f"{AUTH}/account/authenticators/webauthn?passwordless").json()["data"]
    credential = passkey.register(offered["creation_options"]["publicKey"])
    return post(
        client,
        "account/authenticators/webauthn",
        {"name": "Phone", "credential": credential, "passwordless": True},
    )


def asked(client: Client, path: str = "auth/webauthn/login") -> dict[str, Any]:
    return client.get(f"{AUTH}/{path}").json()["data"]["request_options"]["publicKey"]


def test_a_passkey_signs_in_without_a_password(passkey, person):
    elsewhere = Client()

    answer = post(elsewhere, "auth/webauthn/login", {"credential": passkey.answer(asked(elsewhere))})

    assert answer.status_code == 200
    assert elsewhere.get("/api/v1/me").json()["user"]["email"] == person.email


def test_a_passkey_is_the_second_factor_of_who_gives_the_password(passkey, person):
    elsewhere = Client()
    assert sign_in(elsewhere, person.email).status_code == 401

    credential = passkey.answer(asked(elsewhere, "auth/webauthn/authenticate"))
    answer = post(elsewhere, "auth/webauthn/authenticate", {"credential": credential})

    assert answer.status_code == 200


def test_an_answer_is_good_for_one_challenge(passkey):
    first = Client()
    credential = passkey.answer(asked(first))
    second = Client()
    asked(second)

    assert post(second, "auth/webauthn/login", {"credential": credential}).status_code == 400
    assert post(first, "auth/webauthn/login", {"credential": credential}).status_code == 200
    assert post(Client(), "auth/webauthn/login", {"credential": credential}).status_code == 400


def test_a_signature_of_another_key_is_refused(passkey):
    elsewhere = Client()
    passkey.key = ec.generate_private_key(ec.SECP256R1())

    answer = post(elsewhere, "auth/webauthn/login", {"credential": passkey.answer(asked(elsewhere))})

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/json")
    assert elsewhere.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", [None, "", "AAAA", "%%%", 5, {}])
def test_a_damaged_answer_is_refused(passkey, part, value):
    elsewhere = Client()
    credential = passkey.answer(asked(elsewhere))
    credential["response"][part] = value

    assert post(elsewhere, "auth/webauthn/login", {"credential": credential}).status_code == 400


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("value", [None, "", "AAAA", "%%%", 5, {}])
def test_a_damaged_new_passkey_is_refused_and_not_kept(browser, person, part, value):
    class Damaged(Passkey):
        def register(self, options: dict[str, Any]) -> dict[str, Any]:
            credential = super().register(options)
            credential["response"][part] = value
            return credential

    sign_in(browser, person.email)

    assert add(browser, Damaged()).status_code == 400
    assert not Authenticator.objects.filter(user=person).exists()


def test_a_passkey_of_another_site_is_not_accepted(browser, person):
    sign_in(browser, person.email)

    assert add(browser, Passkey(rp_id="elsewhere.example")).status_code == 400


def test_a_removed_passkey_no_longer_signs_in(browser, passkey, person):
    post(browser, "auth/reauthenticate", {"password": PASSWORD})
    [listed] = Authenticator.objects.filter(user=person, type="webauthn")
    post(browser, "account/authenticators/webauthn", {"authenticators": [listed.pk]}, method="delete")
    elsewhere = Client()

    assert (
        post(elsewhere, "auth/webauthn/login", {"credential": passkey.answer(asked(elsewhere))}).status_code
        == 400
    )
