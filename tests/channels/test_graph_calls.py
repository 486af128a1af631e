"""The calls for tokens, apps, accounts and numbers, each against the sandbox."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from waypost.channels import asking
from waypost.whatsapp import accounts
from waypost.whatsapp.client import GraphClient, GraphRefused
from waypost_sandbox.sample_files import picture
from waypost_sandbox.testing import WhatsAppSandbox


def ask(work: Callable[[GraphClient], Awaitable[Any]]) -> Any:
    return asking.run(work)


def state(meta: WhatsAppSandbox) -> dict[str, Any]:
    return meta.control(f"/phone_numbers/{meta.phone_number_id}")


def test_a_number_is_told_with_every_field_that_its_version_knows(meta):
    """v23 refuses the newer name of the messaging limit: the older one is there all the same."""
    found = ask(lambda client: accounts.number(client, meta.phone_number_id, meta.token))

    assert (found.status, found.throughput.level, found.messaging_limit) == (
        "CONNECTED",
        "STANDARD",
        "TIER_2K",
    )
    assert found.health_status.can_send_message == "AVAILABLE"


def test_an_account_is_told_with_its_owner(meta):
    found = ask(lambda client: accounts.account(client, meta.waba_id, meta.token))

    assert (found.name, found.owner_business_info.name) == ("Senja", "Senja")
    assert (found.currency, found.account_review_status) == ("USD", "APPROVED")


def test_a_picture_becomes_the_profiles(meta):
    async def change(client: GraphClient) -> dict[str, Any]:
        content = picture()
        handle = await accounts.upload(client, meta.app_id, meta.token, content, mime_type="image/png")
        await accounts.change_profile(
            client, meta.phone_number_id, meta.token, {"profile_picture_handle": handle}
        )
        return await accounts.profile(client, meta.phone_number_id, meta.token)

    assert ask(change)["profile_picture_url"].startswith("https://")


def test_a_number_is_deregistered_and_registered_with_a_new_pin(meta):
    async def change(client: GraphClient) -> None:
        await accounts.set_pin(client, meta.phone_number_id, meta.token, "161803")
        await accounts.deregister(client, meta.phone_number_id, meta.token)
        await accounts.register(client, meta.phone_number_id, meta.token, "161803")

    ask(change)

    assert (state(meta)["pin"], state(meta)["registered"]) == ("161803", True)


def test_a_name_is_asked_for_and_a_username_is_set(meta):
    async def change(client: GraphClient) -> tuple[str, str]:
        await accounts.request_display_name(client, meta.phone_number_id, meta.token, "Senja Roasters")
        await accounts.set_username(client, meta.phone_number_id, meta.token, "senja.roasters")
        return await accounts.username(client, meta.phone_number_id, meta.token)

    assert ask(change) == ("senja.roasters", "approved")
    assert state(meta)["new_name"] == "Senja Roasters"


def test_a_token_is_told_with_its_accounts_and_its_end(meta):
    order = {"waba_ids": [meta.waba_id], "expires_in_seconds": 3600}
    token = meta.control("/tokens", order)["access_token"]

    facts = ask(
        lambda client: accounts.debug_token(client, token, accounts.app_token(meta.app_id, meta.app_secret))
    )

    assert (facts.is_valid, facts.account_ids()) == (True, (meta.waba_id,))
    assert facts.expires_at > 0


def test_a_token_that_ended_is_told_as_ended(meta):
    token = meta.control("/tokens", {})["access_token"]
    meta.control("/tokens/expire", {"token": token})

    facts = ask(
        lambda client: accounts.debug_token(client, token, accounts.app_token(meta.app_id, meta.app_secret))
    )

    assert (facts.is_valid, facts.error.subcode) == (False, 463)


def test_a_list_is_read_to_its_last_page(meta, monkeypatch):
    monkeypatch.setattr(accounts, "_PAGE", "1")

    found = ask(lambda client: accounts.numbers_of(client, meta.waba_id, meta.token))

    assert len(found) == 2


def test_a_wrong_secret_has_a_code_of_its_own(meta):
    with pytest.raises(GraphRefused) as refused:
        ask(lambda client: accounts.check_app_secret(client, meta.app_id, "0" * 32))

    assert refused.value.code == 1
    assert "0" * 32 not in str(refused.value)


def test_an_id_that_is_a_path_leads_nowhere_else(meta):
    with pytest.raises(GraphRefused):
        ask(lambda client: accounts.number(client, f"../{meta.waba_id}", meta.token))
