"""Who may do what in the project: one account for each process, with little, and no keys lying about."""

from collections.abc import Iterator

from waypost.ops.deployment import PARTS
from waypost.ops.google import GoogleCloud
from waypost.ops.looks.cloud.asking import asks, last, told
from waypost.ops.looks.cloud.processes import place
from waypost.ops.looks.cloud.stores import EVERYBODY
from waypost.ops.looks.finding import Finding

PRIMITIVE = {"roles/owner", "roles/editor"}
BROAD = {"roles/iam.securityAdmin", "roles/resourcemanager.projectIamAdmin", "roles/secretmanager.admin",
         "roles/cloudsql.admin", "roles/storage.admin", "roles/run.admin"}  # fmt: skip


@asks("IAM")
def roles(cloud: GoogleCloud) -> Iterator[Finding]:
    policy = cloud.post("cloudresourcemanager", f"v3/projects/{cloud.project}:getIamPolicy", {})
    ours = {f"serviceAccount:{account(cloud, part.name)}" for part in PARTS}
    default = "-compute@developer.gserviceaccount.com"
    problems, open_to_all = [], []
    for binding in policy.get("bindings", []):
        role, members = binding.get("role", ""), set(binding.get("members", []))
        if role in PRIMITIVE | BROAD:
            problems += [f"{_short(one)} has {role}" for one in sorted(members & ours)]
        if role in PRIMITIVE:
            problems += [f"{_short(one)} has {role}" for one in sorted(members) if one.endswith(default)]
        open_to_all += [role] if members & EVERYBODY else []
    remedy = "`gcloud projects remove-iam-policy-binding`; Terraform grants each account what it needs."
    yield told("IAM roles", problems, "no account of ours has more than it needs", remedy)
    yield told(
        "IAM public", [f"everybody has {one}" for one in open_to_all], "nothing is given to everybody", remedy
    )


@asks("service accounts")
def accounts(cloud: GoogleCloud) -> Iterator[Finding]:
    listed = cloud.listed("iam", f"v1/projects/{cloud.project}/serviceAccounts", "accounts")
    there = {str(one.get("email")): bool(one.get("disabled")) for one in listed}
    emails = [account(cloud, part.name) for part in PARTS]
    problems = [f"{one.partition('@')[0]} is missing" for one in emails if one not in there]
    problems += [f"{one.partition('@')[0]} is disabled" for one in emails if there.get(one)]
    yield told("service accounts", problems, f"one for each of {len(PARTS)} processes")
    keys = []
    for email in emails:
        if email in there:
            path = f"v1/projects/{cloud.project}/serviceAccounts/{email}/keys"
            keys += [
                f"{email.partition('@')[0]}: {last(str(one.get('name')))}"
                for one in cloud.listed("iam", path, keyTypes="USER_MANAGED")
                if one.get("keyType", "USER_MANAGED") == "USER_MANAGED"
            ]
    remedy = "`gcloud iam service-accounts keys delete`; Cloud Run and CI sign in without keys."
    yield told("account keys", keys, "none that somebody keeps", remedy)


@asks("back office")
def backoffice(cloud: GoogleCloud) -> Iterator[Finding]:
    policy = cloud.get("run", f"{place(cloud)}/services/waypost-backoffice:getIamPolicy")
    open_to_all = any(EVERYBODY & set(one.get("members", [])) for one in policy.get("bindings", []))
    problems = ["everybody may call it"] if open_to_all else []
    remedy = "Take allUsers out of its invokers: the identity-aware proxy is who calls it."
    yield told("back office", problems, "called by the identity-aware proxy only", remedy)


def account(cloud: GoogleCloud, name: str) -> str:
    return f"{name}@{cloud.project}.iam.gserviceaccount.com"


def _short(member: str) -> str:
    return member.partition(":")[2].partition("@")[0]
