"""Edges: nothing, constants, zeros, gaps, few figures, phases, baselines, exclusions, many points."""

import time
from datetime import date, timedelta

import pytest

from toolkit.spc import (
    CHARTS,
    RULE_SETS,
    Options,
    Phase,
    Series,
    analyse,
    chance_of_signal,
    propose_rephase,
    suggest_chart,
)
from toolkit.spc.chance import ROWS
from toolkit.spc.simulate_chance import simulate

BETTER = (52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, 59, None, 68, 71, 67, 74, 72, 70, 76, 75, 78)


def weekly(values, totals=None, **more):
    days = tuple(date(2024, 9, 9) + timedelta(weeks=k) for k in range(len(values)))
    return Series(days, tuple(values), totals and tuple(totals), **more)


def test_a_shift_for_the_better_and_for_the_worse():
    up = analyse(weekly(BETTER, direction="up"))
    assert (up.state, up.lead.rule, up.lead.length) == ("better", "run", 9)
    assert up.classes[16:] == ("better",) * 9
    assert set(up.classes[:16]) == {""}
    assert analyse(weekly(BETTER, direction="down")).state == "worse"
    assert analyse(weekly(BETTER)).state == "change"


def test_both_broken_rules_are_signals():
    assert {s.rule for s in analyse(weekly(BETTER, direction="up")).signals} == {"run", "crossings"}


def test_a_run_that_is_long_over_is_a_change_but_not_for_the_better():
    values = [50, 61, 49, 62, 48] + [70 + k % 3 for k in range(10)]
    values += [40, 41, 42, 80, 43, 44, 41, 79, 42, 43, 44, 78]
    analysis = analyse(weekly(values, direction="up"))
    assert analysis.lead.rule == "run"
    assert analysis.state == "change"


@pytest.mark.parametrize("rules", RULE_SETS)
@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(
    "values",
    [(), (None,), (5,), (None,) * 12, (0,) * 15, (7,) * 15, (1, None) * 8, (-3, 2, -1) * 6, (0.1, 0.2) * 7],
    ids=["empty", "gap", "one", "gaps", "zeros", "constant", "every other", "negative", "decimals"],
)
def test_no_edge_stops_any_chart_or_rule_set(chart, rules, values):
    totals = [10] * len(values) if chart in ("p", "pp", "u", "up") else None
    analysis = analyse(weekly(values, totals), chart, rules)
    assert len(analysis.classes) == len(values)
    assert analysis.state in ("early", "trial", "none", "change")
    if values == (7,) * 15:
        assert not analysis.signals


def test_the_state_waits_for_ten_and_limits_for_twelve_figures():
    states = {n: analyse(weekly(range(50, 50 + n)), "i").state for n in (9, 10, 11)}
    assert states == {9: "early", 10: "trial", 11: "trial"}
    assert analyse(weekly([50, 60] * 6), "i").state == "none"
    assert analyse(weekly([50, 60] * 4)).state == "early"
    assert analyse(weekly([50, 60] * 5)).state == "none"


def test_making_data_count_has_no_limits_under_thirteen():
    assert analyse(weekly([50, 60] * 6), "i", "mdc").parts[0].ucl is None
    assert analyse(weekly([50, 60] * 6 + [50]), "i", "mdc").parts[0].ucl is not None


def test_every_point_on_the_median_is_neither_useful_nor_a_signal():
    analysis = analyse(weekly([50] * 24, direction="up"))
    assert not any(analysis.useful)
    assert analysis.state == "none"


def test_a_zero_or_missing_denominator_is_a_gap_and_said():
    analysis = analyse(weekly([5, 4, 3, None], [10, 0, None, 8]), "p")
    assert analysis.values == (0.5, None, None, None)
    assert analysis.notes == ("", "zero denominator", "no denominator", "no figure")


def test_no_moving_range_across_a_gap():
    assert analyse(weekly([10, None, 30, 31]), "mr").values == (None, None, None, 1)


def test_days_between_of_zero_are_a_gap_and_said():
    analysis = analyse(weekly([12, 0, 5, 7]), "t")
    assert analysis.values[1] is None
    assert analysis.notes[1] == "zero"


def test_a_phase_starts_new_lines_by_date_or_position():
    by_date = analyse(weekly(BETTER), phases=[Phase(date(2024, 12, 25), "Online form")])
    by_place = analyse(weekly(BETTER), phases=[Phase(16, "Online form")])
    assert [p.cl for p in by_date.parts] == [p.cl for p in by_place.parts] == [55, 72]
    assert by_date.parts[1].label == "Online form"
    assert by_date.state == "early"


def test_a_frozen_baseline_keeps_the_first_lines():
    frozen = analyse(weekly(BETTER), freeze=15)
    assert frozen.parts[0].cl == 55
    assert analyse(weekly(BETTER), freeze=date(2024, 12, 16)).parts[0].cl == 55


def test_an_excluded_point_is_shown_but_not_counted():
    values = [50, 52, 51, 49, 50, 300, 51, 50, 49, 52, 50, 51, 49]
    analysis = analyse(weekly(values, exclude=frozenset([5])), "i")
    assert analysis.values[5] == 300
    assert analysis.parts[0].cl < 52
    assert analysis.classes[5] == ""
    assert analysis.notes[5] == "excluded"
    assert not analysis.signals


def test_rows_are_put_in_date_order():
    days = (date(2025, 1, 13), date(2025, 1, 6))
    assert Series(days, (2, 1)).values == (1, 2)


def test_bad_input_is_refused_with_its_reason():
    with pytest.raises(ValueError, match="length"):
        Series((date(2025, 1, 1),), ())
    with pytest.raises(ValueError, match="direction"):
        weekly([1], direction="sideways")
    with pytest.raises(ValueError, match="unknown chart"):
        analyse(weekly([1]), "pie")
    with pytest.raises(ValueError, match="unknown rule set"):
        analyse(weekly([1]), "run", "nelson")
    with pytest.raises(ValueError, match="denominators"):
        analyse(weekly([1]), "p")


def test_mdc_options_are_choices_with_effect():
    values = [50, 48, 52, 49, 51, 47, 60, 61, 62, 60, 61, 60, 44, 50, 49, 51]
    six = analyse(weekly(values, direction="up"), "i", "mdc")
    seven = analyse(weekly(values, direction="up"), "i", "mdc", options=Options(shift=7, trend=7))
    assert any(s.rule == "shift" for s in six.signals)
    assert not any(s.rule == "shift" for s in seven.signals)
    wild = [50, 51, 50, 49, 50, 95, 50, 51, 49, 50, 51, 50, 49, 50]
    plain = analyse(weekly(wild), "i", "mdc").parts[0]
    screened = analyse(weekly(wild), "i", "mdc", options=Options(screen=True)).parts[0]
    assert screened.ucl < plain.ucl


def test_rephasing_is_proposed_only_after_a_marked_change_in_the_good_direction():
    analysis = analyse(weekly(BETTER, direction="up"))
    proposal = propose_rephase(analysis, [date(2024, 11, 7), date(2024, 12, 12)])
    assert (proposal.first, proposal.start, proposal.change_date) == (16, date(2024, 12, 30), date(2024, 12, 12))
    assert propose_rephase(analysis, []) is None
    assert propose_rephase(analysis, [date(2025, 2, 3)]) is None
    assert propose_rephase(analyse(weekly(BETTER, direction="down")), [date(2024, 12, 12)]) is None
    assert propose_rephase(analyse(weekly(BETTER)), [date(2024, 12, 12)]) is None
    accepted = analyse(weekly(BETTER, direction="up"), phases=[Phase(16)])
    assert propose_rephase(accepted, [date(2024, 12, 12)]) is None


@pytest.mark.parametrize(
    ("kind", "n", "denominator", "chart"),
    [
        ("value", 30, None, "i"),
        ("count", 30, None, "c"),
        ("percentage", 30, 80, "p"),
        ("percentage", 30, 5000, "pp"),
        ("rate", 30, 80, "u"),
        ("rate", 30, 5000, "up"),
        ("percentage", 30, None, "i"),
        ("days_between", 30, None, "t"),
        ("cases_between", 30, None, "g"),
        ("count", 5, None, "run"),
        ("percentage", 0, 80, "run"),
    ],
)
def test_a_chart_is_suggested_with_its_reason(kind, n, denominator, chart):
    suggestion = suggest_chart(kind, n, denominator)
    assert suggestion.chart == chart
    assert suggestion.reason.endswith(".")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown kind"):
        suggest_chart("colour", 30)


@pytest.mark.parametrize(
    ("rules", "n", "length", "share"),
    [
        ("anhoej", 24, 6, 0.03),
        ("anhoej", 60, 6, 0.04),
        ("mdc", 24, 6, 0.28),
        ("mdc", 60, 6, 0.67),
        ("mdc", 24, 7, 0.16),
        ("mdc", 60, 7, 0.44),
        ("ihi", 24, 6, 0.36),
        ("ihi", 60, 6, 0.78),
    ],
)
def test_chance_shares_match_the_known_ones(rules, n, length, share):
    chart = "i" if rules == "mdc" else "run"
    assert chance_of_signal(rules, n, chart, length, length) == pytest.approx(share, abs=0.022)


def test_chance_is_unknown_where_nothing_is_judged():
    assert chance_of_signal("anhoej", 9) is None
    assert chance_of_signal("mdc", 12, "i") is None
    assert chance_of_signal("none", 50) is None
    assert chance_of_signal("ihi", 5000) == ROWS["ihi run"][1][-1]


def test_chance_follows_the_kind_of_chart_and_the_screening():
    i, g, mr = (chance_of_signal("anhoej", 24, chart) for chart in ("i", "g", "mr"))
    assert 0.11 < i < 0.15 < 0.33 < g < 0.43
    assert mr == ROWS["anhoej mr"][1][ROWS["anhoej mr"][0].index(26)] * 0.5 + ROWS["anhoej mr"][1][14] * 0.5
    assert chance_of_signal("anhoej", 24, "u") == chance_of_signal("anhoej", 24, "c")
    assert chance_of_signal("mdc", 24, "i", screen=True) != chance_of_signal("mdc", 24, "i")
    assert chance_of_signal("mdc", 24, "run", 7, 7) < chance_of_signal("mdc", 24, "i", 7, 7)


@pytest.mark.parametrize("rules", ["anhoej", "ihi", "mdc"])
@pytest.mark.parametrize("chart", CHARTS)
def test_chance_is_known_for_every_chart_and_rule_set_and_grows_with_the_figures(chart, rules):
    shares = [chance_of_signal(rules, n, chart) for n in (13, 24, 60, 200, 5000)]
    assert all(0 < share <= 1 for share in shares)
    assert shares[0] < shares[2] < shares[3] == shares[4]


@pytest.mark.parametrize(
    ("scheme", "n"),
    [("anhoej run", 12), ("mdc 6/6", 13), ("ihi run", 11), ("anhoej g", 12), ("mdc 6/6 t", 13), ("ihi p", 10)],
)
def test_cells_of_the_chance_table_come_out_the_same_again(scheme, n):
    counts, shares = ROWS[scheme]
    assert simulate(scheme, n) == shares[counts.index(n)]


def clock(work, times):
    best = []
    for _ in range(times):
        start = time.thread_time()
        work()
        best.append(time.thread_time() - start)
    return min(best)


def test_analysis_is_fast_and_linear():
    values = [50 + (k * 7919) % 23 for k in range(10_000)]
    short = weekly(values[:100], direction="up")
    long = Series(tuple(date(1990, 1, 1) + timedelta(days=k) for k in range(10_000)), tuple(values))
    analyse(long)
    one, many = clock(lambda: analyse(short), 30), clock(lambda: analyse(long), 5)
    assert one < 0.001
    assert many < one * 100 * 3
