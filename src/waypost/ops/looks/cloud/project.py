"""The project: signed in, billed, and every API that we use switched on."""

from collections.abc import Iterator

from waypost.ops.deployment import APIS
from waypost.ops.google import GoogleCloud, GoogleFailed
from waypost.ops.looks.cloud.asking import asks, last
from waypost.ops.looks.finding import Finding, warns, well, wrong


@asks("project")
def project(cloud: GoogleCloud) -> Iterator[Finding]:
    found = cloud.get("cloudresourcemanager", f"v3/projects/{cloud.project}")
    yield well("sign-in", "accepted")
    if found.get("state") == "ACTIVE":
        yield well("project", f"{found.get('projectId')} is active")
    else:
        yield wrong("project", str(found.get("state")), "Restore it, or name another with --project.")


@asks("APIs")
def apis(cloud: GoogleCloud) -> Iterator[Finding]:
    listed = cloud.listed(
        "serviceusage", f"v1/projects/{cloud.project}/services", filter="state:ENABLED", pageSize=200
    )
    enabled = {last(str(one.get("name", ""))) for one in listed if one.get("state") == "ENABLED"}
    if off := [one for one in APIS if f"{one}.googleapis.com" not in enabled]:
        remedy = f"`gcloud services enable {' '.join(f'{one}.googleapis.com' for one in off)}`."
        yield wrong("APIs", f"not enabled: {', '.join(off)}", remedy)
    else:
        yield well("APIs", f"all {len(APIS)} enabled")


def budgets(cloud: GoogleCloud) -> Iterator[Finding]:
    """Whoever deploys may often not look at billing: then it is only said."""
    try:
        billing = cloud.get("cloudbilling", f"v1/projects/{cloud.project}/billingInfo")
        account = billing.get("billingAccountName", "")
        if not billing.get("billingEnabled"):
            yield wrong("billing", "off: services stop", "Link a billing account to the project.")
            return
        found = list(cloud.listed("billingbudgets", f"v1/{account}/budgets"))
    except GoogleFailed as refused:
        remedy = "Grant roles/billing.viewer, or look in the console."
        yield warns("budgets", f"may not be read ({refused.said})", remedy)
        return
    if found:
        yield well("budgets", f"{len(found)}")
    else:
        yield warns(
            "budgets", "none: nobody is told of a high bill", "Set `budget_amount` in deploy/terraform."
        )
