"""The page of the doctor's causes and the code name the same ones."""

import re
from pathlib import Path

from waypost.channels.doctor.causes import CAUSES
from waypost.channels.doctor.remedies import _REMEDIES

PAGE = Path(__file__).parents[2] / "docs" / "start" / "connect-a-number.md"


def test_every_cause_is_on_the_page_with_its_remedy():
    told = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", PAGE.read_text(), re.MULTILINE))

    assert told == {name: cause.remedy for name, cause in CAUSES.items()}


def test_every_button_does_something_and_nothing_else_can_be_pressed():
    assert {cause.fix for cause in CAUSES.values() if cause.fix} == set(_REMEDIES)
