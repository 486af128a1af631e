"""What happens to consent."""

from uuid import UUID

from waypost.kit.events import Event


class ConsentChanged(Event, frozen=True, tag="consent.changed"):
    contact_id: UUID
    purpose: str
    state: str
    source: str


class ConsentSettingsChanged(Event, frozen=True, tag="consent.settings_changed"):
    marketing_needs_opt_in: bool
    confirms: bool


class ConsentImported(Event, frozen=True, tag="consent.imported"):
    import_id: UUID
    recorded: int
    repeated: int
    refused: int
