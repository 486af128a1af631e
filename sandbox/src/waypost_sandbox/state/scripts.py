"""What a customer does without a hand on the phone.

A script is a list of answers; the first whose `when` fits an arriving message is given.

    - when: {text: "order|pesan", template: order_update}
      after: [2, 5]
      do: [{read: true}, {tap: "All good"}, {wait: 3}, {text: "Thank you!"}]
      times: 1
"""

import re
from typing import Any

from msgspec import Struct


class When(Struct, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """All that is given must fit; nothing given fits every message."""

    # Regular expressions, searched without regard to case.
    text: str | None = None
    button: str | None = None
    # Of the message ("text", "template", "image" …) or of what is interactive ("button", "list", "flow" …).
    type: str | None = None
    template: str | None = None
    phone_number_id: str | None = None

    def __post_init__(self) -> None:
        for pattern in (self.text, self.button):
            try:
                re.compile(pattern or "")
            except re.error as error:
                raise ValueError(f"{pattern} is not a regular expression: {error}") from error


class Step(Struct, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One of these; `row` and `response` go with the button that is tapped."""

    text: str | None = None
    # A button by number from 1, by title or by id; a list opens and `row` is chosen in the same way.
    tap: int | str | None = None
    row: int | str | None = None
    # What is filled into a form or an address, or "accept" or "reject" of a call permission.
    response: dict[str, Any] | str | None = None
    # Anything else, as for POST /_sandbox/people/{key}/send.
    send: dict[str, Any] | None = None
    # An emoji.
    react: str | None = None
    # Seconds before the next step.
    wait: float | None = None
    read: bool = False
    play: bool = False
    block: bool = False
    unblock: bool = False
    report: bool = False
    stop_marketing: bool = False
    resume_marketing: bool = False
    online: bool | None = None


class Answer(Struct, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    do: list[Step]
    when: When | None = None
    # Seconds after the message came; with two, somewhere between.
    after: float | tuple[float, float] = 1.0
    # How often; None is always.
    times: int | None = None
