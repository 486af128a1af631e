"""The mails that accounts writes itself; allauth writes the others from the templates beside these."""

import smtplib

import structlog
from django.core.mail import send_mail
from django.template.loader import render_to_string

from waypost.accounts.models import Invitation
from waypost.accounts.rules import INVITATION_DAYS, one_line
from waypost.kit import env
from waypost.kit.errors import Unavailable

log = structlog.get_logger()


class InvitationNotMailed(Unavailable):
    code = "invitation_not_mailed"


def mail_invitation(invitation: Invitation, token: str) -> None:
    """After the commit: nobody waits for a mail server with a transaction open."""
    words = {
        "tenant": one_line(invitation.tenant.name),
        "inviter": one_line(invitation.invited_by),
        "link": f"{env.core().public_url}/invite/{token}",
        "days": INVITATION_DAYS,
    }
    try:
        send_mail(
            f"{words['inviter']} invites you to {words['tenant']} on Waypost",
            render_to_string("account/email/invitation_message.txt", words),
            None,
            [invitation.email],
        )
    except (smtplib.SMTPException, OSError) as error:
        log.warning("invitation_not_mailed", reason=type(error).__name__)
        raise InvitationNotMailed(
            "The invitation was saved, but the mail server did not take it. Invite them again in a minute."
        ) from error
