"""A whole Waypost on Google Cloud, healthy, as Google's APIs show it (docs/operations/google-shapes.md)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.standins.google import LISTED_AS, Google

from waypost.ops.deployment import APIS, PARTS, SECRETS, Part, buckets

PROJECT, REGION = "waypost-example", "europe-west1"
HOST = f"{REGION}-docker.pkg.dev"
IMAGE = f"{HOST}/{PROJECT}/waypost/waypost@sha256:{'ab' * 32}"
RUN = f"run/v2/projects/{PROJECT}/locations/{REGION}"
COLLECTIONS = {"service": "services", "worker": "workerPools", "job": "jobs"}
SQL = f"sqladmin/v1/projects/{PROJECT}/instances/waypost"
REDIS = f"redis/v1/projects/{PROJECT}/locations/{REGION}/instances/waypost"
SECRET = f"secretmanager/v1/projects/{PROJECT}/secrets"
GLOBAL = f"compute/compute/v1/projects/{PROJECT}/global"
MONITORING = f"monitoring/v3/projects/{PROJECT}"
CHANNEL = f"projects/{PROJECT}/notificationChannels/1"

LISTED_AS.update(
    {f"compute/{one}": "items" for one in ("backendServices", "targetHttpsProxies", "securityPolicies")}
)
LISTED_AS["iam/serviceAccounts"] = "accounts"


def healthy(google: Google, policies: list[str] | None = None) -> Google:
    """Everything that `deploy/terraform` makes; `policies` are names of alert policies that must be there."""
    _project(google)
    for part in PARTS:
        google.put(run_path(part), _process(part))
    google.put(f"{RUN}/services/waypost-backoffice:getIamPolicy", _iap_only())
    _stores(google)
    _access(google)
    _edge(google)
    _watching(google, policies or ["Webhooks wait"])
    return google


def run_path(part: Part) -> str:
    return f"{RUN}/{COLLECTIONS[part.kind]}/{part.name}"


def email(part: Part) -> str:
    return f"{part.name}@{PROJECT}.iam.gserviceaccount.com"


def ago(**much: float) -> str:
    return (datetime.now(UTC) - timedelta(**much)).isoformat().replace("+00:00", "Z")


def _project(google: Google) -> None:
    google.put(
        f"cloudresourcemanager/v3/projects/{PROJECT}",
        {"name": "projects/415104041262", "projectId": PROJECT, "state": "ACTIVE", "displayName": "Waypost"},
    )
    for api in APIS:
        name = f"{api}.googleapis.com"
        google.put(
            f"serviceusage/v1/projects/{PROJECT}/services/{name}",
            {"name": f"projects/415104041262/services/{name}", "config": {"name": name}, "state": "ENABLED"},
        )
    account = "billingAccounts/012345-567890-ABCDEF"
    google.put(
        f"cloudbilling/v1/projects/{PROJECT}/billingInfo",
        {"projectId": PROJECT, "billingAccountName": account, "billingEnabled": True},
    )
    google.put(
        f"billingbudgets/v1/{account}/budgets/1", {"name": f"{account}/budgets/1", "displayName": "Waypost"}
    )


def _process(part: Part) -> dict[str, Any]:
    template: dict[str, Any] = {
        "serviceAccount": email(part),
        "containers": [_container(part)],
        "vpcAccess": {
            "networkInterfaces": [{"network": "waypost", "subnetwork": "waypost"}],
            "egress": "PRIVATE_RANGES_ONLY",
        },
    }
    shown: dict[str, Any] = {
        "name": run_path(part).removeprefix("run/v2/"),
        "generation": "3",
        "observedGeneration": "3",
        "terminalCondition": {"type": "Ready", "state": "CONDITION_SUCCEEDED"},
        "template": template,
    }
    if part.kind == "service":
        template["scaling"] = {"minInstanceCount": 1, "maxInstanceCount": 20}
        template["maxInstanceRequestConcurrency"] = 80
        shown["ingress"] = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
    elif part.kind == "worker":
        shown["scaling"] = {"manualInstanceCount": 1}
    else:
        shown["template"] = {"taskCount": 1, "template": template}
    return shown


def _container(part: Part) -> dict[str, Any]:
    secret = {"secretKeyRef": {"secret": "waypost-secret-key", "version": "latest"}}
    container: dict[str, Any] = {
        "image": IMAGE,
        "args": list(part.command[1:]),
        "env": [
            {"name": "WAYPOST_SECRET_KEY", "valueSource": secret},
            {"name": "WAYPOST_PUBLIC_URL", "value": "https://waypost.example.com"},
        ],
        "resources": {"limits": {"cpu": "1", "memory": "1Gi"}},
    }
    if part.kind == "service":
        container["startupProbe"] = {"httpGet": {"path": "/health/ready", "port": 8080}, "periodSeconds": 5}
        container["livenessProbe"] = {"httpGet": {"path": "/health/live", "port": 8080}, "periodSeconds": 15}
    return container


def _iap_only() -> dict[str, Any]:
    iap = "serviceAccount:service-415104041262@gcp-sa-iap.iam.gserviceaccount.com"
    return {"version": 1, "bindings": [{"role": "roles/run.invoker", "members": [iap]}]}


def _stores(google: Google) -> None:
    google.put(SQL, _database())
    google.put(
        f"{SQL}/backupRuns/1",
        {
            "id": "1",
            "status": "SUCCESSFUL",
            "type": "AUTOMATED",
            "startTime": ago(hours=6.1),
            "endTime": ago(hours=6),
        },
    )
    google.put(
        REDIS,
        {
            "name": REDIS.removeprefix("redis/v1/"),
            "state": "READY",
            "tier": "STANDARD_HA",
            "authEnabled": True,
            "transitEncryptionMode": "SERVER_AUTHENTICATION",
            "connectMode": "PRIVATE_SERVICE_ACCESS",
            "redisVersion": "REDIS_7_2",
            "redisConfigs": {"maxmemory-policy": "noeviction"},
        },
    )
    for what, name in buckets(PROJECT).items():
        at = f"storage/storage/v1/b/{name}"
        is_web = what == "web"
        google.put(
            at,
            {
                "name": name,
                "iamConfiguration": {
                    "uniformBucketLevelAccess": {"enabled": True},
                    "publicAccessPrevention": "inherited" if is_web else "enforced",
                },
                "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 400}}]},
            },
        )
        everybody = [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]
        google.put(f"{at}/iam", {"bindings": everybody if is_web else []})
    for name in SECRETS:
        at = f"{SECRET}/{name}"
        rotation = {"nextRotationTime": ago(days=-60), "rotationPeriod": "7776000s"}
        google.put(at, {"name": at.removeprefix("secretmanager/v1/"), "rotation": rotation})
        google.put(f"{at}/versions/2", {"name": "versions/2", "state": "ENABLED", "createTime": ago(days=20)})
        google.put(
            f"{at}/versions/1", {"name": "versions/1", "state": "DISABLED", "createTime": ago(days=110)}
        )


def _database() -> dict[str, Any]:
    return {
        "name": "waypost",
        "state": "RUNNABLE",
        "databaseVersion": "POSTGRES_16",
        "region": REGION,
        "settings": {
            "tier": "db-custom-2-8192",
            "availabilityType": "REGIONAL",
            "deletionProtectionEnabled": True,
            "ipConfiguration": {
                "ipv4Enabled": False,
                "privateNetwork": f"projects/{PROJECT}/global/networks/waypost",
                "sslMode": "ENCRYPTED_ONLY",
            },
            "backupConfiguration": {
                "enabled": True,
                "pointInTimeRecoveryEnabled": True,
                "transactionLogRetentionDays": 7,
                "backupRetentionSettings": {"retainedBackups": 30},
            },
            "maintenanceWindow": {"day": 7, "hour": 3, "updateTrack": "stable"},
            "insightsConfig": {"queryInsightsEnabled": True},
        },
    }


def _access(google: Google) -> None:
    bindings = [
        {"role": "roles/owner", "members": ["user:owner@example.com"]},
        {"role": "roles/cloudsql.client", "members": [f"serviceAccount:{email(one)}" for one in PARTS]},
    ]
    google.put(POLICY, {"version": 1, "bindings": bindings})
    google.verbs[":getIamPolicy"] = policy_of(google)
    for part in PARTS:
        google.put(
            f"iam/v1/projects/{PROJECT}/serviceAccounts/{email(part)}",
            {"name": f"projects/{PROJECT}/serviceAccounts/{email(part)}", "email": email(part)},
        )


POLICY = f"policies/{PROJECT}"


def policy_of(google: Google) -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    return lambda _path, _body: dict(google.resources[POLICY])


def _edge(google: Google) -> None:
    whole = f"https://www.googleapis.com/{GLOBAL.removeprefix('compute/')}"
    google.put(
        f"{GLOBAL}/targetHttpsProxies/waypost",
        {"name": "waypost", "certificateMap": f"//certificatemanager.googleapis.com/projects/{PROJECT}"},
    )
    for name in ("api", "ingest", "live", "backoffice"):
        shown = {"name": f"waypost-{name}", "securityPolicy": f"{whole}/securityPolicies/waypost"}
        google.put(
            f"{GLOBAL}/backendServices/waypost-{name}", {**shown, "iap": {"enabled": name == "backoffice"}}
        )
    rules = [{"priority": 1000, "action": "throttle"}, {"priority": 2147483647, "action": "allow"}]
    google.put(f"{GLOBAL}/securityPolicies/waypost", {"name": "waypost", "rules": rules})
    at = f"projects/{PROJECT}/locations/global/certificates/waypost"
    managed = {"domains": ["waypost.example.com"], "state": "ACTIVE"}
    google.put(f"certificatemanager/v1/{at}", {"name": at, "expireTime": ago(days=-70), "managed": managed})


def _watching(google: Google, policies: list[str]) -> None:
    for number, name in enumerate(policies, 1):
        google.put(
            f"{MONITORING}/alertPolicies/{number}",
            {
                "name": f"projects/{PROJECT}/alertPolicies/{number}",
                "displayName": name,
                "enabled": True,
                "conditions": [{"displayName": name}],
                "notificationChannels": [CHANNEL],
            },
        )
    google.put(
        f"{MONITORING}/notificationChannels/1",
        {
            "name": CHANNEL,
            "type": "email",
            "displayName": "On call",
            "labels": {"email_address": "oncall@example.com"},
            "enabled": True,
            "verificationStatus": "VERIFIED",
        },
    )
    google.put(
        f"{MONITORING}/uptimeCheckConfigs/1", {"name": "1", "displayName": "waypost-api", "period": "60s"}
    )
    google.put(f"logging/v2/projects/{PROJECT}/metrics/waypost-errors", {"name": "waypost-errors"})
    google.put(f"monitoring/v1/projects/{PROJECT}/dashboards/1", {"name": "1", "displayName": "Waypost"})
