"""Tokens, proofs and the refusals of the pipeline, as a client makes and meets them."""

import hashlib
import hmac
import json

from sandbox.tests.client import APP_ID, APP_SECRET, wait_for

APP_TOKEN = f"{APP_ID}|{APP_SECRET}"
OTHER_WABA = "104220055667799"
AMSTERDAM = "118833445566003"
BUSINESS = "229900118844221"
MANAGEMENT, MESSAGING = "whatsapp_business_management", "whatsapp_business_messaging"


def token(meta, **order):
    return meta.control("/tokens", order)["access_token"]


def proof(value, secret=APP_SECRET):
    return hmac.new(secret.encode(), value.encode(), hashlib.sha256).hexdigest()


def refused(answer):
    """Status, code and subcode."""
    error = answer.json["error"]
    return answer.status, error["code"], error.get("error_subcode")


def oauth(meta, **query):
    parts = "&".join(f"{name}={value}" for name, value in query.items())
    address = f"/v23.0/oauth/access_token?client_id={APP_ID}&client_secret={APP_SECRET}&{parts}"
    return meta.call("GET", address, token=None)


def told(receiver, field):
    """The last value told under a field, once there is one."""

    def found():
        return [
            change["value"]
            for body in list(receiver.bodies)
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
            if change["field"] == field
        ]

    values = wait_for(found)
    assert values, receiver.bodies
    return values[-1]


def hear(meta, receiver, *fields):
    assert meta.subscribe(receiver.url, ",".join(fields)).status == 200
    receiver.clear()
