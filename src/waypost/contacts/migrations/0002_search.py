"""Search over contacts: words by their beginning, numbers by their beginning or end."""

from django.db import migrations

SEARCH = """
alter table contacts_contact no force row level security;
alter table contacts_contact add column search tsvector generated always as (
    to_tsvector('simple', name || ' ' || profile_name || ' ' || coalesce(username, '') || ' '
        || coalesce(wa_id, '') || ' ' || coalesce('r' || reverse(wa_id), ''))) stored;
create index contacts_contact_search on contacts_contact using gin (search);
alter table contacts_contact force row level security;
create policy search_looks_past on contacts_contact for select to waypost_search using (true);
grant select on contacts_contact to waypost_search;

-- Behind the wall `@@` may not use its index; this function may, and repeats the tenant itself.
create function contacts_search(terms text, most int) returns setof uuid
language sql stable security definer set search_path = public as $$
    with hits as materialized (
        select tenant_id, id from contacts_contact where search @@ to_tsquery('simple', terms))
    select id from hits where tenant_id = current_setting('waypost.tenant_id')::uuid limit most
$$;
alter function contacts_search(text, int) owner to waypost_search;
revoke all on function contacts_search(text, int) from public;
grant execute on function contacts_search(text, int) to waypost_app, waypost_operator;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [migrations.RunSQL(SEARCH, migrations.RunSQL.noop)]
