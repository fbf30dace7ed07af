"""How a chart is read: chart, rules and baseline, chosen by the team, and what reaches the chart."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cmsportal.audit.models import Event
from tests.builders import make
from toolkit import spc
from toolkit.charts import study, words
from toolkit.measures import reading, services
from toolkit.measures.series import Reader, chart_of, for_charts, options_of
from toolkit.models import Measure

UPS_AND_DOWNS = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 51, 55]


def page_of(measure: Measure, name: str = "measure-chart-settings") -> str:
    return reverse(name, args=[measure.project_id, measure.pk])


def fetched(measure: Measure) -> Measure:
    return for_charts(Measure.objects.filter(pk=measure.pk)).select_related("project").get()


def read(measure: Measure, raw: bool = True):
    chart = chart_of(fetched(measure), [], Reader(raw, 7, make.today()))
    return chart, study(chart)


def tags(page: str, name: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(rf"<{name}\s[^>]*>", page)]


def choices(**more: str) -> dict[str, str]:
    return {"chart": "i", "rules": "mdc", "rule_length": "7", "freeze_on": "", "version": "0", **more}


def test_what_is_chosen_reaches_the_chart(world, sign_in) -> None:
    measure = make.measure(world.project)
    figures = make.figures(measure, UPS_AND_DOWNS)
    sent = choices(screen_ranges="on", freeze_on=f"{figures[10].date:%d/%m/%Y}")
    client = sign_in(world.lead)
    assert client.post(page_of(measure), sent).status_code == 302
    assert client.post(page_of(measure), sent).status_code == 302, "a double click says nothing"
    chart, analysis = read(measure)
    assert (analysis.chart, analysis.rules, chart.freeze) == ("i", "mdc", figures[10].date)
    assert (analysis.options.shift, analysis.options.trend, analysis.options.screen) == (7, 7, True)
    assert analysis.parts[0].cl == pytest.approx(sum(UPS_AND_DOWNS[:11]) / 11)
    page = client.get(page_of(measure, "measure-detail")).content.decode()
    for said in (
        "Making Data Count, shift of 7",
        "chart-icons/common_cause.svg",
        "No clear change",
        "Will keep missing the aim",
    ):
        assert said in page
    assert "Making Data Count" in client.get(reverse("wall-detail", args=[world.project.pk])).content.decode()
    assert Event.objects.filter(action="measure.read_otherwise").count() >= 1
    assert measure.history.first().history_user == world.lead


def test_other_rules_leave_nothing_of_making_data_count(world, sign_in) -> None:
    measure = make.measure(world.project, chart="i", rules="mdc", rule_length=7, screen_ranges=True)
    sign_in(world.lead).post(page_of(measure), choices(chart="run", rules="ihi", screen_ranges="on"))
    measure.refresh_from_db()
    assert (measure.chart, measure.rules, measure.rule_length, measure.screen_ranges) == ("run", "ihi", 6, None)
    assert options_of(measure) == spc.Options()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"chart": "p"}, "Which chart?"),
        ({"chart": "run"}, "Making Data Count belongs to the I chart"),
        ({"chart": "mr", "rules": "ihi"}, "On a moving range chart"),
        ({"freeze_on": "1/2/1999"}, "Choose a day between them"),
        ({"freeze_on": "31 February"}, "no such day"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(world, sign_in, changed, sentence) -> None:
    measure = make.measure(world.project)
    make.figures(measure, UPS_AND_DOWNS)
    answer = sign_in(world.lead).post(page_of(measure), choices(**changed))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "nhsuk-error-summary" in text
    assert sentence in text
    measure.refresh_from_db()
    assert (measure.chart, measure.version) == ("run", 0)


def test_a_baseline_needs_ten_figures_and_ends_before_a_new_line(world) -> None:
    measure = make.measure(world.project)
    figures = make.figures(measure, UPS_AND_DOWNS)
    measure.phases.create(starts_on=figures[12].date, label="New phones")
    values = {"chart": "i", "rules": "anhoej", "rule_length": 6, "screen_ranges": None}
    for freeze, words_said in ((figures[4].date, "five figures"), (figures[12].date, "A new middle line starts")):
        with pytest.raises(ValidationError, match=words_said):
            services.change_reading(
                measure=measure, values={**values, "freeze_on": freeze}, expected_version=0, by=world.lead
            )
    services.change_reading(
        measure=measure, values={**values, "freeze_on": figures[11].date}, expected_version=0, by=world.lead
    )


def test_without_figures_nothing_can_be_frozen(world) -> None:
    measure = make.measure(world.project)
    values = {"chart": "i", "rules": "mdc", "freeze_on": make.today()}
    with pytest.raises(ValidationError, match="no figures yet"):
        reading.check_reading(measure, values)


@pytest.mark.parametrize(
    ("kind", "unit", "figures", "chart"),
    [
        ("value", "minutes", UPS_AND_DOWNS, "i"),
        ("value", "minutes", UPS_AND_DOWNS[:5], "run"),
        ("value", "%", UPS_AND_DOWNS, "i"),
        ("count", "calls", UPS_AND_DOWNS, "c"),
        ("days_between", "days", UPS_AND_DOWNS, "t"),
        ("cases_between", "samples", UPS_AND_DOWNS, "g"),
    ],
)
def test_the_suggested_chart_stands_first_with_its_reason(world, sign_in, kind, unit, figures, chart) -> None:
    schedule = "event" if kind.endswith("between") else "weekly"
    measure = make.measure(world.project, value_kind=kind, unit=unit, schedule=schedule)
    make.figures(measure, figures)
    client = sign_in(world.lead)
    page = client.get(page_of(measure)).content.decode()
    offered = [tag["value"] for tag in tags(page, "input") if tag.get("name") == "chart"]
    assert offered[0] == chart
    assert set(offered) == set(reading.fitting_charts(measure))
    assert "We suggest this one." in page
    client.post(page_of(measure), choices(chart="run", rules="none", use="suggestion"))
    measure.refresh_from_db()
    assert (measure.chart, measure.rules) == (chart, "anhoej")


@pytest.mark.parametrize(("total", "chart"), [(100, "p"), (4000, "pp")])
def test_percentages_with_counts_get_limits_by_their_counts(world, total, chart) -> None:
    measure = make.measure(world.project, value_kind="percentage", chart=chart)
    make.counts(measure, [(total // 2 + value, total + value) for value in UPS_AND_DOWNS])
    assert reading.suggestion(fetched(measure)).chart == chart
    shown, analysis = read(measure)
    assert analysis.chart == chart
    assert shown.points[0].denominator == total + UPS_AND_DOWNS[0]
    first = 100 * (total // 2 + 52) / (total + 52)
    assert analysis.values[0] == pytest.approx(first)
    assert analysis.upper[0] is not None


def test_a_rate_is_drawn_per_so_many(world) -> None:
    measure = make.measure(world.project, value_kind="rate", unit="", chart="u", per=1000)
    make.counts(measure, [(value, 9000 + value) for value in UPS_AND_DOWNS])
    _, analysis = read(measure)
    assert analysis.chart == "u"
    assert analysis.values[0] == pytest.approx(1000 * 52 / 9052)


def test_figures_without_counts_are_drawn_as_a_run_chart_and_the_page_says_so(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="percentage", chart="p")
    make.counts(measure, [(value, 100) for value in UPS_AND_DOWNS])
    make.figures(measure, [50], last=make.today())
    chart, analysis = read(measure)
    assert analysis.chart == "run"
    assert words(chart, analysis).rule_set.startswith("Run chart")
    page = sign_in(world.lead).get(page_of(measure, "measure-detail")).content.decode()
    assert "One figure has no counts behind them" not in page
    assert "One figure has no counts behind it, which a P chart needs." in page


def test_outside_a_chart_by_counts_says_what_its_rounded_counts_say(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="percentage", chart="p")
    make.counts(measure, [(22 + k, 47 + k) for k in range(13)])
    chart, analysis = read(measure, raw=False)
    assert analysis.chart == "p"
    assert (chart.points[0].value, chart.points[0].denominator) == (20, 45)
    text = sign_in(world.partner).get(page_of(measure, "measure-download")).content.decode()
    assert ",44.444,20,45," in text
    assert ",46.809,22,47," in sign_in(world.lead).get(page_of(measure, "measure-download")).content.decode()


def test_the_chart_is_seen_before_it_is_saved(world, sign_in) -> None:
    measure = make.measure(world.project)
    make.figures(measure, UPS_AND_DOWNS)
    client, preview = sign_in(world.lead), page_of(measure, "measure-chart-preview")
    part = client.get(preview, choices()).content.decode()
    assert "Making Data Count, shift of 7" in part
    picture = re.search(r'<img class="app-chart" src="([^"]+)"', part)[1].replace("&amp;", "&")
    drawn = client.get(picture)
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "Making Data Count" in drawn.content.decode()
    assert "belongs to the I chart" in client.get(preview, choices(chart="run")).content.decode()
    measure.refresh_from_db()
    assert (measure.chart, measure.version) == ("run", 0)


def test_two_who_choose_at_once_see_both(world, sign_in) -> None:
    measure = make.measure(world.project)
    sign_in(world.lead).post(page_of(measure), choices(chart="i", rules="anhoej"))
    page = sign_in(world.member).post(page_of(measure), choices(chart="i", rules="ihi")).content.decode()
    assert "Nothing is lost" in page
    measure.refresh_from_db()
    assert measure.rules == "anhoej"


def test_every_chart_and_rule_set_has_its_sentence() -> None:
    assert set(reading.CHART_WORDS) == set(Measure.Chart)
    assert set(reading.RULE_WORDS) == set(Measure.Rules)
    assert set(reading.FITTING) == set(Measure.ValueKind)
    assert set().union(*reading.FITTING.values()) == set(spc.CHARTS)


@pytest.mark.parametrize("name", ["chart", "rules"])
def test_a_choice_says_what_it_does_before_what_it_is_called(name) -> None:
    """'A mean with limits (I chart, XmR)': nobody has to know the name, and whoever does finds it."""
    known = {"chart": Measure.Chart, "rules": Measure.Rules}[name]
    words = {"chart": reading.CHART_WORDS, "rules": reading.RULE_WORDS}[name]
    for choice in known:
        plain, _, called = words[choice][0].rstrip(")").partition(" (")
        assert called.replace(", ", " (").lower().rstrip(")") == choice.label.lower().rstrip(")")
        assert choice.label.split(" ")[0].lower() not in plain.lower().split(), plain


def test_the_chart_stands_between_the_choices_and_the_buttons(world, sign_in) -> None:
    measure = make.measure(world.project)
    make.figures(measure, UPS_AND_DOWNS)
    page = sign_in(world.lead).get(page_of(measure)).content.decode()
    assert "A mean with limits (I chart, XmR)" in page
    page = page[page.index('id="reading"') :]
    places = [page.index(part) for part in ('name="freeze_on"', 'id="preview"', "Save how it is read", "</form>")]
    assert places == sorted(places)
    assert page.count("Save how it is read") == 1


def test_another_kind_without_figures_takes_a_chart_that_fits(world) -> None:
    measure = make.measure(world.project, value_kind="percentage", chart="p", rules="ihi")
    values = {"value_kind": "count", "unit": "calls"}
    services.change_measure(measure=measure, values=values, expected_version=0, by=world.lead)
    measure.refresh_from_db()
    assert (measure.chart, measure.rules) == ("run", "anhoej")


def test_icons_are_files_for_everybody(client) -> None:
    answer = client.get(reverse("chart-icon", args=["improvement_high"]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert "public" in answer["Cache-Control"]
    assert client.get(reverse("chart-icon", args=["nothing"])).status_code == 404


def test_settings_show_dates_to_the_team_alone(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="days_between", unit="days", schedule="event", chart="t")
    figures = make.figures(measure, UPS_AND_DOWNS)
    Measure.objects.filter(pk=measure.pk).update(freeze_on=figures[11].date)
    url = page_of(measure, "measure-detail")
    assert "from the figures up to" in sign_in(world.lead).get(url).content.decode()
    outside = sign_in(world.manager).get(url).content.decode()
    assert "from the figures up to" not in outside
    assert "keep this chart to themselves" in outside
    assert "<picture>" not in outside
    wall = sign_in(world.partner).get(reverse("wall-detail", args=[world.project.pk])).content.decode()
    assert "keep this chart to themselves" in wall
    assert "Last figure" not in wall
    assert "No figure yet" not in wall
