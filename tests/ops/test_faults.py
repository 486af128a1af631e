"""Every fault is found by the check that is for it alone, with its remedy; over a whole stack: `bench/faults.py`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bench import fault_google, fault_sql
from tests.standins.google import standing_in
from tests.standins.google_project import PROJECT, REGION, healthy

from waypost.kit import env
from waypost.ops import validate
from waypost.ops.google import GoogleCloud
from waypost.ops.looks import backups, rights, schema, servers, values
from waypost.ops.looks.cloud import checklist
from waypost.ops.looks.finding import Finding, well
from waypost.ops.looks.target import target_of

GOOD = {
    "WAYPOST_SECRET_KEY": "o2Vd8sQmT6wY1zKcB4nH9xRjL5pFgU3eAaZ7iXtNkWqDyMvCbS0hJrEl",
    "WAYPOST_MASTER_KEYS": "q5H0n2w8Zr1cVvJt4oYxKf7uMs3eLbAa9dGiPp6kQjE=",
    "WAYPOST_PUBLIC_URL": "https://waypost.example.com",
    "WAYPOST_WEBHOOK_URL": "https://hooks.example.com",
    "WAYPOST_LIVE_URL": "https://live.example.com",
    "WAYPOST_TRUSTED_PROXIES": "1",
    "WAYPOST_MAIL_URL": "smtp://waypost:h3vQ9zLw@mail.example.com:587?tls=yes",
    "WAYPOST_META_APP_ID": "1029384756",
    "WAYPOST_META_APP_SECRET": "9f3b1c7de0a24586b7c1d2e3f4a59680",
}
IN_CATALOGUE = (
    rights.roles, rights.memberships, rights.grants, rights.wide_rights, rights.policies, rights.definers,
    schema.indexes, schema.foreign_keys, schema.keys_within,
    servers.durable, servers.connections, servers.clock_zone,
)  # fmt: skip
TOLD_IN = {one.check for one in fault_sql.FAULTS} - {"migrations", "ledger of consent", "dead letters"}


def wrong_of(found: list[Finding]) -> dict[str, str]:
    return {one.what: one.remedy for one in found if one.verdict == "wrong"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    """Signed in once: making a key takes longer than all that is asked."""
    with pytest.MonkeyPatch.context() as patched, standing_in() as standin:
        folder = tmp_path_factory.mktemp("google")
        patched.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(standin.sign_in_file(folder)))
        yield standin, GoogleCloud(PROJECT, REGION, standin.url)


@pytest.fixture
def google(cloud):
    standin, _ = cloud
    standin.resources.clear()
    standin.refusals.clear()
    return healthy(standin)


def looked_at(cloud) -> list[Finding]:
    return [one for _, looks in checklist.GROUPS for look in looks for one in look(cloud[1])]


def test_a_healthy_project_has_nothing_wrong(google, cloud):
    found = looked_at(cloud)

    assert [one for one in found if one.verdict != "well"] == []
    assert len(found) > 40


@pytest.mark.parametrize("fault", fault_google.FAULTS, ids=lambda one: one.name)
def test_a_fault_of_the_cloud_is_found_by_its_check_alone(google, cloud, fault):
    fault.seed(google)

    found = wrong_of(looked_at(cloud))

    assert set(found) == {fault.check} | (set(found) & fault.also)
    assert fault.remedy in found[fault.check]


def test_without_an_identity_only_the_sign_in_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))

    [check] = validate.of_google(validate.Place(PROJECT, REGION))

    assert (check.finding.what, check.finding.verdict) == ("sign-in", "wrong")
    assert "gcloud auth" in check.finding.remedy


def test_billing_that_may_not_be_read_is_a_warning(google, cloud):
    google.refuse("cloudbilling/", 403, "denied")

    [one] = [one for one in looked_at(cloud) if one.verdict != "well"]

    assert (one.what, one.verdict) == ("budgets", "warns")


def test_a_healthy_catalogue_has_nothing_wrong(postgres_url):
    import psycopg

    with psycopg.connect(postgres_url("postgres")) as admin:
        found = wrong_of([look(admin) for look in IN_CATALOGUE if look is not servers.durable])

    assert found == {}


@pytest.mark.parametrize(
    "fault", [one for one in fault_sql.FAULTS if one.check in TOLD_IN], ids=lambda one: one.name
)
def test_a_fault_of_the_database_is_found_by_its_check_alone(postgres_url, fault):
    """In a transaction that is taken back: nobody else sees it."""
    import psycopg

    with psycopg.connect(postgres_url("postgres")) as admin:
        admin.execute(fault.seed)
        found = wrong_of([look(admin) for look in IN_CATALOGUE if look is not servers.durable])
        admin.rollback()

    assert set(found) == {fault.check}
    assert fault.remedy in found[fault.check]


def test_a_database_that_forgets_is_wrong(postgres_url):
    """That of the tests is one."""
    import psycopg

    with psycopg.connect(postgres_url("postgres")) as admin:
        assert "fsync" in servers.durable(admin).found


def held(target, **changed: str) -> list[Finding]:
    return list(values.values(target, {**GOOD, **changed})())


def test_good_settings_have_nothing_wrong():
    assert wrong_of(held("compose")) == {}


@pytest.mark.parametrize(
    ("changed", "check", "remedy"),
    [
        ({"WAYPOST_DEBUG": "true"}, "debug", "WAYPOST_DEBUG"),
        ({"PYTHONDEVMODE": "1"}, "development variables", "Unset"),
        ({"DJANGO_SETTINGS_MODULE": "mine.settings"}, "development variables", "Unset"),
        ({"WAYPOST_LOG_LEVEL": "DEBUG"}, "log level", "INFO"),
        ({"WAYPOST_SECRET_KEY": "short"}, "secret key", "openssl rand"),
        ({"WAYPOST_SECRET_KEY": "ab" * 30}, "secret key", "openssl rand"),
        ({"WAYPOST_MASTER_KEYS": "c2hvcnQ="}, "master keys", "openssl rand -base64 32"),
        ({"WAYPOST_MASTER_KEYS": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="}, "master keys", "openssl"),
        ({"WAYPOST_MASTER_KEYS": "not base64"}, "master keys", "openssl"),
        ({"WAYPOST_META_APP_SECRET": values.SANDBOX_APP_SECRET}, "meta app", "your app at Meta"),
        ({"WAYPOST_META_APP_SECRET": ""}, "meta app", "WAYPOST_META_APP_SECRET"),
        ({"WAYPOST_META_GRAPH_URL": "http://127.0.0.1:8003"}, "meta address", "WAYPOST_META_GRAPH_URL"),
        ({"WAYPOST_WEBHOOK_URL": "http://hooks.example.com"}, "https", "WAYPOST_WEBHOOK_URL"),
        ({"WAYPOST_TRUSTED_PROXIES": "0"}, "proxies", "share one address"),
        ({"WAYPOST_MAIL_URL": ""}, "mail", "WAYPOST_MAIL_URL"),
        ({"WAYPOST_MAIL_URL": "smtp://waypost:changeme@mail.example.com"}, "placeholders", "real secret"),
    ],
)
def test_a_setting_that_is_not_for_production_is_wrong(changed, check, remedy):
    found = wrong_of(held("compose", **changed))

    assert set(found) == {check}
    assert remedy in found[check]


def test_a_demo_may_use_the_sandbox_and_no_one_else():
    demo = {
        "WAYPOST_META_APP_SECRET": values.SANDBOX_APP_SECRET,
        "WAYPOST_META_GRAPH_URL": "http://127.0.0.1:8003",
        "WAYPOST_TRUSTED_PROXIES": "0",
        "WAYPOST_MAIL_URL": "",
        **{f"WAYPOST_{one}_URL": "http://127.0.0.1:8000" for one in ("PUBLIC", "WEBHOOK", "LIVE")},
    }

    assert wrong_of(held("local", **demo)) == {}
    assert set(wrong_of(held("compose", **demo))) == {"meta app", "meta address", "https", "mail"}


def test_no_secret_is_told():
    told = " ".join(
        one.found + one.remedy for one in held("compose", WAYPOST_MAIL_URL="smtp://a:changeme1@b")
    )

    assert "changeme1" not in told
    assert GOOD["WAYPOST_SECRET_KEY"] not in told


@pytest.mark.parametrize(
    ("environment", "target"),
    [
        ({}, "local"),
        ({"WAYPOST_PUBLIC_URL": "http://localhost:8000"}, "local"),
        ({"WAYPOST_PUBLIC_URL": "https://waypost.example.com"}, "compose"),
        ({"K_SERVICE": "waypost-api"}, "gcp"),
    ],
)
def test_the_target_is_seen_from_the_settings(environment, target):
    assert target_of(environment) == target


@pytest.mark.parametrize(
    ("look", "verdict"),
    [
        (lambda: backups.made_lately(5), "well"),
        (lambda: backups.made_lately(50), "wrong"),
        (lambda: backups.made_lately(None), "wrong"),
        (lambda: backups.tried_lately(24, ok=True), "well"),
        (lambda: backups.tried_lately(24, ok=False), "wrong"),
        (lambda: backups.tried_lately(24 * 60, ok=True), "warns"),
        (lambda: servers.eviction("allkeys-lru"), "wrong"),
        (lambda: servers.memory(99, 100, "compose"), "wrong"),
    ],
)
def test_what_is_old_or_full_is_told(look, verdict):
    assert look().verdict == verdict


def test_a_demo_may_be_without_backups(tmp_path, monkeypatch):
    monkeypatch.setenv("WAYPOST_BACKUP_STATUS", str(tmp_path / "none.json"))
    env.backup.cache_clear()
    try:
        verdicts = {
            target: {one.verdict for one in backups.backups(target)()} for target in ("local", "compose")
        }
    finally:
        env.backup.cache_clear()

    assert verdicts == {"local": {"warns"}, "compose": {"wrong"}}


def test_a_hundred_percent_is_only_said_when_nothing_is_wrong():
    fine = [validate.Check("a", well("b", "c"))] * 999
    bad = validate.Check("a", Finding("d", "wrong", "e", "Do f."))

    assert validate.percent(fine) == 100
    assert validate.percent([*fine, bad]) < 100
    assert "NOT VALID" in validate.summary("local", [*fine, bad], 1)
    assert "Do f." in validate.junit([bad])


def test_the_command_names_what_does_not_run_and_passes_the_rest(tmp_path):
    nowhere = {
        f"WAYPOST_{one}_URL": "http://127.0.0.1:9" for one in ("PUBLIC", "WEBHOOK", "LIVE", "META_GRAPH")
    }
    done = subprocess.run(
        [
            Path(sys.executable).parent / "waypost",
            "ops",
            "validate",
            "--format",
            "json",
            "--folder",
            tmp_path,
        ],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = json.loads(done.stdout)
    verdicts = {one["what"]: one["verdict"] for one in said["checks"]}

    assert (done.returncode, said["target"]) == (1, "local")
    assert 50 < said["percent"] < 100
    assert [verdicts[one] for one in ("api", "webhook", "meta")] == ["wrong"] * 3
    assert {
        verdicts[one] for one in ("settings", "migrations", "indexes", "roles", "policies", "storage")
    } == {"well"}


def test_a_target_that_does_not_exist_is_refused():
    done = subprocess.run(
        [Path(sys.executable).parent / "waypost", "ops", "validate", "--target", "aws"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "gcp, compose or local" in done.stderr
