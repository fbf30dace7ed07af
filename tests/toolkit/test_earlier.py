"""A second project of a practice begins from the first one's workbook."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.refusal import Refusal
from tests.builders import make
from toolkit.earlier import services
from toolkit.earlier.presenters import changes_of
from toolkit.models import Answer, Workbook
from toolkit.workbook import services as workbook
from toolkit.workbook.services import Draft

pytestmark = pytest.mark.django_db


def url(project: Any, page: str = "workbook-earlier", **extra: Any) -> str:
    return reverse(page, kwargs={"project_id": project.pk, **extra})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def second(world: Any) -> Any:
    """The practice's second project, with the same lead; the first one has three answers."""
    for key, values in (
        ("patients.list_size", {"number": Decimal(9500), "certainty": "known", "as_of": date(2024, 3, 1)}),
        ("processes.phones", {"rating": "broken", "patients_complain": True}),
        ("purpose.why", {"text": "To be there."}),
    ):
        Answer.objects.create(project=world.project, key=key, answered_by=world.lead, **values)
    project = make.project(world.programme, world.practice, "Letters")
    make.member(project, world.lead, is_lead=True)
    return project


def begin(world: Any, second: Any) -> int:
    return services.begin_from(project=second, earlier=world.project, by=world.lead)


def answers(project: Any) -> dict[str, Answer]:
    return {row.key: row for row in Answer.objects.filter(project=project)}


def type_over(world: Any, project: Any, key: str, version: int, **values: Any) -> Any:
    return workbook.save_answer(project=project, draft=Draft(key, values, version), by=world.lead)


def test_takes_the_answers_over_and_says_of_which_day(world: Any, second: Any) -> None:
    assert begin(world, second) == 3
    row = answers(second)["patients.list_size"]
    assert (row.number, row.origin, row.as_of) == (9500, "earlier", date(2024, 3, 1))
    assert row.earlier["number"] == "9.5E+3" or Decimal(row.earlier["number"]) == 9500
    assert Workbook.objects.get(project=second).begun_from == world.project
    assert Answer.objects.filter(project=world.project, origin="typed").count() == 3  # the first keeps its own
    assert Event.objects.filter(action="workbook.begun_from_earlier").count() == 1


def test_what_the_team_has_said_already_stays(world: Any, second: Any) -> None:
    Answer.objects.create(project=second, key="purpose.why", text="For the letters.", answered_by=world.lead)
    assert begin(world, second) == 2
    assert answers(second)["purpose.why"].text == "For the letters."


def test_once_and_within_one_practice(world: Any, second: Any) -> None:
    begin(world, second)
    with pytest.raises(Refusal, match="already"):
        begin(world, second)
    with pytest.raises(Refusal, match="same practice"):
        services.begin_from(project=second, earlier=world.other_project, by=world.lead)
    with pytest.raises(Refusal, match="same practice"):
        services.begin_from(project=second, earlier=second, by=world.lead)


def test_changed_confirmed_and_waiting(world: Any, second: Any) -> None:
    begin(world, second)
    type_over(world, second, "patients.list_size", 0, number=Decimal(9800), certainty="known")
    assert services.confirm(project=second, key="purpose.why", version=0, by=world.lead)
    found = changes_of(second, answers(second))
    assert [(line.key, line.before, line.now) for line in found.changed] == [
        ("patients.list_size", "9,500 people", "9,800 people")
    ]
    assert [line.key for line in found.confirmed] == ["purpose.why"]
    assert [line.key for line in found.waiting] == ["processes.phones"]
    # changed back, it is not a change any more
    type_over(world, second, "patients.list_size", 1, number=Decimal(9500), certainty="known")
    found = changes_of(second, answers(second))
    assert (len(found.changed), len(found.confirmed)) == (0, 2)


def test_confirming_what_somebody_changed_does_nothing(world: Any, second: Any) -> None:
    begin(world, second)
    type_over(world, second, "purpose.why", 0, text="Other")
    assert not services.confirm(project=second, key="purpose.why", version=0, by=world.lead)
    assert not services.confirm(project=second, key="purpose.good", version=0, by=world.lead)


class TestPages:
    def test_choose_then_see_what_changed(self, world: Any, second: Any, sign_in: Callable) -> None:
        client = sign_in(world.lead)
        page = text(client.get(url(second)))
        assert world.project.title in page
        done = client.post(url(second), {"earlier": str(world.project.pk)}, follow=True)
        assert "3 answers taken over" in text(done)
        assert "Does it still hold?" in text(done)
        type_over(world, second, "patients.list_size", 0, number=Decimal(9800), certainty="known")
        part = text(client.get(url(second, "workbook-part", part="patients")))
        assert "Changed. In our earlier project (Friday 1 March 2024): 9,500 people" in part
        assert "Changed. In our earlier" not in text(client.get(url(second, "workbook-part", part="purpose")))
        done = client.post(url(second, "workbook-still-true"), {"key": "purpose.why", "version": "0"}, follow=True)
        assert "1 changed, 1 not looked at yet, 1 still true." in text(done)
        done = client.post(url(second, "workbook-still-true"), {"key": "purpose.why", "version": "0"}, follow=True)
        assert "Somebody changed that answer meanwhile" in text(done)

    def test_not_one_that_the_person_may_not_read(self, world: Any, second: Any, sign_in: Callable) -> None:
        newcomer = make.user("New Comer")
        make.member(second, newcomer)
        client = sign_in(newcomer)
        assert "There is no earlier project" in text(client.get(url(second)))
        assert client.post(url(second), {"earlier": str(world.project.pk)}).status_code == 422
        assert client.post(url(second), {"earlier": str(world.other_project.pk)}).status_code == 422
        assert not Answer.objects.filter(project=second).exists()

    def test_nothing_chosen(self, world: Any, second: Any, sign_in: Callable) -> None:
        answer = sign_in(world.lead).post(url(second), {})
        assert answer.status_code == 422
        assert not Workbook.objects.filter(project=second, begun_from__isnull=False).exists()


def test_the_workbook_says_what_nobody_has_looked_at_since_it_was_taken_over(world, sign_in) -> None:
    kept = {"number": "9500", "on": "2024-03-03", "certainty": "known"}
    for key in ("patients.list_size", "patients.frequent"):
        Answer.objects.create(
            project=world.project, key=key, number=9500, certainty="known", origin="earlier", earlier=kept
        )
    client = sign_in(world.lead)
    address = reverse("workbook-detail", args=[world.project.pk])
    page = client.get(address).text
    assert "2 answers come from our earlier project. Nobody has looked yet whether they still hold." in page
    assert page.count(reverse("workbook-earlier", args=[world.project.pk])) == 2
    Answer.objects.filter(key="patients.frequent").update(origin="typed")
    assert "One answer comes from our earlier project." in client.get(address).text
    Answer.objects.update(origin="typed")
    assert "from our earlier project" not in client.get(address).text
