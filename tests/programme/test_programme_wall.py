"""The programme's wall: every chart that teams show to it, found, ordered and paged in SQL."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cmsportal.programme import wall
from projects.models import Share
from tests.builders import make
from tests.builders.addresses import pictures_on, without_signatures
from tests.builders.counting import count_queries
from toolkit.measures.summaries import refresh
from toolkit.models import ChartSummary, Figure, Measure
from toolkit.walls.querysets import walls_for

RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]
FLAT = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def url(world, query: str = "") -> str:
    return reverse("programme-wall", args=[world.programme.pk]) + query


def chart(project, name: str, values, **extra) -> Measure:
    measure = make.measure(project, name=name, value_kind="percentage", is_lead=False, **extra)
    make.figures(measure, values)
    return measure


def titles(client, address: str) -> list[str]:
    return re.findall(r'app-small__title" aria-hidden="true">([^<]+)<', client.get(address).content.decode())


@pytest.fixture
def charts(world) -> dict[str, Measure]:
    return {
        "flat": chart(world.project, "Flat", FLAT),
        "better": chart(world.project, "Better", RISEN, kind="process"),
        "worse": chart(world.other_project, "Worse", RISEN, direction="down"),
        "empty": chart(world.other_project, "Empty", []),
    }


def test_what_changed_comes_first_and_the_order_can_be_chosen(world, sign_in, charts) -> None:
    client = sign_in(world.manager)
    assert titles(client, url(world)) == ["Worse", "Better", "Flat", "Empty"]
    assert set(titles(client, url(world, "?sort=practice"))[:2]) == {"Worse", "Empty"}, "Beckwater before Larkmead"
    make.figures(charts["flat"], [60], last=make.today() + timedelta(days=1))
    assert titles(client, url(world, "?sort=updated"))[0] == "Flat"
    assert titles(client, url(world, "?sort=updated"))[-1] == "Empty"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?signal=better", ["Better"]),
        ("?kind=process", ["Better"]),
        ("?q=beckwater", ["Worse", "Empty"]),
        ("?q=beckwater&signal=worse", ["Worse"]),
        ("?q=nobody", []),
        ("?signal=nonsense&kind=x&sort=y&page=z", ["Worse", "Better", "Flat", "Empty"]),
        ("?q=%00", ["Worse", "Better", "Flat", "Empty"]),
        ("?page=99", ["Worse", "Better", "Flat", "Empty"]),
    ],
    ids=["signal", "kind", "practice", "both", "none", "unknown", "zero", "page"],
)
def test_filters_stand_in_the_address(world, sign_in, charts, query, expected) -> None:
    assert titles(sign_in(world.manager), url(world, query)) == expected


def test_a_card_says_the_signal_the_last_figure_and_its_day(world, sign_in, charts) -> None:
    page = sign_in(world.manager).get(url(world, "?signal=better")).content.decode()
    for words in ("Larkmead Surgery", "Changed for the better", "<strong>79%</strong>", "Changed for the better (1)"):
        assert words in page
    client = sign_in(world.manager)
    address = pictures_on(client.get(url(world)).content.decode())[0]
    assert client.get(address).content.startswith(b"<svg") or b"<svg" in client.get(address).content[:200]


def test_only_walls_that_the_team_shows_to_the_programme(world, sign_in, charts) -> None:
    client = sign_in(world.manager)
    share = Share.objects.get(project=world.project, tool="wall", audience="programme")
    share.ended_at, share.ended_by = share.shared_at, world.lead
    share.save()
    assert titles(client, url(world)) == ["Worse", "Empty"]
    assert "1 team keeps its wall to itself" in client.get(url(world)).content.decode()
    charts["worse"].on_wall = False
    charts["worse"].save()
    assert titles(client, url(world)) == ["Empty"]
    charts["empty"].archived_at, charts["empty"].archived_by = make.now(), world.other_practice_lead
    charts["empty"].save()
    page = client.get(url(world)).content.decode()
    assert "No charts yet" in page


def test_it_shows_the_walls_that_the_manager_may_open(world, charts) -> None:
    chart(world.foreign_project, "Foreign", FLAT)
    refresh(Measure.objects.values_list("pk", flat=True))
    shown = set(wall.charts_of(world.programme).values_list("measure__project", flat=True))
    assert shown == set(walls_for(world.manager).values_list("pk", flat=True))
    assert world.foreign_project.pk not in shown


def test_a_chart_without_a_summary_is_made_and_an_old_one_is_renewed(world, sign_in, charts) -> None:
    client = sign_in(world.manager)
    assert ChartSummary.objects.count() == 0
    assert len(titles(client, url(world))) == 4
    assert ChartSummary.objects.count() == 4
    make.figures(charts["flat"], [96], last=make.today() + timedelta(days=1))
    assert "<strong>*</strong>" in client.get(url(world, "?q=larkmead")).content.decode()
    ChartSummary.objects.update(renew_on=make.today(), signal="Old words")
    assert "Old words" not in client.get(url(world)).content.decode()


def test_small_numbers_and_rare_events_stay_in_the_practice(world, sign_in) -> None:
    seen = []
    for value in (3, 7):
        world.project.measures.all().delete()
        visits = make.measure(world.project, value_kind="count", unit="visits", goal=None, name="Visits")
        make.figures(visits, [14, 22, 31, 18, 12, 16, 23, 33, 29, 17, 41, value])
        rare = make.measure(
            world.project, name="Days between", value_kind="days_between", schedule="event", is_lead=False, goal=None
        )
        make.figures(rare, [value, 9, 30])
        client = sign_in(world.manager)
        page = client.get(url(world)).content.decode()
        pictures = [client.get(address).content for address in pictures_on(page)]
        assert len(pictures) == 1, "the rare events have no picture"
        assert "Not shown outside the practice" in page
        for number, measure in enumerate((visits, rare)):
            page = page.replace(str(measure.pk), f"measure-{number}")
        seen.append((without_signatures(TOKEN.sub("", page)), pictures))
    assert seen[0] == seen[1]


def test_the_same_queries_for_two_charts_and_twenty(world, sign_in) -> None:
    client, counts = sign_in(world.manager), []
    for number in (2, 18):
        for extra in range(number):
            project = make.project(world.programme, make.practice(f"Surgery {number} {extra}"))
            chart(project, f"Chart {number} {extra}", FLAT)
            make.chart_mark(project)
        counts.append(count_queries(client, url(world)))
    assert counts[0] == counts[1]


def test_pages_of_twenty_four(world, sign_in) -> None:
    for number in range(30):
        chart(world.project, f"Chart {number}", FLAT)
    client = sign_in(world.manager)
    first, second = titles(client, url(world)), titles(client, url(world, "?page=2"))
    assert (len(first), len(second)) == (24, 6)
    assert not set(first) & set(second)
    assert "Charts 25 to 30 of 30" in client.get(url(world, "?page=2")).content.decode()


def test_links_lead_to_it(world, sign_in, charts) -> None:
    client = sign_in(world.manager)
    for address in (reverse("today"), reverse("programme-detail", args=[world.programme.pk])):
        assert url(world) in client.get(address).content.decode()


# --- A database at national size --------------------------------------------------------------------------------

TINY = {"practices": 30, "projects": 10, "measures": 24, "figures": 700, "programmes": 2, "workers": 1}


def test_the_seeded_database_is_whole_and_the_same_each_time(db, capsys) -> None:
    from practices.models import Practice
    from projects.models import Project

    seen = []
    for _ in range(2):
        call_command("seed_national", **TINY)
        assert (Practice.objects.count(), Project.objects.count(), Figure.objects.count()) == (30, 10, 700)
        assert ChartSummary.objects.count() == Measure.objects.count() == 24
        rows = Figure.objects.order_by("measure", "date").values_list("id", "measure", "date", "status", "value")
        seen.append((list(rows), list(ChartSummary.objects.order_by("pk").values_list("pk", "rank", "picture"))))
        for row in Figure.objects.all()[:200]:
            row.full_clean(exclude=["entered_by"])
        for measure in Measure.objects.all():
            measure.full_clean()
        Project.objects.all().delete()
        _forget()
    assert seen[0] == seen[1]
    assert "700 figures" in capsys.readouterr().out.replace(",", "")


def _forget() -> None:
    from cmsportal.accounts.models import User
    from practices.models import PCN, Commissioner, Practice, Programme

    Programme.objects.all().delete()
    Practice.objects.all().delete()
    for model in (Commissioner, PCN, User):
        model.objects.all().delete()


def test_it_is_not_seeded_over_people_or_practices(world) -> None:
    with pytest.raises(CommandError, match="people"):
        call_command("seed_national", **TINY)


def test_it_is_not_seeded_over_practices(db) -> None:
    make.practice()
    with pytest.raises(CommandError, match="practices in this database"):
        call_command("seed_national", **TINY)


def test_it_is_not_for_production(db, settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed_national", **TINY)


@pytest.mark.parametrize("wrong", [{"projects": 40}, {"measures": 5}, {"figures": 5}, {"programmes": 11}])
def test_sizes_that_do_not_fit_are_said(db, wrong) -> None:
    with pytest.raises(CommandError):
        call_command("seed_national", **{**TINY, **wrong})
