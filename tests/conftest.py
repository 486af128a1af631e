"""A real PostgreSQL and Redis for the whole run, reached as the ordinary role `waypost_app`.

Nothing is cleaned between tests: every test makes tenants of its own, and the wall keeps the others out of
sight. A test that looks at a table outside the wall asks for `empty_queues`.
"""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.update(
    WAYPOST_SECRET_KEY="only-for-tests-" + "x" * 50,
    WAYPOST_MASTER_KEYS=base64.b64encode(b"0" * 32).decode(),
    DJANGO_SETTINGS_MODULE="waypost.settings",
)


def pytest_configure(config: pytest.Config) -> None:
    from waypost.processes.embedded import EmbeddedPostgres, EmbeddedRedis

    home = Path(tempfile.mkdtemp(prefix="waypost-test-"))
    home.chmod(0o755)
    postgres = EmbeddedPostgres(home / "postgres", durable=False)
    redis = EmbeddedRedis(home / "redis")
    config.add_cleanup(lambda: _stop(home, postgres, redis))
    postgres.start()
    redis.start()

    from waypost.ops.roles import create_roles

    create_roles(postgres.url("postgres", "postgres"), "waypost")
    os.environ["WAYPOST_REDIS_URL"] = redis.url
    os.environ["WAYPOST_MEDIA_STORAGE"] = f"file:{home / 'media'}"
    os.environ["WAYPOST_DATABASE_URL"] = postgres.url("waypost_app")
    config.stash[POSTGRES] = postgres
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "-v", "0"],
        check=True,
        env={**os.environ, "WAYPOST_DATABASE_URL": postgres.url("waypost_owner")},
    )
    import django

    django.setup()


def _stop(home: Path, postgres: object, redis: object) -> None:
    redis.stop()
    postgres.stop("immediate")
    shutil.rmtree(home, ignore_errors=True)


POSTGRES = pytest.StashKey[object]()


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config):
    """The address for a role: `postgres_url("waypost_owner")`."""
    return pytestconfig.stash[POSTGRES].url


@pytest.fixture
def empty_queues(postgres_url) -> None:
    import psycopg

    with psycopg.connect(postgres_url("waypost_owner"), autocommit=True) as owner:
        owner.execute(
            """truncate pipeline_ingestedwebhook, pipeline_deadletter, messaging_outboundticket,
                        messaging_channelpace, messaging_pairpace"""
        )


@pytest.fixture(scope="session", autouse=True)
def _database_open(django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys last: they take longest, and the browser's event loop stays in this thread once it runs."""
    items.sort(key=lambda item: "journeys" in item.path.parts)
