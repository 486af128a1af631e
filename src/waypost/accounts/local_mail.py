"""Mail without a mail server: every mail becomes a file, readable at /dev/mail, and two lines on the terminal."""

import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as ReadMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from waypost.kit.ids import uuid7

_LINK = re.compile(r"https?://[^\s<>\"]+")
_KEPT = 200


@dataclass(frozen=True, slots=True)
class KeptMail:
    to: str
    subject: str
    text: str
    sent_at: str
    links: list[str]


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder: Path = settings.MAIL_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            written = folder / f".{uuid7()}"
            written.write_bytes(mail.message().as_bytes())
            # a reader sees whole mails only
            written.rename(folder / f"{time.time_ns()}-{os.getpid()}.eml")
            links = " ".join(_LINK.findall(str(mail.body)))
            sys.stdout.write(f"mail to {', '.join(mail.to)}: {mail.subject}\n     {links or '(no link)'}\n")
            sys.stdout.flush()
        return len(email_messages)


def kept_mails(folder: Path) -> list[KeptMail]:
    """Newest first."""
    files = sorted(folder.glob("*.eml"), reverse=True)[:_KEPT]
    return [_read(file) for file in files]


def _read(file: Path) -> KeptMail:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(mail, ReadMessage)
    part = mail.get_body(preferencelist=("plain",))
    text = str(part.get_content()) if part is not None else ""
    return KeptMail(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=text,
        sent_at=str(mail["Date"]),
        links=_LINK.findall(text),
    )
