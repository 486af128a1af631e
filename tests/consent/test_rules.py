"""Words, chain and precedence; no database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.consent.rules import (
    GENESIS,
    Sealed,
    canonical,
    hash_of,
    languages,
    later_wins,
    merged,
    normalized,
    read_words,
    replies_in,
    words_of,
)

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
WORDS = [
    (language, state, word)
    for language in languages()
    for state in ("out", "in")
    for word in words_of(language, state)  # type: ignore[arg-type]
]


def test_there_are_at_least_twenty_languages_each_with_both_answers():
    assert len(languages()) >= 20
    for language in languages():
        assert replies_in(language).stopped
        assert replies_in(language).started


@pytest.mark.parametrize(("language", "state", "word"), WORDS)
def test_every_listed_word_is_heard(language, state, word):
    command = read_words(word)
    assert command is not None
    assert command.state == state


STOPS = [
    ("STOP", "en"), ("Stop.", "en"), ("stop!!! 🛑", "en"), ("*STOP*", "en"), ("ＳＴＯＰ", "en"), ("st\u200bop", "en"),
    ("Unsubscribe", "en"), ("BAJA", "es"), ("Darme de baja", "es"), ("SAIR", "pt"), ("não quero mais receber", "pt"),
    ("ARRET", "fr"), ("Désabonner", "fr"), ("abmelden", "de"), ("STOPP!", "de"), ("Disiscrivimi", "it"),
    ("Afmelden", "nl"), ("WYPISZ", "pl"), ("dezabonare", "ro"), ("DUR", "tr"), ("İPTAL", "tr"), ("ÇIK", "tr"),
    ("СТОП", "ru"), ("Отписаться.", "ru"), ("Відписатися", "uk"), ("توقف", "ar"), ("تــوقّف", "ar"), ("الغاء", "ar"),
    ("הסר", "he"), ("لغو", "fa"), ("रोकें", "hi"), ("বন্ধ করুন", "bn"), ("Berhenti", "id"), ("unreg", "id"),
    ("Nyahlanggan", "ms"), ("HỦY", "vi"), ("Dừng lại", "vi"), ("หยุด", "th"), ("退订", "zh"), ("配信停止", "ja"),
    ("수신거부", "ko"), ("Avsluta", "sv"), ("Afmeld", "da"), ("Avmeld", "no"), ("LOPETA", "fi"), ("Odhlásit", "cs"),
    ("ΣΤΟΠ", "el"), ("Leiratkozás", "hu"), ("ITIGIL", "tl"), ("Simama", "sw"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "language"), STOPS)
def test_stop_is_understood(said, language):
    command = read_words(said)
    assert command is not None
    assert (command.state, command.language) == ("out", language)


@pytest.mark.parametrize(
    "said",
    [
        "please stop by tomorrow", "stop the car", "I cannot stop laughing", "no", "No thanks", "start at 9",
        "Where do I start?", "don't stop", "non stop", "bus stop", "stop stop it", "", "   ", "🛑", "...",
        "Quiero parar el pedido", "kann ich mich morgen anmelden?", "dur bakalım", "baja el precio", "x" * 500,
        "cancel my order", "remove me from the queue for table 4", "S",
    ],
)  # fmt: skip
def test_a_sentence_is_no_word(said):
    assert read_words(said) is None


def test_words_of_the_tenant_count_too():
    assert read_words("Genug!", {"genug": "out"}).state == "out"
    assert read_words("genug davon", {"genug": "out"}) is None


DECORATION = st.text(st.sampled_from(" .!?*_~-\n🙂🛑\u200b"), max_size=4)


@given(st.sampled_from(WORDS), DECORATION, DECORATION, st.booleans())
def test_case_and_decoration_change_nothing(word, before, after, upper):
    _, state, plain = word
    said = before + (plain.upper() if upper else plain) + after
    if len(said.strip()) <= 40:
        assert read_words(said).state == state


@given(st.sampled_from(WORDS), st.sampled_from(["tomorrow", "the order", "please now", "xyz"]))
def test_a_word_inside_a_longer_sentence_is_not_heard(word, more):
    assert read_words(f"{word[2]} {more}") is None
    assert read_words(f"{more} {word[2]}") is None


@given(st.text(max_size=60))
def test_nothing_that_can_be_written_raises(said):
    read_words(said)
    assert normalized(normalized(said)) == normalized(said)


@pytest.mark.parametrize(
    ("current", "new", "wins"),
    [
        (None, (NOW, "in"), True),
        ((NOW, "in"), (NOW + timedelta(seconds=1), "out"), True),
        ((NOW, "out"), (NOW + timedelta(seconds=1), "in"), True),
        ((NOW, "in"), (NOW - timedelta(seconds=1), "out"), False),
        ((NOW, "in"), (NOW, "out"), True),
        ((NOW, "out"), (NOW, "in"), False),
    ],
)
def test_the_later_word_counts_and_of_two_at_once_the_no(current, new, wins):
    assert later_wins(current, new) is wins


def test_whoever_said_no_once_is_heard_when_two_become_one():
    assert merged([{"marketing": "in", "utility": "in"}, {"marketing": "out"}]) == {
        "marketing": "out",
        "utility": "in",
    }


SEALED = Sealed(
    sequence=1, contact_id=UUID(int=1), purpose="marketing", state="in", source="form", evidence=canonical({"a": 1}),
    actor_kind="user", actor_id=UUID(int=2), happened_at=NOW, recorded_at=NOW,
)  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2}, {"contact_id": UUID(int=3)}, {"purpose": "utility"}, {"state": "out"}, {"source": "user"},
        {"evidence": "{}"}, {"actor_kind": "system"}, {"actor_id": None},
        {"happened_at": NOW + timedelta(microseconds=1)}, {"recorded_at": NOW - timedelta(microseconds=1)},
    ],
)  # fmt: skip
def test_the_hash_covers_every_field(change):
    fields = {name: getattr(SEALED, name) for name in SEALED.__dataclass_fields__}
    assert hash_of(Sealed(**{**fields, **change}), GENESIS) != hash_of(SEALED, GENESIS)
    assert hash_of(SEALED, b"\x01" * 32) != hash_of(SEALED, GENESIS)


def test_evidence_is_written_the_same_way_whatever_the_order():
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})
