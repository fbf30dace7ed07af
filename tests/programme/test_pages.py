"""The page of a project and the pages that look over a programme."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from cmsportal.audit.models import Event
from cmsportal.audit.services import record
from cmsportal.programme import overview
from cmsportal.programme.acts import ACTS
from cmsportal.programme.history import MOST, history_of
from cmsportal.programme.views import PER_PAGE
from practices.imports.names import record_name
from practices.models import ProgrammeCommissioner
from projects.actions.services import add_action
from projects.models import Project
from projects.tools import Tool
from tests.builders import make
from tests.builders.addresses import without_signatures
from tests.builders.counting import count_queries
from toolkit.models import GlobalAim

HOSTILE = "<script>alert(1)</script>"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=|X-CSRFToken)[^>]*')


def page_of(client, project) -> str:
    return client.get(reverse("project-detail", args=[project.pk])).content.decode()


def table(client, programme, query: str = "") -> str:
    return client.get(reverse("programme-detail", args=[programme.pk]) + query).content.decode()


def download(client, programme, query: str = "") -> list[list[str]]:
    answer = client.get(reverse("programme-download", args=[programme.pk]) + query)
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.fixture
def full(world):
    """A project with something in every tool."""
    project = world.project
    make.figures(make.measure(project), [50, 52, 49, 51, 50] * 3)
    make.cycle(project, title="Ring people back", stage="study", learned="It helps")
    make.action(project, text="Ask the phone company")
    make.huddle_schedule(project)
    make.standard(project)
    GlobalAim.objects.create(project=project, improve="how patients reach us")
    return world


# --- The page of a project ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "member", "coach", "mentor"])
def test_inside_everything_shows(full, sign_in, who) -> None:
    page = page_of(sign_in(getattr(full, who)), full.project)
    for words in ("Our aim:", "Ring people back", "Huddle", "Actions", "app-chart", "Jo Pritchard"):
        assert words in page
    assert reverse("visit-list", args=[full.project.pk]) in page


def test_a_manager_sees_what_was_delivered_and_no_more(full, sign_in) -> None:
    client = sign_in(full.manager)
    page = page_of(client, full.project)
    for words in ("Our aim:", "app-chart", "Jo Pritchard", "Change the coach", "Lead team"):
        assert words in page
    for words in ("Ring people back", "It helps", "Huddle</", "Ask the phone company", "1 test", "ramp-picture"):
        assert words not in page
    assert "History" not in page
    full.project.shares.create(tool="cycles", audience="programme")
    assert "It helps" in page_of(client, full.project)
    full.project.shares.update(ended_at=make.now(), ended_by=full.lead)
    page = page_of(client, full.project)
    for words in ("Our aim:", "app-chart", "Jo Pritchard", "It helps"):
        assert words not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("partner", 403), ("colleague", 404), ("outsider", 404), ("admin", 404), ("other_manager", 404)],
)
def test_others_have_no_project_page(full, sign_in, who, status) -> None:
    target = reverse("project-detail", args=[full.project.pk])
    assert sign_in(getattr(full, who)).get(target).status_code == status


def test_a_reader_of_the_library_has_the_shared_tools_and_not_this_page(full, sign_in) -> None:
    full.project.shares.create(tool="wall", audience="library")
    client = sign_in(full.other_practice_lead)
    assert client.get(reverse("project-detail", args=[full.project.pk])).status_code == 403
    page = client.get(reverse("library-list")).content.decode()
    assert "Larkmead Surgery" in page
    assert reverse("wall-detail", args=[full.project.pk]) in page
    assert "Nobody has shared anything yet" in sign_in(full.outsider).get(reverse("library-list")).content.decode()


@pytest.mark.parametrize("status", Project.Status.values)
def test_every_state_has_its_page(full, sign_in, status) -> None:
    Project.objects.filter(pk=full.project.pk).update(status=status)
    for who in ("lead", "coach", "manager"):
        assert page_of(sign_in(getattr(full, who)), full.project).count("<h1") == 1


def test_an_empty_project_says_what_will_be_here(world, sign_in) -> None:
    page = page_of(sign_in(world.lead), world.project)
    for words in ("not yet written", "The chart will be here", "No small test yet"):
        assert words in page


def test_the_page_of_a_large_project_takes_as_many_queries(world, sign_in) -> None:
    client, counts = sign_in(world.lead), []
    for number in (2, 12):
        for extra in range(number):
            measure = make.measure(world.project, name=f"M {number} {extra}", is_lead=(number, extra) == (2, 0))
            make.figures(measure, [50] * 5)
            make.action(world.project, owner=world.lead)
            make.member(world.project)
            ramp = world.project.ramps.create(title=f"Ramp {extra}")
            ramp.cycles.create(number=1, title="A test", learned="x")
        counts.append(count_queries(client, reverse("project-detail", args=[world.project.pk])))
    assert counts[0] == counts[1]


# --- Small numbers --------------------------------------------------------------------------------------------------


def managers_pages(world, client) -> list[str]:
    programme = world.programme
    pages = [page_of(client, world.project), client.get(reverse("today")).content.decode(), table(client, programme)]
    return [*(without_signatures(TOKEN.sub("", page)) for page in pages), str(download(client, programme))]


@pytest.mark.parametrize(
    ("values", "other"), [([40, 35, 3, 45, 40, 35, 50, 45, 40, 35, 2], [40, 35, 5, 45, 40, 35, 50, 45, 40, 35, 6])]
)
def test_a_manager_learns_no_small_number(world, sign_in, values, other) -> None:
    measure = make.measure(world.project, value_kind="count", unit="complaints", name="Complaints", direction="down")
    rows = make.figures(measure, values)
    before = managers_pages(world, sign_in(world.manager))
    inside = page_of(sign_in(world.lead), world.project)
    for row, value in zip(rows, other, strict=True):
        row.value = Decimal(value)
        row.save()
    assert managers_pages(world, sign_in(world.manager)) == before
    assert page_of(sign_in(world.lead), world.project) != inside


# --- History --------------------------------------------------------------------------------------------------------


def test_the_history_is_in_words_and_short(world) -> None:
    for number in range(MOST + 4):
        record("measure.added", make.measure(world.project, name=f"M{number}", is_lead=number == 0), by=world.lead,
               project=world.project)  # fmt: skip
    record("visit.logged", world.project, by=world.coach, project=world.project)
    record("wall.opened", world.project, by=world.partner, project=world.project)
    record("measure.added", world.other_project, by=world.lead, project=world.other_project)
    rows = history_of(Event.objects.of_project(world.project), Tool)
    assert len(rows) == MOST
    assert rows[0].words == "Rachel Osei logged a visit"
    assert rows[1].words == f"Jo Pritchard added a measure: M{MOST + 3}"


def test_the_same_thing_on_one_day_is_one_line(world) -> None:
    measure = make.measure(world.project)
    for _ in range(3):
        record("measure.changed", measure, by=world.lead, project=world.project)
    record("measure.changed", measure, by=None, project=world.project)
    words = [row.words for row in history_of(Event.objects.of_project(world.project), Tool)]
    assert words == [f"The portal changed a measure: {measure}", f"Jo Pritchard changed a measure: {measure}"]


@pytest.mark.parametrize("tool", [tool for tool in ACTS if tool not in {Tool.STEPS, Tool.VISITS}])
def test_the_history_keeps_what_a_tool_holds_from_those_who_may_not_open_it(world, sign_in, tool) -> None:
    act, words = next((act, escape(words.rstrip("*"))) for act, words in ACTS[tool].items())
    thing = make.measure(world.project, name="Words of the team")
    for number in range(MOST):  # more than fit: what is kept back makes no room scarce
        record("project.pause" if number else act, thing, by=world.lead, project=world.project)
    record(act, thing, by=world.lead, project=world.project)
    for who in ("coach", "mentor", "member"):
        assert words in page_of(sign_in(getattr(world, who)), world.project)
    world.project.shares.filter(tool=tool, audience="coach").update(ended_at=make.now(), ended_by=world.lead)
    for who in ("coach", "mentor"):
        page = page_of(sign_in(getattr(world, who)), world.project)
        assert f"Jo Pritchard {words}" not in page
        assert "paused the project" in page
    assert f"Jo Pritchard {words}" in page_of(sign_in(world.lead), world.project)


def test_the_history_names_what_still_stands(world, sign_in) -> None:
    """As it is called now; of what was taken away it says that it was there, and no word of it."""
    action = add_action(project=world.project, text="Ring the phone company", by=world.lead)
    gone = add_action(project=world.project, text="Ask Pat about the letter", by=world.member)
    assert "added an action: Ring the phone company" in page_of(sign_in(world.lead), world.project)
    type(action).objects.filter(pk=action.pk).update(text="Ring them twice")
    gone.delete()
    page = page_of(sign_in(world.lead), world.project)
    assert "Jo Pritchard added an action: Ring them twice" in page
    assert "Sam Whitlock added an action</p>" in page


def test_the_history_reads_each_kind_once(world) -> None:
    mark = make.chart_mark(world.project)
    figures = make.figures(make.measure(world.project), [50] * 3)
    share = world.project.shares.filter(partner__isnull=False).get()
    entered = [(row, "figure.entered") for row in figures]
    for thing, act in [(mark, "change.marked"), (share, "share.opened"), *entered]:
        record(act, thing, by=world.lead, project=world.project)
    with CaptureQueriesContext(connection) as queries:
        rows = history_of(Event.objects.of_project(world.project), Tool)
    assert len(rows) == 5
    assert len(queries) == 1 + 3, "the events, then one query for each kind of thing"


# --- The table ------------------------------------------------------------------------------------------------------


def test_the_table_is_of_this_programme(world, sign_in) -> None:
    page = table(sign_in(world.manager), world.programme)
    assert "Larkmead Surgery" in page
    assert "Beckwater Surgery" in page
    assert "Quarry Street" not in page
    assert "2 projects" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=beck", {"Beckwater"}),
        ("?q=PHONES", {"Larkmead"}),
        ("?status=paused", {"Beckwater"}),
        ("?coach=none", set()),
        ("?q=%25", set()),
        ("?q=zzz", set()),
    ],
)
def test_filters(world, sign_in, query, shown) -> None:
    Project.objects.filter(pk=world.other_project.pk).update(status="paused")
    client = sign_in(world.manager)
    page, rows = table(client, world.programme, query), download(client, world.programme, query)
    body = page.split("app-inline")[1]
    assert {name for name in ("Larkmead", "Beckwater") if name in body} == shown
    assert {row[0].split()[0] for row in rows[1:]} == shown
    assert shown or "No project fits" in page


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc", "?page=-1", "?page=999999999999999999999", "?sort=;drop+table", "?sort=-pk", "?status=x",
        "?coach=1", "?q=%00", "?q=%27%3B--", "?status=%00&sort=%00&page=%00", "?sort=a&sort=b",
    ],
)  # fmt: skip
def test_hostile_addresses_show_the_table(world, sign_in, query) -> None:
    client = sign_in(world.manager)
    for name in ("programme-detail", "programme-download", "adoption-picture"):
        assert client.get(reverse(name, args=[world.programme.pk]) + query).status_code == 200
    page = table(client, world.programme, f"?q={HOSTILE}")
    assert HOSTILE not in page
    assert escape(HOSTILE) in page


@pytest.mark.parametrize(
    ("sort", "first"), [("practice", "Beckwater"), ("signed_up", "Larkmead"), ("status", "Larkmead")]
)
def test_the_order(world, sign_in, sort, first) -> None:
    Project.objects.filter(pk=world.project.pk).update(signed_up_on=make.today() - timedelta(days=300))
    Project.objects.filter(pk=world.other_project.pk).update(status="paused")
    rows = download(sign_in(world.manager), world.programme, f"?sort={sort}")
    assert rows[1][0].startswith(first)


def test_pages_keep_the_filters_and_miss_nobody(world, sign_in) -> None:
    practice = make.practice("Same Name")
    for _ in range(PER_PAGE + 5):
        Project.objects.create(programme=world.programme, practice=practice, title="Same title")
    client = sign_in(world.manager)
    first = table(client, world.programme, "?q=same&sort=practice")
    assert "?q=same&amp;sort=practice&amp;page=2" in first
    second = table(client, world.programme, "?q=same&sort=practice&page=2")
    links = [set(re.findall(r'href="/projects/([0-9a-f-]{36})/"', page)) for page in (first, second)]
    assert [len(found) for found in links] == [PER_PAGE, 5]
    assert not links[0] & links[1]


def test_the_table_takes_as_many_queries_for_twenty_as_for_two(world, sign_in) -> None:
    client, counts = sign_in(world.manager), []
    for number in (2, 18):
        for extra in range(number):
            project = make.project(world.programme, make.practice(f"Many {extra}"))
            make.coaches(project, make.user())
            make.figures(make.measure(project), [50] * 5)
            make.cycle(project)
        counts.append(count_queries(client, reverse("programme-detail", args=[world.programme.pk])))
    assert counts[0] == counts[1]


def test_the_download_is_recorded_and_safe_to_open(world, sign_in) -> None:
    Project.objects.filter(pk=world.project.pk).update(title="=HYPERLINK(1)")
    rows = download(sign_in(world.manager), world.programme, "?q=larkmead")
    assert rows[0] == list(overview.HEAD)
    assert rows[1][1] == "'=HYPERLINK(1)"
    event = Event.objects.get(action="programme.downloaded")
    assert (event.actor, event.programme_id, event.detail) == (world.manager, world.programme.pk, {"rows": 1})


def test_dates_of_figures_are_those_the_team_shows(world, sign_in) -> None:
    make.figures(make.measure(world.project), [50] * 5)
    client = sign_in(world.manager)
    assert download(client, world.programme, "?q=larkmead")[1][5]
    world.project.shares.filter(tool__in=["wall", "measures"]).update(ended_at=make.now(), ended_by=world.lead)
    assert download(client, world.programme, "?q=larkmead")[1][5:] == ["", ""]


# --- How the programme spreads --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["", "?size=phone", "?size=9999"])
def test_the_adoption_picture(world, sign_in, size) -> None:
    answer = sign_in(world.manager).get(reverse("adoption-picture", args=[world.programme.pk]) + size)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content


def test_a_programme_without_a_project_has_a_picture_too(world, sign_in) -> None:
    empty = make.programme("New")
    make.manager(empty, world.manager)
    assert sign_in(world.manager).get(reverse("adoption-picture", args=[empty.pk])).status_code == 200
    assert overview.spread_words(empty).startswith("0 of 1 practices")


def test_a_practice_counts_once_and_only_when_it_joined(world) -> None:
    make.project(world.programme, world.practice, "A second theme")
    make.project(world.programme, make.practice("Not yet"), status="invited")
    make.project(world.programme, make.practice("Never"), status="declined")
    assert len(overview.joined_on(world.programme)) == 2


def test_who_runs_the_programme_and_who_began_it(world) -> None:
    programme, today = world.programme, make.today()
    assert overview.commissioner_words(programme) == ""
    old, new = make.commissioner(name="NHS Old"), make.commissioner(name="NHS New")
    changed = today - timedelta(days=50)
    ProgrammeCommissioner.objects.create(
        programme=programme, commissioner=old, starts_on=programme.starts_on, ends_on=changed
    )
    ProgrammeCommissioner.objects.create(programme=programme, commissioner=new, starts_on=changed)
    assert overview.commissioner_words(programme).startswith("Run by NHS New, begun under NHS Old. It changed hands")
    record_name(old, "NHS Old CCG", programme.starts_on - timedelta(days=900))
    record_name(old, "NHS Old ICB - X1", today - timedelta(days=20))
    old.save()
    assert old.name == "NHS Old ICB - X1"
    assert "begun under NHS Old CCG." in overview.commissioner_words(programme), "the name of that day"


# --- The header -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("manager", ["Today", "Programme", "Coaches", "Practices", "Payments"]),
        ("lead", ["Today", "Project", "Data wall", "Toolkit", "Learn"]),
        ("coach", ["Today", "Project", "Data wall", "Toolkit", "Learn"]),
        ("mentor", ["Today", "Projects", "Data walls", "Learn"]),
        ("partner", ["Today", "Data walls"]),
        ("admin", ["Today", "People", "Programmes", "Practices", "Audit trail"]),
    ],
)
def test_the_entries_of_the_header(world, sign_in, who, entries) -> None:
    page = sign_in(getattr(world, who)).get(reverse("today")).content.decode()
    menu = re.findall(r'nhsuk-header__navigation-link"[^>]*>\s*(?:<strong[^>]*>)?([^<]+)', page)
    assert [entry.strip() for entry in menu] == entries


@pytest.mark.parametrize("name", ["programme-people", "match-list", "departure-list", "agreement-overview"])
def test_the_header_says_where_a_page_about_coaches_belongs(world, sign_in, name) -> None:
    page = sign_in(world.manager).get(reverse(name, args=[world.programme.pk])).text
    assert re.findall(r'item-current-fallback">([^<]+)', header_of(page)) == ["Coaches"]


def header_of(page: str) -> str:
    return page.split("<main")[0]


def test_a_manager_of_two_programmes_keeps_the_one_they_are_in(world, sign_in) -> None:
    """By the programme or the project of the page; elsewhere the first by name."""
    make.manager(world.other_programme, world.manager)
    client = sign_in(world.manager)
    first, second = world.programme, world.other_programme
    pages = [
        (reverse("today"), first),
        (reverse("practice-list"), first),
        (reverse("programme-detail", args=[first.pk]), first),
        (reverse("programme-detail", args=[second.pk]), second),
        (reverse("programme-people", args=[second.pk]), second),
        (reverse("programme-settings", args=[second.pk]), second),
        (reverse("project-detail", args=[world.project.pk]), first),
        (reverse("project-detail", args=[world.foreign_project.pk]), second),
        (reverse("coach-assign", args=[world.foreign_project.pk]), second),
    ]
    for url, programme in pages:
        header = header_of(client.get(url).content.decode())
        other = second if programme == first else first
        assert programme.name in header, url
        assert other.name not in header, url
        for name in ("programme-detail", "programme-people"):
            assert f'href="{reverse(name, args=[programme.pk])}"' in header, url
            assert f'href="{reverse(name, args=[other.pk])}"' not in header, url
