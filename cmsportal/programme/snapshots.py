"""Everything a page needs to know of one project, or of many, in a fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from projects.huddles.due import huddle_due
from projects.models import (
    Action,
    CoachAssignment,
    HuddleSchedule,
    Meeting,
    Project,
    TeamMember,
)
from projects.permissions import ProjectAccess
from projects.series import AHEAD, closed_days
from projects.steps.facts import MeetingDue, ProjectFacts
from projects.steps.next import NextAction, next_actions
from projects.steps.presenters import StepView, ToolFact, skipped_tools, steps_for
from projects.tools import Tool
from toolkit.aims.sentences import aim_sentence
from toolkit.aims.shown import as_shown
from toolkit.measures import schedule
from toolkit.measures.cards import Card, card_of
from toolkit.measures.series import Reader, is_withheld
from toolkit.models import Cycle, Measure, Ramp

from .fetching import with_snapshot
from .kept import Kept, what_is_kept
from .snapshot_words import cycle_due, figure_due, is_adopted, latest_test, some


@dataclass(frozen=True)
class Snapshot:
    """One project as it stands. Reads only what ``with_snapshot`` has fetched."""

    project: Project
    now: datetime
    closed: frozenset[date] = frozenset()  # days from today on when the practice is shut

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.project.practice.time_zone)

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @cached_property
    def team(self) -> list[TeamMember]:
        return list(self.project.team.all())

    @cached_property
    def coaches(self) -> list[CoachAssignment]:
        return sorted(self.project.coach_assignments.all(), key=lambda row: not row.is_lead)

    @property
    def coach_name(self) -> str:
        return self.coaches[0].user.name if self.coaches else ""

    @cached_property
    def measures(self) -> list[Measure]:
        return list(self.project.measures.all())

    @property
    def lead_measure(self) -> Measure | None:
        return next((measure for measure in self.measures if measure.is_lead), None) or next(
            iter(self.measures), None
        )

    @cached_property
    def ramps(self) -> list[Ramp]:
        return list(self.project.ramps.all())

    @cached_property
    def cycles(self) -> list[Cycle]:
        return sorted(
            (cycle for ramp in self.ramps for cycle in ramp.cycles.all()), key=lambda cycle: cycle.created_at
        )

    @cached_property
    def actions(self) -> list[Action]:
        return list(self.project.actions.all())

    @cached_property
    def huddle_schedule(self) -> HuddleSchedule | None:
        return getattr(self.project, "huddle_schedule", None)

    @property
    def transition(self) -> Any:
        """The end of the coaching, where it has begun."""
        return getattr(self.project, "transition", None)

    @cached_property
    def kept(self) -> Kept:
        return what_is_kept(self.project.standards.all(), self.today)

    @cached_property
    def aim(self) -> Any:
        return getattr(self.project, "specific_aim", None)

    def aim_words(self, access: ProjectAccess) -> str:
        """The aim in one sentence, as this reader may see it; nothing while it is not written."""
        return aim_sentence(as_shown(self.aim, self.reader(access))) if self.aim else ""

    def reader(self, access: ProjectAccess) -> Reader:
        return Reader(
            raw=access.sees_raw_figures, threshold=self.project.programme.small_number_threshold, today=self.today
        )

    # --- What is due ---------------------------------------------------------------------------------------------

    @cached_property
    def figures_due(self) -> tuple[tuple[Measure, date], ...]:
        """Measures whose figure is due, and since when; the lead measure first."""
        found = []
        for measure in self.measures:
            due = schedule.last_due(measure, self.today)
            days = [entry.date for entry in measure.figures.all()]
            first = days[0] if days else measure.created_at.astimezone(self.zone).date()
            if due and due >= first and not schedule.is_entered(measure, due, days):
                found.append((measure, due))
        return tuple(found)

    def meeting_due(self, state: str) -> MeetingDue | None:
        """The meeting under way, or the next one planned for today, unless the practice is closed."""
        for row in self.project.meetings.all():
            at = row.starts_at.astimezone(self.zone)
            comes_today = at.date() == self.today and self.today not in self.closed
            if row.state == state and (state == Meeting.State.RUNNING or comes_today):
                return MeetingDue(row.pk, at.time(), row.place)
        return None

    def cycles_at(self, *stages: str) -> list[Cycle]:
        return [cycle for cycle in self.cycles if cycle.stage in stages]

    def facts(self, access: ProjectAccess) -> ProjectFacts:
        """What this reader may know, for ``projects.steps.next``."""
        project, today = self.project, self.today
        run = [cycle for cycle in self.cycles_at("do") if cycle.ends_on and cycle.ends_on <= today]
        ready = [cycle for cycle in self.cycles_at("plan") if cycle.starts_on and cycle.starts_on <= today]
        return ProjectFacts(
            project_id=project.pk,
            today=today,
            status=project.status,
            can_change_status=access.is_lead or access.is_manager,
            can_edit=access.edits,
            figures_due=tuple(figure_due(measure, due) for measure, due in self.figures_due),
            cycles_to_study=tuple(map(cycle_due, [*self.cycles_at("study"), *run])),
            cycles_to_decide=tuple(map(cycle_due, self.cycles_at("act"))),
            cycles_to_start=tuple(map(cycle_due, ready)),
            huddle_today=huddle_due(
                self.huddle_schedule, project.huddles.all(), self.now, self.closed, project.practice.time_zone
            ),
            meeting_running=self.meeting_due(Meeting.State.RUNNING),
            meeting_today=self.meeting_due(Meeting.State.PLANNED),
            late_actions=sum(action.is_late for action in self.actions),
            has_champion=any(member.is_champion for member in self.team),
            has_sponsor=any(member.is_sponsor for member in self.team),
            has_patient_partner=any(member.is_patient_partner for member in self.team)
            or bool(project.no_patient_partner_reason),
            workbook_begun=project.answered > 0,
            fishbone_begun=project.has_causes,
            has_global_aim=hasattr(project, "global_aim"),
            has_specific_aim=bool(self.aim and self.aim.goal is not None),
            has_measure=project.measures_count > 0,
            has_figures=project.has_figures,
            has_cycle=bool(self.cycles),
            has_huddle_schedule=self.huddle_schedule is not None,
            cycle_adopted=not self.kept.to_agree
            and any(is_adopted(cycle) and cycle.pk not in self.kept.back for cycle in self.cycles),
            has_standard=self.kept.in_force > 0,
            standards_to_review=self.kept.to_review,
            standards_to_agree=self.kept.to_agree,
            skipped=skipped_tools(project.progress.all()),
        )

    def next_actions(self, access: ProjectAccess) -> list[NextAction]:
        return next_actions(self.facts(access))

    def tool_facts(self) -> dict[Tool, ToolFact]:
        """How each tool stands, in a few words."""
        project = self.project
        return {
            Tool.TEAM: ToolFact(bool(self.team), some(len(self.team), "person", "people")),
            Tool.WORKBOOK: ToolFact(project.answered > 0, some(project.answered, "answer")),
            Tool.SURVEYS: ToolFact(project.has_surveys),
            Tool.BRAINSTORM: ToolFact(project.has_brainstorms),
            Tool.IDEA_BOX: ToolFact(project.has_box_ideas),
            Tool.MAPS: ToolFact(project.has_map),
            Tool.COUNTING: ToolFact(project.has_counts),
            Tool.ACTIONS: ToolFact(project.has_actions),
            Tool.GROUND_RULES: ToolFact(project.has_rules),
            Tool.RATINGS: ToolFact(project.has_ratings),
            Tool.FISHBONE: ToolFact(project.has_causes),
            Tool.DRIVERS: ToolFact(project.has_drivers),
            Tool.AIMS: ToolFact(self.aim is not None or hasattr(project, "global_aim")),
            Tool.MEASURES: ToolFact(
                project.measures_count > 0, "" if self.cycles else some(project.measures_count, "chosen", "chosen")
            ),
            Tool.CYCLES: ToolFact(bool(self.cycles), latest_test(self.cycles)),
            Tool.HUDDLES: ToolFact(self.huddle_schedule is not None),
            Tool.MEETINGS: ToolFact(bool(project.meetings.all())),
            Tool.STANDARDS: ToolFact(bool(project.standards.all()), some(self.kept.in_force, "process", "processes")),
            # The wall hangs from the first figure on; keeping it going starts when the team says so.
            Tool.WALL: ToolFact(False),
            Tool.STORYBOARD: ToolFact(project.has_storyboard),
        }

    def steps(self, may_open: Collection[Tool]) -> list[StepView]:
        """The five steps for a reader; of a tool they may not open only its state shows, not what is in it."""
        facts = {tool: fact if tool in may_open else ToolFact(fact.begun) for tool, fact in self.tool_facts().items()}
        return steps_for(self.project, self.project.progress.all(), facts, may_open)

    def present_step(self, may_open: Collection[Tool]) -> StepView:
        return next(step for step in self.steps(may_open) if step.is_present)

    # --- How it goes ---------------------------------------------------------------------------------------------

    @cached_property
    def last_figure_on(self) -> date | None:
        """Of a rare event the date is a small number: it counts for nobody here."""
        usual = [measure for measure in self.measures if not measure.is_between]
        dates = [entries[-1].date for measure in usual if (entries := list(measure.figures.all()))]
        return max(dates, default=None)

    @cached_property
    def last_activity_on(self) -> date:
        """The last day on which the team or its coach wrote something that this snapshot knows of.

        Counted from the day on which the project came under way, whoever brought it there.
        """
        days = [self.project.signed_up_on, *(row.since for row in self.project.progress.all())]
        days += [cycle.decided_on for cycle in self.cycles if cycle.decided_on]
        days += [
            timezone.localdate(change.at)
            for change in self.project.status_changes.all()
            if change.to_status == Project.Status.ACTIVE
        ]
        if self.last_figure_on:
            days.append(self.last_figure_on)
        if self.project.last_event_at:
            days.append(timezone.localdate(self.project.last_event_at))
        return max(days)


def snapshots(projects: Iterable[Project], now: datetime | None = None) -> list[Snapshot]:
    """Snapshots of projects fetched by ``with_snapshot``."""
    now, projects = now or timezone.now(), list(projects)
    today = timezone.localdate(now)
    closed = closed_days([project.practice for project in projects], today, today + timedelta(days=AHEAD))
    return [Snapshot(project, now, closed[project.practice_id]) for project in projects]


def project_snapshots(projects: QuerySet[Project], *, lead_measure_only: bool = False) -> list[Snapshot]:
    return snapshots(with_snapshot(projects, lead_measure_only=lead_measure_only))


def card_for(snapshot: Snapshot, reader: Reader, size: str) -> Card | None:
    """The leading chart for a reader; None while it has no figures, as far as this reader may know."""
    measure = snapshot.lead_measure
    if measure is None or not (measure.figures.all() or is_withheld(measure, reader)):
        return None
    return card_of(measure, list(snapshot.project.chart_marks.all()), reader, size)
