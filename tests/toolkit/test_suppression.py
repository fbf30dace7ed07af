"""The rule for small numbers, and that nothing outside the practice tells a hidden figure."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import make
from tests.builders.addresses import pictures_on, without_signatures
from toolkit.models import Figure
from toolkit.suppression import HIDDEN, is_small, round_count, suppress, suppress_number

COUNTS = st.integers(0, 500)
THRESHOLDS = st.integers(4, 20)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (8, 10), (12, 10), (13, 15), (100, 100), (Decimal("8.5"), 10)],
)
def test_counts_above_the_threshold_and_none_are_rounded_to_five(count, shown) -> None:
    assert suppress(basis="count", status="figure", value=Decimal(count), threshold=7).value == shown


@pytest.mark.parametrize("count", [1, 4, 7, Decimal("0.5"), Decimal("7.9"), -3])
def test_small_counts_leave_nothing(count) -> None:
    assert suppress(basis="count", status="estimate", value=Decimal(count), threshold=7) == HIDDEN


@pytest.mark.parametrize(
    ("numerator", "denominator", "hidden"),
    [
        (50, 100, False),
        (3, 100, True),  # few counted
        (97, 100, True),  # few left over
        (4, 7, True),  # few at all
        (0, 100, False),
        (100, 100, False),
        (0, 5, True),
        (0, 0, False),  # nothing to count is no small number
    ],
)
def test_percentages_hide_with_their_counts(numerator, denominator, hidden) -> None:
    value = Decimal(100 * numerator) / denominator if denominator else None
    copy = suppress(
        basis="percentage",
        status="figure",
        value=value,
        numerator=Decimal(numerator),
        denominator=Decimal(denominator),
        threshold=7,
    )
    assert (copy == HIDDEN) is hidden


def test_percentages_are_whole_and_hide_at_the_ends_when_their_counts_are_not_known() -> None:
    def percentage(value: str):
        return suppress(basis="percentage", status="figure", value=Decimal(value), threshold=7)

    assert percentage("78.4").value == 78
    assert percentage("0").value == 0
    assert percentage("2.1") == HIDDEN
    assert percentage("97.5") == HIDDEN


def test_a_rate_without_counts_is_hidden_and_with_them_keeps_its_places() -> None:
    assert suppress(basis="rate", status="figure", value=Decimal("2.4"), threshold=7) == HIDDEN
    copy = suppress(
        basis="rate",
        status="figure",
        value=Decimal("12.3456"),
        numerator=Decimal(117),
        denominator=Decimal(9477),
        threshold=7,
        places=1,
    )
    assert (copy.value, copy.numerator, copy.denominator) == (Decimal("12.3"), 115, 9475)


def test_minutes_and_days_count_nobody_and_stay() -> None:
    assert suppress(basis="value", status="figure", value=Decimal("3.5"), threshold=7).value == Decimal("3.5")
    assert suppress_number(Decimal(3), "count", 7) is None
    assert suppress_number(Decimal(33), "count", 7) == 35


@given(numerator=COUNTS, rest=COUNTS, threshold=THRESHOLDS)
def test_no_count_that_is_shown_is_small(numerator, rest, threshold) -> None:
    denominator = numerator + rest
    copy = suppress(
        basis="percentage",
        status="figure",
        value=Decimal(100 * numerator) / denominator if denominator else None,
        numerator=Decimal(numerator),
        denominator=Decimal(denominator),
        threshold=threshold,
    )
    if copy == HIDDEN:
        assert any(is_small(Decimal(n), threshold) for n in (numerator, denominator, rest))
        return
    assert not any(is_small(Decimal(n), threshold) for n in (numerator, denominator, rest))
    assert copy.numerator == round_count(Decimal(numerator))


# --- Nothing that leaves the practice depends on a hidden figure --------------------------------------------

OUTSIDE = ("partner", "manager")
# Two sets of figures that differ only where they are hidden, and there as much as they can.
COUNT_PAIRS = [
    (14, 14),
    (3, 7),
    (11, 11),
    (22, 22),
    (1, 6),
    (9, 9),
    (18, 18),
    (5, 2),
    (13, 13),
    (30, 30),
    (7, 1),
    (12, 12),
]
RATIO_PAIRS = [
    ((20, 40), (20, 40)),
    ((3, 40), (7, 44)),
    ((41, 44), (1, 3)),
    ((30, 60), (30, 60)),
    ((2, 5), (6, 7)),
] + [((20 + k, 45 + k), (20 + k, 45 + k)) for k in range(8)]


def _fill(world, which: int):
    """The same wall twice: only hidden figures differ."""
    project = world.project
    calls = make.measure(project, name="Urgent home visits", value_kind="count", unit="visits", goal=None)
    make.figures(calls, [pair[which] for pair in COUNT_PAIRS])
    few = make.measure(project, name="Falls", value_kind="count", unit="falls", goal=None, is_lead=False)
    make.figures(few, [20 + k for k in range(11)] + [(3, 7)[which]])  # one hidden: a middle line is drawn
    reviews = make.measure(project, name="Reviews done", value_kind="percentage", is_lead=False)
    last = make.monday()
    for back, pair in enumerate(reversed(RATIO_PAIRS)):
        numerator, denominator = pair[which]
        Figure.objects.create(
            measure=reviews,
            date=last - timedelta(weeks=back),
            numerator=numerator,
            denominator=denominator,
            value=round(Decimal(100 * numerator) / denominator, 3),
            note=("only three of them", "only seven of them")[which],
        )
    direct = make.measure(
        project, name="Did not attend", value_kind="percentage", is_lead=False, baseline=(2, 4)[which]
    )
    make.figures(direct, [8.2, 9, (1.5, 4.9)[which], 7, 12, 8, 9, 10, 11, 8, 9, 10, (99.2, 95.5)[which]])
    rare = make.measure(
        project, name="Days between falls", value_kind="days_between", schedule="event", unit="days", chart="t",
        is_lead=False, goal=None, baseline=(30, 90)[which], freeze_on=last - timedelta(weeks=(3, 1)[which]),
    )  # fmt: skip
    make.figures(rare, [(30, 41, 12), (200,)][which], every=(9, 30)[which])
    rare.phases.create(starts_on=last - timedelta(weeks=(2, 5)[which]), label=("Mats", "Rails")[which])
    pair = [(60, 35, 5), (60, 38, 2)][which]
    parts = []
    for place, count in enumerate(pair):
        part = make.measure(
            project, name=f"Part {place}", value_kind="percentage", chart="p", rules="anhoej", is_lead=False
        )
        make.counts(part, [(count, 100), *[(40 + place, 100 + place)] * 12])
        parts.append(part)
    return [calls, few, reviews, direct, rare, *parts]


def _all_that_leaves(client, world, measures) -> list[str]:
    keys = [{"project_id": world.project.pk, "measure_id": measure.pk} for measure in measures]
    urls = [reverse("wall-detail", args=[world.project.pk]), reverse("wall-list")]
    for key in keys:
        chart = reverse("measure-chart", kwargs={**key, "fmt": "svg"})
        urls += [f"{chart}?size={size}" for size in ("full", "half", "phone", "small", "tv")]
        urls += [reverse("measure-chart", kwargs={**key, "fmt": "png"}) + "?size=small"]
        urls += [reverse("measure-download", kwargs=key), reverse("measure-detail", kwargs=key)]
        urls += [reverse("measure-data", kwargs=key)]
    found = []
    for url in [*urls, reverse("measure-list", args=[world.project.pk])]:
        answer = client.get(url)
        headers = " ".join(
            f"{k}: {v}" for k, v in answer.headers.items() if k not in {"X-Request-ID", "X-Request-Id"}
        )
        body = answer.content.decode("latin-1")
        found.append(f"{answer.status_code} {headers} {body}")
        for picture in pictures_on(body):  # the address itself, its fingerprint with it, stands in the body
            found.append(client.get(picture).content.decode("latin-1"))
    return found


def _without_ids(texts: list[str], measures) -> list[str]:
    """Ids, form tokens and the reference of a problem page differ from run to run; nothing else may."""
    out = []
    for text in texts:
        for number, measure in enumerate(measures):
            text = text.replace(str(measure.pk), f"measure-{number}")
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
        text = re.sub(r"quote <strong>[0-9a-f]{32}</strong>", "", text)
        out.append(without_signatures(re.sub(r"(csrftoken|sessionid)=[^;]+", r"\1=", text)))
    return out


@pytest.mark.parametrize("who", OUTSIDE)
def test_nothing_outside_the_practice_depends_on_a_hidden_figure(world, sign_in, who) -> None:
    """Pages, pictures, alternative texts, tables, files and tags: the same bytes whatever is hidden."""
    seen = []
    for which in (0, 1):
        world.project.measures.all().delete()
        measures = _fill(world, which)
        client = sign_in(getattr(world, who))
        seen.append(_without_ids(_all_that_leaves(client, world, measures), measures))
    assert len(seen[0]) > 20
    for first, second in zip(*seen, strict=True):
        assert first == second


def test_the_same_check_sees_the_difference_for_the_team(world, sign_in) -> None:
    """The check above can fail: for those inside, the two sets of figures look different."""
    seen = []
    for which in (0, 1):
        world.project.measures.all().delete()
        measures = _fill(world, which)
        seen.append(_without_ids(_all_that_leaves(sign_in(world.lead), world, measures), measures))
    differing = [first != second for first, second in zip(*seen, strict=True)]
    assert sum(differing) > 20


def test_the_partners_file_hides_and_rounds(world, sign_in) -> None:
    measure = _fill(world, 0)[0]
    url = reverse("measure-download", args=[world.project.pk, measure.pk])
    partner = sign_in(world.partner).get(url).content.decode()
    assert ",*,,,Hidden: small number" in partner
    assert ",15,," in partner
    assert ",14,," not in partner
    assert ",14,," in sign_in(world.coach).get(url).content.decode()


def test_the_threshold_is_the_programmes(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="visits")
    make.figures(measure, [9, 14])
    url = reverse("measure-download", args=[world.project.pk, measure.pk])
    assert "*" not in sign_in(world.partner).get(url).content.decode()
    world.programme.small_number_threshold = 10
    world.programme.save()
    assert ",*," in sign_in(world.partner).get(url).content.decode()


# --- Sums and differences ---------------------------------------------------------------------------------------

Shown = dict[str, tuple[float, float, float] | None]  # figure, numerator, denominator; None where hidden
# Calls of four weeks: all, answered within 2 minutes, between 2 and 5, later, rung off. Whoever reads the names of
# the measures knows how they fit together.
CALLS = [(100, 62, 5, 28, 5), (240, 160, 3, 70, 7), (97, 50, 1, 44, 2), (58, 40, 7, 10, 1)]
ADD_UP = {
    "Within 5 minutes": lambda two, five, later, off: two + five,
    "Within 2 minutes": lambda two, five, later, off: two,
    "From 2 to 5 minutes": lambda two, five, later, off: five,
    "Later": lambda two, five, later, off: later,
    "Rung off": lambda two, five, later, off: off,
    "Not within 2 minutes": lambda two, five, later, off: five + later + off,
}


def _partners_numbers(client, project) -> list[Shown]:
    """What the files of a partner hold, week by week."""
    weeks: list[Shown] = [{} for _ in CALLS]
    for measure in project.measures.all():
        lines = client.get(reverse("measure-download", args=[project.pk, measure.pk])).content.decode("utf-8-sig")
        for week, line in zip(weeks, lines.strip().splitlines()[1:], strict=True):
            cells = line.split(",")
            week[measure.name] = None if cells[1] == "*" else tuple(map(float, cells[1:4]))
    return weeks


def _possible(shown: Shown, hidden: str) -> set[int]:
    """The small counts that every sum and difference of what is shown leaves for a hidden one.

    A shown count lies within 2 of its rounded one and within half a per cent of its percentage.
    """
    found = set()
    wholes = {round(row[2]) for row in shown.values() if row} or set(range(1, 400, 5))
    for whole in {near for rounded in wholes for near in range(rounded - 2, rounded + 3)}:
        for count in range(1, 8):
            if count not in found and _fits(shown, hidden, count, whole):
                found.add(count)
    return found


def _fits(shown: Shown, hidden: str, count: int, whole: int) -> bool:
    spans = {name: _span(row, whole) for name, row in shown.items()}
    two_range, five_range = spans["Within 2 minutes"], spans["From 2 to 5 minutes"]
    for two in range(two_range[0], two_range[1] + 1):
        for five in range(five_range[0], min(five_range[1], whole - two) + 1):
            for later in range(spans["Later"][0], min(spans["Later"][1], whole - two - five) + 1):
                parts = (two, five, later, whole - two - five - later)
                counts = {name: add(*parts) for name, add in ADD_UP.items()}
                within = all(low <= counts[name] <= high for name, (low, high) in spans.items())
                if within and counts[hidden] == count:
                    return True
    return False


def _span(row: tuple[float, float, float] | None, whole: int) -> tuple[int, int]:
    if row is None:
        return 0, whole
    value, numerator, _ = row
    low = max(numerator - 2, (value - 0.5) * whole / 100)
    high = min(numerator + 2, (value + 0.5) * whole / 100)
    return -int(-low // 1), int(high // 1)


def test_no_sum_of_what_is_shown_narrows_a_hidden_count(world, sign_in) -> None:
    """Whatever a partner adds and subtracts, each small count that is hidden may still be any from 1 to 7."""
    for name, add in ADD_UP.items():
        measure = make.measure(world.project, name=name, value_kind="percentage", is_lead=False)
        make.counts(measure, [(add(*parts), whole) for whole, *parts in CALLS])
    weeks = _partners_numbers(sign_in(world.partner), world.project)
    assert any(row for week in weeks for row in week.values()), "something is shown"
    for week, (_, *parts) in zip(weeks, CALLS, strict=True):
        small = [name for name, add in ADD_UP.items() if 0 < add(*parts) <= 7]
        assert small
        for name in small:
            assert week[name] is None
            assert _possible(week, name) == set(range(1, 8)), (name, week)
