"""The buckets behind 130429 and 131056, as rules."""

from hypothesis import given
from hypothesis import strategies as st

from waypost_sandbox.life.limits import Buckets

GAPS = st.lists(st.floats(0, 400), min_size=1, max_size=120)
EDGE = 1e-6


@given(GAPS, st.integers(1, 50), st.floats(0.05, 20))
def test_no_span_of_time_sees_more_than_a_full_bucket_and_what_runs_in(gaps, capacity, per_second):
    buckets, now, taken = Buckets(), 1000.0, []
    for gap in gaps:
        now += gap
        if buckets.take("a", now, capacity, per_second):
            taken.append(now)
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            assert last - first + 1 <= capacity + (taken[last] - taken[first]) * per_second + EDGE


@given(GAPS, st.integers(1, 50), st.floats(0.05, 20))
def test_who_keeps_to_the_rate_is_never_refused(gaps, capacity, per_second):
    buckets, now = Buckets(), 1000.0
    for gap in gaps:
        now += gap + 1 / per_second
        assert buckets.take("a", now, capacity, per_second)


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 3)), max_size=200))
def test_keys_do_not_disturb_each_other(steps):
    together, now = Buckets(), 1000.0
    apart = [Buckets() for _ in range(4)]
    for gap, key in steps:
        now += gap
        assert together.take(key, now, 5, 0.5) == apart[key].take(key, now, 5, 0.5)


def test_full_buckets_are_forgotten():
    buckets = Buckets()
    for number in range(10_000):
        buckets.take(number, 1000.0 + number, 45, 1 / 6)
    assert len(buckets._recent) + len(buckets._before) < 1000


def test_what_comes_in_is_never_refused_but_leaves_less_for_what_goes_out():
    buckets = Buckets()
    for _ in range(8):
        buckets.take("a", 1000.0, 5, 1, always=True)
    assert not buckets.take("a", 1000.0, 5, 1)
    assert buckets.take("a", 1001.0, 5, 1)
