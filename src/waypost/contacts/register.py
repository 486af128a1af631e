"""The identities of all contacts as rows: locked, loaded for the people in question, and written back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from waypost.contacts.rules import Identity, Known, Person, Plan, Register, candidates
from waypost.kit.ids import uuid7

_LOCK = "hashtextextended(current_setting('waypost.tenant_id'), 2)"


class Raced(Exception):
    """Somebody else learned one of these identities meanwhile: load again and decide again."""


def share() -> None:
    """Until the transaction ends, no contacts are merged or parted; others may recognize people too."""
    _lock("pg_advisory_xact_lock_shared")


def hold_alone() -> None:
    """Until the transaction ends, nobody else changes who is who in the open tenant."""
    _lock("pg_advisory_xact_lock")


def load(people: Sequence[Person]) -> Register:
    """Who these people may be, by their ids and by every other form of their numbers."""
    wa_ids = {form for person in people if person.wa_id for form in candidates(person.wa_id)}
    user_ids = {person.user_id for person in people if person.user_id}
    with connection.cursor() as cursor:
        # two index scans joined: the ORM would spread this over three queries
        cursor.execute(
            """select c.id, c.wa_id, c.user_id, c.parent_user_id, c.username, c.profile_name,
                      i.account_id, i.kind, i.value, i.retired_at is null, i.last_seen_at < now() - interval '1 day'
               from (select * from contacts_identity where kind = 'wa_id' and value = any(%s)
                     union all
                     select * from contacts_identity where kind = 'user_id' and value = any(%s)) i
               join contacts_contact c on c.id = i.contact_id""",
            [list(wa_ids), list(user_ids)],
        )
        rows = cursor.fetchall()
    known = {row[0]: Known(row[0], Person(*row[1:6])) for row in rows}
    register = Register(known.values(), (Identity(row[0], *row[6:]) for row in rows))
    _load_user_ids(register, people)
    return register


def adopt(people: Iterable[Person]) -> bool:
    """Contacts that were written without identities (by older code, or in bulk) get them."""
    wa_ids = [form for person in people if person.wa_id for form in candidates(person.wa_id)]
    user_ids = [person.user_id for person in people if person.user_id]
    return _adopt("c.wa_id = any(%s)", wa_ids) + _adopt("c.user_id = any(%s)", user_ids) > 0


def adopt_contacts(contact_ids: Sequence[UUID]) -> None:
    _adopt("c.id = any(%s)", contact_ids)


def write(plan: Plan) -> list[tuple[UUID, UUID]]:
    """All of the plan, or nothing and `Raced`. The doubles that were not known before."""
    if plan.seen_again:
        _touch(plan.seen_again)
    if plan.strangers or plan.learned or plan.retired:
        with transaction.atomic():
            if plan.retired:
                _retire(plan.retired)
                _clear(list(plan.changed))
            _update(plan.changed)
            _insert_contacts(plan.strangers)
            _insert_identities(plan.learned)
    else:
        _update(plan.changed)
    return _note_doubles(plan) if plan.doubles else []


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({_LOCK})")


def _load_user_ids(register: Register, people: Sequence[Person]) -> None:
    """Asked only where a number is known and its user id is not: is it the same person's?"""
    owners = [
        register.number_owner(person.wa_id)
        for person in people
        if person.user_id and person.user_id not in register.by_user_id
    ]
    accounts = {owner.account_id for owner in owners if owner}
    if not accounts:
        return
    contacts = {owner.contact_id for owner in owners if owner}
    with connection.cursor() as cursor:
        cursor.execute(
            """select account_id, value from contacts_identity
               where contact_id = any(%s) and account_id = any(%s) and kind = 'user_id' and retired_at is null""",
            [list(contacts), list(accounts)],
        )
        for account_id, value in cursor.fetchall():
            register.user_ids_of.setdefault(account_id, set()).add(value)


def _adopt(which: str, values: Sequence[object]) -> int:
    if not values:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"""insert into contacts_identity (id, contact_id, account_id, kind, value)
                select gen_random_uuid(), c.id, c.id, known.kind, known.value
                from contacts_contact c
                cross join lateral (values ('wa_id', c.wa_id), ('user_id', c.user_id),
                    ('parent_user_id', c.parent_user_id), ('username', c.username)) as known (kind, value)
                where {which} and c.merged_into_id is null and known.value is not null
                  and not exists (select 1 from contacts_identity i where i.contact_id = c.id
                                  and i.kind = known.kind and i.value = known.value and i.retired_at is null)
                on conflict do nothing""",  # noqa: S608 - constants of this file
            [list(values)],
        )
        return int(cursor.rowcount)


def _touch(identities: Sequence[Identity]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update contacts_identity i set last_seen_at = now()
               from (select distinct kind, value from unnest(%s::text[], %s::text[]) as seen (kind, value)) seen
               where i.kind = seen.kind and i.value = seen.value and i.retired_at is null""",
            [[one.kind for one in identities], [one.value for one in identities]],
        )


def _retire(identities: Sequence[Identity]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update contacts_identity i set retired_at = now()
               from unnest(%s::uuid[], %s::text[], %s::text[]) as gone (contact_id, kind, value)
               where i.contact_id = gone.contact_id and i.kind = gone.kind and i.value = gone.value
                 and i.retired_at is null""",
            [
                [one.contact_id for one in identities],
                [one.kind for one in identities],
                [one.value for one in identities],
            ],
        )


def _clear(contact_ids: Sequence[UUID]) -> None:
    """So that a number can go from one contact to another, whichever of the two is written first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update contacts_contact set wa_id = null, user_id = null where id = any(%s)", [list(contact_ids)]
        )


def _update(changed: dict[UUID, Person]) -> None:
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """update contacts_contact c
               set wa_id = new.wa_id, user_id = new.user_id, parent_user_id = new.parent_user_id,
                   username = new.username, profile_name = new.profile_name
               from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                    as new (id, wa_id, user_id, parent_user_id, username, profile_name)
               where c.id = new.id""",
            _columns(changed),
        )


def _insert_contacts(strangers: dict[UUID, Person]) -> None:
    if not strangers:
        return
    with connection.cursor() as cursor:
        # on conflict do nothing: whoever else met them first is found by loading again
        cursor.execute(
            """insert into contacts_contact
                   (id, name, profile_name, wa_id, user_id, parent_user_id, username, created_at)
               select id, '', profile_name, wa_id, user_id, parent_user_id, username, now()
               from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                    as new (id, wa_id, user_id, parent_user_id, username, profile_name)
               on conflict do nothing""",
            _columns(strangers),
        )
        if cursor.rowcount != len(strangers):
            raise Raced


def _columns(people: dict[UUID, Person]) -> list[list[object]]:
    values = list(people.values())
    return [
        list(people),
        [p.wa_id for p in values],
        [p.user_id for p in values],
        [p.parent_user_id for p in values],
        [p.username for p in values],
        [p.profile_name for p in values],
    ]


def _insert_identities(learned: Sequence[Identity]) -> None:
    if not learned:
        return
    rows = sorted(learned, key=lambda one: (one.kind, one.value))
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into contacts_identity (id, contact_id, account_id, kind, value)
               select id, contact_id, account_id, kind, value
               from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[])
                    as new (id, contact_id, account_id, kind, value)
               on conflict do nothing""",
            [
                [uuid7() for _ in rows],
                [one.contact_id for one in rows],
                [one.account_id for one in rows],
                [one.kind for one in rows],
                [one.value for one in rows],
            ],
        )
        if cursor.rowcount != len(rows):
            raise Raced


def _note_doubles(plan: Plan) -> list[tuple[UUID, UUID]]:
    pairs = sorted(plan.doubles)
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into contacts_double (id, contact_id, other_id)
               select id, contact_id, other_id
               from unnest(%s::uuid[], %s::uuid[], %s::uuid[]) as new (id, contact_id, other_id)
               on conflict do nothing returning contact_id, other_id""",
            [[uuid7() for _ in pairs], [one for one, _ in pairs], [other for _, other in pairs]],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]
