"""A secret at rest opens only with a key of this installation, unchanged, and in its own row."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.kit.crypto import CannotOpen, Vault, derive_key, parse_master_keys

OLD, NEW = b"o" * 32, b"n" * 32


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_in_its_own_place(secret: str, context: str) -> None:
    vault = Vault([OLD])
    assert vault.open(vault.seal(secret, context), context) == secret


def test_a_sealed_value_does_not_open_in_another_row_or_column() -> None:
    vault = Vault([OLD])
    sealed = vault.seal("secret", "channels_app:1:secret")
    for elsewhere in ("channels_app:2:secret", "channels_app:1:previous_secret", ""):
        with pytest.raises(CannotOpen, match="belongs to another row"):
            vault.open(sealed, elsewhere)


def test_a_value_changed_anywhere_does_not_open() -> None:
    vault = Vault([OLD])
    sealed = vault.seal("secret", "row")
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(CannotOpen):
            vault.open(changed, "row")


@pytest.mark.parametrize(
    "length",
    [
        0,
        1,
        9,
        30,
        80,
    ],
)
def test_a_value_cut_short_does_not_open(length: int) -> None:
    vault = Vault([OLD])
    with pytest.raises(CannotOpen):
        vault.open(vault.seal("secret", "row")[:length], "row")


def test_sealing_twice_gives_two_different_values_that_hide_the_secret() -> None:
    vault = Vault([OLD])
    one, other = vault.seal("secret", "row"), vault.seal("secret", "row")
    assert one != other
    assert b"secret" not in one


def test_after_a_rotation_old_values_open_and_new_ones_need_the_new_key_only() -> None:
    sealed_before = Vault([OLD]).seal("secret", "row")
    rotated = Vault([NEW, OLD])
    assert rotated.open(sealed_before, "row") == "secret"
    moved = rotated.seal(rotated.open(sealed_before, "row"), "row")
    assert Vault([NEW]).open(moved, "row") == "secret"
    with pytest.raises(CannotOpen, match="not in WAYPOST_MASTER_KEYS"):
        Vault([NEW]).open(sealed_before, "row")


@pytest.mark.parametrize("keys", [[], [b"short"], [OLD, b"x" * 31]])
def test_a_vault_needs_whole_keys(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys)


def test_master_keys_are_read_in_order_and_nonsense_is_refused() -> None:
    text = ",".join(base64.b64encode(key).decode() for key in (NEW, OLD))
    assert parse_master_keys(text) == [NEW, OLD]
    with pytest.raises(ValueError):  # noqa: PT011 - base64's own words
        parse_master_keys("not base64!")


def test_keys_for_two_purposes_differ_and_stay_the_same_over_time() -> None:
    assert derive_key("secret", "live-ticket") != derive_key("secret", "other")
    assert derive_key("secret", "live-ticket") != derive_key("another", "live-ticket")
    assert derive_key("secret", "live-ticket") == derive_key("secret", "live-ticket")
