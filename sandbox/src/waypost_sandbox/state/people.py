"""The customers and their chats with numbers of the business."""

from msgspec import Struct, field


class Person(Struct, gc=False):
    user_id: str
    name: str
    wa_id: str | None = None
    username: str | None = None
    online: bool = True
    reads: bool = False
    on_whatsapp: bool = True
    known: bool = True
    # Too old for templates with buttons and the like: such messages fail with 131026.
    old_app: bool = False
    # Numbers of the business that this person has blocked.
    blocked: list[str] = field(default_factory=list)
    # Numbers of the business whose marketing this person has stopped.
    no_marketing_from: list[str] = field(default_factory=list)

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
    # Messages to one person keep their order: none leaves or arrives before the one ahead of it.
    leaves_at: float = 0.0
    arrives_at: float = 0.0
    # Messages that wait for the person to come online.
    waiting: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
