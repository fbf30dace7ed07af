"""A slow second implementation, written from the definitions alone, against generated series."""

import math
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.spc import Options, Phase, Series, analyse, crossings_min, ihi_runs_expected, longest_run_max

whole = st.one_of(st.none(), st.integers(-20, 60))
some_series = st.lists(whole, min_size=1, max_size=60)


def dates(n):
    return tuple(date(2024, 1, 1) + timedelta(weeks=k) for k in range(n))


def slow_median(values):
    ordered = sorted(Fraction(v) for v in values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def slow_sides(values, centre):
    return [v > centre for v in values if v is not None and v != centre]


def slow_quantile(trials):
    """Smallest k with P(X <= k) >= 1/20 for X ~ Binomial(trials, 1/2), in exact fractions."""
    total = Fraction(0)
    for k in range(trials + 1):
        total += Fraction(math.comb(trials, k), 2**trials)
        if total >= Fraction(1, 20):
            return k
    raise AssertionError


@settings(max_examples=200, deadline=None)
@given(some_series)
def test_median_runs_and_crossings(values):
    part = analyse(Series(dates(len(values)), tuple(values))).parts[0]
    known = [v for v in values if v is not None]
    if not known:
        assert part.cl is None
        assert part.n_useful == 0
        return
    centre = slow_median(known)
    assert part.cl == float(centre)
    sides = slow_sides(values, centre)
    assert part.n_useful == len(sides)
    if sides:
        assert part.longest_run == max(len(list(g)) for _, g in groupby(sides))
        assert part.n_crossings == sum(a != b for a, b in pairwise(sides))
        assert part.longest_run_max == round(math.log2(len(sides))) + 3
        assert part.n_crossings_min == slow_quantile(len(sides) - 1)


def test_quantiles_by_exact_fractions_and_far_beyond():
    assert [crossings_min(n) for n in range(1, 200)] == [slow_quantile(n - 1) for n in range(1, 200)]
    for n in (901, 902, 1500, 3000):
        assert crossings_min(n) == slow_quantile(n - 1)
    assert longest_run_max(10_000) == 16


@settings(max_examples=150, deadline=None)
@given(some_series, st.integers(0, 40))
def test_individuals_limits_with_phases(values, cut):
    phases = [Phase(cut)] if 0 < cut < len(values) else []
    analysis = analyse(Series(dates(len(values)), tuple(values)), "i", "none", phases, options=Options(screen=False))
    edges = [0, *([cut] if phases else []), len(values)]
    for part, (a, b) in zip(analysis.parts, pairwise(edges), strict=True):
        piece = values[a:b]
        known = [v for v in piece if v is not None]
        if not known:
            assert part.cl is None
            continue
        mean = Fraction(sum(known), len(known))
        ranges = [abs(y - x) for x, y in pairwise(piece) if None not in (x, y)]
        assert math.isclose(part.cl, float(mean), rel_tol=1e-12, abs_tol=1e-12)
        if ranges:
            half = 3 * Fraction(sum(ranges), len(ranges)) / Fraction("1.128")
            assert math.isclose(part.ucl, float(mean + half), rel_tol=1e-9, abs_tol=1e-9)
            assert math.isclose(part.lcl, float(mean - half), rel_tol=1e-9, abs_tol=1e-9)
        else:
            assert part.ucl is None


def slow_mdc(values, direction):
    """Colours by trying every window of every length."""
    n = len(values)
    mean = Fraction(sum(values), n)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    half = Fraction("2.66") * Fraction(sum(ranges), len(ranges))
    high, low, two = mean + half, mean - half, half * 2 / 3
    good, bad = set(), set()

    def add(points, up):
        (good if up == (direction == "up") else bad).update(points)

    for i, v in enumerate(values):
        if v > high or v < low:
            add([i], v > high)
    for i in range(n):
        for j in range(i + 6, n + 1):
            window = values[i:j]
            if all(v > mean for v in window) or all(v < mean for v in window):
                add(range(i, j), window[0] > mean)
            steps = [b - a for a, b in pairwise(window)]
            if all(s > 0 for s in steps) or all(s < 0 for s in steps):
                add(range(i, j), steps[0] > 0)
    for i in range(n - 2):
        window = values[i : i + 3]
        for up in (True, False):
            if all((v > mean) if up else (v < mean) for v in window):
                beyond = [
                    i + k for k, v in enumerate(window) if (mean + two < v <= high if up else low <= v < mean - two)
                ]
                if len(beyond) >= 2:
                    add(beyond, up)
    return ["better" if i in good else "worse" if i in bad else "" for i in range(n)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=13, max_size=40), st.sampled_from(["up", "down"]))
def test_making_data_count_by_every_window(values, direction):
    analysis = analyse(Series(dates(len(values)), tuple(values), direction=direction), "i", "mdc")
    assert list(analysis.classes) == slow_mdc(values, direction)


@settings(max_examples=150, deadline=None)
@given(some_series, st.lists(st.integers(-20, 60), min_size=10, max_size=20))
def test_ihi_shift_and_trend(with_gaps, without):
    values = with_gaps + without
    analysis = analyse(Series(dates(len(values)), tuple(values)), "run", "ihi")
    known = [v for v in values if v is not None]
    sides = slow_sides(values, slow_median(known))
    shift = any(len(list(g)) >= 6 for _, g in groupby(sides))
    squeezed = [v for k, v in enumerate(known) if k == 0 or v != known[k - 1]]
    steps = [b > a for a, b in pairwise(squeezed)]
    trend = any(len(list(g)) >= 4 for _, g in groupby(steps))
    rules = {s.rule for s in analysis.signals}
    assert ("shift" in rules) == shift
    assert ("trend" in rules) == trend


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 50)), min_size=2, max_size=30))
def test_p_and_u_limits_point_by_point(pairs):
    numerators = tuple(min(a, b) for a, b in pairs)
    totals = tuple(b for _, b in pairs)
    for chart in ("p", "u"):
        analysis = analyse(Series(dates(len(pairs)), numerators, totals), chart, "none")
        kept = [(a, b) for a, b in zip(numerators, totals, strict=True) if b > 0]
        if not kept:
            assert analysis.parts[0].cl is None
            continue
        ratio = sum(a for a, _ in kept) / sum(b for _, b in kept)
        for (_, total), low, high, value in zip(
            pairs,
            analysis.lower,
            analysis.upper,
            analysis.values,
            strict=True,
        ):
            if total == 0:
                assert (low, high, value) == (None, None, None)
                continue
            spread = ratio * (1 - ratio) if chart == "p" else ratio
            sigma = math.sqrt(max(spread, 0) / total)
            top = ratio + 3 * sigma
            assert math.isclose(low, max(0, ratio - 3 * sigma), abs_tol=1e-9)
            assert math.isclose(high, min(1, top) if chart == "p" else top, abs_tol=1e-9)


def runs_at_most(few, above, below):
    """P(runs <= few) for a random order of so many points above and below the line (Wald and Wolfowitz 1940)."""
    total = 0
    for runs in range(2, few + 1):
        half = runs // 2
        if runs % 2 == 0:
            total += 2 * math.comb(above - 1, half - 1) * math.comb(below - 1, half - 1)
        else:
            total += math.comb(above - 1, half) * math.comb(below - 1, half - 1)
            total += math.comb(above - 1, half - 1) * math.comb(below - 1, half)
    return Fraction(total, math.comb(above + below, above))


def test_the_published_table_of_runs_leaves_a_small_tail_on_each_side():
    for n in range(10, 61):
        low, high = ihi_runs_expected(n)
        assert low + high in (n + 1, n + 2, n + 3)
        above = n // 2
        assert runs_at_most(low - 1, above, n - above) < Fraction(5, 100), n
        assert 1 - runs_at_most(high, above, n - above) < Fraction(5, 100), n
    for n in (61, 100, 500):
        low, high = ihi_runs_expected(n)
        assert Fraction(1, 100) < runs_at_most(low - 1, n // 2, n - n // 2) < Fraction(4, 100)
        assert Fraction(1, 100) < 1 - runs_at_most(high, n // 2, n - n // 2) < Fraction(4, 100)
    assert ihi_runs_expected(9) is None
