"""Who may see what: ``access_to`` decides tool by tool, ``visible_to`` decides whether the project exists at all.

The two are written apart (one reads rows, one is SQL), and must agree for everybody and every way of sharing.
"""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from projects.models import Project
from projects.permissions import (
    access_to,
    can_assign_coach,
    can_change_status,
    can_edit_project,
    can_log_visit,
    can_manage_team,
    can_share,
)
from projects.tools import AS_DELIVERED, SHAREABLE, Audience, Tool
from tests.builders import make
from tests.conftest import CAST

ALL = frozenset(Tool)
FOR_COACH = frozenset(AS_DELIVERED[Audience.COACH])
FOR_MANAGER = frozenset(AS_DELIVERED[Audience.PROGRAMME])
NOTHING: frozenset[Tool] = frozenset()

# What each of the cast sees of the world's project, whose wall alone is shared with the partner.
SEES = {
    "lead": ALL,
    "member": ALL,
    "coach": FOR_COACH,
    "mentor": FOR_COACH,
    "manager": FOR_MANAGER,
    "partner": frozenset({Tool.WALL}),
    "colleague": NOTHING,
    "other_manager": NOTHING,
    "other_coach": NOTHING,
    "other_practice_lead": NOTHING,
    "outsider": NOTHING,
    "admin": NOTHING,
}

YESTERDAY, TODAY, TOMORROW = -1, 0, 1


def day(offset: int) -> date:
    return make.today() + timedelta(days=offset)


def fresh(project: Project) -> Project:
    """The project as a new request finds it: what it remembers of access is gone."""
    return Project.objects.get(pk=project.pk)


def tools_of(project: Project, user: Any) -> frozenset[Tool]:
    """Checks on the way that the project exists for exactly those who see a tool of it."""
    tools = access_to(fresh(project), user).tools
    assert Project.visible_to(user).filter(pk=project.pk).exists() is bool(tools), user
    return tools


@pytest.mark.parametrize("who", CAST)
def test_as_delivered(who: str, world) -> None:
    assert tools_of(world.project, getattr(world, who)) == SEES[who]


@pytest.mark.parametrize(("who", "tool"), list(itertools.product(CAST, Tool)))
def test_each_tool_for_each_person(who: str, tool: Tool, world) -> None:
    assert access_to(world.project, getattr(world, who)).sees(tool) is (tool in SEES[who])


def test_the_manager_sees_steps_aims_measures_and_walls_and_no_workbook() -> None:
    assert {Tool.STEPS, Tool.AIMS, Tool.MEASURES, Tool.WALL} <= FOR_MANAGER
    assert not FOR_MANAGER & {Tool.WORKBOOK, Tool.FISHBONE, Tool.CYCLES, Tool.HUDDLES, Tool.VISITS, Tool.ACTIONS}


REACHED_BY = {
    Audience.COACH: {"coach", "mentor"},
    Audience.PROGRAMME: {"manager"},
    Audience.PRACTICE: {"colleague"},
    Audience.PARTNER: {"partner"},
    Audience.LIBRARY: {"manager", "coach", "mentor", "other_coach", "other_practice_lead"},
}
# Seen whatever is shared.
ALWAYS = {"coach": {Tool.VISITS, Tool.STEPS}, "mentor": {Tool.VISITS, Tool.STEPS}, "manager": {Tool.STEPS}}


@pytest.mark.parametrize(
    ("audience", "tool"), [(audience, tool) for audience, tools in SHAREABLE.items() for tool in tools]
)
def test_one_tool_shown_to_one_audience_and_taken_back(audience: Audience, tool: Tool, world) -> None:
    project = world.project
    project.shares.all().delete()
    partner = world.partner_organisation if audience is Audience.PARTNER else None
    share = project.shares.create(tool=tool, audience=audience, partner=partner)
    for who in CAST:
        if who in {"lead", "member"}:
            continue
        expected = set(ALWAYS.get(who, set())) | ({tool} if who in REACHED_BY[audience] else set())
        assert tools_of(project, getattr(world, who)) == expected, who
    share.ended_at, share.ended_by = share.shared_at, world.lead
    share.save()
    for who in REACHED_BY[audience]:
        assert tools_of(project, getattr(world, who)) == ALWAYS.get(who, set()), who


def test_shown_to_one_partner_and_no_other(world) -> None:
    other = make.user()
    make.partner_person(make.partner(), other)
    assert tools_of(world.project, other) == NOTHING


# Every role, as a row that lasts from one day up to another.
ROLES = {
    "team": lambda world, user, dates: make.member(world.project, user, **dates),
    "coach": lambda world, user, dates: make.coaches(world.project, user, is_lead=False, **dates),
    "manager": lambda world, user, dates: make_dated(make.manager(world.programme, user), dates),
    "partner": lambda world, user, dates: make_dated(make.partner_person(world.partner_organisation, user), dates),
    "colleague": lambda world, user, dates: make_dated(make.colleague(world.practice, user), dates),
    "pool": lambda world, user, dates: make_dated(make.pool_coach(world.programme, user), dates),
    "fellow": lambda world, user, dates: make.member(world.other_project, user, **dates),
}
HOLDS = {
    "team": ALL,
    "coach": FOR_COACH,
    "manager": FOR_MANAGER | {Tool.CYCLES},
    "partner": frozenset({Tool.WALL}),
    "colleague": frozenset({Tool.FISHBONE}),
    "pool": frozenset({Tool.CYCLES}),
    "fellow": frozenset({Tool.CYCLES}),
}


def make_dated(row: Any, dates: dict[str, date | None]) -> Any:
    type(row).objects.filter(pk=row.pk).update(**dates)
    return row


def shared_world(world: Any) -> Any:
    world.project.shares.create(tool=Tool.FISHBONE, audience=Audience.PRACTICE)
    world.project.shares.create(tool=Tool.CYCLES, audience=Audience.LIBRARY)
    return world


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (YESTERDAY, None, True),
        (TODAY, None, True),
        (TODAY, TOMORROW, True),
        (YESTERDAY, TODAY, False),  # the last day is the day before the end
        (-30, YESTERDAY, False),
        (TODAY, TODAY, False),
        (TOMORROW, None, False),
    ],
)
def test_a_role_holds_from_its_first_day_up_to_its_end(
    role: str, starts: int, ends: int | None, holds: bool, world
) -> None:
    user = make.user()
    dates = {"starts_on": day(starts), "ends_on": None if ends is None else day(ends)}
    ROLES[role](shared_world(world), user, dates)
    assert tools_of(world.project, user) == (HOLDS[role] if holds else NOTHING)


@pytest.mark.parametrize(("one", "two"), list(itertools.combinations(ROLES, 2)))
def test_two_roles_see_what_either_sees(one: str, two: str, world) -> None:
    user = make.user()
    dates = {"starts_on": day(YESTERDAY), "ends_on": None}
    shared_world(world)
    for role in (one, two):
        ROLES[role](world, user, dates)
    assert tools_of(world.project, user) == HOLDS[one] | HOLDS[two]


class TestMentors:
    def mentorship(self, world: Any) -> Any:
        return world.coach.programme_memberships.get()

    def test_after_the_coach_has_left_the_project(self, world) -> None:
        world.coach.coach_assignments.update(ends_on=day(TODAY))
        assert tools_of(world.project, world.coach) == NOTHING
        assert tools_of(world.project, world.mentor) == NOTHING

    def test_after_the_coach_has_left_the_pool(self, world) -> None:
        type(self.mentorship(world)).objects.filter(user=world.coach).update(ends_on=day(TODAY))
        assert tools_of(world.project, world.mentor) == NOTHING
        assert tools_of(world.project, world.coach) == FOR_COACH, "the assignment itself still stands"

    def test_after_the_mentor_has_left_the_pool(self, world) -> None:
        world.mentor.programme_memberships.update(ends_on=day(TODAY))
        assert tools_of(world.project, world.mentor) == NOTHING

    def test_of_a_coach_in_another_programme_only(self, world) -> None:
        mentor = make.user()
        place = make.pool_coach(world.other_programme, mentor)
        make.pool_coach(world.other_programme, world.coach, mentor=place)
        assert tools_of(world.project, mentor) == NOTHING

    def test_of_a_coach_of_another_project(self, world) -> None:
        assert tools_of(world.other_project, world.mentor) == NOTHING


def test_the_library_reaches_no_other_programme(world) -> None:
    shared_world(world)
    reader = make.user()
    make.member(world.foreign_project, reader)
    for who in (reader, world.other_manager, world.partner, world.colleague):
        assert Tool.CYCLES not in tools_of(world.project, who)


@pytest.mark.parametrize("status", Project.Status.values)
def test_a_project_that_stopped_stays_readable_and_is_not_written(status: str, world) -> None:
    Project.objects.filter(pk=world.project.pk).update(status=status)
    assert tools_of(world.project, world.lead) == ALL
    project = fresh(world.project)
    assert can_edit_project(world.lead, project) is (status in {"active", "paused"})


MAY = {
    can_edit_project: {"lead", "member"},
    can_manage_team: {"lead"},
    can_share: {"lead"},
    can_change_status: {"lead", "manager"},
    can_assign_coach: {"manager"},
    can_log_visit: {"coach"},
}


@pytest.mark.parametrize("predicate", MAY, ids=lambda predicate: predicate.__name__)
@pytest.mark.parametrize("who", CAST)
def test_who_may_do_what(predicate: Any, who: str, world) -> None:
    assert predicate(getattr(world, who), fresh(world.project)) is (who in MAY[predicate])


def test_raw_figures_stay_inside_the_practice_and_with_its_coach(world) -> None:
    raw = {who for who in CAST if access_to(world.project, getattr(world, who)).sees_raw_figures}
    assert raw == {"lead", "member", "coach", "mentor", "colleague"}


def test_somebody_who_is_not_signed_in(world) -> None:
    assert not Project.visible_to(AnonymousUser()).exists()
