"""Authentication templates: Meta writes their words, the business chooses among a few parts."""

from urllib.parse import urlencode

from waypost_sandbox.graph.templates.buttons import accepted_terms, label, supported_apps
from waypost_sandbox.graph.templates.draft import Draft
from waypost_sandbox.graph.templates.reading import number, objects, option, switch
from waypost_sandbox.graph.templates.refusals import button_format, combination, missing_fields, refusal
from waypost_sandbox.state import Json

OTP_URL = "https://www.whatsapp.com/otp/code/"
OTP_TYPES = ("COPY_CODE", "ONE_TAP", "ZERO_TAP")
SAMPLE_CODE = "123456"
EXPIRY_MINUTES = (1, 90)
# language → the sentence, the warning, the footer, the two labels
WORDS: dict[str, tuple[str, str, str, str, str]] = {
    "en": (
        "*{{1}}* is your verification code.",
        "For your security, do not share this code.",
        "This code expires in {} minutes.",
        "Copy code",
        "Autofill",
    ),
    "id": (
        "*{{1}}* adalah kode verifikasi Anda.",
        "Demi keamanan, jangan bagikan kode ini.",
        "Kode ini berlaku selama {} menit.",
        "Salin kode",
        "Isi otomatis",
    ),
    "es": (
        "*{{1}}* es tu código de verificación.",
        "Por tu seguridad, no lo compartas.",
        "Este código caduca en {} minutos.",
        "Copiar código",
        "Autocompletar",
    ),
    "pt": (
        "Seu código de verificação é *{{1}}*.",
        "Para sua segurança, não o compartilhe.",
        "Este código expira em {} minutos.",
        "Copiar código",
        "Preencher",
    ),
    "nl": (
        "*{{1}}* is je verificatiecode.",
        "Deel deze code voor je veiligheid met niemand.",
        "Deze code verloopt over {} minuten.",
        "Code kopiëren",
        "Automatisch invullen",
    ),
    "de": (
        "*{{1}}* ist dein Bestätigungscode.",
        "Teile diesen Code zu deiner Sicherheit mit niemandem.",
        "Dieser Code läuft in {} Minuten ab.",
        "Code kopieren",
        "Ausfüllen",
    ),
    "fr": (
        "*{{1}}* est votre code de vérification.",
        "Pour votre sécurité, ne le partagez pas.",
        "Ce code expire dans {} minutes.",
        "Copier le code",
        "Remplir",
    ),
}


def read_authentication(draft: Draft, components: list[Json]) -> list[Json]:
    parts: dict[str, Json] = {}
    for component in components:
        kind = option(
            component, "type", ("HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER")
        )
        if kind not in ("BODY", "FOOTER", "BUTTONS"):
            raise combination(f"Authentication templates have no {kind}.")
        if kind in parts:
            raise combination(f"There can be one {kind}.")
        parts[kind] = component
    for kind in ("BODY", "BUTTONS"):
        if kind not in parts:
            raise missing_fields(kind, kind.lower())
    kept = [_body(draft, parts["BODY"])]
    if "FOOTER" in parts and (footer := _footer(draft, parts["FOOTER"])) is not None:
        kept.append(footer)
    return [*kept, _buttons(draft, parts["BUTTONS"])]


def words_for(language: str) -> tuple[str, str, str, str, str]:
    return WORDS.get(language.partition("_")[0], WORDS["en"])


def body_words(language: str, *, warning: bool) -> str:
    sentence, advice, *_ = words_for(language)
    return f"{sentence} {advice}" if warning else sentence


def footer_words(language: str, minutes: int) -> str:
    return words_for(language)[2].format(minutes)


def _body(draft: Draft, component: Json) -> Json:
    warning = switch(component, "add_security_recommendation")
    words = body_words(draft.language, warning=warning)
    if component.get("text") not in (None, "", words):
        raise refusal(
            None, "Text is not allowed", "The body of authentication templates is written by WhatsApp."
        )
    return {
        "type": "BODY",
        "text": words,
        "add_security_recommendation": warning,
        "example": {"body_text": [[SAMPLE_CODE]]},
    }


def _footer(draft: Draft, component: Json) -> Json | None:
    minutes = number(component, "code_expiration_minutes", *EXPIRY_MINUTES)
    if minutes is None:
        if component.get("text"):
            raise refusal(
                None, "Text is not allowed", "The footer of authentication templates has only an expiry."
            )
        return None
    words = footer_words(draft.language, minutes)
    return {"type": "FOOTER", "text": words, "code_expiration_minutes": minutes}


def _buttons(draft: Draft, component: Json) -> Json:
    given = objects(component, "buttons")
    if len(given) != 1:
        raise combination("Authentication templates have exactly one button, of the type OTP.")
    button = given[0]
    if option(button, "type", ("OTP", "URL")) != "OTP":
        raise combination("The button of authentication templates has the type OTP.")
    kind = option(button, "otp_type", OTP_TYPES)
    usual_copy, usual_fill = words_for(draft.language)[3:]
    words = label(button) if button.get("text") else usual_copy
    query = {"otp_type": kind}
    if kind != "COPY_CODE":
        apps = supported_apps(button)
        if kind == "ZERO_TAP" and not accepted_terms(button):
            raise button_format("zero_tap_terms_accepted must be true for ZERO_TAP.")
        fill = label({"text": button["autofill_text"]}) if button.get("autofill_text") else usual_fill
        query |= {"cta_display_name": fill} | apps[0]
    address = f"{OTP_URL}?{urlencode(query)}&code=otp"
    kept = {"type": "URL", "text": words, "url": address + "{{1}}", "example": [address + SAMPLE_CODE]}
    return {"type": "BUTTONS", "buttons": [kept]}
