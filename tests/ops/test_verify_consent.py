"""`waypost verify-consent`: every tenant's ledger is walked, and a changed entry is named."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from tests.factories import make_member

from waypost.consent import actions
from waypost.contacts.models import Contact
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope

PROGRAM = Path(sys.executable).parent / "waypost"


def verified() -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "verify-consent"], env=os.environ, capture_output=True, text=True, check=False
    )


def test_a_changed_entry_is_named_with_its_tenant(postgres_url):
    owner = make_member()
    with tenant_scope(owner.tenant_id):
        contact = Contact.objects.create(wa_id="628119990001")
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    entries = [
        actions.NewEntry(contact.id, purpose, "in", "form", moment) for purpose in ("marketing", "utility")
    ]
    actions.record(Actor.system(owner.tenant_id), entries)
    assert f"{owner.tenant_id}\t2 entries\twhole" in verified().stdout

    with psycopg.connect(postgres_url("waypost_owner")) as thief:
        thief.execute("select set_config('waypost.tenant_id', %s, true)", [str(owner.tenant_id)])
        thief.execute("alter table consent_entry disable trigger consent_entry_stays")
        thief.execute("update consent_entry set state = 'out' where sequence = 2")
        thief.execute("alter table consent_entry enable trigger consent_entry_stays")
    found = verified()
    assert found.returncode == 1
    assert f"{owner.tenant_id}\t2 entries\tEntry 2 was changed" in found.stdout
