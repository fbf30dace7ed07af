"""Which parts of a timed visit are time with somebody, what they add up to, and the figure for the workbook."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import counts as build
from tests.builders import toolkit as workbook
from toolkit.findings.reading import found_for
from toolkit.models import Answer, TimedVisit, Timing, Workbook
from toolkit.timing import services
from toolkit.timing.durations import marks_after, time_with_somebody

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POINTS = ["In", "Called", "Seen", "Treated", "Out"]
PARTS = "processes.care_minutes"


def visit(*minutes: float | None) -> dict[int, datetime]:
    return {n: START + timedelta(minutes=m) for n, m in enumerate(minutes) if m is not None}


# --- What they add up to -----------------------------------------------------------------------------------------


def test_marked_parts_are_added_up_for_each_visit() -> None:
    found = time_with_somebody(POINTS, [visit(0, 10, 15, 40, 47), visit(0, 5, 6, 20, 21)], [1, 3])
    assert found is not None
    assert (found.part.label, found.part.minutes) == ("Time with somebody", (2, 12))
    assert (found.whole.label, found.whole.minutes) == ("Those visits as a whole", (21, 47))


def test_nothing_is_said_where_nothing_is_marked() -> None:
    assert time_with_somebody(POINTS, [visit(0, 10, 15, 40, 47)], []) is None


@pytest.mark.parametrize(
    "odd",
    [visit(0, 10, None, 40, 47), visit(0, 10, 15, 40), visit(None, 10, 15, 40, 47), visit(0, 50, 60, 40, 47)],
    ids=["a marked part has no end", "not followed to the end", "not from the beginning", "out of order"],
)
def test_a_visit_of_which_not_all_is_known_does_not_count(odd) -> None:
    found = time_with_somebody(POINTS, [odd, visit(0, 10, 15, 40, 47)], [1])
    assert found is not None
    assert (found.part.minutes, found.whole.minutes) == ((5,), (47,))


def test_a_part_that_is_not_marked_may_be_missing() -> None:
    found = time_with_somebody(POINTS, [visit(0, 10, 15, None, 47)], [1])
    assert found is not None
    assert (found.part.minutes, found.whole.minutes) == ((5,), (47,))


@pytest.mark.parametrize("marked", [[0], [1], [0, 1], [0, 1, 2, 3]])
def test_it_is_never_more_than_the_whole_visit(marked) -> None:
    found = time_with_somebody(POINTS, [visit(0, 0, 15, 15, 20), visit(3, 2, 5, 1, 2)], marked)
    assert found is not None
    assert all(minutes <= 20 for minutes in found.part.minutes)


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        (["Door", "Called", "Seen", "Treated", "Out"], [1, 3]),
        (["In", "Called", "Seen", "Out"], [1]),
        (["Called", "Seen", "Treated", "Out"], [0, 2]),
        (["Out", "In"], []),
        (["In", "Treated", "Out", "Called", "Seen"], [1, 3]),
    ],
    ids=["reworded", "a point less", "the first one gone", "all else", "moved"],
)
def test_marks_follow_the_points(after, kept) -> None:
    assert marks_after(POINTS, after, [1, 3]) == kept


# --- Marked on a page --------------------------------------------------------------------------------------------


@pytest.fixture
def timing(world) -> Timing:
    return build.timing(world.project)


def page_of(timing: Timing) -> str:
    return reverse("timing-detail", args=[timing.project_id, timing.pk])


def parts_of(timing: Timing) -> str:
    return reverse("timing-parts", args=[timing.project_id, timing.pk])


def test_the_team_says_it_and_the_result_tells_it(world, sign_in, timing) -> None:
    client = sign_in(world.member)
    for minutes in (12, 20, 30):
        build.visit(timing, 0, 9, minutes)
    before = client.get(page_of(timing)).text
    assert "Say which parts are with somebody" in before
    assert "Time with somebody" not in before
    asked = client.get(parts_of(timing)).text
    assert "Comes in to called in" in asked
    assert "Called in to leaves" in asked
    after = client.post(parts_of(timing), {"with_somebody": ["1"], "version": "0"}, follow=True).text
    assert "Somebody is usually with the patient for 11 minutes." in after
    assert "Called in to leaves (with somebody)" in after
    assert "Time with somebody" in after
    assert "Change which parts are with somebody" in after
    picture = client.get(reverse("timing-picture", args=[world.project.pk, timing.pk])).content.decode()
    assert "Time with somebody" in picture
    assert "usually with the patient for 11 minutes" in picture
    event = Event.objects.get(action="timing.parts_marked")
    assert (event.actor, event.detail) == (world.member, {"parts": 1})
    assert 'value="1" checked' in client.get(parts_of(timing)).text
    client.post(parts_of(timing), {"version": "1"})
    timing.refresh_from_db()
    assert timing.with_somebody == []


@pytest.mark.parametrize("typed", [["2"], ["-1"], ["x"], ["1", "9" * 40], ["\x00"]], ids=range(5))
def test_a_part_that_is_not_there_is_refused_and_the_rest_stays_ticked(world, sign_in, timing, typed) -> None:
    page = sign_in(world.lead).post(parts_of(timing), {"with_somebody": ["0", *typed], "version": "0"})
    assert "no longer there" in page.text
    assert 'value="0" checked' in page.text
    timing.refresh_from_db()
    assert (timing.with_somebody, timing.version) == ([], 0)


def test_two_who_mark_at_once_see_both(world, sign_in, timing) -> None:
    client = sign_in(world.lead)
    client.get(parts_of(timing))
    services.mark_parts(timing=timing, parts=[0], expected_version=0, by=world.member)
    page = client.post(parts_of(timing), {"with_somebody": ["1"], "version": "0"}).text
    assert "Comes in to called in" in page
    assert "Called in to leaves" in page
    timing.refresh_from_db()
    assert timing.with_somebody == [0]


def test_the_service_and_the_database_refuse_what_is_no_part(world, timing) -> None:
    with pytest.raises(Refusal, match="changed meanwhile"):
        services.mark_parts(timing=timing, parts=[2], expected_version=0, by=world.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Timing.objects.filter(pk=timing.pk).update(with_somebody=[11])


def test_fewer_points_take_their_marks_along(world, timing) -> None:
    services.mark_parts(timing=timing, parts=[0, 1], expected_version=0, by=world.lead)
    services.change_timing(
        timing=timing, title="B", points=["Comes in", "Called in"], expected_version=1, by=world.lead
    )
    timing.refresh_from_db()
    assert timing.with_somebody == [0]


# --- In the workbook ---------------------------------------------------------------------------------------------


def test_the_workbook_is_offered_both_figures_with_source_and_certainty(world, sign_in, timing) -> None:
    for minutes in (12, 20, 30, 31, 40):
        build.visit(timing, 0, 9.5, minutes)
    client = sign_in(world.lead)
    assert PARTS not in found_for(world.project, world.lead, "processes")
    services.mark_parts(timing=timing, parts=[1], expected_version=0, by=world.lead)
    Workbook.objects.create(project=world.project, path=Workbook.Path.FULL)
    part = reverse("workbook-part", args=[world.project.pk, "processes"])
    assert "We counted: 20.5 minutes" in client.get(part).text
    take = reverse("found-take", args=[world.project.pk, "timing", timing.pk])
    client.post(take, {"take": ["processes.visit_minutes:", f"{PARTS}:"]})
    assert {row.key: (float(row.number), row.origin, row.certainty, row.source) for row in Answer.objects.all()} == {
        "processes.visit_minutes": (30, "counted", "known", "5 visits timed: ‘A blood test’"),
        PARTS: (20.5, "counted", "known", "5 visits timed: ‘A blood test’"),
    }
    assert "Counted or timed by us" in client.get(part).text


def some_not_followed(timing: Timing, by: Any) -> None:
    """Five long visits of which all is known, and nine short ones without the moment in the middle."""
    services.mark_parts(timing=timing, parts=[1], expected_version=0, by=by)
    for minutes in (50, 55, 60, 65, 70):
        build.visit(timing, 0, 10, minutes)
    for minutes in range(12, 21):
        build.visit(timing, 0, None, minutes)


def test_time_with_somebody_and_the_whole_visit_are_of_the_same_visits(world, sign_in, timing) -> None:
    some_not_followed(timing, world.lead)
    found = found_for(world.project, world.lead, "processes")
    whole, part = found["processes.visit_minutes"], found[PARTS]
    assert (whole.number, part.number) == (60, 50), "the middle of all fourteen visits is 18.5 minutes"
    assert {whole.source, part.source} == {"5 of 14 visits timed: ‘A blood test’"}
    Workbook.objects.create(project=world.project, path=Workbook.Path.FULL)
    page = sign_in(world.lead).get(reverse("workbook-part", args=[world.project.pk, "processes"])).text
    assert page.count("5 of 14 visits timed: ‘A blood test’") == 2


def test_the_result_says_on_which_visits_each_rests(world, sign_in, timing) -> None:
    some_not_followed(timing, world.lead)
    page = sign_in(world.lead).get(page_of(timing))
    result = page.context["result"]
    assert [(row[0], row[1], row[2]) for row in result.rows[-3:]] == [
        ("The whole visit", "14", "18 minutes"),
        ("Time with somebody", "5", "50 minutes"),
        ("Those visits as a whole", "5", "1 h 0 min"),
    ]
    said = "In the five visits that show it, somebody is usually with the patient for 50 minutes of 1 h 0 min."
    assert said in page.text
    picture = sign_in(world.lead).get(reverse("timing-picture", args=[world.project.pk, timing.pk])).content.decode()
    assert "Those visits as a whole" in picture


def test_time_with_somebody_is_not_offered_beside_the_whole_of_another_timing(world, timing) -> None:
    some_not_followed(timing, world.lead)
    newer = build.timing(world.project)
    for visit_of in range(5):
        build.visit(newer, 0, 2, 10 + visit_of)
    TimedVisit.objects.filter(timing=timing).update(day=date(2026, 1, 5))
    found = found_for(world.project, world.lead, "processes")
    assert (found["processes.visit_minutes"].pk, PARTS in found) == (newer.pk, False)


def test_four_visits_are_too_few_and_what_the_team_typed_stays(world, sign_in, timing) -> None:
    services.mark_parts(timing=timing, parts=[1], expected_version=0, by=world.lead)
    for minutes in (12, 20, 30, 31):
        build.visit(timing, 0, 9, minutes)
    build.visit(timing, 0, None, 40)
    found = found_for(world.project, world.lead, "processes")
    assert (found["processes.visit_minutes"].number, PARTS in found) == (30, False)
    mine = workbook.answer(world.project, PARTS, number=15, certainty="known")
    build.visit(timing, 0, 9, 40)
    take = reverse("found-take", args=[world.project.pk, "timing", timing.pk])
    rows = {row.finding.key: row for row in sign_in(world.lead).get(take).context["proposals"]}
    assert (rows[PARTS].fresh, rows[PARTS].now) == (False, "15 minutes")
    mine.refresh_from_db()
    assert mine.number == 15
