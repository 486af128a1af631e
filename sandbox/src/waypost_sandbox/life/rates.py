"""What Meta charges for a delivered message: the USD card of 1 October 2026."""

from decimal import Decimal
from typing import NamedTuple

from waypost_sandbox.life.countries import country_of


class Rate(NamedTuple):
    marketing: Decimal
    # Service and authentication cost the same as utility.
    utility: Decimal
    authentication_international: Decimal | None


# Countries (or a region's name and its countries): marketing, utility, authentication from abroad.
_CARD = """
AR .0618 .0260 -     | BD .0732 .0037 .0960 | BR .0625 .0068 -     | CL .0889 .0200 -
CO .0125 .0008 -     | EG .0644 .0036 .0650 | FR .0859 .0300 -     | DE .1365 .0550 -
HK .0732 .0260 -     | HU .0860 .0350 -     | IN .0118 .0014 .0304 | ID .0411 .0250 .1360
IQ .0341 .0079 .1280 | IL .0353 .0053 -     | IT .0795 .0300 -     | KZ .0604 .0180 .1600
KW .0792 .0440 .1200 | MY .0860 .0140 .0418 | MX .0397 .0085 -     | MA .0414 .0230 .0811
NL .1597 .0500 -     | NP .0732 .0034 .1120 | NG .0516 .0067 .0750 | OM .0341 .0247 .0600
PK .0473 .0150 .0750 | PE .0703 .0300 -     | PL .0366 .0122 -     | QA .0341 .0120 -
RO .0860 .0290 -     | RU .0802 .0400 -     | SA .0576 .0107 .0598 | SG .0732 .0160 -
ZA .0379 .0095 .0200 | ES .0707 .0200 -     | LK .0732 .0020 .1440 | TR .0109 .0009 -
UA .0860 .0298 .0746 | AE .0576 .0157 .0510 | GB .0635 .0220 -
"""
_REST_OF_AFRICA = (
    "DZ AO BJ BW BF BI CM TD CG ER ET GA GM GH GW CI KE LS LR LY MG MW ML MR MZ NA NE RW SN SL SO SS SD SZ TZ "
    "TG TN UG ZM ZW"
)
_REGIONS = {
    "North America": (".0250 .0034", "US CA"),
    "Rest of Africa": (".0225 .0040", _REST_OF_AFRICA),
    "Rest of Asia Pacific": (".0842 .0113", "AF AU KH CN JP LA MN NZ PG PH TW TJ TH TM UZ VN"),
    "Rest of Central & Eastern Europe": (
        ".0860 .0212",
        "AL AM AZ BY BG HR CZ GE GR LV LT MD MK RS SK SI",
    ),
    "Rest of Latin America": (".0740 .0113", "BO CR DO EC SV GT HT HN JM NI PA PY PR UY VE"),
    "Rest of Middle East": (".0392 .0091", "BH JO LB YE"),
    "Rest of Western Europe": (".0592 .0171", "AT BE DK FI IE NO PT SE CH"),
    "Other": (".0604 .0077", ""),
}


def _read_card() -> tuple[dict[str, Rate], dict[str, str]]:
    rates: dict[str, Rate] = {}
    markets: dict[str, str] = {}
    for row in _CARD.replace("\n", "|").split("|"):
        if row.strip():
            country, marketing, utility, abroad = row.split()
            markets[country] = country
            rates[country] = Rate(
                Decimal(marketing), Decimal(utility), None if abroad == "-" else Decimal(abroad)
            )
    for region, (prices, countries) in _REGIONS.items():
        marketing, utility = prices.split()
        rates[region] = Rate(Decimal(marketing), Decimal(utility), None)
        markets |= dict.fromkeys(countries.split(), region)
    return rates, markets


_RATES, _MARKETS = _read_card()


def market_of(who: str) -> str:
    """The market of a number in digits or a user id: a country's ISO code or a region."""
    return _MARKETS.get(country_of(who), "Other")


def price(category: str, who: str, currency: str) -> Decimal:
    """The list price of one message to `who`, a number in digits or a user id.

    `category` is that of a status's pricing. Only the USD card is known: its figures stand for every currency.
    """
    rate = _RATES[market_of(who)]
    kind = category.lower().replace("_", "-").removeprefix("group-")
    if kind == "referral-conversion":
        return Decimal(0)
    if kind.startswith("marketing"):
        return rate.marketing
    if kind == "authentication-international" and rate.authentication_international is not None:
        return rate.authentication_international
    return rate.utility
