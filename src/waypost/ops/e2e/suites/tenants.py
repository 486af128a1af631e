"""Multi-tenant Architecture."""

from waypost.ops.e2e.case import Category, Skipped, expect
from waypost.ops.e2e.world import World

TENANTS = Category("Multi-tenant Architecture")


@TENANTS.case("a new tenant begins empty")
def empty(world: World) -> None:
    for path in ("/conversations", "/contacts"):
        items = world.other.ask("GET", f"/api/v1{path}")["items"]
        expect(items == [], f"a new tenant sees {len(items)} rows at {path}")
    expect(world.other.ask("GET", "/api/v1/channels") == [], "a new tenant sees a number")


@TENANTS.case("another tenant's rows do not exist, by whatever id they are asked for")
def walled(world: World) -> None:
    if not world.has_sandbox:
        raise Skipped("nothing was made in the first tenant")
    conversation = world.conversation
    for path in (
        f"/conversations/{conversation['id']}",
        f"/conversations/{conversation['id']}/messages",
        f"/contacts/{conversation['contact']['id']}",
        f"/channels/{world.number.channel_id}",
    ):
        world.other.ask("GET", f"/api/v1{path}", expected=404)


@TENANTS.case("another tenant can change none of them")
def unchanged(world: World) -> None:
    if not world.has_sandbox:
        raise Skipped("nothing was made in the first tenant")
    contact = f"/api/v1/contacts/{world.conversation['contact']['id']}"
    world.other.ask("PATCH", contact, {"name": "Mallory"}, expected=404)
    world.other.ask("DELETE", f"/api/v1/channels/{world.number.channel_id}", expected=404)
    expect(world.mine.ask("GET", contact)["name"] != "Mallory", "the name was changed from another tenant")


@TENANTS.case("a key of one tenant opens nothing of another")
def key(world: World) -> None:
    made = world.other.ask(
        "POST", "/api/v1/api-keys", {"name": "E2E", "scopes": ["contacts:read"]}, expected=201
    )
    expect(world.visitor(key=made["secret"]).ask("GET", "/api/v1/contacts")["items"] == [], "it sees rows")
