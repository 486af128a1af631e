"""A message as the phone shows it."""

from waypost_sandbox.state import Json, State
from waypost_sandbox.state.messages import Message

BUSINESS = "business"


def message_view(state: State, message: Message) -> Json:
    quoted = state.messages.get(message.context_id or "")
    view: Json = {
        "id": message.id,
        "chat": message.phone_number_id,
        "mine": not message.outgoing,
        "type": message.type,
        "text": message.text,
        "status": message.status,
        "at": message.at,
        "quote": None,
        "reaction_mine": message.reactions.get(message.person, ""),
        "reaction_business": message.reactions.get(BUSINESS, ""),
        "shown": message.shown,
    }
    if message.context_id:
        view["quote"] = {
            "id": message.context_id,
            "text": quoted.text if quoted else "An earlier message",
            "mine": bool(quoted and not quoted.outgoing),
        }
    content = message.content if isinstance(message.content, dict) else {}
    media_id = content.get("id")
    if message.type in ("image", "video", "audio", "document", "sticker"):
        media = state.media.get(str(media_id))
        view["media"] = {
            "url": f"/_sandbox/media/{media_id}" if media else content.get("link"),
            "mime_type": media.mime_type if media else None,
            "filename": content.get("filename"),
            "voice": bool(content.get("voice")),
            "caption": content.get("caption", ""),
        }
    elif message.type == "location":
        view["location"] = content
    elif message.type == "contacts":
        view["contacts"] = message.content
    elif message.type == "order":
        view["order"] = content
    return view


def chat_view(state: State, phone_number_id: str, person_key: str) -> Json:
    phone, person = state.phone_numbers[phone_number_id], state.people[person_key]
    thread = state.threads.get(f"{phone_number_id}:{person_key}")
    messages = [state.messages[i] for i in thread.messages[-200:]] if thread else []
    shown = [m for m in messages if not m.outgoing or m.received]
    return {
        "id": phone.id,
        "name": phone.verified_name,
        "number": phone.display_phone_number,
        "about": phone.profile.get("about", ""),
        "username": phone.username,
        "blocked": phone.id in person.blocked,
        "marketing_stopped": phone.id in person.no_marketing_from,
        "prompts": phone.automation.get("prompts", []),
        "commands": phone.automation.get("commands", []),
        "unread": len(thread.unread) if thread else 0,
        "messages": [message_view(state, m) for m in shown if m.type != "reaction"],
    }
