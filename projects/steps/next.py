"""What to do today, in one sentence. Pure: the facts are handed in, nothing is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmsportal.nhsuk.formats import clock, day
from projects.models import Project
from projects.tools import Tool

from .facts import CycleDue, FigureDue, MeetingDue, ProjectFacts

Status = Project.Status


@dataclass(frozen=True)
class NextAction:
    sentence: str  # what is due, as a heading
    label: str  # the words on the button
    url_name: str
    kwargs: dict[str, Any]
    detail: str = ""  # a second line: why, where, what it was last time
    kind: str = ""


Rule = Callable[[ProjectFacts], NextAction | None]


def next_action(facts: ProjectFacts) -> NextAction:
    """The one thing to do now."""
    return next_actions(facts)[0]


def next_actions(facts: ProjectFacts) -> list[NextAction]:
    """Everything that could be done now, the most pressing first; never empty."""
    if facts.status != Status.ACTIVE:
        return [_not_under_way(facts)]
    rules = (*DUE, *BUILD) if facts.can_edit else ()
    found = [action for rule in rules if (action := rule(facts))]
    return found or [_nothing_due(facts)]


def _act(
    facts: ProjectFacts, kind: str, sentence: str, label: str, url: str, detail: str = "", **ids: Any
) -> NextAction:
    return NextAction(sentence, label, url, {"project_id": facts.project_id, **ids}, detail, kind)


def _not_under_way(facts: ProjectFacts) -> NextAction:
    sentence, label, url_name = {
        Status.INVITED: ("Your practice is invited to take part", "Say yes", "project-accept"),
        Status.PAUSED: ("The project is paused", "Carry on", "project-resume"),
        Status.DECLINED: ("The practice has declined", "Come back", "project-return"),
        Status.WITHDRAWN: ("The practice has withdrawn", "Come back", "project-return"),
        Status.COMPLETED: ("The project is completed", "Look at the data wall", "wall-detail"),
    }[Status(facts.status)]
    if facts.status != Status.COMPLETED and not facts.can_change_status:
        return _act(facts, "status", sentence, "See the five steps", "steps-detail")
    return _act(facts, "status", sentence, label, url_name)


def _nothing_due(facts: ProjectFacts) -> NextAction:
    sentence = "Nothing is due today" if facts.can_edit else "The project is under way"
    return _act(facts, "nothing", sentence, "See the five steps", "steps-detail")


# --- What is due, by the day ------------------------------------------------------------------------------------


def _figure(facts: ProjectFacts) -> NextAction | None:
    if not facts.figures_due:
        return None
    due = facts.figures_due[0]
    when = "is due today" if due.due_on == facts.today else f"was due on {day(due.due_on, facts.today)}"
    figure = _figure_words(due, facts.today)
    last = f" On {day(due.last_on, facts.today)} it was {due.last}." if due.last and due.last_on else ""
    return _act(
        facts,
        "figure",
        f"{figure} {when}",
        "Enter the figure" if figure.startswith("A ") else f"Enter {figure[0].lower()}{figure[1:]}",
        "figure-create",
        f"{due.measure_name}.{last}",
        measure_id=due.measure_id,
    )


def _figure_words(due: FigureDue, today: date) -> str:
    """'This week's figure', 'Last month's figure': of the period in which it was due."""
    on = due.due_on
    if due.period == "daily":
        return "Today's figure" if on == today else "A figure"
    if due.period == "cycle":
        return "A figure for a small test"
    if due.period == "monthly":
        return "This month's figure" if (on.year, on.month) == (today.year, today.month) else "Last month's figure"
    return "This week's figure" if on.isocalendar()[:2] == today.isocalendar()[:2] else "Last week's figure"


def _study(facts: ProjectFacts) -> NextAction | None:
    return _cycle(
        facts, facts.cycles_to_study, "study", "Small test {n} has run: see what it taught you", "Study test {n}"
    )


def _decide(facts: ProjectFacts) -> NextAction | None:
    return _cycle(
        facts, facts.cycles_to_decide, "decide", "Decide what follows from small test {n}", "Decide on test {n}"
    )


def _start(facts: ProjectFacts) -> NextAction | None:
    due = facts.cycles_to_start[0].starts_on if facts.cycles_to_start else None
    when = "starts today" if due in (None, facts.today) else f"was to start on {day(due, facts.today)}"
    return _cycle(facts, facts.cycles_to_start, "start", f"Small test {{n}} {when}", "Open test {n}")


def _cycle(facts: ProjectFacts, due: tuple[CycleDue, ...], kind: str, sentence: str, label: str) -> NextAction | None:
    if not due:
        return None
    cycle = due[0]
    return _act(
        facts,
        kind,
        sentence.format(n=cycle.number),
        label.format(n=cycle.number),
        "cycle-detail",
        f"‘{cycle.title}’.",
        cycle_id=cycle.cycle_id,
    )


def _huddle(facts: ProjectFacts) -> NextAction | None:
    if not facts.huddle_today:
        return None
    huddle = facts.huddle_today
    if huddle.is_begun:
        return _act(facts, "huddle", "The huddle is under way", "Go on", "huddle-begin", _stop(huddle.place))
    return _act(
        facts, "huddle", f"Huddle at {clock(huddle.at)}", "Open the huddle", "huddle-begin", _stop(huddle.place)
    )


def _running(facts: ProjectFacts) -> NextAction | None:
    due = facts.meeting_running
    return _meeting_act(facts, due, "running", "The meeting is under way", "Join the meeting") if due else None


def _meeting(facts: ProjectFacts) -> NextAction | None:
    due = facts.meeting_today
    return _meeting_act(facts, due, "meeting", f"Meeting at {clock(due.at)}", "Open the agenda") if due else None


def _meeting_act(facts: ProjectFacts, due: MeetingDue, kind: str, sentence: str, label: str) -> NextAction:
    return _act(facts, kind, sentence, label, "meeting-detail", _stop(due.place), meeting_id=due.meeting_id)


def _late(facts: ProjectFacts) -> NextAction | None:
    if not facts.late_actions:
        return None
    sentence = "One action is late" if facts.late_actions == 1 else f"{facts.late_actions} actions are late"
    return _act(facts, "late", sentence, "See the actions", "action-list")


def _stop(words: str) -> str:
    return f"{words}." if words else ""


def _review(facts: ProjectFacts) -> NextAction | None:
    if not facts.standards_to_review:
        return None
    due = facts.standards_to_review[0]
    since = "today" if due.review_on in {None, facts.today} else f"since {day(due.review_on, facts.today)}"
    return _act(
        facts,
        "review",
        "A process to keep is to be looked at again",
        "Look at it again",
        "standard-decide",
        f"‘{due.title}’, {since}.",
        standard_id=due.standard_id,
    )


# --- What is missing, in the order of the steps -----------------------------------------------------------------


def _missing(has: str, kind: str, sentence: str, label: str, url_name: str, tool: Tool, detail: str = "") -> Rule:
    def rule(facts: ProjectFacts) -> NextAction | None:
        if getattr(facts, has) or tool in facts.skipped:
            return None
        return _act(facts, kind, sentence, label, url_name, detail)

    return rule


def _agree(facts: ProjectFacts) -> NextAction | None:
    if not facts.standards_to_agree or Tool.STANDARDS in facts.skipped:
        return None
    waits = facts.standards_to_agree[0]
    return _act(
        facts,
        "agree",
        "Agree on the process you wrote down",
        "Agree on it",
        "standard-decide",
        f"‘{waits.title}’. It holds once the team agrees.",
        standard_id=waits.standard_id,
    )


def _standard(facts: ProjectFacts) -> NextAction | None:
    if not facts.cycle_adopted or facts.has_standard or Tool.STANDARDS in facts.skipped:
        return None
    return _act(
        facts,
        "standard",
        "Write down the change that works",
        "Write it down",
        "standard-list",
        "So that it stays when people leave.",
    )


DUE: tuple[Rule, ...] = (_running, _figure, _study, _decide, _start, _huddle, _meeting, _late, _review)
BUILD: tuple[Rule, ...] = (
    _missing("has_champion", "champion", "The team has no champion yet", "Name a champion", "team-detail", Tool.TEAM),
    _missing(
        "has_sponsor",
        "sponsor",
        "The team has no sponsor yet",
        "Name a sponsor",
        "team-detail",
        Tool.TEAM,
        "A senior partner who backs this.",
    ),
    _missing(
        "workbook_begun",
        "workbook",
        "Describe your practice as it is today",
        "Start the workbook",
        "workbook-detail",
        Tool.WORKBOOK,
    ),
    _missing(
        "fishbone_begun",
        "fishbone",
        "Ask why the problem happens",
        "Write down the causes",
        "fishbone-detail",
        Tool.FISHBONE,
    ),
    _missing("has_global_aim", "aim", "Say what you will improve", "Write the aim", "aims-detail", Tool.AIMS),
    _missing(
        "has_specific_aim", "specific_aim", "Say by how much, and by when", "Finish the aim", "aims-detail", Tool.AIMS
    ),
    _missing("has_measure", "measure", "Choose what you will count", "Add a measure", "measure-list", Tool.MEASURES),
    _missing(
        "has_figures", "first_figure", "Enter your first figure", "Enter a figure", "measure-list", Tool.MEASURES
    ),
    _missing(
        "has_cycle",
        "cycle",
        "Plan your first small test",
        "Plan a small test",
        "ramp-list",
        Tool.CYCLES,
        "One morning or five patients are enough.",
    ),
    _missing(
        "has_huddle_schedule",
        "huddle_schedule",
        "Agree when the team huddles",
        "Set the time",
        "huddle-detail",
        Tool.HUDDLES,
    ),
    _agree,
    _standard,
    _missing(
        "has_patient_partner",
        "patient_partner",
        "Nobody on the team speaks for patients",
        "See the team",
        "team-detail",
        Tool.TEAM,
    ),
)
