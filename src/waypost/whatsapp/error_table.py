"""The table of Meta's error codes: kind, what happened, what to do. Sources: Meta's error pages, autumn 2026.

One row per meaning; Meta's own words stay in `details` beside the code.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    RETRY = "retry"
    SLOW = "slow"
    REFUSE = "refuse"
    RECONNECT = "reconnect"


class Row(NamedTuple):
    kind: Kind
    codes: tuple[int, ...]
    reason: str
    remedy: str
    can_retry: bool
    after_seconds: float = 0


def _retry(*codes: int, after: float, reason: str, remedy: str = "Send it again in a minute.") -> Row:
    return Row(Kind.RETRY, codes, reason, remedy, True, after)


def _slow(*codes: int, after: float, reason: str, remedy: str = "Send it again in a few minutes.") -> Row:
    return Row(Kind.SLOW, codes, reason, remedy, True, after)


def _refuse(*codes: int, reason: str, remedy: str) -> Row:
    """Sending the same again fails again."""
    return Row(Kind.REFUSE, codes, reason, remedy, False)


def _once_fixed(*codes: int, reason: str, remedy: str) -> Row:
    """Sending the same again works after the remedy."""
    return Row(Kind.REFUSE, codes, reason, remedy, True)


def _reconnect(*codes: int, reason: str, remedy: str) -> Row:
    return Row(Kind.RECONNECT, codes, reason, remedy, True)


_ASK_ADMIN = "Ask an administrator to check the channel."
_CHANGE_MESSAGE = "Change the message and send it again."
_OTHER_WAY = "Reach the contact another way."
_SOME_HOURS = 4 * 3600

# fmt: off
_HICCUPS = (
    _retry(1, after=5, reason="Meta could not handle the request."),
    _retry(2, after=10, reason="Meta's service is down for a moment."),
    _retry(131000, after=5, reason="Something went wrong at Meta."),
    _retry(131016, after=10, reason="Meta's service is overloaded for a moment."),
    _retry(131057, after=60, reason="Meta is working on this number.",
           remedy="Send it again in two minutes."),
    _retry(131048, after=_SOME_HOURS,
           reason="Meta limits this account for now: it has reached its number of new contacts a day, or too "
           "many people blocked or reported it.",
           remedy="Check the number's quality in WhatsApp Manager; it can be sent again in some hours."),
    _retry(133000, after=60, reason="Meta has not finished disconnecting this number."),
    _retry(133004, after=30, reason="Meta's registration service is down for a moment."),
    _retry(138004, 138007, after=10, reason="The call could not be connected.", remedy="Call again."),
    _retry(139102, 139103, after=10, reason="Meta was changing the list of blocked contacts.",
           remedy="Block or unblock the contact again."),
)

_TOO_FAST = (
    _slow(4, 17, after=60, reason="The Meta app has made too many calls this hour."),
    _slow(613, after=5, reason="Meta was asked for call permissions too often."),
    _slow(80007, after=60, reason="The business account has made too many calls this hour."),
    _slow(130429, after=2, reason="This number is sending faster than Meta allows."),
    _slow(131056, after=6, reason="Too many messages to this contact in a short time.",
          remedy="Wait a few minutes before writing to this contact again."),
    _slow(131208, after=10, reason="This group is sending faster than Meta allows."),
    _slow(138002, 138005, after=10, reason="Too many calls at once on this number.",
          remedy="Call again in a minute."),
)

_CHANNEL = (
    _reconnect(0, 104, 190, reason="Meta no longer accepts this channel's access token.",
               remedy="Paste a new access token in the channel's settings."),
    _reconnect(3, 10, 131005, reason="The access token lacks a permission that sending needs.",
               remedy="Give it whatsapp_business_messaging at Meta, then check the channel."),
    _reconnect(*range(200, 300), reason="The access token may not use this business account.",
               remedy="Assign the account to the token's system user at Meta, then check the channel."),
    _reconnect(33, 803, reason="Meta knows no such number, or the access token may not use it.",
               remedy="Compare its id and the token's access with what Meta shows, then check the channel."),
    _reconnect(368, reason="Meta has blocked this account for a while because of its policies.",
               remedy="Read the notice in WhatsApp Manager; appeal there if it is wrong."),
    _reconnect(131031, 141014, reason="Meta has locked this business account.",
               remedy="Read the notice in WhatsApp Manager and write to Meta's support."),
    _reconnect(131037, reason="This number's display name is not approved yet.",
               remedy="Get the display name approved in WhatsApp Manager, then check the channel."),
    _reconnect(131042, 131044, 141006, reason="Meta cannot charge this business account.",
               remedy="Add or repair the payment method in WhatsApp Manager, then check the channel."),
    _reconnect(141010, reason="Meta wants this business to be verified.",
               remedy="Verify the business in Meta's Security Center, then check the channel."),
    _reconnect(131045, reason="This number's registration at Meta is broken.",
               remedy="Register the number again, then check the channel."),
    _reconnect(133006, reason="Meta wants this number to be verified again.",
               remedy="Verify the number in WhatsApp Manager, then check the channel."),
    _reconnect(133010, reason="This number is not registered for sending.",
               remedy="Register the number, then check the channel."),
)

_CONTACT = (
    _once_fixed(130403, reason="This contact is blocked.", remedy="Unblock the contact, then send it again."),
    _refuse(130472, reason="Meta holds marketing messages back from this contact for an experiment.",
            remedy=_OTHER_WAY),
    _refuse(130497, reason="Meta does not let this business write to the contact's country.",
            remedy=_OTHER_WAY),
    _refuse(131021, reason="The contact has the same number as this channel.",
            remedy="Send from another channel, or correct the contact's number."),
    _refuse(131026, reason="The message could not be delivered. Meta does not say why: the contact may not "
            "be on WhatsApp, have blocked us, or have an old app.", remedy=_OTHER_WAY),
    _once_fixed(131030, reason="This is a test number, and the contact is not on its list of recipients.",
                remedy="Add the contact's number to the list at Meta, then send it again."),
    _refuse(131047, reason="More than 24 hours have passed since the contact last wrote.",
            remedy="Send a template, or wait until the contact writes."),
    _refuse(131049, reason="Meta held this marketing message back: the contact gets too many of them.",
            remedy="Wait a day or longer before sending marketing to this contact."),
    _refuse(131050, reason="The contact has stopped marketing messages from this business.",
            remedy="Send this contact no more marketing."),
    _refuse(131062, reason="This kind of message needs the contact's phone number.",
            remedy="Ask the contact for the number, then send it there."),
    _once_fixed(137000, reason="The contact's identity at WhatsApp has changed.",
                remedy="Make sure that it is still the same person, then send it again."),
    _refuse(138000, 138001, 138003, 138006, 138009, *range(138012, 138016), *range(138017, 138024),
            reason="This call could not be made.",
            remedy="Check the calling settings and the contact's permission."),
)

_MESSAGE = (
    _refuse(100, 131008, 131009, 135000, reason="Meta did not accept the message as it is.",
            remedy=_CHANGE_MESSAGE),
    _refuse(2500, reason="Meta knows no such address.", remedy="Report this as a mistake in Waypost."),
    _refuse(131051, reason="WhatsApp does not support this kind of message.",
            remedy="Send it as another kind."),
    _refuse(131052, reason="The file that the contact sent could not be fetched.",
            remedy="Ask for the file again."),
    _once_fixed(131053, reason="Meta could not take the attached file.",
                remedy="Check that the file opens, its kind and its size; then send it again."),
    _refuse(131055, reason="Meta does not take this kind of message here.",
            remedy="Send it as another kind."),
    _refuse(131035, 131036, reason="The content of the message is no longer stored.",
            remedy="Write it again."),
    _refuse(131060, reason="The message can be seen in the phone app only.", remedy="Look in the phone app."),
    _once_fixed(131064, reason="Meta limits this account because templates were in the wrong category.",
                remedy="Correct the categories, and send it again when the limit has ended."),
    _once_fixed(139200, reason="Meta does not let this account send without templates.",
                remedy="Use a template."),
    _once_fixed(134011, reason="The payment terms of WhatsApp are not accepted yet.",
                remedy="Accept them in WhatsApp Manager, then send it again."),
)

_TEMPLATES = (
    _refuse(131061, 131063, 134100, reason="Marketing templates must go the marketing way on this account.",
            remedy="Send it as a campaign, or use a utility template."),
    _refuse(132000, 132008, 132012, 132018, reason="The values do not fit the template's placeholders.",
            remedy="Fill in every placeholder as the template wants it, then send it again."),
    _refuse(132001, 141002, reason="Meta has no approved template of this name in this language.",
            remedy="Choose another template or language."),
    _refuse(132005, reason="With its values filled in, the template is too long.",
            remedy="Shorten the values."),
    _refuse(132007, reason="A value breaks Meta's rules for templates.", remedy=_CHANGE_MESSAGE),
    _once_fixed(132015, reason="Meta has paused this template for its low quality.",
                remedy="Choose another template, or wait some hours."),
    _refuse(132016, reason="Meta has switched this template off for good.",
            remedy="Choose another template."),
    _once_fixed(132068, reason="Meta has blocked the form in this message.",
                remedy="Repair the form's server."),
    _once_fixed(132069, reason="Meta slows down the form in this message.",
                remedy="Send it again in an hour."),
    _once_fixed(134101, reason="Meta is still preparing this template.",
                remedy="Send it again in ten minutes."),
    _refuse(134102, 134103, reason="This template cannot be used for marketing yet.",
            remedy="Choose another template."),
    _refuse(200005, 200006, 200007, reason="Figures on templates are not switched on.",
            remedy="Switch them on in WhatsApp Manager."),
    _refuse(2388019, reason="The account has as many templates as Meta allows.",
            remedy="Delete some templates."),
    _refuse(2388024, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299,
            reason="Meta did not accept the template as it is.",
            remedy="Change the template and submit it again."),
)

_NUMBERS = (
    _refuse(133005, reason="The PIN is wrong.", remedy="Enter the PIN that was set for this number."),
    _once_fixed(133008, 133009, reason="The PIN was tried too often or too fast.",
                remedy="Wait, then try again."),
    _once_fixed(133015, reason="This number was deleted a moment ago.", remedy="Try again in five minutes."),
    _once_fixed(133016, reason="This number was registered too often.", remedy="Try again after three days."),
    _once_fixed(136024, reason="Too many codes were asked for.", remedy="Try again after twelve hours."),
    _refuse(2388001, 2388012, 2388091, 2388093, 2388103, 2494100,
            reason="The number cannot be moved as it is.",
            remedy="Follow WhatsApp Manager's notes on moving it."),
    _refuse(*range(147001, 147006), reason="Meta does not accept this business username.",
            remedy="Choose another."),
    _refuse(1752041, reason="This account is already being set up.", remedy="Wait until that has ended."),
    _refuse(2593107, 2593108, 2593109, reason="The chats of the phone app cannot be fetched any more.",
            remedy="Connect the number again to fetch them."),
    _refuse(*range(2494164, 2494169), 2494176, 2494177, 2494179,
            reason="Meta did not accept the sign-up link.",
            remedy="Change it and try again."),
)

_GROUPS_AND_LISTS = (
    _refuse(131020, 131041, 131059, 131202, 131204, *range(131209, 131216),
            reason="Meta did not accept this change to the group.", remedy="Correct it and try again."),
    _refuse(131201, reason="Only a part of the group was changed.", remedy="Look which members failed."),
    _refuse(131203, reason="A member of the group has not accepted WhatsApp's terms.",
            remedy="Ask the member to."),
    _refuse(131207, reason="Meta has suspended this group.", remedy="Read the notice in WhatsApp Manager."),
    _refuse(*range(139000, 139007), 4233041, reason="Meta did not accept the form.",
            remedy="Correct the form."),
    _refuse(139100, reason="Not every contact could be blocked or unblocked.",
            remedy="Look which ones failed."),
    _refuse(139101, reason="The list of blocked contacts is full.", remedy="Unblock some contacts first."),
)
# fmt: on

UNLISTED = Row(Kind.REFUSE, (), "Meta did not accept the message.", _ASK_ADMIN, True)


def _by_code() -> Iterator[tuple[int, Row]]:
    for table in (_HICCUPS, _TOO_FAST, _CHANNEL, _CONTACT, _MESSAGE, _TEMPLATES, _NUMBERS, _GROUPS_AND_LISTS):
        for row in table:
            for code in row.codes:
                yield code, row


BY_CODE: dict[int, Row] = dict(_by_code())
