"""Cloud Run: every process is deployed, ready, of one version, and set as `ops/deployment.py` means it."""

from collections.abc import Iterator
from typing import Any

from waypost.ops.deployment import PARTS, Part
from waypost.ops.google import GoogleCloud, GoogleFailed
from waypost.ops.looks.cloud.asking import APPLY, CloudLook, asks, last, not_told, told
from waypost.ops.looks.finding import Finding, wrong

COLLECTIONS = {"service": "services", "worker": "workerPools", "job": "jobs"}
ALWAYS_ONE = ("ingest", "api", "live")
"""Meta and people do not wait for a cold start."""
INGRESS = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
MOST_CONCURRENT = 1000
_SECRETIVE = ("KEY", "SECRET", "PASSWORD", "TOKEN", "DATABASE_URL", "MAIL_URL")


def processes(cloud: GoogleCloud) -> Iterator[Finding]:
    images: dict[str, str] = {}
    for part in PARTS:
        try:
            shown = cloud.get("run", f"{place(cloud)}/{COLLECTIONS[part.kind]}/{part.name}")
        except GoogleFailed as refused:
            yield not_told(part.name, refused)
            continue
        template = template_of(shown, part)
        for container in template.get("containers", [])[:1]:
            images[part.name] = container.get("image", "")
        problems = [*state(shown), *identity(template, part, cloud), *scaling(shown, template, part),
                    *settings(template), *probes(template, part), *entrance(shown, part)]  # fmt: skip
        yield told(part.name, problems, "ready, and set as it should be")
    yield one_version(images)


def place(cloud: GoogleCloud) -> str:
    return f"v2/projects/{cloud.project}/locations/{cloud.region}"


def template_of(shown: dict[str, Any], part: Part) -> dict[str, Any]:
    """A job's template holds one more."""
    template: dict[str, Any] = shown.get("template", {})
    inner: dict[str, Any] = template.get("template", {})
    return inner if part.kind == "job" else template


def state(shown: dict[str, Any]) -> list[str]:
    ready = shown.get("terminalCondition", {})
    if ready.get("state") == "CONDITION_SUCCEEDED":
        return []
    return [f"not ready: {ready.get('message') or ready.get('state') or 'nothing is known'}"]


def identity(template: dict[str, Any], part: Part, cloud: GoogleCloud) -> list[str]:
    account, ours = template.get("serviceAccount", ""), f"{part.name}@{cloud.project}.iam.gserviceaccount.com"
    return [] if account == ours else [f"runs as {account or 'the default account'} instead of {ours}"]


def scaling(shown: dict[str, Any], template: dict[str, Any], part: Part) -> list[str]:
    if part.kind == "job":
        return []
    if part.kind == "worker":
        count = shown.get("scaling", {}).get("manualInstanceCount", 0)
        least = shown.get("scaling", {}).get("minInstanceCount", 0)
        return [] if max(count, least) >= 1 else ["no instance is asked for"]
    within = {**shown.get("scaling", {}), **template.get("scaling", {})}
    least, most = int(within.get("minInstanceCount", 0)), int(within.get("maxInstanceCount", 0))
    concurrent = int(template.get("maxInstanceRequestConcurrency", 0))
    problems = (
        ["min instances is 0: the first request waits"] if part.process in ALWAYS_ONE and least < 1 else []
    )
    problems += ["max instances is not set"] if not most else []
    problems += [f"max instances is {most}, below min"] if 0 < most < least else []
    return problems + ([] if 0 < concurrent <= MOST_CONCURRENT else ["concurrency is not set"])


def settings(template: dict[str, Any]) -> list[str]:
    """What is secret is a reference to Secret Manager."""
    named = [one for container in template.get("containers", []) for one in container.get("env", [])]
    plain = [
        one["name"]
        for one in named
        if any(word in one["name"] for word in _SECRETIVE)
        and "secretKeyRef" not in one.get("valueSource", {})
    ]
    debug = [
        one["name"]
        for one in named
        if one["name"].endswith("DEBUG") and one.get("value") in {"1", "true", "True"}
    ]
    return ([f"plain text in {', '.join(plain)}"] if plain else []) + [f"{one} is on" for one in debug]


def probes(template: dict[str, Any], part: Part) -> list[str]:
    container: dict[str, Any] = next(iter(template.get("containers", [])), {})
    if part.kind != "service":
        return []
    missing = [name for name in ("startupProbe", "livenessProbe") if name not in container]
    return [f"no {' and no '.join(missing)}"] if missing else []


def entrance(shown: dict[str, Any], part: Part) -> list[str]:
    if part.kind == "service" and shown.get("ingress") != INGRESS:
        return [f"may be reached past the load balancer ({shown.get('ingress')})"]
    return []


def one_version(images: dict[str, str]) -> Finding:
    by_digest = sorted({image.partition("@")[2] for image in images.values()})
    if images and by_digest == [""]:
        return wrong("image", "named by a tag, which may move", "Deploy by digest, the same one everywhere.")
    problems = (
        []
        if len(by_digest) == 1
        else [f"{len(by_digest)} versions run: {', '.join(last(one)[:19] for one in by_digest)}"]
    )
    shown = by_digest[0][:19] if by_digest else "none"
    return told(
        "image",
        problems,
        f"one version, {shown}",
        "Deploy the same image, by digest, to every service and worker pool.",
    )


def _networks(cloud: GoogleCloud) -> Iterator[Finding]:
    problems, connectors = [], set()
    for part in PARTS:
        if not part.role:
            continue
        shown = cloud.get("run", f"{place(cloud)}/{COLLECTIONS[part.kind]}/{part.name}")
        access = template_of(shown, part).get("vpcAccess", {})
        if connector := access.get("connector"):
            connectors.add(connector)
        elif not access.get("networkInterfaces"):
            problems.append(f"{part.name} is not in the network")
    for connector in sorted(connectors):
        state_of = cloud.get("vpcaccess", f"v1/{connector}").get("state")
        problems += [] if state_of == "READY" else [f"connector {last(connector)} is {state_of}"]
    how = "by connector" if connectors else "directly"
    yield told("network", problems, f"every process reaches it, {how}", APPLY)


networks: CloudLook = asks("network")(_networks)
