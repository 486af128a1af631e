"""The docs name files and functions that exist, and link to pages that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "sandbox").glob("*.md"),
    *(ROOT / "sandbox/docs").rglob("*.md"),
]
NAMED = re.compile(r"`([\w/]+\.(?:py|ts))(?:: ([\w.]+))?`")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")


def missing_names(text: str) -> list[str]:
    missing = []
    for file, name in NAMED.findall(text):
        found = [path for path in (ROOT / "src/waypost" / file, ROOT / file) if path.is_file()]
        if not found:
            missing.append(file)
        elif name:
            code = found[0].read_text()
            parts = [
                part
                for part in name.split(".")
                if not re.search(rf"(def|class|function|const) {part}\b", code)
            ]
            missing.extend(f"{file}: {part}" for part in parts)
    return missing


def test_the_life_of_a_message_names_code_that_exists():
    text = (ROOT / "docs/architecture/life-of-a-message.md").read_text()

    assert NAMED.findall(text)
    assert missing_names(text) == []


def test_a_function_that_was_renamed_is_noticed():
    assert missing_names("`pipeline/inbound.py: stepp`") == ["pipeline/inbound.py: stepp"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path):
    broken = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]

    assert broken == []
