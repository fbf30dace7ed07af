"""Limits of every chart against a slow second implementation, over series with every kind of edge."""

import math
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.spc import CHARTS, RULE_SETS, Options, Phase, Series, analyse

DAY = date(2024, 1, 1)


def dates(n):
    return tuple(DAY + timedelta(days=k) for k in range(n))


figures = st.one_of(
    st.none(),
    st.integers(0, 60),
    st.just(float("nan")),
    st.decimals(0, 60, places=2),
    st.just(0),
)
series = st.lists(figures, min_size=1, max_size=45)
changes = st.lists(st.integers(1, 44), max_size=3)
pairs = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 70)), st.one_of(st.none(), st.integers(0, 60))),
    min_size=1,
    max_size=45,
)


def known(values):
    return [None if v is None or math.isnan(v) else float(v) for v in values]


def pieces(n, starts):
    edges = [0, *sorted({s for s in starts if 0 < s < n}), n]
    return list(pairwise(edges))


def average(values):
    kept = [v for v in values if v is not None]
    return sum(kept) / len(kept) if kept else None


def ranges(values):
    return [None] + [None if None in (a, b) else abs(b - a) for a, b in pairwise(values)]


def screened(values, screen):
    mean = average(values)
    if mean is None or not screen:
        return mean
    return average([r for r in values if r is not None and r < 3.267 * mean])


def close(ours, theirs):
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)


def slow(chart, piece, screen):
    """Centre, lower and upper limit of a part from its figures alone."""
    mean = average(piece)
    if mean is None:
        return (None, 0.0, None) if chart == "mr" else (None, None, None)
    if chart == "mr":
        return mean, 0.0, 3.267 * mean
    if chart == "c":
        return mean, max(0.0, mean - 3 * math.sqrt(mean)), mean + 3 * math.sqrt(mean)
    if chart == "g":
        kept = sorted(v for v in piece if v is not None)
        half = len(kept) // 2
        middle = kept[half] if len(kept) % 2 else (kept[half - 1] + kept[half]) / 2
        sigma = math.sqrt(mean * (mean + 1))
        return middle, max(0.0, mean - 3 * sigma), mean + 3 * sigma
    power = 3.6 if chart == "t" else 1
    scaled = [None if v is None else v ** (1 / power) for v in piece]
    mean, spread = average(scaled), screened(ranges(scaled), screen)
    if spread is None:
        return mean**power, None, None
    low, high = mean - 3 * spread / 1.128, mean + 3 * spread / 1.128
    return (mean**power, max(0, low) ** power, max(0, high) ** power) if chart == "t" else (mean, low, high)


@settings(max_examples=150, deadline=None)
@given(series, changes, st.booleans(), st.sampled_from(["i", "mr", "c", "g", "t"]))
def test_limits_of_charts_of_single_figures(values, starts, screen, chart):
    plain = known(values)
    if chart == "t":
        plain = [v if v is None or v > 0 else None for v in plain]
    shown = ranges(plain) if chart == "mr" else plain
    spans = pieces(len(values), starts)
    analysis = analyse(
        Series(dates(len(values)), tuple(values)),
        chart,
        "none",
        [Phase(a) for a, _ in spans[1:]],
        options=Options(screen=screen),
    )
    assert len(analysis.parts) == len(spans)
    for part, (a, b) in zip(analysis.parts, spans, strict=True):
        piece = shown[a:b]
        if chart == "mr":
            piece = [None, *piece[1:]]  # the first range of a part would reach into the one before
        centre, low, high = slow(chart, piece, screen)
        assert close(part.cl, centre)
        assert close(part.ucl, high)
        assert close(part.lcl, low)


@settings(max_examples=150, deadline=None)
@given(pairs, changes, st.booleans(), st.sampled_from(["p", "pp", "u", "up"]), st.sampled_from([1, 100, 1000]))
def test_limits_of_ratios_point_by_point(rows, starts, screen, chart, per):
    tops, totals = tuple(a for a, _ in rows), tuple(b for _, b in rows)
    spans = pieces(len(rows), starts)
    analysis = analyse(
        Series(dates(len(rows)), tops, totals, multiply=per),
        chart,
        "none",
        [Phase(a) for a, _ in spans[1:]],
        options=Options(screen=screen),
    )
    for part, (a, b) in zip(analysis.parts, spans, strict=True):
        kept = [(k, rows[k]) for k in range(a, b) if rows[k][0] is not None and rows[k][1]]
        if not kept:
            assert part.cl is None
            continue
        ratio = sum(top for _, (top, _n) in kept) / sum(n for _, (_top, n) in kept)
        assert close(part.cl, ratio * per)
        variance = ratio * (1 - ratio) if chart in ("p", "pp") else ratio
        factor = 1.0
        if chart in ("pp", "up"):
            scores = [None] * len(rows)
            if variance > 0:
                for k, (top, n) in kept:
                    scores[k] = (top / n - ratio) / math.sqrt(variance / n)
            spread = screened(ranges(scores[a:b]), screen) if variance > 0 else None
            factor = None if spread is None else spread / 1.128
        for k in range(a, b):
            if k not in dict(kept) or factor is None or variance < 0:
                assert analysis.upper[k] is None
                continue
            half = 3 * factor * math.sqrt(variance / rows[k][1])
            top = min(1, ratio + half) if chart in ("p", "pp") else ratio + half
            assert close(analysis.lower[k], max(0, ratio - half) * per)
            assert close(analysis.upper[k], top * per)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=2, max_size=40),
    st.integers(1, 40),
    st.frozensets(st.integers(0, 39), max_size=4),
)
def test_a_frozen_baseline_and_excluded_points(values, baseline, exclude):
    analysis = analyse(
        Series(dates(len(values)), tuple(values), exclude=exclude),
        "i",
        "none",
        freeze=baseline,
        options=Options(screen=False),
    )
    kept = [v for k, v in enumerate(values[:baseline]) if k not in exclude]
    centre, low, high = slow("i", kept, False)
    part = analysis.parts[0]
    assert close(part.cl, centre)
    assert close(part.lcl, low)
    assert close(part.ucl, high)
    assert part.base_last == (baseline - 1 if baseline < len(values) else None)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), figures), min_size=1, max_size=30), st.sampled_from(CHARTS))
def test_the_order_of_rows_makes_no_difference_and_two_on_a_day_stop_nothing(rows, chart):
    totals = tuple(10 for _ in rows) if chart in ("p", "pp", "u", "up") else None
    days = [DAY + timedelta(days=k) for k, _ in rows]
    values = tuple(v for _, v in rows)
    mixed = analyse(Series(tuple(days), values, totals), chart)
    order = sorted(range(len(rows)), key=days.__getitem__)
    tidy = analyse(Series(tuple(days[k] for k in order), tuple(values[k] for k in order), totals), chart)
    assert repr(mixed.values) == repr(tidy.values)
    assert mixed.centre == tidy.centre
    assert mixed.signals == tidy.signals


def test_decimals_floats_and_whole_numbers_give_one_analysis():
    plain = [3, 4, 5, 4, 3, 6, 5, 4, 7, 3, 4, 5, 5]
    exact = analyse(Series(dates(13), tuple(Decimal(v) for v in plain), target=Decimal("4.5")), "i", "mdc")
    assert exact == analyse(Series(dates(13), tuple(map(float, plain)), target=4.5), "i", "mdc")
    ratio = analyse(Series(dates(13), tuple(map(Decimal, plain)), (Decimal(10),) * 13, multiply=100), "p")
    assert ratio.values[0] == pytest.approx(30)


@pytest.mark.parametrize("rules", RULE_SETS)
@pytest.mark.parametrize("chart", CHARTS)
def test_ten_thousand_figures_are_a_series_like_any_other(chart, rules):
    values = tuple(20 + (k * 7919) % 23 for k in range(10_000))
    totals = (50,) * 10_000 if chart in ("p", "pp", "u", "up") else None
    analysis = analyse(Series(dates(10_000), values, totals), chart, rules)
    assert len(analysis.classes) == 10_000
    assert analysis.parts[0].cl is not None
