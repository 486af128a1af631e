"""What keeps data: Cloud SQL, Memorystore, buckets, secrets."""

from collections.abc import Iterator
from typing import Any

from waypost.ops.deployment import CACHE_INSTANCE, DATABASE_INSTANCE, SECRETS, buckets
from waypost.ops.google import GoogleCloud, GoogleFailed
from waypost.ops.looks.cloud.asking import APPLY, asks, days_since, not_told, told
from waypost.ops.looks.finding import Finding, warns

ENCRYPTED = ("ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED")
OLDEST_BACKUP_DAYS = 1.1
OLDEST_SECRET_DAYS = 180
EVERYBODY = {"allUsers", "allAuthenticatedUsers"}
_LEAST_LOG_DAYS = 7


@asks("database instance")
def database(cloud: GoogleCloud) -> Iterator[Finding]:
    path = f"v1/projects/{cloud.project}/instances/{DATABASE_INSTANCE}"
    shown = cloud.get("sqladmin", path)
    settings = shown.get("settings", {})
    network, backup = settings.get("ipConfiguration", {}), settings.get("backupConfiguration", {})
    yield told("database instance", _running(shown), f"{shown.get('databaseVersion')}, running")
    regional = settings.get("availabilityType") == "REGIONAL"
    yield told("database in two zones", [] if regional else ["in one zone only"], "regional")
    exposed = ["has a public address"] if network.get("ipv4Enabled") else []
    exposed += [] if network.get("privateNetwork") else ["is not in our network"]
    exposed += [] if network.get("sslMode") in ENCRYPTED else ["takes connections that are not encrypted"]
    yield told("database network", exposed, "private, encrypted")
    problems = [] if backup.get("enabled") else ["no backups"]
    problems += [] if backup.get("pointInTimeRecoveryEnabled") else ["no recovery to a moment"]
    days = int(backup.get("transactionLogRetentionDays", 0))
    problems += [] if days >= _LEAST_LOG_DAYS else [f"recovery reaches back {days} days only"]
    yield told("database backups", problems, f"on, and to any moment of {days} days")
    yield _lately(list(cloud.listed("sqladmin", f"{path}/backupRuns", "items")))
    guarded = settings.get("deletionProtectionEnabled")
    yield told("database deletion", [] if guarded else ["not protected"], "protected")
    careless = [] if settings.get("maintenanceWindow", {}).get("day") else ["no maintenance window"]
    careless += (
        [] if settings.get("insightsConfig", {}).get("queryInsightsEnabled") else ["no query insights"]
    )
    yield told("database care", careless, "maintenance window and insights are set")


def _running(shown: dict[str, Any]) -> list[str]:
    problems = [] if shown.get("state") == "RUNNABLE" else [f"is {shown.get('state')}"]
    version = str(shown.get("databaseVersion", ""))
    number = version.removeprefix("POSTGRES_").partition("_")[0]
    return (
        problems
        if number.isdigit() and int(number) >= 15
        else [*problems, f"{version}: PostgreSQL 15 is needed"]
    )


def _lately(runs: list[dict[str, Any]]) -> Finding:
    done = [str(one["endTime"]) for one in runs if one.get("status") == "SUCCESSFUL" and one.get("endTime")]
    age = min((days_since(one) for one in done), default=None)
    problems = ["none has succeeded"] if age is None else []
    problems += [f"the last is {age:.1f} days old"] if age and age > OLDEST_BACKUP_DAYS else []
    remedy = (
        f"`gcloud sql backups create --instance {DATABASE_INSTANCE}`; see the operations for why it fails."
    )
    return told("backup", problems, f"{(age or 0) * 24:.0f} hours old", remedy)


@asks("cache instance")
def cache(cloud: GoogleCloud) -> Iterator[Finding]:
    shown = cloud.get(
        "redis", f"v1/projects/{cloud.project}/locations/{cloud.region}/instances/{CACHE_INSTANCE}"
    )
    problems = [] if shown.get("state") == "READY" else [f"is {shown.get('state')}"]
    problems += [] if shown.get("authEnabled") else ["asks for no password"]
    problems += [] if shown.get("transitEncryptionMode") == "SERVER_AUTHENTICATION" else ["is not encrypted"]
    policy = shown.get("redisConfigs", {}).get("maxmemory-policy", "volatile-lru")
    problems += [f"throws away what must stay ({policy})"] if policy.startswith("allkeys") else []
    yield told("cache instance", problems, "ready, with password and encryption")
    if shown.get("tier") != "STANDARD_HA":
        yield warns("cache in two zones", "in one zone only", "Set its tier to STANDARD_HA for production.")


def files(cloud: GoogleCloud) -> Iterator[Finding]:
    """Web assets are for everybody to read; nothing else is for anybody."""
    for what, name in buckets(cloud.project).items():
        try:
            shown = cloud.get("storage", f"storage/v1/b/{name}")
            policy = cloud.get("storage", f"storage/v1/b/{name}/iam")
        except GoogleFailed as refused:
            yield not_told(f"bucket {what}", refused)
            continue
        access = shown.get("iamConfiguration", {})
        problems = (
            []
            if access.get("uniformBucketLevelAccess", {}).get("enabled")
            else ["each file has rights of its own"]
        )
        if what != "web":
            problems += [] if access.get("publicAccessPrevention") == "enforced" else ["may be made public"]
            problems += (
                [] if shown.get("lifecycle", {}).get("rule") else ["no lifecycle: files stay for ever"]
            )
        problems += [
            f"{one.get('role')} is given to everybody"
            for one in policy.get("bindings", [])
            if EVERYBODY & set(one.get("members", []))
            if what != "web" or one.get("role") != "roles/storage.objectViewer"
        ]
        yield told(f"bucket {what}", problems, "private" if what != "web" else "read by all, written by us")


def secrets(cloud: GoogleCloud) -> Iterator[Finding]:
    unscheduled = []
    for name in SECRETS:
        path = f"v1/projects/{cloud.project}/secrets/{name}"
        try:
            shown = cloud.get("secretmanager", path)
            versions = list(cloud.listed("secretmanager", f"{path}/versions", filter="state:ENABLED"))
        except GoogleFailed as refused:
            yield not_told(f"secret {name}", refused)
            continue
        enabled = [one["createTime"] for one in versions if one.get("state") == "ENABLED"]
        age = min((days_since(one) for one in enabled), default=None)
        problems = ["no version is enabled"] if age is None else []
        problems += [f"last changed {age:.0f} days ago"] if age and age > OLDEST_SECRET_DAYS else []
        remedy = "Add a new version and release (docs/operations/key-rotation.md)."
        yield told(f"secret {name}", problems, f"changed {age or 0:.0f} days ago", remedy)
        unscheduled += [] if shown.get("rotation", {}).get("nextRotationTime") else [name]
    problems = [f"none for {', '.join(unscheduled)}"] if unscheduled else []
    yield told("rotation schedule", problems, "for every secret", APPLY)
