"""Walls: days without end, signs nobody sees, and the second of two clicks."""

from typing import Any

import pytest
from django.urls import reverse

from tests.builders import make
from tests.toolkit.test_import import text_of
from toolkit.models import WallLink
from toolkit.walls import pairing


def test_a_public_link_until_the_end_of_time_is_said_beside_its_day(world, sign_in) -> None:
    world.programme.public_walls = True
    world.programme.save()
    sent = {"name": "Website", "lasts": "date", "last_day": "31/12/9999"}
    page = sign_in(world.lead).post(reverse("wallpublic-create", args=[world.project.pk]), sent)
    assert "Choose a day within a year." in text_of(page)
    assert not WallLink.objects.exists()


@pytest.mark.parametrize("unseen", ["\ufeff", "\ufffe"], ids=["feff", "fffe"])
def test_an_unseen_sign_pasted_along_does_not_stop_the_poster(world, sign_in, unseen) -> None:
    measure = make.measure(world.project, name=f"Calls{unseen} answered", is_lead=True)
    make.figures(measure, [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57])
    answer = sign_in(world.lead).post(reverse("wall-poster", args=[world.project.pk]), {"paper": "a3"})
    assert answer.headers["Content-Type"] == "application/pdf"


def test_two_clicks_hand_one_screen_over(world, sign_in, client) -> None:
    answer: Any = client.get(reverse("screen-start"), follow=True)
    sent = {"name": "Staff room", "code": answer.context["code"]}
    url = reverse("wallscreen-create", args=[world.project.pk])
    pages = [text_of(sign_in(world.lead).post(url, sent, follow=True)) for _ in range(2)]
    assert all("The screen shows your wall in a few seconds." in page for page in pages)
    assert not any("ran out just now" in page for page in pages)
    assert not pairing.hand_over(answer.context["code"], "/wall/another/")
