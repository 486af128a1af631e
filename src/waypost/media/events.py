"""What happens to files. Both carry the file as screens show it."""

from typing import Any

from waypost.kit.events import Event


class MediaReady(Event, frozen=True, tag="media.ready"):
    media: dict[str, Any]


class MediaFailed(Event, frozen=True, tag="media.failed"):
    media: dict[str, Any]
