"""What the reviewer knows of words and languages; a handful of rules, not a human's eye."""

import re
import unicodedata

# Any of these makes a template MARKETING, whatever the business says.
PROMOTIONAL = re.compile(
    r"\b(sale|discount|\d+ ?% off|half price|special offer|promo(tion|code)?|coupon|buy (now|one)|shop now|"
    r"best (deal|price)|black friday|new arrivals|limited[- ]time|flash deal|diskon|promosi|oferta|descuento|"
    r"desconto|rabatt|korting|soldes)\b",
    re.IGNORECASE,
)
# Codes are for authentication templates.
CODES = re.compile(
    r"\b(verification code|one[- ]time (password|code|pin)|otp|login code|security code|"
    r"kode verifikasi|código de verificaci[oó]n|verificatiecode)\b",
    re.IGNORECASE,
)
# reason → words that Meta's policies do not allow
POLICY: dict[str, re.Pattern[str]] = {
    "ABUSIVE_CONTENT": re.compile(
        r"\b(we will sue|legal action against you|you will regret|publicly shame|idiot|loser)\b",
        re.IGNORECASE,
    ),
    "SCAM": re.compile(
        r"\b(guaranteed (income|profit|return)|double your money|get rich|you have won|credit card number|"
        r"send (us )?your (pin|password)|wire transfer fee)\b",
        re.IGNORECASE,
    ),
}
# language → how the names of its letters begin in Unicode
SCRIPTS = {
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "ur": ("ARABIC",),
    "prs": ("ARABIC",),
    "ps": ("ARABIC",),
    "he": ("HEBREW",),
    "el": ("GREEK",),
    "be": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "kk": ("CYRILLIC",),
    "ky": ("CYRILLIC",),
    "mk": ("CYRILLIC",),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "sr": ("CYRILLIC", "LATIN"),
    "uz": ("LATIN", "CYRILLIC"),
    "hi": ("DEVANAGARI",),
    "mr": ("DEVANAGARI",),
    "bn": ("BENGALI",),
    "gu": ("GUJARATI",),
    "kn": ("KANNADA",),
    "ml": ("MALAYALAM",),
    "pa": ("GURMUKHI",),
    "si": ("SINHALA",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "th": ("THAI",),
    "lo": ("LAO",),
    "ka": ("GEORGIAN",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
    "ko": ("HANGUL", "CJK"),
    "zh": ("CJK",),
}
LATIN = ("LATIN",)
# Small words that hardly stand in another of these languages.
COMMON = {
    "en": {"the", "your", "you", "and", "is", "with", "for", "has", "will", "we"},
    "es": {"el", "los", "tu", "su", "y", "con", "para", "ha", "usted", "nuestro"},
    "pt": {"você", "seu", "sua", "não", "com", "uma", "foi", "obrigado", "nosso", "será"},
    "fr": {"votre", "vous", "et", "est", "avec", "pour", "nous", "une", "le", "des"},
    "de": {"ihre", "ihr", "und", "ist", "mit", "für", "wir", "sie", "der", "das"},
    "nl": {"je", "uw", "het", "een", "van", "wij", "voor", "niet", "wordt", "bij"},
    "id": {"anda", "yang", "dan", "dengan", "untuk", "kami", "tidak", "pesanan", "sudah", "akan"},
    "it": {"il", "tuo", "sono", "per", "grazie", "della", "gli", "non", "nostro", "che"},
}
# So many foreign small words, and not one of its own, make another language.
FOREIGN_WORDS = 3
# So many letters are needed to judge by them.
LEAST_LETTERS = 10
_WORDS = re.compile(r"[^\W\d_]+")


def is_promotional(words: str) -> bool:
    return PROMOTIONAL.search(words) is not None


def asks_for_code(words: str) -> bool:
    return CODES.search(words) is not None


def policy_reason(words: str) -> str | None:
    return next((reason for reason, pattern in POLICY.items() if pattern.search(words)), None)


def is_other_language(words: str, language: str) -> bool:
    """By its letters, and for some languages by small words."""
    plain = language.partition("_")[0]
    wanted = SCRIPTS.get(plain, LATIN)
    letters = [unicodedata.name(c, "") for c in words if c.isalpha()]
    if len(letters) >= LEAST_LETTERS:
        fitting = sum(name.startswith(wanted) for name in letters)
        if fitting * 2 < len(letters):
            return True
    if plain not in COMMON:
        return False
    found = {word.lower() for word in _WORDS.findall(words)}
    if found & COMMON[plain]:
        return False
    return any(len(found & common) >= FOREIGN_WORDS for common in COMMON.values())
