"""Security & Compliance."""

from urllib.parse import quote

from waypost.ops.e2e.case import Category, expect
from waypost.ops.e2e.world import World

SECURITY = Category("Security & Compliance")
_INJECTIONS = ("' or 1=1 --", '"; drop table x; --', "%' union select null --", "\\", "$$", "1) or (1=1")


@SECURITY.case("answers carry the headers that browsers protect by", reads_only=True)
def headers(world: World) -> None:
    page = world.visitor().call("GET", "/sign-in")
    for name, wanted in (
        ("Content-Security-Policy", "default-src 'self'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", ""),
        ("X-Frame-Options", "DENY"),
    ):
        expect(wanted in page.headers.get(name, "-"), f"{name} is {page.headers.get(name, 'missing')}")
    expect("unsafe-eval" not in page.headers["Content-Security-Policy"], "scripts may be made from text")
    if world.backend.startswith("https:"):
        expect("Strict-Transport-Security" in page.headers, "no Strict-Transport-Security")


@SECURITY.case("cookies cannot be read by scripts or sent in the clear", reads_only=True)
def cookies(world: World) -> None:
    answer = world.visitor().call("GET", "/_allauth/browser/v1/config")
    for cookie in answer.cookies:
        expect(cookie.secure or not world.backend.startswith("https:"), f"{cookie.name} is not Secure")


@SECURITY.case("a change without the page's token is refused")
def csrf(world: World) -> None:
    _ = world.mine.ask("GET", "/api/v1/me")
    answer = world.mine.call(
        "POST", "/api/v1/api-keys", {"name": "x", "scopes": []}, headers={"X-CSRFToken": "x" * 32}
    )
    expect(answer.status_code == 403, f"it answers {answer.status_code}")


@SECURITY.case("a page of somebody else may not read the API", reads_only=True)
def origins(world: World) -> None:
    answer = world.visitor().call("GET", "/api/v1/me", headers={"Origin": "https://evil.example"})
    expect("Access-Control-Allow-Origin" not in answer.headers, "the API answers other origins")


@SECURITY.case("searches take hostile words for words")
def injection(world: World) -> None:
    for words in _INJECTIONS:
        for path in ("conversations", "contacts"):
            world.mine.ask("GET", f"/api/v1/{path}?search={quote(words)}")


@SECURITY.case("hostile names are kept as they are and never run as a page")
def markup(world: World) -> None:
    name = "<script>alert(1)</script>"
    made = world.mine.ask("POST", "/api/v1/contacts", {"phone": "+6281299990001", "name": name}, expected=201)
    answer = world.mine.call("GET", f"/api/v1/contacts/{made['id']}")
    expect(answer.headers["Content-Type"].startswith("application/json"), "it is not served as data")
    expect(answer.json()["name"] == name, "the name was changed")


@SECURITY.case("too many wrong passwords are slowed down")
def slowed(world: World) -> None:
    visitor = world.visitor()
    codes = [visitor.sign_in("slow-e2e@example.com", "wrong") for _ in range(7)]
    expect(429 in codes, "seven wrong passwords in a row for one address were all looked at")


@SECURITY.case("an error shows nothing of the inside", reads_only=True)
def errors(world: World) -> None:
    answer = world.visitor().call("POST", "/_allauth/browser/v1/auth/login", None, data="{broken")
    for word in ("Traceback", "django", "psycopg"):
        expect(word not in answer.text, f"an answer holds the word {word}")


@SECURITY.case("what members do is written down")
def written_down(world: World) -> None:
    verified = world.mine.ask("GET", "/api/v1/consent/verify")
    expect(verified["ok"], "the ledger does not verify")
