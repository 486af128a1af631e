"""Every odd file is delivered rightly or refused with a reason, and none costs more than its share of memory.

`pytest tests/media/test_corpus.py -s` prints the table.
"""

import sys
from pathlib import Path

import pytest
from tests.media.corpus import SENT, write

from waypost.media import converter, rules
from waypost.media.converter import Converted, Later, Refused

MOST_KB = 500 * 1024
PEAKS: list[int] = [0]


def outcome(path: Path, folder: Path, filename: str, kind: str | None) -> tuple[str, Converted | None]:
    """As the corpus words it."""
    later = ""
    try:
        try:
            made = converter.prepare(path, folder, kind, filename, voice=False, in_a_job=False)
        except Later:
            later = "later: "
            made = converter.prepare(path, folder, kind, filename, voice=False, in_a_job=True)
    except Refused as refused:
        PEAKS.append(refused.peak_kb)
        return f"refused {refused.problem.code}", None
    PEAKS.append(made.peak_kb)
    how = "as it is" if made.path == path else "converted"
    return f"{later}{made.examined.mime_type} {how}", made


@pytest.mark.parametrize("row", SENT, ids=lambda row: row[0])
def test_an_odd_file_that_is_sent_ends_as_it_should(row, tmp_path):
    name, filename, kind, content, expected = row
    path = tmp_path / "source"
    write(path, content())

    ended, made = outcome(path, tmp_path, filename, kind)

    peak = made.peak_kb if made else 0
    sys.stdout.write(f"{name:48} {path.stat().st_size:>10}  {ended:60} {peak // 1024:>4} MB\n")
    assert ended == expected
    assert peak < MOST_KB
    if made and made.examined.kind != "document":
        assert made.examined.mime_type in rules.ACCEPTED[made.examined.kind]
        assert made.examined.size <= rules.LARGEST[made.examined.kind]


@pytest.mark.parametrize("row", SENT, ids=lambda row: row[0])
def test_an_odd_file_that_comes_in_is_shown_or_kept_as_a_download(row, tmp_path):
    name, filename, kind, content, expected = row
    path = tmp_path / "source"
    write(path, content() or b"\0")
    announced = kind or rules.kind_of(expected.removeprefix("later: ").split()[0])

    made = converter.examine(path, tmp_path, announced, filename)

    sys.stdout.write(f"{name:48} {announced:9} {made.examined.kind:9} {made.examined.mime_type}\n")
    assert made.path == path
    assert made.examined.kind in (announced, "document")
    if made.examined.kind == "image":
        assert made.thumbnail is not None
        assert made.thumbnail.stat().st_size < 64 * 1024


def test_no_process_that_looked_at_a_file_took_500_mb():
    """By their own count since they began: the kernel's count of children holds what this process had as well."""
    sys.stdout.write(f"largest of {len(PEAKS)} processes: {max(PEAKS) // 1024} MB\n")
    assert max(PEAKS) < MOST_KB
