"""Faults of a Google Cloud project, seeded in the stand-in: each with the check that finds it and its remedy."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.standins.google import Google
from tests.standins.google_project import (
    GLOBAL,
    MONITORING,
    POLICY,
    PROJECT,
    REDIS,
    RUN,
    SECRET,
    SQL,
    ago,
    email,
)  # fmt: skip

from waypost.ops.deployment import PARTS

Seed = Callable[[Google], object]


@dataclass(frozen=True)
class CloudFault:
    name: str
    check: str
    remedy: str
    seed: Seed
    also: frozenset[str] = frozenset()
    """What else it is known to break."""


def changed(path: str, *keys: str | int, to: object) -> Seed:
    def seed(google: Google) -> None:
        place = google.resources[path]
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = to

    return seed


def gone(path: str) -> Seed:
    return lambda google: google.resources.pop(path)


def bound(role: str, *members: str) -> Seed:
    return lambda google: google.resources[POLICY]["bindings"].append(
        {"role": role, "members": list(members)}
    )


def added(path: str, **resource: object) -> Seed:
    return lambda google: google.put(path, resource)


APPLY = "terraform apply"
BUCKET = f"storage/storage/v1/b/{PROJECT}-waypost-media"
API, INGEST, OUTBOUND = (
    next(one for one in PARTS if one.process == name) for name in ("api", "ingest", "outbound")
)
SERVICE, POOL = f"{RUN}/services", f"{RUN}/workerPools"
CERTIFICATE = f"certificatemanager/v1/projects/{PROJECT}/locations/global/certificates/waypost"
OTHER = "europe-west1-docker.pkg.dev/p/waypost/waypost@sha256:" + "cd" * 32

FAULTS: tuple[CloudFault, ...] = (
    CloudFault(
        "API not enabled",
        "APIs",
        "gcloud services enable secretmanager",
        gone(f"serviceusage/v1/projects/{PROJECT}/services/secretmanager.googleapis.com"),
    ),
    CloudFault(
        "service not ready",
        "waypost-api",
        APPLY,
        changed(f"{SERVICE}/waypost-api", "terminalCondition", "state", to="CONDITION_FAILED"),
    ),
    CloudFault(
        "min instances 0 for ingest",
        "waypost-ingest",
        APPLY,
        changed(f"{SERVICE}/waypost-ingest", "template", "scaling", "minInstanceCount", to=0),
    ),
    CloudFault(
        "no instance of a worker",
        "waypost-outbound",
        APPLY,
        changed(f"{POOL}/waypost-outbound", "scaling", "manualInstanceCount", to=0),
    ),
    CloudFault(
        "secret in plain text",
        "waypost-api",
        APPLY,
        changed(
            f"{SERVICE}/waypost-api", "template", "containers", 0, "env", 0,
            to={"name": "WAYPOST_SECRET_KEY", "value": "x"},
        ),
    ),
    CloudFault(
        "runs as the default account",
        "waypost-api",
        APPLY,
        changed(f"{SERVICE}/waypost-api", "template", "serviceAccount", to=""),
    ),
    CloudFault(
        "open past the load balancer",
        "waypost-api",
        APPLY,
        changed(f"{SERVICE}/waypost-api", "ingress", to="INGRESS_TRAFFIC_ALL"),
    ),
    CloudFault(
        "two versions run",
        "image",
        "Deploy the same image",
        changed(f"{POOL}/waypost-outbound", "template", "containers", 0, "image", to=OTHER),
    ),
    CloudFault(
        "not in the network", "network", APPLY, changed(f"{SERVICE}/waypost-ingest", "template", "vpcAccess", to={})
    ),
    CloudFault("database stopped", "database instance", APPLY, changed(SQL, "state", to="SUSPENDED")),
    CloudFault(
        "database in one zone",
        "database in two zones",
        APPLY,
        changed(SQL, "settings", "availabilityType", to="ZONAL"),
    ),
    CloudFault(
        "database with a public address",
        "database network",
        APPLY,
        changed(SQL, "settings", "ipConfiguration", "ipv4Enabled", to=True),
    ),
    CloudFault(
        "no point-in-time recovery",
        "database backups",
        APPLY,
        changed(SQL, "settings", "backupConfiguration", "pointInTimeRecoveryEnabled", to=False),
    ),
    CloudFault(
        "cloud backup too old",
        "backup",
        "gcloud sql backups create",
        changed(f"{SQL}/backupRuns/1", "endTime", to=ago(days=3)),
    ),
    CloudFault("cache without a password", "cache instance", APPLY, changed(REDIS, "authEnabled", to=False)),
    CloudFault(
        "public bucket",
        "bucket media",
        APPLY,
        changed(
            f"{BUCKET}/iam", "bindings", to=[{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]
        ),
    ),
    CloudFault(
        "bucket that may be made public",
        "bucket media",
        APPLY,
        changed(BUCKET, "iamConfiguration", "publicAccessPrevention", to="inherited"),
    ),
    CloudFault(
        "secret not rotated",
        "secret waypost-secret-key",
        "Add a new version",
        changed(f"{SECRET}/waypost-secret-key/versions/2", "createTime", to=ago(days=400)),
    ),
    CloudFault(
        "secret without a version",
        "secret waypost-mail-url",
        "Add a new version",
        changed(f"{SECRET}/waypost-mail-url/versions/2", "state", to="DISABLED"),
    ),
    CloudFault(
        "no rotation schedule",
        "rotation schedule",
        APPLY,
        changed(f"{SECRET}/waypost-master-keys", "rotation", to={}),
    ),
    CloudFault(
        "service account with editor role",
        "IAM roles",
        "remove-iam-policy-binding",
        bound("roles/editor", f"serviceAccount:{email(API)}"),
    ),
    CloudFault(
        "project open to everybody",
        "IAM public",
        "remove-iam-policy-binding",
        bound("roles/viewer", "allUsers"),
    ),
    CloudFault(
        "key of a service account",
        "account keys",
        "keys delete",
        added(
            f"iam/v1/projects/{PROJECT}/serviceAccounts/{email(INGEST)}/keys/1",
            name=f"projects/{PROJECT}/serviceAccounts/{email(INGEST)}/keys/1",
            keyType="USER_MANAGED",
        ),
    ),
    CloudFault(
        "back office open to everybody",
        "back office",
        "Take allUsers out",
        changed(
            f"{SERVICE}/waypost-backoffice:getIamPolicy", "bindings",
            to=[{"role": "roles/run.invoker", "members": ["allUsers"]}],
        ),
    ),
    CloudFault(
        "no cloud armor before ingest",
        "cloud armor",
        APPLY,
        changed(f"{GLOBAL}/backendServices/waypost-ingest", "securityPolicy", to=""),
    ),
    CloudFault(
        "certificate not issued",
        "certificates",
        "Point the domain's DNS",
        changed(CERTIFICATE, "managed", to={"state": "FAILED", "provisioningIssue": {"reason": "AUTHORIZATION_ISSUE"}}),
    ),
    CloudFault(
        "alert channel missing", "notification channels", "Confirm each", gone(f"{MONITORING}/notificationChannels/1")
    ),
    CloudFault(
        "alert channel not confirmed",
        "notification channels",
        "Confirm each",
        changed(f"{MONITORING}/notificationChannels/1", "verificationStatus", to="UNVERIFIED"),
    ),
    CloudFault(
        "alert policy off",
        "alert policies",
        APPLY,
        changed(f"{MONITORING}/alertPolicies/1", "enabled", to=False),
    ),
    CloudFault("no uptime check", "uptime checks", APPLY, gone(f"{MONITORING}/uptimeCheckConfigs/1")),
    CloudFault(
        "may not be read",
        "cache instance",
        "Grant roles/viewer",
        lambda google: google.refuse("redis/", 403, "Permission 'redis.instances.get' denied"),
    ),
)  # fmt: skip
