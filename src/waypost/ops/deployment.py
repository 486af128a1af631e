"""What an installation on Google Cloud consists of, by name; `deploy/terraform` makes the same."""

from dataclasses import dataclass
from typing import Literal

NAME = "waypost"
Kind = Literal["service", "worker", "job"]


@dataclass(frozen=True, slots=True)
class Part:
    """One process: a Cloud Run service, a worker pool, or a job; `role` is what it signs in to PostgreSQL as."""

    process: str
    kind: Kind
    role: str = "waypost_app"
    command: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{NAME}-{self.process}"


PARTS: tuple[Part, ...] = (
    Part("api", "service", command=("waypost", "api")),
    Part("ingest", "service", "waypost_ingest", ("waypost", "ingest")),
    Part("live", "service", "", ("waypost", "live")),
    Part("backoffice", "service", "waypost_operator", ("waypost", "backoffice")),
    Part("inbound", "worker", command=("waypost", "worker", "inbound")),
    Part("outbound", "worker", command=("waypost", "worker", "outbound")),
    Part("relay", "worker", "waypost_relay", ("waypost", "worker", "relay")),
    Part("jobs", "worker", command=("waypost", "worker", "jobs")),
    Part("migrate", "job", "waypost_owner", ("waypost", "migrate")),
)

SECRETS: tuple[str, ...] = (
    "waypost-secret-key",
    "waypost-master-keys",
    "waypost-meta-app-secret",
    "waypost-mail-url",
    *(
        f"waypost-database-url-{role.removeprefix('waypost_')}"
        for role in dict.fromkeys(p.role for p in PARTS)
        if role
    ),
)
"""In Secret Manager. Those of the database end in `-app`, `-ingest`, `-operator`, `-relay` and `-owner`."""

DATABASE_INSTANCE = CACHE_INSTANCE = IMAGE_REPOSITORY = NAME


def buckets(project: str) -> dict[str, str]:
    """What for → its name."""
    return {what: f"{project}-{NAME}-{what}" for what in ("media", "web", "backups")}


APIS: tuple[str, ...] = (
    "artifactregistry", "certificatemanager", "cloudbuild", "cloudresourcemanager", "cloudtrace", "compute", "iam",
    "iamcredentials", "iap", "logging", "monitoring", "redis", "run", "secretmanager", "servicenetworking",
    "sqladmin", "storage", "vpcaccess",
)  # fmt: skip
"""Each as `<name>.googleapis.com`."""
