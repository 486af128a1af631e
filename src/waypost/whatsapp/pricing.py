"""Meta's prices per delivered message in US dollars: the card of 1 October 2026, for estimates.

What Meta charges hangs on more than this: free windows and quotas, volume tiers, the account's own currency.
"""

import re
from decimal import Decimal
from typing import NamedTuple

CARD_DATE = "2026-10-01"
CURRENCY = "USD"


class Rates(NamedTuple):
    marketing: Decimal
    utility: Decimal
    """Also what authentication and service messages cost."""
    authentication_international: Decimal | None


# market: marketing, utility (= authentication = service), authentication-international where it is priced
_CARD = """
Argentina                         .0618 .0260
Bangladesh                        .0732 .0037 .0960
Brazil                            .0625 .0068
Chile                             .0889 .0200
Colombia                          .0125 .0008
Egypt                             .0644 .0036 .0650
France                            .0859 .0300
Germany                           .1365 .0550
Hong Kong                         .0732 .0260
Hungary                           .0860 .0350
India                             .0118 .0014 .0304
Indonesia                         .0411 .0250 .1360
Iraq                              .0341 .0079 .1280
Israel                            .0353 .0053
Italy                             .0795 .0300
Kazakhstan                        .0604 .0180 .1600
Kuwait                            .0792 .0440 .1200
Malaysia                          .0860 .0140 .0418
Mexico                            .0397 .0085
Morocco                           .0414 .0230 .0811
Netherlands                       .1597 .0500
Nepal                             .0732 .0034 .1120
Nigeria                           .0516 .0067 .0750
Oman                              .0341 .0247 .0600
Pakistan                          .0473 .0150 .0750
Peru                              .0703 .0300
Poland                            .0366 .0122
Qatar                             .0341 .0120
Romania                           .0860 .0290
Russia                            .0802 .0400
Saudi Arabia                      .0576 .0107 .0598
Singapore                         .0732 .0160
South Africa                      .0379 .0095 .0200
Spain                             .0707 .0200
Sri Lanka                         .0732 .0020 .1440
Turkey                            .0109 .0009
Ukraine                           .0860 .0298 .0746
United Arab Emirates              .0576 .0157 .0510
United Kingdom                    .0635 .0220
North America                     .0250 .0034
Rest of Africa                    .0225 .0040
Rest of Asia Pacific              .0842 .0113
Rest of Central & Eastern Europe  .0860 .0212
Rest of Latin America             .0740 .0113
Rest of Middle East               .0392 .0091
Rest of Western Europe            .0592 .0171
Other                             .0604 .0077
"""

# market: the calling codes and the countries in it; every number from elsewhere is Other
_MARKETS = {
    "Argentina": ("54", "AR"),
    "Bangladesh": ("880", "BD"),
    "Brazil": ("55", "BR"),
    "Chile": ("56", "CL"),
    "Colombia": ("57", "CO"),
    "Egypt": ("20", "EG"),
    "France": ("33", "FR"),
    "Germany": ("49", "DE"),
    "Hong Kong": ("852", "HK"),
    "Hungary": ("36", "HU"),
    "India": ("91", "IN"),
    "Indonesia": ("62", "ID"),
    "Iraq": ("964", "IQ"),
    "Israel": ("972", "IL"),
    "Italy": ("39", "IT"),
    "Kazakhstan": ("76 77", "KZ"),
    "Kuwait": ("965", "KW"),
    "Malaysia": ("60", "MY"),
    "Mexico": ("52", "MX"),
    "Morocco": ("212", "MA"),
    "Netherlands": ("31", "NL"),
    "Nepal": ("977", "NP"),
    "Nigeria": ("234", "NG"),
    "Oman": ("968", "OM"),
    "Pakistan": ("92", "PK"),
    "Peru": ("51", "PE"),
    "Poland": ("48", "PL"),
    "Qatar": ("974", "QA"),
    "Romania": ("40", "RO"),
    "Russia": ("7", "RU"),
    "Saudi Arabia": ("966", "SA"),
    "Singapore": ("65", "SG"),
    "South Africa": ("27", "ZA"),
    "Spain": ("34", "ES"),
    "Sri Lanka": ("94", "LK"),
    "Turkey": ("90", "TR"),
    "Ukraine": ("380", "UA"),
    "United Arab Emirates": ("971", "AE"),
    "United Kingdom": ("44", "GB"),
    "North America": ("1", "US CA"),
    "Rest of Africa": (
        (
            "213 244 229 267 226 257 237 235 242 291 251 241 220 233 245 225 254 266 231 218 261 265 223 222 "
            "258 264 227 250 221 232 252 211 249 268 255 228 216 256 260 263"
        ),
        (
            "DZ AO BJ BW BF BI CM TD CG ER ET GA GM GH GW CI KE LS LR LY MG MW ML MR MZ NA NE RW SN SL SO SS "
            "SD SZ TZ TG TN UG ZM ZW"
        ),
    ),
    "Rest of Asia Pacific": (
        "93 61 855 86 81 856 976 64 675 63 886 992 66 993 998 84",
        "AF AU KH CN JP LA MN NZ PG PH TW TJ TH TM UZ VN",
    ),
    "Rest of Central & Eastern Europe": (
        "355 374 994 375 359 385 420 995 30 371 370 373 389 381 421 386",
        "AL AM AZ BY BG HR CZ GE GR LV LT MD MK RS SK SI",
    ),
    "Rest of Latin America": (
        "591 506 1809 1829 1849 593 503 502 509 504 1658 1876 505 507 595 1787 1939 598 58",
        "BO CR DO EC SV GT HT HN JM NI PA PY PR UY VE",
    ),
    "Rest of Middle East": ("973 962 961 967", "BH JO LB YE"),
    "Rest of Western Europe": ("43 32 45 358 353 47 351 46 41", "AT BE DK FI IE NO PT SE CH"),
    "Other": (
        "1242 1246 1264 1268 1284 1340 1345 1441 1473 1649 1664 1670 1671 1684 1721 1758 1767 1784 1868 1869",
        "",
    ),
}

RATES = {
    found["market"].strip(): Rates(
        Decimal(f"0{found['marketing']}"),
        Decimal(f"0{found['utility']}"),
        Decimal(f"0{found['international']}") if found["international"] else None,
    )
    for found in re.finditer(
        r"^(?P<market>[^.]+)(?P<marketing>\.\d+) (?P<utility>\.\d+)(?: (?P<international>\.\d+))?$",
        _CARD,
        re.MULTILINE,
    )
}
_BY_CALLING_CODE = {code: market for market, (codes, _) in _MARKETS.items() for code in codes.split()}
_BY_COUNTRY = {
    country: market for market, (_, countries) in _MARKETS.items() for country in countries.split()
}
_LONGEST_CODE = max(map(len, _BY_CALLING_CODE))
_CHARGED_AS_UTILITY = frozenset({"utility", "authentication", "service"})


def market(wa_id_or_user_id: str) -> str | None:
    """Meta's market of a number, or of a user id such as `NL.8451…`; None for what is neither."""
    address = wa_id_or_user_id.strip()
    country, dot, _ = address.partition(".")
    if dot:
        is_country = len(country) == 2 and country.isascii() and country.isalpha()
        return _BY_COUNTRY.get(country.upper(), "Other") if is_country else None
    digits = address.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and len(digits) >= 7):
        return None
    codes = (digits[:length] for length in range(_LONGEST_CODE, 0, -1))
    return next((_BY_CALLING_CODE[code] for code in codes if code in _BY_CALLING_CODE), "Other")


def estimate(category: str, wa_id_or_user_id: str) -> Decimal | None:
    """The list price of one delivered message; None when the category or the market is not known.

    `authentication_international` falls back to plain authentication where the market has no such price.
    """
    where = market(wa_id_or_user_id)
    if where is None:
        return None
    rates = RATES[where]
    match category.lower().replace("-", "_").removeprefix("group_"):
        case "marketing" | "marketing_lite":
            return rates.marketing
        case "authentication_international":
            return rates.authentication_international or rates.utility
        case name if name in _CHARGED_AS_UTILITY:
            return rates.utility
    return None
