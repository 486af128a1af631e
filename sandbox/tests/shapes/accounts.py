"""What is told of accounts, their numbers, templates and flows; the entries of these carry the time."""

from sandbox.tests.shapes.parts import (
    CATEGORY,
    COUNT,
    COUNTRY,
    DIGITS,
    ID,
    LANGUAGE,
    MOMENT,
    NUMBER,
    TEMPLATE_ID,
    TIER,
    USERNAME,
    WORDS,
    by,
    choice,
    record,
    rows,
    text,
)

_PARTNER = {"waba_info": record({"waba_id": ID, "owner_business_id": ID}, ad_account_linked=ID)}
RESTRICTIONS = choice(
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
    "RESTRICTED_BIZ_INITIATED_MESSAGING",
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
    "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING",
    "RESTRICTED_BUSINESS_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN",
    "RESTRICTED_UTILITY_TEMPLATES",
    "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES",
)
_VIOLATIONS = choice(
    *("ADULT", "ALCOHOL", "ANIMALS", "BODY_PARTS_FLUIDS", "DATING", "DIGITAL_SERVICES_PRODUCTS", "DRUGS"),
    *("GAMBLING", "HEALTHCARE", "ILLEGAL_PRODUCTS", "MISLEADING", "OVERTLY_SEXUALIZED_POSITIONING"),
    *("REAL_FAKE_CURRENCY", "SCAM", "SUPPLEMENTS", "THIRD_PARTY_INFRINGEMENTS", "TOBACCO"),
    *("UNAUTHORIZED_MEDIA", "WEAPONS"),
)
_DISCONNECTION = record(
    {
        "reason": choice(
            *("ACCOUNT_DISCONNECTED", "BUSINESS_DOWNGRADE", "CHANGE_NUMBER"),
            *("COMPANION_INACTIVITY", "PRIMARY_INACTIVITY", "USER_RE_REGISTERED"),
        ),
        "initiated_by": choice("USER", "SYSTEM"),
    }
)
_EVENT = {"event": WORDS}
_VOLUME = record(
    {
        "tier_update_time": MOMENT,
        "pricing_category": choice("UTILITY", "AUTHENTICATION"),
        "tier": text(r"^\d+:(\d+|MAX)$"),
        "effective_month": text(r"^\d{4}-\d{2}$"),
        "region": WORDS,
    }
)
_RATE = record(
    {
        "start_time": MOMENT,
        "exception_countries": rows(record({"country_code": COUNTRY, "start_time": MOMENT}), least=0),
    }
)
_CERTIFICATION = record(
    {"client_business_id": ID, "status": WORDS, "rejection_reasons": rows(WORDS, least=0)}
)
_BAN = record(
    {
        "waba_ban_state": choice("DISABLE", "REINSTATE", "SCHEDULE_FOR_DISABLE"),
        "waba_ban_date": text(r"^[A-Z][a-z]+ \d{1,2}, \d{4}$"),
    }
)
_RESTRICTED = rows(record({"restriction_type": RESTRICTIONS, "expiration": MOMENT}, remediation=WORDS))
ACCOUNT = {
    **{
        event: record(_EVENT, **_PARTNER)
        for event in ("ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED", "ACCOUNT_RECONNECTED", "MM_LITE_TERMS_SIGNED")
    },
    **{
        event: record({**_EVENT, **_PARTNER})
        for event in (
            "PARTNER_ADDED",
            "PARTNER_APP_INSTALLED",
            "PARTNER_APP_UNINSTALLED",
            "AD_ACCOUNT_LINKED",
        )
    },
    "ACCOUNT_RESTRICTION": record({**_EVENT, "restriction_info": _RESTRICTED}),
    "ACCOUNT_VIOLATION": record({**_EVENT, "violation_info": record({"violation_type": _VIOLATIONS})}),
    "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": record({**_EVENT, "auth_international_rate_eligibility": _RATE}),
    "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE": record({**_EVENT, "country": COUNTRY}),
    "DISABLED_UPDATE": record({**_EVENT, "ban_info": _BAN}),
    "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE": record(
        {**_EVENT, "partner_client_certification_info": _CERTIFICATION}
    ),
    "PARTNER_REMOVED": record({**_EVENT, **_PARTNER}, disconnection_info=_DISCONNECTION),
    "VOLUME_BASED_PRICING_TIER_UPDATE": record({**_EVENT, "volume_tier_info": _VOLUME}),
}

_TEMPLATE = {
    "message_template_id": TEMPLATE_ID,
    "message_template_name": text(r"^[a-z0-9_]{1,512}$"),
    "message_template_language": LANGUAGE,
}
_STATUS = {**_EVENT, **_TEMPLATE, "message_template_category": CATEGORY}
_NONE = {"const": "NONE"}
_PLAIN = record({**_STATUS, "reason": _NONE})


def _other(*titles):
    return record({"title": choice(*titles), "description": WORDS})


_PAUSES = _other("FIRST_PAUSE", "SECOND_PAUSE", "RATE_LIMITING_PAUSE")
TEMPLATE_STATUS = {
    **dict.fromkeys(
        (
            *("PENDING", "DELETED", "IN_APPEAL", "LIMIT_EXCEEDED", "ARCHIVED", "UNARCHIVED"),
            *("FLAGGED", "REINSTATED"),
        ),
        _PLAIN,
    ),
    "APPROVED": record({**_STATUS, "reason": _NONE}, other_info=_other("UNPAUSE")),
    "REJECTED": record(
        {
            **_STATUS,
            "reason": choice(
                *("ABUSIVE_CONTENT", "INCORRECT_CATEGORY", "INVALID_FORMAT", "PROMOTIONAL", "SCAM"),
                "TAG_CONTENT_MISMATCH",
            ),
        },
        rejection_info=record({"reason": WORDS, "recommendation": WORDS}),
    ),
    "PAUSED": record({**_STATUS, "reason": _NONE, "other_info": _PAUSES}),
    "LOCKED": record({**_STATUS, "reason": _NONE, "other_info": _PAUSES}),
    "DISABLED": record(
        {**_STATUS, "reason": _NONE, "disable_info": record({"disable_date": text(r"^[0-9]{10}$")})},
        other_info=_other("DISABLED"),
    ),
    "PENDING_DELETION": record({**_STATUS, "reason": {"const": None}}),
}
_SCORE = choice("GREEN", "YELLOW", "RED", "UNKNOWN")
TEMPLATE_CATEGORY = {
    "correct_category": record({**_TEMPLATE, "correct_category": CATEGORY, "new_category": CATEGORY}),
    "previous_category": record({**_TEMPLATE, "previous_category": CATEGORY, "new_category": CATEGORY}),
}
_BUTTON = record(
    {"message_template_button_type": text(r"^[A-Z_]+$"), "message_template_button_text": WORDS},
    message_template_button_url=WORDS,
    message_template_button_phone_number=WORDS,
)
COMPONENTS = record(
    {**_TEMPLATE, "message_template_element": WORDS},
    message_template_title=WORDS,
    message_template_footer=WORDS,
    message_template_buttons=rows(_BUTTON),
)

_FLOW = {**_EVENT, "flow_id": ID}
_TOLD = {**_FLOW, "message": WORDS}
_ALERT = {**_TOLD, "threshold": NUMBER, "alert_state": choice("ACTIVATED", "DEACTIVATED")}
_FLOW_STATUS = choice("DRAFT", "PUBLISHED", "DEPRECATED", "BLOCKED", "THROTTLED")
_FLOW_ERROR = record({"error_type": text(r"^[A-Z_]+$"), "error_rate": NUMBER, "error_count": COUNT})
_ERROR_RATE = record({**_ALERT, "error_rate": NUMBER, "errors": rows(_FLOW_ERROR, least=0)})
FLOW = {
    "FLOW_STATUS_CHANGE": record({**_TOLD, "new_status": _FLOW_STATUS}, old_status=_FLOW_STATUS),
    "ENDPOINT_ERROR_RATE": _ERROR_RATE,
    "CLIENT_ERROR_RATE": _ERROR_RATE,
    "ENDPOINT_LATENCY": record(
        {**_ALERT, "p90_latency": NUMBER, "p50_latency": NUMBER, "requests_count": COUNT}
    ),
    "ENDPOINT_AVAILABILITY": record({**_ALERT, "availability": NUMBER}),
    "FLOW_VERSION_EXPIRY_WARNING": record({**_FLOW, "warning": WORDS}),
}

DECISIONS = ("APPROVED", "DEFERRED", "PENDING", "REJECTED")
_ALERT_TYPES = (
    *("INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED", "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED"),
    *("INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO", "OBA_APPROVED", "OBA_REJECTED"),
    "PROFILE_PICTURE_LOST",
)
_ALERTS = record(
    {
        "entity_type": choice("BUSINESS", "PHONE_NUMBER", "CURRENT_STATUS_ID"),
        "entity_id": ID,
        "alert_info": record(
            {
                "alert_severity": choice("CRITICAL", "WARNING", "INFORMATIONAL"),
                "alert_status": choice("ACTIVE", "NONE"),
                "alert_type": choice(*_ALERT_TYPES),
                "alert_description": WORDS,
            }
        ),
    }
)
_CAPABILITY = {
    "allOf": [
        record(
            {"max_daily_conversations_per_business": TIER},
            max_phone_numbers_per_business=COUNT,
            max_phone_numbers_per_waba=COUNT,
        ),
        {
            "if": {"properties": {"max_daily_conversations_per_business": {"const": "TIER_250"}}},
            "then": {"required": ["max_phone_numbers_per_business"]},
            "else": {"required": ["max_phone_numbers_per_waba"]},
        },
        {"not": {"required": ["max_phone_numbers_per_business", "max_phone_numbers_per_waba"]}},
    ]
}
_NAME_REASONS = choice(
    *(
        "NAME_EMPLOYEE_ISSUE",
        "NAME_ENDCLIENT_NOTRELATED",
        "NAME_FORMAT_UNACCEPTABLE",
        "NAME_INDIVIDUAL_ISSUE",
    ),
    *("NAME_NOT_CONSISTENT", "UNKNOWN", None),
)
_NAME = record(
    {
        "display_phone_number": DIGITS,
        "decision": choice(*DECISIONS),
        "requested_verified_name": WORDS,
        "rejection_reason": _NAME_REASONS,
    }
)
NUMBER_EVENTS = ("ONBOARDING", "THROUGHPUT_UPGRADE")
_QUALITY = record(
    {
        "display_phone_number": DIGITS,
        "event": choice(*NUMBER_EVENTS),
        "max_daily_conversations_per_business": TIER,
    }
)
SECURITY = ("PIN_CHANGED", "PIN_RESET_REQUEST", "PIN_REQUEST_SUCCESS")
USERNAME_STATUSES = ("approved", "reserved", "deleted")
FIELDS = {
    "account_update": by("event", ACCOUNT),
    "account_review_update": record({"decision": choice(*DECISIONS)}),
    "account_alerts": _ALERTS,
    "business_capability_update": _CAPABILITY,
    "business_username_update": record(
        {"display_phone_number": DIGITS, "username": USERNAME, "status": choice(*USERNAME_STATUSES)}
    ),
    "flows": by("event", FLOW),
    "message_template_status_update": by("event", TEMPLATE_STATUS),
    "message_template_quality_update": record(
        {"previous_quality_score": _SCORE, "new_quality_score": _SCORE, **_TEMPLATE}
    ),
    "message_template_components_update": COMPONENTS,
    "template_category_update": {"oneOf": list(TEMPLATE_CATEGORY.values())},
    "phone_number_name_update": _NAME,
    "phone_number_quality_update": _QUALITY,
    "security": record(
        {"display_phone_number": DIGITS, "event": choice(*SECURITY), "requester": text(r"^[0-9]{8,20}$")}
    ),
}


def kinds(field, value):
    if field == "account_alerts":
        yield value["alert_info"]["alert_type"]
    elif field == "template_category_update":
        yield next(name for name in TEMPLATE_CATEGORY if name in value)
    elif field == "message_template_status_update" and "other_info" in value:
        yield value["event"]
        yield value["other_info"]["title"]
    else:
        names = ("event", "decision", "status", "new_quality_score", "max_daily_conversations_per_business")
        yield next((value[name] for name in names if name in value), "change")


ALL_KINDS = {
    "account_update": set(ACCOUNT),
    "account_review_update": set(DECISIONS),
    "account_alerts": set(_ALERT_TYPES),
    "business_capability_update": {"TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"},
    "business_username_update": set(USERNAME_STATUSES),
    "flows": set(FLOW),
    "message_template_status_update": {
        *TEMPLATE_STATUS,
        *("FIRST_PAUSE", "SECOND_PAUSE", "RATE_LIMITING_PAUSE", "UNPAUSE"),
    },
    "message_template_quality_update": {"GREEN", "YELLOW", "RED", "UNKNOWN"},
    "message_template_components_update": {"change"},
    "template_category_update": set(TEMPLATE_CATEGORY),
    "phone_number_name_update": set(DECISIONS),
    "phone_number_quality_update": set(NUMBER_EVENTS),
    "security": set(SECURITY),
}
