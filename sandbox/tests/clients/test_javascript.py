"""Clients of other makers in JavaScript, unmodified but for their base URL."""

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest
from sandbox.tests.client import APP_SECRET, COFFEE, DEWI, TOKEN, WABA, wait_for

from waypost_sandbox.sample_files import picture

HERE = Path(__file__).parent / "javascript"


def steps(meta, receiver, script):
    if not (HERE / "node_modules").exists():
        pytest.skip("npm --prefix sandbox/tests/clients/javascript ci installs the JavaScript clients")
    received = meta.customer_writes(DEWI, "Hello there")
    assert wait_for(receiver.messages)
    world = {
        "baseUrl": meta.url,
        "token": TOKEN,
        "appSecret": APP_SECRET,
        "phoneNumberId": COFFEE,
        "wabaId": WABA,
        "customer": DEWI,
        "userId": "ID.84519930277416250193",
        "received": received,
        "picture": base64.b64encode(picture()).decode(),
        "link": receiver.url + "/picture.png",
        "webhook": {
            "body": base64.b64encode(receiver.bodies[0]).decode(),
            "signature": receiver.headers[0]["X-Hub-Signature-256"],
        },
    }
    done = subprocess.run(
        ["node", script],
        cwd=HERE,
        env={**os.environ, "SANDBOX": json.dumps(world), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("script", "least"), [("kapso.mjs", 30), ("whatsapp_api_js.mjs", 18)])
def test_a_javascript_client_gets_through_with_everything_it_can_do(meta, receiver, script, least):
    found = steps(meta, receiver, script)
    assert [step for step in found if not step["ok"]] == []
    assert len(found) >= least
