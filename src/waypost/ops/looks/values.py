"""What the settings hold: nothing of a developer's, no placeholder, nothing weak."""

import base64
import binascii
import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from waypost.kit import env
from waypost.ops.looks.finding import Finding, Look, well, wrong
from waypost.ops.looks.target import Target, is_loopback

KEY_BYTES, LEAST_SECRET, LEAST_BITS = 32, 50, 3.5
SANDBOX_APP_SECRET = "5a6e0b1c9d8f47e2a3b4c5d6e7f80912"  # noqa: S105 - the sandbox's, known to everybody
PLACEHOLDERS = (
    "changeme", "change-me", "change_me", "placeholder", "example", "insecure", "only-for", "your-", "xxxx",
    "secret-key", "password", "todo", "dummy", "replace",
)  # fmt: skip
DEVELOPERS_VARIABLES = (
    "DEBUG", "DJANGO_DEBUG", "PYTHONDEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE", "PYTHONINSPECT",
    "DJANGO_ALLOW_ASYNC_UNSAFE", "OAUTHLIB_INSECURE_TRANSPORT",
)  # fmt: skip
_LEVELS = ("INFO", "WARNING", "ERROR")


def values(target: Target, environment: Mapping[str, str] = os.environ) -> Look:
    def settings_hold() -> Iterator[Finding]:
        core, meta = env.Core.read(environment), env.Meta.read(environment)
        yield debug(core)
        yield developers_variables(environment)
        yield log_level(core)
        yield secret_key(core)
        yield master_keys(core)
        yield from placeholders(environment)
        yield app_secret(meta, target)
        yield metas_address(meta, target)
        yield addresses(core, target)
        yield proxies(core)
        yield mail(env.Mail.read(environment), target)

    return settings_hold


def debug(core: env.Core) -> Finding:
    if core.debug:
        return wrong("debug", "on: pages of errors show what is inside", "Unset WAYPOST_DEBUG.")
    return well("debug", "off")


def developers_variables(environment: Mapping[str, str]) -> Finding:
    switched_on = [name for name in DEVELOPERS_VARIABLES if environment.get(name) not in (None, "", "0")]
    other = environment.get("DJANGO_SETTINGS_MODULE", "waypost.settings") != "waypost.settings"
    if found := [*switched_on, *(["DJANGO_SETTINGS_MODULE"] if other else [])]:
        return wrong("development variables", ", ".join(found), "Unset them for every process.")
    return well("development variables", "none")


def log_level(core: env.Core) -> Finding:
    if core.log_level.upper() in _LEVELS:
        return well("log level", core.log_level)
    return wrong("log level", core.log_level, f"Set WAYPOST_LOG_LEVEL to one of {', '.join(_LEVELS)}.")


def secret_key(core: env.Core) -> Finding:
    key, remedy = core.secret_key, "Make one of 50 or more random characters: `openssl rand -base64 48`."
    if len(key) < LEAST_SECRET:
        return wrong("secret key", f"{len(key)} characters", remedy)
    if bits_a_character(key) < LEAST_BITS:
        return wrong("secret key", "too regular to be random", remedy)
    return well("secret key", f"{len(key)} characters")


def master_keys(core: env.Core) -> Finding:
    remedy = "Each is 32 random bytes as base64: `openssl rand -base64 32` (docs/operations/key-rotation.md)."
    for place, text in enumerate(core.master_keys.split(","), 1):
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            return wrong("master keys", f"number {place} is not base64", remedy)
        if len(key) != KEY_BYTES:
            return wrong("master keys", f"number {place} has {len(key)} bytes", remedy)
        if len(set(key)) < KEY_BYTES // 4:
            return wrong("master keys", f"number {place} is too regular to be random", remedy)
    return well("master keys", f"{place} of {KEY_BYTES} bytes")


def placeholders(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Only names are said, never values."""
    secret = ("SECRET", "PASSWORD", "KEYS", "TOKEN", "WAYPOST_MAIL_URL", "WAYPOST_DATABASE_URL")
    found = [
        name
        for name, value in sorted(environment.items())
        if name.startswith("WAYPOST_") and any(one in name for one in secret)
        if any(word in _secret_part(value).lower() for word in PLACEHOLDERS)
    ]
    if found:
        remedy = "Put the real secret there; the one in place is known to everybody."
        yield wrong("placeholders", ", ".join(found), remedy)
    else:
        yield well("placeholders", "none")


def app_secret(meta: env.Meta, target: Target) -> Finding:
    if not meta.app_secret:
        if meta.app_id:
            remedy = "Set WAYPOST_META_APP_SECRET, from the app's basic settings at Meta."
            return wrong("meta app", "an app id without its secret", remedy)
        return well("meta app", "none: numbers are connected by hand")
    if meta.app_secret == SANDBOX_APP_SECRET:
        if target == "local":
            return well("meta app", "the sandbox's: a demo")
        remedy = "Set WAYPOST_META_APP_ID and WAYPOST_META_APP_SECRET to those of your app at Meta."
        return wrong("meta app", "the sandbox's secret, which is public", remedy)
    if len(meta.app_secret) != KEY_BYTES or bits_a_character(meta.app_secret) < 3:
        return wrong("meta app", "its secret is not one of Meta's", "Copy it from the app's basic settings.")
    return well("meta app", "has a secret")


def metas_address(meta: env.Meta, target: Target) -> Finding:
    host = urlsplit(meta.graph_url).hostname or ""
    if host == "graph.facebook.com" and meta.graph_url.startswith("https:"):
        return well("meta address", meta.graph_url)
    if target == "local":
        return well("meta address", f"{meta.graph_url}: the sandbox, for a demo")
    remedy = "Unset WAYPOST_META_GRAPH_URL; it is for the sandbox."
    return wrong("meta address", f"{meta.graph_url} is not Meta", remedy)


def addresses(core: env.Core, target: Target) -> Finding:
    named = {"public": core.public_url, "webhook": core.webhook_url, "live": core.live_url}
    plain = {name: url for name, url in named.items() if urlsplit(url).scheme != "https"}
    if target == "local" and all(is_loopback(url) for url in plain.values()):
        return well("https", "loopback only: nobody else listens" if plain else "everywhere")
    if plain:
        shown = ", ".join(f"{name} ({url})" for name, url in plain.items())
        remedy = "Set WAYPOST_PUBLIC_URL, WAYPOST_WEBHOOK_URL and WAYPOST_LIVE_URL to their https addresses."
        return wrong("https", f"not for {shown}", remedy)
    return well("https", "everywhere")


def proxies(core: env.Core) -> Finding:
    """https ends at a proxy; an address without one has none to believe."""
    behind = urlsplit(core.public_url).scheme == "https"
    if behind and core.trusted_proxies < 1:
        remedy = "Set WAYPOST_TRUSTED_PROXIES to how many stand in front, else all people share one address."
        return wrong("proxies", "https ends at a proxy, and none is trusted", remedy)
    if not behind and core.trusted_proxies:
        remedy = "Set WAYPOST_TRUSTED_PROXIES to 0: else anybody may claim any address."
        return wrong("proxies", f"{core.trusted_proxies} trusted, and none stands in front", remedy)
    return well("proxies", f"{core.trusted_proxies} trusted")


def mail(settings: env.Mail, target: Target) -> Finding:
    if settings.url:
        return well("mail", "is sent")
    if target == "local":
        return well("mail", "kept in a folder: a demo")
    remedy = "Set WAYPOST_MAIL_URL: invitations and lost passwords reach nobody now."
    return wrong("mail", "kept in a folder instead of sent", remedy)


def file_room(target: Target) -> Look:
    """A container of the cloud forgets its files."""

    def media_storage() -> Iterator[Finding]:
        kept = env.media().storage
        if target == "gcp" and not kept.startswith(("gs:", "s3:")):
            yield wrong("media", f"kept at {kept}", "Set WAYPOST_MEDIA_STORAGE to gs://bucket.")
        else:
            yield well("media", f"kept at {kept.partition('?')[0]}")

    return media_storage


def bits_a_character(text: str) -> float:
    """Shannon's entropy; random hexadecimal digits come near 4, base64 near 5 for the lengths that we see."""
    counts = Counter(text)
    return -sum(many / len(text) * math.log2(many / len(text)) for many in counts.values())


def _secret_part(value: str) -> str:
    """Of an address only the password."""
    return urlsplit(value).password or "" if "://" in value else value
