"""Looks back 3, 6 and 12 months after the work."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cmsportal.versions import Stale
from projects.followup.services import answer_check, months_after, plan_checks
from projects.models import FollowUpCheck, Project
from projects.refusal import Refusal
from projects.workflow import Action, change_status
from tests.builders import keeping, make


def due(project) -> dict[int, str]:
    return {row.months: str(row.due_on) for row in project.follow_up_checks.all()}


def complete(world) -> Project:
    change_status(project=world.project, action=Action.COMPLETE, by=world.lead)
    return Project.objects.get(pk=world.project.pk)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 11, 26), 3, date(2027, 2, 26)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
    ids=["plain", "into-a-leap-day", "short-month", "from-a-leap-day", "half-a-year", "a-year"],
)
def test_the_same_day_of_a_later_month(start, months, expected) -> None:
    assert months_after(start, months) == expected


def test_made_when_the_project_is_completed(world) -> None:
    with time_machine.travel("2026-11-26T12:00:00Z"):
        complete(world)
        assert due(world.project) == {3: "2027-02-26", 6: "2027-05-26", 12: "2027-11-26"}


def test_opened_again_only_the_answered_ones_stay(world) -> None:
    with time_machine.travel("2026-11-26T12:00:00Z"):
        project = complete(world)
    with time_machine.travel("2027-02-20T12:00:00Z"):
        check = project.follow_up_checks.get(months=3)
        answer_check(check=check, holds="yes", note="", expected_version=0, by=world.lead)
        change_status(project=project, action=Action.REOPEN, by=world.lead)
        assert due(project) == {3: "2027-02-26"}
        with pytest.raises(Refusal, match="once the project is completed"):
            answer_check(check=check, holds="no", note="", expected_version=1, by=world.lead)
        complete(world)
        assert due(project) == {3: "2027-02-26", 6: "2027-08-20", 12: "2028-02-20"}


def test_answered_once_and_put_right_later(world) -> None:
    project = complete(world)
    project.follow_up_checks.all().delete()
    check = keeping.check(project)
    answer_check(check=check, holds="partly", note=" Fridays slip ", expected_version=0, by=world.member)
    row = FollowUpCheck.objects.get()
    assert (row.holds, row.note, row.done_by) == ("partly", "Fridays slip", world.member)
    answer_check(check=row, holds="yes", note="Mended", expected_version=1, by=world.lead)
    assert FollowUpCheck.objects.get().done_by == world.member
    with pytest.raises(Stale):
        answer_check(check=check, holds="no", note="", expected_version=1, by=world.lead)


def test_too_early_and_for_others_it_is_refused(world) -> None:
    project = complete(world)
    check = project.follow_up_checks.get(months=12)
    with pytest.raises(Refusal, match="too early"):
        answer_check(check=check, holds="yes", note="", expected_version=0, by=world.lead)
    for who in ("coach", "manager", "outsider"):
        with pytest.raises(Refusal, match="Only the lead team"):
            answer_check(check=check, holds="yes", note="", expected_version=0, by=getattr(world, who))


def test_planned_twice_it_is_there_once(world) -> None:
    for _ in range(2):
        plan_checks(project=world.project)
    assert world.project.follow_up_checks.count() == 3


# --- Pages -------------------------------------------------------------------------------------------------------


def test_from_today_to_step_five(world, sign_in) -> None:
    project = complete(world)
    project.follow_up_checks.filter(months=3).update(due_on=make.today())
    client = sign_in(world.member)
    url = reverse("check-update", args=[project.pk, 3])
    assert url in client.get(reverse("today")).content.decode()
    answer = client.post(url, {"note": "Still two people at 8"})
    assert answer.status_code == 200
    assert "Still two people at 8" in answer.content.decode(), "what was typed stays"
    assert FollowUpCheck.objects.get(months=3).done_at is None
    answer = client.post(url, {"holds": "yes", "note": "Still two people at 8", "version": 0}, follow=True)
    page = answer.content.decode()
    assert "Yes. Answered on" in page
    assert "Still two people at 8" in page
    assert url not in client.get(reverse("today")).content.decode()
    assert (
        "Still two people at 8"
        not in sign_in(world.manager).get(reverse("steps-detail", args=[project.pk])).content.decode()
    )


def test_a_patient_s_number_is_not_kept(world, sign_in) -> None:
    project = complete(world)
    project.follow_up_checks.filter(months=3).update(due_on=make.today())
    url = reverse("check-update", args=[project.pk, 3])
    answer = sign_in(world.lead).post(url, {"holds": "yes", "note": "Patient 943 476 5919", "version": 0})
    assert answer.status_code == 200
    assert FollowUpCheck.objects.get(months=3).note == ""


def test_one_that_is_not_planned_does_not_exist(world, sign_in) -> None:
    keeping.check(world.other_project)
    client = sign_in(world.lead)
    assert client.get(reverse("check-update", args=[world.project.pk, 3])).status_code == 404
    assert client.get(reverse("check-update", args=[world.other_project.pk, 3])).status_code == 404
