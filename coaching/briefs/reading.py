"""The brief for a visit, put together from the record: twenty queries at most, however much there is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from cmsportal.nhsuk.formats import clock, count_words, day, first_upper
from coaching.models import Visit
from coaching.momentum.reading import read_facts
from coaching.momentum.signals import signals
from projects.models import Action, Huddle, Meeting, Project, TeamMember
from projects.permissions import ProjectAccess
from projects.tools import Tool
from toolkit.cycles.presenters import state_words
from toolkit.measures.cards import card_of
from toolkit.measures.presenters import value_words
from toolkit.measures.series import Reader, exact_value, for_charts, marks_of
from toolkit.models import Cycle, Measure

from .brief import Brief, Task, capped

FIRST_LOOKS_BACK = timedelta(days=28)  # before a first visit


def read_brief(visit: Visit, access: ProjectAccess, now: datetime | None = None) -> Brief:
    """What this coach or mentor may know of the project before a visit. No private note ever stands in it.

    Args:
        visit: fetched with its coach; ``visit.project`` with practice and programme.
    """
    project, now = visit.project, now or timezone.now()
    zone = ZoneInfo(project.practice.time_zone)
    today = now.astimezone(zone).date()
    last = _last_before(visit)
    since = (last.at if last else now - FIRST_LOOKS_BACK).astimezone(zone)
    actions = _actions(project) if access.sees(Tool.ACTIONS) or last else []
    agreed = [one for one in actions if last and one.source_id == last.pk]
    open_now = (
        [one for one in actions if one.done_at is None and one not in agreed] if access.sees(Tool.ACTIONS) else []
    )
    found = signals(read_facts([project], now)[project.pk], access.tools)
    return Brief(
        since=since.date(),
        last=last,
        team=_team(project, visit, last) if access.sees(Tool.TEAM) else [],
        agreed=[_task(one, today) for one in agreed],
        figures=_figures(project, access, since, today) if access.sees(Tool.MEASURES) else [],
        changes=_changes(project, access, since, today),
        people=_people(project, since.date(), today) if access.sees(Tool.TEAM) else [],
        tasks=capped([_task(one, today) for one in sorted(open_now, key=lambda one: not one.is_late)]),
        more_tasks=max(0, len(open_now) - len(capped(open_now))),
        signals=found,
        ask=_ask(found, agreed, visit, today),
        coming=_coming(project, access, now, zone),
    )


def _last_before(visit: Visit) -> Visit | None:
    """The newest logged contact with the team before this one, whoever's it was; without its private note."""
    rows = Visit.objects.logged().filter(project=visit.project_id, at__lt=visit.at).exclude(pk=visit.pk)
    return rows.select_related("coach").defer("private_note_sealed").order_by("-at").first()


def _actions(project: Project) -> list[Action]:
    return list(project.actions.select_related("owner").order_by("due_on", "created_at"))


def _task(action: Action, today: date) -> Task:
    who = action.owner.name if action.owner else action.owner_name
    if action.done_at:
        return Task(action.text, who, f"done {day(action.done_at, today)}", is_done=True)
    late = action.due_on is not None and action.due_on < today
    when = f"{'was due' if late else 'by'} {day(action.due_on, today)}" if action.due_on else "no day named"
    return Task(action.text, who, when, is_late=late)


def _figures(project: Project, access: ProjectAccess, since: datetime, today: date) -> list[str]:
    """The leading chart in words, as this reader may see it."""
    measure = for_charts(Measure.objects.in_use().filter(project=project)).order_by("-is_lead", "position").first()
    if measure is None:
        return []
    reader = Reader(access.sees_raw_figures, project.programme.small_number_threshold, today)
    card = card_of(measure, marks_of(project), reader, "small")
    entries = [one for one in measure.figures.all() if one.value is not None or one.denominator]
    if not entries or not card.has_figures:
        return [f"{measure.name}: no figure yet."]
    last = entries[-1]
    new = sum(one.date > since.date() for one in entries)
    goal = f" The aim is {value_words(measure, measure.goal)}." if measure.goal is not None else ""
    return [
        f"{measure.name}: {value_words(measure, exact_value(measure, last))} on {day(last.date, today)}.{goal}",
        f"{first_upper(count_words(new))} {'figure' if new == 1 else 'figures'} since then. {card.words.brief}",
    ]


def _changes(project: Project, access: ProjectAccess, since: datetime, today: date) -> list[str]:
    lines = []
    if access.sees(Tool.CYCLES):
        lines += [_test_words(cycle, today) for cycle in _tests(project, since)]
    if access.sees(Tool.HUDDLES):
        held = Huddle.objects.finished().filter(project=project, day__gt=since.date()).count()
        if held:
            lines.append(f"{first_upper(count_words(held))} {'huddle' if held == 1 else 'huddles'} held.")
    if access.sees(Tool.MEETINGS):
        closed = Meeting.objects.filter(project=project, state="closed", starts_at__gt=since).order_by("starts_at")
        scores = list(closed.values_list("score", flat=True))
        if scores:
            given = [str(score) for score in scores if score]
            worth = f", scored {' and '.join(given[-2:])} of 10" if given else ""
            count = f"{first_upper(count_words(len(scores)))} {'meeting' if len(scores) == 1 else 'meetings'}"
            lines.append(f"{count} held{worth}.")
    return lines


def _tests(project: Project, since: datetime) -> Iterable[Cycle]:
    moved = Q(began_at__gt=since) | Q(decided_on__gt=since.date()) | Q(created_at__gt=since)
    rows = Cycle.objects.filter(Q(ramp__project=project) & (moved | ~Q(stage__in=["plan", "closed"])))
    return capped(rows.order_by("-created_at"), 4)


def _test_words(cycle: Cycle, today: date) -> str:
    end = f" Decided {day(cycle.decided_on, today)}." if cycle.decided_on else ""
    if not end and cycle.ends_on and cycle.stage == Cycle.Stage.DO:
        end = f" Until {day(cycle.ends_on, today)}."
    state = f"{cycle.get_decision_display()}." if cycle.stage == Cycle.Stage.CLOSED else f"{state_words(cycle)}."
    return f"Small test {cycle.number}, {cycle.title}: {state[:1].lower()}{state[1:]}{end}"


def _team(project: Project, visit: Visit, last: Visit | None) -> list[str]:
    """Nothing once this coach has met them: the champion and the sponsor first."""
    if last and (last.coach_id == visit.coach_id or _has_met(visit)):
        return []
    rows = TeamMember.objects.current().filter(project=project).order_by("-is_champion", "-is_sponsor", "name")
    return [f"{row.name} ({row.get_discipline_display()}){_role(row)}" for row in rows]


def _has_met(visit: Visit) -> bool:
    return Visit.objects.logged().filter(project=visit.project_id, coach=visit.coach_id, at__lt=visit.at).exists()


def _role(row: TeamMember) -> str:
    return ", the champion" if row.is_champion else ", the sponsor" if row.is_sponsor else ""


def _people(project: Project, since: date, today: date) -> list[str]:
    rows = TeamMember.objects.filter(project=project).filter(
        Q(starts_on__gt=since) | Q(ends_on__gt=since, ends_on__lte=today)
    )
    lines = []
    for row in rows.order_by("name"):
        role = f"{_role(row)}," if _role(row) else ""
        what = row.get_discipline_display()
        if row.ends_on and row.ends_on <= today:
            lines.append(f"{row.name} ({what}){role} left on {day(row.ends_on, today)}.")
        elif row.starts_on <= today:
            lines.append(f"{row.name} ({what}){role} joined on {day(row.starts_on, today)}.")
    return lines


def _ask(found: list[Any], agreed: list[Action], visit: Visit, today: date) -> list[str]:
    """Questions that the record suggests; what the coach promised comes first."""
    own = [one for one in agreed if one.done_at is None and one.owner_id == visit.coach_id]
    late = [one for one in agreed if one.done_at is None and one.is_late and one.owner_id != visit.coach_id]
    lines = [f"You promised: {one.text}." for one in own]
    lines += [f"What became of ‘{one.text}’?" for one in late]
    return capped([*lines, *(f"Ask {one.ask}." for one in found)])


def _coming(project: Project, access: ProjectAccess, now: datetime, zone: ZoneInfo) -> list[str]:
    if not access.sees(Tool.MEETINGS):
        return []
    row = Meeting.objects.coming().filter(project=project, starts_at__gte=now).first()
    if row is None:
        return []
    at = row.starts_at.astimezone(zone)
    place = f", {row.place}" if row.place else ""
    return [f"{row.get_kind_display()} meeting on {day(at.date())} at {clock(at.time())}{place}."]
