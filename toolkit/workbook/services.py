"""Saving answers without losing anybody's: each field by itself, each change once, and back to an earlier version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import Answer
from .merging import CONTENT, Merge, Prefer, blank_content, content_of, merge, tidy
from .questions import QUESTIONS
from .usage import note_answers

ABOUT = ("origin", "as_of", "earlier")  # where the content was filled in from
FILLED = ("number", "text", "rating")  # typed over, an answer is the team's own


@dataclass(frozen=True)
class Draft:
    """What somebody typed for one question.

    Args:
        version: of the answer they saw, None where there was none.
        sent: a name that the browser gave this change, so that sending it twice saves it once; '' for none.
        before: such names of changes this one builds on and of which the browser does not know whether they arrived.
        over: the version that the person has been shown beside their own, when they chose by ``prefer``.
    """

    key: str
    values: Mapping[str, Any]
    version: int | None
    sent: str = ""
    before: tuple[str, ...] = ()
    over: int | None = None
    prefer: Prefer = Prefer.ASK


@dataclass(frozen=True)
class Clash:
    """The answer as it stands, and the fields that two people changed differently."""

    current: Answer
    fields: tuple[str, ...]


@dataclass
class Outcome:
    """What came of a save.

    ``saved``: the answers as they stand now. ``merged``: fields of others that came in. ``stale``: answers that wait
    for somebody to choose; nothing of them is written.
    """

    saved: dict[str, Answer] = field(default_factory=dict)
    merged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stale: dict[str, Clash] = field(default_factory=dict)


def lock_answers(*, project: Project, keys: Iterable[str]) -> dict[str, Answer]:
    """The answers to these questions that stand now, by question, held to the end of the transaction.

    Whoever writes answers comes through here first, one after the other: otherwise two who give first answers in
    different orders would wait for each other in a circle.
    """
    # Not so firmly that what others only hang on the project would wait.
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    rows = Answer.objects.select_for_update(of=("self",)).select_related("answered_by")
    return {row.key: row for row in rows.filter(project=project, key__in=list(keys)).order_by("key")}


@transaction.atomic
def save_answer(*, project: Project, draft: Draft, by: Any) -> Answer | None:
    """Save one answer; None where nothing was typed and nothing stood there.

    Raises:
        KeyError: no such question.
        Stale: somebody else changed the same field since; ``current`` is theirs. Nothing is written.
    """
    outcome = save_answers(project=project, drafts=[draft], by=by)
    if draft.key in outcome.stale:
        raise Stale(outcome.stale[draft.key].current)
    return outcome.saved.get(draft.key)


@transaction.atomic
def save_answers(*, project: Project, drafts: Sequence[Draft], by: Any) -> Outcome:
    """Save what has changed, field by field. What two people changed differently is left as it is and handed back.

    A field that this person did not touch keeps what others wrote in it. Every edit stands in the answer's history
    with its author.
    """
    for draft in drafts:
        if draft.key not in QUESTIONS:
            raise KeyError(draft.key)
    current = lock_answers(project=project, keys=[draft.key for draft in drafts])
    outcome = Outcome()
    wrote = set()
    for draft in sorted(drafts, key=lambda one: one.key):
        if _save(project, current.get(draft.key), draft, by, outcome):
            wrote.add(draft.key)
    if wrote:
        touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
        note_answers(project=project, keys=wrote)
    return outcome


def _save(project: Project, row: Answer | None, draft: Draft, by: Any, outcome: Outcome) -> bool:
    """Whether anything was written."""
    mine = tidy(draft.values)
    if row is None:
        if mine == blank_content():
            return False
        outcome.saved[draft.key] = _create(project, draft, mine, by)
        return True
    merged = _put_together(row, draft, mine)
    if merged.clashes:
        outcome.stale[draft.key] = Clash(row, merged.clashes)
        return False
    outcome.saved[draft.key] = row
    if merged.theirs:
        outcome.merged[draft.key] = merged.theirs
    if merged.content == content_of(row):
        return False
    _write(row, merged.content, draft.sent, by)
    return True


def _put_together(row: Answer, draft: Draft, mine: dict[str, Any]) -> Merge:
    theirs = content_of(row)
    known = [name for name in (draft.sent, *draft.before) if name]
    seen: Any = row if draft.version == row.version else None
    if known or seen is None:
        wanted = Q(history_change_reason__in=known) | Q(version=draft.version)
        past = list(row.history.filter(wanted).order_by("-version"))
        if any(draft.sent and old.history_change_reason == draft.sent for old in past):
            return Merge(theirs)  # it came here before: what has been written since stands
        arrived = next((old for old in past if old.history_change_reason in known), None)
        seen = arrived or next((old for old in past if old.version == draft.version), None)
    if draft.version is None and seen is None:
        base: dict[str, Any] | None = blank_content()
    else:
        base = content_of(seen) if seen is not None else None
    # Chosen with another version in view than the one that stands now: both are shown once more.
    prefer = draft.prefer if draft.over == row.version else Prefer.ASK
    return merge(base, mine, theirs, prefer)


def _write(row: Answer, content: dict[str, Any], sent: str, by: Any, about: Mapping[str, Any] | None = None) -> None:
    if about is None and any(content[name] != getattr(row, name) for name in FILLED):
        about = {"origin": Answer.Origin.TYPED, "as_of": None}
    changes = {**content, **(about or {})}
    for name, value in changes.items():
        setattr(row, name, value)
    row.answered_by = by
    row._change_reason = sent or None
    row.full_clean(exclude=["project", "answered_by"])
    save_versioned(row, row.version, [*CONTENT, *ABOUT, "answered_by"])


def _create(project: Project, draft: Draft, content: dict[str, Any], by: Any) -> Answer:
    row = Answer(project=project, key=draft.key, answered_by=by, **content)
    row._change_reason = draft.sent or None
    row.full_clean(exclude=["project", "answered_by"], validate_unique=False, validate_constraints=False)
    row.save(force_insert=True)
    return row


def fill_answer(
    *, project: Project, key: str, row: Answer | None, content: Mapping[str, Any], about: Mapping[str, Any], by: Any
) -> Answer:
    """Write an answer that comes from elsewhere. ``row`` is as ``lock_answers`` found it, or None.

    The caller has asked whether it may, and notes what was written.
    """
    if row is not None:
        _write(row, dict(content), "", by, about=about)
        return row
    row = Answer(project=project, key=key, answered_by=by, **content, **about)
    row.full_clean(exclude=["project", "answered_by"], validate_unique=False)
    row.save(force_insert=True)
    return row


@transaction.atomic
def restore_answer(*, project: Project, key: str, version: int, over: int, by: Any) -> Answer:
    """Bring an earlier version of an answer back, as a version of its own: what stands now stays in the history.

    Raises:
        Answer.DoesNotExist: no such answer, or no such version of it.
        Stale: the answer is no longer the version ``over`` that the person saw.
    """
    row = Answer.objects.select_for_update().get(project=project, key=key)
    old = row.history.filter(version=version).first()
    if old is None:
        raise Answer.DoesNotExist
    if row.version != over:
        raise Stale(row)
    if content_of(old) != content_of(row):
        _write(row, content_of(old), "", by, about={name: getattr(old, name) for name in ABOUT})
        touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
        note_answers(project=project, keys={key})
    return row
