from datetime import timedelta

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from projects.coaches.services import assign_coach, coach_pool, end_coaching, lead_assignment
from projects.models import CoachAssignment, Project
from projects.refusal import Refusal
from tests.builders import make
from tests.builders.counting import count_queries
from tests.builders.together import run_together

TODAY = make.today


def url(world) -> str:
    return reverse("coach-assign", args=[world.project.pk])


def hand_over(world, user, day=None, **extra):
    present = lead_assignment(world.project)
    return assign_coach(
        **{
            "project": world.project,
            "user": user,
            "starts_on": day or TODAY(),
            "instead_of": present.pk if present else None,
            "by": world.manager,
            **extra,
        }
    )


def coaches_today(world) -> set[str]:
    return {
        who
        for who in ("coach", "other_coach", "mentor")
        if Project.objects.coached_by(world.people[who]).filter(pk=world.project.pk).exists()
    }


def test_hand_over_ends_the_old_and_begins_the_new_on_one_day(world) -> None:
    hand_over(world, world.other_coach)
    assert coaches_today(world) == {"other_coach"}
    assert not Project.visible_to(world.coach).filter(pk=world.project.pk).exists()
    old = CoachAssignment.objects.get(project=world.project, user=world.coach)
    assert old.ends_on == TODAY()
    assert Event.objects.get(action="coach.handed_over").detail["before"] == str(world.coach.pk)


def test_hand_over_on_a_later_day_keeps_the_old_coach_until_then(world) -> None:
    hand_over(world, world.other_coach, TODAY() + timedelta(days=7))
    assert coaches_today(world) == {"coach"}
    hand_over(world, world.mentor, TODAY() + timedelta(days=7))
    spans = CoachAssignment.objects.filter(project=world.project).exclude(ends_on=TODAY() + timedelta(days=7))
    assert [row.user for row in spans.filter(ends_on__isnull=True)] == [world.mentor]


def test_the_first_coach_and_the_end(world) -> None:
    present = lead_assignment(world.project)
    for _ in range(2):
        end_coaching(project=world.project, assignment_id=present.pk, by=world.manager)
    assert coaches_today(world) == set()
    assert Event.objects.filter(action="coach.ended").count() == 1
    hand_over(world, world.coach)
    assert coaches_today(world) == {"coach"}
    assert Event.objects.filter(action="coach.assigned").count() == 1


@pytest.mark.parametrize("who", ["coach", "lead", "mentor", "other_manager", "admin"])
def test_only_the_manager_assigns_and_ends(world, who) -> None:
    with pytest.raises(Refusal):
        hand_over(world, world.other_coach, by=world.people[who])
    with pytest.raises(Refusal):
        end_coaching(project=world.project, assignment_id=lead_assignment(world.project).pk, by=world.people[who])


def test_nobody_coaches_their_own_team_or_from_outside_the_pool(world) -> None:
    make.pool_coach(world.programme, world.member)
    with pytest.raises(Refusal, match="is on this lead team"):
        hand_over(world, world.member)
    with pytest.raises(Refusal, match="not one of the programme's coaches"):
        hand_over(world, world.outsider)
    assert coaches_today(world) == {"coach"}


def test_a_day_before_the_present_coach_began_is_refused(world) -> None:
    with pytest.raises(Refusal, match="Choose that day or a later one"):
        hand_over(world, world.other_coach, TODAY() - timedelta(days=300))
    assert coaches_today(world) == {"coach"}


def test_a_day_in_a_former_coachs_time_is_refused(world) -> None:
    hand_over(world, world.other_coach)
    end_coaching(project=world.project, assignment_id=lead_assignment(world.project).pk, by=world.manager)
    with pytest.raises(Refusal, match="Rachel Osei coached this team"):
        hand_over(world, world.mentor, TODAY() - timedelta(days=5))


def test_the_same_coach_again_is_no_change(world) -> None:
    before = CoachAssignment.objects.count()
    hand_over(world, world.coach)
    assert CoachAssignment.objects.count() == before


def test_pool_shows_room_and_mentor(world) -> None:
    pool = {coach.name: coach for coach in coach_pool(world.project)}
    assert pool["Rachel Osei"].coaches_now
    assert pool["Rachel Osei"].room == "1 team now, room for 2. Mentor: Marcus Bell"
    assert pool["Marcus Bell"].room == "0 teams now, room for 2"
    assert next(coach.name for coach in coach_pool(world.project)) == "Marcus Bell"
    Project.objects.filter(pk=world.other_project.pk).update(status="withdrawn")
    assert {coach.name: coach.teams for coach in coach_pool(world.project)}["Anita Rowe"] == 0


def test_the_page_hands_over(world, sign_in) -> None:
    client = sign_in(world.manager)
    page = client.get(url(world))
    assert "Rachel Osei coaches this team" in page.text
    assert "1 team now, room for 2" in page.text
    present = str(page.context["form"].initial["instead_of"])
    answer = client.post(
        url(world), {"coach": world.other_coach.pk, "starts_on": "today", "instead_of": present}, follow=True
    )
    assert "Anita Rowe coaches Larkmead Surgery." in answer.text
    assert "Rachel Osei" in answer.text


def test_bad_input_keeps_the_choice(world, sign_in) -> None:
    answer = sign_in(world.manager).post(url(world), {"coach": world.other_coach.pk, "starts_on": "31 February"})
    assert answer.status_code == 200
    assert "nhsuk-error-summary" in answer.text
    assert "31 February" in answer.text
    assert answer.context["form"]["coach"].value() == str(world.other_coach.pk)
    assert coaches_today(world) == {"coach"}


def test_a_page_drawn_before_somebody_elses_choice_is_told_so(world, sign_in) -> None:
    stale = lead_assignment(world.project).pk
    hand_over(world, world.mentor)
    answer = sign_in(world.manager).post(
        url(world), {"coach": world.other_coach.pk, "starts_on": "today", "instead_of": stale}
    )
    assert "Somebody changed this a moment ago. Marcus Bell coaches this team now." in answer.text
    assert coaches_today(world) == {"mentor"}


def test_another_projects_assignment_is_not_found(world, sign_in) -> None:
    other = world.other_project.coach_assignments.get()
    assert sign_in(world.manager).post(reverse("coach-end", args=[world.project.pk, other.pk])).status_code == 404


def test_the_page_costs_the_same_for_a_large_pool(world, sign_in) -> None:
    client = sign_in(world.manager)
    few = count_queries(client, url(world))
    for _ in range(20):
        user = make.user()
        make.pool_coach(world.programme, user, mentor=world.programme.memberships.get(user=world.mentor))
        make.coaches(make.project(world.programme, make.practice()), user)
    assert count_queries(client, url(world)) == few


@pytest.mark.django_db(transaction=True)
def test_two_managers_assign_at_once_and_one_is_told(world) -> None:
    second = make.user("Dilys Moran")
    make.manager(world.programme, second)
    present = lead_assignment(world.project).pk

    def choose(user, by):
        return lambda: assign_coach(project=world.project, user=user, starts_on=TODAY(), instead_of=present, by=by)

    said = run_together(choose(world.other_coach, world.manager), choose(world.mentor, second))
    assert sorted(type(item).__name__ for item in said) == ["CoachAssignment", "Refusal"]
    assert len(coaches_today(world)) == 1
