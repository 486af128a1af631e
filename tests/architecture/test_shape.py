"""The shape of the code, as tests: each rule is kept, and each is proven to notice one deliberate mistake."""

from pathlib import Path
from types import ModuleType

from django.db import connection
from procrastinate.contrib.django import app as job_queue
from tests.architecture import checks

import waypost

ROOT = Path(__file__).parents[2]
PYTHON = [
    path
    for folder in ("src", "sandbox/src", "bench", "tests", "sandbox/tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
WEB = [*(ROOT / "web/src").rglob("*.ts"), *(ROOT / "web/src").rglob("*.tsx")]


def test_every_table_of_tenants_is_behind_the_wall():
    assert checks.unwalled_tables() == []


def test_a_table_with_tenant_id_and_no_policy_is_noticed(postgres_url):
    assert noticed_by(postgres_url, "create table x_forgotten (tenant_id uuid, id uuid)") == [
        "x_forgotten: no forced row level security with the policy tenant_isolation"
    ]


def test_a_wall_that_does_not_bind_its_owner_is_noticed(postgres_url):
    assert noticed_by(
        postgres_url,
        """create table x_half (tenant_id uuid, id uuid, primary key (tenant_id, id));
           alter table x_half enable row level security;
           create policy tenant_isolation on x_half
               using (tenant_id = current_setting('waypost.tenant_id')::uuid)""",
    ) == ["x_half: no forced row level security with the policy tenant_isolation"]


def test_no_key_can_point_into_another_tenant():
    assert checks.crossing_keys() == []


def test_a_plain_foreign_key_between_walled_tables_is_noticed(postgres_url):
    found = noticed_by(
        postgres_url,
        """alter table contacts_contact no force row level security;
           alter table channels_app no force row level security;
           create unique index x_unique on channels_app (id);
           alter table contacts_contact add column app_id uuid constraint x_plain references channels_app (id)""",
        checks.crossing_keys,
    )
    assert found == ["x_plain"]


def test_every_action_and_query_names_its_permission():
    assert checks.unguarded_functions(checks.actions_and_queries(waypost)) == []


def test_an_action_without_a_permission_is_noticed():
    module = ModuleType("waypost.contacts.actions")
    exec("def forget_everything(actor): ...", module.__dict__)
    module.forget_everything.__module__ = module.__name__

    assert checks.unguarded_functions([module]) == ["waypost.contacts.actions.forget_everything"]


def test_no_file_is_too_long():
    assert checks.oversized_files([*PYTHON, *WEB]) == []


def test_a_file_of_401_lines_is_noticed(tmp_path):
    path = tmp_path / "long.py"
    path.write_text("x = 1\n" * 401)

    assert checks.oversized_files([path]) == ["long.py: 401 lines, 400 are allowed"]


def test_no_function_is_too_long_or_takes_too_much():
    assert checks.oversized_functions(PYTHON) == []


def test_a_function_of_61_lines_with_eight_arguments_is_noticed(tmp_path):
    path = tmp_path / "deep.py"
    path.write_text("def f(a, b, c, d, e, f, g, h):\n" + "    x = 1\n" * 60)

    assert checks.oversized_functions([path]) == ["deep.py: f has 61 lines", "deep.py: f takes 8 arguments"]


def test_no_file_has_a_name_that_says_nothing():
    assert checks.empty_names([*PYTHON, *WEB]) == []


def test_a_file_called_utils_is_noticed():
    assert checks.empty_names([Path("waypost/kit/utils.py")]) == ["utils.py"]


def test_every_job_that_is_enqueued_exists():
    sources = [path.read_text() for path in PYTHON if "src" in path.parts]

    assert checks.unknown_jobs(sources, job_queue.tasks) == []


def test_a_job_that_nobody_defined_is_noticed():
    assert checks.unknown_jobs(['jobs.enqueue(actor, "contacts.vanish")'], job_queue.tasks) == [
        "contacts.vanish"
    ]


def test_the_tests_themselves_run_as_an_ordinary_role():
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("waypost_app", False)


def noticed_by(postgres_url, mistake: str, check=checks.unwalled_tables) -> list[str]:
    """What the check says when the schema has this mistake, which is undone at once."""
    from django.db.backends.postgresql.base import DatabaseWrapper

    settings = {**connection.settings_dict, "USER": "waypost_owner"}
    owner = DatabaseWrapper(settings, "owner")
    try:
        owner.set_autocommit(False)
        with owner.cursor() as cursor:
            cursor.execute(mistake)
        original = checks.connection
        checks.connection = owner
        try:
            return check()
        finally:
            checks.connection = original
    finally:
        owner.rollback()
        owner.close()
