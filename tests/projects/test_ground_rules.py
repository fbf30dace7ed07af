"""How a team wants to work together: added, reworded, ordered, shown in the meeting."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cmsportal.versions import Stale
from projects.models import GroundRule, Progress
from projects.refusal import Refusal
from projects.rules import services
from tests.builders import meetings
from tests.builders.together import run_together


def rule(world, text: str = "We begin on time.") -> GroundRule:
    return services.add_rule(project=world.project, text=text, key=uuid4(), by=world.lead)


def url(world, name: str = "rule-list", *more) -> str:
    return reverse(name, args=[world.project.pk, *more])


def texts(world) -> list[str]:
    return [row.text for row in world.project.ground_rules.all()]


def test_a_rule_is_added_once_and_marks_the_tool(world, sign_in) -> None:
    client, key = sign_in(world.member), str(uuid4())
    for _ in range(2):
        page = client.post(url(world), {"text": "  One <b>speaks</b>. ", "key": key}, follow=True)
    assert texts(world) == ["One <b>speaks</b>."]
    assert "One &lt;b&gt;speaks&lt;/b&gt;." in page.text
    assert Progress.objects.filter(project=world.project, tool="ground_rules", state="doing").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Enter"),
        ("x" * 201, "200"),
        ("Ring 943 476 5919", "NHS number"),
        ("we BEGIN on time.", "on the list already"),
    ],
)
def test_what_is_refused_stays_typed(world, sign_in, text, sentence) -> None:
    rule(world)
    page = sign_in(world.lead).post(url(world), {"text": text, "key": str(uuid4())}).text
    assert "nhsuk-error-summary" in page
    assert text in page
    assert len(texts(world)) == 1


def test_a_dozen_are_enough(world) -> None:
    for number in range(services.MOST):
        rule(world, f"Rule {number}")
    with pytest.raises(Refusal, match="as many as anybody"):
        rule(world, "One more")


def test_order(world, sign_in) -> None:
    first, _, third = (rule(world, text) for text in ("A", "B", "C"))
    client = sign_in(world.lead)
    client.post(url(world, "rule-move", third.pk))
    assert texts(world) == ["A", "C", "B"]
    client.post(url(world, "rule-move", first.pk), {"down": "1"})
    assert texts(world) == ["C", "A", "B"]
    client.post(url(world, "rule-move", third.pk))
    assert texts(world) == ["C", "A", "B"]


def test_changed_and_taken_off_twice(world, sign_in) -> None:
    row = rule(world)
    client = sign_in(world.lead)
    client.post(url(world, "rule-update", row.pk), {"text": "We end on time.", "version": "0"})
    assert texts(world) == ["We end on time."]
    with pytest.raises(Stale):
        services.change_rule(rule=row, text="Else", expected_version=0, by=world.member)
    for _ in range(2):
        assert client.post(url(world, "rule-delete", row.pk)).status_code == 302
    assert texts(world) == []
    other = services.add_rule(project=world.other_project, text="X", key=uuid4(), by=world.other_practice_lead)
    assert client.post(url(world, "rule-delete", other.pk)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_add_at_once(world) -> None:
    rows = run_together(lambda: rule(world, "A"), lambda: rule(world, "B"))
    assert {row.position for row in rows} == {0, 1}


def test_the_rules_stand_in_the_meeting(world, sign_in) -> None:
    rule(world, "One speaks, the others listen.")
    meeting = meetings.running(world.project, world.lead)
    page = sign_in(world.lead).get(reverse("meeting-detail", args=[world.project.pk, meeting.pk])).text
    assert "One speaks, the others listen." in page
