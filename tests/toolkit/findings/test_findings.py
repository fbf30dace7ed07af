"""Results of surveys, counts, timings and rounds in the workbook: never over words of the team without asking."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day_full
from projects.models import ToolUse
from tests.builders import counts as build
from tests.builders import make, taking_part
from tests.builders import toolkit as workbook
from tests.builders.counting import count_queries
from tests.builders.together import run_together
from toolkit.counting.sums import Summed
from toolkit.findings.from_counts import from_sheet
from toolkit.findings.from_surveys import SHARES, from_survey
from toolkit.findings.reading import found_for
from toolkit.findings.services import take_over
from toolkit.models import Answer, CountSheet, Survey
from toolkit.ratings import services as ratings
from toolkit.ratings.spread import Given
from toolkit.surveys.questions import BANK, Question, questions_for
from toolkit.surveys.results import Line, Result
from toolkit.surveys.services import close_survey
from toolkit.workbook.questions import QUESTIONS
from toolkit.workbook.services import Draft, save_answers

MONDAY = date(2026, 3, 2)
PHONES = "processes.phones"
PHONE = next(question for question in BANK["patients"] if question.key == "phone")


def url(kind: str, thing: Any) -> str:
    return reverse("found-take", args=[thing.project_id, kind, thing.pk])


def part(project: Any, slug: str) -> str:
    return reverse("workbook-part", args=[project.pk, slug])


def result(question: Question, *counts: int) -> Result:
    lines = tuple(Line(words, count, 0) for words, count in zip(question.choices, counts, strict=True))
    return Result(question, sum(counts), lines)


# --- What is found, as pure functions ----------------------------------------------------------------------------


def test_every_share_goes_to_a_question_in_percent_and_names_choices_that_exist() -> None:
    for (kind, key), share in SHARES.items():
        question = next(one for one in BANK[kind] if one.key == key)
        assert QUESTIONS[share.key].unit == "%"
        assert {*share.good, *share.none} <= set(range(len(question.choices)))


@pytest.mark.parametrize(
    ("counts", "number"),
    [((1, 2, 0, 3, 4, 0), 70), ((1, 2, 0, 3, 4, 30), 70), ((5, 0, 0, 0, 0, 0), 0), ((1, 1, 1, 1, 0, 9), None)],
    ids=["plain", "not tried is left out", "none", "fewer than five have tried"],
)
def test_the_share_of_those_who_can_say(counts, number) -> None:
    survey = Survey(kind="patients", title="How was your visit?")
    found = from_survey(survey, [result(PHONE, *counts)], MONDAY)
    assert [finding.number for finding in found] == ([] if number is None else [Decimal(number)])


def test_a_question_that_was_asked_in_other_choices_says_nothing() -> None:
    other = Question("phone", "How easy?", choices=("Easy", "Hard"))
    assert from_survey(Survey(kind="patients"), [result(other, 9, 9)], MONDAY) == []
    assert from_survey(Survey(kind="patients"), [Result(PHONE, 0)], MONDAY) == []


def test_calls_by_weekday_and_time_of_day() -> None:
    sheet = CountSheet(kind="phone", title="Calls", lines=["A", "B"])
    week = timedelta(days=7)
    rows = [
        Summed(MONDAY, 8, 0, 30),
        Summed(MONDAY, 10, 1, 10),
        Summed(MONDAY + week, 8, 0, 20),
        Summed(MONDAY + week, 17, 0, 6),
        Summed(MONDAY + timedelta(days=1), None, 0, 90),
        Summed(MONDAY + timedelta(days=5), 9, 0, 8),
        Summed(MONDAY, 9, 7, 99),
        Summed(MONDAY, 9, 0, -4),
    ]
    found = {finding.key.split(".")[1]: finding.number for finding in from_sheet(sheet, rows)}
    assert found == {"demand_mon": 33, "demand_tue": 90, "hour_08": 17, "hour_09": 6, "hour_16": 2}
    assert {finding.as_of for finding in from_sheet(sheet, rows)} == {MONDAY + week}
    assert from_sheet(sheet, rows)[0].source == "Calls counted on four days: ‘Calls’"


def test_what_comes_unplanned_is_a_text_with_the_most_first() -> None:
    sheet = CountSheet(kind="unplanned", title="In between", lines=["A", "B", "C"])
    found = from_sheet(sheet, [Summed(MONDAY, 8, 0, 3), Summed(MONDAY, 9, 1, 12)])
    assert [finding.text for finding in found] == ["Counted on one day, up to Monday 2 March 2026:\nB: 12\nA: 3"]
    assert from_sheet(sheet, []) == []


# --- Taken over on the page of the result ------------------------------------------------------------------------


@pytest.fixture
def survey(world) -> Survey:
    asked = [question.as_json() for question in questions_for("patients", ["phone", "overall"], [])]
    return taking_part.survey(
        world.project, world.lead, kind="patients", title="How was your visit?", questions=asked
    )


@pytest.fixture
def told(world, survey) -> Survey:
    """Five people: four of them found it easy, and two call it good."""
    link = taking_part.survey_link(survey, world.lead)
    for phone, overall in (("4", "3"), ("4", "4"), ("3", "1"), ("3", "1"), ("0", "0")):
        taking_part.answered(link, phone=phone, overall=overall)
    return survey


def test_a_surveys_shares_go_into_the_workbook_and_say_where_from(world, sign_in, told) -> None:
    client = sign_in(world.member)
    assert url("survey", told) in client.get(reverse("survey-detail", args=[world.project.pk, told.pk])).text
    page = client.get(url("survey", told))
    assert [(row.shown, row.fresh) for row in page.context["proposals"]] == [("80%", True), ("40%", True)]
    sent = client.post(url("survey", told), {"take": ["patients.easy_phone:", "patients.overall:"]}, follow=True)
    assert "2 answers are in the workbook" in sent.text
    answer = Answer.objects.get(key="patients.easy_phone")
    assert (answer.number, answer.origin, answer.certainty) == (80, "survey", "estimate")
    assert answer.source == "Short survey ‘How was your visit?’, 5 answers"
    assert "Filled in from a short survey" in client.get(part(world.project, "patients")).text
    event = Event.objects.get(action="workbook.found_taken")
    assert (event.actor, event.detail) == (world.member, {"answers": 2})
    use = ToolUse.objects.get(tool="workbook", part="")
    assert use.answered == 2
    again = client.post(url("survey", told), {"take": ["patients.easy_phone:0"]})
    assert again.status_code == 302
    assert Answer.objects.get(key="patients.easy_phone").version == 0


def test_what_the_team_typed_is_not_ticked_and_stays_unless_asked_for(world, sign_in, told) -> None:
    mine = workbook.answer(world.project, "patients.easy_phone", number=55, certainty="known", source="A count")
    client = sign_in(world.lead)
    rows = {row.finding.key: row for row in client.get(url("survey", told)).context["proposals"]}
    assert (rows["patients.easy_phone"].fresh, rows["patients.easy_phone"].now) == (False, "55%")
    client.post(url("survey", told), {"take": ["patients.overall:"]})
    mine.refresh_from_db()
    assert mine.number == 55
    client.post(url("survey", told), {"take": ["patients.easy_phone:0"]})
    mine.refresh_from_db()
    assert (mine.number, mine.origin) == (80, "survey")
    assert mine.history.filter(number=55, source="A count").exists()


def test_what_somebody_changed_meanwhile_is_left_as_it_is(world, sign_in, told) -> None:
    client = sign_in(world.lead)
    client.get(url("survey", told))
    workbook.answer(world.project, "patients.easy_phone", number=61)
    page = client.post(url("survey", told), {"take": ["patients.easy_phone:"]}, follow=True)
    assert "was changed meanwhile" in page.text
    assert Answer.objects.get().number == 61


@pytest.mark.parametrize("take", [[], ["made.up:"], ["patients.easy_phone:x"], ["patients.easy_phone:" + "9" * 40]])
def test_nothing_ticked_or_made_up_says_so(world, sign_in, told, take) -> None:
    page = sign_in(world.lead).post(url("survey", told), {"take": take})
    assert (page.status_code, "Tick at least one" in page.text) == (422, True)
    assert not Answer.objects.exists()


def test_a_closed_round_gives_the_worse_of_two_and_keeps_the_text(world, sign_in) -> None:
    workbook.answer(world.project, PHONES, text="At eight", rating="works")
    row = build.rating_round(world.project, world.lead)
    people = [world.lead, world.member, make.user("Person 1"), make.user("Person 2")]
    for person, value in zip(people, (1, 2, 3, 4), strict=True):
        ratings.give_ratings(round=row, given=[Given(PHONES, value, patients_complain=value < 3)], by=person)
    client = sign_in(world.member)
    assert "Nothing to put in yet" in client.get(url("round", row)).text, "nothing while the round is under way"
    ratings.close_round(round=row, by=world.lead)
    assert url("round", row) in client.get(reverse("rating-detail", args=[world.project.pk, row.pk])).text
    for _ in range(2):
        client.post(url("round", row), {"take": [f"{PHONES}:0"]})
    answer = Answer.objects.get()
    assert (answer.rating, answer.text, answer.answered_by) == ("real", "At eight", world.member)
    assert (answer.patients_complain, answer.working_on_it, answer.origin) == (True, False, "rated")
    assert answer.source == f"Rated together by 4 people, {day_full(make.today())}"
    assert "Rated together by us" in client.get(part(world.project, "processes")).text


def test_a_timing_gives_the_median_from_five_visits_on(world, sign_in) -> None:
    timing = build.timing(world.project)
    for minutes in (20, 31, 40, 25):
        build.visit(timing, 0, 9, minutes)
    client = sign_in(world.lead)
    build.visit(timing, 0, 9, 300, left_out=True)
    assert "Nothing to put in yet" in client.get(url("timing", timing)).text
    build.visit(timing, 0, 9, 33)
    client.post(url("timing", timing), {"take": ["processes.visit_minutes:"]})
    answer = Answer.objects.get()
    assert (answer.number, answer.origin, answer.source) == (31, "counted", "5 visits timed: ‘A blood test’")


def test_a_text_goes_below_the_teams_own_and_only_once(world, sign_in) -> None:
    sheet = build.sheet(world.project, kind="unplanned", title="In between")
    build.count(sheet, make.today(), amount=7)
    mine = workbook.answer(world.project, "patterns.unplanned", text="The printer")
    client = sign_in(world.lead)
    row = client.get(url("sheet", sheet)).context["proposals"][0]
    assert (row.fresh, row.adds) == (True, True)
    for version in (0, 1):
        client.post(url("sheet", sheet), {"take": [f"patterns.unplanned:{version}"]})
    mine.refresh_from_db()
    assert mine.text.startswith("The printer\n\nCounted on one day")
    assert (mine.text.count("Counted on"), mine.origin) == (1, "typed")


def test_a_text_without_room_for_more_is_left_as_it_is(world, sign_in) -> None:
    sheet = build.sheet(world.project, kind="unplanned")
    build.count(sheet, make.today(), amount=7)
    workbook.answer(world.project, "patterns.unplanned", text="x" * 3990)
    page = sign_in(world.lead).post(url("sheet", sheet), {"take": ["patterns.unplanned:0"]}, follow=True)
    assert "has no room for more" in page.text
    assert Answer.objects.get().text == "x" * 3990


@pytest.mark.parametrize("kind", ["made-up", "survey"])
def test_another_kind_or_another_projects_thing_is_not_there(world, sign_in, kind) -> None:
    foreign = taking_part.survey(world.other_project, world.other_practice_lead)
    address = reverse("found-take", args=[world.project.pk, kind, foreign.pk])
    assert sign_in(world.lead).get(address).status_code == 404
    assert sign_in(world.lead).post(address, {"take": ["patients.easy_phone:"]}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_take_over_at_once_make_one_answer(world) -> None:
    sheet = build.sheet(world.project)
    for day in range(3):
        build.count(sheet, make.today() - timedelta(days=day), amount=7)
    findings = list(found_for(world.project, world.lead, "patterns").values())
    versions = {finding.key: None for finding in findings}
    calls = [
        lambda by=by: take_over(project=world.project, findings=findings, versions=versions, by=by)
        for by in (world.lead, world.member)
    ]
    run_together(*calls)
    assert sorted(Answer.objects.values_list("key", flat=True)) == sorted(versions)
    assert set(Answer.objects.values_list("version", flat=True)) == {0}


@pytest.mark.django_db(transaction=True)
def test_whole_pages_saved_at_the_same_moment_never_wait_for_each_other(world) -> None:
    """Somebody who saves a page holds its answers and adds new ones, while somebody else takes results over."""
    sheet = build.sheet(world.project)
    for day in range(5):
        build.count(sheet, make.today() - timedelta(days=day), amount=7)
    findings = found_for(world.project, world.lead, "patterns")
    first, *others = findings
    for attempt in range(6):
        Answer.objects.all().delete()
        ToolUse.objects.all().delete()
        workbook.answer(world.project, first, number=1 + attempt)
        drafts = [Draft(first, {"text": "", "number": Decimal(50 + attempt)}, 0)]
        drafts += [Draft(key, {"number": Decimal(3)}, None) for key in [*others, "patterns.meetings"]]
        versions = {key: 0 if key == first else None for key in findings}
        done = run_together(
            lambda drafts=drafts: save_answers(project=world.project, drafts=drafts, by=world.lead),
            lambda versions=versions: take_over(
                project=world.project, findings=list(findings.values()), versions=versions, by=world.member
            ),
        )
        assert not [problem for problem in done if isinstance(problem, BaseException)]
        assert Answer.objects.filter(key__in=findings).count() == len(findings)


# --- Offered beside the field ------------------------------------------------------------------------------------


def test_the_offer_beside_the_field_saves_the_page_and_takes_over(world, sign_in, told) -> None:
    client = sign_in(world.lead)
    page = client.get(part(world.project, "patients"))
    assert "Our short survey says: 80%" in page.text
    assert 'name="found" value="patients.easy_phone">Use it<' in page.text
    typed = {
        "patients-list_size-number": "9,500",
        "patients-list_size-version": "",
        "patients-easy_phone-number": "",
        "patients-easy_phone-version": "",
        "found": "patients.easy_phone",
    }
    sent = client.post(part(world.project, "patients"), typed, follow=True)
    assert "‘Find it easy to get through by phone’ is filled in" in sent.text
    assert {row.key: row.number for row in Answer.objects.all()} == {
        "patients.list_size": 9500,
        "patients.easy_phone": 80,
    }
    assert "Our short survey says: 80%" not in sent.text


def test_beside_words_of_the_team_it_asks_to_use_it_instead(world, sign_in, told) -> None:
    workbook.answer(world.project, "patients.easy_phone", number=55, certainty="known")
    client = sign_in(world.lead)
    assert 'value="patients.easy_phone">Use it instead<' in client.get(part(world.project, "patients")).text
    client.post(part(world.project, "patients"), {})
    assert Answer.objects.get().number == 55


def test_what_another_person_wrote_meanwhile_is_not_replaced(world, sign_in, told) -> None:
    workbook.answer(world.project, "patients.easy_phone", number=55, certainty="known")
    row = Answer.objects.get()
    row.number, row.version = Decimal(61), 1
    row.save()
    typed = {
        "patients-easy_phone-number": "55",
        "patients-easy_phone-certainty": "known",
        "patients-easy_phone-version": "0",
        "found": "patients.easy_phone",
    }
    page = sign_in(world.lead).post(part(world.project, "patients"), typed, follow=True)
    assert "was changed meanwhile" in page.text
    assert Answer.objects.get().number == 61


@pytest.mark.parametrize("key", ["made.up", "patients.list_size", "processes.phones", "x" * 10_000])
def test_an_offer_that_is_not_there_changes_nothing(world, sign_in, told, key) -> None:
    page = sign_in(world.lead).post(part(world.project, "patients"), {"found": key}, follow=True)
    assert "That result is no longer there" in page.text
    assert not Answer.objects.exists()


def test_of_two_results_the_newer_is_offered(world, sign_in, told) -> None:
    close_survey(survey=told, by=world.lead)
    Survey.objects.filter(pk=told.pk).update(
        opened_at=make.now() - timedelta(days=60), closed_at=make.now() - timedelta(days=30)
    )
    later = taking_part.survey(world.project, world.lead, kind="patients", title="Later", questions=told.questions)
    taking_part.many(taking_part.survey_link(later, world.lead), times=5, phone="0")
    page = sign_in(world.lead).get(part(world.project, "patients")).text
    assert "Our short survey says: 0%" in page
    assert "Our short survey says: 80%" not in page


@pytest.mark.parametrize("who", ["coach", "mentor"])
def test_readers_are_offered_nothing(world, sign_in, told, who) -> None:
    page = sign_in(getattr(world, who)).get(part(world.project, "patients"))
    assert page.status_code == 200
    assert "Our short survey says" not in page.text
    assert sign_in(getattr(world, who)).get(url("survey", told)).status_code == 403


def test_four_answers_more_change_nothing_beside_a_field_or_on_the_page(world, sign_in, told) -> None:
    client = sign_in(world.lead)
    link = taking_part.survey_link(told, world.lead, name="Second")

    def seen() -> list[Any]:
        cache.clear()
        page = client.get(part(world.project, "patients"))
        offers = [row.offer for section in page.context["sections"] for row in section.rows if row.offer]
        return [offers, client.get(url("survey", told)).context["proposals"]]

    before = seen()
    for _ in range(4):
        taking_part.answered(link, phone="0", overall="0")
        assert seen() == before
    taking_part.answered(link, phone="0", overall="0")
    assert seen() != before


def test_the_same_queries_for_few_and_many(world, sign_in, told) -> None:
    client = sign_in(world.lead)
    sheet = build.sheet(world.project)
    build.count(sheet, make.today())
    pages = [part(world.project, "patients"), part(world.project, "patterns"), url("survey", told)]
    few = [count_queries(client, page) for page in pages]
    for number in range(4):
        more = taking_part.survey(
            world.project, world.lead, kind="patients", title=f"No {number}", questions=told.questions
        )
        taking_part.many(taking_part.survey_link(more, world.lead), times=5, phone="1")
        build.count(build.sheet(world.project), make.today(), amount=number + 1)
    assert [count_queries(client, page) for page in pages] == few
