"""What the workbook says is worth doing next: what could be put in without typing comes first."""

from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import counts, make, opendata
from tests.builders import toolkit as build
from tests.builders.counting import count_queries
from toolkit.earlier.services import begin_from
from toolkit.models import Answer, Workbook
from toolkit.workbook.advice import worth_doing
from toolkit.workbook.at_hand import AtHand
from toolkit.workbook.questions import QUESTIONS
from toolkit.workbook.skipping import skip_questions

pytestmark = pytest.mark.django_db
FULL = Workbook.Path.FULL


@pytest.fixture
def second(world) -> Any:
    """The practice's second project, with the same lead."""
    project = make.project(world.programme, world.practice, "Letters")
    make.member(project, world.lead, is_lead=True)
    return project


def page_of(project: Any) -> str:
    return reverse("workbook-detail", args=[project.pk])


def advice_on(page: str) -> list[str]:
    part = unescape(page).split('id="next-title"')[1].split("</section>")[0]
    return [words.split("</p>")[0] for words in part.split('class="app-advice">')[1:]]


def test_a_second_project_is_told_of_the_first_ones_workbook_and_begins_from_it(world, sign_in, second) -> None:
    client = sign_in(world.lead)
    assert "Our earlier project" not in client.get(page_of(second)).text, "nothing is written there yet"
    build.answer(world.project, "purpose.why", text="To be there.")
    page = client.get(page_of(second)).text
    first = f"Your practice has written this down before, for ‘{world.project.title}’. Most of it will still hold."
    assert advice_on(page)[0] == first
    assert f'href="{reverse("workbook-earlier", args=[second.pk])}"' in page
    assert "Our earlier project" in page
    begin_from(project=second, earlier=world.project, by=world.lead)
    page = client.get(page_of(second)).text
    assert "One answer comes from our earlier project." in advice_on(page)[0]
    assert "Our earlier project" in page


def test_who_has_begun_anew_is_not_asked_again_and_the_link_stays(world, sign_in, second) -> None:
    build.answer(world.project, "purpose.why", text="To be there.")
    build.answer(second, "purpose.why", text="For the letters.")
    page = sign_in(world.lead).get(page_of(second)).text
    assert not any("before, for" in words for words in advice_on(page))
    assert "Our earlier project" in page


def test_nobody_is_told_of_a_workbook_that_they_may_not_open(world, sign_in, second) -> None:
    build.answer(world.project, "purpose.why", text="To be there.")
    newcomer = make.user("Newcomer")
    make.member(second, newcomer)
    page = sign_in(newcomer).get(page_of(second)).text
    assert world.project.title not in unescape(page)
    assert "Our earlier project" not in page


def test_published_figures_that_nobody_has_given_are_named(world, sign_in) -> None:
    client = sign_in(world.lead)
    assert "published" not in " ".join(advice_on(client.get(page_of(world.project)).text))
    opendata.kept(world.practice)
    assert "11 figures are published and not in here yet. Nobody need look them up." in advice_on(
        client.get(page_of(world.project)).text
    )
    build.answer(world.project, "patients.list_size", number=Decimal(9500), certainty="known")
    build.answer(world.project, "patients.age_0_17", certainty="not_applicable")
    build.answer(world.project, "patients.female", certainty="not_known")  # now somebody knows
    assert any(
        words.startswith("9 figures are published") for words in advice_on(client.get(page_of(world.project)).text)
    )


def test_results_of_the_team_that_are_not_in_the_workbook_are_named(world, sign_in) -> None:
    Workbook.objects.create(project=world.project, path=FULL)
    timing = counts.timing(world.project, with_somebody=[1])
    for minutes in (12, 20, 30, 31, 40):
        counts.visit(timing, 0, 9, minutes)
    client = sign_in(world.lead)
    page = client.get(page_of(world.project)).text
    said = "You have found out ‘From the door in to the door out’, and 1 more, and not put them in here yet."
    assert said in advice_on(page)
    assert "processes/#processes-visit_minutes" in page
    build.answer(world.project, "processes.visit_minutes", number=Decimal(33), certainty="known")
    page = client.get(page_of(world.project)).text
    assert "You have found out ‘Of that, time with somebody’ and not put it in here yet." in advice_on(page)
    skip_questions(project=world.project, part="processes", group="visit", reason="no_time", by=world.lead)
    assert "found out" not in " ".join(advice_on(client.get(page_of(world.project)).text)), "left out is left out"


def test_readers_are_asked_to_put_nothing_in(world, sign_in) -> None:
    opendata.kept(world.practice)
    page = sign_in(world.coach).get(page_of(world.project)).text
    assert "are published" not in page
    assert "Start with Processes" not in page


def test_what_needs_no_typing_comes_first_and_three_are_enough(world) -> None:
    answers = {
        "processes.phones": Answer(key="processes.phones", rating="broken"),
        "patients.conditions": Answer(key="patients.conditions", certainty="not_known"),
    }
    ready = AtHand(earlier="Old", published=1, found=("patients.overall",))
    words = [advice.words for advice in worth_doing(world.project, answers, {}, ready=ready)]
    assert len(words) == 3
    assert words[0] == "One figure about your practice is published and not in here yet. Nobody need look it up."
    assert words[1].startswith("You have found out")
    assert "Answering the phones" in words[2]


def test_the_page_asks_as_much_for_a_full_workbook_as_for_one_answer(world, sign_in) -> None:
    opendata.kept(world.practice)
    client = sign_in(world.lead)
    build.answer(world.project, "purpose.why", text="x")
    counts.visit(counts.timing(world.project), 0, 9, 20)
    client.get(page_of(world.project))
    few = count_queries(client, page_of(world.project))
    for key in list(QUESTIONS)[:60]:
        if key != "purpose.why":
            build.answer(world.project, key, certainty="not_known")
    for _ in range(3):
        counts.visit(counts.timing(world.project), 0, 9, 20)
    assert count_queries(client, page_of(world.project)) == few
