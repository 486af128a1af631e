"""The other fields about a number: calls, groups, preferences, and what the Business app shares."""

from sandbox.tests.shapes import incoming
from sandbox.tests.shapes.parts import (
    COUNT,
    DIGITS,
    ERROR,
    GROUP_ID,
    MOMENT,
    SHA256,
    STAMP,
    USER_ID,
    WACID,
    WAMID,
    WORDS,
    YES_OR_NO,
    by,
    choice,
    either,
    of_number,
    record,
    rows,
    text,
    with_contacts,
)

_CALL = {
    "id": WACID,
    "event": WORDS,
    "direction": choice("USER_INITIATED", "BUSINESS_INITIATED"),
    "timestamp": STAMP,
}
_CALLERS = {"from": DIGITS, "to": DIGITS, "from_user_id": USER_ID, "to_user_id": USER_ID}
_DESCRIPTION = record({"sdp_type": choice("offer", "answer"), "sdp": text(r"^v=0\r\n")})
CALL = {
    "connect": record({**_CALL, "session": _DESCRIPTION}, **_CALLERS),
    "terminate": record(
        {**_CALL, "status": choice("COMPLETED", "FAILED")},
        **_CALLERS,
        start_time=STAMP,
        end_time=STAMP,
        duration=COUNT,
        biz_opaque_callback_data=text(r"^.{0,512}$"),
    ),
}
CALL_STATUSES = ("RINGING", "ACCEPTED", "REJECTED")
CALL_STATUS = record(
    {
        "id": WACID,
        "timestamp": STAMP,
        "type": {"const": "call"},
        "status": choice(*CALL_STATUSES),
    },
    recipient_id=DIGITS,
    recipient_user_id=USER_ID,
    biz_opaque_callback_data=text(r"^.{0,512}$"),
)
_ENDED = {"dependentRequired": {"duration": ["start_time", "end_time"]}}
_CALLS = with_contacts(calls=rows({"allOf": [by("event", CALL), _ENDED]}))
_CALLS["properties"]["errors"] = rows(ERROR)

_GROUP = {"timestamp": STAMP, "group_id": GROUP_ID, "type": WORDS}
_REQUEST = {"request_id": text(r"^[0-9A-F]+$")}
_PERSON = {"allOf": [record({}, input=WORDS, wa_id=DIGITS, user_id=USER_ID), either("wa_id", "user_id")]}
_FAILED = record({"input": WORDS, "errors": rows(ERROR)})
_ASKED = record({**_GROUP, "join_request_id": WORDS}, wa_id=DIGITS, user_id=USER_ID)


def outcome(**fields):
    """One of the settings: changed, or why not."""
    return {
        "allOf": [
            record({**fields, "update_successful": YES_OR_NO}, errors=rows(ERROR)),
            {
                "if": {"properties": {"update_successful": {"const": True}}},
                "then": {"not": {"required": ["errors"]}},
                "else": {"required": ["errors"]},
            },
        ]
    }


GROUPS = {
    "group_lifecycle_update": {
        "group_create": record(
            {
                **_GROUP,
                **_REQUEST,
                "subject": WORDS,
                "invite_link": text(r"^https://chat\.whatsapp\.com/"),
                "join_approval_mode": choice("auto_approve", "approval_required"),
            },
            description=WORDS,
        ),
        "group_delete": record({**_GROUP, **_REQUEST}),
    },
    "group_participants_update": {
        "group_participants_add": record(
            {**_GROUP, "reason": {"const": "invite_link"}, "added_participants": rows(_PERSON)}
        ),
        "group_join_request_created": _ASKED,
        "group_join_request_revoked": _ASKED,
        "group_participants_remove": record(
            {
                **_GROUP,
                "removed_participants": rows(_PERSON),
                "initiated_by": choice("business", "participant"),
            },
            **_REQUEST,
            failed_participants=rows(_FAILED),
            errors=rows(ERROR),
        ),
    },
    "group_settings_update": {
        "group_settings_update": record(
            {**_GROUP, **_REQUEST},
            profile_picture=outcome(mime_type={"const": "image/jpeg"}, sha256=SHA256),
            group_subject=outcome(text=WORDS),
            group_description=outcome(text=WORDS),
            errors=rows(ERROR),
        )
    },
    "group_status_update": {"group_suspend": record(_GROUP), "group_suspend_cleared": record(_GROUP)},
}

PREFERENCES = ("stop", "resume")
_PREFERENCE = record(
    {
        "user_id": USER_ID,
        "detail": WORDS,
        "category": {"const": "marketing_messages"},
        "value": choice(*PREFERENCES),
        "timestamp": MOMENT,
    },
    wa_id=DIGITS,
)
_NEW_ID = record(
    {"detail": WORDS, "user_id": record({"previous": USER_ID, "current": USER_ID})}, wa_id=DIGITS
)

_ECHO_TYPES = [
    kind
    for kind in incoming.CONTENT
    if kind not in ("system", "unsupported", "button", "interactive", "order")
]
_ECHO = {"from": DIGITS, "to_user_id": USER_ID, "id": WAMID, "timestamp": STAMP, "type": WORDS}
ECHO = {
    kind: record({**_ECHO, kind: incoming.CONTENT[kind]}, to=DIGITS, to_parent_user_id=USER_ID)
    for kind in _ECHO_TYPES
}
ACTIONS = ("add", "remove")
_SYNCED = record(
    {
        "type": {"const": "contact"},
        "contact": record({"phone_number": DIGITS}, full_name=WORDS, first_name=WORDS),
        "action": choice(*ACTIONS),
        "metadata": record({"timestamp": STAMP}),
    }
)

_PAST = {"id": WAMID, "timestamp": STAMP, "type": WORDS}
_PAST_WHO = {"from": DIGITS, "from_user_id": USER_ID, "to": DIGITS, "to_user_id": USER_ID}
_SEEN = record({"status": choice("DELIVERED", "ERROR", "PENDING", "PLAYED", "READ", "SENT")})
_MEDIA = ("image", "video", "audio", "document", "sticker")
_PAST_TYPES = [kind for kind in _ECHO_TYPES if kind not in (*_MEDIA, "edit", "revoke")]
_PAST_MESSAGES = {
    kind: record({**_PAST, kind: incoming.CONTENT[kind], "history_context": _SEEN}, **_PAST_WHO)
    for kind in _PAST_TYPES
} | {"media_placeholder": record({**_PAST, "history_context": _SEEN}, **_PAST_WHO)}
_THREAD = record(
    {
        "id": {"anyOf": [DIGITS, USER_ID]},
        "context": record({"user_id": USER_ID}, wa_id=DIGITS, username=WORDS),
        "messages": rows({"allOf": [by("type", _PAST_MESSAGES), either("from", "from_user_id")]}),
    }
)
_SENT_EARLIER = {kind: record({**_PAST, kind: incoming.CONTENT[kind]}, **_PAST_WHO) for kind in _MEDIA}
HISTORY = {
    "chunk": record(
        {
            "metadata": record(
                {
                    "phase": choice(0, 1, 2),
                    "chunk_order": {"type": "integer", "minimum": 1},
                    "progress": COUNT,
                }
            ),
            "threads": rows(_THREAD, least=0),
        }
    ),
    "refusal": record({"errors": rows(ERROR)}),
}
_HISTORY = {
    "oneOf": [
        of_number(history=rows({"oneOf": list(HISTORY.values())})),
        with_contacts(messages=rows(by("type", _SENT_EARLIER))),
    ]
}

FIELDS = {
    "calls": {"oneOf": [_CALLS, with_contacts(statuses=rows(CALL_STATUS))]},
    **{field: of_number(groups=rows(by("type", table))) for field, table in GROUPS.items()},
    "user_preferences": with_contacts(user_preferences=rows(_PREFERENCE)),
    "user_id_update": with_contacts(user_id_update=rows(_NEW_ID)),
    "smb_message_echoes": of_number(message_echoes=rows(by("type", ECHO))),
    "smb_app_state_sync": of_number(state_sync=rows(_SYNCED)),
    "history": _HISTORY,
}
_LABELS = {
    "calls": lambda item: item.get("event") or f"status {item['status']}",
    "user_preferences": lambda item: item["value"],
    "user_id_update": lambda item: "new id",
    "smb_message_echoes": lambda item: item["type"],
    "smb_app_state_sync": lambda item: item["action"],
    "history": lambda item: item.get("type") or ("chunk" if "threads" in item else "refusal"),
    **dict.fromkeys(GROUPS, lambda item: item["type"]),
}


def kinds(field, value):
    for items in (
        told for name, told in value.items() if isinstance(told, list) and name not in ("contacts", "errors")
    ):
        for item in items:
            yield _LABELS[field](item)
    if field == "history":
        for chunk in value.get("history", []):
            for thread in chunk.get("threads", []):
                yield from (f"past {message['type']}" for message in thread["messages"])
    if field == "calls" and "errors" in value:
        yield "errors"


ALL_KINDS = {
    "calls": {*CALL, *(f"status {name}" for name in CALL_STATUSES), "errors"},
    **{field: set(table) for field, table in GROUPS.items()},
    "user_preferences": set(PREFERENCES),
    "user_id_update": {"new id"},
    "smb_message_echoes": set(ECHO),
    "smb_app_state_sync": set(ACTIONS),
    "history": {*HISTORY, *_MEDIA, *(f"past {kind}" for kind in _PAST_MESSAGES)},
}
