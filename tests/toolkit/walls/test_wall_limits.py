"""The addresses of a wall are not tried without end, and a house full of screens never meets the bound."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import ConnectionError as Unreachable

from cmsportal import limits
from tests.builders import make, walls
from toolkit.models import WallLink
from toolkit.walls import links, open_views

SPAN_OF_A_SCREEN = 50  # seconds between two questions: static/js/wall-tv.js


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr(
        limits, "time", SimpleNamespace(time=lambda: 1_700_000_000.0)
    )  # one span, however slow the machine is


def page(name: str, token: str) -> str:
    return reverse(name, args=[token])


def screen(world) -> str:
    make.measure(world.project)
    return walls.token(walls.screen(world.project, world.lead))


@pytest.mark.parametrize("name", ["wall-open", "wall-now"])
def test_after_many_openings_a_page_says_wait(client, world, monkeypatch, name) -> None:
    token = screen(world)
    monkeypatch.setattr(open_views, "ASKED", 3)
    assert [client.get(page(name, token)).status_code for _ in range(3)] == [200] * 3
    answer = client.get(page(name, token))
    assert answer.status_code == 429
    said = answer.content.decode()
    assert "Too many tries in a short time" in said
    assert world.practice.name not in said
    assert answer["Retry-After"] == answer["Refresh"] == "60", "a screen that starts with it goes on by itself"
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(page(name, token), headers={"x-forwarded-for": "192.0.2.9"}).status_code == 429


def test_guesses_come_to_an_end_and_the_right_one_is_not_found_among_them(client, world, monkeypatch) -> None:
    token = screen(world)
    monkeypatch.setattr(open_views, "GUESSED", 3)
    guesses = [f"{token[:-1]}{letter}" for letter in "-_0123" if letter != token[-1]][:3]
    assert [client.get(page("wall-open", guess)).status_code for guess in guesses] == [410] * 3
    assert client.get(page("wall-open", token)).status_code == 429
    assert client.get(page("wall-now", token)).status_code == 429
    assert client.get(page("wall-open", token), REMOTE_ADDR="192.0.2.7").status_code == 200, "others are not held up"


def test_screens_whose_link_was_withdrawn_are_no_guesses(client, world, monkeypatch) -> None:
    token, gone = screen(world), walls.screen(world.project, world.lead, name="Corridor")
    links.revoke_link(link=gone, by=world.lead)
    monkeypatch.setattr(open_views, "GUESSED", 2)
    for _ in range(5):
        assert client.get(page("wall-now", walls.token(gone))).status_code == 410
    assert client.get(page("wall-now", token)).status_code == 200


def test_a_town_of_screens_behind_one_address_is_let_through(client, world) -> None:
    """Ten practices with as many screens as a wall can have, all started at once, and each asking on its own."""
    a_minute = 10 * links.MOST_OPEN * (1 + 60 / SPAN_OF_A_SCREEN)
    assert a_minute <= open_views.ASKED
    token = screen(world)
    answers = {client.get(page("wall-now", token)).status_code for _ in range(2 * links.MOST_OPEN)}
    assert answers == {200}


def test_a_screen_that_waits_for_its_code_is_counted_too(client, monkeypatch) -> None:
    monkeypatch.setattr(open_views, "WAITED", 2)
    url = page("screen-pair", walls.ticket())
    asked = [client.get(url, headers={"Accept": "application/json"}).status_code for _ in range(3)]
    assert asked == [200, 200, 429]


def test_without_the_cache_walls_open(client, world, monkeypatch) -> None:
    token = screen(world)

    def refuse(*args: object, **more: object) -> None:
        raise Unreachable

    for name in ("add", "get", "incr"):
        monkeypatch.setattr(limits.cache, name, refuse)
    assert client.get(page("wall-open", token)).status_code == 200
    assert client.get(page("wall-open", "abc")).status_code == 410
    assert WallLink.objects.get().last_seen_at is not None
