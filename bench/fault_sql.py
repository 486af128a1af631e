"""Faults of the database, as statements of an administrator: each with the check that finds it and its remedy."""

from dataclasses import dataclass

WALL = "current_setting('waypost.tenant_id')::uuid"
_DOOR = "create policy open_door on contacts_contact for select to waypost_app using (true)"
_OURS = f"""drop policy tenant_isolation on contacts_contact;
    create policy tenant_isolation on contacts_contact to waypost_app, waypost_owner using (tenant_id = {WALL})"""
_WITHIN = "messaging_message_channel_id_within"
_KEY = f"""alter table messaging_message drop constraint {_WITHIN};
    alter table messaging_message add constraint {_WITHIN} foreign key (tenant_id, channel_id)
        references channels_channel (tenant_id, id) deferrable initially deferred"""
_INDEX = "pipeline_ingestedwebhook_waiting"


@dataclass(frozen=True)
class SqlFault:
    name: str
    check: str
    remedy: str
    seed: str
    heal: str
    also: frozenset[str] = frozenset()
    """What else it is known to break."""


FAULTS: tuple[SqlFault, ...] = (
    SqlFault(
        "role with too much right",
        "roles",
        "waypost roles",
        "alter role waypost_app bypassrls",
        "alter role waypost_app nobypassrls",
        frozenset({"role"}),
    ),
    SqlFault(
        "role that joined another",
        "memberships",
        "revoke",
        "grant waypost_operator to waypost_app",
        "revoke waypost_operator from waypost_app",
    ),
    SqlFault(
        "ingest may read contacts",
        "rights",
        "revoke",
        "grant select on contacts_contact to waypost_ingest",
        "revoke select on contacts_contact from waypost_ingest",
    ),
    SqlFault(
        "event log may be changed",
        "rights of the app",
        "revoke",
        "grant update on core_domainevent to waypost_app",
        "revoke update on core_domainevent from waypost_app",
    ),
    SqlFault(
        "wall off on one table",
        "policies",
        "core/tenancy.py",
        "alter table contacts_contact disable row level security",
        "alter table contacts_contact enable row level security",
        frozenset({"wall"}),
    ),
    SqlFault(
        "policy changed",
        "policies",
        "core/tenancy.py",
        "alter policy tenant_isolation on contacts_contact using (true)",
        _OURS,
    ),
    SqlFault(
        "door in the wall", "policies", "drop what is not", _DOOR, "drop policy open_door on contacts_contact"
    ),
    SqlFault(
        "function without a fixed path",
        "definer functions",
        "as its migration does",
        "alter function contacts_search(text, int) reset search_path",
        "alter function contacts_search(text, int) set search_path = public",
    ),
    SqlFault(
        "migration missing",
        "migrations",
        "waypost migrate",
        "delete from django_migrations where app = 'templates' and name = '0001_initial'",
        "insert into django_migrations (app, name, applied) values ('templates', '0001_initial', now())",
    ),
    SqlFault(
        "invalid index",
        "indexes",
        "reindex index concurrently",
        f"update pg_index set indisvalid = false where indexrelid = '{_INDEX}'::regclass",
        f"update pg_index set indisvalid = true where indexrelid = '{_INDEX}'::regclass",
    ),
    SqlFault(
        "foreign key not validated",
        "foreign keys",
        "validate constraint",
        f"{_KEY} not valid",
        f"alter table messaging_message validate constraint {_WITHIN}",
    ),
    SqlFault(
        "key that may cross tenants",
        "keys within a tenant",
        "tenant_id",
        f"""alter table messaging_message drop constraint {_WITHIN};
            create unique index fault_plain on channels_channel (id);
            alter table messaging_message add constraint fault_plain foreign key (channel_id)
                references channels_channel (id) deferrable initially deferred""",
        f"""alter table messaging_message drop constraint fault_plain;
            drop index fault_plain;
            {_KEY.partition(";")[2]}""",
    ),
    SqlFault(
        "ledger cut off",
        "ledger of consent",
        "incidents.md",
        """insert into consent_head (tenant_id, id, sequence, hash)
           select id, gen_random_uuid(), 3, '\\x00' from accounts_tenant order by id desc limit 1""",
        "delete from consent_head where sequence = 3 and hash = '\\x00'",
    ),
    SqlFault(
        "dead letters",
        "dead letters",
        "waypost replay",
        """insert into pipeline_deadletter (tenant_id, app_id, body, reason, received_at, set_aside_at)
           select id, gen_random_uuid(), '{}', 'fault', now(), now() from accounts_tenant limit 1""",
        "delete from pipeline_deadletter where reason = 'fault'",
    ),
)
