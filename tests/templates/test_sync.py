"""Lists as Meta pages them, fetched by the jobs from the sandbox."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from tests.factories import make_actor, make_channel, make_member
from tests.templates.word_of_meta import names, queued, the

from waypost.channels.actions import disconnect_channel
from waypost.channels.models import Channel
from waypost.core.actor import Actor
from waypost.core.tenancy import tenant_scope
from waypost.kit import env
from waypost.templates import actions, queries, tasks
from waypost.templates.changes import KINDS
from waypost.templates.models import Template
from waypost.whatsapp.client import GraphError
from waypost.whatsapp.templates import PAGE_SIZE
from waypost.whatsapp.webhook import parse
from waypost.whatsapp.webhook_events import TemplateUpdate
from waypost_sandbox.testing import running_sandbox

WORLD = Path(__file__).parents[2] / "sandbox/src/waypost_sandbox/default_world.yaml"


@pytest.fixture
def owner() -> Actor:
    return make_actor()


@pytest.fixture
def channel(owner, meta) -> Channel:
    return make_channel(owner, waba_id=meta.waba_id, access_token=meta.token)


def sync(owner: Actor, channel: Channel) -> None:
    tasks.sync(Actor.system(owner.tenant_id), channel_id=str(channel.id))


def test_every_sample_of_the_sandbox_is_read_and_has_a_form(owner, channel, meta):
    sync(owner, channel)

    known = meta.control("/templates")["templates"]
    page = queries.template_page(owner, limit=100)
    assert sorted((one.name, one.language) for one in page.items) == sorted(
        (one["name"], one["language"]) for one in known if one["waba_id"] == meta.waba_id
    )
    assert {one.parameter_format for one in page.items} == {"positional", "named"}
    assert [queries.template_detail(owner, one.id).form.unsupported for one in page.items] == [""] * len(
        page.items
    )


def test_what_is_changed_at_meta_is_there_after_the_next_list(owner, channel, meta, graph):
    sync(owner, channel)
    for name, change in (
        ("parcel_update", {"status": "PAUSED"}),
        ("harvest_photo", {"status": "DISABLED"}),
        ("pickup_point", {"correct_category": "MARKETING"}),
        ("invoice_ready", {"quality": "YELLOW"}),
    ):
        meta.control(f"/templates/{the(owner, name).meta_id}", change)
    graph("DELETE", f"{meta.waba_id}/message_templates?name=tasting_set")

    sync(owner, channel)

    assert the(owner, "parcel_update").status == "paused"
    assert the(owner, "harvest_photo").status == "disabled"
    assert the(owner, "pickup_point").next_category == "marketing"
    assert the(owner, "invoice_ready").quality == "yellow"
    assert "tasting_set" not in names(owner, limit=100)

    meta.advance(25 * 3600)
    sync(owner, channel)
    changed = the(owner, "pickup_point")
    assert (changed.category, changed.previous_category, changed.next_category) == (
        "marketing",
        "utility",
        "",
    )
    assert the(owner, "parcel_update").status == "approved"


@pytest.fixture
def webhooks(meta) -> Iterator[Queue[bytes]]:
    """What the sandbox sends to an endpoint that takes everything."""
    received: Queue[bytes] = Queue()

    class Endpoint(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode())

        def do_POST(self) -> None:
            received.put(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        meta.subscribe(f"http://127.0.0.1:{server.server_port}/", "verify-me", ",".join(KINDS))
        yield received
        server.shutdown()


def test_the_same_changes_come_by_webhook(owner, channel, meta, webhooks):
    sync(owner, channel)
    changes = {
        "parcel_update": {"status": "PAUSED"},
        "harvest_photo": {"status": "DISABLED"},
        "pickup_point": {"correct_category": "MARKETING"},
        "roasting_film": {"status": "REJECTED", "reason": "SCAM"},
    }
    for name, change in changes.items():
        meta.control(f"/templates/{the(owner, name).meta_id}", change)
    told: list[TemplateUpdate] = []
    while {one.name for one in told} != set(changes):
        told += [one for one in parse(webhooks.get(timeout=20)) if isinstance(one, TemplateUpdate)]

    actions.note_updates(Actor.system(owner.tenant_id), told)

    paused = the(owner, "parcel_update")
    assert (paused.status, paused.paused_until) == ("paused", paused.changed_at + timedelta(hours=3))
    assert the(owner, "harvest_photo").status == "disabled"
    assert the(owner, "pickup_point").next_category == "marketing"
    assert (the(owner, "roasting_film").status, the(owner, "roasting_film").status_reason) == (
        "rejected",
        "scam",
    )
    assert queued(owner, "templates.sync") == 0


def test_one_template_is_asked_for_by_itself(owner, channel, meta):
    sync(owner, channel)
    held = the(owner, "parcel_update")
    meta.control(f"/templates/{held.meta_id}", {"status": "DISABLED"})
    meta.control(f"/templates/{the(owner, 'harvest_photo').meta_id}", {"status": "DISABLED"})

    tasks.refresh(Actor.system(owner.tenant_id), channel_id=str(channel.id), meta_id=held.meta_id)

    assert the(owner, "parcel_update").status == "disabled"
    assert the(owner, "harvest_photo").status == "approved"


def test_one_template_that_is_gone_makes_us_ask_for_the_list(owner, channel, meta, graph):
    sync(owner, channel)
    held = the(owner, "parcel_update")
    graph("DELETE", f"{meta.waba_id}/message_templates?name=parcel_update")

    tasks.refresh(Actor.system(owner.tenant_id), channel_id=str(channel.id), meta_id=held.meta_id)

    assert queued(owner, "templates.sync") == 1


def test_every_few_hours_each_account_of_each_tenant_is_asked_once():
    owner, rival = make_member(), make_member()
    first = make_channel(owner)
    make_channel(owner, waba_id=first.waba_id)
    make_channel(rival)

    tasks.sync_all()

    assert (queued(owner, "templates.sync"), queued(rival, "templates.sync")) == (1, 1)


@pytest.mark.parametrize(
    "fault", [{"kind": "http_500"}, {"kind": "drop_connection"}, {"kind": "error", "code": 4}]
)
def test_trouble_on_the_way_is_tried_again_and_changes_nothing(fault, owner, channel, meta):
    sync(owner, channel)
    before = names(owner, limit=100)
    meta.faults(fault)

    with pytest.raises(GraphError):
        sync(owner, channel)
    meta.faults()

    assert names(owner, limit=100) == before


def test_a_refused_token_is_not_tried_again(owner, channel, meta):
    sync(owner, channel)
    before = names(owner, limit=100)
    meta.settings(access="revoked")

    sync(owner, channel)

    assert names(owner, limit=100) == before


def test_a_disconnected_number_asks_nobody(owner, channel):
    disconnect_channel(owner, channel.id)

    sync(owner, channel)

    assert names(owner) == []


def test_a_list_of_many_pages_is_read_to_its_end(owner, tmp_path, monkeypatch):
    count = 2 * PAGE_SIZE + 60
    world = yaml.safe_load(WORLD.read_text())
    world["businesses"][0]["accounts"][0]["templates"] = [
        {"id": str(7_000_000 + number), "name": f"t{number:03}", "language": "en_US", "category": "UTILITY",
         "status": "APPROVED", "components": [{"type": "BODY", "text": f"Number {number}."}]}
        for number in range(count)
    ]  # fmt: skip
    (tmp_path / "world.yaml").write_text(yaml.safe_dump(world))
    with running_sandbox("--world", str(tmp_path / "world.yaml")) as meta:
        monkeypatch.setenv("WAYPOST_META_GRAPH_URL", meta.base_url)
        env.meta.cache_clear()
        channel = make_channel(owner, waba_id=meta.waba_id, access_token=meta.token)

        sync(owner, channel)

    env.meta.cache_clear()
    with tenant_scope(owner.tenant_id):
        assert Template.objects.filter(deleted_at=None).count() == count
