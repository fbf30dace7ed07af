"""Sentences and tables: they say what the picture shows, in plain words, and nothing it may not show."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from toolkit.charts import Change, Chart, PhaseMark, Point, icon, icon_words, study, table, words
from toolkit.charts.numbers import centre_text, long_date, nice_scale, show

START = date(2024, 9, 9)
BETTER = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, 59, "closed", 68, 71, 67, 74, 72, 70, 76, 75, 78]


def weekly(values, **more):
    points = []
    for k, v in enumerate(values):
        day = START + timedelta(weeks=k)
        points.append(Point(day, status=v) if isinstance(v, str) else Point(day, v))
    return Chart(title="Calls answered", points=tuple(points), **more)


def say(chart):
    return words(chart, study(chart))


PERCENT = {"value_format": "percent", "direction": "up", "aim": 80}


def test_a_change_for_the_better_names_both_broken_rules_and_the_share_of_chance():
    said = say(weekly(BETTER, **PERCENT))
    assert (said.state, said.signal) == ("better", "Changed for the better")
    assert said.sentence == (
        "Nine weeks in a row above the middle line: something has changed for the better. Also, the line crosses "
        "the middle line only seven times, where chance gives eight or more. By chance alone the Anh\u00f8j rules "
        "signal in about 3 of 100 such charts of 24 figures."
    )
    assert said.source == "Last figure Monday 24 February. Run chart, Anh\u00f8j rules."


def test_the_share_of_chance_is_the_one_of_this_rule_set_and_length():
    assert "about 3 of 100" in say(weekly(BETTER, **PERCENT)).chance
    assert "about 36 of 100" in say(weekly(BETTER, rules="ihi", **PERCENT)).chance
    long = weekly(BETTER[:15] * 2 + BETTER[16:] * 2, **PERCENT)
    assert say(long).chance not in ("", say(weekly(BETTER, **PERCENT)).chance)


@pytest.mark.parametrize(
    ("chart", "state", "part"),
    [
        (Chart(title="x"), "empty", "No figure has been entered yet."),
        (
            weekly(["missing"], cadence="event"),
            "empty",
            "The first one is noted. The chart begins with the next.",
        ),
        (weekly([50] * 8), "early", "Eight weeks so far. From ten weeks on the chart can tell us something."),
        (weekly([5], cadence="month"), "early", "One month so far."),
        (weekly([50] * 14), "none", "Every figure is 50. Nothing varies"),
        (weekly([50, 60, 40] * 4), "none", "Too many figures lie on the middle line"),
        (weekly([50, 60] * 7), "none", "Up and down around 55, as chance would do. No sign of a change so far."),
        (weekly([8, 9] * 7, value_word="days"), "none", "Up and down around 8.5 days"),
        (weekly([50, 60] * 5 + [55], kind="i"), "trial", "The limits will still move, so no signal is called yet."),
        (weekly([50, 60] * 6, kind="i", rules="mdc"), "trial", "Limits are drawn from thirteen weeks on."),
        (weekly(BETTER, value_format="percent", direction="down"), "worse", "for the worse, as lower is better here"),
        (weekly(BETTER), "change", "something has changed."),
        (weekly([50, 60] * 8, rules="none"), "none", "No rules are applied to this chart."),
        (
            weekly([50, 51, 49, 50, 52, 48, 51, 90, 49, 50, 51, 48, 52, 50], kind="i"),
            "change",
            "is above the upper limit",
        ),
        (weekly([50, 60] * 7 + ["missing"]), "none", "Nobody has entered a figure since Monday 9 December."),
    ],
)
def test_each_state_in_words(chart, state, part):
    said = say(chart)
    assert said.state == state
    assert part in said.sentence


def test_a_new_phase_says_when_and_why():
    chart = weekly(
        [50, 60, 52, 58, 51, 61] * 2 + [70, 80, 72, 78] * 3,
        phases=(PhaseMark(START + timedelta(weeks=12), "", "the form is standard"),),
    )
    said = say(chart)
    assert said.signal == "New middle line since 2 December"
    assert "from 55 to 75 on Monday 2 December. The reason given: the form is standard." in said.sentence


def test_a_phase_just_begun_says_so_and_waits():
    said = say(weekly(BETTER, phases=(PhaseMark(START + timedelta(weeks=16)),), **PERCENT))
    assert (said.state, said.signal) == ("early", "New middle line since 30 December")
    assert said.sentence.startswith("Nine weeks since Monday 30 December. From ten weeks on")


def test_nothing_to_count_is_said():
    points = tuple(Point(START + timedelta(weeks=k), 5, 0 if k == 3 else 10) for k in range(12))
    chart = Chart(title="Letters", points=points, value_format="percent")
    assert "There was nothing to count on Monday 30 September, so there is a gap." in say(chart).sentence
    assert "Nothing to count" in table(chart, study(chart)).rows[-4][-1]


def test_hidden_figures_are_counted_but_neither_judged_nor_shown():
    chart = weekly([15, 20, "hidden", 10] * 6, direction="down")
    said = say(chart)
    assert said.state == "hidden"
    assert said.sentence.startswith("Six of 24 weeks had a small number. We hide those figures")
    assert "no rules applied" in said.source
    rows = table(chart, study(chart)).rows
    assert rows[1][1:] == ("* 1 to 7", "Hidden: small number")


def test_every_sentence_is_short_and_free_of_banned_words():
    charts = [
        weekly(BETTER, **PERCENT),
        weekly(BETTER, rules="ihi", **PERCENT),
        weekly(BETTER, kind="i", rules="mdc", **PERCENT),
    ]
    charts += [weekly([50, 60] * 7), weekly([50] * 3), weekly([50, 60] * 5 + [50], kind="i")]
    for chart in charts:
        said = say(chart)
        for sentence in re.split(r"(?<=[.:]) ", said.sentence):
            assert len(sentence.split()) < 20, sentence
        assert not re.search(r"\b(error|invalid|submit|please)\b", said.alt + said.sentence, re.IGNORECASE)


def test_the_alternative_text_holds_what_the_picture_shows():
    chart = weekly(BETTER, changes=(Change(1, date(2024, 10, 3), "Two people on phones"),), **PERCENT)
    alt = say(chart).alt
    for part in (
        "Calls answered.",
        "24 figures",
        "78%",
        "aim is 80%",
        "1 Two people on phones",
        "Changed for the better",
        "Anh\u00f8j",
    ):
        assert part in alt


@pytest.mark.parametrize(
    ("kind", "rules", "name"),
    [
        ("run", "anhoej", "Run chart, Anh\u00f8j rules"),
        ("run", "ihi", "Run chart, IHI rules"),
        ("i", "mdc", "NHS XmR, Making Data Count, shift of 6 and trend of 6"),
        ("i", "anhoej", "I chart, Anh\u00f8j rules and 3-sigma limits"),
        ("t", "none", "T chart, days between, no rules applied"),
    ],
)
def test_the_rule_set_is_named(kind, rules, name):
    assert say(weekly([3, 4, 5] * 6, kind=kind, rules=rules)).rule_set == name


def test_the_table_is_newest_first_with_notes():
    chart = weekly(
        ["missing", 52, "closed", 54],
        value_format="percent",
        changes=(Change(2, START + timedelta(weeks=1), "Call-back list"),),
    )
    chart = replace(chart, points=(*chart.points, Point(START + timedelta(weeks=4), 55, status="estimate")))
    shown = table(chart, study(chart))
    assert shown.header == ("Week starting", "Calls answered", "Note")
    assert shown.rows[0] == ("Monday 7 October 2024", "55%", "Estimate")
    assert [r[2] for r in shown.rows[1:]] == ["", "Closed", "Change 2: Call-back list", "No figure"]


def test_counted_percentages_show_their_counts():
    chart = Chart(title="Reviews", points=(Point(START, 30, 40),), value_format="percent")
    assert table(chart, study(chart)).rows == (("Monday 9 September 2024", "75%", "30", "40", ""),)


def test_numbers_and_dates():
    assert long_date(date(2025, 3, 3)) == "Monday 3 March"
    assert show(1234.5, "number", 1) == "1,234.5"
    assert show(-0.04, "number", 1) == "0.0"
    assert centre_text(44.5, "percent", 0) == "44.5%"
    assert centre_text(61.0, "percent", 0) == "61%"
    assert nice_scale(0, 97, 5) == [0, 20, 40, 60, 80, 100]
    assert nice_scale(0, 1, 3, whole=True) == [0, 1]


def test_an_nhs_chart_says_its_two_icons_in_words():
    values = [61, 66, 58, 63, 69, 60, 64, 57, 67, 62, 65, 59, 68, 61, 64, 58, 66, 60, 72, 74, 70, 76, 73, 75]
    said = say(weekly(values, kind="i", rules="mdc", value_format="percent", direction="up", aim=72))
    assert said.variation == "Changed for the better: higher figures"
    assert said.assurance == "May hit or miss the aim"
    assert said.sentence.endswith("As things are, the figures may hit or miss the aim.")
    names = ("improvement_low", "concern_high", "neutral_high", "common_cause", "consistent_fail", "inconsistent")
    for name in names:
        assert icon_words(name) in icon(name).decode()
    with pytest.raises(KeyError):
        icon("smiley")
