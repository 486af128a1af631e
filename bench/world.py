"""A tenant with a connected number at the sandbox, made through the same actions that people use."""

import json
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from bench.stage import Stage

if TYPE_CHECKING:
    from waypost.core.actor import Actor


@dataclass(frozen=True, slots=True)
class World:
    tenant_id: UUID
    channel_id: UUID
    app_id: UUID
    webhook_key: str
    app_secret: str
    phone_number_id: str
    customers: list[dict[str, Any]]


def make_world(stage: Stage, meta: dict[str, Any]) -> World:
    """`meta` is the sandbox's own description (or one made up, where Meta is not asked)."""
    from waypost.accounts.permissions import GRANTS, Role
    from waypost.channels import actions, queries
    from waypost.channels.schemas import ChannelIn
    from waypost.core.actor import Actor

    tenant_id = uuid4()
    owner = Actor("user", UUID(int=7), tenant_id, GRANTS[Role.OWNER], "Bench")
    number = meta["wabas"][0]["phone_numbers"][0]
    channel = actions.connect_channel(
        owner,
        ChannelIn(
            name="Bench",
            waba_id=meta["wabas"][0]["id"],
            phone_number_id=number["id"],
            access_token=meta["access_token"],
            app_id=meta["app"]["id"],
            app_secret=meta["app"]["secret"],
        ),
    )
    actions.record_check(
        Actor.system(tenant_id),
        channel.id,
        actions.Checked(display_phone_number=number["display_phone_number"]),
    )
    channel = queries.access_channel(owner, channel.id)
    return World(
        tenant_id=tenant_id,
        channel_id=channel.id,
        app_id=channel.app_id,
        webhook_key=channel.app.webhook_key,
        app_secret=meta["app"]["secret"],
        phone_number_id=number["id"],
        customers=meta["customers"],
    )


def describe(stage: Stage) -> dict[str, Any]:
    with urllib.request.urlopen(stage.url("sandbox") + "/_sandbox/world") as answer:
        return json.load(answer)


def ask(stage: Stage, path: str, body: dict[str, Any] | None = None) -> Any:
    """The sandbox's control API; a body makes it a POST."""
    request = urllib.request.Request(
        stage.url("sandbox") + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method="GET" if body is None else "POST",
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def point_webhooks_at_us(stage: Stage, world: World, meta: dict[str, Any]) -> None:
    """As an owner does in Meta's dashboard; the sandbox asks ingest at once."""
    from waypost.channels import queries

    app = meta["app"]
    shown = queries.access_channel(owner_of(world), world.channel_id)
    ask(
        stage,
        f"/v23.0/{app['id']}/subscriptions?access_token={app['id']}|{app['secret']}",
        {
            "object": "whatsapp_business_account",
            "callback_url": f"{stage.url('ingest')}/webhooks/whatsapp/{world.webhook_key}",
            "verify_token": shown.app.verify_token,
            "fields": ["messages"],
        },
    )
    ask(stage, f"/v23.0/{meta['wabas'][0]['id']}/subscribed_apps?access_token={meta['access_token']}", {})


def owner_of(world: World) -> "Actor":
    from waypost.accounts.permissions import GRANTS, Role
    from waypost.core.actor import Actor

    return Actor("user", UUID(int=7), world.tenant_id, GRANTS[Role.OWNER], "Bench")


def made_up() -> dict[str, Any]:
    """A world for benches in which nobody plays Meta."""
    return {
        "app": {"id": "7788990011", "secret": "bench-app-secret"},
        "access_token": "EAAbenchbenchbenchbench",
        "wabas": [
            {
                "id": "104220055",
                "phone_numbers": [
                    {
                        "id": "118833445566",
                        "display_phone_number": "+62 21 555 0100",
                        "verified_name": "Bench",
                    }
                ],
            }
        ],
        "customers": [],
    }
