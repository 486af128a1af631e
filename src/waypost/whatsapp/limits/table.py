"""Every limit of an outgoing message, on one page. Source: Meta's pages on messages and media, autumn 2026.

Lengths are in characters, sizes in bytes. `# ours` marks a figure that Meta does not publish.
"""

from msgspec import Struct

_MB = 1024 * 1024

TEXT = 4096
CAPTION = 1024
FILENAME = 240  # ours
ID = 512  # ours
URL = 2000
CALLBACK = 512

PLACE_NAME = PLACE_ADDRESS = 1000  # ours
LATITUDE, LONGITUDE = 90, 180

CONTACTS = 257
CONTACT_WORDS = 1000  # ours
CONTACT_ROWS = 100  # ours: telephones, addresses and the like of one contact

EMOJI = 16  # ours: one emoji, which may be made of several characters

BODY = 1024
LIST_BODY = 4096
FOOTER = HEADER = 60

BUTTONS = 3
BUTTON_ID, BUTTON_TITLE = 256, 20
LIST_BUTTON = 20
SECTIONS, SECTION_TITLE = 10, 24
ROWS = 10
"""In all sections together."""
ROW_ID, ROW_TITLE, ROW_DESCRIPTION = 200, 24, 72
LINK_TITLE = 20

FLOW_BUTTON = 30
FLOW_TOKEN = 1000  # ours
FLOW_SCREEN = 200  # ours
FLOW_VERSION = "3"

PRODUCTS = 30
"""In all sections together."""

CARDS_LEAST, CARDS = 2, 10
CARD_BODY, CARD_LINE_BREAKS = 160, 2
CARD_BUTTONS = 2
CARD_BUTTON_ID = CARD_BUTTON_TITLE = 20

CALL_MINUTES = 43_200
CALL_PAYLOAD = 512  # ours

ADDRESS_COUNTRIES = ("IN", "SG")
PIN_CODE = 6
SAVED_ADDRESSES = 10  # ours

TEMPLATE_NAME = 512
TEMPLATE_BODY, OFFER_BODY = 1024, 600
PARAMETERS = 100  # ours
PARAMETER_NAME = 512  # ours
TEMPLATE_BUTTONS = 10
PAYLOAD = 256
COUPON_CODE = ONE_TIME_CODE = 15
TAP_TARGET_TITLE = 200  # ours
OFFER_ENDS = 10**14
"""Milliseconds since 1970: beyond it the figure was meant otherwise."""


class File(Struct, frozen=True):
    """What a file may be that is sent as this kind."""

    most_bytes: int
    mime_types: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."

FILES = {
    "image": File(5 * _MB, ("image/jpeg", "image/png")),
    "video": File(16 * _MB, ("video/mp4", "video/3gpp")),
    "audio": File(16 * _MB, ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")),
    "document": File(
        100 * _MB,
        (
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            f"{_OFFICE}wordprocessingml.document",
            f"{_OFFICE}spreadsheetml.sheet",
            f"{_OFFICE}presentationml.presentation",
        ),
    ),
    "sticker": File(100 * 1024, ("image/webp",)),
}
ANIMATED_STICKER_BYTES = 500 * 1024
STICKER_PIXELS = 512
VOICE_MIME_TYPE = "audio/ogg"
"""OPUS, mono."""
VOICE_ICON_BYTES = 512 * 1024
"""A larger voice note is still played, but shown with a download icon."""
GIF_BYTES = int(3.5 * _MB)
"""The moving picture in the header of a marketing template: video/mp4."""
