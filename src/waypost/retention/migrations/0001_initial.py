"""A tenant's end: one function may look into every table of that tenant, and take its rows away."""

from django.db import migrations, models

# Runs as the owner of the tables, behind the forced wall, so it reaches the open tenant's rows and no others.
ERASE = """
create function erase_tenant(erased uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
    place regclass;
begin
    if current_setting('waypost.tenant_id')::uuid is distinct from erased then
        raise exception 'only the open tenant can be erased';
    end if;
    for place in
        select c.oid::regclass from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
          and c.relname <> 'retention_erasedtenant'
    loop
        execute format('delete from %s where tenant_id = $1', place) using erased;
    end loop;
    delete from accounts_tenant where id = erased;
end $$;
revoke execute on function erase_tenant(uuid) from public;
grant execute on function erase_tenant(uuid) to waypost_app, waypost_operator;

-- the ledger is only added to, but for the end of its tenant
create or replace function consent_entry_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and tg_level = 'ROW' and current_user = 'waypost_owner'
       and exists (select 1 from retention_erasedtenant where tenant_id = old.tenant_id) then
        return old;
    end if;
    raise exception 'the ledger of consent is only added to' using errcode = 'restrict_violation';
end $$;
revoke update, delete on retention_erasedtenant from waypost_app, waypost_operator;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("consent", "0002_by_time"), ("analytics", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ErasedTenant",
            fields=[
                ("tenant_id", models.UUIDField(primary_key=True, serialize=False)),
                ("erased_at", models.DateTimeField()),
                ("actor_kind", models.TextField()),
                ("actor_id", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(ERASE, "drop function erase_tenant(uuid)"),
    ]
