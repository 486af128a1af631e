"""The page of settings and the code name the same variables."""

import re
from pathlib import Path

from waypost.kit import env

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_every_setting_is_on_the_page_and_nothing_else():
    told = set(re.findall(r"^\| `(WAYPOST_\w+)`", PAGE.read_text(), re.MULTILINE))
    read = {variable for concern in env.CONCERNS for variable in concern.variables().values()}

    assert told == read
