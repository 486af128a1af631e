"""Meta's codes are classified once, and read as plain sentences."""

import pytest

from waypost.whatsapp.error_table import BY_CODE, UNLISTED, Kind
from waypost.whatsapp.errors import Reconnect, Refuse, Retry, Slow, classify, explain
from waypost.whatsapp.webhook import UNREADABLE

# Meta's own list of what may be sent again by itself, and of what stops a whole queue.
SENT_AGAIN = (1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004, 138002, 138004, 138005, 138007)
STOPS_THE_QUEUE = (0, 10, 190, 200, 299, 368, 131031, 131042, 133010)
NEVER_AGAIN = (100, 130472, 131009, 131021, 131026, 131047, 131049, 131050, 131051, 132001, 132016)


ROWS = {id(row): row for row in BY_CODE.values()}.values()


@pytest.mark.parametrize("code", SENT_AGAIN)
def test_a_hiccup_is_sent_again_after_a_while(code):
    verdict = classify(code, "", 400)
    assert isinstance(verdict, Retry | Slow)
    assert verdict.after_seconds > 0


def test_nothing_but_metas_list_is_sent_again_by_itself():
    others = {613, 131208, 133000, 139102, 139103}  # not about messages to contacts
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
