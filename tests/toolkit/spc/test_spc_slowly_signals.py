"""Signals against a slow second implementation: every window tried, straight from the words of the rules."""

import math
from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.spc import Options, Phase, Series, analyse, crossings_min, ihi_runs_expected, longest_run_max


def dates(n):
    return tuple(date(2024, 1, 1) + timedelta(weeks=k) for k in range(n))


def mdc(values, direction="up", **more):
    options = more.pop("options", None)
    series = Series(dates(len(values)), tuple(values), direction=direction, target=more.pop("target", None))
    return analyse(series, "i", "mdc", more.pop("phases", ()), more.pop("freeze", None), options)


def lines_of(piece, screen):
    known = [v for v in piece if v is not None]
    mean = sum(known) / len(known)
    steps = [abs(b - a) for a, b in pairwise(piece) if None not in (a, b)]
    if not steps:
        return mean, None
    spread = sum(steps) / len(steps)
    if screen:
        steps = [s for s in steps if s < 3.267 * spread]
        if not steps:
            return mean, None
        spread = sum(steps) / len(steps)
    return mean, 2.66 * spread


def more_than(a, b):
    return a - b > 1e-9


def slow_mdc(values, direction, starts, baseline, o):
    """The colour of every point and the side of the last one, by trying every window."""
    n = len(values)
    edges = [0, *starts, n]
    centre, half = [None] * n, [None] * n
    for k, (a, b) in enumerate(pairwise(edges)):
        piece = values[a : min(b, baseline)] if baseline and k == 0 else values[a:b]
        if all(v is None for v in piece):
            continue
        mean, width = lines_of(piece, o.screen)
        if sum(v is not None for v in values[a:b]) < 13:
            width = None
        for i in range(a, b):
            centre[i], half[i] = mean, width
    at = [i for i, v in enumerate(values) if v is not None]
    up, down = set(), set()
    side = [0] * n
    outside = [0] * n
    far = [0] * n
    for i in at:
        if centre[i] is None:
            continue
        gap = values[i] - centre[i]
        side[i] = 1 if more_than(gap, 0) else -1 if more_than(-gap, 0) else 0
        if half[i] is not None:
            outside[i] = side[i] if more_than(abs(gap), half[i]) else 0
            far[i] = side[i] if more_than(abs(gap), half[i] * 2 / 3) else 0
        if outside[i]:
            (up if outside[i] > 0 else down).add(i)
    for length, kind in ((o.shift, "shift"), (o.trend, "trend")):
        for k in range(len(at) - length + 1):
            window = at[k : k + length]
            steps = [values[b] - values[a] for a, b in pairwise(window)]
            for sign, found in ((1, up), (-1, down)):
                if kind == "shift" and all(side[i] == sign for i in window):
                    found.update(window)
                if kind == "trend" and all(more_than(sign * s, 0) for s in steps):
                    found.update(window)
    for k in range(len(at) - 2):
        window = at[k : k + 3]
        for sign, found in ((1, up), (-1, down)):
            beyond = [i for i in window if far[i] == sign and not outside[i]]
            if all(side[i] == sign for i in window) and len(beyond) >= 2:
                found.update(beyond)
    good, bad = (up, down) if direction == "up" else (down, up)
    if direction == "neutral":
        colours = ["neither" if i in up | down else "" for i in range(n)]
    else:
        colours = ["better" if i in good else "worse" if i in bad else "" for i in range(n)]
    return colours, at[-1] in up, at[-1] in down


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.none(), *[st.integers(0, 40)] * 6), min_size=13, max_size=45).filter(
        lambda row: sum(v is not None for v in row) >= 13
    ),
    st.sampled_from(["up", "down", "neutral"]),
    st.lists(st.integers(1, 44), max_size=2),
    st.one_of(st.none(), st.integers(5, 30)),
    st.booleans(),
    st.sampled_from([6, 7]),
)
def test_making_data_count_with_gaps_recalculations_baselines_and_every_length(
    values, direction, cuts, baseline, screen, length
):
    starts = sorted({c for c in cuts if c < len(values)})
    options = Options(screen=screen, shift=length, trend=length)
    analysis = mdc(values, direction, phases=[Phase(s) for s in starts], freeze=baseline, options=options)
    colours, high, low = slow_mdc(values, direction, starts, baseline, options)
    assert list(analysis.classes) == colours
    if not analysis.variation:
        assert analysis.parts[-1].n_values < 13
        return
    last = colours[[i for i, v in enumerate(values) if v is not None][-1]]
    names = {"better": "improvement", "worse": "concern", "neither": "neutral", "": "common_cause"}
    assert analysis.variation.startswith(names[last])
    if last == "neither":
        assert analysis.variation.endswith("high" if high else "low")
    elif last:
        rising = (last == "better") == (direction == "up")
        assert analysis.variation.endswith("high" if rising else "low")
        assert high if rising else low


FLAT = [50, 52, 49, 51, 48, 50, 52, 49, 51, 48]


@pytest.mark.parametrize(
    ("tail", "classes"),
    [
        ([44, 45, 46, 47, 48, 49], 6),  # six figures that rise five times are a trend
        ([44, 45, 46, 47, 48, 40], 0),
        ([44, 45, 46, 46, 47, 48, 49], 0),  # a figure like the one before breaks it
        ([44, 45, 46, None, 47, 48, 49], 6),  # a week without a figure does not
    ],
    ids=["six", "five", "tie", "gap"],
)
def test_a_trend_of_six_is_six_figures(tail, classes):
    analysis = mdc([*FLAT, *tail])
    trends = [s for s in analysis.signals if s.rule == "trend"]
    assert sum(s.length for s in trends) == classes


def test_a_figure_on_the_mean_breaks_a_shift():
    low, high = [40] * 7, [60] * 7
    whole = mdc(low + high)
    assert {s.rule for s in whole.signals} >= {"shift"}
    broken = mdc([40, 40, 40, 50, 40, 40, 40, 60, 60, 60, 50, 60, 60, 60])
    assert not [s for s in broken.signals if s.rule == "shift"]


def test_a_figure_exactly_on_a_limit_is_inside_it():
    # moving ranges of 2 and one last figure placed on the limit that all of them together give
    for wanted in (1, -1):
        last = 50.0
        for _ in range(200):
            values = [50, 52] * 8 + [last]
            steps = [abs(b - a) for a, b in pairwise(values)]
            mean = sum(values) / len(values)
            last = mean + wanted * 2.66 * sum(steps) / len(steps)
        analysis = mdc(values)
        assert not [s for s in analysis.signals if s.rule == "outside"]
        further = mdc([*values[:-1], last + wanted * 0.01])
        assert [s.side for s in further.signals if s.rule == "outside"] == [wanted]


@pytest.mark.parametrize(
    ("direction", "target", "icon"),
    [
        ("up", 40, "consistent_pass"),
        ("up", 60, "consistent_fail"),
        ("down", 40, "consistent_fail"),
        ("down", 60, "consistent_pass"),
        ("up", 51, "inconsistent"),
        ("up", "lower", "inconsistent"),
        ("up", "upper", "inconsistent"),
        ("down", "upper", "inconsistent"),
        ("neutral", 40, ""),
        ("up", None, ""),
    ],
)
def test_assurance_compares_the_target_with_the_latest_limits(direction, target, icon):
    values = [50, 52] * 7
    part = mdc(values).parts[0]
    target = {"lower": part.lcl, "upper": part.ucl}.get(target, target)
    if isinstance(target, float):
        target = math.nextafter(target, math.inf)  # the limit as another program may round it
    assert mdc(values, direction, target=target).assurance == icon


def test_assurance_of_figures_that_are_all_alike_and_of_a_recalculation():
    assert mdc([100] * 14, target=95).assurance == "consistent_pass"
    assert mdc([100] * 14, target=100).assurance == "inconsistent"
    assert mdc([100] * 14, target=95, options=Options(screen=True)).assurance == "consistent_pass"
    moved = [30, 32] * 7 + [70, 72] * 7
    assert mdc(moved, target=60, phases=[Phase(14)]).assurance == "consistent_pass"
    assert mdc(moved[:26], target=60, phases=[Phase(14)]).assurance == ""


def test_no_limits_and_no_icons_under_thirteen_figures():
    for n in range(1, 13):
        analysis = mdc([50, 60] * 6 if n == 12 else ([50, 60] * 6)[:n], target=10)
        assert analysis.parts[0].cl is not None
        assert (analysis.parts[0].ucl, analysis.variation, analysis.assurance) == (None, "", "")
        assert not any(analysis.classes)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(st.none(), *[st.integers(0, 12)] * 5), min_size=1, max_size=45),
    st.lists(st.integers(1, 44), max_size=2),
    st.sampled_from(["run", "i"]),
    st.sampled_from(["up", "down"]),
)
def test_anhoej_signals_of_each_part(values, cuts, chart, direction):
    starts = sorted({c for c in cuts if c < len(values)})
    series = Series(dates(len(values)), tuple(values), direction=direction)
    analysis = analyse(series, chart, "anhoej", [Phase(s) for s in starts])
    for k, (a, b) in enumerate(pairwise([0, *starts, len(values)])):
        known = [(i, values[i]) for i in range(a, b) if values[i] is not None]
        found = [s for s in analysis.signals if s.part == k]
        if len(known) < 10:
            assert not found
            continue
        centre = analysis.parts[k].cl
        sides = [(i, v > centre) for i, v in known if not math.isclose(v, centre)]
        rules = {s.rule for s in found}
        runs = [[i for i, _ in group] for _, group in groupby(sides, key=lambda pair: pair[1])]
        judged = len(sides) >= 10
        long = [r for r in runs if judged and len(r) > longest_run_max(len(sides))]
        assert [(s.first, s.last, s.length) for s in found if s.rule == "run"] == [
            (r[0], r[-1], len(r)) for r in long
        ]
        assert ("crossings" in rules) == (judged and len(runs) - 1 < crossings_min(len(sides)))
        outside = [
            i
            for i, v in known
            if chart == "i"
            and len(known) >= 12
            and analysis.upper[i] is not None
            and (more_than(v, analysis.upper[i]) or more_than(analysis.lower[i], v))
        ]
        assert [s.first for s in found if s.rule == "outside"] == outside
        for s in found:
            if s.rule in ("run", "outside"):
                assert s.direction == ("better" if (s.side > 0) == (direction == "up") else "worse")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.none(), *[st.integers(0, 9)] * 5), min_size=10, max_size=60))
def test_ihi_number_of_runs(values):
    analysis = analyse(Series(dates(len(values)), tuple(values)), "run", "ihi")
    known = [v for v in values if v is not None]
    if len(known) < 10:
        assert not analysis.signals
        return
    sides = [v > analysis.parts[0].cl for v in known if v != analysis.parts[0].cl]
    runs = len(list(groupby(sides)))
    expected = ihi_runs_expected(len(sides))
    rules = {s.rule for s in analysis.signals}
    assert ("few runs" in rules) == bool(expected and runs and runs < expected[0])
    assert ("many runs" in rules) == bool(expected and runs > expected[1])
