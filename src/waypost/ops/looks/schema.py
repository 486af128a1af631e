"""Tables as the code expects them: every migration, index and key is there and valid."""

from collections.abc import Iterator

import psycopg

from waypost.ops.looks.finding import Finding, warns, well, wrong
from waypost.ops.looks.rights import asked


def schema() -> Iterator[Finding]:
    yield migrations()
    with asked() as connection:
        yield indexes(connection)
        yield foreign_keys(connection)
        yield keys_within(connection)


def migrations() -> Finding:
    """Of every app, other makers' too, compared with what the database says was done."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by whoever asks
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - as above

    try:
        loader = MigrationLoader(connection)
    finally:
        connection.close()
    done, known = set(loader.applied_migrations), set(loader.disk_migrations)
    pending = sorted(f"{app}.{name}" for app, name in known - done if not _replaced(loader, app, name))
    if pending:
        return wrong("migrations", f"not applied: {', '.join(pending)}", "Run `waypost migrate`.")
    replaced = {one for migration in loader.replacements.values() for one in migration.replaces}
    if newer := sorted(f"{app}.{name}" for app, name in done - known - replaced):
        found = f"applied, and not in this version: {', '.join(newer)}"
        return warns("migrations", found, "Another version was here. Run the version that made them.")
    return well("migrations", f"all {len(known)} applied")


def _replaced(loader: object, app: str, name: str) -> bool:
    """A squashed migration counts as done where those that it replaces are."""
    migration = loader.disk_migrations[app, name]  # type: ignore[attr-defined]  # a MigrationLoader
    return bool(migration.replaces) and set(migration.replaces) <= set(loader.applied_migrations)  # type: ignore[attr-defined]


def indexes(connection: psycopg.Connection) -> Finding:
    from django.apps import apps  # noqa: PLC0415 - as above

    broken: list[str] = [
        str(one)
        for (one,) in connection.execute(
            "select indexrelid::regclass::text from pg_index where not (indisvalid and indisready)"
        )
    ]
    there = {
        name
        for (name,) in connection.execute(
            "select relname from pg_class union select conname from pg_constraint"
        )
    }
    named = {
        one.name
        for model in apps.get_models()
        for one in (*model._meta.indexes, *model._meta.constraints)  # noqa: SLF001 - Django's documented API
    }
    problems = [f"{one} is not valid" for one in broken] + [
        f"{one} is missing" for one in sorted(named - there)
    ]
    if problems:
        remedy = "`reindex index concurrently <name>` where not valid; `waypost migrate` where missing."
        return wrong("indexes", "; ".join(problems), remedy)
    return well("indexes", f"all valid, and the {len(named)} that are named are there")


def foreign_keys(connection: psycopg.Connection) -> Finding:
    rows = connection.execute(
        """select conrelid::regclass::text || '.' || conname from pg_constraint
           where contype in ('f', 'c') and not convalidated and connamespace = 'public'::regnamespace"""
    ).fetchall()
    if rows:
        remedy = "Correct the rows that break it, then `alter table <table> validate constraint <name>`."
        return wrong("foreign keys", f"not validated: {', '.join(one for (one,) in rows)}", remedy)
    return well("foreign keys", "all validated")


def keys_within(connection: psycopg.Connection) -> Finding:
    """A plain key may point into another tenant: checks of keys do not see the wall."""
    rows = connection.execute(
        """select c.conrelid::regclass::text || '.' || c.conname from pg_constraint c
           join pg_class one on one.oid = c.conrelid and one.relrowsecurity
           join pg_class other on other.oid = c.confrelid and other.relrowsecurity
           where c.contype = 'f' and not exists (
               select 1 from pg_attribute a
               where a.attrelid = c.conrelid and a.attname = 'tenant_id' and a.attnum = any(c.conkey))"""
    ).fetchall()
    if rows:
        remedy = "Make the key over (tenant_id, …), as `isolate(within=…)` does."
        return wrong("keys within a tenant", f"may cross: {', '.join(one for (one,) in rows)}", remedy)
    return well("keys within a tenant", "all composite")
