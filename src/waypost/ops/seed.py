"""The demo: a coffee house with two people, one number at the sandbox, and customers who wrote.

Made through the same actions that people use. Running it again finds everything in place.
"""

import json
import sys
import time
import urllib.request
from typing import Any
from uuid import uuid5

OWNER, AGENT = "demo@waypost.example", "rani@waypost.example"
TENANT = "Senja Coffee"
_PATIENCE_SECONDS = 30

CUSTOMERS_WRITE: tuple[tuple[int, dict[str, Any]], ...] = (
    (0, {"type": "text", "text": {"body": "Hi! Are you open on Sunday?"}}),
    (3, {"type": "text", "text": {"body": "السلام عليكم، هل عندكم قهوة منزوعة الكافيين؟"}}),
    (2, {"type": "text", "text": {"body": "My order 10482 has not come yet 😟"}}),
    (
        1,
        {"type": "location", "location": {"latitude": -6.2, "longitude": 106.8, "name": "Office, 3rd floor"}},
    ),
    (0, {"type": "text", "text": {"body": "And do you have oat milk? 🥛"}}),
    (4, {"type": "text", "text": {"body": "Thanks for yesterday, the beans are wonderful."}}),
)
"""Which customer of the sandbox, and what."""
ANSWERS = {
    "Are you open": "Yes, from eight to six.",
    "beans are wonderful": "So good to hear! See you soon.",
}


def main(sandbox: str, password: str) -> None:
    from waypost.messaging import queries as messaging  # noqa: PLC0415 - after django.setup()

    owner = _people(password)
    world = _ask(f"{sandbox}/_sandbox/world")
    is_new = not messaging.conversation_page(owner).items
    channel = _connected(owner, world)
    _point_webhooks_at_us(sandbox, world, channel)
    if is_new:
        _customers_write(sandbox, world)
        _answer(owner)


def _people(password: str) -> Any:
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - after django.setup()

    from waypost.accounts import actions, queries  # noqa: PLC0415 - after django.setup()
    from waypost.accounts.authenticate import actor_for  # noqa: PLC0415 - after django.setup()
    from waypost.accounts.models import User  # noqa: PLC0415 - after django.setup()
    from waypost.accounts.permissions import Role  # noqa: PLC0415 - after django.setup()
    from waypost.accounts.schemas import InvitationIn  # noqa: PLC0415 - after django.setup()

    def person(email: str, name: str) -> User:
        user = User(email=email, name=name)
        user.set_password(password)
        return user

    def note_verified(user: User) -> None:
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": True}
        )

    user = User.objects.filter(email=OWNER).first()
    if user is None:
        user = person(OWNER, "Dewi Lestari")
        actions.sign_up(user, tenant_name=TENANT)
    note_verified(user)
    membership = queries.first_membership(user.id)
    assert membership is not None
    owner = actor_for(membership)
    agent = User.objects.filter(email=AGENT).first()
    if agent is None:
        issued = actions.invite(owner, InvitationIn(email=AGENT, role=Role.AGENT))
        agent = person(AGENT, "Rani Wijaya")
        actions.sign_up_invited(agent, issued.token)
    note_verified(agent)
    return owner


def _connected(owner: Any, world: dict[str, Any]) -> Any:
    from waypost.channels import actions, queries  # noqa: PLC0415 - after django.setup()
    from waypost.channels.schemas import ChannelIn  # noqa: PLC0415 - after django.setup()

    waba = world["wabas"][0]
    number = waba["phone_numbers"][0]
    mine = [one for one in queries.channels(owner) if one.phone_number_id == number["id"]]
    if not mine:
        actions.connect_channel(
            owner,
            ChannelIn(
                name=number["verified_name"],
                waba_id=waba["id"],
                phone_number_id=number["id"],
                access_token=world["access_token"],
                app_id=world["app"]["id"],
                app_secret=world["app"]["secret"],
            ),
        )

    def connected() -> Any:
        ours = (one for one in queries.channels(owner) if one.phone_number_id == number["id"])
        return next((one for one in ours if one.status == "connected"), None)

    return _until(connected, "the sandbox's number to be checked")


def _point_webhooks_at_us(sandbox: str, world: dict[str, Any], channel: Any) -> None:
    """As an owner does in Meta's dashboard; the sandbox asks our ingest at once."""
    from waypost.channels.rules import WEBHOOK_FIELDS  # noqa: PLC0415 - after django.setup()

    app = world["app"]
    _ask(
        f"{sandbox}/v23.0/{app['id']}/subscriptions?access_token={app['id']}|{app['secret']}",
        {
            "object": "whatsapp_business_account",
            "callback_url": channel.webhook_url,
            "verify_token": channel.verify_token,
            "fields": list(WEBHOOK_FIELDS),
        },
    )


def _customers_write(sandbox: str, world: dict[str, Any]) -> None:
    number = world["wabas"][0]["phone_numbers"][0]["id"]
    customers = world["customers"]
    for who, message in CUSTOMERS_WRITE:
        key = customers[who % len(customers)]["wa_id"] or customers[who % len(customers)]["user_id"]
        _ask(f"{sandbox}/_sandbox/people/{key}/send", {"phone_number_id": number, **message})


def _answer(owner: Any) -> None:
    from waypost.messaging import actions, queries  # noqa: PLC0415 - after django.setup()
    from waypost.messaging.schemas import MessageIn  # noqa: PLC0415 - after django.setup()

    def arrived() -> Any:
        items = queries.conversation_page(owner).items
        return items if len(items) >= len({who for who, _ in CUSTOMERS_WRITE}) else None

    for conversation in _until(arrived, "the customers' messages"):
        texts = " ".join(one.text for one in queries.message_page(owner, conversation.id).items)
        for asked, answer in ANSWERS.items():
            if asked in texts:
                key = uuid5(conversation.id, answer)  # the same one if we come here twice
                actions.queue_message(owner, conversation.id, MessageIn(text=answer, client_key=key))
                actions.mark_read(owner, conversation.id)


def _until(found: Any, what: str) -> Any:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.1)
    sys.exit(f"Waited {_PATIENCE_SECONDS} s in vain for {what}.")


def _ask(url: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - the sandbox's address
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method="GET" if body is None else "POST",
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - the sandbox's address
        return json.load(answer)


if __name__ == "__main__":
    import django

    django.setup()
    main(sys.argv[1], sys.stdin.read())
