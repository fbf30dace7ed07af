"""Coaches' profiles, and how practices come to their coaches.

The coach who is asked is one who does not know the project yet: ``other_coach``, for the world's project.
"""

from typing import Any

from tests.builders import matching

from .rows_people import KNOW_PROGRAMME, of_programme
from .table import KNOW_PROJECT, TEAM, Row, of_project

MANAGER = frozenset({"manager"})
LEAD = frozenset({"lead"})
ASKED = frozenset({"other_coach"})
COACH_AND_ABOVE = frozenset({"coach", "manager", "mentor"})
KNOW_MATCH = TEAM | MANAGER | ASKED


def of_coach(world: Any) -> dict[str, Any]:
    """The coach who has a mentor."""
    return {
        **of_programme(world),
        "membership_id": world.coach.programme_memberships.get(programme=world.programme).pk,
    }


def of_training(world: Any) -> dict[str, Any]:
    return {**of_coach(world), "training_id": matching.training(world.coach).pk}


def of_candidate(world: Any) -> dict[str, Any]:
    matching.leave(world.project)
    return {
        **of_project(world),
        "membership_id": world.other_coach.programme_memberships.get(programme=world.programme).pk,
    }


def of_match(world: Any) -> dict[str, Any]:
    return {"match_id": matching.match(world.project, world.other_coach, world.manager).pk}


def coach_page(args: Any = of_coach, **extra: Any) -> Row:
    own = frozenset({"coach", "manager"})
    return Row(args, **{"read": own, "write": own, "known": COACH_AND_ABOVE, **extra})


def match_page(**extra: Any) -> Row:
    return Row(of_match, known=KNOW_MATCH, **extra)


ROWS = {
    "coach-detail": coach_page(read=COACH_AND_ABOVE, write=frozenset()),
    "coach-profile": coach_page(),
    "training-create": coach_page(),
    "training-delete": coach_page(of_training, read=frozenset()),
    "match-list": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
    "match-fill": Row(of_programme, read=MANAGER, write=MANAGER, known=KNOW_PROGRAMME),
    "match-choose": Row(read=MANAGER),
    "match-ask": Row(of_candidate, read=MANAGER, write=MANAGER, known=KNOW_PROJECT - {"coach", "mentor"}),
    "wish-update": Row(read=LEAD | MANAGER, write=LEAD | MANAGER),
    "match-detail": match_page(read=KNOW_MATCH),
    "match-coach-agree": match_page(write=ASKED),
    "match-coach-decline": match_page(read=ASKED, write=ASKED),
    "match-practice-agree": match_page(write=LEAD),
    "match-practice-decline": match_page(read=LEAD, write=LEAD),
    "match-withdraw": match_page(write=MANAGER),
    "coach-join": Row(read=MANAGER, write=MANAGER),
}
