"""Shapes of the kinds without parts of their own: texts, files, places, contacts, reactions."""

import re
from typing import Any

from waypost.whatsapp.limits import table
from waypost.whatsapp.limits.shapes import (
    Id,
    Items,
    Number,
    Object,
    Place,
    Shape,
    Text,
    YesNo,
    at_least_one,
    exactly_one,
    may,
    need,
    never,
)

WEB_ADDRESS = Text(table.URL, re.compile(r"https?://\S+"), "an address that begins with https://")


def file(words: str, kind: str, *, captioned: bool = True) -> Object:
    """A file by its id, or by the address where Meta fetches it. `words` names it inside another message."""
    fields = {"id": may(Id(table.ID), f"the id of {words}"), "link": may(WEB_ADDRESS, f"the link of {words}")}
    if kind == "document":
        fields["filename"] = may(Text(table.FILENAME), f"the file name of {words}")
    if kind == "audio":
        fields["voice"] = may(YesNo(), "the mark for a voice note")
    if captioned:
        caption = Text(table.CAPTION, may_be_empty=True)
        fields["caption"] = never("a caption") if kind in _WITHOUT_CAPTION else may(caption, "the caption")
    return Object(fields, (exactly_one("id", "link"),))


_WITHOUT_CAPTION = {"audio", "sticker"}

COORDINATES = {
    "latitude": need(Number(-table.LATITUDE, table.LATITUDE, whole=False), "the latitude"),
    "longitude": need(Number(-table.LONGITUDE, table.LONGITUDE, whole=False), "the longitude"),
}
_PLACE = Object(
    {
        **COORDINATES,
        "name": may(Text(table.PLACE_NAME, may_be_empty=True), "the name of the place"),
        "address": may(Text(table.PLACE_ADDRESS, may_be_empty=True), "the address of the place"),
    }
)

_WORDS = Text(table.CONTACT_WORDS, may_be_empty=True)
_NAME_PARTS = ("first_name", "last_name", "middle_name", "prefix", "suffix")
_BIRTHDAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)


def _rows(noun: str, first: str, *others: str) -> Items:
    """Telephones and the like: the first field of each must be there, unless it has no name."""
    fields = {name: may(_WORDS, f"the {name} of {{}}") for name in others}
    if first:
        fields[first] = need(Text(table.CONTACT_WORDS))
    return Items(Object(fields), f"{noun} {{n}} of {{}}", table.CONTACT_ROWS, least=0)


_CONTACT = Object(
    {
        "name": need(
            Object(
                {
                    "formatted_name": need(Text(table.CONTACT_WORDS), "the formatted name of {}"),
                    **{part: may(_WORDS, f"the {part.replace('_', ' ')} of {{}}") for part in _NAME_PARTS},
                },
                (at_least_one(*_NAME_PARTS, of="a first or last name"),),
            ),
        ),
        "phones": may(_rows("telephone", "phone", "type", "wa_id")),
        "emails": may(_rows("e-mail address", "email", "type")),
        "urls": may(_rows("web address", "url", "type")),
        "addresses": may(
            _rows("address", "", "street", "city", "state", "zip", "country", "country_code", "type")
        ),
        "org": may(
            Object({part: may(_WORDS, f"the {part} of {{}}") for part in ("company", "department", "title")})
        ),
        "birthday": may(Text(10, _BIRTHDAY, "a date such as 1990-04-02"), "the birthday of {}"),
    }
)


def _reaction(at: Place, value: dict[str, Any]) -> None:
    emoji = value["emoji"]
    if emoji and emoji.isascii():
        at.field("emoji", "the reaction").say(
            "an emoji", emoji, "must be one emoji, or empty to take it back"
        )


SHAPES: dict[str, Shape] = {
    "text": Object(
        {
            "body": need(Text(table.TEXT), "the text"),
            "preview_url": may(YesNo(), "the mark for a preview"),
        }
    ),
    "image": file("the image", "image"),
    "video": file("the video", "video"),
    "audio": file("the audio", "audio"),
    "document": file("the document", "document"),
    "sticker": file("the sticker", "sticker"),
    "location": _PLACE,
    "contacts": Items(_CONTACT, "contact {n}", table.CONTACTS),
    "reaction": Object(
        {
            "message_id": need(Text(table.ID), "the message that the reaction is for"),
            "emoji": need(Text(table.EMOJI, may_be_empty=True), "the reaction"),
        },
        (_reaction,),
    ),
}
