"""Who waits, whom the manager may ask, and all at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cmsportal.audit.models import Event
from coaching.matching.reading import read_coaches, read_waiting, waiting_projects
from coaching.matching.services import apply_proposal, ask_coach, candidates, propose, save_wish
from coaching.models import Match, Wish
from projects.models import Project
from projects.refusal import Refusal
from tests.builders import make, matching
from tests.builders.counting import queries_of

TODAY = make.today


def names_waiting(programme) -> list[tuple[str, int]]:
    return [(project.practice.name, row.days) for project, row in read_waiting(waiting_projects(programme))]


def ask(project, user, by, reason="They asked for this coach"):
    return ask_coach(project=project, user=user, starts_on=TODAY(), override_reason=reason, by=by)


def facts(world, who):
    return next(one for one in read_coaches(world.programme) if one.user_id == world.people[who].pk)


def test_who_waits_and_since_when(world) -> None:
    matching.waiting(world.programme, "Long ago", days=90)
    matching.waiting(world.programme, "Lately", days=3)
    left = matching.waiting(world.programme, "Coach left", days=300)
    make.coaches(left, world.mentor, ends_on=TODAY() - timedelta(days=20))
    later = matching.waiting(world.programme, "Coach comes", days=30)
    make.coaches(later, world.mentor, starts_on=TODAY() + timedelta(days=5))
    done = matching.waiting(world.programme, "Withdrawn", days=200, status="withdrawn")
    asked = matching.waiting(world.programme, "Asked", days=30)
    matching.match(asked, world.mentor, world.manager)
    matching.waiting(world.other_programme, "Elsewhere")
    assert names_waiting(world.programme) == [("Long ago", 90), ("Coach left", 20), ("Lately", 3)]
    assert done.status == Project.Status.WITHDRAWN


def test_what_a_coach_has_done_here_counts_as_experience(world) -> None:
    old = make.project(world.programme, make.practice("Old Mill"), types=["health"], adopter="innovator")
    make.coaches(old, world.other_coach, ends_on=TODAY() - timedelta(days=9))
    never = make.project(world.programme, make.practice("Never"), types=["patient_centred"])
    make.coaches(never, world.other_coach, starts_on=TODAY(), ends_on=TODAY())
    matching.profile(world.other_coach, earlier_projects=3, clinical_areas=["cancer"])
    found = facts(world, "other_coach")
    assert (found.projects, found.types, found.adopters) == (5, {"health"}, {"innovator"})
    assert found.coached_before == {old.practice_id, world.other_project.practice_id}
    assert (found.teams, found.room, found.areas) == (1, 1, {"cancer"})


def test_a_team_that_was_promised_takes_room(world) -> None:
    matching.match(matching.waiting(world.programme), world.other_coach, world.manager)
    found = facts(world, "other_coach")
    assert (found.room, found.unsettled) == (0, 1)


def test_a_coach_who_is_gone_or_closed_is_not_in_the_list(world) -> None:
    world.mentor.programme_memberships.update(ends_on=TODAY())
    world.coach.is_active = False
    world.coach.save()
    assert [one.name for one in read_coaches(world.programme)] == ["Anita Rowe"]


def test_the_list_takes_as_many_queries_for_two_as_for_twenty(world) -> None:
    project = matching.waiting(world.programme)
    few = queries_of(lambda: candidates(project))
    for _ in range(18):
        make.pool_coach(world.programme, make.user())
    assert queries_of(lambda: candidates(project)) == few
    two = queries_of(lambda: propose(world.programme))
    for _ in range(8):
        matching.waiting(world.programme)
    assert queries_of(lambda: propose(world.programme)) == two


def test_the_first_of_the_list_needs_no_reason_and_any_other_does(world) -> None:
    project = matching.waiting(world.programme)
    matching.profile(world.mentor, earlier_projects=4)
    found = candidates(project)
    assert found[0].coach.name == "Marcus Bell"
    with pytest.raises(Refusal, match="why"):
        ask(project, world.other_coach, world.manager, reason="  ")
    match = ask(project, world.other_coach, world.manager)
    assert match.rank > 1
    assert match.override_reason == "They asked for this coach"
    assert [True, "Has room: 1 of 2 teams"] in match.reasons
    other = matching.waiting(world.programme)
    assert ask(other, world.mentor, world.manager, reason="not kept").override_reason == ""


def test_an_override_without_a_reason_is_refused_by_the_database_too(world) -> None:
    with pytest.raises(IntegrityError, match="match_override_has_reason"), transaction.atomic():
        matching.match(world.project, world.mentor, world.manager, rank=2)
    matching.match(world.project, world.mentor, world.manager)
    with pytest.raises(IntegrityError, match="match_one_asked"), transaction.atomic():
        matching.match(world.project, world.other_coach, world.manager)


@pytest.mark.parametrize("who", ["lead", "coach", "mentor", "other_manager", "admin"])
def test_only_the_manager_asks(world, who) -> None:
    project = matching.waiting(world.programme)
    with pytest.raises(Refusal, match="Only a manager"):
        ask(project, world.mentor, world.people[who])
    with pytest.raises(Refusal, match="Only a manager"):
        apply_proposal(programme=world.programme, pairs=[], starts_on=TODAY(), by=world.people[who])


def test_whom_one_cannot_ask(world) -> None:
    project = matching.waiting(world.programme)
    make.member(project, world.mentor)
    with pytest.raises(Refusal, match="is on this lead team"):
        ask(project, world.mentor, world.manager)
    matching.profile(world.other_coach, keeps_out_of=[project.practice.code])
    with pytest.raises(Refusal, match="keeps out of this practice"):
        ask(project, world.other_coach, world.manager)
    with pytest.raises(Refusal, match="no longer one"):
        ask(project, world.outsider, world.manager)
    with pytest.raises(Refusal, match="has a coach"):
        ask(world.project, world.other_coach, world.manager)
    with pytest.raises(Refusal, match="not under way"):
        ask(matching.waiting(world.programme, status="completed"), world.coach, world.manager)
    assert not Match.objects.exists()


def test_asking_twice_is_once_and_another_coach_has_to_wait(world) -> None:
    project = matching.waiting(world.programme)
    first = ask(project, world.mentor, world.manager)
    assert ask(project, world.mentor, world.manager) == first
    with pytest.raises(Refusal, match="Marcus Bell has been asked already"):
        ask(project, world.other_coach, world.manager)
    assert Event.objects.filter(action="match.asked").count() == 1


def test_a_proposal_asks_nobody_until_it_is_applied(world) -> None:
    projects = [matching.waiting(world.programme, f"Practice {n}", days=10 * n) for n in range(1, 4)]
    found = propose(world.programme)
    assert [one.project for one in found] == projects[::-1]
    assert not Match.objects.exists()
    pairs = [(one.project.pk, one.candidate.coach.user_id) for one in found if one.candidate]
    assert len(pairs) == 3
    assert {facts(world, who).room for who in ("coach", "mentor", "other_coach")} == {1, 2}
    for expected in (3, 0):
        done = apply_proposal(programme=world.programme, pairs=pairs, starts_on=TODAY(), by=world.manager)
        assert (done.asked, done.refused) == (expected, [])
    assert set(Match.objects.values_list("project_id", "coach_id")) == set(pairs)
    assert set(Match.objects.values_list("via", flat=True)) == {"together"}


def test_what_changed_since_the_proposal_was_shown_is_told_and_the_rest_is_done(world) -> None:
    first, second, third = (matching.waiting(world.programme, name) for name in ("One", "Two", "Three"))
    elsewhere = matching.waiting(world.other_programme)
    pairs = [(first.pk, world.mentor.pk), (second.pk, world.mentor.pk), (third.pk, world.other_coach.pk)]
    make.coaches(first, world.other_coach)
    world.mentor.programme_memberships.update(capacity=1)
    world.other_coach.programme_memberships.update(capacity=1)
    done = apply_proposal(
        programme=world.programme,
        pairs=[*pairs, (elsewhere.pk, world.mentor.pk), (uuid4(), world.mentor.pk)],
        starts_on=TODAY(),
        by=world.manager,
    )
    assert done.asked == 1
    assert sorted(done.refused) == ["One has a coach: Anita Rowe.", "Three: Anita Rowe has no room any more."]
    assert Match.objects.get().project == second


def test_the_wish_is_weighed(world) -> None:
    project = matching.waiting(world.programme)
    matching.profile(world.mentor, commissions=["diabetes"], earlier_projects=5)
    assert candidates(project)[0].coach.name == "Marcus Bell"
    values = {"clinical_areas": ["diabetes"], "weekdays": [1], "words": "Mornings"}
    save_wish(project=project, values=values, expected_version=0, by=world.manager)
    project = Project.objects.get(pk=project.pk)
    last = candidates(project)[-1]
    assert (last.coach.name, last.reasons[0].words) == (
        "Marcus Bell", "Commissions what the project is about: Diabetes"
    )  # fmt: skip
    with pytest.raises(Refusal):
        save_wish(project=project, values=values, expected_version=1, by=world.coach)
    assert Wish.objects.get().words == "Mornings"
