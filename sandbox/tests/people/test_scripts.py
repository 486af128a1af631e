"""Customers who act by themselves."""

import pytest
from sandbox.tests.client import ADA, COFFEE, DEWI

REPLIES = [{"type": "reply", "reply": {"id": i, "title": t}} for i, t in (("y", "Yes"), ("n", "No"))]
QUESTION = {"type": "button", "body": {"text": "Is 15:30 fine?"}, "action": {"buttons": REPLIES}}


def script(meta, text, person=DEWI):
    path = f"/_sandbox/people/{person}/script" if person else "/_sandbox/script"
    answer = meta.call("POST", path, text.encode(), token=None)
    assert answer.status == 200, answer.raw
    return answer.json["script"]


def ask(meta, to=DEWI):
    sent = meta.post_message({"to": to, "type": "interactive", "interactive": QUESTION})
    return sent.json["messages"][0]["id"]


def words(receiver):
    return [m["text"]["body"] for m in receiver.messages() if m["type"] == "text"]


def test_a_script_waits_taps_reads_and_writes(meta, receiver):
    meta.open_window()
    script(
        meta,
        """
        - when: {type: button, text: '15:30'}
          after: 5
          do: [{read: true}, {tap: "No"}, {wait: 60}, {text: "Can we make it 16:00?"}]
        """,
    )
    sent = ask(meta)
    meta.advance(4)
    assert len(receiver.messages()) == 1
    meta.advance(3)
    assert receiver.messages()[1]["interactive"]["button_reply"] == {"id": "n", "title": "No"}
    assert [s["status"] for s in receiver.statuses(sent)] == ["sent", "delivered", "read"]
    meta.advance(61)
    assert words(receiver) == ["Hi", "Can we make it 16:00?"]


def test_the_first_answer_that_fits_is_given_and_only_so_often(meta, receiver):
    meta.open_window()
    script(
        meta,
        """
        script:
          - {when: {text: "^bye"}, do: [{text: "See you"}]}
          - {do: [{text: "Once"}], times: 1}
          - {when: {button: "yes"}, do: [{text: "A button"}]}
          - {do: [{text: "Always"}]}
        """,
    )
    for text in ("Hello", "Hello", "Bye now"):
        meta.send(text=text)
        meta.advance(3)
    ask(meta)
    meta.advance(3)
    assert words(receiver) == ["Hi", "Once", "Always", "See you", "A button"]


def test_everybody_may_share_a_script_and_ones_own_comes_first(meta, receiver):
    script(meta, '- do: [{text: "Out of office"}]', person=None)
    script(meta, '- do: [{react: "👍"}, {send: {type: location, location: {latitude: 1, longitude: 2}}}]')
    for person in (DEWI, ADA):
        meta.open_window(person)
        meta.send(person)
    meta.advance(3)
    assert words(receiver) == ["Hi", "Hi", "Out of office"]
    assert [m["type"] for m in receiver.messages() if m["from"] == DEWI] == ["text", "reaction", "location"]


def test_a_script_may_block_report_and_stop_marketing(meta, receiver):
    meta.open_window()
    script(meta, "- do: [{report: true}, {stop_marketing: true}, {block: true}]")
    meta.send()
    meta.advance(3)
    person = next(p for p in meta.control("/people")["people"] if p["wa_id"] == DEWI)
    assert (person["blocked"], person["no_marketing_from"]) == ([COFFEE], [COFFEE])


def test_a_script_comes_with_the_world_it_is_written_in(meta):
    answer = script(meta, "- when: {template: order_update}\n  after: [1, 2]\n  do: [{tap: 1}]")
    assert meta.control(f"/people/{DEWI}/script")["script"] == answer
    assert answer == [{"when": {"template": "order_update"}, "after": [1.0, 2.0], "do": [{"tap": 1}]}]


@pytest.mark.parametrize(
    "text, words",
    [
        ("- do: [{sing: true}]", "sing"),
        ("- when: {text: '('}\n  do: []", "regular expression"),
        ("- when: [", "not YAML"),
        ("- after: 1", "do"),
        ("- do: [{tap: No}]", "quotes"),
    ],
)
def test_a_script_that_cannot_be_read_says_why(meta, text, words):
    answer = meta.call("POST", f"/_sandbox/people/{DEWI}/script", text.encode(), token=None)
    assert (answer.status, words in answer.json["detail"]) == (400, True)
