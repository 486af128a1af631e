"""What happens to templates."""

from typing import Any

from waypost.kit.events import Event


class TemplateChanged(Event, frozen=True, tag="template.changed"):
    """As screens show it now."""

    template: dict[str, Any]
