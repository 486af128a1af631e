"""Webhooks about groups."""

from typing import Any

from waypost_sandbox.deliver import Update
from waypost_sandbox.people.people import shown_number, user_id_in
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.groups import Group
from waypost_sandbox.state.people import Person, Thread

LIFECYCLE = "group_lifecycle_update"
PARTICIPANTS = "group_participants_update"
SETTINGS = "group_settings_update"
STATUS = "group_status_update"


def tell(world: Sandbox, group: Group, field: str, kind: str, **more: Any) -> None:
    item: Json = {"timestamp": str(int(world.clock.now())), "group_id": group.id, "type": kind, **more}
    world.deliveries.tell(
        Update(
            waba_id=group.waba_id,
            phone_number_id=group.phone_number_id,
            field=field,
            items="groups",
            item=item,
        )
    )


def request_id(world: Sandbox) -> str:
    """By which the webhook of a change names the request that led to it."""
    return world.ids.octets(16).hex().upper()


def named(world: Sandbox, group: Group, person: Person) -> Json:
    """A participant, as far as the business may know who it is."""
    thread = world.state.threads.get(f"{group.phone_number_id}:{person.key}")
    number = shown_number(person, thread or Thread(group.phone_number_id, person.key), world.clock.now())
    row: Json = {} if number is None else {"wa_id": number}
    return row | {"user_id": user_id_in(world.state, person, group.phone_number_id)}
