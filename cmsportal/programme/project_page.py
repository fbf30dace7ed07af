"""The page of one project: where it is, how it looks, what is next, who is in it."""

from typing import Any

from cmsportal.audit.models import Event
from projects.actions.presenters import action_list
from projects.huddles.schedule import huddle_view
from projects.models import Project
from projects.permissions import ProjectAccess
from projects.tools import Tool
from toolkit.cycles.presenters import state_words

from .history import history_of
from .snapshots import Snapshot, snapshots, with_snapshot
from .today import lead_card


def snapshot_of(project: Project) -> Snapshot:
    """The project again, with everything that the page reads."""
    full = with_snapshot(Project.objects.filter(pk=project.pk)).get()
    return snapshots([full])[0]


def context_for(project: Project, access: ProjectAccess, user: Any) -> dict[str, Any]:
    """What the page shows to this reader; a tool they may not open leaves no trace on it."""
    snapshot = snapshot_of(project)
    inside = access.is_team or access.is_coach or access.is_mentor
    actions = action_list(
        snapshot.actions, user=user, today=snapshot.today, can_edit=access.edits, is_coach=access.is_coach
    )
    schedule = snapshot.huddle_schedule
    return {
        "snapshot": snapshot,
        "aim": snapshot.aim_words if access.sees(Tool.AIMS) else "",
        "sees_aim": access.sees(Tool.AIMS),
        "steps": snapshot.steps(access),
        "next": snapshot.next_actions(access)[0],
        "card": lead_card(snapshot, access, "beside") if access.sees(Tool.WALL) else None,
        "sees_wall": access.sees(Tool.WALL),
        "figures_due": snapshot.figures_due if access.sees(Tool.MEASURES) else (),
        "huddle": huddle_view(schedule, snapshot.now, project.practice.time_zone) if schedule else None,
        "sees_huddles": access.sees(Tool.HUDDLES),
        "actions": actions if access.sees(Tool.ACTIONS) else None,
        "learning": _learning(snapshot) if access.sees(Tool.CYCLES) else None,
        "team": snapshot.team if access.sees(Tool.TEAM) else [],
        "sees_team": access.sees(Tool.TEAM),
        "coaches": snapshot.coaches,
        "partners": sorted({share.partner.name for share in access.shares if share.partner}),
        "inside": inside,
        "history": history_of(Event.objects.of_project(project)) if inside else [],
        "status_change": next(iter(snapshot.project.status_changes.all()), None),
    }


def _learning(snapshot: Snapshot) -> dict[str, Any] | None:
    """The newest ramp and what was learned last."""
    ramps = [ramp for ramp in snapshot.ramps if ramp.cycles.all()]
    if not ramps:
        return None
    ramp = max(ramps, key=lambda row: max(cycle.created_at for cycle in row.cycles.all()))
    cycles = list(ramp.cycles.all())
    learned = next((cycle for cycle in reversed(cycles) if cycle.learned), None)
    return {
        "ramp": ramp,
        "learned": learned,
        "count": len(cycles),
        "latest": cycles[-1],
        "latest_state": state_words(cycles[-1]),
    }
