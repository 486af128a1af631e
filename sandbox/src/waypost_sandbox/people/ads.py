"""Customers who come from an ad or a post that leads into the chat."""

from waypost_sandbox.people.writing import write_to_business
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.messages import Message
from waypost_sandbox.state.people import Person

FIRST_WORDS = "Hello! Can I get more info on this?"


def click_ad(world: Sandbox, person: Person, order: Json) -> Message:
    """`referral` of the order goes over the usual one; None in it leaves a key out, as `ctwa_clid` may be."""
    referral: Json = {
        "source_url": f"https://fb.me/{world.ids.text(6)}",
        "source_id": "120211",
        "source_type": "ad",
        "headline": "Seasonal blend",
        "body": "Roasted this week",
        "media_type": "image",
        "image_url": "https://scontent.example/ad.jpg",
        "thumbnail_url": "https://scontent.example/ad-small.jpg",
        "ctwa_clid": f"ARA{world.ids.text(24)}",
        "welcome_message": {"text": "Hi there! How can we help?"},
    } | (order.get("referral") or {})
    written = {key: value for key, value in order.items() if key != "referral"}
    if "type" not in written:
        written |= {"type": "text", "text": written.get("text") or {"body": FIRST_WORDS}}
    referral = {key: value for key, value in referral.items() if value is not None}
    return write_to_business(world, person, {**written, "referral": referral})
