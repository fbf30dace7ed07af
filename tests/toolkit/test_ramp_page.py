"""The page of one ramp: by size and time up to the standard, above the chart, and a table that says the same."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import make, playbook
from tests.builders.counting import count_queries
from toolkit.cycles.ramp_presenters import levels
from toolkit.models import Cycle, Measure


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def ramp_url(ramp) -> str:
    return url("ramp-detail", ramp.project, ramp_id=ramp.pk)


def picture_url(ramp, size: str = "wide") -> str:
    return url("ramp-picture", ramp.project, ramp_id=ramp.pk) + f"?by=time&size={size}"


def first_day():
    return make.today() - timedelta(days=make.today().weekday() + 42)


def a_ramp(world):
    make.figures(make.measure(world.project), [50, 55, 61, 64, 66, 70, 71])
    return playbook.ramp_of(world.project, [1, 20, 400], first_day())


def test_the_table_says_what_the_picture_shows(world, sign_in) -> None:
    ramp = a_ramp(world)
    standard = make.standard(world.project, cycle=ramp.cycles.get(number=3), decision="keep")
    playbook.edition(standard, world.lead)
    page = sign_in(world.member).get(ramp_url(ramp)).content.decode()
    svg = sign_in(world.member).get(picture_url(ramp)).content.decode()
    described = svg.split("</desc>")[0]
    for words in ("1 patient", "20 patients", "400 patients", "seven of ten", "Enlarge", "The standard", "Edition 1"):
        assert words.lower() in page.lower(), words
        assert words.lower() in described.lower(), words
    assert "Three linked tests, each a little bigger." in page
    assert "Below, on the same dates" in described


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_picture_in_time(world, sign_in, size) -> None:
    ramp = a_ramp(world)
    answer = sign_in(world.coach).get(picture_url(ramp, size))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    again = sign_in(world.coach).get(picture_url(ramp, size), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_no_picture_of_another_size_or_of_no_test(world, sign_in) -> None:
    ramp = a_ramp(world)
    assert sign_in(world.coach).get(picture_url(ramp, "half")).status_code == 404
    Cycle.objects.update(previous=None)
    Cycle.objects.all().delete()
    assert sign_in(world.coach).get(picture_url(ramp)).status_code == 404
    assert "No test is planned yet." in sign_in(world.coach).get(ramp_url(ramp)).content.decode()


def test_outside_the_practice_small_numbers_are_hidden_on_it_too(world, sign_in) -> None:
    measure = make.measure(world.project, value_kind="count", unit="calls", goal=None)
    make.figures(measure, [40, 3, 45, 50, 55, 60])
    ramp = playbook.ramp_of(world.project, [1, 20], first_day())
    for tool in ("cycles", "measures"):
        if not world.project.shares.filter(tool=tool, audience="programme").exists():
            playbook.shared(world.project, tool, "programme")
    outside = sign_in(world.manager).get(picture_url(ramp)).content.decode()
    page = sign_in(world.manager).get(ramp_url(ramp)).content.decode()
    inside = sign_in(world.member).get(picture_url(ramp)).content.decode()
    assert outside != inside
    assert "*" in outside
    assert ">3<" not in outside
    assert ">3<" not in page.split("<table")[1]


def test_without_the_measures_there_is_no_chart(world, sign_in) -> None:
    ramp = a_ramp(world)
    playbook.shared(world.project, "cycles", "library")
    for target in (ramp_url(ramp), picture_url(ramp)):
        words = sign_in(world.other_practice_lead).get(target).content.decode()
        assert "Test with 20" in words
        assert "Calls answered" not in words


def test_the_standard_shows_to_those_who_may_read_it(world, sign_in) -> None:
    ramp = a_ramp(world)
    playbook.edition(make.standard(world.project, cycle=ramp.cycles.get(number=3)), world.lead)
    playbook.shared(world.project, "cycles", "library")
    for target in (ramp_url(ramp), picture_url(ramp)):
        assert "The standard" not in sign_in(world.other_practice_lead).get(target).content.decode()


@pytest.mark.parametrize(
    ("sizes", "units", "decisions", "wanted"),
    [
        ((1, 20, 400), ("patients",) * 3, ("adapt",) * 3, [0, 1, 2]),
        ((20, 5, 20), ("patients",) * 3, ("adapt",) * 3, [1, 0, 1]),
        ((1, 5, 20), ("days", "days", "patients"), ("adapt",) * 3, [0, 1, 1]),
        ((1, 5, 20), ("days", "days", "patients"), ("adapt", "enlarge", "adopt"), [0, 1, 2]),
        ((None, None), ("", ""), ("adapt", "adopt"), [0, 0]),
        ((None, None), ("", ""), ("enlarge", "adopt"), [0, 1]),
        ((), (), (), []),
    ],
    ids=["grows", "shrinks", "patients and days", "enlarged", "not said", "said to be enlarged", "none"],
)
def test_a_test_stands_as_high_as_the_record_says(sizes, units, decisions, wanted) -> None:
    rows = [
        Cycle(number=k, size=size, size_unit=unit, decision=decision)
        for k, (size, unit, decision) in enumerate(zip(sizes, units, decisions, strict=True), start=1)
    ]
    assert levels(rows) == wanted


def test_the_button_is_what_comes_next(world, sign_in) -> None:
    ramp, client = a_ramp(world), sign_in(world.member)
    last = Cycle.objects.get(number=3)
    for stage, words in (("plan", "Plan test 3"), ("do", "Note what happens in test 3"), ("study", "Study test 3"),
                         ("act", "Decide on test 3")):  # fmt: skip
        Cycle.objects.filter(pk=last.pk).update(stage=stage)
        assert words in client.get(ramp_url(ramp)).content.decode()
    Cycle.objects.filter(pk=last.pk).update(stage="closed", decision="adopt")
    assert "Write down what to keep" in client.get(ramp_url(ramp)).content.decode()
    make.standard(world.project, cycle=last)
    assert "Agree on what to keep" in client.get(ramp_url(ramp)).content.decode()


def test_twenty_tests_take_as_many_queries_as_two(world, sign_in) -> None:
    make.figures(make.measure(world.project), [50, 55, 61])
    client, counts = sign_in(world.member), []
    for number in (2, 20):
        ramp = playbook.ramp_of(world.project, list(range(1, number + 1)), first_day())
        counts.append(count_queries(client, ramp_url(ramp)))
    assert counts[0] == counts[1]


# --- Study: the measure's chart over the days of the test -----------------------------------------------------------


def studied(world, **extra) -> Cycle:
    first = first_day()
    make.figures(make.measure(world.project), [50, 51, 52, 53, 64, 65], first + timedelta(days=7))
    return make.cycle(world.project, stage="study", starts_on=first, ends_on=first + timedelta(days=11), **extra)


def cycle_url(cycle, name: str = "cycle-detail") -> str:
    return url(name, cycle.ramp.project, cycle_id=cycle.pk)


def test_study_shows_the_chart_over_the_days_of_the_test(world, sign_in) -> None:
    cycle = studied(world)
    page = sign_in(world.member).get(cycle_url(cycle)).content.decode()
    assert f'src="{cycle_url(cycle, "cycle-chart")}"' in page
    before, during = page.split("During the test")
    assert "50%, 51%, 52%, 53%" in before
    assert "<strong>64%</strong>, <strong>65%</strong>" in during
    assert "From 14 to 7 minutes" in during, "the prediction stands beside it"
    answer = sign_in(world.member).get(cycle_url(cycle, "cycle-chart"))
    assert "Test 1" in answer.content.decode()


@pytest.mark.parametrize("stage", ["plan", "do"])
def test_before_study_there_is_no_chart(world, sign_in, stage) -> None:
    cycle = studied(world)
    Cycle.objects.update(stage=stage)
    assert "During the test" not in sign_in(world.member).get(cycle_url(cycle)).content.decode()


def test_the_measure_named_in_the_plan_comes_before_the_main_one(world, sign_in) -> None:
    cycle = studied(world)
    other = make.measure(world.project, name="Complaints", is_lead=False)
    make.figures(other, [5, 6, 7])
    Cycle.objects.update(measure=other)
    page = sign_in(world.member).get(cycle_url(cycle)).content.decode()
    assert "Complaints" in page
    assert "Calls answered" not in page
    assert Measure.objects.count() == 2


def test_a_test_without_dates_asks_for_them(world, sign_in) -> None:
    cycle = studied(world)
    Cycle.objects.update(starts_on=None, ends_on=None)
    page = sign_in(world.member).get(cycle_url(cycle)).content.decode()
    assert "Write the dates of this test" in page
    assert sign_in(world.member).get(cycle_url(cycle, "cycle-chart")).status_code == 404


def test_act_shows_what_carries_over_and_the_next_plan_what_differs(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="act", what="Ring back", who="Reception", size=20, size_unit="patients")
    client = sign_in(world.member)
    page = client.get(cycle_url(cycle)).content.decode()
    carried = page.split('id="carried"')[1]
    for words in ("Ring back", "Reception", "20 patients", "Will the queue halve?"):
        assert words in carried
    values = {"version": "0", "decision": "adapt", "next_change": "Start at 7:55", "onward": "yes"}
    page = client.post(url("cycle-stage", world.project, cycle_id=cycle.pk, stage="act"), values, follow=True)
    assert "Different this time:</strong> Start at 7:55" in page.content.decode()
    following = Cycle.objects.get(number=2)
    assert (following.size, following.size_unit, following.who) == (20, "patients", "Reception")


def test_adopt_leads_straight_to_writing_it_down(world, sign_in) -> None:
    cycle = make.cycle(world.project, stage="act")
    values = {"version": "0", "decision": "adopt", "onward": "yes"}
    target = url("cycle-stage", world.project, cycle_id=cycle.pk, stage="act")
    answer = sign_in(world.member).post(target, values)
    assert answer["Location"] == f"{url('standard-create', world.project)}?cycle={cycle.pk}"
    assert sign_in(world.member).get(answer["Location"]).status_code == 200
    assert Cycle.objects.count() == 1
