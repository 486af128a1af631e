"""Groups: a business and up to eight customers, who come by the invite link."""

from typing import Literal

from msgspec import Struct, field

JoinApproval = Literal["auto_approve", "approval_required"]


class JoinRequest(Struct):
    id: str
    person: str
    at: float


class Group(Struct):
    id: str
    waba_id: str
    phone_number_id: str
    subject: str
    description: str = ""
    join_approval_mode: JoinApproval = "auto_approve"
    created_at: float = 0.0
    suspended: bool = False
    # The end of the link; None when it was taken back.
    invite_code: str | None = None
    # person key → since when
    participants: dict[str, float] = field(default_factory=dict)
    # Whom the business put out: they cannot come back by the link.
    removed: list[str] = field(default_factory=list)
    join_requests: dict[str, JoinRequest] = field(default_factory=dict)

    @property
    def invite_link(self) -> str:
        return f"https://chat.whatsapp.com/{self.invite_code}"
