"""A sandbox that reviews at once and tells everything about templates."""

import pytest
from sandbox.tests.client import APP_ID, APP_SECRET
from sandbox.tests.templates.account import FIELDS


@pytest.fixture
def account(meta, receiver):
    order = {
        "object": "whatsapp_business_account",
        "callback_url": receiver.url,
        "verify_token": "v",
        "fields": ",".join(("messages", *FIELDS)),
    }
    answer = meta.call("POST", f"/v23.0/{APP_ID}/subscriptions", order, token=f"{APP_ID}|{APP_SECRET}")
    assert answer.status == 200, answer.raw
    meta.control("/settings", {"template_review_seconds": [0.001, 0.002], "pair_limit": False})
    receiver.clear()
    return meta
