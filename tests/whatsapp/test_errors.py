"""Meta's codes are classified once, and read as plain sentences."""

import os
import re
from pathlib import Path

import pytest

from waypost.whatsapp.error_table import BY_CODE, UNLISTED, Kind
from waypost.whatsapp.errors import Reconnect, Refuse, Retry, Slow, classify, explain
from waypost.whatsapp.webhook import UNREADABLE

# Meta's own list of what may be sent again by itself, and of what stops a whole queue.
SENT_AGAIN = (1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004, 138002, 138004, 138005, 138007)
STOPS_THE_QUEUE = (0, 10, 190, 200, 299, 368, 131031, 131042, 133010)
NEVER_AGAIN = (100, 130472, 131009, 131021, 131026, 131047, 131049, 131050, 131051, 132001, 132016)


META_DESCRIPTION = Path(
    os.environ.get("META_OPENAPI_FILE") or Path(__file__).parents[3] / "shared" / "meta-openapi-v23.0.yaml"
)
ROWS = {id(row): row for row in BY_CODE.values()}.values()


@pytest.mark.parametrize("code", SENT_AGAIN)
def test_a_hiccup_is_sent_again_after_a_while(code):
    verdict = classify(code, "", 400)
    assert isinstance(verdict, Retry | Slow)
    assert verdict.after_seconds > 0


def test_nothing_but_metas_list_is_sent_again_by_itself():
    others = {613, 131208, 133000, 139102, 139103}  # not about messages to contacts
    others |= {17, 131048}  # limits that pass: of calls to the API, and of messages a day
    again = {code for code in BY_CODE if isinstance(classify(code, "", 400), Retry | Slow)}
    assert again == {*SENT_AGAIN, *others}


@pytest.mark.parametrize("code", STOPS_THE_QUEUE)
def test_what_concerns_the_channel_stops_it(code):
    verdict = classify(code, "", 400)
    assert isinstance(verdict, Reconnect)
    assert verdict.reason


@pytest.mark.parametrize("code", NEVER_AGAIN)
def test_what_concerns_the_message_is_refused_with_a_reason_and_a_remedy(code):
    verdict = classify(code, "", 400)
    assert isinstance(verdict, Refuse)
    assert verdict.reason
    assert verdict.remedy
    assert not explain(code).can_retry


# Every code on Meta's pages of errors, autumn 2026.
LISTED = {
    0, 1, 2, 3, 4, 10, 33, 100, 104, 190, *range(200, 300), 368, 613, 2500, 80007, 130403, 130429, 130472, 130497,
    131000, 131005, 131008, 131009, 131016, 131020, 131021, 131026, 131030, 131031, 131035, 131036, 131037, 131041,
    131042, 131044, 131045, *range(131047, 131054), 131055, 131056, 131057, *range(131059, 131065),
    *range(131201, 131205), *range(131207, 131216), 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016,
    132018, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011,
    *range(134100, 134104), 135000, 137000, *range(138000, 138008), 138009, *range(138012, 138016),
    *range(138017, 138024), *range(139000, 139007), *range(139100, 139104), 139200, 141002, 141006, 141010, 141014,
    *range(147001, 147006), 200005, 200006, 200007, 1752041, 2388001, 2388012, 2388019, 2388024, 2388039, 2388040,
    2388047, 2388072, 2388073, 2388091, 2388093, 2388103, 2388293, 2388299, 2494100, *range(2494164, 2494169),
    2494176, 2494177, 2494179, 2593107, 2593108, 2593109, 4233041,
}  # fmt: skip
HTTP_STATUSES = {400, 403}  # which some examples of the description give as codes


def test_every_code_on_metas_pages_has_its_row():
    assert LISTED - BY_CODE.keys() == set()


def test_every_code_in_metas_description_has_its_row():
    if not META_DESCRIPTION.exists():
        pytest.skip("Meta's OpenAPI description is not here; META_OPENAPI_FILE can name it")
    codes = {int(code) for code in re.findall(r"\bcode:\s*(\d+)\b", META_DESCRIPTION.read_text())}
    assert len(codes) > 10
    assert codes - BY_CODE.keys() <= HTTP_STATUSES


def test_the_limit_of_messages_a_day_is_waited_out():
    verdict = classify(131048, "", 400)
    assert isinstance(verdict, Retry)
    assert verdict.after_seconds >= 3600


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (131049, "too many"),
        (131050, "stopped marketing"),
        (130472, "experiment"),
        (132015, "paused"),
        (132016, "off"),
    ],
)
def test_what_holds_marketing_back_is_told_apart(code, words):
    assert isinstance(classify(code, "", 400), Refuse)
    assert words in explain(code).reason


def test_too_fast_is_not_the_same_as_a_hiccup():
    assert isinstance(classify(130429, "", 400), Slow)
    assert isinstance(classify(131056, "", 429), Slow)
    assert isinstance(classify(131000, "", 500), Retry)


def test_a_number_that_the_token_cannot_see_stops_the_channel_though_its_code_is_100():
    details = "Object with ID '1' does not exist, cannot be loaded due to missing permissions, or …"
    assert isinstance(classify(100, details, 400), Reconnect)
    assert explain(100, details).reason == explain(33).reason
    assert isinstance(classify(100, "Invalid appsecret_proof provided in the API argument", 400), Reconnect)
    assert isinstance(classify(100, "The parameter text['body'] is required.", 400), Refuse)


def test_a_code_that_is_not_listed_is_refused_unless_meta_broke_down():
    assert isinstance(classify(987654, "", 400), Refuse)
    assert isinstance(classify(987654, "", 503), Retry)


def test_a_code_that_is_not_listed_is_named():
    assert "987654" in explain(987654).reason


def test_an_error_that_could_not_be_read_is_not_taken_for_another():
    assert explain(UNREADABLE).reason == "Meta did not accept the message."


@pytest.mark.parametrize("row", [*ROWS, UNLISTED], ids=lambda row: str(row.codes[:1]))
def test_every_row_is_plain_sentences(row):
    for sentence in (row.reason, row.remedy):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "  " not in sentence
    assert not any(str(code) in row.reason + row.remedy for code in row.codes if code > 99)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.codes[:1]))
def test_what_waits_says_how_long(row):
    assert (row.after_seconds > 0) == (row.kind in {Kind.RETRY, Kind.SLOW})


def test_no_code_is_classified_twice():
    codes = [code for row in ROWS for code in row.codes]
    assert len(codes) == len(set(codes)) == len(BY_CODE)


def test_a_closed_window_is_explained_to_an_agent():
    explained = explain(131047)
    assert "24 hours" in explained.reason
    assert "template" in explained.remedy
