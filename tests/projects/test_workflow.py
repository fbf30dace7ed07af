"""The whole product of states, actions and people."""

from itertools import product

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.models import Project, StatusChange
from projects.refusal import Refusal
from projects.workflow import TRANSITIONS, Action, allowed_actions, change_status
from tests.builders.together import run_together
from tests.conftest import CAST

MAY = {"lead", "manager"}
# Written out by hand, apart from the table under test.
LEADS_TO = {
    ("invited", "accept"): "active",
    ("invited", "decline"): "declined",
    ("active", "pause"): "paused",
    ("paused", "resume"): "active",
    ("active", "withdraw"): "withdrawn",
    ("paused", "withdraw"): "withdrawn",
    ("declined", "return"): "active",
    ("withdrawn", "return"): "active",
    ("active", "complete"): "completed",
    ("completed", "reopen"): "active",
}


@pytest.mark.parametrize(("status", "action"), list(product(Project.Status.values, Action.values)))
def test_every_state_action_and_person(world, status, action) -> None:
    for who in CAST:
        Project.objects.filter(pk=world.project.pk).update(status=status)
        project = Project.objects.get(pk=world.project.pk)
        user = world.people[who]
        allowed = who in MAY and (status, action) in LEADS_TO
        assert (Action(action) in allowed_actions(project, user)) is allowed, who
        before = StatusChange.objects.count()
        if not allowed:
            with pytest.raises(Refusal) as refusal:
                change_status(project=project, action=Action(action), reason="no_time", by=user)
            assert str(refusal.value).endswith((".", "paused.", "active."))
            assert StatusChange.objects.count() == before
            project.refresh_from_db()
            assert project.status == status
            continue
        change = change_status(project=project, action=Action(action), reason="no_time", note="As agreed", by=user)
        project.refresh_from_db()
        assert project.status == LEADS_TO[status, action]
        assert (change.from_status, change.to_status, change.by) == (status, project.status, user)
        assert bool(change.reason) is TRANSITIONS[Action(action)].needs_reason
        assert Event.objects.filter(action=f"project.{action}", target_id=project.pk, actor=user).exists()


@pytest.mark.parametrize("action", [a for a, t in TRANSITIONS.items() if t.needs_reason])
def test_leaving_needs_a_reason(world, action) -> None:
    Project.objects.filter(pk=world.project.pk).update(status=next(iter(TRANSITIONS[action].sources)))
    with pytest.raises(Refusal, match="reason"):
        change_status(project=world.project, action=action, by=world.lead)


def test_a_refusal_says_why(world) -> None:
    with pytest.raises(Refusal) as refusal:
        change_status(project=world.project, action=Action.RESUME, by=world.lead)
    assert str(refusal.value) == "The project is under way. ‘Carry on’ works while it is paused."


def test_the_team_withdraws_without_anybodys_approval_and_reads_on(world, sign_in) -> None:
    client = sign_in(world.lead)
    url = reverse("project-withdraw", args=[world.project.pk])
    assert "felt imposed" in client.get(url).text.lower()
    answer = client.post(url, {"reason": "no_time", "note": "Two receptionists left"}, follow=True)
    assert "nothing can be changed" in answer.text
    world.project.refresh_from_db()
    assert world.project.status == "withdrawn"
    team = client.get(reverse("team-detail", args=[world.project.pk]))
    assert team.context["can_edit"] is False
    assert "The practice has withdrawn." in team.text
    assert client.get(reverse("action-create", args=[world.project.pk])).status_code == 403
    manager = sign_in(world.manager).get(reverse("project-return", args=[world.project.pk])).text
    assert "Withdrew: no time" in manager
    assert "Two receptionists left" in manager


def test_a_page_for_a_change_that_does_not_fit_offers_no_button(world, sign_in) -> None:
    page = sign_in(world.lead).get(reverse("project-resume", args=[world.project.pk])).text
    assert "The project is under way." in page
    assert 'name="note"' not in page


def test_no_reason_keeps_the_note_and_changes_nothing(world, sign_in) -> None:
    url = reverse("project-pause", args=[world.project.pk])
    page = sign_in(world.lead).post(url, {"note": "Until the new manager <b>starts</b>"})
    assert page.status_code == 200
    assert "nhsuk-error-summary" in page.text
    assert "Until the new manager &lt;b&gt;starts&lt;/b&gt;" in page.text
    world.project.refresh_from_db()
    assert world.project.status == "active"


@pytest.mark.django_db(transaction=True)
def test_two_people_pause_at_once_and_one_of_them_hears_it(world) -> None:
    said = run_together(
        lambda: change_status(project=world.project, action=Action.PAUSE, reason="no_time", by=world.lead),
        lambda: change_status(project=world.project, action=Action.PAUSE, reason="funding", by=world.manager),
    )
    assert sorted(type(item).__name__ for item in said) == ["Refusal", "StatusChange"]
    assert StatusChange.objects.filter(project=world.project).count() == 1
