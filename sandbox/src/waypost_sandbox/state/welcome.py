"""Welcome message sequences, which ads that open a chat begin with."""

from typing import Any

from msgspec import Struct

Json = dict[str, Any]


class WelcomeSequence(Struct):
    id: str
    waba_id: str
    # Each app sees its own.
    app_id: str
    name: str
    content: Json
    is_used_in_ad: bool = False
