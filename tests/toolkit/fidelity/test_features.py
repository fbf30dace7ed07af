"""The five features of Taylor 2014, each from the record: what lights it, what is missing, and never a sum."""

from dataclasses import fields, replace

import pytest

from toolkit.fidelity.features import (
    ABOUT,
    CycleRecord,
    DataRecord,
    Feature,
    documented,
    features,
    growing,
    linked,
    over_time,
    predicted,
)

FIRST = CycleRecord(1, "a", begun=True, predicted=True, size=1, unit="patients", amount="1 patient")
SECOND = CycleRecord(2, "b", begun=True, linked=True, predicted=True, size=20, unit="patients", amount="20 patients")
ROW = DataRecord(key="m", in_a_row=4)


def test_all_five_lit_say_nothing_is_missing() -> None:
    found = features([FIRST, SECOND], ROW)
    assert [feature.slug for feature in found] == list(ABOUT)
    assert all(feature.lit and not feature.missing and feature.mend is None for feature in found)


def test_without_a_test_each_says_what_is_missing() -> None:
    found = features([], DataRecord())
    assert not any(feature.lit for feature in found)
    assert all(feature.missing and feature.why for feature in found)


def test_there_is_no_mark() -> None:
    """Neither a count of the five, nor a place to keep one."""
    names = {field.name for field in fields(Feature)}
    assert names == {"slug", "title", "lit", "headline", "line", "missing", "why", "mend"}
    words = " ".join(" ".join(map(str, vars(row).values())) for row in features([FIRST, SECOND], ROW)).lower()
    assert not any(word in words for word in ("of 5", "of five", "score", "out of", "per cent"))


@pytest.mark.parametrize(
    ("tests", "lit", "words"),
    [
        ([FIRST], False, "One test so far"),
        ([FIRST, SECOND], True, "builds on the one before"),
        ([FIRST, replace(SECOND, linked=False)], False, "Test 2 does not follow on another"),
    ],
    ids=["one", "linked", "apart"],
)
def test_linked(tests, lit, words) -> None:
    feature = linked(tests)
    assert feature.lit is lit
    assert words in f"{feature.headline} {feature.line}"


@pytest.mark.parametrize(
    ("tests", "lit", "words"),
    [
        ([FIRST, SECOND], True, "2 of 2 tests had a written prediction"),
        ([FIRST, replace(SECOND, predicted=False)], False, "1 of 2 tests had a written prediction"),
        ([replace(FIRST, predicted=False, late=True)], False, "One test begun before its prediction"),
        ([replace(FIRST, begun=False)], True, "Written before the first test begins"),
        ([replace(FIRST, begun=False, predicted=False)], False, "Not yet no test has begun"),
    ],
    ids=["both", "one", "late", "written ahead", "nothing"],
)
def test_predicted(tests, lit, words) -> None:
    feature = predicted(tests)
    assert feature.lit is lit
    assert words in f"{feature.headline} {feature.line}"


def test_a_prediction_that_is_missing_leads_to_a_plan_that_waits() -> None:
    waiting = replace(SECOND, begun=False, predicted=False)
    feature = predicted([replace(FIRST, predicted=False), waiting])
    assert feature.mend
    assert (feature.mend.key, feature.mend.query) == ("b", "change=plan")
    assert predicted([replace(FIRST, predicted=False)]).mend is None, "written afterwards it would be none"


@pytest.mark.parametrize(
    ("tests", "lit", "words"),
    [
        ([FIRST, SECOND], True, "Grew from 1 patient to 20 patients"),
        ([SECOND, replace(FIRST, number=3)], False, "As large as at first"),
        ([FIRST], False, "Small so far"),
        ([FIRST, replace(SECOND, unit="days")], False, "counted in different things"),
        ([FIRST, replace(SECOND, size=None)], False, "Not known how large the tests were"),
        ([replace(FIRST, unit="")], False, "Not known how large the tests were"),
    ],
    ids=["grew", "shrank", "one", "patients and days", "no size", "no unit"],
)
def test_growing(tests, lit, words) -> None:
    feature = growing(tests)
    assert feature.lit is lit
    assert words in f"{feature.headline} {feature.line}"
    assert lit or feature.missing


@pytest.mark.parametrize(
    ("data", "lit", "words"),
    [
        (DataRecord(key="m", in_a_row=3), True, "3 in a row figures"),
        (DataRecord(key="m", in_a_row=2, gaps=4), False, "2 in a row figures since the first test, 4 missing"),
        (DataRecord(key="m"), False, "None figures"),
        (DataRecord(), False, "no measure has figures yet"),
        (DataRecord(kept=True), False, "Kept by the practice"),
    ],
    ids=["three", "two", "none", "no measure", "kept"],
)
def test_over_time(data, lit, words) -> None:
    feature = over_time([FIRST], data)
    assert feature.lit is lit
    assert words in f"{feature.headline} {feature.line}"


def test_documented_names_the_first_hole() -> None:
    assert documented([FIRST, SECOND]).lit
    hole = documented([FIRST, replace(SECOND, blank=(("study", "What you learned"),))])
    assert (hole.lit, hole.missing) == (False, "What you learned of test 2.")
    assert hole.mend
    assert hole.mend.query == "change=study"
