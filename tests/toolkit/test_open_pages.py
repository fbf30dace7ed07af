"""Pages without sign-in are not tried without end, and go on when nothing can be counted."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import ConnectionError as Unreachable

from cmsportal import limits
from tests.builders import make
from toolkit.measures import codes, open_pages


@pytest.fixture(autouse=True)
def one_span(monkeypatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_700_000_000.0))


@pytest.mark.parametrize("way", ["link", "code"])
def test_after_many_openings_a_page_says_wait(client, world, monkeypatch, way) -> None:
    measure = make.measure(world.project)
    if way == "link":
        address = reverse("figure-link", args=[make.figure_link_token(measure, world.member)])
    else:
        address = reverse("code-entry", args=[codes.token_of(codes.code_for(measure=measure, by=world.lead))])
    monkeypatch.setattr(open_pages, "OPENED", 3)
    assert [client.get(address).status_code for _ in range(3)] == [200] * 3
    answer = client.get(address)
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Too many tries in a short time" in page
    assert measure.name not in page
    other = client.get(address, headers={"x-forwarded-for": "192.0.2.9"})
    assert other.status_code == 429, "nobody chooses an address for themselves"


def test_each_visitor_is_counted_apart() -> None:
    assert [limits.within_limit("x", who, most=1, seconds=60) for who in ("a", "b", "a")] == [True, True, False]


def test_without_the_cache_everybody_is_let_through(monkeypatch) -> None:
    def refuse(*args: object) -> None:
        raise Unreachable

    monkeypatch.setattr(cache, "add", refuse)
    assert limits.within_limit("x", "a", most=0, seconds=60)
