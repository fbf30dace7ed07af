"""The kept HTML of a wall's charts: made once, for those who see the same, and never out of date."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.builders import make
from tests.builders.addresses import pictures_on
from toolkit.measures import kept_cards
from toolkit.measures.services import move_measure
from toolkit.models import Measure
from toolkit.walls import page_cards, services

ENTER = "Enter a figure"


@pytest.fixture
def measure(world) -> Measure:
    row = make.measure(world.project, name="Calls answered")
    make.figures(row, [52, 49, 55, 51])
    return row


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The charts whose HTML had to be made."""
    names: list[str] = []
    real = page_cards.render_to_string

    def counted(template, context):
        names.append(context["hung"].card.chart.title)
        return real(template, context)

    monkeypatch.setattr(page_cards, "render_to_string", counted)
    return names


def wall(client, world) -> str:
    return client.get(reverse("wall-detail", args=[world.project.pk])).content.decode()


def test_it_is_made_once_for_all_who_see_the_same(world, sign_in, measure, made) -> None:
    for who in (world.lead, world.lead, world.member):
        assert "Calls answered" in wall(sign_in(who), world)
    assert made == ["Calls answered"]
    make.figures(measure, [60], last=make.today() + timedelta(days=7))
    wall(sign_in(world.lead), world)
    assert made == ["Calls answered"] * 2


def test_each_session_has_its_own_pictures(world, sign_in, measure, made) -> None:
    pages = [wall(sign_in(who), world) for who in (world.lead, world.member)]
    first, second = (pictures_on(page) for page in pages)
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
    assert page_cards.PAGE not in pages[0]


def test_who_may_not_enter_figures_is_offered_none_whoever_looked_before(world, sign_in, measure) -> None:
    for _ in range(2):
        assert ENTER in wall(sign_in(world.lead), world)
        assert ENTER not in wall(sign_in(world.coach), world)


def test_what_to_do_when_stale_shows_at_once(world, sign_in) -> None:
    old = make.measure(world.project, name="Letters coded")
    make.figures(old, [5, 6, 7], last=make.today() - timedelta(days=60))
    assert "Ring Priya" not in wall(sign_in(world.lead), world)
    services.save_wall(
        project=world.project,
        values={"owner": None, "when_stale": "Ring Priya."},
        expected_version=0,
        by=world.lead,
    )
    assert "Ring Priya." in wall(sign_in(world.lead), world)
    assert "Ring Priya." not in wall(sign_in(world.partner), world)


def test_the_first_chart_loads_at_once_and_the_others_when_they_come_into_sight(world, sign_in, measure) -> None:
    second = make.measure(world.project, name="Visits", is_lead=False, position=1)
    make.figures(second, [1, 2, 3])
    client = sign_in(world.lead)
    for leads, follows in (("Calls answered", "Visits"), ("Visits", "Calls answered")):
        page = wall(client, world)
        assert page.index(f">{leads}</h2>") < page.index('loading="lazy"') > page.index(f">{follows}</h2>")
        move_measure(measure=second, up=True, by=world.lead)


@pytest.mark.parametrize("text", [page_cards.PAGE, f'"{page_cards.PAGE}"', f'" src="{page_cards.PHONE}" x="'])
def test_a_chart_named_like_the_place_of_an_address_keeps_its_name(world, sign_in, text) -> None:
    row = make.measure(world.project, name=text)
    make.figures(row, [52, 49, 55])
    for _ in range(2):
        page = wall(sign_in(world.lead), world)
        assert len(pictures_on(page)) == 2
        assert page_cards.PAGE in page or page_cards.PHONE in page


def test_after_a_change_of_the_template_nothing_old_is_shown(world, sign_in, measure, made, monkeypatch) -> None:
    wall(sign_in(world.lead), world)
    monkeypatch.setattr(page_cards, "_code", lambda: "another")
    wall(sign_in(world.lead), world)
    assert len(made) == 2
    assert {file.name for file in page_cards.FOLDER.iterdir()} >= set(page_cards.TEMPLATES)


def test_html_made_while_something_was_written_is_not_kept(world, sign_in, measure, made, monkeypatch) -> None:
    real, figure = kept_cards.with_figures, measure.figures.latest("date")

    def meanwhile(measures):
        measure.figures.filter(pk=figure.pk).update(value=5)
        real(measures)

    monkeypatch.setattr(kept_cards, "with_figures", meanwhile)
    wall(sign_in(world.lead), world)
    monkeypatch.setattr(kept_cards, "with_figures", real)
    measure.figures.filter(pk=figure.pk).update(value=figure.value)
    seen = wall(sign_in(world.lead), world)
    assert len(made) == 2
    cache.clear()
    fresh = wall(sign_in(world.lead), world)
    assert [page.count(">51<") for page in (seen, fresh)] == [1, 1]
