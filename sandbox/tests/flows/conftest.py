"""A sandbox that tells about flows, and an endpoint with its key."""

import pytest
from sandbox.tests.client import APP_ID, APP_SECRET
from sandbox.tests.flows.endpoint import Endpoint, KeyPair


@pytest.fixture(scope="session")
def keys():
    return KeyPair()


@pytest.fixture(scope="session")
def serving(keys):
    endpoint = Endpoint(keys)
    yield endpoint
    endpoint.server.shutdown()
    endpoint.server.server_close()


@pytest.fixture
def endpoint(serving, keys):
    serving.clear()
    serving.keys = keys
    return serving


@pytest.fixture
def account(meta, receiver):
    order = {
        "object": "whatsapp_business_account",
        "callback_url": receiver.url,
        "verify_token": "v",
        "fields": "messages,flows",
    }
    answer = meta.call("POST", f"/v23.0/{APP_ID}/subscriptions", order, token=f"{APP_ID}|{APP_SECRET}")
    assert answer.status == 200, answer.raw
    meta.control("/settings", {"pair_limit": False})
    receiver.clear()
    return meta
