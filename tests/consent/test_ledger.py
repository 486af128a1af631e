"""The ledger on the real database: one chain, once each, nothing changed unnoticed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.db.utils import IntegrityError
from tests.factories import make_actor

from waypost.accounts.permissions import Role
from waypost.consent import actions, queries
from waypost.consent.actions import Heard, NewEntry, Preference
from waypost.consent.models import Entry
from waypost.consent.schemas import ConsentIn, ImportIn, SettingsIn, WordIn
from waypost.contacts.models import Contact
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit.errors import Conflict, Forbidden, Invalid, NotFound

THEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def system(owner) -> Actor:
    return Actor.system(owner.tenant_id)


@pytest.fixture
def contact(owner) -> UUID:
    return make_contact(owner)


def make_contact(owner: Actor, **more: str) -> UUID:
    with tenant_scope(owner.tenant_id):
        return Contact.objects.create(wa_id=more.get("wa_id", f"62811{uuid4().int % 10**8:08d}")).id


def agreed(contact: UUID, *, state="in", purpose="marketing", at=THEN, **more) -> NewEntry:
    return NewEntry(contact, purpose, state, "form", at, {"url": "https://shop.example"}, **more)


def standing(owner: Actor, contact: UUID) -> dict[str, str]:
    return {one.purpose: one.state for one in queries.consent_of(owner, contact).standing}


def says(contact: UUID, text: str, *, at=THEN, payload: str = "", wamid: str = "") -> Heard:
    return Heard(contact, uuid4(), wamid or f"wamid.{uuid4().hex}", text, payload, at)


def test_an_entry_says_who_when_how_and_with_which_proof(owner, contact):
    shown = actions.note_consent(
        owner, contact, ConsentIn(purpose="marketing", state="in", note="At the desk")
    )
    [entry] = shown.history
    assert (entry.source, entry.evidence["note"], entry.evidence["by"]) == ("user", "At the desk", "Ana Lima")
    assert standing(owner, contact) == {"marketing": "in"}


def test_stop_covers_marketing_and_updates_and_start_gives_them_back(owner, system, contact):
    [said] = actions.note_words(system, [says(contact, "STOP")])
    assert said.state == "out"
    assert "START" in said.reply
    assert standing(owner, contact) == {"marketing": "out", "utility": "out"}
    [said] = actions.note_words(system, [says(contact, "start", at=THEN + timedelta(hours=1))])
    assert standing(owner, contact) == {"marketing": "in", "utility": "in"}


def test_a_tapped_button_counts_like_a_word(owner, system, contact):
    [said] = actions.note_words(system, [says(contact, "No more offers", payload="STOP")])
    assert said.state == "out"
    [entry, _] = queries.consent_of(owner, contact).history
    assert (entry.source, entry.evidence["button"]) == ("button", "STOP")


def test_hearing_a_message_again_changes_nothing_and_is_not_answered(owner, system, contact):
    heard = says(contact, "STOP", wamid="wamid.once")
    assert len(actions.note_words(system, [heard, heard])) == 1
    assert actions.note_words(system, [heard]) == []
    assert len(queries.consent_of(owner, contact).history) == 2


def test_stop_said_twice_is_written_twice_and_answered_once(owner, system, contact):
    assert len(actions.note_words(system, [says(contact, "STOP")])) == 1
    assert actions.note_words(system, [says(contact, "STOP", at=THEN + timedelta(minutes=1))]) == []
    assert len(queries.consent_of(owner, contact).history) == 4


def test_a_late_entry_about_an_earlier_time_changes_only_the_history(owner, system, contact):
    actions.record(system, [agreed(contact, state="out")])
    actions.record(system, [agreed(contact, state="in", at=THEN - timedelta(days=1))])
    assert standing(owner, contact) == {"marketing": "out"}
    assert len(queries.consent_of(owner, contact).history) == 2


def test_the_state_at_any_past_moment_can_be_asked(owner, system, contact):
    actions.record(system, [agreed(contact, state="in")])
    actions.record(system, [agreed(contact, state="out", at=THEN + timedelta(days=5))])
    with tenant_scope(owner.tenant_id):
        written = Entry.objects.get(sequence=2).recorded_at
    assert queries.consent_at(owner, contact, THEN - timedelta(seconds=1)) == []
    assert (
        queries.consent_at(owner, contact, THEN + timedelta(days=1)) == []
    )  # nobody had written it down yet
    assert [one.state for one in queries.consent_at(owner, contact, written)] == ["out"]


def test_metas_preference_is_kept_once(owner, system, contact):
    told = [Preference(contact, "out", THEN, "User requested to stop marketing messages")]
    actions.note_preferences(system, told)
    actions.note_preferences(system, told)
    assert standing(owner, contact) == {"marketing": "out"}
    assert len(queries.consent_of(owner, contact).history) == 1


def test_words_and_sentences_of_the_tenants_own(owner, system, contact):
    actions.add_word(owner, WordIn(word="Genug!", state="out"))
    actions.change_settings(owner, SettingsIn(stopped_text="Okay, no more."))
    [said] = actions.note_words(system, [says(contact, "genug")])
    assert said.reply == "Okay, no more."
    with pytest.raises(Conflict):
        actions.add_word(owner, WordIn(word="genug", state="out"))


def test_an_installation_may_leave_stop_unanswered(owner, system, contact):
    actions.change_settings(owner, SettingsIn(confirms=False))
    [said] = actions.note_words(system, [says(contact, "STOP")])
    assert said.reply == ""


def test_ten_thousand_entries_verify(owner, system):
    contacts = [make_contact(owner) for _ in range(10)]
    for start in range(10):
        actions.record(
            system,
            [agreed(contacts[n % 10], at=THEN + timedelta(seconds=start * 1000 + n)) for n in range(1000)],
        )
    verified = queries.verify(system)
    assert (verified.ok, verified.count) == (True, 10_000)


@pytest.mark.parametrize(
    ("tampering", "sequence", "says_so"),
    [
        ("update consent_entry set state = 'in' where sequence = 7", 7, "was changed"),
        ("update consent_entry set evidence = '{}' where sequence = 3", 3, "was changed"),
        ("delete from consent_entry where sequence = 5", 5, "is missing"),
        ("delete from consent_entry where sequence = 12", 12, "ends after entry 11"),
        ("update consent_entry set hash = previous_hash where sequence = 9", 9, "was changed"),
        (
            "update consent_entry set happened_at = happened_at - interval '1 day' where sequence = 1",
            1,
            "was changed",
        ),
    ],
)
def test_one_changed_row_is_found(  # noqa: PLR0917 - a row of a table
    owner, system, contact, postgres_url, tampering, sequence, says_so
):
    actions.record(system, [agreed(contact, state="out", at=THEN + timedelta(days=n)) for n in range(12)])
    with psycopg.connect(postgres_url("waypost_owner")) as thief:
        thief.execute("select set_config('waypost.tenant_id', %s, true)", [str(owner.tenant_id)])
        thief.execute("alter table consent_entry disable trigger consent_entry_stays")
        thief.execute(tampering)
        thief.execute("alter table consent_entry enable trigger consent_entry_stays")
    verified = queries.verify(system)
    assert (verified.ok, verified.first_bad_sequence) == (False, sequence)
    assert says_so in verified.reason


@pytest.mark.parametrize("verb", ["update consent_entry set state = 'in'", "delete from consent_entry"])
def test_the_database_refuses_to_change_an_entry(owner, system, contact, verb):
    actions.record(system, [agreed(contact)])
    with (
        pytest.raises(IntegrityError, match="only added to"),
        tenant_scope(owner.tenant_id),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


def test_many_at_once_make_one_chain(owner, system):
    contacts = [make_contact(owner) for _ in range(6)]

    def add(contact: UUID) -> None:
        try:
            for n in range(10):
                actions.record(system, [agreed(contact, at=THEN + timedelta(minutes=n))])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as people:
        list(people.map(add, contacts))
    verified = queries.verify(system)
    assert (verified.ok, verified.count) == (True, 60)


def test_another_tenant_sees_and_shares_nothing(owner, system, contact):
    stranger = make_actor()
    actions.record(system, [agreed(contact)])
    with pytest.raises(NotFound):
        queries.consent_of(stranger, contact)
    assert queries.states(Actor.system(stranger.tenant_id), [contact]) == {}
    assert queries.verify(Actor.system(stranger.tenant_id)).count == 0


def test_a_viewer_may_look_and_not_write(owner, contact):
    viewer = make_actor(owner.tenant_id, Role.VIEWER)
    queries.consent_of(viewer, contact)
    with pytest.raises(Forbidden):
        actions.note_consent(viewer, contact, ConsentIn(purpose="marketing", state="in", note="x"))
    with pytest.raises(Forbidden):
        actions.change_settings(make_actor(owner.tenant_id, Role.AGENT), SettingsIn())


def test_consent_from_the_future_is_refused(owner, contact):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(Invalid, match="future"):
        actions.note_consent(
            owner, contact, ConsentIn(purpose="marketing", state="in", note="x", happened_at=tomorrow)
        )


FILE = """phone,purpose,state,happened_at,proof,page
+62 811 0000 7777,marketing,in,2026-10-01T10:00:00Z,Form on the site,/newsletter
+62 811 0000 7777,marketing,in,2026-10-01T10:00:00Z,Form on the site,/newsletter
+62 811 0000 0000,marketing,in,2026-10-01T10:00:00Z,Form on the site,/newsletter
+62 811 0000 7777,gossip,in,2026-10-01T10:00:00Z,Form on the site,/newsletter
+62 811 0000 7777,utility,maybe,2026-10-01T10:00:00Z,Form on the site,/newsletter
+62 811 0000 7777,utility,in,soon,Form on the site,/newsletter
+62 811 0000 7777,utility,in,2026-10-01T10:00:00Z,,/newsletter
"""


def read_all(system: Actor, import_id: UUID) -> None:
    while actions.read_import(system, import_id):
        pass


def test_every_line_of_a_file_of_proof_ends_with_a_word_about_it(owner, system):
    contact = make_contact(owner, wa_id="6281100007777")
    begun = actions.import_proof(owner, ImportIn(filename="proof.csv", text=FILE))
    read_all(system, begun.id)
    read_all(system, begun.id)  # a job may run twice
    done = queries.access_import(owner, begun.id)
    assert (done.lines, done.done, done.recorded, done.repeated) == (7, 7, 1, 1)
    assert [row["line"] for row in done.refused] == [4, 5, 6, 7, 8]
    assert "no contact" in done.refused[0]["reason"]
    [entry] = queries.consent_of(owner, contact).history
    assert (entry.evidence["file"], entry.evidence["line"], entry.evidence["page"]) == (
        "proof.csv",
        2,
        "/newsletter",
    )


def test_the_same_file_again_records_nothing_new(owner, system):
    make_contact(owner, wa_id="6281100007777")
    for _ in range(2):
        begun = actions.import_proof(owner, ImportIn(filename="proof.csv", text=FILE))
        read_all(system, begun.id)
    done = queries.access_import(owner, begun.id)
    assert (done.recorded, done.repeated) == (0, 2)


def test_a_file_without_its_columns_is_refused_and_says_which(owner):
    with pytest.raises(Invalid, match="happened_at, proof"):
        actions.import_proof(owner, ImportIn(filename="a.csv", text="phone,purpose,state\n"))


def test_when_two_contacts_become_one_a_no_stays_a_no(owner, system, contact):
    other, merge_id = make_contact(owner), uuid4()
    actions.record(system, [agreed(contact, state="in"), agreed(other, state="out")])
    actions.follow_merge(system, merge_id, other, contact)
    actions.follow_merge(system, merge_id, other, contact)
    assert standing(owner, contact) == {"marketing": "out"}
    assert len(queries.consent_of(owner, contact).history) == 2


def test_the_states_of_a_batch_are_read_by_an_index(owner, system):
    contacts = [make_contact(owner) for _ in range(300)]
    actions.record(system, [agreed(one) for one in contacts])
    with tenant_scope(owner.tenant_id), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # a small table would be read whole
        cursor.execute(
            "explain select contact_id, purpose, state, since from consent_standing where contact_id = any(%s)",
            [contacts[:20]],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
