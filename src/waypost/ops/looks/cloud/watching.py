"""Who is told when something breaks: uptime checks, alert policies, channels, metrics from the logs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from waypost.ops.deployment import NAME
from waypost.ops.google import GoogleCloud
from waypost.ops.looks.cloud.asking import APPLY, asks, told
from waypost.ops.looks.finding import Finding

GENERATED = Path(__file__).parents[5] / "deploy/terraform/modules/monitoring/generated/alert_policies.json"
VERIFIES = ("sms", "email")
"""Kinds of channels that Google asks the owner to confirm; others have no such state."""


@asks("uptime checks")
def uptime(cloud: GoogleCloud) -> Iterator[Finding]:
    found = list(cloud.listed("monitoring", f"v3/projects/{cloud.project}/uptimeCheckConfigs"))
    ours = [one for one in found if str(one.get("displayName", "")).lower().startswith(NAME)]
    off = [str(one["displayName"]) for one in ours if one.get("disabled")]
    problems = [] if ours else ["there are none"]
    yield told("uptime checks", problems + [f"{one} is off" for one in off], f"{len(ours)} from outside")


@asks("alert policies")
def policies(cloud: GoogleCloud) -> Iterator[Finding]:
    found = {
        str(one.get("displayName")): one
        for one in cloud.listed("monitoring", f"v3/projects/{cloud.project}/alertPolicies")
    }
    wanted = names_wanted()
    problems = [f"{one} is missing" for one in wanted if one not in found]
    problems += [] if found else ["there are none"]
    problems += [f"{name} is off" for name, one in found.items() if one.get("enabled") is False]
    yield told("alert policies", problems, f"{len(found)} on, {len(wanted)} of them from our rules")
    silent = [name for name, one in found.items() if not one.get("notificationChannels")]
    yield told("alerts reach somebody", [f"{one} tells nobody" for one in silent], "each has a channel")


@asks("notification channels")
def channels(cloud: GoogleCloud) -> Iterator[Finding]:
    found = list(cloud.listed("monitoring", f"v3/projects/{cloud.project}/notificationChannels"))
    names = {id(one): str(one.get("displayName") or one.get("name")) for one in found}
    problems = [] if found else ["there are none: alerts reach nobody"]
    problems += [f"{names[id(one)]} is off" for one in found if one.get("enabled") is False]
    problems += [
        f"{names[id(one)]} was not confirmed"
        for one in found
        if one.get("type") in VERIFIES and one.get("verificationStatus") == "UNVERIFIED"
    ]
    yield told(
        "notification channels",
        problems,
        f"{len(found)}, confirmed",
        f"Confirm each from its own message. {APPLY}",
    )


@asks("log-based metrics")
def metrics(cloud: GoogleCloud) -> Iterator[Finding]:
    found = list(cloud.listed("logging", f"v2/projects/{cloud.project}/metrics"))
    ours = [one for one in found if str(one.get("name", "")).rsplit("/", 1)[-1].startswith(NAME)]
    off = [str(one["name"]) for one in ours if one.get("disabled")]
    problems = [] if ours else ["there are none"]
    yield told("log-based metrics", problems + [f"{one} is off" for one in off], f"{len(ours)}")


@asks("dashboards")
def dashboards(cloud: GoogleCloud) -> Iterator[Finding]:
    found = list(cloud.listed("monitoring", f"v1/projects/{cloud.project}/dashboards"))
    yield told("dashboards", [] if found else ["there is none"], f"{len(found)}")


def names_wanted(path: Path = GENERATED) -> list[str]:
    """Of the policies that our rules make, wherever in the file they are named."""
    return sorted(set(_names(json.loads(path.read_text())))) if path.is_file() else []


def _names(shown: Any) -> Iterator[str]:
    """A policy has conditions, which have names too: those do not count."""
    if isinstance(shown, list):
        for one in shown:
            yield from _names(one)
    elif isinstance(shown, dict):
        name = shown.get("displayName") or shown.get("display_name")
        if isinstance(name, str) and "conditions" in shown:
            yield name
        else:
            for one in shown.values():
                yield from _names(one)
