"""Who rates with an account and by a link in one browser counts once; two people at one computer are two."""

from typing import Any

import pytest
from django.http import SimpleCookie
from django.test import Client
from django.urls import reverse

from projects.refusal import Refusal
from tests.builders import counts as build
from tests.builders import taking_part
from toolkit.models import Rating, RatingRound, WayIn
from toolkit.ratings import once
from toolkit.ratings.given import people_of
from toolkit.ratings.services import take_back_ratings
from toolkit.ways_in.tokens import path_of

WHOSE = "Was that you?"


@pytest.fixture
def row(world) -> RatingRound:
    return build.rating_round(world.project, world.lead)


@pytest.fixture
def link(world, row) -> WayIn:
    return taking_part.way_in(world.project, world.lead, "rating", row)


def mine(row: RatingRound) -> str:
    return reverse("rating-give", args=[row.project_id, row.pk])


def people(row: RatingRound) -> int:
    return len(people_of(RatingRound.objects.prefetch_related("ratings").get(pk=row.pk)))


def by_link(client: Client, link: WayIn, value: str, query: str = "") -> Any:
    client.get(path_of(link) + query)
    return client.post(path_of(link) + query, {"v0": value, "account": "no"}, follow=True)


def test_by_a_link_first_and_then_with_an_account(sign_in, world, row, link) -> None:
    client = sign_in(world.member)
    assert WHOSE not in client.get(mine(row)).text
    by_link(client, link, "1")
    assert people(row) == 1
    assert WHOSE in client.get(mine(row)).text
    refused = client.post(mine(row), {"v0": "4"})
    assert "Say whose those answers were" in refused.text
    assert people(row) == 1
    client.post(mine(row), {"v0": "4", "whose": "mine"})
    assert [(rating.rater, rating.value) for rating in Rating.objects.all()] == [(world.member, 4)]
    assert WHOSE not in client.get(mine(row)).text, "its answers are gone"


def test_somebody_elses_answers_by_the_link_stay(sign_in, world, row, link) -> None:
    client = sign_in(world.member)
    by_link(client, link, "1")
    client.post(mine(row), {"v0": "4", "whose": "other"})
    assert people(row) == 2


def test_with_an_account_first_and_then_by_a_link(sign_in, world, row, link) -> None:
    client = sign_in(world.member)
    client.post(mine(row), {"v0": "4", "elsewhere": "no"})
    page = by_link(client, link, "1").text
    assert "Somebody rated in this browser with their account." in page
    assert world.member.name not in page
    assert mine(row) in page
    assert people(row) == 1
    assert "Your answers are in" in by_link(client, link, "1", "?other=yes").text
    assert people(row) == 2
    client.get(path_of(link) + "?change")
    client.post(path_of(link), {"v0": "2"})
    assert people(row) == 2, "a change of one's own needs no answer again"


def test_a_form_that_was_open_before_asks_too(sign_in, world, row, link) -> None:
    client = sign_in(world.member)
    client.get(path_of(link))
    client.post(mine(row), {"v0": "4", "elsewhere": "no"})
    assert "Was that you?" in client.post(path_of(link), {"v0": "1"}).text
    assert people(row) == 1


def test_cookies_go_to_the_page_that_asks_and_no_other(sign_in, world, row, link) -> None:
    client = sign_in(world.member)
    by_link(client, link, "1")
    client.post(mine(row), {"v0": "4", "whose": "other"})
    kept: SimpleCookie[str] = client.cookies
    assert kept[once.BY_LINK]["path"] == mine(row)
    assert kept[f"rated_{row.pk.hex}"]["path"] == "/in/rating/"
    assert kept[f"rated_{row.pk.hex}"].value == "1", "it does not say who"
    for name in (once.BY_LINK, f"rated_{row.pk.hex}"):
        assert kept[name]["httponly"]
        assert kept[name]["samesite"] == "Lax"


@pytest.mark.parametrize("cookie", ["", "made-up", "x.y", "x" * 5000])
def test_a_made_up_cookie_removes_nothing(sign_in, world, row, link, cookie) -> None:
    by_link(Client(), link, "1")
    client = sign_in(world.member)
    client.cookies[once.BY_LINK] = cookie
    assert WHOSE not in client.get(mine(row)).text
    client.post(mine(row), {"v0": "4", "whose": "mine", "elsewhere": "no"})
    assert people(row) == 2


def test_a_cookie_of_another_round_removes_nothing(sign_in, world, row, link) -> None:
    client = sign_in(world.member)
    by_link(client, link, "1")
    other = build.rating_round(world.project, world.lead, "meetings")
    assert WHOSE not in client.get(mine(other)).text
    client.post(mine(other), {"v0": "3", "whose": "mine"})
    assert people(row) == 1


# --- On two devices ----------------------------------------------------------------------------------------------


def test_with_an_account_on_one_device_and_by_a_link_on_another(sign_in, world, row, link) -> None:
    sign_in(world.member).post(mine(row), {"v0": "4", "elsewhere": "no"})
    phone = taking_part.browser(path_of(link))
    asked = phone.post(path_of(link), {"v0": "1"})
    assert "Say whether you have rated signed in" in asked.text
    assert asked.context["form"]["v0"].value() == "1", "what was chosen stays"
    said = phone.post(path_of(link), {"v0": "1", "account": "yes"})
    assert "nothing from this page was kept" in said.text
    assert mine(row) in said.text
    assert world.member.name not in said.text
    assert [(rating.rater, rating.value) for rating in Rating.objects.all()] == [(world.member, 4)]
    assert "Then your answers are in" in phone.post(path_of(link), {"account": "yes"}).text, "no line need be filled"


def test_by_a_link_on_one_device_and_with_an_account_on_another(sign_in, world, row, link) -> None:
    phone = taking_part.browser(path_of(link))
    by_link(phone, link, "1")
    client = sign_in(world.member)
    asked = client.post(mine(row), {"v0": "4"})
    assert "Say whether you have rated by a link" in asked.text
    assert asked.context["form"]["v0"].value() == "4"
    told = client.post(mine(row), {"v0": "4", "elsewhere": "yes"}, follow=True)
    assert "Nothing from this page was kept." in told.text
    assert people(row) == 1
    assert f"rated_{row.pk.hex}" not in client.cookies, "nobody has rated with an account in this browser"
    taken = phone.post(path_of(link), {"take_back": "yes"}, follow=True)
    assert "Your answers are taken back." in taken.text
    assert people(row) == 0
    client.post(mine(row), {"v0": "4", "elsewhere": "no"})
    assert [(rating.rater, rating.value) for rating in Rating.objects.all()] == [(world.member, 4)]
    assert "by a link already" not in client.get(mine(row)).text, "a change of one's own needs no answer again"


def test_one_browser_takes_back_its_own_and_no_others(world, row, link) -> None:
    phone = taking_part.browser(path_of(link))
    by_link(phone, link, "1")
    other = taking_part.browser(path_of(link))
    for client in (other, Client()):
        client.post(path_of(link), {"take_back": "yes"})
        assert people(row) == 1
    for _ in range(2):
        phone.post(path_of(link), {"take_back": "yes"})
        assert people(row) == 0


def test_after_the_close_nothing_is_taken_back(world, row, link) -> None:
    phone = taking_part.browser(path_of(link))
    by_link(phone, link, "1")
    RatingRound.objects.filter(pk=row.pk).update(closed_at=row.begun_at, closed_by=world.lead)
    assert phone.post(path_of(link), {"take_back": "yes"}).status_code == 410
    row.refresh_from_db()
    with pytest.raises(Refusal):
        take_back_ratings(round=row, way_in=link, browser=Rating.objects.get().seat.browser_hash)
    assert people(row) == 1


def test_who_has_no_link_to_think_of_is_not_asked(sign_in, world, row) -> None:
    client = sign_in(world.member)
    assert "by a link" not in client.get(mine(row)).text
    client.post(mine(row), {"v0": "4"})
    assert people(row) == 1
