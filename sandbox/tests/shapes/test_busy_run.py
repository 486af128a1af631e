"""An ordinary busy hour: many kinds, many customers, batches in any order; all of it has its shape."""

import random

from sandbox.tests.client import ADA, DEWI, LENA
from sandbox.tests.shapes.chats import BUDI, CARD, FATIMA, PLACE
from sandbox.tests.shapes.webhook import kinds, wrongs

PEOPLE = (DEWI, ADA, LENA, BUDI, FATIMA, "628990000001", "62877000012345")
READS = (ADA, FATIMA)
CONTENTS = {
    "text": {"body": "See https://shop.example/1 ☕"},
    "location": {**PLACE, "name": "Depot"},
    "contacts": [{name: part for name, part in CARD.items() if name != "vcard"}],
    "interactive": {
        "type": "button",
        "body": {"text": "Shall we?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
    },
    "template": {"name": "tasting_set", "language": {"code": "en_US"}},
}


def busy(stage):
    dice = random.Random(20261123)
    rules = ({"kind": "batch_webhooks", "delay_seconds": 1.0}, {"kind": "shuffle_webhooks"})
    stage.control("/faults", {"rules": [*rules, {"kind": "duplicate_webhook", "probability": 0.2}]})
    for person in READS:
        stage.control(f"/people/{person}", {"reads": True})
    for number in range(50):
        person = dice.choice(PEOPLE)
        if dice.random() < 0.4:
            stage.hears(dice.choice(("image", "audio", "sticker")), person=person)
        kind = dice.choice(sorted(CONTENTS))
        named = {"recipient": person} if "." in person else {"to": person}
        body = {**named, "type": kind, kind: CONTENTS[kind], "biz_opaque_callback_data": f"row={number}"}
        assert stage.meta.post_message(body).status == 200
        if dice.random() < 0.3:
            stage.wait(dice.uniform(0.0, 2.0))


def test_a_busy_hour_has_its_shapes(stage):
    stage.play(busy)
    assert [(wrongs(one.webhook), one.body) for one in stage.kept if wrongs(one.webhook)] == []
    seen = {kind for one in stage.kept for kind in kinds(one.webhook)}
    statuses = {f"messages: status {status}" for status in ("sent", "delivered", "read", "failed")}
    assert statuses | {"messages: image", "messages: audio", "messages: sticker"} <= seen
    assert any(len(list(kinds(one.webhook))) > 10 for one in stage.kept)
