"""The components of a screen: their properties, types and limits, and since which version they exist."""

from typing import Literal

from msgspec import Struct

Version = tuple[int, int]
Kind = Literal[
    "text",
    "paragraphs",
    "flag",
    "whole",
    "number",
    "list",
    "object",
    "action",
    "options",
    "components",
    "any",
]
START: Version = (2, 1)


class Prop(Struct, frozen=True):
    kind: Kind
    required: bool = False
    # Characters of a text, items of a list.
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    since: Version = START
    # Stands for the component's own; a Form has it for all of its fields.
    outside_form: bool = False
    required_since: Version | None = None


class ComponentRules(Struct, frozen=True):
    props: dict[str, Prop]
    since: Version = START
    # Takes what the customer enters.
    is_input: bool = False


def text(longest: int | None = None, *, required: bool = False, since: Version = START) -> Prop:
    return Prop("text", required, longest, since=since)


def one_of(*choices: str, since: Version = START) -> Prop:
    return Prop("text", choices=choices, since=since)


def whole(least: int | None = None, most: int | None = None) -> Prop:
    return Prop("whole", least=least, most=most)


def action(*choices: str, required: bool = False, since: Version = START) -> Prop:
    return Prop("action", required, choices=choices, since=since)


def options(most: int, least: int = 1) -> Prop:
    return Prop("options", required=True, least=least, most=most)


FLAG = Prop("flag")
VISIBLE = {"visible": FLAG}
NAME = text(required=True)
INIT_VALUE = Prop("any", since=(4, 0), outside_form=True)
ERROR_MESSAGE = Prop("any", since=(4, 0), outside_form=True)
FIELD = {"name": NAME, "required": FLAG, "enabled": FLAG, "init-value": INIT_VALUE, **VISIBLE}
SELECTS = {
    "on-select-action": action("data_exchange", "update_data"),
    "on-unselect-action": action("update_data", since=(6, 0)),
}
CHOICE = {
    **FIELD,
    **SELECTS,
    "label": Prop("text", longest=30, required_since=(4, 0)),
    "description": text(300, since=(4, 0)),
    "data-source": options(20),
    "error-message": ERROR_MESSAGE,
    "media-size": one_of("regular", "large", since=(5, 0)),
}
STYLED = {
    "text": Prop("paragraphs", required=True, longest=4096),
    "font-weight": one_of("bold", "italic", "bold_italic", "normal"),
    "strikethrough": FLAG,
    "markdown": Prop("flag", since=(5, 1)),
    **VISIBLE,
}
LINKS = ("navigate", "data_exchange", "open_url")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DATES = {
    **FIELD,
    "min-date": text(),
    "max-date": text(),
    "unavailable-dates": Prop("list"),
    "on-select-action": action("data_exchange"),
    "error-message": ERROR_MESSAGE,
}
PICKER = {
    "name": NAME,
    "label": text(80, required=True),
    "description": text(300),
    "max-file-size-kb": whole(1, 25600),
    "enabled": FLAG,
    "error-message": Prop("any"),
    **VISIBLE,
}

COMPONENTS: dict[str, ComponentRules] = {
    "TextHeading": ComponentRules({"text": text(80, required=True), **VISIBLE}),
    "TextSubheading": ComponentRules({"text": text(80, required=True), **VISIBLE}),
    "TextBody": ComponentRules(STYLED),
    "TextCaption": ComponentRules(STYLED),
    "RichText": ComponentRules({"text": Prop("paragraphs", required=True), **VISIBLE}, since=(5, 1)),
    "TextInput": ComponentRules(
        {
            **FIELD,
            "label": text(20, required=True),
            "label-variant": one_of("large", since=(7, 0)),
            "input-type": one_of("text", "number", "email", "password", "passcode", "phone"),
            "pattern": text(since=(6, 2)),
            "min-chars": whole(),
            "max-chars": whole(),
            "helper-text": text(80),
            "error-message": ERROR_MESSAGE,
        },
        is_input=True,
    ),
    "TextArea": ComponentRules(
        {
            **FIELD,
            "label": text(20, required=True),
            "label-variant": one_of("large", since=(7, 0)),
            "max-length": whole(),
            "helper-text": text(80),
            "error-message": ERROR_MESSAGE,
        },
        is_input=True,
    ),
    "CheckboxGroup": ComponentRules(
        {**CHOICE, "min-selected-items": whole(0, 20), "max-selected-items": whole(0, 20)}, is_input=True
    ),
    "RadioButtonsGroup": ComponentRules(CHOICE, is_input=True),
    "ChipsSelector": ComponentRules(
        {
            **CHOICE,
            "label": text(80, required=True),
            "data-source": options(20, least=2),
            "min-selected-items": whole(0, 20),
            "max-selected-items": whole(0, 20),
        },
        since=(6, 3),
        is_input=True,
    ),
    "Dropdown": ComponentRules(
        {
            **FIELD,
            **SELECTS,
            "label": text(20, required=True),
            "data-source": options(200),
            "error-message": ERROR_MESSAGE,
        },
        is_input=True,
    ),
    "DatePicker": ComponentRules(
        {**DATES, "label": text(40, required=True), "helper-text": text(80)}, is_input=True
    ),
    "CalendarPicker": ComponentRules(
        {
            **DATES,
            # Words, or {"start-date", "end-date"} in range mode.
            "label": Prop("any", required=True),
            "helper-text": Prop("any"),
            "required": Prop("any"),
            "title": text(80),
            "description": text(300),
            "mode": one_of("single", "range"),
            "include-days": Prop("list", choices=WEEKDAYS),
            "min-days": whole(0),
            "max-days": whole(0),
        },
        since=(6, 1),
        is_input=True,
    ),
    "OptIn": ComponentRules(
        {
            "name": NAME,
            "label": text(120, required=True),
            "required": FLAG,
            "init-value": INIT_VALUE,
            "on-click-action": action(*LINKS),
            "on-select-action": action("update_data", since=(6, 0)),
            "on-unselect-action": action("update_data", since=(6, 0)),
            **VISIBLE,
        },
        is_input=True,
    ),
    "EmbeddedLink": ComponentRules(
        {"text": text(25, required=True), "on-click-action": action(*LINKS, required=True), **VISIBLE}
    ),
    "NavigationList": ComponentRules(
        {
            "name": NAME,
            "label": text(80),
            "description": text(300),
            "media-size": one_of("regular", "large"),
            "list-items": Prop("list", required=True, least=1, most=20),
            "on-click-action": action("navigate", "data_exchange"),
            **VISIBLE,
        },
        since=(6, 2),
    ),
    "Image": ComponentRules(
        {
            "src": text(required=True),
            "width": whole(1),
            "height": whole(1),
            "scale-type": one_of("cover", "contain"),
            "aspect-ratio": Prop("number"),
            "alt-text": text(),
            **VISIBLE,
        }
    ),
    "ImageCarousel": ComponentRules(
        {
            "images": Prop("list", required=True, least=1, most=3),
            "aspect-ratio": one_of("4:3", "16:9"),
            "scale-type": one_of("cover", "contain"),
            **VISIBLE,
        },
        since=(7, 1),
    ),
    "PhotoPicker": ComponentRules(
        {
            **PICKER,
            "photo-source": one_of("camera_gallery", "camera", "gallery"),
            "min-uploaded-photos": whole(0, 30),
            "max-uploaded-photos": whole(1, 30),
        },
        since=(4, 0),
        is_input=True,
    ),
    "DocumentPicker": ComponentRules(
        {
            **PICKER,
            "min-uploaded-documents": whole(0, 30),
            "max-uploaded-documents": whole(1, 30),
            "allowed-mime-types": Prop("list", least=1),
        },
        since=(4, 0),
        is_input=True,
    ),
    "Form": ComponentRules(
        {
            "name": NAME,
            "children": Prop("components", required=True, least=1),
            "init-values": Prop("object"),
            "error-messages": Prop("object"),
        }
    ),
    "If": ComponentRules(
        {
            "condition": text(required=True),
            "then": Prop("components", required=True),
            "else": Prop("components"),
        },
        since=(4, 0),
    ),
    "Switch": ComponentRules(
        {"value": text(required=True), "cases": Prop("object", required=True)}, since=(4, 0)
    ),
    "Footer": ComponentRules(
        {
            "label": text(35, required=True),
            "left-caption": text(15),
            "center-caption": text(15),
            "right-caption": text(15),
            "enabled": FLAG,
            "on-click-action": action("navigate", "data_exchange", "complete", required=True),
        }
    ),
}
PICKERS = ("PhotoPicker", "DocumentPicker")
# Value of a smaller one, then of the larger one.
PAIRS = (
    ("min-chars", "max-chars"),
    ("min-selected-items", "max-selected-items"),
    ("min-uploaded-photos", "max-uploaded-photos"),
    ("min-uploaded-documents", "max-uploaded-documents"),
    ("min-days", "max-days"),
)
