"""Two sandboxes with the same seed and start, in processes of their own, tell the same to the octet."""

from sandbox.tests.client import ADA, DEWI, Receiver, start_sandbox, stop_sandbox

RULES = [
    {"kind": "reorder_webhooks", "probability": 0.3, "delay_seconds": 60},
    {"kind": "duplicate_webhook", "probability": 0.3},
    {"kind": "error", "path": "/messages", "probability": 0.2},
    {"kind": "wrong_signature", "probability": 0.2},
]


def test_the_same_calls_get_the_same_answers_and_webhooks():
    assert story() == story()


def story():
    receiver = Receiver()
    process, meta = start_sandbox("--seed", "11", "--start-at", "2026-11-01T09:00:00")
    try:
        assert meta.subscribe(receiver.url).status == 200
        meta.faults(*RULES)
        meta.control(f"/people/{ADA}", {"reads": True})
        answers = []
        for number in range(20):
            meta.customer_writes((DEWI, ADA)[number % 2], f"Question {number}")
            answers.append(meta.send((DEWI, ADA)[number % 2], f"Answer {number}").raw)
            if number % 5 == 0:
                meta.advance(3)
        receiver.status = 500
        meta.advance(120)
        receiver.status = 200
        meta.advance(3600)
        heard = [
            (body, headers["X-Hub-Signature-256"])
            for body, headers in zip(receiver.bodies, receiver.headers, strict=True)
        ]
        return answers, heard, meta.control("/messages")
    finally:
        stop_sandbox(process)
        receiver.server.shutdown()
        receiver.server.server_close()
