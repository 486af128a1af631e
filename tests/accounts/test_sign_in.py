"""Passwords, second factors, sessions."""

import base64
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from tests.accounts.conftest import AUTH, PASSWORD, key_in, post, sign_in
from tests.factories import make_member

from waypost.accounts.models import User


@pytest.fixture
def person(email) -> User:
    user = User.objects.get(id=make_member().id)
    user.set_password(PASSWORD)
    user.save()
    return user


def code_for(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def with_totp(client: Client) -> str:
    """Switches the second factor on and returns its secret."""
    assert post(client, "auth/reauthenticate", {"password": PASSWORD}).status_code == 200
    secret = client.get(f"{AUTH}/account/authenticators/totp").json()["meta"]["secret"]
    assert post(client, "account/authenticators/totp", {"code": code_for(secret)}).status_code == 200
    return secret


def test_signing_in_and_out(browser, person):
    assert sign_in(browser, person.email).status_code == 200
    assert browser.get("/api/v1/me").json()["user"]["email"] == person.email
    browser.delete(f"{AUTH}/auth/session")
    assert browser.get("/api/v1/me").status_code == 401


def test_a_wrong_password_says_nothing_about_the_account(browser, person):
    wrong = sign_in(browser, person.email, "another password")
    unknown = sign_in(browser, f"x{person.email}", "another password")

    assert wrong.status_code == unknown.status_code == 400
    assert wrong.json()["errors"][0]["code"] == unknown.json()["errors"][0]["code"]


def test_guessing_is_stopped_with_429(browser, person):
    statuses = [sign_in(browser, person.email, f"guess {n}").status_code for n in range(8)]

    assert statuses[0] == 400
    assert statuses[-1] == 429


def test_a_session_gets_a_new_key_when_somebody_signs_in(browser, person):
    browser.get("/api/v1/me")
    session = browser.session
    session["left"] = "behind"
    session.save()
    before = session.session_key
    browser.cookies["sessionid"] = before

    sign_in(browser, person.email)

    assert browser.cookies["sessionid"].value != before


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(browser, person):
    sign_in(browser, person.email)
    cookie = browser.cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_forgotten_password_is_replaced_through_the_mail(browser, person, mail_to):
    post(browser, "auth/password/request", {"email": person.email})
    key = key_in(mail_to(person.email)[0])

    answer = post(browser, "auth/password/reset", {"key": key, "password": "eight louder lanterns"})

    assert answer.status_code in {200, 401}
    assert sign_in(Client(), person.email).status_code == 400
    assert sign_in(Client(), person.email, "eight louder lanterns").status_code == 200
    again = post(Client(), "auth/password/reset", {"key": key, "password": "nine other lanterns"})
    assert again.status_code == 400


def test_asking_for_a_reset_says_nothing_about_the_account(browser, email, person, mail_to):
    known = post(browser, "auth/password/request", {"email": person.email})
    unknown = post(Client(), "auth/password/request", {"email": email})

    assert known.status_code == unknown.status_code == 200


def test_resets_are_limited(person):
    statuses = [
        post(Client(), "auth/password/request", {"email": person.email}).status_code for _ in range(8)
    ]

    assert statuses[-1] == 429


def test_a_second_factor_is_asked_for_and_a_wrong_code_refused(browser, person):
    sign_in(browser, person.email)
    secret = with_totp(browser)
    elsewhere = Client()

    assert sign_in(elsewhere, person.email).status_code == 401
    assert post(elsewhere, "auth/2fa/authenticate", {"code": "000000"}).status_code == 400
    assert elsewhere.get("/api/v1/me").status_code == 401
    row = Authenticator.objects.get(user=person, type="totp")
    assert secret not in str(row.data)
    post(elsewhere, "auth/2fa/authenticate", {"code": code_for(secret)})


def test_a_recovery_code_lets_in_once(browser, person):
    sign_in(browser, person.email)
    with_totp(browser)
    shown = browser.get(f"{AUTH}/account/authenticators/recovery-codes").json()
    code = shown["data"]["unused_codes"][0]

    for status in (200, 400):
        elsewhere = Client()
        sign_in(elsewhere, person.email)
        assert post(elsewhere, "auth/2fa/authenticate", {"code": code}).status_code == status


def test_guessing_a_second_factor_is_stopped(browser, person):
    sign_in(browser, person.email)
    with_totp(browser)
    elsewhere = Client()
    sign_in(elsewhere, person.email)

    answers = [post(elsewhere, "auth/2fa/authenticate", {"code": f"{n:06}"}).status_code for n in range(12)]

    assert 200 not in answers
    assert answers[-1] in {401, 409, 429} or post(elsewhere, "auth/2fa/authenticate").status_code >= 400


def test_a_passkey_may_be_added_by_who_has_just_given_the_password(browser, person):
    sign_in(browser, person.email)
    refused = browser.get(f"{AUTH}/account/authenticators/webauthn")
    post(browser, "auth/reauthenticate", {"password": PASSWORD})

    offered = browser.get(f"{AUTH}/account/authenticators/webauthn")

    assert (refused.status_code, offered.status_code) == (401, 200)
    assert offered.json()["data"]["creation_options"]["publicKey"]["rp"]["name"] == "Waypost"


def test_a_passkey_sign_in_is_offered_to_anybody(browser):
    answer = browser.get(f"{AUTH}/auth/webauthn/login")

    challenge = answer.json()["data"]["request_options"]["publicKey"]["challenge"]
    assert len(base64.urlsafe_b64decode(challenge + "==")) >= 16


def test_sessions_are_listed_and_ended_from_elsewhere(browser, person):
    sign_in(browser, person.email)
    stolen = Client(headers={"user-agent": "somebody else's"})
    sign_in(stolen, person.email)
    listed = browser.get(f"{AUTH}/auth/sessions").json()["data"]
    [other] = [one["id"] for one in listed if not one["is_current"]]

    post(browser, "auth/sessions", {"sessions": [other]}, method="delete")

    assert stolen.get("/api/v1/me").status_code == 401
    assert browser.get("/api/v1/me").status_code == 200


def test_changing_the_password_needs_the_old_one(browser, person):
    sign_in(browser, person.email)

    wrong = post(
        browser, "account/password/change", {"current_password": "x", "new_password": "ten new lanterns"}
    )
    right = post(
        browser, "account/password/change", {"current_password": PASSWORD, "new_password": "ten new lanterns"}
    )

    assert (wrong.status_code, right.status_code) == (400, 200)
