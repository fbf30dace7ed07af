"""What the record says for a part of a hand-over note that nobody has written.

Read as the project's coach may read it: a tool that the team does not show its coach leaves no trace. Private notes
of visits never come near it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from cmsportal.nhsuk.formats import clock, count_words, day, first_upper
from projects.huddles.schedule import days_words
from projects.models import Action, CoachAssignment, HuddleSchedule, Meeting, Project, Share, TeamMember
from projects.permissions import ProjectAccess
from projects.presenters import listed
from projects.reach import Standing
from projects.tools import Tool
from toolkit.cycles.presenters import state_words
from toolkit.measures.series import Reader
from toolkit.models import Cycle, PlaybookEntry
from toolkit.storyboard.reading import words_of

from ..models import HandOver, Transition, Visit
from ..models.handover import PART_LENGTH, PARTS
from ..momentum.reading import read_facts
from ..momentum.signals import signals

LATELY = timedelta(days=90)
MOST = 8
LOW_ENERGY = 2


def draft_note(row: HandOver) -> dict[str, str]:
    """Words for every part, '' where the record has none. A fixed number of queries."""
    draft = Draft(row.project, row.coach_id)
    return {name: fit(getattr(draft, name)()) for name in PARTS}


def as_coach(project: Project) -> ProjectAccess:
    """What any coach of the project may open."""
    shares = tuple(Share.objects.open().filter(project=project).select_related("partner"))
    return ProjectAccess(project=project, standing=Standing(), is_coach=True, shares=shares)


@dataclass
class Draft:
    project: Project
    coach_id: object

    @cached_property
    def access(self) -> ProjectAccess:
        return as_coach(self.project)

    @cached_property
    def today(self) -> date:
        return timezone.localdate(timezone=ZoneInfo(self.project.practice.time_zone))

    @cached_property
    def told(self) -> dict[str, list[str]]:
        """The record's own words for a storyboard, with small numbers hidden: paper goes further than a page."""
        reader = Reader(raw=False, threshold=self.project.programme.small_number_threshold, today=self.today)
        return {part.name: part.lines for part in words_of(self.project, self.access, None, reader)}

    @cached_property
    def visits(self) -> list[Visit]:
        """The newest ones that were logged, without their private notes."""
        rows = Visit.objects.logged().filter(project=self.project).defer("private_note_sealed")
        return list(rows.order_by("-at")[:3])

    def stands(self) -> list[str]:
        lines = [*self.told["aim"], *self.told["results"]]
        if self.access.sees(Tool.CYCLES):
            cycle = Cycle.objects.filter(ramp__project=self.project).order_by("-created_at").first()
            lines += [f"Small test {cycle.number}, ‘{cycle.title}’: {state_words(cycle).lower()}."] if cycle else []
        if self.project.status == Project.Status.PAUSED:
            lines.append("The project is paused.")
        if transition := Transition.objects.filter(project=self.project).first():
            lines.append(f"The coaching comes to its end on {day(transition.ends_on, self.today)}.")
        return lines

    def works(self) -> list[str]:
        kept = [f"They keep: {title}" for title in self.told["stays"]]
        moved = [f"{self._when(visit)}: {visit.progress}" for visit in self.visits if visit.progress]
        return [*kept, *self.told["lessons"], *moved]

    def steps(self) -> list[str]:
        """What was agreed in visits and what the coach took on; the team's own list where it shows that."""
        rows = Action.objects.filter(project=self.project, done_at__isnull=True).select_related("owner")
        if not self.access.sees(Tool.ACTIONS):
            rows = rows.filter(source="visit") | rows.filter(owner=self.coach_id)
        return [self._step(row) for row in rows.order_by("due_on", "created_at")[:MOST]]

    def _step(self, row: Action) -> str:
        who = row.owner.name if row.owner else row.owner_name or "Nobody yet"
        late = row.due_on is not None and row.due_on < self.today
        when = f", {'was due' if late else 'by'} {day(row.due_on, self.today)}" if row.due_on else ""
        return f"{who}: {row.text}{when}"

    def dates(self) -> list[str]:
        visits = Visit.objects.planned().filter(project=self.project, at__gte=timezone.now()).order_by("at")[:3]
        lines = [f"Visit on {self._at(visit.at)}, {visit.get_mode_display().lower()}" for visit in visits]
        if self.access.sees(Tool.MEETINGS):
            coming = Meeting.objects.coming().filter(project=self.project)[:2]
            lines += [f"{row.get_kind_display()} meeting on {self._at(row.starts_at)}" for row in coming]
        schedule = HuddleSchedule.objects.filter(project=self.project).first()
        if schedule is not None and self.access.sees(Tool.HUDDLES):
            lines.append(f"Huddle: {days_words(schedule.weekdays).lower()} at {clock(schedule.time)}")
        if self.access.sees(Tool.STANDARDS):
            kept = PlaybookEntry.objects.in_force().filter(standard__project=self.project).order_by("review_on")[:2]
            lines += [f"‘{row.title}’ is looked at again on {day(row.review_on, self.today)}" for row in kept]
        contacts = self.project.contacts.to_come().order_by("due_on")
        lines += [f"Contact {str(row).lower()}: {day(row.due_on, self.today)}" for row in contacts]
        return lines

    @cached_property
    def team(self) -> list[TeamMember]:
        rows = TeamMember.objects.filter(project=self.project).order_by("-is_champion", "-is_sponsor", "name")
        return list(rows) if self.access.sees(Tool.TEAM) else []

    def people(self) -> list[str]:
        here = [row for row in self.team if row.covers(self.today)]
        lines = [f"{row.name}, {_roles(row)}" for row in here[: MOST + 2]]
        seconds = CoachAssignment.objects.current().filter(project=self.project, is_lead=False)
        lines += [f"{row.user.name}, second coach" for row in seconds.select_related("user")]
        since = self.today - LATELY
        new = [row.name for row in here if row.starts_on > since]
        left = [row.name for row in self.team if row.ends_on and since < row.ends_on <= self.today]
        lines += [f"New in the last three months: {listed(new)}"] if new else []
        lines += [f"Left in the last three months: {listed(left)}"] if left else []
        return lines

    def look_out(self) -> list[str]:
        lines = [f"{self._when(visit)}: {visit.barriers}" for visit in self.visits if visit.barriers]
        last = next((visit for visit in self.visits if visit.energy), None)
        if last is not None and last.energy <= LOW_ENERGY:
            lines.append(f"The team's energy was {last.energy} of 5 on {self._day_of(last)}.")
        if self.access.sees(Tool.TEAM):
            here = [row for row in self.team if row.covers(self.today)]
            lines += [] if any(row.is_sponsor for row in here) else ["No senior partner backs it as a sponsor yet."]
        late = Action.objects.filter(project=self.project, done_at__isnull=True, due_on__lt=self.today).count()
        if late and self.access.sees(Tool.ACTIONS):
            verb = "action is" if late == 1 else "actions are"
            lines.append(f"{first_upper(count_words(late))} {verb} late.")
        facts = read_facts([self.project], timezone.now())[self.project.pk]
        return [*lines, *(one.words for one in signals(facts, self.access.tools))]

    def _at(self, at: object) -> str:
        local = at.astimezone(ZoneInfo(self.project.practice.time_zone))  # type: ignore[attr-defined]
        return f"{day(local, self.today)} at {clock(local)}"

    def _day_of(self, visit: Visit) -> str:
        return day(visit.at.astimezone(ZoneInfo(self.project.practice.time_zone)), self.today)

    def _when(self, visit: Visit) -> str:
        return f"Visit of {self._day_of(visit)}"


def _roles(row: TeamMember) -> str:
    held = [("champion", row.is_champion), ("sponsor", row.is_sponsor), ("patient partner", row.is_patient_partner)]
    roles = [name for name, has in held if has]
    return ", ".join([*([] if row.is_patient_partner else [row.get_discipline_display()]), *roles])


def fit(lines: Iterable[str]) -> str:
    """As many whole lines as a part holds; what one holds is one line of the note."""
    kept: list[str] = []
    for line in (" ".join(text.split()) for text in lines):
        if line and len("\n".join([*kept, line])) <= PART_LENGTH:
            kept.append(line)
    return "\n".join(kept)
