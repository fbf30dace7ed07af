"""Projects: sign-up, state, steps, team, sharing, coaches, actions, huddles."""

from tests.access.table import COACHES, TEAM, Row, of_project
from tests.builders import make

STEPS = TEAM | COACHES | {"manager"}
LEAD = frozenset({"lead"})
MANAGER = frozenset({"manager"})
LEAD_AND_MANAGER = LEAD | MANAGER
STATUS = ("accept", "decline", "pause", "resume", "withdraw", "return", "complete", "reopen")


def of_programme(world):
    return {"programme_id": world.programme.pk}


def of_tool(world):
    return {**of_project(world), "part": "workbook"}


def of_member(world):
    return {**of_project(world), "member_id": world.project.team.get(user=world.member).pk}


def of_place(world):
    return {**of_project(world), "member_id": make.member(world.project).pk}


def of_assignment(world):
    return {**of_project(world), "assignment_id": world.project.coach_assignments.get().pk}


def of_action(world):
    return {**of_project(world), "action_id": make.action(world.project, owner=world.coach).pk}


ROWS = {
    "project-create": Row(
        args=of_programme,
        read=MANAGER,
        write=MANAGER,
        known=frozenset({"coach", "other_coach", "mentor", "admin"}),
    ),
    "project-update": Row(read=LEAD, write=LEAD),
    "adopter-update": Row(read=MANAGER, write=MANAGER),
    **{f"project-{action}": Row(read=LEAD_AND_MANAGER, write=LEAD_AND_MANAGER) for action in STATUS},
    "steps-detail": Row(read=STEPS),
    "use-list": Row(read=STEPS),
    "progress-done": Row(args=of_tool, write=TEAM),
    "progress-open": Row(args=of_tool, write=TEAM),
    "progress-skip": Row(args=of_tool, read=TEAM, write=TEAM),
    "team-detail": Row(read=STEPS),
    "team-create": Row(read=LEAD, write=LEAD),
    "patient-partner-update": Row(read=LEAD, write=LEAD),
    "team-update": Row(args=of_member, read=LEAD, write=LEAD),
    "team-leave": Row(args=of_member, read=LEAD, write=LEAD),
    "team-invite": Row(args=of_place, read=LEAD, write=LEAD),
    "sharing-detail": Row(read=TEAM | COACHES, write=LEAD),
    "coach-assign": Row(read=MANAGER, write=MANAGER),
    "coach-end": Row(args=of_assignment, write=MANAGER),
    "action-list": Row(read=TEAM | COACHES, write=TEAM),
    "action-create": Row(read=TEAM, write=TEAM),
    "action-update": Row(args=of_action, read=TEAM, write=TEAM),
    "action-done": Row(args=of_action, write=TEAM | {"coach"}),
    "huddle-detail": Row(read=TEAM | COACHES),
    "huddle-update": Row(read=TEAM, write=TEAM),
}
