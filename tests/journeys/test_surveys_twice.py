"""Nobody answers a survey twice in one browser: by the back button, in a second tab, by the form that stayed open."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import taking_part
from toolkit.models import Survey, SurveyAnswer
from toolkit.ways_in.tokens import path_of

from .looking import PHONE, Looker
from .steps import heading, press
from .world import Team, team

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return team()


@pytest.fixture
def survey(larkmead: Team) -> Survey:
    return taking_part.survey(larkmead.project, larkmead.lead)


def test_back_button_other_tab_and_open_form(larkmead: Team, survey: Survey, open_page: Open, look: Looker) -> None:
    address = path_of(taking_part.survey_link(survey, larkmead.lead))
    first = open_page(address, viewport=PHONE)
    other = first.context.new_page()
    other.goto(address)
    for page, choice in ((first, "Good"), (other, "Very poor")):
        page.get_by_label(choice, exact=True).first.check()
    press(first, "Send my answers")
    heading(first, "Thank you")
    first.go_back()
    heading(first, "Thank you")
    expect(first.get_by_role("button", name="Send my answers")).to_have_count(0)
    press(other, "Send my answers")
    heading(other, "Thank you")
    expect(other.get_by_text("This browser answers")).to_be_visible()
    look(other, "survey-answered-before")
    other.reload()
    heading(other, "Thank you")
    other.close()
    assert SurveyAnswer.objects.filter(survey=survey).count() == 1


def test_cleared_cookies_are_said_to_the_team(
    larkmead: Team, survey: Survey, sign_in: Callable[..., Page], look: Looker
) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url(f"surveys/{survey.pk}/"))
    expect(
        page.get_by_text("Whoever clears its cookies, or takes a second device, can answer again.")
    ).to_be_visible()
    look(page, "survey-links")
