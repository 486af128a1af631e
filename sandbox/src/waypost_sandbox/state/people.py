"""The customers and their chats with numbers of the business."""

from msgspec import Struct, field

from waypost_sandbox.state.scripts import Answer


class Person(Struct, gc=False):
    user_id: str
    name: str
    wa_id: str | None = None
    username: str | None = None
    # Their ids in other portfolios than the world's first, once they are needed: business → id.
    user_ids: dict[str, str] = field(default_factory=dict)
    online: bool = True
    reads: bool = False
    on_whatsapp: bool = True
    known: bool = True
    # Hides the number behind the username, as far as Meta's rules allow.
    hidden: bool = False
    # Too old for templates with buttons and the like: such messages fail with 131026.
    old_app: bool = False
    # How often the identity key changed: a new phone, or WhatsApp installed anew.
    identity_changes: int = 0
    # Numbers of the business that this person has blocked.
    blocked: list[str] = field(default_factory=list)
    # Numbers of the business whose marketing this person has stopped.
    no_marketing_from: list[str] = field(default_factory=list)
    # When marketing templates of any business came, as far as the cap on them needs it.
    marketing_at: list[float] = field(default_factory=list)
    # account → when its marketing beyond the cap was refused
    marketing_refused: dict[str, list[float]] = field(default_factory=dict)
    # What this person does by itself when messages come.
    script: list[Answer] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.wa_id or self.user_id


class Thread(Struct, gc=False):
    phone_number_id: str
    person: str
    messages: list[str] = field(default_factory=list)
    window_until: float = 0.0
    # The free entry point: when an ad was clicked, and until when everything is free after an answer.
    ad_clicked_at: float = 0.0
    free_until: float = 0.0
    free_id: str = ""
    # Until when the business sees the number of a person who hides it.
    number_known_until: float = 0.0
    # Messages to one person keep their order: none leaves or arrives before the one ahead of it.
    leaves_at: float = 0.0
    arrives_at: float = 0.0
    # Messages that wait for the person to come online.
    waiting: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
