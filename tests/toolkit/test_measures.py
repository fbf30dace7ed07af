"""Measures: the list, templates, definitions, order, changes and new middle lines."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cmsportal.audit.models import Event
from tests.builders import make
from toolkit.measures import schedule, services
from toolkit.measures.mark_forms import MarkForm
from toolkit.measures.marks import mark_change
from toolkit.measures.measure_forms import MeasureForm
from toolkit.measures.phase_forms import PhaseForm
from toolkit.measures.phases import start_phase
from toolkit.measures.templates import TEMPLATES
from toolkit.models import ChartMark, Cycle, Measure, Ramp

NHS_NUMBER = "9434765919"
RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]


def definition(**more) -> dict[str, str]:
    return {
        "name": "Letters coded in five days",
        "value_kind": "percentage",
        "unit": "",
        "direction": "up",
        "schedule": "weekly",
        "due_weekday": "2",
        **more,
    }


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.slug)
def test_every_template_makes_a_measure(world, template) -> None:
    values = {"name": template.title, "decimals": 0, "per": 1000, "schedule": "weekly", **template.values}
    measure = services.add_measure(project=world.project, values=values, by=world.lead)
    assert measure.is_lead


def test_the_first_page_offers_templates_and_the_second_is_filled_in(world, sign_in) -> None:
    client = sign_in(world.lead)
    url = reverse("measure-create", args=[world.project.pk])
    assert "Days to the third next routine appointment" in client.get(url).content.decode()
    page = client.get(url + "?start=third-next").content.decode()
    assert 'value="working days"' in page
    assert client.get(url + "?start=own").status_code == 200


def test_adding_needs_four_answers_and_a_second_click_adds_nothing(world, sign_in) -> None:
    client, url = sign_in(world.lead), reverse("measure-create", args=[world.project.pk])
    for _ in range(2):
        answer = client.post(url, definition())
        measure = world.project.measures.get()
        keys = [world.project.pk, measure.pk]
        assert answer.headers["Location"] == reverse("figure-create", args=keys), (
            "its first figure is what comes next"
        )
    assert "This is the first figure." in client.get(answer.headers["Location"]).content.decode()
    assert (measure.unit, measure.due_weekday, measure.is_lead, measure.kind) == ("%", 2, True, "outcome")
    assert Event.objects.filter(action="measure.added").count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "nhsuk-error-summary"),
        ({"value_kind": "count"}, "Say what is counted"),
        ({"goal": "much"}, "must be a number"),
        ({"definition": f"As for {NHS_NUMBER}"}, "NHS number"),
        ({"goal_on": "31 February"}, "no such day"),
    ],
)
def test_a_definition_that_does_not_fit_keeps_what_was_typed(world, sign_in, changed, words) -> None:
    url = reverse("measure-create", args=[world.project.pk])
    page = sign_in(world.lead).post(url, definition(**{"data_source": "Workflow report", **changed})).content.decode()
    assert words in page
    assert 'value="Workflow report"' in page
    assert not world.project.measures.exists()


def test_no_form_takes_an_nhs_number(world) -> None:
    forms = [
        MeasureForm(definition(name=NHS_NUMBER), instance=None, team=world.project.team.all(), cancel_url="/"),
        MarkForm({"label": NHS_NUMBER, "date": "today"}, measures=Measure.objects.none(), cancel_url="/"),
        PhaseForm({"reason": NHS_NUMBER}, cancel_url="/"),
    ]
    for form, name in zip(forms, ("name", "label", "reason"), strict=True):
        assert "NHS number" in str(form.errors[name])


def test_a_change_keeps_versions_and_a_stale_one_shows_both(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="percentage")
    client, url = sign_in(world.lead), reverse("measure-update", args=[world.project.pk, measure.pk])
    assert client.post(url, definition(version="0")).status_code == 302
    measure.refresh_from_db()
    assert (measure.name, measure.version, measure.history.count()) == ("Letters coded in five days", 1, 2)
    stale = client.post(url, definition(name="Mine", version="0")).content.decode()
    assert "Nothing is lost" in stale
    assert "Letters coded in five days" in stale


@pytest.mark.parametrize(
    ("was", "sent", "words"),
    [
        ({"value_kind": "percentage"}, {"value_kind": "count", "unit": "letters"}, "another kind of figure"),
        ({"value_kind": "count", "unit": "calls"}, {"value_kind": "value", "unit": "days"}, "another kind of figure"),
        ({"value_kind": "value", "unit": "%"}, {"value_kind": "value", "unit": "days"}, "in another unit"),
    ],
)
def test_the_kind_of_figure_stays_once_there_are_figures(world, sign_in, was, sent, words) -> None:
    """The rule for small numbers goes by it. Posted as the page does, where the form has the row in its hands."""
    measure = make.measure(world.project, **was)
    client, url = sign_in(world.lead), reverse("measure-update", args=[world.project.pk, measure.pk])
    assert client.post(url, definition(version="0", **sent)).status_code == 302, "without figures it may change"
    type(measure).objects.filter(pk=measure.pk).update(**was)
    make.figures(measure, [50])
    page = client.post(url, definition(version="1", **sent)).content.decode()
    assert words in page
    measure.refresh_from_db()
    assert {name: getattr(measure, name) for name in was} == was


def test_another_word_for_the_unit_is_no_other_kind(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="value", unit="min")
    make.figures(measure, [50])
    url = reverse("measure-update", args=[world.project.pk, measure.pk])
    sent = definition(version="0", value_kind="value", unit="minutes")
    assert sign_in(world.lead).post(url, sent).status_code == 302


def test_a_collector_is_of_the_team(world) -> None:
    stranger = world.other_project.team.first()
    with pytest.raises(ValidationError):
        services.add_measure(
            project=world.project,
            values={**definition(), "collector": stranger, "due_weekday": 0, "unit": "%", "kind": "outcome"},
            by=world.lead,
        )


def test_lead_order_archive_and_back(world, sign_in) -> None:
    names = ("First", "Second", "Third")
    rows = [
        make.measure(world.project, name=name, is_lead=not place, position=place) for place, name in enumerate(names)
    ]
    client = sign_in(world.lead)

    def press(name: str, row: Measure, **data: str) -> None:
        client.post(reverse(name, args=[world.project.pk, row.pk]), data)

    def order() -> list[str]:
        return [row.name for row in world.project.measures.in_use()]

    press("measure-move", rows[2], way="up")
    assert order() == ["First", "Third", "Second"]
    press("measure-move", rows[2], way="up")  # past the one that leads: whatever hangs first leads
    assert order() == ["Third", "First", "Second"]
    assert world.project.measures.get(is_lead=True) == rows[2]
    press("measure-move", rows[2], way="up")
    assert order() == ["Third", "First", "Second"]
    press("measure-lead", rows[1])
    assert order()[0] == "Second"
    press("measure-archive", rows[1])
    press("measure-archive", rows[1])
    assert len(order()) == 2
    assert world.project.measures.in_use().filter(is_lead=True).count() == 1
    press("measure-restore", rows[1])
    assert len(order()) == 3
    assert world.project.measures.in_use().filter(is_lead=True).count() == 1


@pytest.mark.parametrize(
    ("kind", "weekday", "today", "due"),
    [
        ("weekly", 0, date(2026, 3, 4), date(2026, 3, 2)),
        ("weekly", 2, date(2026, 3, 4), date(2026, 3, 4)),
        ("daily", 0, date(2026, 3, 8), date(2026, 3, 6)),
        ("daily", 0, date(2026, 4, 6), date(2026, 4, 2)),  # Easter Monday: the Thursday before Good Friday
        ("monthly", 0, date(2026, 3, 1), date(2026, 2, 2)),
        ("monthly", 0, date(2026, 3, 31), date(2026, 3, 2)),
    ],
)
def test_when_a_figure_is_due(kind, weekday, today, due) -> None:
    assert schedule.last_due(Measure(schedule=kind, due_weekday=weekday), today) == due


@pytest.mark.parametrize(
    ("kind", "entry", "is_in"),
    [
        ("weekly", date(2026, 2, 26), False),
        ("weekly", date(2026, 2, 27), True),  # the Friday before
        ("weekly", date(2026, 3, 3), True),  # a day late
        ("weekly", date(2026, 3, 8), True),  # six days late, and early for the next
        ("weekly", date(2026, 3, 9), False),
        ("daily", date(2026, 3, 1), False),
        ("daily", date(2026, 3, 2), True),
        ("daily", date(2026, 3, 3), False),
        ("monthly", date(2026, 2, 20), True),
        ("monthly", date(2026, 4, 5), True),
        ("monthly", date(2026, 4, 6), False),
    ],
)
def test_whether_the_figure_of_a_due_date_is_in(kind, entry, is_in) -> None:
    measure = Measure(schedule=kind, due_weekday=0)
    assert schedule.is_entered(measure, date(2026, 3, 2), [date(2025, 1, 6), entry]) is is_in
    assert not schedule.is_entered(measure, date(2026, 3, 2), [])


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        ("daily", date(2026, 3, 11), "Today"),
        ("daily", date(2026, 3, 10), "Tuesday 10 March"),
        ("weekly", date(2026, 3, 9), "This week"),
        ("weekly", date(2026, 3, 15), "This week"),
        ("weekly", date(2026, 3, 8), "Week of Monday 2 March"),
        ("weekly", date(2025, 3, 5), "Week of Monday 3 March 2025"),
        ("monthly", date(2026, 3, 1), "This month"),
        ("monthly", date(2026, 2, 28), "February 2026"),
        ("monthly", date(2025, 3, 11), "March 2025"),
    ],
)
def test_what_a_figure_stands_for(kind, day, words) -> None:
    assert schedule.period_of(Measure(schedule=kind), day, date(2026, 3, 11)) == words


@pytest.mark.parametrize(
    ("kind", "last", "fresh", "stale"),
    [
        ("weekly", date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 17)),
        ("daily", date(2026, 3, 5), date(2026, 3, 9), date(2026, 3, 10)),
        ("monthly", date(2026, 1, 5), date(2026, 3, 2), date(2026, 3, 3)),
    ],
)
def test_a_chart_is_stale_after_two_periods(kind, last, fresh, stale) -> None:
    measure = Measure(schedule=kind, due_weekday=0)
    assert not schedule.is_stale(measure, last, fresh)
    assert schedule.is_stale(measure, last, stale)
    assert not schedule.is_stale(measure, None, stale)


TESTS = [date(2026, 3, 6), date(2026, 3, 20), date(2026, 4, 3), date(2026, 4, 24)]


def with_tests(*ends: date) -> Measure:
    measure = Measure(schedule="cycle")
    measure.test_ends = list(ends or TESTS)
    return measure


def test_a_figure_with_every_test_is_due_when_one_ends() -> None:
    measure = with_tests()
    assert schedule.is_due_on(measure, TESTS[0])
    assert not schedule.is_due_on(measure, TESTS[0] + timedelta(days=1))
    assert schedule.last_due(measure, date(2026, 3, 25)) == TESTS[1]
    assert schedule.last_due(measure, date(2026, 3, 5)) is None
    assert schedule.next_due(measure, TESTS[0]) == TESTS[1]
    assert schedule.next_due(measure, TESTS[-1]) is None


@pytest.mark.parametrize(
    ("entry", "belongs_to"),
    [
        (date(2026, 3, 4), TESTS[0]),  # two days early
        (date(2026, 3, 6), TESTS[0]),
        (date(2026, 3, 16), TESTS[0]),  # late, and not yet near the next
        (date(2026, 3, 17), TESTS[1]),
        (date(2026, 5, 20), TESTS[3]),
        (date(2026, 2, 1), None),
    ],
)
def test_which_test_a_figure_belongs_to(entry, belongs_to) -> None:
    entered = [end for end in TESTS if schedule.is_entered(with_tests(), end, [entry])]
    assert entered == ([belongs_to] if belongs_to else [])


def test_a_late_figure_of_a_one_day_test_stays_with_it() -> None:
    measure = with_tests(date(2026, 3, 2), date(2026, 3, 5))
    assert schedule.is_entered(measure, date(2026, 3, 2), [date(2026, 3, 3)])
    assert not schedule.is_entered(measure, date(2026, 3, 5), [date(2026, 3, 3)])


def test_a_test_without_a_figure_leaves_a_gap_and_two_make_the_chart_stale() -> None:
    measure = with_tests()
    assert schedule.between(measure, date(2026, 3, 5), date(2026, 4, 6)) == [TESTS[1]]
    assert schedule.between(measure, TESTS[0], TESTS[1]) == []
    assert not schedule.is_stale(measure, TESTS[0], TESTS[2])
    assert schedule.is_stale(measure, date(2026, 3, 5), TESTS[2] + timedelta(days=1))
    assert not schedule.is_stale(measure, TESTS[3], date(2027, 1, 1))


def test_rare_events_are_never_due_missing_or_stale() -> None:
    measure, day = Measure(schedule="event"), date(2026, 3, 2)
    assert not schedule.is_due_on(measure, day)
    assert schedule.last_due(measure, day) is None
    assert schedule.is_entered(measure, day, [day])
    assert not schedule.is_entered(measure, day, [])
    assert schedule.between(measure, day, date(2026, 9, 1)) == []
    assert not schedule.is_stale(measure, day, date(2028, 1, 1))


@pytest.mark.parametrize(
    ("kind", "due", "words"),
    [
        ("weekly", date(2026, 3, 9), "This week's figure"),
        ("weekly", date(2026, 3, 2), "Figure for the week of Monday 2 March"),
        ("monthly", date(2026, 2, 2), "Figure for February 2026"),
        ("daily", date(2026, 3, 11), "Today's figure"),
        ("daily", date(2026, 3, 10), "Figure for Tuesday 10 March"),
        ("cycle", date(2026, 3, 11), "Figure for the small test that ended today"),
        ("cycle", date(2026, 3, 6), "Figure for the small test that ended on Friday 6 March"),
    ],
)
def test_a_figure_is_named_by_what_it_stands_for(kind, due, words) -> None:
    assert schedule.figure_name(Measure(schedule=kind), due, date(2026, 3, 11)) == words


def test_a_daily_figure_keeps_the_bank_holidays_of_its_nation(world) -> None:
    """Easter Monday is none in Scotland, St Andrew's Day is one there alone."""
    easter_monday, st_andrews = date(2026, 4, 6), date(2026, 11, 30)
    make.measure(world.project, schedule="daily")
    for nation, wanted in {"ENG": (False, True), "SCT": (True, False)}.items():
        type(world.project.practice).objects.update(nation=nation)
        for measure in (world.project.measures.with_test_ends().get(), Measure.objects.get()):
            assert tuple(schedule.is_due_on(measure, day) for day in (easter_monday, st_andrews)) == wanted
            gaps = schedule.between(measure, st_andrews - timedelta(days=1), st_andrews + timedelta(days=1))
            assert bool(gaps) is wanted[1]


def test_only_tests_that_were_begun_count(world) -> None:
    measure = make.measure(world.project, schedule="cycle")
    other = make.measure(world.project, name="Weekly", is_lead=False)
    days = [make.today() - timedelta(days=back) for back in (9, 6, 3)]
    for number, (stage, end) in enumerate(zip(("closed", "do", "plan"), days, strict=True), start=1):
        decision = "adopt" if stage == "closed" else ""
        make.cycle(world.project, number, stage=stage, decision=decision, ends_on=end)
    make.cycle(world.other_project, stage="do", ends_on=make.today())
    found = {row.pk: row.test_ends for row in world.project.measures.with_test_ends()}
    assert found == {measure.pk: days[:2], other.pk: []}


def test_a_figure_with_every_test_is_asked_for_on_today_and_the_project_page(world, sign_in) -> None:
    measure = make.measure(world.project, name="Minutes a task takes", schedule="cycle")
    client = sign_in(world.lead)
    pages = ("/", reverse("project-detail", args=[world.project.pk]))
    assert all("Enter a figure" not in client.get(page).content.decode() for page in pages)
    Measure.objects.filter(pk=measure.pk).update(created_at=make.now() - timedelta(days=30))
    cycle = make.cycle(world.project, stage="do", ends_on=make.today())
    assert "A figure for a small test is due today" in client.get(pages[0]).content.decode()
    assert "Due today" in client.get(pages[1]).content.decode()
    entry = client.get(reverse("figure-create", args=[world.project.pk, measure.pk])).content.decode()
    assert "Small test up to today" in entry
    make.figures(measure, [12], last=cycle.ends_on)
    assert "A figure for a small test" not in client.get(pages[0]).content.decode()


def test_marks_are_made_changed_and_taken_off(world, sign_in) -> None:
    client, project = sign_in(world.lead), world.project
    url = reverse("chartmark-create", args=[project.pk])
    for _ in range(2):
        client.post(url, {"label": "Call-back list", "date": "today"})
    mark = project.chart_marks.get()
    values = {"label": "Call-backs", "date": "yesterday", "version": "0"}
    client.post(reverse("chartmark-update", args=[project.pk, mark.pk]), values)
    mark.refresh_from_db()
    assert (mark.label, mark.date) == ("Call-backs", make.today() - timedelta(days=1))
    foreign = make.chart_mark(world.other_project)
    assert client.post(reverse("chartmark-delete", args=[project.pk, foreign.pk])).status_code == 404
    client.post(reverse("chartmark-delete", args=[project.pk, mark.pk]))
    assert not project.chart_marks.exists()
    page = client.post(url, {"label": "", "date": "31 February"}).content.decode()
    assert "31 February" in page


def test_two_who_change_one_mark_see_both_texts(world, sign_in) -> None:
    mark = make.chart_mark(world.project)
    url = reverse("chartmark-update", args=[world.project.pk, mark.pk])
    values = {"date": str(mark.date), "version": "0"}
    sign_in(world.lead).post(url, {**values, "label": "Lead's words"})
    page = sign_in(world.member).post(url, {**values, "label": "Member's words"}).content.decode()
    assert "Lead&#x27;s words" in page
    assert "Member&#x27;s words" in page
    mark.refresh_from_db()
    assert (mark.label, mark.version, mark.history.first().history_user) == ("Lead's words", 1, world.lead)
    sign_in(world.member).post(url, {**values, "label": "Member's words", "version": "1"})
    mark.refresh_from_db()
    assert mark.label == "Member's words"


def test_a_mark_on_a_chart_put_away_stays_on_it(world, sign_in) -> None:
    measure = make.measure(world.project)
    mark = make.chart_mark(world.project, measure=measure)
    services.archive_measure(measure=measure, by=world.lead)
    values = {"label": "Call-backs", "date": str(mark.date), "measure": str(measure.pk), "version": "0"}
    sign_in(world.lead).post(reverse("chartmark-update", args=[world.project.pk, mark.pk]), values)
    mark.refresh_from_db()
    assert (mark.label, mark.measure) == ("Call-backs", measure)


def test_a_cycle_has_one_mark_however_often_it_is_marked(world) -> None:
    ramp = Ramp.objects.create(project=world.project, title="Phones")
    cycle = Cycle.objects.create(ramp=ramp, number=1, title="Two people on phones")
    for label in ("Two people", "Two people on phones " + "x" * 80):
        mark_change(project=world.project, date=make.today(), label=label, cycle=cycle, by=world.lead)
    assert len(ChartMark.objects.get(cycle=cycle).label) == 60


def test_the_mark_of_a_test_is_changed_with_the_test(world, sign_in) -> None:
    make.figures(make.measure(world.project), [5, 6, 7])
    cycle = make.cycle(world.project, stage="do", starts_on=make.today())
    mark = make.chart_mark(world.project, cycle=cycle)
    client = sign_in(world.lead)
    page = client.get(reverse("measure-list", args=[world.project.pk])).content.decode()
    assert reverse("cycle-detail", args=[world.project.pk, cycle.pk]) in page
    for name in ("chartmark-update", "chartmark-delete"):
        assert reverse(name, args=[world.project.pk, mark.pk]) not in page
        assert client.post(reverse(name, args=[world.project.pk, mark.pk])).status_code == 404


def _risen(world) -> Measure:
    measure = make.measure(world.project, value_kind="percentage", unit="%")
    figures = make.figures(measure, RISEN)
    make.chart_mark(world.project, date=figures[11].date, label="Online form")
    return measure


def test_a_lasting_change_after_a_marked_one_offers_a_new_middle_line(world, sign_in) -> None:
    measure, client = _risen(world), sign_in(world.lead)
    detail = reverse("measure-detail", args=[world.project.pk, measure.pk])
    url = reverse("phase-create", args=[world.project.pk, measure.pk])
    assert "Decide together" in client.get(detail).content.decode()
    assert not measure.phases.exists()  # offered, never made
    assert "nhsuk-error-summary" in client.post(url, {"reason": ""}).content.decode()
    for _ in range(2):
        client.post(url, {"reason": "The form stays"})
    phase = measure.phases.get()
    assert (phase.starts_on, phase.reason, phase.by) == (measure.figures.all()[12].date, "The form stays", world.lead)
    page = client.get(detail).content.decode()
    assert "Decide together" not in page
    assert "a moment ago" not in page, "a double click says nothing"
    late = client.post(url, {"reason": "Calls are calmer"}, follow=True).content.decode()
    assert "The new middle line was started a moment ago. You had typed: ‘Calls are calmer’" in late
    client.post(reverse("phase-delete", args=[world.project.pk, measure.pk, phase.pk]))
    assert not measure.phases.exists()


def test_no_new_line_without_a_marked_change(world, sign_in) -> None:
    measure = _risen(world)
    ChartMark.objects.all().delete()
    client = sign_in(world.lead)
    detail = reverse("measure-detail", args=[world.project.pk, measure.pk])
    assert "Decide together" not in client.get(detail).content.decode()
    client.post(reverse("phase-create", args=[world.project.pk, measure.pk]), {"reason": "We like it"})
    assert not measure.phases.exists()


def test_starting_the_same_phase_twice_is_one(world) -> None:
    measure = make.measure(world.project)
    for _ in range(2):
        start_phase(measure=measure, starts_on=make.today(), label="A", reason="B", by=world.lead)
    assert measure.phases.count() == 1


def test_the_managers_page_shows_no_notes_and_a_hidden_baseline(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="visits", goal=None, baseline=Decimal(3))
    figure = make.figures(measure, [14])[0]
    figure.note = "Snow"
    figure.save()
    url = reverse("measure-detail", args=[world.project.pk, measure.pk])
    assert "Snow" in sign_in(world.coach).get(url).content.decode()
    page = sign_in(world.manager).get(url).content.decode()
    assert "Snow" not in page
    assert "3 visits" not in page


def test_hostile_words_are_escaped(world, sign_in) -> None:
    measure = make.measure(world.project, name="<script>x</script>", unit='"><b>', value_kind="value")
    make.figures(measure, [5] * 12)
    make.chart_mark(world.project, label="<i>now</i>")
    client = sign_in(world.lead)
    keys = [world.project.pk, measure.pk]
    for name, args in (
        ("measure-list", keys[:1]), ("measure-detail", keys), ("figure-create", keys), ("wall-detail", keys[:1])
    ):  # fmt: skip
        page = client.get(reverse(name, args=args)).content.decode()
        assert "<script>x" not in page
        assert "<i>now" not in page
        assert '"><b>' not in page
    chart = client.get(reverse("measure-chart", args=[*keys, "svg"])).content.decode()
    assert "<script>" not in chart


@pytest.mark.parametrize("name", ["measure-list", "wall-detail", "wall-list"])
def test_as_many_queries_for_twelve_measures_as_for_two(world, sign_in, name) -> None:
    def queries() -> int:
        client = sign_in(world.lead)
        url = reverse(name, args=[] if name == "wall-list" else [world.project.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    make.member(
        make.project(world.programme, make.practice()), world.lead
    )  # who is in one project alone needs one less
    for number in range(2):
        make.figures(make.measure(world.project, name=f"M{number}", is_lead=not number), [5, 6, 7])
    two = queries()
    for number in range(2, 12):
        make.figures(make.measure(world.project, name=f"M{number}", is_lead=False), [5, 6, 7])
        make.chart_mark(world.project, label=f"Change {number}")
        other = make.project(world.programme, make.practice())
        make.member(other, world.lead)
        make.figures(make.measure(other), [5, 6, 7])
    assert queries() == two
