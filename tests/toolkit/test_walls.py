"""The data wall, its pictures and the list of walls."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisDown

from cmsportal.audit.models import Event
from projects.models import Project
from projects.permissions import access_to
from projects.tools import Tool
from tests.builders import make
from tests.builders import toolkit as build
from tests.conftest import CAST
from toolkit.charts import draw
from toolkit.fishbone import presenters
from toolkit.measures import images
from toolkit.measures.permissions import reader_for
from toolkit.measures.series import Reader, chart_of, for_charts, marks_of
from toolkit.models import Figure, Measure
from toolkit.walls.listing import walls_page
from toolkit.walls.presenters import wall_row
from toolkit.walls.querysets import walls_for

RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]


def wall(world) -> str:
    return reverse("wall-detail", args=[world.project.pk])


def chart_url(measure: Measure, fmt: str = "svg") -> str:
    return reverse("measure-chart", args=[measure.project_id, measure.pk, fmt])


def chart(measure: Measure, **more):
    reader = Reader(**{"raw": True, "threshold": 7, "today": make.today(), **more})
    return chart_of(for_charts(Measure.objects.filter(pk=measure.pk)).get(), marks_of(measure.project), reader)


def test_the_wall_says_the_signal_in_words_with_chance_changes_and_table(world, sign_in) -> None:
    keeper = world.project.team.get(user=world.member)
    measure = make.measure(world.project, value_kind="percentage", denominator="all calls", collector=keeper)
    figures = make.figures(measure, RISEN)
    make.chart_mark(world.project, date=figures[11].date, label="Online form")
    page = sign_in(world.partner).get(wall(world)).content.decode()
    for words in (
        "Changed for the better", "Percentage of all calls each week", "of 100 such charts", "Online form",
        "Run chart, Anhøj rules", "Sam Whitlock looks after it", "Data table", "Shared with Harwick Community Trust",
    ):  # fmt: skip
        assert words in page
    assert f"/pictures/{world.project.pk}/{measure.pk}/full/" in page, "one chart has the whole width"
    make.measure(world.project, name="Calls that hang up", is_lead=False)
    page = sign_in(world.partner).get(wall(world)).content.decode()
    assert f"/pictures/{world.project.pk}/{measure.pk}/half/" in page


def test_an_empty_wall_says_what_will_be_here(world, sign_in) -> None:
    page = sign_in(world.lead).get(wall(world)).content.decode()
    assert "Your charts will hang here" in page
    assert reverse("measure-create", args=[world.project.pk]) in page
    assert (
        reverse("measure-create", args=[world.project.pk])
        not in sign_in(world.partner).get(wall(world)).content.decode()
    )


def test_a_stale_chart_names_who_can_refresh_it(world, sign_in) -> None:
    keeper = world.project.team.get(user=world.member)
    measure = make.measure(world.project, collector=keeper)
    make.figures(measure, [5, 6], last=make.today() - timedelta(days=40))
    page = sign_in(world.lead).get(wall(world)).content.decode()
    assert "app-card--stale" in page
    assert "Sam Whitlock can refresh it" in page


def test_twelve_charts_at_most(world, sign_in) -> None:
    for number in range(14):
        make.measure(world.project, name=f"Measure {number}", is_lead=not number, position=number)
    page = sign_in(world.lead).get(wall(world)).content.decode()
    assert page.count('class="app-card__title"') == 12
    assert "The wall shows twelve charts" in page


def test_a_partners_opening_is_recorded_once_a_day(world, sign_in) -> None:
    client = sign_in(world.partner)
    for _ in range(3):
        client.get(wall(world))
    event = Event.objects.get(action="wall.opened")
    assert (event.actor, event.project_id) == (world.partner, world.project.pk)
    for who in ("lead", "coach", "manager"):
        sign_in(getattr(world, who)).get(wall(world))
    assert Event.objects.filter(action="wall.opened").count() == 1


def test_a_share_that_ended_closes_wall_picture_and_file(world, sign_in) -> None:
    measure = make.measure(world.project)
    share = world.project.shares.get(tool="wall", audience="partner")
    share.ended_at, share.ended_by = share.shared_at, world.lead
    share.save()
    client = sign_in(world.partner)
    for url in (wall(world), chart_url(measure), reverse("measure-download", args=[world.project.pk, measure.pk])):
        assert client.get(url).status_code == 404


def test_the_picture_has_a_tag_is_private_and_is_not_sent_twice(world, sign_in) -> None:
    measure = make.measure(world.project)
    make.figures(measure, RISEN)
    client = sign_in(world.lead)
    first = client.get(chart_url(measure))
    assert first.content.startswith(b"<?xml") or first.content.startswith(b"<svg")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert client.get(chart_url(measure), headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    make.figures(measure, [80], last=make.today() - timedelta(days=make.today().weekday() + 1))
    assert client.get(chart_url(measure), headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert client.get(chart_url(measure, "png") + "?size=phone").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("bad", ["gif", "svg?size=huge", "svg?size=../etc"])
def test_an_unknown_size_or_kind_of_picture_is_not_found(world, sign_in, bad) -> None:
    measure = make.measure(world.project)
    fmt, _, query = bad.partition("?")
    assert sign_in(world.lead).get(f"{chart_url(measure, fmt)}?{query}").status_code == 404


def test_the_partners_picture_is_another_one(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="visits", goal=None)
    make.figures(measure, [14, 3, 11, 22])
    full = sign_in(world.lead).get(chart_url(measure))
    client = sign_in(world.partner)
    hidden = client.get(chart_url(measure), headers={"If-None-Match": full.headers["ETag"]})
    assert hidden.status_code == 200
    assert hidden.headers["ETag"] != full.headers["ETag"]
    assert hidden.content != full.content


def test_pictures_are_drawn_once(world, monkeypatch) -> None:
    measure = make.measure(world.project)
    make.figures(measure, RISEN)
    cache.clear()
    drawn = []
    monkeypatch.setattr(images, "draw", lambda *args: drawn.append(args) or draw(*args))
    found = {images.picture(chart(measure), "half", "svg") for _ in range(3)}
    assert (len(found), len(drawn)) == (1, 1)


def test_without_the_cache_pictures_are_drawn_each_time(world, monkeypatch) -> None:
    """Charts and fishbones alike."""
    measure = make.measure(world.project)
    make.figures(measure, RISEN)
    bone = build.fishbone(world.project)

    def down(*args, **kwargs) -> None:
        raise RedisDown

    for name in ("get", "set"):
        monkeypatch.setattr(type(caches["default"]), name, down)
    assert images.picture(chart(measure), "half", "svg") == draw(chart(measure), "half", "svg")
    assert b"<svg" in presenters.picture(presenters.outline_of(bone, bone.categories.all(), [], [], title="Fishbone"))


def test_weeks_without_an_entry_are_gaps(world) -> None:
    measure = make.measure(world.project)
    make.figures(measure, [5, 6, 7, 8], every=14)
    assert [point.status for point in chart(measure).points] == ["figure", "missing"] * 3 + ["figure"]


def test_nothing_to_count_is_a_gap(world) -> None:
    measure = make.measure(world.project, value_kind="percentage")
    Figure.objects.create(measure=measure, date=make.today(), numerator=0, denominator=0)
    assert [(p.status, p.value) for p in chart(measure).points] == [("missing", None)]


def test_marks_of_one_chart_stay_off_the_others(world) -> None:
    measure = make.measure(world.project)
    make.figures(measure, RISEN)
    other = make.measure(world.project, name="Other", is_lead=False)
    make.figures(other, RISEN)
    make.chart_mark(world.project, label="Everywhere")
    make.chart_mark(world.project, label="Only there", measure=other)
    make.chart_mark(world.project, label="Before all", date=make.today() - timedelta(days=3000))
    assert [change.label for change in chart(measure).changes] == ["Everywhere"]
    assert [change.number for change in chart(other).changes] == [1, 2]


@pytest.mark.parametrize(
    ("kind", "more", "line"),
    [
        ("count", {"unit": "visits"}, "Number of visits each week, rounded to the nearest 5"),
        ("percentage", {"denominator": "all calls"}, "Percentage of all calls each week"),
        (
            "rate",
            {"numerator": "contacts", "denominator": "patients"},
            "Contacts for every 1,000 patients, each week",
        ),
        ("value", {"unit": "working days"}, "Working days, each week"),
    ],
)
def test_the_unit_line_says_what_a_figure_stands_for(world, kind, more, line) -> None:
    assert chart(make.measure(world.project, value_kind=kind, **{"unit": "", **more}), raw=False).unit == line


def test_a_formula_in_a_name_is_defused_in_the_file(world, sign_in) -> None:
    measure = make.measure(world.project, name="=HYPERLINK(1)")
    make.figures(measure, [-3])
    text = sign_in(world.lead).get(reverse("measure-download", args=[world.project.pk, measure.pk])).content.decode()
    assert "Date,'=HYPERLINK(1)," in text
    assert ",-3,," in text


# --- The list of walls --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", CAST)
def test_the_list_holds_what_the_permissions_say(world, who) -> None:
    world.other_project.shares.create(tool="wall", audience="library")
    world.project.shares.create(tool="wall", audience="practice")
    world.foreign_project.shares.filter(tool="wall").update(ended_at=make.timezone.now(), ended_by=world.lead)
    user = getattr(world, who)
    listed = {project.pk: project.reader_is_inside for project in walls_for(user)}
    for project in Project.objects.all():
        access = access_to(project, user)
        assert (project.pk in listed) == access.sees(Tool.WALL)
        if project.pk in listed:
            assert listed[project.pk] == access.sees_raw_figures


def test_walls_with_a_signal_come_first(world, sign_in) -> None:
    make.figures(make.measure(world.project), [52, 49, 55] * 8)
    make.member(world.other_project, world.lead)
    make.figures(make.measure(world.other_project), RISEN)
    page = sign_in(world.lead).get(reverse("wall-list")).content.decode()
    assert page.index("Beckwater Surgery") < page.index("Larkmead Surgery")
    assert "Changed for the better" in page


@pytest.mark.parametrize("measures", ["none", "early", "better", "hidden", "stale", "empty", "rare"])
def test_a_row_for_outside_says_what_the_chart_for_outside_says(world, measures) -> None:
    """From its summary, and the same again once something changes."""
    if measures != "none":
        kind = {"hidden": "count", "rare": "days_between"}.get(measures, "percentage")
        schedule = "event" if measures == "rare" else "weekly"
        measure = make.measure(world.project, value_kind=kind, unit="visits", schedule=schedule, goal=None)
        values = {"early": [52, 49], "hidden": [14, 3, 2, 3, 4, 1, 2, 22, 1, 2, 5, 3], "empty": []}
        last = make.today() - timedelta(days=60) if measures == "stale" else None
        make.figures(measure, values.get(measures, RISEN), last=last)
    for more in ([], [50]):
        if measures != "none":
            make.figures(measure, more, last=make.today())
        row = walls_page(world.partner, 1).object_list[0]
        if measures == "none":
            assert (row.signal, row.picture) == ("No charts yet", None)
            return
        fetched = for_charts(Measure.objects.filter(pk=measure.pk)).select_related("project__practice").get()
        seen = wall_row(fetched, Reader(False, 7, make.today()))
        rank_words = {"rare": "Not shown outside the practice"}.get(measures, seen.signal)
        assert (row.title, row.kind, row.signal, row.last) == (seen.title, seen.kind, rank_words, seen.last)
        assert (row.brief, row.chance) == (seen.brief, seen.chance)
        assert (row.picture is None) == (measures == "rare" or (measures == "empty" and not more))
        if row.picture:
            assert row.picture == replace(seen.picture, phone_url=seen.picture.url)


def test_the_list_of_a_manager_sorts_before_it_reads_figures(world, sign_in, monkeypatch) -> None:
    """30 walls, 24 on a page: what got worse on the last of them comes first, and figures are read of none."""
    for number in range(30):
        project = make.project(world.programme, make.practice(f"Practice {number:02d}"))
        make.figures(
            make.measure(project, direction="down" if number == 29 else "up"), RISEN if number == 29 else [5]
        )
    client, url = sign_in(world.manager), reverse("wall-list")
    assert "Changed for the worse" in client.get(url).content.decode()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url).content.decode()
    assert page.index("Practice 29") < page.index("Practice 00")
    assert "Practice 28" not in page
    assert "Practice 28" in client.get(f"{url}?page=2").content.decode()
    assert not [query["sql"] for query in asked if '"toolkit_figure"."value"' in query["sql"]]


@pytest.mark.parametrize("who", ["lead", "manager", "partner", "coach"])
def test_the_list_takes_the_same_queries_for_three_walls_and_for_twelve(world, sign_in, who) -> None:
    user, client, url = getattr(world, who), sign_in(getattr(world, who)), reverse("wall-list")

    def more(walls: int) -> int:
        for number in range(walls):
            project = make.project(world.programme, make.practice())
            if who == "lead":
                make.member(project, user)
            elif who == "coach":
                make.coaches(project, user)
            elif who == "partner":
                project.shares.create(tool="wall", audience="partner", partner=world.partner_organisation)
            if number:
                make.figures(make.measure(project), RISEN)
        client.get(url)  # what is kept is made
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    assert more(3) == more(9)


def test_an_empty_list_says_so(world, sign_in) -> None:
    assert "No walls yet" in sign_in(world.outsider).get(reverse("wall-list")).content.decode()


@pytest.mark.parametrize(("who", "small"), [("lead", True), ("partner", False)])
def test_who_takes_the_figures_away_is_written_down(world, sign_in, who, small) -> None:
    measure = make.measure(world.project)
    make.figures(measure, RISEN)
    user = getattr(world, who)
    sign_in(user).get(reverse("measure-download", args=[world.project.pk, measure.pk]))
    event = Event.objects.get(action="figures.downloaded")
    assert (event.actor, event.target_id, event.project_id) == (user, str(measure.pk), world.project.pk)
    assert event.detail == {"small_numbers": small}


def test_the_day_is_that_of_the_practice(world, sign_in) -> None:
    """Late in the evening in London it is tomorrow in Auckland: there the chart has gone stale."""
    type(world.practice).objects.update(time_zone="Pacific/Auckland")
    world.project.team.update(starts_on=date(2020, 1, 1))
    measure = make.measure(world.project)
    make.figures(measure, RISEN, last=date(2026, 3, 2))
    with time_machine.travel(datetime(2026, 3, 16, 20, tzinfo=UTC)):
        assert reader_for(access_to(Project.objects.get(pk=world.project.pk), world.lead)).today == date(2026, 3, 17)
        for name, args in (("wall-detail", [world.project.pk]), ("measure-list", [world.project.pk])):
            page = sign_in(world.lead).get(reverse(name, args=args)).content.decode()
            assert "No figure since Monday 2 March" in page, name
