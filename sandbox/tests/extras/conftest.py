"""A sandbox with a world of its own, in which every family here has what it needs."""

from pathlib import Path

import pytest
from sandbox.tests.client import APP_ID, APP_SECRET, start_sandbox, stop_sandbox

FIELDS = "messages,calls,group_lifecycle_update,group_participants_update,group_settings_update,group_status_update"


@pytest.fixture(scope="session")
def equipped():
    process, meta = start_sandbox("--world", str(Path(__file__).with_name("world.yaml")))
    yield meta
    stop_sandbox(process)


@pytest.fixture
def meta(equipped, receiver):
    """A fresh world whose webhooks of all these families go to the receiver."""
    equipped.control("/reset", {"everything": True})
    wanted = {
        "object": "whatsapp_business_account",
        "callback_url": receiver.url,
        "verify_token": "v",
        "fields": FIELDS,
    }
    app_token = f"{APP_ID}|{APP_SECRET}"
    answer = equipped.call("POST", f"/v23.0/{APP_ID}/subscriptions", wanted, token=app_token)
    assert answer.status == 200, answer.raw
    receiver.clear()
    return equipped
