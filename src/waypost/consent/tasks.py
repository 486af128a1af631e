"""Jobs of consent."""

from uuid import UUID

from waypost.consent import actions
from waypost.core.actor import Actor
from waypost.core.jobs import job


@job("consent.import", retries=8)
def read_file(actor: Actor, import_id: str) -> None:
    while actions.read_import(actor, UUID(import_id)):
        pass
