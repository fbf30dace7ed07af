"""Moments that a phone names at both ends of time: refused in words, never a page that broke."""

from datetime import UTC, datetime

import pytest

from toolkit.counting.sending import Garbled, Unwanted, check_clock, moment_in

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENDS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")


@pytest.mark.parametrize("at", ENDS)
def test_a_moment_at_an_end_of_time_is_told(at: str) -> None:
    with pytest.raises(Unwanted):
        check_clock(moment_in({"at": at}), NOW)


@pytest.mark.parametrize(
    "at", ["2026-13-01T00:00:00Z", "2026-03-02", "\ud800", 5, None, {}, "9" * 10_000], ids=range(7)
)
def test_what_is_no_moment_is_garbled(at: object) -> None:
    with pytest.raises(Garbled):
        moment_in({"at": at})
