"""Pairing: a screen shows a code, somebody of the team types it, the screen opens its wall."""

import pytest
from django.core.cache import cache, caches
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisDown

from toolkit.models import WallLink
from toolkit.walls import pairing


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def waiting(client) -> tuple[str, str]:
    """A screen's own address, and the code that stands on it."""
    url = client.get(reverse("screen-start")).headers["Location"]
    page = client.get(url).content.decode()
    ticket = pairing.read(url.rstrip("/").rsplit("/", 1)[1])
    assert ticket is not None
    assert f"{ticket.code[:3]} {ticket.code[3:]}" in page
    return url, ticket.code


def asked(client, url: str) -> str | None:
    return client.get(url, headers={"Accept": "application/json"}).json()["path"]


def type_code(client, world, code: str, **more):
    url = reverse("wallscreen-create", args=[world.project.pk])
    return client.post(url, {"name": "Staff room", "code": code, **more}, follow=True)


@pytest.mark.parametrize("style", ["plain", "lower", "spaced", "hyphen"])
def test_the_screen_opens_the_wall_once_the_code_is_typed(client, world, sign_in, waiting, style) -> None:
    url, code = waiting
    assert asked(client, url) == ""
    typed = {
        "plain": code,
        "lower": code.lower(),
        "spaced": f" {code[:3]} {code[3:]} ",
        "hyphen": f"{code[:3]}-{code[3:]}",
    }
    page = type_code(sign_in(world.member), world, typed[style]).content.decode()
    assert "shows your wall in a few seconds" in page
    client.logout()
    path = asked(client, url)
    assert path.startswith("/wall/")
    assert client.get(url).headers["Location"] == path, "without JavaScript, too"
    assert client.get(path).status_code == 200


def test_a_code_that_no_screen_shows_is_said_beside_the_field_and_adds_nothing(world, sign_in) -> None:
    page = type_code(sign_in(world.lead), world, "AAAAAA").content.decode()
    assert "No screen shows this code now" in page
    assert "Staff room" in page
    assert not WallLink.objects.exists()


def test_a_code_is_good_for_one_wall(client, world, sign_in, waiting) -> None:
    url, code = waiting
    type_code(sign_in(world.lead), world, code)
    second = type_code(sign_in(world.lead), world, code, name="Corridor").content.decode()
    assert "ran out just now" in second
    assert asked(client, url) == reverse("wall-open", args=[_token("Staff room")])


def _token(name: str) -> str:
    from tests.builders import walls

    return walls.token(WallLink.objects.get(name=name))


def test_a_code_runs_out_and_the_screen_gets_another(client, waiting) -> None:
    url, code = waiting
    cache.delete(f"screen-code:{code}")
    assert asked(client, url) is None
    assert client.get(url).headers["Location"] == reverse("screen-start")


def test_another_screen_with_the_same_code_later_does_not_get_the_first_ones_wall(client, world, sign_in, waiting):
    _url, code = waiting
    type_code(sign_in(world.lead), world, code)
    other = pairing.Ticket(code, "0123456789abcdef")
    assert asked(client, reverse("screen-pair", args=[other.signed])) is None


@pytest.mark.parametrize("ticket", ["abc", "K7M3FQ-00.bad", "."])
def test_a_ticket_of_nobody_starts_anew(client, ticket) -> None:
    assert client.get(reverse("screen-pair", args=[ticket])).headers["Location"] == reverse("screen-start")


def test_the_code_itself_opens_nothing(client, world, sign_in, waiting) -> None:
    _url, code = waiting
    type_code(sign_in(world.lead), world, code)
    client.logout()
    assert client.get(reverse("wall-open", args=[code])).status_code == 410


def test_guessing_codes_comes_to_an_end(world, sign_in, waiting) -> None:
    _url, code = waiting
    client = sign_in(world.lead)
    for _ in range(20):
        type_code(client, world, "AAAAAA")
    page = type_code(client, world, code).content.decode()
    assert "Codes cannot be checked just now" in page
    assert not WallLink.objects.exists()


def test_without_the_cache_it_says_what_to_do_instead(client, world, sign_in, monkeypatch) -> None:
    def down(*args, **kwargs) -> None:
        raise RedisDown

    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(type(caches["default"]), name, down)
    answer = client.get(reverse("screen-start"))
    assert answer.status_code == 503
    assert "There is no code just now" in answer.content.decode()


def test_codes_hold_no_letter_that_looks_like_another() -> None:
    assert not set("0O1IL5S2Z8B6G") & set(pairing.ALPHABET)
    assert len(pairing.ALPHABET) ** pairing.LENGTH > 100_000_000
    assert len({pairing.begin("192.0.2.1").code for _ in range(50)}) == 50
