"""Sentences over generated charts: right nouns, no slips, rule set and number of figures beside each signal."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from toolkit.charts import Change, Chart, PhaseMark, Point, study, table, words
from toolkit.spc import CHARTS, RULE_SETS, Options, chance_of_signal

START = date(2024, 9, 9)
CADENCES = ("day", "week", "month", "event", "cycle")
STEP = {"day": 1, "month": 31}


def series(values, **more):
    step = STEP.get(more.get("cadence", "week"), 7)
    points = []
    for k, v in enumerate(values):
        day = START + timedelta(days=k * step)
        if isinstance(v, str):
            points.append(Point(day, status=v))
        elif isinstance(v, tuple):
            points.append(Point(day, *v))
        else:
            points.append(Point(day, v))
    return Chart(title="Calls answered", points=tuple(points), **more)


def say(chart):
    return words(chart, study(chart))


def any_chart(seed):
    r = random.Random(seed)
    n = r.choice([0, 1, 2, 9, 10, 11, 12, 13, 24, 24, 40])
    kind = r.choice(CHARTS)
    jump = r.choice([0, 0, 8])
    values = []
    for k in range(n):
        chance = r.random()
        level = 40 + jump * (k > n / 2) + r.choice([0, r.gauss(0, 3), k / 2])
        if chance < 0.05:
            values.append(r.choice(["closed", "missing"]))
        elif kind in ("p", "pp", "u", "up"):
            values.append((round(level / 2), r.choice([0, 50, 50, 60])))
        else:
            values.append(round(level, r.choice([0, 1])) if seed % 7 else 40)
    chart = series(
        values,
        kind=kind,
        rules=r.choice(RULE_SETS),
        cadence=r.choice(CADENCES),
        direction=r.choice(["up", "down", "neutral"]),
        value_format=r.choice(["percent", "number"]),
        value_word=r.choice(["", "days"]),
        aim=r.choice([None, 30, 60]),
        options=r.choice([Options(), Options(shift=7, trend=7), Options(screen=True), Options(screen=False)]),
    )
    if n > 4 and r.random() < 0.4:
        reason = r.choice(["", "the form is standard", "The form is standard."])
        chart = replace(chart, phases=(PhaseMark(chart.points[r.randint(1, n - 1)].date, "", reason),))
    if n > 4 and r.random() < 0.2:
        chart = replace(chart, freeze=chart.points[n // 2].date)
    if n > 4 and r.random() < 0.2:
        chart = replace(chart, exclude=frozenset([chart.points[1].date]))
    if n and r.random() < 0.3:
        chart = replace(chart, changes=(Change(1, START, "Two on phones"),))
    if n and r.random() < 0.2:
        hidden = [replace(p, status="hidden") if r.random() < 0.1 else p for p in chart.points]
        chart = replace(chart, points=tuple(hidden))
    return chart


@pytest.mark.parametrize("seed", range(400))
def test_generated_sentences_have_no_slips(seed):
    chart = any_chart(seed)
    said = say(chart)
    assert said.sentence.startswith(said.brief)
    for text in (said.sentence, said.source, said.alt, said.signal, said.brief):
        assert text == text.strip()
        assert "  " not in text
        assert not re.search(r"\.\.|\?\.| [.,:;]|None|nan|inf\b|\(\)|\b(\w+) \1\b", text), text
        one = r"(?<![.\d])\b(?:1|[Oo]ne) (?:weeks|days|months|events|tests|figures|runs)\b"
        assert not re.search(one, text), text
        assert not re.search(r"\b(?:two|three|[2-9]|\d\d+) (?:week|day|month|event|test|figure)\b", text), text
        assert not re.search(r"\b(?:error|invalid|submit|please)\b", text, re.IGNORECASE)
    for text in (said.sentence, said.source, said.alt, said.brief):
        assert text.endswith(".")
    for sentence in re.split(r"(?<=\.) ", said.sentence):
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence
        assert sentence.endswith("."), sentence
        assert max(len(half.split()) for half in sentence.split(":")) <= 20, sentence
    if said.chance:
        analysis = study(chart)
        assert analysis.signals
        assert said.chance in said.sentence
        assert f" of {sum(p.n_values for p in parts_of(analysis))} figures." in said.chance
        name = {"anhoej": "Anh\u00f8j", "ihi": "IHI", "mdc": "Making Data Count"}[analysis.rules]
        assert name in said.chance
        assert name in said.source


def parts_of(analysis):
    return analysis.parts if analysis.rules == "mdc" else analysis.parts[-1:]


def test_the_generated_charts_reach_every_state_and_most_kinds_of_sentence():
    said = [say(any_chart(seed)) for seed in range(400)]
    assert {s.state for s in said} == {"better", "worse", "change", "none", "early", "trial", "hidden", "empty"}
    everything = " ".join(s.sentence for s in said)
    for part in (
        "in a row above",
        "in a row rising",
        "runs about the",
        "crosses the",
        "outside the limits",
        "above the upper limit",
        "Two of three figures",
        "shown but not counted",
        "come from the baseline",
        "Nobody entered",
        "The reason given",
        "on the chart can tell us something",
    ):
        assert part in everything, part


@pytest.mark.parametrize(
    ("cadence", "kind", "noun"),
    [
        ("day", "run", "days"),
        ("week", "i", "weeks"),
        ("month", "c", "months"),
        ("event", "run", "events"),
        ("cycle", "run", "tests"),
        ("week", "g", "events"),
        ("week", "t", "events"),
    ],
)
def test_points_are_called_what_they_are(cadence, kind, noun):
    few = say(series([5, 6, 7], cadence=cadence, kind=kind))
    assert few.brief == f"Three {noun} so far. From ten {noun} on the chart can tell us something."
    values = [5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6, 4] + [30] * 11
    loud = say(series(values, cadence=cadence, kind=kind, rules="ihi", direction="up")).sentence
    assert f"Eleven {noun} in a row above the" in loud
    header = table(series(values, cadence=cadence), study(series(values, cadence=cadence))).header[0]
    assert header == {"day": "Day", "week": "Week starting", "month": "Month starting"}.get(cadence, "Date")


SHIFT = [50, 52, 49, 51, 48, 50, 52, 49, 51, 48, 53, 47, 70, 71, 69, 72, 70, 71, 69, 72, 70, 71, 69, 72]


@pytest.mark.parametrize("kind", [k for k in CHARTS if k not in ("p", "pp", "u", "up", "mr")])
@pytest.mark.parametrize("rules", ["anhoej", "ihi", "mdc"])
def test_beside_a_signal_stands_how_often_chance_gives_one_with_these_rules_and_this_many_figures(rules, kind):
    chart = series(SHIFT, rules=rules, kind=kind, direction="up")
    said, analysis = say(chart), study(chart)
    assert analysis.signals
    if not said.chance:  # the newest figures of an NHS chart carry no signal
        assert analysis.state == "none"
        return
    share = chance_of_signal(rules, 24, kind)
    assert f"in about {share * 100:.0f} of 100 such charts of 24 figures." in said.chance
    assert said.sentence.count("By chance alone") == 1


def test_lines_from_a_frozen_baseline_signal_by_chance_more_often():
    frozen = say(series(SHIFT, direction="up", freeze=START + timedelta(weeks=11)))
    assert "signal in more than 3 of 100 such charts of 24 figures." in frozen.chance


def test_a_chart_without_a_signal_says_nothing_of_chance():
    assert "chance alone" not in say(series([50, 60] * 8)).sentence
    assert "chance alone" not in say(series(SHIFT, rules="none")).sentence


@pytest.mark.parametrize(
    ("chart", "part"),
    [
        (series([*[50, 60] * 6, (55, None, "estimate")]), "The latest figure is an estimate."),
        (series([50, 60] * 5 + ["missing", 50, 60]), "Nobody entered a figure for Monday 18 November."),
        (series([50, 60] * 5 + ["missing", "missing", 50, 60]), "Figures are missing for two weeks."),
        (series(SHIFT, freeze=START + timedelta(weeks=11)), "The lines come from the baseline, up to"),
        (series([50, 60] * 7, exclude=frozenset([START])), "One figure is shown but not counted."),
    ],
)
def test_what_the_chart_leaves_out_is_said(chart, part):
    assert part in say(chart).sentence


def test_a_choice_of_screening_is_named_on_the_chart():
    named = [
        say(series(SHIFT, kind="i", rules=rules, options=Options(screen=screen))).rule_set
        for rules in ("mdc", "anhoej", "ihi")
        for screen in (True, False, None)
    ]
    assert ["screened" in name for name in named] == [True, False, False, False, True, False, False, True, False]


def test_a_ratio_shows_no_more_digits_than_it_has():
    chart = series([(7, 1000 + k) for k in range(12)], per=100_000)
    assert "the last one shown is 692." in say(chart).alt
    assert "the last one shown is 69.2." in say(replace(chart, per=10_000)).alt
    assert "the last one shown is 0.69." in say(replace(chart, per=100)).alt


def test_a_unit_is_singular_after_one():
    assert say(series([1] * 12, value_word="days")).brief.startswith("Every figure is 1 day.")
    assert "around 1.5 days" in say(series([1, 2] * 6, value_word="days")).brief
