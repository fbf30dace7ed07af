"""The page of one project: where it is, how it looks, what is next, who is in it."""

from datetime import date
from typing import Any

from django.urls import reverse

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day
from coaching.agreements.overview import live_of
from coaching.agreements.presenters import line_words
from coaching.handover.presenters import Line, is_news, project_line
from coaching.handover.reading import about, hand_over_now
from coaching.payments.overview import pays
from coaching.permissions import can_read_agreement, can_read_note
from coaching.transition.presenters import programme_words
from projects.actions.presenters import action_list
from projects.huddles.reading import habit_for
from projects.huddles.schedule import huddle_view
from projects.meetings.presenters import meeting_row
from projects.models import Meeting, Project, TeamMember
from projects.permissions import ProjectAccess, keep_access
from projects.steps.presenters import path_rows
from projects.tools import Tool
from projects.workflow import allowed_actions
from toolkit.cycles.presenters import state_words
from toolkit.models import Measure

from .fetching import with_snapshot
from .history import history_of
from .snapshots import Snapshot, snapshots
from .today.common import lead_card


def snapshot_of(project: Project) -> Snapshot:
    """The project again, with everything that the page reads."""
    full = with_snapshot(Project.objects.filter(pk=project.pk)).get()
    return snapshots([full])[0]


def context_for(project: Project, access: ProjectAccess, user: Any) -> dict[str, Any]:
    """What the page shows to this reader; a tool they may not open leaves no trace on it."""
    snapshot = snapshot_of(project)
    keep_access(snapshot.project, access, user)
    inside = access.is_team or access.is_coach or access.is_mentor
    following = snapshot.next_actions(access)[0]
    return {
        "snapshot": snapshot,
        "next_url": reverse(following.url_name, kwargs=following.kwargs),
        "aim": snapshot.aim_words(access) if access.sees(Tool.AIMS) else "",
        "sees_aim": access.sees(Tool.AIMS),
        "path": path_rows(snapshot.steps(access.tools)),
        "next": following,
        "card": lead_card(snapshot, access, "beside") if access.sees(Tool.WALL) else None,
        "sees_wall": access.sees(Tool.WALL),
        "week_rows": _week_rows(snapshot, access, user),
        "learning_seen": access.sees(Tool.CYCLES),
        "learning": _learning(snapshot) if access.sees(Tool.CYCLES) else None,
        "people_rows": [_person_row(member) for member in snapshot.team],
        "sees_team": access.sees(Tool.TEAM),
        "coaches": snapshot.coaches,
        "end_words": programme_words(snapshot.transition, snapshot.today),
        "hand_over_line": _hand_over_line(snapshot, user),
        "agreement": _agreement_words(snapshot.project, user),
        "partners": sorted({share.partner.name for share in access.shares if share.partner}),
        "inside": inside,
        "pays": (inside or access.is_manager) and pays(project.programme),
        "history": history_of(Event.objects.of_project(project), access.tools) if inside else [],
        "status_change": next(iter(snapshot.project.status_changes.all()), None),
        "status_links": [
            (action.label, reverse(f"project-{action.value}", kwargs={"project_id": project.pk}))
            for action in allowed_actions(project, user)
        ],
    }


def _hand_over_line(snapshot: Snapshot, user: Any) -> Line | None:
    """Who goes and who follows, and the way to the note for those who may read it."""
    row = hand_over_now(snapshot.project)
    if row is None:
        return None
    row.project = snapshot.project
    told = about(row.successor) if is_news(row, snapshot.today) else ""
    return project_line(row, snapshot.today, may_read=can_read_note(user, row), about=told)


def _agreement_words(project: Project, user: Any) -> str:
    """What holds between practice and coach, and what is on its way; empty for those who may not read it."""
    if not can_read_agreement(user, project):
        return ""
    rows = live_of([project.pk]).get(project.pk, [])
    in_force = next((row for row in rows if not row.is_open), None)
    return line_words(in_force, next((row for row in rows if row.is_open), None))


def _person_row(member: TeamMember) -> dict[str, str]:
    roles = [("Champion", member.is_champion), ("Sponsor", member.is_sponsor), ("Patient", member.is_patient_partner)]
    return {
        "title": member.name,
        "aside": member.get_discipline_display(),
        "tag": next((role for role, held in roles if held), ""),
    }


def _week_rows(snapshot: Snapshot, access: ProjectAccess, user: Any) -> list[dict[str, str]]:
    """What is due this week, of what the reader may see."""
    project, rows = snapshot.project, []
    if access.sees(Tool.MEASURES):
        rows += [_figure_row(snapshot, measure, due, access) for measure, due in snapshot.figures_due[:3]]
    if snapshot.huddle_schedule and access.sees(Tool.HUDDLES):
        huddle = huddle_view(snapshot.huddle_schedule, snapshot.now, snapshot.closed, project.practice.time_zone)
        habit = habit_for(project, snapshot.huddle_schedule, 1)
        rows.append(
            {
                "title": "Huddle",
                "text": " ".join(
                    filter(
                        None,
                        [
                            huddle.paused_sentence or f"{huddle.next_sentence}.",
                            f"{habit.sentence}." if habit.sentence else "",
                        ],
                    )
                ),
                "url": reverse("huddle-detail", kwargs={"project_id": project.pk}),
            }
        )
    if access.sees(Tool.MEETINGS):
        rows += [_meeting_row(meeting, snapshot.today) for meeting in list(project.meetings.all())[:1]]
    if access.sees(Tool.ACTIONS):
        actions = action_list(snapshot.actions, user=user, today=snapshot.today)
        rows.append(
            {
                "title": "Actions",
                "text": actions.sentence,
                "url": reverse("action-list", kwargs={"project_id": project.pk}),
                "link": "See all",
            }
        )
    return rows


def _meeting_row(meeting: Meeting, today: date) -> dict[str, str]:
    """The one under way, or the next."""
    row = meeting_row(meeting, today)
    return {
        "title": f"{meeting.get_kind_display()} meeting",
        "text": "Under way" if meeting.state == Meeting.State.RUNNING else row.when,
        "url": reverse("meeting-detail", kwargs={"project_id": meeting.project_id, "meeting_id": meeting.pk}),
        "link": row.link,
    }


def _figure_row(snapshot: Snapshot, measure: Measure, due: date, access: ProjectAccess) -> dict[str, str]:
    row = {"title": measure.name, "text": "Due today" if due == snapshot.today else f"Was due on {day(due)}"}
    if access.edits:
        row["url"] = reverse("figure-create", kwargs={"project_id": measure.project_id, "measure_id": measure.pk})
        row["link"] = "Enter"
    return row


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
