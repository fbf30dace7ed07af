"""What the record says of a project, for each thing that a milestone can need.

A rule reads many projects at once, in a fixed number of queries. What it found is kept with the claim as it stood:
words, the day and the page to look at. The words tell states and days and nothing of what a team wrote, because a
manager reads them whether or not the team shows the tool (docs/decisions/0064-payment.md).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, Value
from django.db.models.functions import Left, StrIndex
from django.utils import timezone

from projects.models import FollowUpCheck, Progress, Project, Share, TeamMember
from projects.tools import Audience, Tool
from toolkit.models import Answer, Cycle, PlaybookEntry, SpecificAim, Storyboard, WorkbookSkip
from toolkit.workbook.questions import PARTS

from ..models import Agreement, Need


@dataclass(frozen=True)
class Found:
    """Evidence for one need. ``page``: the name of a page of the project, with ``keys`` besides the project's."""

    need: str
    on: date
    words: str
    page: str
    tool: str
    keys: dict[str, str]

    def as_stored(self) -> dict[str, Any]:
        return {**self.__dict__, "on": self.on.isoformat()}

    @classmethod
    def from_stored(cls, row: Mapping[str, Any]) -> "Found":
        return cls(**{**row, "on": date.fromisoformat(row["on"])})


Projects = Collection[Project]
Reader = Callable[[Projects], dict[UUID, Found]]
_rules: dict[Need, Reader] = {}


def rule(need: Need) -> Callable[[Reader], Reader]:
    """Registers the reader of a need; registering another replaces it."""

    def keep(read: Reader) -> Reader:
        _rules[need] = read
        return read

    return keep


def known_needs() -> list[Need]:
    """Those that a package can name: there is a rule that reads them."""
    return [need for need in Need if need in _rules]


def read(projects: Projects, needs: Collection[str]) -> dict[str, dict[UUID, Found]]:
    """By need and project what was found; nothing where it is not reached."""
    rows = list(projects)
    return {need: _rules[Need(need)](rows) if rows and Need(need) in _rules else {} for need in needs}


def _found(need: Need, on: date, words: str, page: str, tool: Tool, **keys: Any) -> Found:
    return Found(need.value, on, words, page, tool.value, {name: str(value) for name, value in keys.items()})


# --- The rules --------------------------------------------------------------------------------------------------


@rule(Need.LEAD_TEAM)
def _lead_team(projects: Projects) -> dict[UUID, Found]:
    """Both in place today; reached with the day on which the second of them came."""
    since: dict[UUID, dict[str, date]] = {}
    roles = Q(is_champion=True) | Q(is_sponsor=True)
    for member in TeamMember.objects.current().filter(roles, project__in=projects):
        held = since.setdefault(member.project_id, {})
        for role in ("is_champion", "is_sponsor"):
            if getattr(member, role):
                held[role] = member.starts_on
    words = "The team has a champion and a sponsor."
    return {
        ident: _found(Need.LEAD_TEAM, max(held.values()), words, "team-detail", Tool.TEAM)
        for ident, held in since.items()
        if len(held) == 2
    }


@rule(Need.FIVE_PS)
def _five_ps(projects: Projects) -> dict[UUID, Found]:
    """The team has marked the workbook as done, and each of its five parts is answered or left out with a reason."""
    part = Left("key", StrIndex("key", Value(".")) - 1)
    pairs = Answer.objects.filter(project__in=projects).annotate(part=part).values_list("project_id", "part")
    left_out = WorkbookSkip.objects.filter(project__in=projects, group="").values_list("project_id", "part")
    parts: dict[UUID, set[str]] = {}
    for ident, slug in [*pairs.distinct(), *left_out]:
        parts.setdefault(ident, set()).add(slug)
    wanted = {one.slug for one in PARTS}
    done = Progress.objects.filter(project__in=projects, tool=Tool.WORKBOOK, state=Progress.State.DONE)
    words = "All five parts are answered or left out with a reason, and marked as done."
    return {
        row.project_id: _found(Need.FIVE_PS, row.since, words, "workbook-detail", Tool.WORKBOOK)
        for row in done
        if wanted <= parts.get(row.project_id, set())
    }


@rule(Need.AIM)
def _aim(projects: Projects) -> dict[UUID, Found]:
    rows = SpecificAim.objects.filter(project__in=projects, goal__isnull=False, by_date__isnull=False)
    words = "The aim names a goal and the day to reach it by."
    return {
        row.project_id: _found(Need.AIM, timezone.localdate(row.created_at), words, "aims-detail", Tool.AIMS)
        for row in rows
    }


@rule(Need.FIRST_RAMP)
def _first_ramp(projects: Projects) -> dict[UUID, Found]:
    """The first pair of linked cycles that are both closed, with something learned from the later one."""
    linked = Cycle.objects.filter(
        ramp__project__in=projects, stage=Cycle.Stage.CLOSED, previous__stage=Cycle.Stage.CLOSED
    )
    linked = linked.exclude(learned="").filter(decided_on__isnull=False).order_by("decided_on", "number", "pk")
    found: dict[UUID, Found] = {}
    for ident, ramp, number, on in linked.values_list("ramp__project_id", "ramp_id", "number", "decided_on"):
        words = f"Small tests {number - 1} and {number} of a ramp are linked, studied and decided on."
        found.setdefault(ident, _found(Need.FIRST_RAMP, on, words, "ramp-detail", Tool.CYCLES, ramp_id=ramp))
    return found


@rule(Need.STANDARD)
def _standard(projects: Projects) -> dict[UUID, Found]:
    rows = PlaybookEntry.objects.filter(standard__project__in=projects, edition=1)
    first = rows.order_by().values("standard__project_id").annotate(at=Min("agreed_at"))
    words = "The team has agreed on a process to keep, and it stands in the playbook."
    return {
        row["standard__project_id"]: _found(
            Need.STANDARD, timezone.localdate(row["at"]), words, "standard-list", Tool.STANDARDS
        )
        for row in first
    }


@rule(Need.STORYBOARD)
def _storyboard(projects: Projects) -> dict[UUID, Found]:
    """Written by the team, and shown to somebody besides its coach."""
    written = Storyboard.objects.filter(project__in=projects).values("project")
    shares = Share.objects.open().filter(tool=Tool.STORYBOARD, project__in=written).exclude(audience=Audience.COACH)
    first = shares.order_by().values("project_id").annotate(at=Min("shared_at"))
    words = "The storyboard is written, and shown to others."
    return {
        row["project_id"]: _found(
            Need.STORYBOARD, timezone.localdate(row["at"]), words, "storyboard-detail", Tool.STORYBOARD
        )
        for row in first
    }


def _look_back(need: Need, months: int) -> Reader:
    def look(projects: Projects) -> dict[UUID, Found]:
        rows = FollowUpCheck.objects.filter(project__in=projects, months=months, done_at__isnull=False)
        return {
            row.project_id: _found(
                need, timezone.localdate(row.done_at), f"{row.get_months_display()}: the look back is answered.",
                "steps-detail", Tool.STEPS,
            )
            for row in rows
        }  # fmt: skip

    return look


rule(Need.FOLLOW_UP)(_look_back(Need.FOLLOW_UP, 3))
rule(Need.FOLLOW_UP_YEAR)(_look_back(Need.FOLLOW_UP_YEAR, 12))


@rule(Need.AGREEMENT)
def _agreements(projects: Projects) -> dict[UUID, Found]:
    """The edition that is in force now, and since when any has been: a change of words does not begin it anew."""
    rows = Agreement.objects.filter(project__in=projects)
    first = dict(rows.order_by().values_list("project_id").annotate(at=Min("in_force_at")))
    words = "Both sides have accepted the agreement, and it is in force."
    return {
        row.project_id: _found(
            Need.AGREEMENT, timezone.localdate(first[row.project_id]), words, "agreement-detail", Tool.STEPS,
            agreement_id=row.pk,
        )
        for row in rows.in_force()
    }  # fmt: skip
