"""Groups of a number: made, listed, shown, changed, given up."""

import base64
import hashlib
import struct
from typing import Any

from starlette.datastructures import UploadFile

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, no_such_field, webhook_error
from waypost_sandbox.graph.groups.telling import LIFECYCLE, SETTINGS, named, request_id, tell
from waypost_sandbox.graph.paging import page
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json, State
from waypost_sandbox.state.accounts import MESSAGING_SCOPE, PhoneNumber
from waypost_sandbox.state.groups import Group

MOST_GROUPS = 10_000
LONGEST_SUBJECT, LONGEST_DESCRIPTION = 128, 2048
LARGEST_PAGE = 1024
LARGEST_PICTURE, SMALLEST_SIDE = 5 * 1024 * 1024, 192
APPROVAL_MODES = ("auto_approve", "approval_required")
# The result of a request comes a moment later by webhook.
RESULT_SECONDS = 0.2
USUAL_FIELDS = ("subject",)


@edge("phone", "POST", "groups", scope=MESSAGING_SCOPE)
async def create_group(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    body = await call.body()
    check_product(body)
    subject = _subject(body)
    description = checks.text(body, "description", "", LONGEST_DESCRIPTION, required=False)
    mode = checks.choice(body, "join_approval_mode", "", APPROVAL_MODES, "auto_approve")
    check_eligible(call.state, phone)
    check_room(call.state, phone)
    group = Group(
        id=_group_id(call.world, phone),
        waba_id=phone.waba_id,
        phone_number_id=phone.id,
        subject=subject,
        description=description,
        join_approval_mode="auto_approve" if mode == "auto_approve" else "approval_required",
        created_at=call.now,
        invite_code=call.world.ids.text(16),
    )
    asked = request_id(call.world)
    call.world.clock.after(RESULT_SECONDS, _make, call.world, group, asked)
    return {"messaging_product": "whatsapp", "request_id": asked}


@edge("phone", "GET", "groups", scope=MESSAGING_SCOPE)
async def list_groups(call: Call) -> Json:
    limit = call.query.get("limit", "25")
    if not limit.isdigit() or not 1 <= int(limit) <= LARGEST_PAGE:
        raise GraphError(100, f"Param limit must lie between 1 and {LARGEST_PAGE}.")
    try:
        int(base64.urlsafe_b64decode(call.query.get("after", "MA==")))
    except ValueError as error:
        raise GraphError(131059) from error
    rows = [
        {"id": group.id, "subject": group.subject, "created_at": str(int(group.created_at))}
        for group in call.state.groups.values()
        if group.phone_number_id == call.node
    ]
    found = page(call, rows)
    return found | {"data": {"groups": found["data"]}}


@edge("group", "GET", scope=MESSAGING_SCOPE)
async def show_group(call: Call) -> Json:
    group = call.state.groups[call.node]
    values: Json = {
        "subject": group.subject,
        "description": group.description,
        "join_approval_mode": group.join_approval_mode,
        "suspended": group.suspended,
        "creation_timestamp": int(group.created_at),
        "participants": [named(call.world, group, call.state.people[key]) for key in group.participants],
        "total_participant_count": len(group.participants),
    }
    fields = [name for name in call.query.get("fields", "").replace(" ", "").split(",") if name]
    row: Json = {"messaging_product": "whatsapp", "id": group.id}
    for name in fields or USUAL_FIELDS:
        if name not in values and name not in row:
            raise no_such_field(name, "Group")
        row[name] = values.get(name, row.get(name))
    return row


@edge("group", "POST", scope=MESSAGING_SCOPE)
async def change_group(call: Call) -> Json:
    group = active(call)
    body = await call.body()
    check_product(body)
    outcome: Json = {}
    errors: list[Json] = []
    if "subject" in body:
        group.subject = _subject(body)
        outcome["group_subject"] = {"text": group.subject, "update_successful": True}
    if "description" in body:
        group.description = checks.text(body, "description", "", LONGEST_DESCRIPTION)
        outcome["group_description"] = {"text": group.description, "update_successful": True}
    if (file := await _file(call)) is not None:
        outcome["profile_picture"] = _picture(file, errors)
    if not outcome:
        raise GraphError(131008, "One of subject, description and file is required.")
    asked = request_id(call.world)
    more = {"request_id": asked, **outcome, **({"errors": errors} if errors else {})}
    call.world.clock.after(
        RESULT_SECONDS, lambda: tell(call.world, group, SETTINGS, "group_settings_update", **more)
    )
    return {"messaging_product": "whatsapp", "request_id": asked}


@edge("group", "DELETE", scope=MESSAGING_SCOPE)
async def delete_group(call: Call) -> Json:
    group = call.state.groups.pop(call.node)
    asked = request_id(call.world)
    call.world.clock.after(
        RESULT_SECONDS, lambda: tell(call.world, group, LIFECYCLE, "group_delete", request_id=asked)
    )
    return {"messaging_product": "whatsapp", "request_id": asked, "success": True}


def check_eligible(state: State, phone: PhoneNumber) -> None:
    """An official business account with room for 100,000, on a number that the Business app does not share."""
    business = state.businesses[state.wabas[phone.waba_id].business_id]
    large = business.messaging_limit in ("TIER_100K", "TIER_UNLIMITED")
    if not (phone.official and large) or phone.on_business_app:
        raise GraphError(131215)


def check_room(state: State, phone: PhoneNumber) -> None:
    if sum(group.phone_number_id == phone.id for group in state.groups.values()) >= MOST_GROUPS:
        raise GraphError(131211)


def active(call: Call) -> Group:
    """The group of the call, which must not be suspended."""
    group = call.state.groups[call.node]
    if group.suspended:
        raise GraphError(131207)
    return group


def check_product(body: Json) -> None:
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")


def _make(world: Sandbox, group: Group, asked: str) -> None:
    world.state.groups[group.id] = group
    more: dict[str, Any] = {"request_id": asked, "subject": group.subject, "invite_link": group.invite_link}
    if group.description:
        more["description"] = group.description
    more["join_approval_mode"] = group.join_approval_mode
    tell(world, group, LIFECYCLE, "group_create", **more)


def _subject(body: Json) -> str:
    subject = checks.text(body, "subject", "", LONGEST_SUBJECT * 2).strip()
    if not subject:
        raise checks.Missing("subject")
    if len(subject) > LONGEST_SUBJECT:
        raise checks.Beyond(f"subject length invalid. Min length: 1, Max length: {LONGEST_SUBJECT}")
    return subject


def _group_id(world: Sandbox, phone: PhoneNumber) -> str:
    """Opaque, as Meta's are: words in base64 that end in ZD."""
    inside = f"capi_group:{phone.digits}:120363{int.from_bytes(world.ids.octets(5), 'big'):012d}"
    return base64.urlsafe_b64encode(inside.encode()).decode().rstrip("=") + "ZD"


async def _file(call: Call) -> bytes | None:
    if not call.request.headers.get("content-type", "").startswith("multipart/form-data"):
        return None
    form = await call.request.form()
    file = form.get("file") or form.get("profile_picture_file")
    return await file.read() if isinstance(file, UploadFile) else None


def _picture(file: bytes, errors: list[Json]) -> Json:
    """Square, 192 pixels a side at least, JPEG; what is wrong comes by webhook."""
    size = _jpeg_size(file)
    if size is None or len(file) > LARGEST_PICTURE:
        code: int | None = 131053
    elif size[0] != size[1]:
        code = 131209
    else:
        code = 131210 if size[0] < SMALLEST_SIDE else None
    told: Json = {
        "mime_type": "image/jpeg",
        "sha256": base64.b64encode(hashlib.sha256(file).digest()).decode(),
        "update_successful": code is None,
    }
    if code is not None:
        # Meta names it with the picture and for the whole change.
        told["errors"] = [webhook_error(code)]
        errors += told["errors"]
    return told


def _jpeg_size(file: bytes) -> tuple[int, int] | None:
    """Width and height from the frame's header."""
    if not file.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(file) and file[at] == 0xFF:
        marker, length = file[at + 1], int.from_bytes(file[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", file[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
