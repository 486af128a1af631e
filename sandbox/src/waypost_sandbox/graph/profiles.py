"""What customers see of a business: `/{phone}/whatsapp_business_profile`."""

from typing import Any

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError, no_such_field
from waypost_sandbox.graph.field_list import read_fields
from waypost_sandbox.graph.uploads import uploaded
from waypost_sandbox.state import Json

LONGEST = {"about": 139, "address": 256, "description": 512, "email": 128}
MOST_WEBSITES, LONGEST_WEBSITE = 2, 256
VERTICALS = (
    "UNDEFINED",
    "OTHER",
    "AUTO",
    "BEAUTY",
    "APPAREL",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GROCERY",
    "GOVT",
    "HOTEL",
    "HEALTH",
    "NONPROFIT",
    "PROF_SERVICES",
    "RETAIL",
    "TRAVEL",
    "RESTAURANT",
    "ALCOHOL",
    "ONLINE_GAMBLING",
    "PHYSICAL_GAMBLING",
    "OTC_DRUGS",
    "NOT_A_BIZ",
)
FIELDS = ("about", "address", "description", "email", "profile_picture_url", "websites", "vertical")
PICTURES = ("image/jpeg", "image/jpg", "image/png")
LARGEST_PICTURE = 5 * 1024 * 1024


@edge("phone", "GET", "whatsapp_business_profile")
async def get_profile(call: Call) -> Json:
    """Without fields only what product it belongs to, as Meta does."""
    profile = call.state.phone_numbers[call.node].profile
    wanted = [field.name for field in read_fields(call.query.get("fields", ""))]
    for name in wanted:
        if name not in (*FIELDS, "messaging_product", "id"):
            raise no_such_field(name, "Profile")
    usual: Json = {"vertical": "UNDEFINED"}
    found = {name: value for name in wanted if (value := profile.get(name, usual.get(name)))}
    return {"data": [{**found, "messaging_product": "whatsapp"}]}


@edge("phone", "POST", "whatsapp_business_profile")
async def change_profile(call: Call) -> Json:
    given = await call.given()
    if given.get("messaging_product") != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    phone = call.state.phone_numbers[call.node]
    changed: Json = {name: _text(given, name, most) for name, most in LONGEST.items() if name in given}
    if changed.get("about") == "":
        raise GraphError(100, "Param about must have 1 to 139 characters.")
    if changed.get("email") and "@" not in changed["email"][1:-1]:
        raise GraphError(100, "Param email is not an email address.")
    if "websites" in given:
        changed["websites"] = _websites(given["websites"])
    if "vertical" in given:
        changed["vertical"] = _vertical(given["vertical"])
    if "profile_picture_handle" in given:
        changed["profile_picture_url"] = _picture(call, str(given["profile_picture_handle"]))
    phone.profile = {**phone.profile, **changed}
    return {"success": True}


def _text(given: Json, name: str, longest: int) -> str:
    found = given[name]
    if not isinstance(found, str):
        raise GraphError(100, f"Param {name} must be a string.")
    if len(found) > longest:
        raise GraphError(100, f"Param {name} must be at most {longest} characters long.")
    return found


def _websites(found: Any) -> list[str]:
    if not isinstance(found, list) or len(found) > MOST_WEBSITES:
        raise GraphError(100, f"Param websites must be an array of at most {MOST_WEBSITES} addresses.")
    for url in found:
        web = isinstance(url, str) and url.lower().startswith(("http://", "https://"))
        if not web or len(url) > LONGEST_WEBSITE:
            raise GraphError(
                100,
                f"Each of websites must begin with http:// or https:// and have {LONGEST_WEBSITE} characters.",
            )
    return list(found)


def _vertical(found: Any) -> str:
    if found not in VERTICALS:
        raise GraphError(100, f"Param vertical must be one of {{{', '.join(VERTICALS)}}}.")
    return str(found)


def _picture(call: Call, handle: str) -> str:
    """The address of the picture behind the handle of a resumable upload."""
    upload = uploaded(call.state, handle)
    if upload is None or upload.app_id != call.app.id:
        raise GraphError(100, "Param profile_picture_handle is not a handle of an upload of this app.")
    if upload.mime_type not in PICTURES or upload.length > LARGEST_PICTURE:
        raise GraphError(100, "The profile picture must be a JPEG or PNG of at most 5 MB.")
    return f"https://pps.whatsapp.net/v/{call.node}/{upload.id[-24:]}.jpg"
