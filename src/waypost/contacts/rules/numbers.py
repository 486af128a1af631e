"""Telephone numbers and user ids: other forms of one number, numbers as people type them, where they belong."""

import re
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

_BRAZIL_WITH_NINE = re.compile(r"55([1-9][1-9])9([6-9]\d{7})")
_BRAZIL_WITHOUT_NINE = re.compile(r"55([1-9][1-9])([6-9]\d{7})")
_MEXICO_WITH_ONE = re.compile(r"521([2-9]\d{9})")
_MEXICO_WITHOUT_ONE = re.compile(r"52([2-9]\d{9})")
_ARGENTINA_WITH_NINE = re.compile(r"549([1-9]\d{9})")

_OTHER_FORMS = (
    (_BRAZIL_WITH_NINE, r"55\1\2"),
    (_BRAZIL_WITHOUT_NINE, r"55\g<1>9\2"),
    (_MEXICO_WITH_ONE, r"52\1"),
    (_MEXICO_WITHOUT_ONE, r"521\1"),
    # one way only: without the 9 it may be the landline of somebody else
    (_ARGENTINA_WITH_NINE, r"54\1"),
)
_WITH_OTHER_FORMS = ("55", "52", "54")
_USER_ID = re.compile(r"([A-Z]{2})\.")
_NOWHERE = "Etc/Unknown"
_WITHOUT_PLACE = "001"
_LONGEST_TYPED = 40
_SOME_WINTER_DAY = datetime(2026, 1, 15)  # noqa: DTZ001 - the zones to compare give it its offset
_NOW_CALLED = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Choibalsan": "Asia/Ulaanbaatar",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
}
"""Names that phonenumbers still gives, and that machines without old time zone names do not know."""


def candidates(phone_or_wa_id: str) -> list[str]:
    """The number's own form first, then others under which the same person may be known. Digits only.

    They are for finding, never for rewriting: WhatsApp alone knows which form an account has.
    """
    own = phone_or_wa_id if _is_digits(phone_or_wa_id) else digits_of(phone_or_wa_id)
    if not own.startswith(_WITH_OTHER_FORMS):
        return [own] if own else []
    for form, other in _OTHER_FORMS:
        if form.fullmatch(own):
            return [own, form.sub(other, own)]
    return [own]


def is_same_line(one: str, other: str) -> bool:
    """Whether two forms name one line, whichever of them is WhatsApp's."""
    return one in candidates(other) or other in candidates(one)


def typed(phone: str, default_region: str | None = None) -> str | None:
    """The digits of a number as somebody typed it, with its country code; None when it cannot be one.

    Without a leading + it is read as a number of the region (ISO code), or, without a region, as one whose
    country code was typed.
    """
    if len(phone) > _LONGEST_TYPED or any(c.isalpha() for c in phone):
        return None
    international = phone.strip().startswith("+")
    if default_region is None and not international:
        phone = f"+{digits_of(phone)}"
    try:
        number = phonenumbers.parse(phone, default_region)
    except phonenumbers.NumberParseException:
        return None
    digits = digits_of(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if number.extension or _valid_form(digits) is None:
        return None
    return digits


def country_of(wa_id: str | None, user_id: str | None = None) -> str | None:
    """The ISO code of the country: by the number, else by the letters that a user id begins with."""
    number = _valid_form(wa_id) if wa_id else None
    region = phonenumbers.region_code_for_number(number) if number else None
    if region and region != _WITHOUT_PLACE:
        return str(region)
    found = _USER_ID.match(user_id or "")
    return found[1] if found else None


def time_zones_of(wa_id: str) -> list[str]:
    """Every time zone that the number may be in, from west to east; empty for one that belongs to no place."""
    number = _valid_form(wa_id)
    zones = timezone.time_zones_for_number(number) if number else ()
    return sorted((_NOW_CALLED.get(zone, zone) for zone in zones if zone != _NOWHERE), key=_eastward)


@lru_cache(50_000)
def time_zone_of(wa_id: str) -> str:
    """The zone to keep quiet hours by; where the number leaves several open, the middle one of them; else UTC."""
    zones = time_zones_of(wa_id)
    return zones[len(zones) // 2] if zones else "UTC"


def _eastward(zone: str) -> tuple[float, str]:
    offset = ZoneInfo(zone).utcoffset(_SOME_WINTER_DAY)
    return (offset.total_seconds() if offset else 0, zone)


def digits_of(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdecimal())


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _valid_form(phone_or_wa_id: str) -> phonenumbers.PhoneNumber | None:
    """WhatsApp's forms of Brazil and Mexico are not dialable: another form of the number may be."""
    for form in candidates(phone_or_wa_id):
        try:
            number = phonenumbers.parse(f"+{form}")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    return None
