from datetime import timedelta

import pytest
from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day
from cmsportal.programme.people.services import end_membership
from projects.coaches.services import assign_coach, coach_pool, end_coaching, join_coaching, lead_assignment
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
    assert pool["Rachel Osei"].room == "1 of 2 teams. Mentor: Marcus Bell"
    assert pool["Marcus Bell"].room == "0 of 2 teams"
    assert next(coach.name for coach in coach_pool(world.project)) == "Marcus Bell"
    Project.objects.filter(pk=world.other_project.pk).update(status="withdrawn")
    assert {coach.name: coach.teams for coach in coach_pool(world.project)}["Anita Rowe"] == 0


def test_the_page_hands_over(world, sign_in) -> None:
    client = sign_in(world.manager)
    page = client.get(url(world))
    assert "Rachel Osei coaches this team" in page.text
    assert "1 of 2 teams" in page.text
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
    assert "Somebody changed this a moment ago. Marcus Bell coaches this team." in answer.text
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


def test_a_coach_who_begins_later_is_not_said_to_coach(world, sign_in) -> None:
    client = sign_in(world.manager)
    soon = TODAY() + timedelta(days=3)
    answer = client.post(
        url(world),
        {
            "coach": world.other_coach.pk,
            "starts_on": f"{soon:%d/%m/%Y}",
            "instead_of": lead_assignment(world.project).pk,
        },
        follow=True,
    )
    assert f"Anita Rowe will coach Larkmead Surgery from {day(soon)}." in answer.text
    assert f"Anita Rowe will coach this team from {day(soon)}</h1>" in answer.text
    assert "Anita Rowe coaches" not in answer.text
    coming = lead_assignment(world.project)
    for _ in range(2):
        end_coaching(project=world.project, assignment_id=coming.pk, by=world.manager)
    assert Event.objects.filter(action="coach.ended").count() == 1, "a second click changes nothing"
    assert "Rachel Osei coaches this team</h1>" in client.get(url(world)).text
    assert "Anita Rowe will" not in client.get(url(world)).text


def test_every_page_counts_a_coachs_teams_alike(world, sign_in) -> None:
    """Teams coached now or soon, in projects that have not ended, of this programme."""
    extra = {status: make.project(world.programme, make.practice(), status=status) for status in Project.Status}
    for project in extra.values():
        make.coaches(project, world.other_coach)
    make.coaches(world.project, world.other_coach, starts_on=TODAY() + timedelta(days=2), is_lead=False)
    make.coaches(make.project(world.programme, make.practice()), world.other_coach, ends_on=TODAY())
    make.pool_coach(world.other_programme, world.other_coach, capacity=1)
    make.coaches(world.foreign_project, world.other_coach)
    world.other_coach.programme_memberships.filter(programme=world.programme).update(capacity=6)
    client = sign_in(world.manager)
    assert {coach.name: coach.room for coach in coach_pool(world.project)}["Anita Rowe"] == "5 of 6 teams"
    assert "5 of 6 teams" in client.get(reverse("programme-people", args=[world.programme.pk])).text
    page = sign_in(world.other_coach).get(reverse("today")).text
    assert "You have <strong>6 of 7 teams</strong>" in page, "both programmes"


def test_whoever_has_left_the_pool_gets_no_team_from_an_earlier_day(world) -> None:
    world.other_coach.programme_memberships.update(ends_on=TODAY())
    with pytest.raises(Refusal, match="not one of the programme's coaches"):
        hand_over(world, world.other_coach, TODAY() - timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_a_coach_leaves_the_pool_while_given_a_team(world) -> None:
    """One of the two comes first, and the other is told; never a coach from outside the pool who has a team."""
    tomorrow = TODAY() + timedelta(days=1)
    for _ in range(5):
        user = make.user()
        membership = make.pool_coach(world.programme, user)
        project = make.project(world.programme, make.practice())
        said = run_together(
            lambda project=project, user=user: assign_coach(
                project=project, user=user, starts_on=tomorrow, instead_of=None, by=world.manager
            ),
            lambda membership=membership: end_membership(membership=membership, by=world.manager),
        )
        names = sorted(type(item).__name__ for item in said)
        assert names in (["CoachAssignment", "ValidationError"], ["ProgrammeMembership", "Refusal"]), said


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


def join(world, user, **extra):
    return join_coaching(
        **{"project": world.project, "user": user, "starts_on": TODAY(), "by": world.manager, **extra}
    )


def test_a_second_coach_sees_the_team_and_the_first_goes_on_to_lead(world, sign_in) -> None:
    url = reverse("coach-join", args=[world.project.pk])
    data = {"coach": str(world.other_coach.pk), "starts_on": f"{TODAY():%d/%m/%Y}"}
    assert sign_in(world.manager).post(url, data).status_code == 302
    assert coaches_today(world) == {"coach", "other_coach"}
    assert lead_assignment(world.project).user == world.coach
    assert join(world, world.other_coach).is_lead is False
    assert CoachAssignment.objects.filter(project=world.project, user=world.other_coach).count() == 1
    with pytest.raises(Refusal, match="already"):
        join(world, world.coach)
    with pytest.raises(Refusal, match="Only a manager"):
        join(world, world.mentor, by=world.lead)


def test_no_second_coach_without_a_first_nor_from_the_lead_team(world, sign_in) -> None:
    make.member(world.project, world.mentor)
    with pytest.raises(Refusal, match="lead team"):
        join(world, world.mentor)
    end_coaching(project=world.project, assignment_id=lead_assignment(world.project).pk, by=world.manager)
    with pytest.raises(Refusal, match="no coach yet"):
        join(world, world.other_coach)
    page = sign_in(world.manager).get(reverse("coach-join", args=[world.project.pk])).content.decode()
    assert "The team has no coach yet" in page
