"""Interactive messages: what each type may have around its action."""

from collections.abc import Callable

from msgspec import Struct

from waypost_sandbox.graph import checks
from waypost_sandbox.graph.messages import actions, cards, forms, payments, products
from waypost_sandbox.graph.messages.draft import Draft
from waypost_sandbox.graph.messages.media import media_header
from waypost_sandbox.state import Json

LONGEST_HEADER = 60
LONGEST_FOOTER = 60
MEDIA = ("image", "video", "document")


class Layout(Struct):
    # Gives what the phone draws of the action: buttons or cards.
    action: Callable[[Draft, Json], Json]
    headers: tuple[str, ...] = ()
    needs_header: bool = False
    needs_body: bool = True
    longest_body: int = 1024
    footer: bool = True


LAYOUTS = {
    "button": Layout(actions.reply_buttons, headers=("text", *MEDIA)),
    "list": Layout(actions.list_button, headers=("text",), longest_body=4096),
    "cta_url": Layout(actions.link_button, headers=("text", *MEDIA)),
    "flow": Layout(forms.flow_button, headers=("text", *MEDIA)),
    "location_request_message": Layout(actions.location_button, footer=False),
    "product": Layout(products.one_product, needs_body=False),
    "product_list": Layout(products.several_products, headers=("text",), needs_header=True),
    "catalog_message": Layout(products.whole_catalog),
    "carousel": Layout(cards.carousel, footer=False),
    "address_message": Layout(forms.address_button, headers=("text", *MEDIA)),
    "call_permission_request": Layout(actions.call_permission, footer=False),
    "voice_call": Layout(actions.voice_call_button),
    "request_contact_info": Layout(actions.contact_request, footer=False),
    "order_details": Layout(payments.order_details, headers=("image",)),
    "order_status": Layout(payments.order_status),
}
TYPES = tuple(LAYOUTS)


def check_interactive(draft: Draft, content: Json) -> str:
    kind = checks.choice(content, "type", "interactive", TYPES)
    layout = LAYOUTS[kind]
    shown: Json = {"kind": kind, "body": _words(content, "body", layout.longest_body, layout.needs_body)}
    if (header := _header(draft, content, layout)) is not None:
        shown["header"] = header
    if layout.footer:
        shown["footer"] = _words(content, "footer", LONGEST_FOOTER, required=False)
    else:
        checks.nothing(content, "footer", "interactive")
    draft.shown = shown | layout.action(draft, checks.child(content, "action", "interactive"))
    return str(shown["body"])


def _words(content: Json, name: str, longest: int, required: bool) -> str:
    if content.get(name) is None and not required:
        return ""
    part = checks.child(content, name, "interactive")
    return checks.text(part, "text", f"interactive['{name}']", longest)


def _header(draft: Draft, content: Json, layout: Layout) -> Json | None:
    if content.get("header") is None and not layout.needs_header:
        return None
    if not layout.headers:
        checks.nothing(content, "header", "interactive")
    header = checks.child(content, "header", "interactive")
    path = "interactive['header']"
    kind = checks.choice(header, "type", path, ("text", *MEDIA))
    if kind not in layout.headers:
        raise checks.Beyond(f"{path}['type'] must be one of {', '.join(layout.headers)} here.")
    if kind == "text":
        return {"type": kind, "text": checks.text(header, "text", path, LONGEST_HEADER)}
    return media_header(draft, header, kind, path)
