"""The wall between tenants: Postgres row level security, opened one tenant at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, migrations, models, transaction

_open: ContextVar[UUID | None] = ContextVar("tenant_scope", default=None)

TENANT = "current_setting('waypost.tenant_id')::uuid"


class CrossTenantScope(RuntimeError):
    """Code running for one tenant tried to act for another."""


@contextmanager
def tenant_scope(tenant_id: UUID) -> Iterator[None]:
    """One transaction in which Postgres shows, and accepts, only this tenant's rows."""
    current = _open.get()
    if current is not None:
        if current != tenant_id:
            raise CrossTenantScope(f"{current} is open, {tenant_id} was asked for")
        yield
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('waypost.tenant_id', %s, true)", [str(tenant_id)])
        token = _open.set(tenant_id)
        try:
            yield
        finally:
            _open.reset(token)


class CurrentTenant(models.Func):
    template = TENANT
    output_field = models.UUIDField()


class TenantModel(models.Model):
    """A row that belongs to a tenant. Application code never writes tenant_id: the database does."""

    tenant_id = models.UUIDField(db_default=CurrentTenant(), editable=False)

    class Meta:
        abstract = True


def isolate(table: str, within: Mapping[str, str] | None = None) -> migrations.RunSQL:
    """Put a table behind the wall: primary key (tenant_id, id), row level security, keys that stay inside.

    `within` maps a column to the table it points to; the key is composite, since a plain foreign key
    may point into another tenant (referential checks bypass row security). Adding one reads both tables, which
    even their owner cannot behind a forced wall: so it is lowered, for this transaction only.
    """
    targets = sorted(set((within or {}).values()) - {table})
    lowered = "".join(f"alter table {target} no force row level security;" for target in targets)
    raised = "".join(f"alter table {target} force row level security;" for target in targets)
    keys = "".join(
        f"""
        alter table {table} add constraint {table}_{column}_within
            foreign key (tenant_id, {column}) references {target} (tenant_id, id) deferrable initially deferred;"""
        for column, target in (within or {}).items()
    )
    return migrations.RunSQL(
        f"""
        alter table {table} drop constraint {table}_pkey;
        alter table {table} add primary key (tenant_id, id);
        {lowered}
        {keys}
        {raised}
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy tenant_isolation on {table} to waypost_app, waypost_owner
            using (tenant_id = {TENANT});
        create policy operator_sees_all on {table} to waypost_operator using (true);
        """,
        f"""
        drop policy operator_sees_all on {table};
        drop policy tenant_isolation on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
        """,
    )
