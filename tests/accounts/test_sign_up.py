"""Signing up, confirming the address, and what a second person at the same address sees."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from tests.accounts.conftest import key_in, post, sign_in, sign_up
from tests.factories import make_user

from waypost.accounts.models import Membership, User


def confirm(client: Client, mail: str):
    return post(client, "auth/email/verify", {"key": key_in(mail)})


def test_signing_up_makes_a_person_a_tenant_and_its_owner(browser, email):
    answer = sign_up(browser, email)

    assert answer.status_code == 401  # signed in only when the address is confirmed
    [pending] = [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]
    assert pending == "verify_email"
    membership = Membership.objects.select_related("tenant").get(user__email=email)
    assert (membership.role, membership.tenant.name) == ("owner", "Bakery")


def test_the_link_in_the_mail_confirms_the_address_and_signs_in(browser, email, mail_to):
    sign_up(browser, email)

    answer = confirm(browser, mail_to(email)[0])

    assert answer.status_code == 200
    assert browser.get("/api/v1/me").json()["tenant"]["name"] == "Bakery"


def test_the_link_opened_in_another_browser_confirms_without_signing_in_there(browser, email, mail_to):
    sign_up(browser, email)
    elsewhere = Client()

    confirm(elsewhere, mail_to(email)[0])

    assert elsewhere.get("/api/v1/me").status_code == 401
    assert sign_in(elsewhere, email).status_code == 200


def test_nobody_gets_in_with_an_address_that_is_not_confirmed(browser, email):
    sign_up(browser, email)

    assert sign_in(Client(), email).status_code == 401


def test_an_address_that_is_taken_looks_the_same_and_its_owner_is_told(browser, email, mail_to):
    taken = make_user(email=email)
    free = sign_up(browser, f"x{email}")
    again = sign_up(Client(), email.upper(), name="Mallory")

    assert (again.status_code, again.json()["data"]) == (free.status_code, free.json()["data"])
    assert [user.id for user in User.objects.filter(email=email)] == [taken.id]
    [mail] = mail_to(email)
    assert "has an account already" in mail


def test_two_sign_ups_at_the_same_moment_make_one_account(email):
    def one(_: int) -> int:
        try:
            return sign_up(Client(), email).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        statuses = list(people.map(one, range(2)))

    assert statuses == [401, 401]
    assert User.objects.filter(email=email).count() == 1
    assert Membership.objects.filter(user__email=email).count() == 1


@pytest.mark.parametrize(
    "password", ["short", "password12345", "P4ssw0rd!!", "qwertyuiop", "1234567890123", "passwordpassword"]
)
def test_a_weak_password_is_refused_with_the_field(browser, email, password):
    answer = sign_up(browser, email, password=password)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "password"


def test_a_password_like_the_address_is_refused(browser):
    answer = sign_up(browser, "rani.wijaya.senja@example.com", password="rani.wijaya.senja")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "missing", [{"name": ""}, {"tenant_name": ""}, {"email": "nobody"}, {"name": "x" * 101}]
)
def test_what_is_missing_is_named(browser, email, missing):
    answer = sign_up(
        browser, missing.get("email", email), **{k: v for k, v in missing.items() if k != "email"}
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] in missing


def test_many_sign_ups_from_one_place_are_slowed_down(email):
    statuses = [sign_up(Client(), f"{n}-{email}").status_code for n in range(12)]

    assert statuses[0] == 401
    assert statuses[-1] == 429
