"""What stands in front: the load balancer, its certificates, and the rules against floods and attacks."""

from collections.abc import Iterator

from waypost.ops.deployment import NAME
from waypost.ops.google import GoogleCloud
from waypost.ops.looks.cloud.asking import APPLY, asks, days_since, last, told
from waypost.ops.looks.finding import Finding

LEAST_DAYS_LEFT = 14


@asks("load balancer")
def balancer(cloud: GoogleCloud) -> Iterator[Finding]:
    path = f"compute/v1/projects/{cloud.project}/global"
    proxies = [one for one in cloud.listed("compute", f"{path}/targetHttpsProxies", "items") if _ours(one)]
    bare = [
        last(one["name"])
        for one in proxies
        if not (
            one.get("sslCertificates")
            or one.get("certificateMap")
            or one.get("certificateManagerCertificates")
        )
    ]
    problems = [] if proxies else ["there is none with https"]
    problems += [f"{one} has no certificate" for one in bare]
    yield told("load balancer", problems, f"{len(proxies)} with https")
    behind = [one for one in cloud.listed("compute", f"{path}/backendServices", "items") if _ours(one)]
    open_ones = [one["name"] for one in behind if not one.get("securityPolicy")]
    problems = [] if behind else ["no service stands behind the load balancer"]
    problems += [f"{one} has no policy" for one in open_ones]
    yield told("cloud armor", problems, f"stands before all {len(behind)}")
    office = [one for one in behind if "backoffice" in one["name"]]
    guarded = bool(office) and all(one.get("iap", {}).get("enabled") for one in office)
    yield told(
        "identity-aware proxy", [] if guarded else ["not before the back office"], "before the back office"
    )
    policies = [one for one in cloud.listed("compute", f"{path}/securityPolicies", "items") if _ours(one)]
    limits = any(
        rule.get("action") in {"throttle", "rate_based_ban"}
        for one in policies
        for rule in one.get("rules", [])
    )
    yield told(
        "rate limit at the edge", [] if limits else ["no rule limits how often one address may ask"], "set"
    )


@asks("certificates")
def certificates(cloud: GoogleCloud) -> Iterator[Finding]:
    path = f"v1/projects/{cloud.project}/locations/global/certificates"
    found = [one for one in cloud.listed("certificatemanager", path) if _ours(one)]
    problems = [] if found else ["there is none"]
    for one in found:
        name, managed = last(one["name"]), one.get("managed", {})
        if managed and managed.get("state") != "ACTIVE":
            why = managed.get("provisioningIssue", {}).get("reason") or managed.get("state")
            problems.append(f"{name} is not issued ({why})")
        elif one.get("expireTime") and -days_since(one["expireTime"]) < LEAST_DAYS_LEFT:
            problems.append(f"{name} ends in {-days_since(one['expireTime']):.0f} days")
    remedy = f"Point the domain's DNS at the load balancer; Google renews by itself then. {APPLY}"
    yield told("certificates", problems, f"{len(found)} active", remedy)


def _ours(one: dict[str, object]) -> bool:
    return last(str(one.get("name", ""))).startswith(NAME)
