"""What can be done with a process to keep: write it down, change it, and decide about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import Stale, save_versioned
from projects.models import Project, TeamMember
from projects.permissions import access_to, read_access
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..cycles.services import next_cycle, start_ramp
from ..measures.entering import local_today
from ..models import Cycle, Measure, PlaybookEntry, Standard
from .workflow import State, check, state_of

Decision = Standard.Decision
# What an edition holds of its standard. Whether the measure is stable is looked at anew each time.
WORDS = ("title", "who", "what", "when", "tools", "training", "followed_how", "exceptions")


@dataclass(frozen=True)
class Decided:
    """What came of a decision: the edition that holds from now on, or the test that follows."""

    standard: Standard
    edition: PlaybookEntry | None = None
    following: Cycle | None = None


def standard_from(cycle: Cycle, project: Project) -> Standard:
    """A standard, not yet saved, with what carries over from the test that worked."""
    words = {name: getattr(cycle, name) for name in ("title", "who", "what", "measure")}
    return Standard(project=project, cycle=cycle, **words)


def standard_choices(standard: Standard) -> dict[str, Any]:
    """Which measures and which people of the team a standard can name; those it names already stay."""
    project = standard.project
    places = TeamMember.objects.current().filter(project=project, user__isnull=False)
    in_use = Measure.objects.in_use().filter(project=project)
    return {
        "measures": Measure.objects.filter(Q(pk__in=in_use.values("pk")) | Q(pk=standard.measure_id)),
        "owners": User.objects.filter(Q(pk__in=places.values("user")) | Q(pk=standard.owner_id)).order_by("name"),
    }


@transaction.atomic
def save_standard(*, standard: Standard, key: UUID | None, by: Any) -> Standard:
    """Write down a process to keep. The same page sent twice makes one entry: ``key`` was drawn with it.

    Raises:
        Stale: somebody else has written down what came of the same test.
    """
    Project.objects.select_for_update().get(pk=standard.project_id)
    words = {name: getattr(standard, name) for name in (*WORDS, "measure_id", "is_stable", "owner_id", "review_on")}
    ident, written = sent_once(Standard, key, project=standard.project_id, cycle=standard.cycle_id, **words)
    if written:
        return written
    if standard.cycle_id and (written := Standard.objects.filter(cycle=standard.cycle_id).first()):
        raise Stale(written)
    standard.pk = ident
    standard.full_clean()
    standard.save(force_insert=True)
    record("standard.written", standard, by=by, project=standard.project)
    touch_progress(project=standard.project, tool=Tool.STANDARDS, by=by)
    return standard


@transaction.atomic
def change_standard(*, standard: Standard, version: int, fields: tuple[str, ...], by: Any) -> Standard:
    """Other words, another owner. What holds in the playbook stays as agreed until the team keeps the new words.

    Raises:
        Stale: somebody saved it since ``version``.
    """
    standard.full_clean()
    before = Standard.objects.select_for_update().get(pk=standard.pk)
    state = state_of(before, in_force(before))
    names = list(fields)
    if any(getattr(before, name) != getattr(standard, name) for name in WORDS):
        standard.decision = Decision.REVISE if state in {State.KEPT, State.REVISED} else ""
        names.append("decision")
    save_versioned(standard, version, names)
    record("standard.changed", standard, by=by, project=standard.project)
    return standard


def in_force(standard: Standard) -> PlaybookEntry | None:
    return PlaybookEntry.objects.in_force().filter(standard=standard).first()


def of_practice(user: Any, project: Project) -> list[PlaybookEntry]:
    """What holds in each project of the practice whose standards this person may open."""
    rows = PlaybookEntry.visible_to(user).in_force().filter(standard__project__practice=project.practice_id)
    found = rows.select_related("standard__project__practice", "standard__project__programme", "owner", "agreed_by")
    entries = list(found.order_by("title", "pk"))
    projects = {entry.standard.project_id: entry.standard.project for entry in entries}
    read_access(projects.values(), user)
    open_to = {pk for pk, row in projects.items() if access_to(row, user).sees(Tool.STANDARDS)}
    return [entry for entry in entries if entry.standard.project_id in open_to]


@transaction.atomic
def decide(
    *,
    standard: Standard,
    decision: str,
    version: int,
    by: Any,
    owner: User | None = None,
    review_on: date | None = None,
    is_stable: bool | None = None,
) -> Decided:
    """Keep it, which makes an edition of the playbook; revise it; or take it back to small tests.

    Deciding again what is decided already does nothing.

    Raises:
        Stale: somebody saved the standard since ``version``.
        Refusal: the decision does not follow on where the standard stands.
        ValidationError: kept without somebody who looks after it, or without a day to come on which to look again.
    """
    project = Project.objects.select_for_update().get(pk=standard.project_id)
    rows = Standard.objects.select_for_update(of=("self",)).select_related("project", "cycle__ramp")
    row = rows.get(pk=standard.pk)
    held = in_force(row)
    begin = state_of(row, held)
    end = check(begin, Decision(decision))
    if decision == Decision.KEEP:
        _check_keeping(owner, review_on, local_today(project))
        if begin is State.KEPT and held is not None and _says(held, row, owner, review_on):
            return Decided(row, held)
        row.owner, row.review_on = owner, review_on
    elif begin == end:
        return Decided(row, held)
    row.is_stable = is_stable
    row.decision = "" if end is State.WRITTEN else decision
    save_versioned(row, version, ["owner", "review_on", "is_stable", "decision"])
    touch_progress(project=project, tool=Tool.STANDARDS, by=by)
    if decision == Decision.KEEP:
        return Decided(row, _agree(row, held, by))
    if decision == Decision.REVISE:
        record("standard.revised", row, by=by, project=project)
        return Decided(row, held)
    if held is not None:
        _end(held, timezone.now(), by)
    record("standard.taken_back", row, by=by, project=project)
    return Decided(row, following=_test_again(row, by))


def _check_keeping(owner: User | None, review_on: date | None, today: date) -> None:
    problems = {}
    if owner is None:
        problems["owner"] = "Choose who looks after it."
    if review_on is None:
        problems["review_on"] = "Enter the day on which you look at it again."
    elif review_on <= today:
        problems["review_on"] = "Choose a day to come."
    if problems:
        raise ValidationError(problems)


def _says(held: PlaybookEntry, row: Standard, owner: User | None, review_on: date | None) -> bool:
    """Whether the edition says already what is being agreed on."""
    same = all(getattr(held, name) == getattr(row, name) for name in WORDS)
    return same and held.owner == owner and held.review_on == review_on


def _agree(row: Standard, held: PlaybookEntry | None, by: Any) -> PlaybookEntry:
    now = timezone.now()
    if held is not None:
        _end(held, now, by)
    newest = PlaybookEntry.objects.filter(standard=row).aggregate(newest=Max("edition"))["newest"] or 0
    entry = PlaybookEntry(
        standard=row,
        edition=newest + 1,
        **{name: getattr(row, name) for name in WORDS},
        owner=row.owner,
        review_on=row.review_on,
        agreed_at=now,
        agreed_by=by,
    )
    entry.full_clean()
    entry.save()
    record("standard.kept", row, by=by, project=row.project, edition=entry.edition)
    return entry


def _end(held: PlaybookEntry, now: Any, by: Any) -> None:
    held.ended_at, held.ended_by = now, by
    held.save(update_fields=["ended_at", "ended_by"])


def _test_again(row: Standard, by: Any) -> Cycle:
    """The next test of the ramp that the standard came from; one that is open already is that test."""
    if row.cycle is None:
        return start_ramp(project=row.project, title=row.title, first_test=row.title, by=by, key=uuid4())
    last = Cycle.objects.filter(ramp=row.cycle.ramp).order_by("-number").first() or row.cycle
    return next_cycle(cycle=last, by=by) if last.stage == Cycle.Stage.CLOSED else last
