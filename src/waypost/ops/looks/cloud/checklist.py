"""The looks at Google Cloud under the headings of the checklist, in its order."""

from waypost.ops.looks.cloud import access, edge, processes, project, stores, watching
from waypost.ops.looks.cloud.asking import CloudLook

GROUPS: tuple[tuple[str, tuple[CloudLook, ...]], ...] = (
    ("Project", (project.project, project.apis, project.budgets)),
    ("Cloud Run", (processes.processes, processes.networks)),
    ("Data", (stores.database, stores.cache, stores.files)),
    ("Secrets", (stores.secrets,)),
    ("Access", (access.roles, access.accounts, access.backoffice)),
    ("Edge", (edge.balancer, edge.certificates)),
    (
        "Alerts",
        (watching.uptime, watching.policies, watching.channels, watching.metrics, watching.dashboards),
    ),
)
