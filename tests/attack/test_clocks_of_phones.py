"""Moments that a phone names at both ends of time: refused in words, never a page that broke."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import counts as build
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


@pytest.mark.parametrize("at", ENDS)
def test_a_tap_at_an_end_of_time_does_not_stop_those_beside_it(at: str, world, sign_in) -> None:
    """Also one that is sent again under the id of a tap that was kept."""
    sheet = build.sheet(world.project, lines=["New problem"])
    client, url = sign_in(world.lead), reverse("sheet-send", args=[world.project.pk, sheet.pk])
    wrong, right = str(uuid4()), str(uuid4())
    now = timezone.now().isoformat()
    acts = [
        {"do": "count", "id": wrong, "line": 0, "at": at},
        {"do": "count", "id": right, "line": 0, "at": now},
        {"do": "count", "id": right, "line": 0, "at": at},
    ]
    answer = client.post(url, {"acts": json.dumps(acts)})
    assert answer.status_code == 200
    assert answer.json()["kept"] == [wrong, right, right]
    assert answer.json()["notes"]
    assert sheet.counts.count() == 1
