"""QR codes and short links that open a chat with words already typed: `/{phone}/message_qrdls`."""

import base64
import io
import re
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import Response

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, not_visible
from waypost_sandbox.graph.paging import page
from waypost_sandbox.sandbox import Sandbox
from waypost_sandbox.state import Json
from waypost_sandbox.state.accounts import PhoneNumber

# Meta shows the pictures on its file host, without a token.
PICTURE_PATH = "/qr_images/{phone_number_id}/{code}.{format}"
MOST_CODES = 2000
LONGEST_WORDS = 140
FORMATS = {"SVG": "image/svg+xml", "PNG": "image/png"}
PIXELS_PER_SQUARE = 8
CODE_LENGTH = 14
USUAL_FIELDS = ("code", "prefilled_message", "deep_link_url")
_PICTURE_FIELD = re.compile(r"qr_image_url(?:\.format\((\w+)\))?")


@edge("phone", "POST", "message_qrdls")
async def create_or_change(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    given = await call.given()
    words = checks.text(given, "prefilled_message", "", LONGEST_WORDS)
    picture = str(given.get("generate_qr_image") or "").upper()
    if picture and picture not in FORMATS:
        raise GraphError(100, "Param generate_qr_image must be one of {SVG, PNG}.")
    code = str(given.get("code") or "")
    if code:
        _found(phone, code, "POST")
    elif len(phone.qr_codes) >= MOST_CODES:
        raise GraphError(100, f"This number has {MOST_CODES} QR codes, the most that it may have.")
    else:
        code = base64.b32encode(call.world.ids.octets(9)).decode()[:CODE_LENGTH]
    phone.qr_codes[code] = {"prefilled_message": words, "created_at": call.now}
    fields = [*USUAL_FIELDS, *([f"qr_image_url.format({picture})"] if picture else [])]
    return _row(call.world, phone, code, fields)


@edge("phone", "GET", "message_qrdls")
async def list_codes(call: Call) -> Json:
    """The newest first."""
    phone = call.state.phone_numbers[call.node]
    wanted = call.query.get("code")
    codes = [code for code in reversed(phone.qr_codes) if wanted in (None, code)]
    fields = _fields(call)
    return page(call, [_row(call.world, phone, code, fields) for code in codes], narrowed=True)


@edge("phone", "POST", "message_qrdls/*")
async def change_code(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    code = _found(phone, call.rest, "POST")
    words = checks.text(await call.given(), "prefilled_message", "", LONGEST_WORDS)
    phone.qr_codes[code]["prefilled_message"] = words
    return _row(call.world, phone, code, list(USUAL_FIELDS))


@edge("phone", "GET", "message_qrdls/*")
async def one_code(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    code = _found(phone, call.rest, "GET")
    return {"data": [_row(call.world, phone, code, _fields(call))]}


@edge("phone", "DELETE", "message_qrdls/*")
async def delete_code(call: Call) -> Json:
    phone = call.state.phone_numbers[call.node]
    del phone.qr_codes[_found(phone, call.rest, "DELETE")]
    return {"success": True}


async def picture(request: Request) -> Response:
    """The picture itself, as anybody may fetch it."""
    world: Sandbox = request.app.state.world
    at = request.path_params
    phone = world.state.phone_numbers.get(at["phone_number_id"])
    if phone is None or at["code"] not in phone.qr_codes or at["format"].upper() not in FORMATS:
        return Response("There is no such picture.", 404)
    drawn = io.BytesIO()
    code = segno.make_qr(deep_link(at["code"]), error="m")
    code.save(drawn, kind=at["format"].lower(), scale=PIXELS_PER_SQUARE)
    return Response(drawn.getvalue(), media_type=FORMATS[at["format"].upper()])


def deep_link(code: str) -> str:
    return f"https://wa.me/message/{code}"


def _found(phone: PhoneNumber, code: str, method: str) -> str:
    if code not in phone.qr_codes:
        raise not_visible(code, method)
    return code


def _fields(call: Call) -> list[str]:
    fields = [name.strip() for name in call.query.get("fields", "").split(",") if name.strip()]
    for name in fields:
        if name not in USUAL_FIELDS and _PICTURE_FIELD.fullmatch(name) is None:
            raise GraphError(100, f"Invalid fields parameter: {name}.")
    return fields or list(USUAL_FIELDS)


def _row(world: Sandbox, phone: PhoneNumber, code: str, fields: list[str]) -> Json:
    values: dict[str, Any] = {
        "code": code,
        "prefilled_message": phone.qr_codes[code]["prefilled_message"],
        "deep_link_url": deep_link(code),
    }
    row: Json = {}
    for name in fields:
        if (asked := _PICTURE_FIELD.fullmatch(name)) is None:
            row[name] = values[name]
            continue
        kind = (asked.group(1) or "SVG").upper()
        if kind not in FORMATS:
            raise GraphError(100, "Param format must be one of {SVG, PNG}.")
        path = PICTURE_PATH.format(phone_number_id=phone.id, code=code, format=kind.lower())
        row["qr_image_url"] = f"{world.options.public_url}{path}"
    return row
