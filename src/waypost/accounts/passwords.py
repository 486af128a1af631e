"""Passwords that attackers try first, also when dressed up: capitals, digits for letters, a year at the end."""

import re
from functools import lru_cache

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

_LEET = str.maketrans("0134578@$!+", "oleastbasit")
_DECORATION = re.compile(r"^[^a-z]+|[^a-z]+$")
_SHORTEST_CORE = 4


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Django's list of the 20,000 passwords most often found in breaches. Loaded once per process."""
    return frozenset(CommonPasswordValidator().passwords)


class NotWidelyKnown:
    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if any(form in _known() for form in plain_forms(password)):
            raise ValidationError(
                "This password is on the lists that attackers try first. Choose another, such as four random words.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Not a password that many people use."


def plain_forms(password: str) -> set[str]:
    """What is left of a password when its disguises are taken off."""
    lower = password.lower().strip()
    bare = _DECORATION.sub("", lower)
    forms = {lower, lower.translate(_LEET), bare, bare.translate(_LEET)}
    forms.add(_DECORATION.sub("", lower.translate(_LEET)))
    return {form for form in forms if form == lower or len(form) >= _SHORTEST_CORE} | _halves(lower)


def _halves(text: str) -> set[str]:
    """`passwordpassword` is `password`."""
    middle, odd = divmod(len(text), 2)
    return {text[:middle]} if middle and not odd and text[:middle] == text[middle:] else set()
