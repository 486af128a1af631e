"""What people (and API keys) write down about consent, and the tenant's words and settings."""

from uuid import UUID

from django.db import IntegrityError, transaction

from waypost.accounts.permissions import Permission
from waypost.consent import queries
from waypost.consent.actions.ledger import NewEntry, record
from waypost.consent.events import ConsentSettingsChanged
from waypost.consent.models import Settings, Word
from waypost.consent.rules import Source, normalized
from waypost.consent.schemas import ConsentIn, ConsentOut, SettingsIn, SettingsOut, WordIn, WordOut
from waypost.contacts import queries as contacts
from waypost.core.actor import Actor, requires
from waypost.core.eventlog import emit
from waypost.kit import clock
from waypost.kit.errors import Conflict, Invalid, NotFound


@requires(Permission.CONSENT_WRITE)
def note_consent(actor: Actor, contact_id: UUID, new: ConsentIn) -> ConsentOut:
    contact = contacts.access_contact(actor, contact_id)
    now = clock.now()
    happened_at = new.happened_at or now
    if happened_at.tzinfo is None:
        raise Invalid("happened_at needs a time zone, such as 2026-11-23T10:00:00Z.")
    if happened_at > now:
        raise Invalid("Consent cannot be given in the future. Check happened_at.")
    source: Source = "api_key" if actor.kind == "api_key" else "user"
    evidence = {**new.evidence, "note": new.note, "by": actor.name}
    entry = NewEntry(contact.id, new.purpose, new.state, source, happened_at, evidence)
    record(Actor.system(actor.tenant_id), [entry], by=actor)
    return queries.consent_of(actor, contact.id)


@requires(Permission.SENDING_MANAGE)
def change_settings(actor: Actor, new: SettingsIn) -> SettingsOut:
    Settings.objects.update_or_create(defaults=new.model_dump())
    emit(
        actor,
        ConsentSettingsChanged(marketing_needs_opt_in=new.marketing_needs_opt_in, confirms=new.confirms),
    )
    return queries.settings_shape(actor)


@requires(Permission.SENDING_MANAGE)
def add_word(actor: Actor, new: WordIn) -> WordOut:
    plain = normalized(new.word)
    if not plain:
        raise Invalid("A word needs letters or digits.")
    try:
        with transaction.atomic():
            row = Word.objects.create(word=new.word, normalized=plain, state=new.state)
    except IntegrityError as error:
        raise Conflict("This word is there already.") from error
    return WordOut.from_orm(row)


@requires(Permission.SENDING_MANAGE)
def remove_word(actor: Actor, word_id: UUID) -> None:
    removed, _ = Word.objects.filter(id=word_id).delete()
    if not removed:
        raise NotFound("There is no such word.")
