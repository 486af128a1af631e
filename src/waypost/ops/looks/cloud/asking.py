"""How a look asks Google: a refusal is a finding, with who must grant what."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps

from waypost.ops.google import GoogleCloud, GoogleFailed
from waypost.ops.looks.finding import Finding, well, wrong

CloudLook = Callable[[GoogleCloud], Iterator[Finding]]
APPLY = "`terraform apply` in deploy/terraform makes it so."


def asks(what: str) -> Callable[[CloudLook], CloudLook]:
    def decorated(look: CloudLook) -> CloudLook:
        @wraps(look)
        def guarded(cloud: GoogleCloud) -> Iterator[Finding]:
            try:
                yield from look(cloud)
            except GoogleFailed as refused:
                yield not_told(what, refused)

        return guarded

    return decorated


def not_told(what: str, refused: GoogleFailed) -> Finding:
    if refused.status == 404:
        return wrong(what, "is not there", APPLY)
    if refused.status == 403:
        remedy = "Grant roles/viewer and roles/iam.securityReviewer to who runs this, or enable the API."
        return wrong(what, f"may not be read ({refused.said})", remedy)
    if refused.status == 401:
        return wrong(what, str(refused), "Sign in again: `gcloud auth application-default login`.")
    return wrong(
        what, f"could not be read ({refused})", "Try again; if it stays, look at Google's status page."
    )


def told(what: str, problems: list[str], fine: str, remedy: str = APPLY) -> Finding:
    return wrong(what, "; ".join(problems), remedy) if problems else well(what, fine)


def days_since(moment: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() / 86_400


def last(name: str) -> str:
    """The last word of a resource's name."""
    return name.rsplit("/", 1)[-1]
