"""Settings are read once, completely, or the start ends with one sentence that says what to do."""

import pytest

from waypost.kit import env
from waypost.kit.env import Core, Database, Limits, SettingsMissing

WHOLE = {"WAYPOST_SECRET_KEY": "s" * 50, "WAYPOST_MASTER_KEYS": "m"}


def test_one_sentence_names_every_missing_variable() -> None:
    with pytest.raises(SettingsMissing) as refused:
        Core.read({})
    text = str(refused.value)
    assert "WAYPOST_SECRET_KEY" in text
    assert "WAYPOST_MASTER_KEYS" in text
    assert "\n" not in text


def test_an_empty_variable_counts_as_missing() -> None:
    with pytest.raises(SettingsMissing, match="WAYPOST_DATABASE_URL"):
        Database.read({"WAYPOST_DATABASE_URL": ""})


def test_secrets_have_no_default() -> None:
    for name in WHOLE:
        with pytest.raises(SettingsMissing, match=name):
            Core.read({other: value for other, value in WHOLE.items() if other != name})


def test_values_become_what_the_field_says() -> None:
    core = Core.read(WHOLE | {"WAYPOST_DEBUG": "true", "WAYPOST_HEALTH_PORT": "8011"})
    assert (core.debug, core.health_port) == (True, 8011)


def test_a_value_of_the_wrong_kind_is_named() -> None:
    with pytest.raises(SettingsMissing, match="outbound_in_flight"):
        Limits.read({"WAYPOST_LIMITS_OUTBOUND_IN_FLIGHT": "many"})


def test_a_misspelt_variable_stops_the_start() -> None:
    known = WHOLE | {"WAYPOST_DATABASE_URL": "x", "HOME": "/", "WAYPOST_META_GRAPH_URL": "x"}
    env.refuse_unknown_variables(known)
    with pytest.raises(SettingsMissing, match=r"WAYPOST_DATABSE_URL.*Remove them or correct their spelling"):
        env.refuse_unknown_variables(known | {"WAYPOST_DATABSE_URL": "x"})


def test_no_two_settings_share_a_variable() -> None:
    names = [name for concern in env.CONCERNS for name in concern.variables().values()]
    assert len(names) == len(set(names))
