"""What a measure means: kinds and schedules, a new line when it changes, lines of the team's own, and the wall."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cmsportal.audit.models import Event
from tests.builders import make
from toolkit.measures import services
from toolkit.measures.templates import TEMPLATES
from toolkit.models import Measure, Phase

SERIES = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57]


def sent(**more: str) -> dict[str, str]:
    return {
        "name": "Letters coded",
        "value_kind": "percentage",
        "unit": "%",
        "direction": "up",
        "schedule": "weekly",
        "due_weekday": "0",
        "per": "1000",
        "decimals": "0",
        "kind": "outcome",
        **more,
    }


def at(name: str, measure: Measure, *more) -> str:
    return reverse(name, args=[measure.project_id, measure.pk, *more])


@pytest.fixture
def letters(world) -> Measure:
    measure = make.measure(
        world.project, name="Letters coded", value_kind="percentage", numerator="letters coded in five days"
    )
    make.figures(measure, SERIES)
    return measure


# --- Kinds and schedules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("schedule", ["", "weekly", "daily", "event"])
@pytest.mark.parametrize(
    ("kind", "unit", "kept"), [("days_between", "", "days"), ("cases_between", "samples", "samples")]
)
def test_rare_events_are_entered_each_time_they_happen(world, sign_in, kind, unit, kept, schedule) -> None:
    values = sent(value_kind=kind, unit=unit, schedule=schedule)
    values["direction"] = "" if schedule in {"", "event"} else "down"  # not asked; or chosen before the kind was
    if schedule == "event":
        values["schedule"] = ""
    assert sign_in(world.lead).post(reverse("measure-create", args=[world.project.pk]), values).status_code == 302
    measure = world.project.measures.get()
    assert (measure.schedule, measure.unit, measure.direction) == ("event", kept, "up")


def test_a_rare_event_that_is_welcome_keeps_its_direction(world, sign_in) -> None:
    measure = make.measure(
        world.project,
        name="Thank-you cards",
        value_kind="days_between",
        schedule="event",
        direction="down",
        goal=None,
    )
    values = sent(name="Cards of thanks", value_kind="days_between", direction="", schedule="", version="0")
    assert sign_in(world.lead).post(at("measure-update", measure), values).status_code == 302
    measure.refresh_from_db()
    assert (measure.name, measure.direction) == ("Cards of thanks", "down")


def test_only_a_rate_asks_for_every_how_many(world, sign_in) -> None:
    url = reverse("measure-create", args=[world.project.pk])
    client = sign_in(world.lead)
    assert "error-summary" in client.post(url, sent(value_kind="rate", per="lots")).content.decode()
    assert client.post(url, sent(value_kind="percentage", per="lots")).status_code == 302
    assert world.project.measures.get().per == 1000


def test_other_kinds_need_a_schedule_and_not_that_of_events(world, sign_in) -> None:
    client, url = sign_in(world.lead), reverse("measure-create", args=[world.project.pk])
    assert "Choose how often you will enter it." in client.post(url, sent(schedule="")).content.decode()
    assert "Choose which way is better." in client.post(url, sent(direction="")).content.decode()
    assert client.post(url, sent(schedule="event")).status_code == 200
    assert not world.project.measures.exists()
    assert client.post(url, sent(schedule="cycle")).status_code == 302
    assert world.project.measures.get().schedule == "cycle"


def test_cases_between_need_to_say_of_what(world, sign_in) -> None:
    url = reverse("measure-create", args=[world.project.pk])
    page = sign_in(world.lead).post(url, sent(value_kind="cases_between", unit="")).content.decode()
    assert "Say what is counted" in page


def test_the_templates_cover_every_kind_and_schedule() -> None:
    kinds = {template.values["value_kind"] for template in TEMPLATES}
    schedules = {template.values.get("schedule", "weekly") for template in TEMPLATES}
    assert kinds == set(Measure.ValueKind)
    assert schedules == set(Measure.Schedule)
    assert len({template.slug for template in TEMPLATES}) == len(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.slug)
def test_a_template_is_saved_as_its_form_shows_it(world, sign_in, template) -> None:
    client, url = sign_in(world.lead), reverse("measure-create", args=[world.project.pk])
    form = client.get(f"{url}?start={template.slug}").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    if shown["schedule"] == "event":  # no choice on the page
        del shown["schedule"]
    assert client.post(url, {name: value for name, value in shown.items() if value is not None}).status_code == 302
    measure = world.project.measures.get()
    assert {name: getattr(measure, name) for name in template.values} == template.values


# --- A change of what is counted starts a line ------------------------------------------------------------------


def test_a_change_of_meaning_starts_a_line_from_the_day_that_is_asked_for(world, sign_in, letters) -> None:
    client, url = sign_in(world.lead), at("measure-update", letters)
    assert "From when do you count this way?" in client.get(url).content.decode()
    day = letters.figures.all()[8].date
    values = sent(version="0", numerator="letters coded in two days", exclusions="Junk", counted_from=str(day))
    for _ in range(2):
        assert client.post(url, values).status_code == 302
    phase = letters.phases.get()
    assert (phase.starts_on, phase.kind, phase.by) == (day, "definition", world.lead)
    assert phase.reason == (
        "Counted: ‘letters coded in five days’ became ‘letters coded in two days’. Left out: nothing became ‘Junk’."
    )
    page = client.get(at("measure-detail", letters)).content.decode()
    assert "Counted in another way" in page
    assert "letters coded in two days" in page
    assert Event.objects.filter(action="phase.started").count() == 1


@pytest.mark.parametrize(
    ("changed", "starts"),
    [
        ({"data_source": "Workflow report"}, False),
        ({"goal": "90"}, False),
        ({"schedule": "monthly"}, False),
        ({"name": "Letters coded soon"}, True),
        ({"definition": "Working days only"}, True),
        ({"denominator": "letters"}, True),
        ({"numerator": "letters done", "wording_only": "on"}, False),
        ({"per": "500"}, False),  # of a rate only
    ],
)
def test_what_starts_a_line_and_what_does_not(world, sign_in, letters, changed, starts) -> None:
    values = sent(version="0", numerator="letters coded in five days")
    answer = sign_in(world.lead).post(at("measure-update", letters), {**values, **changed})
    assert answer.status_code == 302
    assert letters.phases.exists() is starts
    if starts:
        assert letters.phases.get().starts_on == make.today()


def test_without_figures_nothing_is_asked_and_no_line_starts(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="percentage", numerator="calls")
    client, url = sign_in(world.lead), at("measure-update", measure)
    assert "From when do you count this way?" not in client.get(url).content.decode()
    assert client.post(url, sent(version="0", numerator="all calls")).status_code == 302
    assert not measure.phases.exists()


@pytest.mark.parametrize(("days", "sentence"), [(1, "still to come"), (-500, "The first figure is of")])
def test_a_day_that_cannot_be_keeps_the_page_and_writes_nothing(world, sign_in, letters, days, sentence) -> None:
    day = make.today() + timedelta(days=days)
    values = sent(version="0", numerator="letters done", counted_from=f"{day:%d/%m/%Y}")
    page = sign_in(world.lead).post(at("measure-update", letters), values).content.decode()
    assert sentence in page
    assert 'value="letters done"' in page
    letters.refresh_from_db()
    assert (letters.numerator, letters.version, letters.phases.count()) == ("letters coded in five days", 0, 0)


def test_a_second_change_on_one_day_adds_its_reason(world) -> None:
    measure = make.measure(world.project, value_kind="rate", unit="", per=1000)
    make.counts(measure, [(5, 100)])
    for version, values in enumerate(({"per": 500}, {"exclusions": "Visits " + "x" * 290}, {"exclusions": ""})):
        services.change_measure(measure=measure, values=values, expected_version=version, by=world.lead)
    reason = measure.phases.get().reason
    assert reason.startswith("For every: ‘1000’ became ‘500’. Left out: nothing became ‘Visits xxx")
    assert len(reason) <= 300


def test_a_stale_change_starts_no_line(world, sign_in, letters) -> None:
    client, url = sign_in(world.lead), at("measure-update", letters)
    client.post(url, sent(version="0", numerator="letters coded in five days", data_source="Report"))
    page = sign_in(world.member).post(url, sent(version="0", numerator="letters done")).content.decode()
    assert "Nothing is lost" in page
    assert not letters.phases.exists()


# --- Lines of the team's own ------------------------------------------------------------------------------------


def test_the_team_starts_a_line_of_its_own_and_takes_it_away(world, sign_in, letters) -> None:
    client, url = sign_in(world.lead), at("phase-begin", letters)
    day = letters.figures.all()[6].date
    values = {"starts_on": f"{day:%d/%m/%Y}", "label": "New phones", "reason": "The system was changed"}
    assert "nhsuk-error-summary" in client.post(url, {**values, "label": ""}).content.decode()
    for _ in range(2):
        assert client.post(url, values).status_code == 302
    phase = letters.phases.get()
    assert (phase.kind, phase.label, phase.by) == (Phase.Kind.OWN, "New phones", world.lead)
    other = client.post(url, {**values, "label": "Other"}).content.decode()
    assert "‘New phones’ starts on that day already" in other
    page = client.get(at("measure-detail", letters)).content.decode()
    for said in ("New phones", "The system was changed", "The team’s own decision", world.lead.name):
        assert said in page
    client.post(at("phase-delete", letters, phase.pk))
    assert not letters.phases.exists()


def test_a_line_begins_with_a_figure_and_not_tomorrow(world, sign_in, letters) -> None:
    client, url = sign_in(world.lead), at("phase-begin", letters)
    for day in (make.today() + timedelta(days=1), make.today() - timedelta(days=600)):
        values = {"starts_on": f"{day:%d/%m/%Y}", "label": "New phones", "reason": "They were changed"}
        page = client.post(url, values).content.decode()
        assert "nhsuk-error-summary" in page
        assert 'value="New phones"' in page
    assert not letters.phases.exists()


# --- On the wall ------------------------------------------------------------------------------------------------


def test_a_chart_comes_off_the_wall_and_hangs_again(world, sign_in) -> None:
    first, second = (make.measure(world.project, name=name, is_lead=name == "First") for name in ("First", "Second"))
    client, wall = sign_in(world.lead), reverse("wall-detail", args=[world.project.pk])
    for _ in range(2):
        client.post(at("measure-take-down", second))
    assert "Second" not in client.get(wall).content.decode()
    page = client.get(reverse("measure-list", args=[world.project.pk])).content.decode()
    assert "not on the wall" in page
    assert "Hang it on the wall" in page
    client.post(at("measure-take-down", first))
    assert Measure.objects.get(pk=first.pk).on_wall, "the one that leads stays"
    client.post(at("measure-hang", second))
    assert "Second" in client.get(wall).content.decode()
    actions = list(Event.objects.filter(action__startswith="measure.").values_list("action", flat=True))
    assert sorted(actions) == ["measure.hung", "measure.taken_down"]


def test_whatever_leads_hangs(world) -> None:
    first = make.measure(world.project, name="First")
    second = make.measure(world.project, name="Second", is_lead=False, on_wall=False, position=1)
    third = make.measure(world.project, name="Third", is_lead=False, position=2)
    services.archive_measure(measure=first, by=world.lead)
    assert world.project.measures.get(is_lead=True) == third
    services.choose_lead_measure(measure=second, by=world.lead)
    assert world.project.measures.get(is_lead=True, on_wall=True) == second
    services.take_down_measure(measure=third, by=world.lead)
    for measure in (second, third):
        services.archive_measure(measure=measure, by=world.lead)
    assert services.restore_measure(measure=third, by=world.lead).on_wall


def test_queries_of_readers_outside_do_not_grow_with_the_charts(world, sign_in) -> None:
    """What others give away is asked for once, however many charts and figures there are."""

    def queries(url: str) -> int:
        client = sign_in(world.manager)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    urls = [reverse(name, args=[world.project.pk]) for name in ("measure-list", "wall-detail")]
    urls.append(reverse("programme-detail", args=[world.programme.pk]))

    def add(numbers) -> None:
        for number in numbers:
            measure = make.measure(world.project, name=f"M{number}", value_kind="percentage", is_lead=not number)
            make.counts(measure, [(40 + number, 100)] * 4)

    add(range(2))
    few = [queries(url) for url in urls]
    add(range(2, 9))
    for _ in range(5):
        project = make.project(world.programme, make.practice())
        make.counts(make.measure(project, value_kind="percentage"), [(40, 100)] * 4)
        make.counts(make.measure(project, name="Other", value_kind="percentage", is_lead=False), [(60, 100)] * 4)
    assert [queries(url) for url in urls] == few
