"""What people do with the raw webhooks."""

from waypost.kit.events import Event


class WebhooksReplayed(Event, frozen=True, tag="webhooks.replayed"):
    webhook_ids: list[int]
    count: int


class JournalSettingsChanged(Event, frozen=True, tag="journal.settings_changed"):
    keep_days: int
