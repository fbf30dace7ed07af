"""What is known of a project today, for ``next.py``. Handed in, never read here."""

from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from projects.models import Project
from projects.tools import Tool


@dataclass(frozen=True)
class FigureDue:
    measure_id: UUID
    measure_name: str
    due_on: date
    last: str = ""  # '78%', as the page would show it
    last_on: date | None = None
    period: str = "weekly"


@dataclass(frozen=True)
class CycleDue:
    cycle_id: UUID
    title: str
    number: int
    starts_on: date | None = None


@dataclass(frozen=True)
class HuddleDue:
    at: time
    place: str = ""
    is_begun: bool = False


@dataclass(frozen=True)
class StandardDue:
    """A process that waits: to be agreed on, or, with a day, to be looked at again since then."""

    standard_id: UUID
    title: str
    review_on: date | None = None


@dataclass(frozen=True)
class MeetingDue:
    meeting_id: UUID
    at: time
    place: str = ""


@dataclass(frozen=True)
class ProjectFacts:
    """What is known of a project today. Leave at its default whatever the reader may not know."""

    project_id: UUID
    today: date
    status: str = Project.Status.ACTIVE
    can_change_status: bool = False
    can_edit: bool = True
    figures_due: tuple[FigureDue, ...] = ()  # the lead measure first
    cycles_to_study: tuple[CycleDue, ...] = ()  # run, but not looked at
    cycles_to_decide: tuple[CycleDue, ...] = ()  # studied, without a decision
    cycles_to_start: tuple[CycleDue, ...] = ()  # planned, and their day has come
    huddle_today: HuddleDue | None = None  # ahead, under way, or not yet held
    meeting_running: MeetingDue | None = None
    meeting_today: MeetingDue | None = None  # not yet held
    late_actions: int = 0
    has_champion: bool = True
    has_sponsor: bool = True
    has_patient_partner: bool = True  # or the reason why there is none
    workbook_begun: bool = True
    fishbone_begun: bool = True
    has_global_aim: bool = True
    has_specific_aim: bool = True
    has_measure: bool = True
    has_figures: bool = True
    has_cycle: bool = True
    has_huddle_schedule: bool = True
    cycle_adopted: bool = False  # a change works; what is written of it neither waits nor went back to small tests
    has_standard: bool = False  # one that holds in the playbook
    standards_to_review: tuple[StandardDue, ...] = ()  # the longest due first
    standards_to_agree: tuple[StandardDue, ...] = ()  # written down, and nobody has agreed on it
    skipped: frozenset[Tool] = field(default_factory=frozenset)
