"""Rating by a link: once a browser, nothing of a result, withdrawn with the round."""

from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import counts as build
from tests.builders import taking_part
from tests.builders.together import run_together
from toolkit.models import Rating, RatingRound, Seat, WayIn
from toolkit.ratings import services
from toolkit.ratings.spread import Given
from toolkit.ratings.things import SUBJECTS, Kind
from toolkit.ways_in.services import revoke_link
from toolkit.ways_in.tokens import WayClosed, path_of

PHONES = "processes.phones"


@pytest.fixture
def row(world) -> RatingRound:
    return build.rating_round(world.project, world.lead)


@pytest.fixture
def link(world, row) -> WayIn:
    return taking_part.way_in(world.project, world.lead, "rating", row)


def rate(link: WayIn, value: str, **more: str) -> tuple[Client, Any]:
    client = taking_part.browser(path_of(link))
    return client, client.post(path_of(link), {"account": "no", "v0": value, **more}, follow=True)


def page_of(client: Client, row: RatingRound) -> str:
    return client.get(reverse("rating-detail", args=[row.project_id, row.pk])).text


def test_a_link_is_made_and_goes_with_the_round(world, sign_in, row) -> None:
    client = sign_in(world.lead)
    url = reverse("rating-link-create", args=[world.project.pk, row.pk])
    made = client.post(url, {"name": "Staff room", "lasts": "2"}, follow=True)
    assert "Whoever opens it rates once, without an account." in made.text
    link = WayIn.objects.get()
    assert "Staff room" in page_of(client, row)
    client.post(reverse("rating-close", args=[world.project.pk, row.pk]))
    assert Client().get(path_of(link)).status_code == 410
    assert client.get(url).status_code == client.post(url, {"name": "x", "lasts": "2"}).status_code == 302
    assert WayIn.objects.count() == 1


def test_what_comes_by_a_link_counts_with_the_teams(world, sign_in, row, link) -> None:
    services.give_ratings(round=row, given=[Given(PHONES, 4)], by=world.lead)
    rate(link, "1", c0="on")
    _, page = rate(link, "1")
    assert "Your answers are in" in page.text
    client = sign_in(world.lead)
    assert "3 people have rated" in page_of(client, row)
    assert "Three have rated." in client.get(reverse("rating-list", args=[world.project.pk])).text
    client.post(reverse("rating-close", args=[world.project.pk, row.pk]))
    assert "Works well 1, Broken 2, patients complain 1" in page_of(client, row)


@pytest.mark.parametrize(("kind", "people"), [("processes", 2), ("skills", 4), ("meetings", 2)])
def test_too_few_by_a_link_show_nothing_either(world, sign_in, kind, people) -> None:
    row = build.rating_round(world.project, world.lead, kind)
    link = taking_part.way_in(world.project, world.lead, "rating", row)
    for _ in range(people):
        rate(link, "1")
    services.close_round(round=row, by=world.lead)
    page = page_of(sign_in(world.lead), row)
    assert SUBJECTS[Kind(kind)].scale[0].lower() not in page.lower()
    assert "Too few rated to show a result" in page


def test_a_browser_rates_once_by_any_link_and_may_change_what_it_said(world, row, link) -> None:
    client, _ = rate(link, "1")
    other = path_of(taking_part.way_in(world.project, world.lead, "rating", row, name="Poster"))
    assert "Your answers are in" in client.get(other).text
    form = client.get(f"{other}?change").context["form"]
    assert form["v0"].value() == "1"
    client.post(other, {"v0": "4"})
    assert [(rating.value, rating.rater_id) for rating in Rating.objects.all()] == [(4, None)]
    assert Seat.objects.count() == 1


def test_nobody_sees_what_another_browser_said(link) -> None:
    rate(link, "1")
    page = taking_part.browser(path_of(link)).get(f"{path_of(link)}?change")
    assert page.context["form"]["v0"].value() in ("", None)
    assert " checked" not in page.text


@pytest.mark.parametrize("cookie", ["", "made-up", "forged.AAAA"])
def test_without_a_cookie_of_ours_nothing_is_kept_and_the_choice_stays(link, cookie) -> None:
    client = Client()
    if cookie:
        client.cookies["taking_part"] = cookie
    page = client.post(path_of(link), {"v0": "3", "account": "no"})
    assert "Send it once more" in page.text
    assert page.context["form"]["v0"].value() == "3"
    assert not Rating.objects.exists()
    client.post(path_of(link), {"v0": "3", "account": "no"})
    assert Rating.objects.get().value == 3


@pytest.mark.parametrize("typed", [{}, {"v0": "9"}, {"v0": "x" * 10_000}, {"made": "up"}], ids=count())
def test_nothing_is_kept_of_an_empty_or_foreign_answer(link, typed) -> None:
    page = taking_part.browser(path_of(link)).post(path_of(link), {"account": "no", **typed})
    assert "nhsuk-error-summary" in page.text
    assert not Rating.objects.exists()
    assert not Seat.objects.exists()


def test_who_is_signed_in_is_nobody_here(world, row, link) -> None:
    client = Client()
    client.force_login(world.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(path_of(link))
    before = Event.objects.count()
    page = client.post(path_of(link), {"v0": "1", "account": "no"}, follow=True)
    assert world.member.name not in page.text
    assert Rating.objects.get().rater is None
    assert Event.objects.count() == before


def test_nothing_of_a_result_shows_before_the_round_is_closed(world, sign_in, row, link) -> None:
    client = sign_in(world.lead)
    values = "1144"
    pages = []
    for value in values:
        rate(link, value)
        cache.clear()
        picture = client.get(reverse("rating-picture", args=[row.project_id, row.pk]))
        pages.append((picture.content, picture.headers.get("ETag")))
        assert "Broken" not in page_of(client, row)
    assert len(set(pages)) == 1


def test_a_closed_round_and_a_withdrawn_link_take_nothing_more(world, row, link) -> None:
    client = taking_part.browser(path_of(link))
    revoke_link(way_in=link, by=world.lead)
    assert client.post(path_of(link), {"v0": "1"}).status_code == 410
    with pytest.raises(WayClosed):
        services.give_ratings(round=row, given=[Given(PHONES, 1)], way_in=link, browser="a" * 64)
    fresh = taking_part.way_in(world.project, world.lead, "rating", row)
    RatingRound.objects.filter(pk=row.pk).update(closed_at=row.begun_at, closed_by=world.lead)
    assert client.post(path_of(fresh), {"v0": "1"}).status_code == 410
    with pytest.raises(Refusal):
        services.give_ratings(round=row, given=[Given(PHONES, 1)], way_in=fresh, browser="a" * 64)
    assert not Rating.objects.exists()


def test_a_round_of_another_project_is_not_opened(world) -> None:
    foreign = build.rating_round(world.other_project, world.other_practice_lead)
    link = taking_part.way_in(world.project, world.lead, "rating", foreign)
    assert Client().get(path_of(link)).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_are_one_person(world) -> None:
    row = build.rating_round(world.project, world.lead)
    link = taking_part.way_in(world.project, world.lead, "rating", row)
    calls = [
        lambda value=value: services.give_ratings(
            round=row, given=[Given(PHONES, value)], way_in=link, browser="a" * 64
        )
        for value in (1, 2, 3, 4)
    ]
    assert run_together(*calls) == [None] * 4
    assert Rating.objects.count() == Seat.objects.count() == 1
