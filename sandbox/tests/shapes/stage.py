"""Where the scenes play: a fresh world for each, every field subscribed to, every webhook kept as it came."""

import http.client
import json
from typing import NamedTuple
from urllib.parse import urlsplit

from sandbox.tests.client import APP_ID, COFFEE, DEWI, TOKEN, wait_for

from waypost_sandbox.graph.account_telling import FIELDS

PRODUCT = {"messaging_product": "whatsapp"}


class Kept(NamedTuple):
    scene: str
    body: bytes
    headers: dict
    # In the version of webhooks up to v23.
    older: bool

    @property
    def webhook(self):
        return json.loads(self.body)


class Stage:
    def __init__(self, meta, receiver):
        self.meta, self.receiver = meta, receiver
        self.kept = []

    def play(self, scene, *, older=False):
        """A scene is a function of the stage."""
        self.control("/reset", {"everything": True})
        self.receiver.clear()
        if older:
            self.control(f"/apps/{APP_ID}", {"webhook_version": "v23.0"})
        assert self.meta.subscribe(self.receiver.url, ",".join(FIELDS)).status == 200
        quick = {"pair_limit": False, "throughput_limit": False, "template_review_seconds": [0.001, 0.002]}
        self.control("/settings", quick)
        scene(self)
        self.wait(5)
        assert wait_for(lambda: self.control("/state")["webhooks"]["pending"] == 0), scene.__name__
        self.kept += [
            Kept(scene.__name__, body, headers, older)
            for body, headers in zip(self.receiver.bodies, self.receiver.headers, strict=True)
        ]

    def control(self, path, body=None):
        return self.meta.control(path, body)

    def wait(self, seconds=2.0):
        self.meta.advance(seconds)

    def call(self, method, path, body=None, **options):
        answer = self.meta.call(method, f"/v23.0/{path}", body, **options)
        assert answer.status in (200, 206), answer.raw
        return answer.json

    def send(self, kind, content, to=DEWI, **extra):
        """The id of a message that the business sends and that has arrived."""
        answer = self.meta.post_message({"to": to, "type": kind, kind: content, **extra})
        assert answer.status == 200, answer.raw
        self.wait()
        return answer.json["messages"][0]["id"]

    def template(self, name, to=DEWI, *components, **options):
        template = {"name": name, "language": {"code": "en_US"}, "components": list(components)}
        return self.send("template", template, to, **options)

    def interactive(self, kind, action, to=DEWI, **parts):
        content = {"type": kind, "body": {"text": "Which one?"}, "action": action, **parts}
        return self.send("interactive", content, to)

    def hears(self, kind, content=None, person=DEWI, **extra):
        """A customer writes; the id."""
        order = {"phone_number_id": COFFEE, "type": kind, **extra}
        if content is not None:
            order[kind] = content
        return self.control(f"/people/{person}/send", order)["id"]

    def tap(self, message_id, person=DEWI, **choice):
        return self.control(f"/people/{person}/tap", {"message_id": message_id, **choice})["id"]

    def send_many(self, people, content):
        """One connection for all of them."""
        server = urlsplit(self.meta.url)
        connection = http.client.HTTPConnection(server.hostname, server.port)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        for person in people:
            body = json.dumps({**PRODUCT, "to": person, **content})
            connection.request("POST", f"/v23.0/{COFFEE}/messages", body, headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            answer.read()
        connection.close()
