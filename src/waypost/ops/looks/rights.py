"""Who may do what in the database: roles, rights, the wall and the few doors in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from waypost.kit import env
from waypost.ops.looks.database import OUTSIDE_THE_WALL
from waypost.ops.looks.finding import Finding, well, wrong
from waypost.ops.roles import DEFINER_ROLE, LOGIN_ROLES

ROLES = (*LOGIN_ROLES, DEFINER_ROLE)
NARROW = ("waypost_ingest", "waypost_relay", DEFINER_ROLE)
"""They have no rights by default: each that they have is granted by a migration."""
WIDE = {"waypost_app", "waypost_operator"}
PASS_THE_WALL = {"waypost_operator", "waypost_relay", DEFINER_ROLE}
WALL = "(tenant_id = (current_setting('waypost.tenant_id'::text))::uuid)"
_GRANT = re.compile(
    r"\bgrant\s+([a-z_,\s()]+?)\s+on\s+(?:table\s+)?([a-z_,\s]+?)\s+to\s+([a-z_,\s]+)", re.IGNORECASE
)
_WALLED = f"""select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      and c.relname !~ '^accounts_' and c.relname not in {OUTSIDE_THE_WALL!r}"""  # noqa: S608 - a constant

Rows = list[tuple[str, ...]]


_ACT_AS_OWNER = {"erase_tenant": "waypost_owner"}
"""Behind the forced wall, so each reaches the open tenant's rows only."""


def rights() -> Iterator[Finding]:
    with asked() as connection:
        yield roles(connection)
        yield memberships(connection)
        yield grants(connection)
        yield wide_rights(connection)
        yield policies(connection)
        yield definers(connection)


@contextmanager
def asked() -> Iterator[psycopg.Connection]:
    with psycopg.connect(env.database().url, connect_timeout=5, autocommit=True) as connection:
        connection.execute("set statement_timeout = '10s'")
        yield connection


def roles(connection: psycopg.Connection) -> Finding:
    found = {
        name: (powers, login)
        for name, powers, login in connection.execute(
            """select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication, rolcanlogin
               from pg_roles where rolname = any(%s)""",
            [list(ROLES)],
        )
    }
    problems = [f"{name} is missing" for name in ROLES if name not in found]
    problems += [f"{name} has powers of an administrator" for name, (powers, _) in found.items() if powers]
    if found.get(DEFINER_ROLE, (False, False))[1]:
        problems.append(f"{DEFINER_ROLE} may sign in")
    return _told(
        "roles", problems, f"{len(found)}, all ordinary", "Run `waypost roles`; it takes powers away."
    )


def memberships(connection: psycopg.Connection) -> Finding:
    """Being a member is having all that the other has."""
    rows: Rows = connection.execute(
        """select m.rolname, r.rolname from pg_auth_members a join pg_roles r on r.oid = a.roleid
           join pg_roles m on m.oid = a.member
           where m.rolname = any(%s) and not (m.rolname = 'waypost_owner' and r.rolname = %s)""",
        [list(ROLES), DEFINER_ROLE],
    ).fetchall()
    problems = [f"{member} is a member of {group}" for member, group in rows]
    return _told("memberships", problems, "none but the owner's", "`revoke <group> from <member>` for each.")


def grants(connection: psycopg.Connection) -> Finding:
    """Rights on tables and columns that no migration gave."""
    allowed, rows = granted_by_migrations(), _rights_of(connection, [*NARROW, "PUBLIC"])
    problems = [
        f"{role} may {right} {table}"
        for role, table, right in rows
        if (role, table, right) not in allowed and (table != "django_migrations" or right != "select")
    ]
    remedy = "`revoke <right> on <table> from <role>` for each."
    return _told("rights", problems, "none but those that migrations grant", remedy)


def wide_rights(connection: psycopg.Connection) -> Finding:
    """Who reads and writes rows may not empty tables, and the event log is written once."""
    rows = _rights_of(connection, list(WIDE))
    problems = [
        f"{role} may {right} {table}"
        for role, table, right in rows
        if right not in {"select", "insert", "update", "delete"}
        or (table.startswith("core_domainevent") and role == "waypost_app" and right in {"update", "delete"})
        or (table == "pipeline_ingestedwebhook" and role == "waypost_operator")
    ]
    owned = connection.execute(
        """select c.relname, r.rolname from pg_class c join pg_roles r on r.oid = c.relowner
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and r.rolname <> 'waypost_owner'"""
    ).fetchall()
    problems += [f"{table} belongs to {role}" for table, role in owned]
    remedy = "`revoke <right> on <table> from <role>`; tables belong to waypost_owner."
    return _told("rights of the app", problems, "rows only, and the event log is written once", remedy)


def policies(connection: psycopg.Connection) -> Finding:
    """Each table of tenants has the wall, in force for its owner too, and no door that is not ours."""
    there: dict[int, list[tuple[str, bool, str, set[str], str, str | None]]] = {}
    for table, *policy in connection.execute(
        """select polrelid, polname, polpermissive, polcmd::text,
                  (select coalesce(array_agg(case when o = 0 then 'public' else pg_get_userbyid(o)::text end), '{}')
                   from unnest(polroles) o),
                  pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) from pg_policy"""
    ):
        name, permissive, command, named, shows, accepts = policy
        there.setdefault(table, []).append((name, permissive, command, set(named), shows, accepts))
    problems = []
    for oid, table, enabled, forced in connection.execute(_WALLED).fetchall():
        if not (enabled and forced):
            problems.append(f"{table} is open")
        ours = [one for one in there.get(oid, []) if one[0] == "tenant_isolation"]
        if ours != [("tenant_isolation", True, "*", {"waypost_app", "waypost_owner"}, WALL, None)]:
            problems.append(f"{table} has another tenant_isolation than ours")
        problems += [
            f"{table} has a door: {one[0]}"
            for one in there.get(oid, [])
            if one[0] != "tenant_isolation" and one[1] and not one[3] <= PASS_THE_WALL
        ]
    remedy = "Put the policy of `core/tenancy.py` back on each, and drop what is not in a migration."
    return _told("policies", problems, "the same around every table of tenants", remedy)


def definers(connection: psycopg.Connection) -> Finding:
    """Functions that act as somebody else: theirs is the one role, their path is fixed, not everybody calls them."""
    problems = []
    for name, owner, settings, open_to_all in connection.execute(
        """select p.proname, r.rolname, coalesce(p.proconfig, '{}'), has_function_privilege('public', p.oid, 'execute')
           from pg_proc p join pg_roles r on r.oid = p.proowner
           where p.prosecdef and p.pronamespace = 'public'::regnamespace"""
    ):
        if owner != _ACT_AS_OWNER.get(name, DEFINER_ROLE):
            problems.append(f"{name} acts as {owner}")
        if not any(one.startswith("search_path=") for one in settings):
            problems.append(f"{name} has no fixed search_path")
        if open_to_all:
            problems.append(f"{name} may be called by everybody")
    remedy = "Make each again as its migration does; one that no migration has is not ours: drop it."
    return _told("definer functions", problems, f"act as {DEFINER_ROLE}, with a fixed path", remedy)


def granted_by_migrations() -> set[tuple[str, str, str]]:
    """(role, table, right) as the migrations' own statements say."""
    found = set()
    for path in Path(__file__).parents[2].glob("*/migrations/0*.py"):
        for said_rights, said_tables, said_roles in _GRANT.findall(path.read_text()):
            words = re.sub(r"\([^)]*\)", "", said_rights)
            for right in _words(words):
                for table in _words(said_tables):
                    found |= {(role, table, right) for role in _words(said_roles)}
    return found


def _rights_of(connection: psycopg.Connection, named: list[str]) -> Rows:
    """From the catalogue itself: the views of the standard show only one's own."""
    return connection.execute(
        """with acls as (
               select c.relname, c.relacl as acl from pg_class c
               where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
               union all
               select c.relname, a.attacl from pg_attribute a join pg_class c on c.oid = a.attrelid
               where c.relnamespace = 'public'::regnamespace and a.attacl is not null)
           select distinct case when x.grantee = 0 then 'PUBLIC' else pg_get_userbyid(x.grantee)::text end as role,
                  relname, lower(x.privilege_type)
           from acls, aclexplode(acl) x
           where case when x.grantee = 0 then 'PUBLIC' else pg_get_userbyid(x.grantee)::text end = any(%s)
           order by 1, 2, 3""",
        [named],
    ).fetchall()


def _words(text: str) -> list[str]:
    return [one for one in re.split(r"[,\s]+", text.lower().strip()) if one]


def _told(what: str, problems: list[str], fine: str, remedy: str) -> Finding:
    return wrong(what, "; ".join(problems), remedy) if problems else well(what, fine)
