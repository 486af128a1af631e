"""Signing up, confirming the address, and what a second person at the same address sees."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from tests.accounts.conftest import PASSWORD, key_in, post, sign_in, sign_up
from tests.factories import make_user

from waypost.accounts import actions
from waypost.accounts.models import Membership, User
from waypost.urls import local_pages


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


def test_who_asked_for_an_address_without_proving_it_does_not_keep_its_owner_out(browser, email, mail_to):
    squatter = make_user()
    EmailAddress.objects.create(user=squatter, email=email, verified=False, primary=False)

    sign_up(browser, email)

    assert User.objects.filter(email=email).count() == 1
    assert confirm(browser, mail_to(email)[0]).status_code == 200


def test_an_address_that_somebody_proved_stays_theirs(email):
    owner = make_user()
    EmailAddress.objects.create(user=owner, email=email, verified=True, primary=False)

    assert sign_up(Client(), email).status_code == 401
    assert not User.objects.filter(email=email).exists()


def test_a_sign_up_cut_off_before_the_mail_ends_at_the_next_sign_in(email, mail_to):
    user = User(email=email, name="Ana Lima")
    user.set_password(PASSWORD)
    actions.sign_up(user, tenant_name="Bakery")  # and there the process died

    browser = Client()
    assert sign_in(browser, email).status_code == 401
    assert confirm(browser, mail_to(email)[0]).status_code == 200
    assert browser.get("/api/v1/me").json()["role"] == "owner"


def test_names_are_one_line_so_that_mails_about_them_can_be_sent(browser, email, mail_to):
    sign_up(browser, email, name="Ana\r\nBcc: all@example.com", tenant_name="The\nBakery")
    confirm(browser, mail_to(email)[0])
    me = browser.get("/api/v1/me").json()
    assert (me["user"]["name"], me["tenant"]["name"]) == ("Ana Bcc: all@example.com", "The Bakery")

    answer = browser.post(
        "/api/v1/invitations", {"email": f"new-{email}", "role": "agent"}, content_type="application/json"
    )

    assert answer.status_code == 201
    assert "Ana Bcc: all@example.com invites you to The Bakery" in mail_to(f"new-{email}")[0]


@pytest.mark.parametrize("name", ["🥖 Bäckerei", "مخبز السلام", "面包店", "<b>Bakery</b>", "O'Neil & Sons"])
def test_names_of_every_script_are_kept_as_they_are(browser, email, mail_to, name):
    sign_up(browser, email, name=name, tenant_name=name)
    confirm(browser, mail_to(email)[0])

    me = browser.get("/api/v1/me").json()

    assert (me["user"]["name"], me["tenant"]["name"]) == (name, name)


@pytest.mark.parametrize(
    ("public_url", "kept", "shown"),
    [
        ("http://127.0.0.1:8000", True, True),
        ("http://localhost:8000", True, True),
        ("http://127.0.0.1:8000", False, False),
        ("https://waypost.example.com", True, False),
        ("http://192.168.1.5:8000", True, False),
    ],
)
def test_kept_mail_is_shown_only_where_nobody_else_can_come(public_url, kept, shown):
    assert bool(local_pages(public_url, mail_is_kept=kept)) is shown


def test_the_mail_page_shows_the_links_of_kept_mail(browser, email):
    sign_up(browser, email)

    page = browser.get("/dev/mail").content.decode()

    assert email in page
    assert "/verify-email/" in page
