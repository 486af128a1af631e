"""What Meta charges for a delivered message, by its USD list of 1 October 2026: enough to keep to a budget."""

from decimal import Decimal
from functools import lru_cache

import phonenumbers

# Calling codes of a market: price of marketing, price of all other categories.
_CARD = """
54 .0618 .0260 | 880 .0732 .0037 | 55 .0625 .0068 | 56 .0889 .0200 | 57 .0125 .0008 | 20 .0644 .0036
33 .0859 .0300 | 49 .1365 .0550 | 852 .0732 .0260 | 36 .0860 .0350 | 91 .0118 .0014 | 62 .0411 .0250
964 .0341 .0079 | 972 .0353 .0053 | 39 .0795 .0300 | 965 .0792 .0440
60 .0860 .0140 | 52 .0397 .0085 | 212 .0414 .0230 | 31 .1597 .0500 | 977 .0732 .0034 | 234 .0516 .0067
968 .0341 .0247 | 92 .0473 .0150 | 51 .0703 .0300 | 48 .0366 .0122 | 974 .0341 .0120 | 40 .0860 .0290
7 .0802 .0400 | 966 .0576 .0107 | 65 .0732 .0160 | 27 .0379 .0095 | 34 .0707 .0200 | 94 .0732 .0020
90 .0109 .0009 | 380 .0860 .0298 | 971 .0576 .0157 | 44 .0635 .0220 | 1 .0250 .0034
"""
_REGIONS = {
    (".0740", ".0113"): "591 506 1809 1829 1849 593 503 502 509 504 1658 1876 505 507 595 1787 1939 598 58",
    (".0225", ".0040"): (
        "213 244 229 267 226 257 237 235 242 291 251 241 220 233 245 225 254 266 231 218 261 265 223 222 258 264 "
        "227 250 221 232 252 211 249 268 255 228 216 256 260 263"
    ),
    (".0842", ".0113"): "93 61 855 86 81 856 976 64 675 63 886 992 66 993 998 84",
    (".0860", ".0212"): "355 374 994 375 359 385 420 995 30 371 370 373 389 381 421 386",
    (".0592", ".0171"): "43 32 45 358 353 47 351 46 41",
    (".0392", ".0091"): "973 962 961 967",
}
_OTHER = (Decimal(".0604"), Decimal(".0077"))
_LONGEST_CODE = 4


def _read() -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for row in _CARD.replace("\n", "|").split("|"):
        if row.strip():
            code, marketing, other = row.split()
            found[code] = (Decimal(marketing), Decimal(other))
    for (marketing, other), codes in _REGIONS.items():
        found |= dict.fromkeys(codes.split(), (Decimal(marketing), Decimal(other)))
    return found


_BY_CODE = _read()
# Kazakhstan, whose numbers begin like Russia's.
_BY_CODE |= dict.fromkeys(("76", "77"), (Decimal(".0604"), Decimal(".0180")))


def estimate(category: str, recipient: str) -> Decimal:
    """Of one delivered message to a number in digits (or with +), or to a user id, by its country."""
    marketing, other = _market(recipient)
    return marketing if category == "marketing" else other


@lru_cache(10_000)
def _market(recipient: str) -> tuple[Decimal, Decimal]:
    digits = recipient.lstrip("+")
    if not digits.isdigit():
        digits = _calling_code(recipient[:2])
    for length in range(_LONGEST_CODE, 0, -1):
        if price := _BY_CODE.get(digits[:length]):
            return price
    return _OTHER


def _calling_code(country: str) -> str:
    return str(phonenumbers.country_code_for_region(country.upper()) or "")
