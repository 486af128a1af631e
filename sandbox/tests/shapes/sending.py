"""Scenes of what becomes of the business's messages: statuses, prices, and the limit that they move."""

from sandbox.tests.client import ADA, COFFEE, DEWI, LENA

from waypost_sandbox.ogg import silent_voice_note

NOBODY = "628990000001"
INDIAN = "919812345678"
CODE = {"type": "body", "parameters": [{"type": "text", "text": "481516"}]}
COPY = {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "481516"}]}


def messages_arrive(stage):
    written = stage.hears("text", {"body": "Hi"})
    stage.hears("text", {"body": "Hi"}, LENA)
    stage.send("text", {"body": "Hello / Halo ☕"}, biz_opaque_callback_data="campaign=41;row=9/☕")
    stage.send("reaction", {"message_id": written, "emoji": "👍"})
    stage.meta.post_message({"recipient": LENA, "text": {"body": "Hello"}})
    stage.control(f"/people/{DEWI}/read", {})
    file = _upload(stage)
    voice = stage.send("audio", {"id": file, "voice": True})
    stage.control(f"/people/{DEWI}/played", {"message_id": voice})
    stage.template("tasting_set", ADA)
    stage.send("text", {"body": "Nobody wrote first"}, ADA)
    stage.template("hello_world", NOBODY)


def _upload(stage):
    edge = "xx"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'.encode(),
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="v.ogg"\r\n'.encode(),
        b"Content-Type: audio/ogg; codecs=opus\r\n\r\n" + silent_voice_note(seconds=1) + b"\r\n",
        f"--{edge}--\r\n".encode(),
    ]
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    return stage.call("POST", f"{COFFEE}/media", b"".join(parts), headers=kind)["id"]


def messages_cost(stage):
    stage.wait(700)
    stage.hears("text", {"body": "Hi"})
    stage.send("text", {"body": "Hello"})
    stage.template("hello_world")
    stage.template("tasting_set", ADA)
    stage.call(
        "POST",
        f"{COFFEE}/marketing_messages",
        {
            "messaging_product": "whatsapp",
            "to": ADA,
            "type": "template",
            "template": {"name": "tasting_set", "language": {"code": "en_US"}},
        },
    )
    stage.template("login_code", DEWI, CODE, COPY)
    stage.control("/settings", {"authentication_international": ["IN"]})
    stage.template("login_code", INDIAN, CODE, COPY)
    stage.control(f"/people/{ADA}/click_ad", {})
    stage.send("text", {"body": "Welcome"}, ADA)
    stage.control("/settings", {"service_charged": False})
    stage.template("hello_world")


def many_answers(stage):
    """The thousand that are free, and one more."""
    stage.hears("text", {"body": "Hi"})
    stage.send_many([DEWI] * 1001, {"type": "text", "text": {"body": "Hello"}})


def many_people(stage):
    """Half of the limit with a number of bad quality."""
    stage.control(f"/phone_numbers/{COFFEE}", {"quality_rating": "RED"})
    template = {"name": "hello_world", "language": {"code": "en_US"}}
    people = [f"62877{n:08d}" for n in range(1001)]
    stage.send_many(people, {"type": "template", "template": template})


SCENES = (messages_arrive, messages_cost, many_answers, many_people)
OLDER_SCENES = (messages_arrive, messages_cost)
