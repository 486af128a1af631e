"""Consent over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status

from waypost.consent import actions, queries
from waypost.consent.schemas import (
    ConsentIn,
    ConsentOut,
    ImportIn,
    ImportOut,
    SettingsIn,
    SettingsOut,
    StandingOut,
    VerifiedOut,
    WordIn,
    WordOut,
)
from waypost.core.http import Request

of_contacts = Router(tags=["consent"])
router = Router(tags=["consent"])


@of_contacts.get("/{contact_id}/consent", response=ConsentOut, operation_id="get_consent")
def get_consent(
    request: Request,
    contact_id: UUID,
    before: int | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> ConsentOut:
    return queries.consent_of(request.auth, contact_id, before=before, limit=limit)


@of_contacts.post("/{contact_id}/consent", response={201: ConsentOut}, operation_id="note_consent")
def note_consent(request: Request, contact_id: UUID, new: ConsentIn) -> Status[ConsentOut]:
    return Status(201, actions.note_consent(request.auth, contact_id, new))


@of_contacts.get("/{contact_id}/consent/at", response=list[StandingOut], operation_id="get_consent_at")
def get_consent_at(request: Request, contact_id: UUID, moment: datetime) -> list[StandingOut]:
    return queries.consent_at(request.auth, contact_id, moment)


@router.get("/settings", response=SettingsOut, operation_id="get_consent_settings")
def get_settings(request: Request) -> SettingsOut:
    return queries.settings_shape(request.auth)


@router.put("/settings", response=SettingsOut, operation_id="change_consent_settings")
def change_settings(request: Request, new: SettingsIn) -> SettingsOut:
    return actions.change_settings(request.auth, new)


@router.get("/words", response=list[WordOut], operation_id="list_consent_words")
def list_words(request: Request) -> list[WordOut]:
    return queries.words(request.auth)


@router.post("/words", response={201: WordOut}, operation_id="add_consent_word")
def add_word(request: Request, new: WordIn) -> Status[WordOut]:
    return Status(201, actions.add_word(request.auth, new))


@router.delete("/words/{word_id}", response={204: None}, operation_id="remove_consent_word")
def remove_word(request: Request, word_id: UUID) -> Status[None]:
    actions.remove_word(request.auth, word_id)
    return Status(204, None)


@router.post("/imports", response={202: ImportOut}, operation_id="import_consent")
def import_consent(request: Request, new: ImportIn) -> Status[ImportOut]:
    return Status(202, actions.import_proof(request.auth, new))


@router.get("/imports/{import_id}", response=ImportOut, operation_id="get_consent_import")
def get_import(request: Request, import_id: UUID) -> ImportOut:
    return queries.access_import(request.auth, import_id)


@router.get("/verify", response=VerifiedOut, operation_id="verify_consent")
def verify(request: Request) -> VerifiedOut:
    return queries.verified(request.auth)
