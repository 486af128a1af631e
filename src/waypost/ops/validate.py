"""`waypost ops validate`: every critical check of a deployment, in percent, each failure with its remedy."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

import django
import msgspec

from waypost.ops.google import GoogleCloud, GoogleFailed
from waypost.ops.looks import (
    backups,
    configuration,
    database,
    machine,
    neighbours,
    outside,
    rights,
    schema,
    servers,
    values,
    work,
)  # fmt: skip
from waypost.ops.looks.cloud.checklist import GROUPS as OF_GOOGLE
from waypost.ops.looks.finding import Finding, Look, examine, warns, wrong
from waypost.ops.looks.target import Target

Format = Literal["text", "json", "junit"]
Groups = tuple[tuple[str, tuple[Look, ...]], ...]
_SHOWN = {"well": "ok   ", "warns": "LOOK ", "wrong": "WRONG"}


@dataclass(frozen=True, slots=True)
class Check:
    """A finding under one heading of the checklist."""

    group: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Place:
    """Where Google is asked; `endpoint` is for stand-ins."""

    project: str = ""
    region: str = ""
    endpoint: str = ""


def main(target: Target, shown: Format = "text", place: Place | None = None) -> int:
    """0 when every critical check passes; a warning does not count against it."""
    began, checks = time.monotonic(), []
    for check in examined(target, place or Place()):
        checks.append(check)
        if shown == "text":
            sys.stdout.write(line(check, headed=len(checks) == 1 or checks[-2].group != check.group))
            sys.stdout.flush()
    if shown == "text":
        sys.stdout.write(summary(target, checks, time.monotonic() - began))
    else:
        sys.stdout.write(as_json(target, checks) if shown == "json" else junit(checks))
    return 1 if failed(checks) else 0


def examined(target: Target, place: Place) -> Iterator[Check]:
    """The cloud first where there is one; the installation as far as its settings are here."""
    if target == "gcp":
        yield from of_google(place)
        if not os.environ.get("WAYPOST_DATABASE_URL"):
            remedy = "Run it inside too: as a job with the image, account and settings of waypost-api."
            yield Check(
                "Application", warns("inside", "the settings are not here: looked at from outside", remedy)
            )
            return
    of_settings = list(examine([configuration.settings]))
    yield from (Check("Configuration", one) for one in of_settings)
    if any(one.verdict == "wrong" for one in of_settings):
        return
    django.setup()
    for group, looks in groups(target):
        yield from (Check(group, one) for one in examine(looks))
    away = False
    for one in examine([database.database]):
        away = away or (one.what == "database" and one.verdict == "wrong")
        if one.what not in ("migrations", "indexes"):  # looked at more closely below
            yield Check("Database", one)
    if not away:
        for group, looks in groups_of_database(target):
            yield from (Check(group, one) for one in examine(looks))


def groups(target: Target) -> Groups:
    """What the cloud does itself is looked at there: its workers, disks, alerts and backups."""
    always: Groups = (
        ("Configuration", (values.values(target), values.file_room(target))),
        ("Services", (neighbours.processes,)),
        ("Cache", (neighbours.cache, when_redis_answers(servers.redis_settings(target)))),
        ("Outside", (outside.names, neighbours.certificates, outside.webhook, neighbours.graph)),
        ("Files", (neighbours.storage, outside.files_are_private)),
    )
    of_a_machine: Groups = (
        ("Workers", (work.workers,)),
        ("Machine", (machine.disk, machine.load)),
        ("Monitoring", (work.alerts,)),
        ("Backups", (backups.backups(target),)),
    )
    return always if target == "gcp" else (*always, *of_a_machine)


def groups_of_database(target: Target) -> Groups:
    """What can only be looked at where the database answers."""
    return (
        ("Database", (schema.schema, servers.postgres(target))),
        ("Tenants kept apart", (rights.rights,)),
        ("Work", (work.heartbeat, database.queues, outside.webhook_signature, work.ledger)),
    )


def when_redis_answers(look: Look) -> Look:
    """That it does not is said once."""

    def redis_settings() -> Iterator[Finding]:
        if all(one.verdict != "wrong" for one in neighbours.cache()):
            yield from look()

    return redis_settings


def of_google(place: Place) -> Iterator[Check]:
    group = OF_GOOGLE[0][0]
    if not (place.project and place.region):
        yield Check(group, wrong("project", "not named", "Give --project and --region."))
        return
    try:
        cloud = GoogleCloud(place.project, place.region, place.endpoint)
        cloud.get("cloudresourcemanager", f"v3/projects/{place.project}")
    except GoogleFailed as refused:
        if refused.status not in {403, 404}:
            remedy = "Run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS."
            yield Check(group, wrong("sign-in", str(refused), remedy))
            return
    for name, looks in OF_GOOGLE:
        yield from (Check(name, one) for look in looks for one in look(cloud))


def failed(checks: Sequence[Check]) -> int:
    return sum(one.finding.verdict == "wrong" for one in checks)


def percent(checks: Sequence[Check]) -> float:
    """Of all that was looked at, how much is not wrong; 100 only when nothing is."""
    return 100 * (len(checks) - failed(checks)) / len(checks) if checks else 0.0


def line(check: Check, *, headed: bool) -> str:
    one = check.finding
    heading = f"\n{check.group}\n" if headed else ""
    remedy = f"\n{'':<38}{one.remedy}" if one.remedy else ""
    return f"{heading}  {_SHOWN[one.verdict]}  {one.what:<28} {one.found}{remedy}\n"


def summary(target: Target, checks: Sequence[Check], seconds: float) -> str:
    bad, looks = failed(checks), sum(one.finding.verdict == "warns" for one in checks)
    lines = [
        "",
        (
            f"{percent(checks):.1f}% ({len(checks) - bad} of {len(checks)} checks pass; {looks} want a look), "
            f"target {target}, {seconds:.1f} s"
        ),
    ]
    lines += [f"  {one.finding.what}: {one.finding.found}. {one.finding.remedy}" for one in checks
              if one.finding.verdict == "wrong"]  # fmt: skip
    return "\n".join([*lines, "VALID" if not bad else f"NOT VALID: {bad} to put right", ""])


def as_json(target: Target, checks: Sequence[Check]) -> str:
    shown = {
        "target": target,
        "at": time.time(),
        "percent": round(percent(checks), 2),
        "failed": failed(checks),
        "checks": [{"group": one.group, **asdict(one.finding)} for one in checks],
    }
    return msgspec.json.encode(shown).decode() + "\n"


def junit(checks: Sequence[Check]) -> str:
    suite = Element(
        "testsuite", name="waypost validate", tests=str(len(checks)), failures=str(failed(checks))
    )
    for check in checks:
        one = check.finding
        case = SubElement(suite, "testcase", classname=check.group, name=one.what, time=f"{one.seconds:.3f}")
        if one.verdict == "wrong":
            SubElement(case, "failure", message=one.found).text = one.remedy
        elif one.verdict == "warns":
            SubElement(case, "system-out").text = f"{one.found}. {one.remedy}"
    return tostring(suite, encoding="unicode") + "\n"
