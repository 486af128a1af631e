"""What happens to templates. All of it is Meta's doing, seen by us."""

from typing import Any

from waypost.kit.events import Event


class TemplateChanged(Event, frozen=True, tag="template.changed"):
    """As screens show it now; with `deleted_at` when it is gone."""

    template: dict[str, Any]


class TemplatesSynced(Event, frozen=True, tag="template.synced"):
    """A list was fetched; when `changed` is more than the events beside this one, screens load it again."""

    waba_id: str
    changed: int
