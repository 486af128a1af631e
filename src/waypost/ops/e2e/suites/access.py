"""Authentication & Authorization."""

from waypost.ops.e2e.case import Category, expect
from waypost.ops.e2e.visitor import Visitor
from waypost.ops.e2e.world import World

ACCESS = Category("Authentication & Authorization")


@ACCESS.case("who is not signed in sees nothing", reads_only=True)
def signed_out(world: World) -> None:
    for path in (
        "/me",
        "/conversations",
        "/contacts",
        "/channels",
        "/members",
        "/overview?first=2026-01-01&last=2026-01-02",
    ):
        world.visitor().ask("GET", f"/api/v1{path}", expected=401)


@ACCESS.case("a wrong password does not sign in", reads_only=True)
def wrong_password(world: World) -> None:
    status = world.visitor().sign_in("nobody-e2e@example.com", "not the password")
    expect(status in {400, 401, 429}, f"signing in with a wrong password answers {status}")


@ACCESS.case("somebody new signs up, confirms the address and is in")
def sign_up(world: World) -> None:
    me = world.mine.ask("GET", "/api/v1/me")
    expect(me["role"] == "owner", f"the founder's role is {me['role']}")


@ACCESS.case("a weak password is refused")
def weak_password(world: World) -> None:
    visitor = world.visitor()
    visitor.ask("GET", "/_allauth/browser/v1/config")
    person = {"email": "weak-e2e@example.com", "password": "password12", "name": "E2E", "tenant_name": "E2E"}
    answer = visitor.call("POST", "/_allauth/browser/v1/auth/signup", person)
    expect(answer.status_code == 400, f"'password12' is answered with {answer.status_code}")


@ACCESS.case("signing out ends the session, signing in makes a new one")
def sign_out(world: World) -> None:
    if not world.mine.password:
        return
    again = world.visitor()
    expect(again.sign_in(world.mine.email, world.mine.password) == 200, "the right password does not sign in")
    again.ask("GET", "/api/v1/me")
    again.sign_out()
    again.ask("GET", "/api/v1/me", expected=401)


@ACCESS.case("an API key does what it is for and nothing else, until it is revoked")
def api_key(world: World) -> None:
    made = world.mine.ask(
        "POST", "/api/v1/api-keys", {"name": "E2E", "scopes": ["contacts:read"]}, expected=201
    )
    program = world.visitor(key=made["secret"])
    try:
        program.ask("GET", "/api/v1/contacts")
        program.ask("GET", "/api/v1/conversations", expected=403)
        program.ask("POST", "/api/v1/api-keys", {"name": "more", "scopes": ["contacts:read"]}, expected=403)
    finally:
        world.mine.ask("DELETE", f"/api/v1/api-keys/{made['id']}", expected=204)
    program.ask("GET", "/api/v1/contacts", expected=401)


@ACCESS.case("an invented or changed token opens nothing", reads_only=True)
def invented_token(world: World) -> None:
    for secret in ("wp_aaaaaaaaaa_" + "A" * 43, "eyJhbGciOiJub25lIn0.e30.", "null"):
        Visitor(world.backend, key=secret).ask("GET", "/api/v1/contacts", expected=401)
