"""Passwords, second factors, sessions."""

import base64
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import Client
from tests.accounts.conftest import AUTH, PASSWORD, key_in, post, sign_in
from tests.factories import make_member, make_user

from waypost.accounts.authenticate import LIMITS
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

    for n in range(8):
        answer = post(elsewhere, "auth/2fa/authenticate", {"code": f"{n:06}"})
        assert answer.status_code == 400
    assert "too_many" in answer.json()["errors"][0]["code"]
    shown = browser.get(f"{AUTH}/account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    too_late = post(elsewhere, "auth/2fa/authenticate", {"code": shown[0]})

    assert too_late.status_code == 400
    assert elsewhere.get("/api/v1/me").status_code == 401


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


def test_a_new_password_ends_every_other_session(browser, person):
    elsewhere = Client()
    sign_in(browser, person.email)
    sign_in(elsewhere, person.email)

    post(
        browser, "account/password/change", {"current_password": PASSWORD, "new_password": "ten new lanterns"}
    )

    assert browser.get("/api/v1/me").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401


def test_nobody_ends_a_session_of_somebody_else(browser, person, email):
    sign_in(browser, person.email)
    stranger = Client()
    stranger.force_login(User.objects.get(id=make_member().id))
    mine = browser.get(f"{AUTH}/auth/sessions").json()["data"][0]["id"]

    post(stranger, "auth/sessions", {"sessions": [mine]}, method="delete")

    assert browser.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "auth/email/verify"),
        ("post", "auth/reauthenticate"),
        ("post", "auth/2fa/authenticate"),
        ("post", "auth/webauthn/login"),
        ("delete", "auth/sessions"),
        ("delete", "auth/session"),
        ("post", "account/authenticators/totp"),
        ("post", "account/authenticators/recovery-codes"),
        ("post", "account/authenticators/webauthn"),
        ("post", "account/password/change"),
        ("post", "account/email"),
    ],
)
def test_every_door_is_closed_to_who_knocks_too_often(monkeypatch, browser, person, method, path):
    monkeypatch.setitem(LIMITS, "identity", "3/m/ip")
    browser.force_login(person)

    answers = [post(browser, path, method=method) for _ in range(4)]

    assert (answers[-1].status_code, answers[-1].headers["Content-Type"]) == (429, "application/json")
    assert browser.get(f"{AUTH}/auth/session").status_code in {200, 401}  # looking is free


def test_a_limit_holds_for_attempts_at_the_same_moment(person):
    def guess(n: int) -> int:
        try:
            return sign_in(Client(), person.email, f"guess {n}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        statuses = list(people.map(guess, range(16)))

    assert statuses.count(400) <= 5
    assert set(statuses) == {400, 429}


def test_a_changed_address_counts_when_it_is_confirmed(browser, person, email, mail_to):
    sign_in(browser, person.email)
    post(browser, "auth/reauthenticate", {"password": PASSWORD})
    post(browser, "account/email", {"email": email.upper()})
    person.refresh_from_db()
    assert person.email != email

    post(browser, "auth/email/verify", {"key": key_in(mail_to(email)[0])})

    person.refresh_from_db()
    assert person.email == email
    assert sign_in(Client(), email).status_code == 200


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_that_is_taken_cannot_be_moved_to(browser, person, mail_to, verified):
    taken = make_user(verified=verified)
    before = person.email
    sign_in(browser, before)
    post(browser, "auth/reauthenticate", {"password": PASSWORD})
    asked = post(browser, "account/email", {"email": taken.email})
    assert asked.status_code == 200  # looks as always, so that strangers learn nothing

    answer = post(browser, "auth/email/verify", {"key": key_in(mail_to(taken.email)[0])})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "email_taken")
    person.refresh_from_db()
    taken.refresh_from_db()
    assert person.email == before != taken.email
    assert EmailAddress.objects.get(user=person, primary=True).email == before
    assert sign_in(Client(), before).status_code == 200
