"""Saving answers without losing anybody's, and leaving questions out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..models import Answer, WorkbookSkip
from .questions import QUESTIONS, find_part

CONTENT = ("number", "text", "rating", "working_on_it", "patients_complain", "certainty", "source")
WITHOUT_FIGURE = {Answer.Certainty.NOT_KNOWN, Answer.Certainty.NOT_APPLICABLE}


@dataclass(frozen=True)
class Draft:
    """What somebody typed for one question. ``version`` is of the answer they saw, None where there was none."""

    key: str
    values: Mapping[str, Any]
    version: int | None


@dataclass
class Outcome:
    """What came of a save: answers written, and answers that somebody else had changed meanwhile."""

    saved: dict[str, Answer] = field(default_factory=dict)
    stale: dict[str, Answer] = field(default_factory=dict)


def blank_content() -> dict[str, Any]:
    blank = Answer()
    return {name: getattr(blank, name) for name in CONTENT}


def content_of(answer: Any) -> dict[str, Any]:
    """The typed part of an answer or of a row of its history; of None, the empty answer."""
    return blank_content() if answer is None else {name: getattr(answer, name) for name in CONTENT}


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Complete content: what is not named is empty, and what is not known or does not apply has no figure."""
    content = {**blank_content(), **{name: values[name] for name in CONTENT if name in values}}
    if content["certainty"] in WITHOUT_FIGURE:
        content["number"] = None
    return content


@transaction.atomic
def save_answer(*, project: Project, draft: Draft, by: Any) -> Answer | None:
    """Save one answer; None where nothing was typed and nothing stood there.

    Raises:
        KeyError: no such question.
        Stale: somebody else changed the answer since; ``current`` is theirs. Nothing is written.
    """
    outcome = save_answers(project=project, drafts=[draft], by=by)
    if draft.key in outcome.stale:
        raise Stale(outcome.stale[draft.key])
    return outcome.saved.get(draft.key)


@transaction.atomic
def save_answers(*, project: Project, drafts: Sequence[Draft], by: Any) -> Outcome:
    """Save what has changed. Answers that others changed meanwhile are left as they are and handed back.

    An answer that this person did not touch is never stale: it simply keeps what the other one wrote. Every edit
    stands in the answer's history with its author.
    """
    for draft in drafts:
        if draft.key not in QUESTIONS:
            raise KeyError(draft.key)
    current = {row.key: row for row in Answer.objects.filter(project=project, key__in=[d.key for d in drafts])}
    outcome = Outcome()
    wrote = False
    for draft in drafts:
        row, content = current.get(draft.key), tidy(draft.values)
        if content == content_of(row):
            if row is not None:
                outcome.saved[draft.key] = row
            continue
        try:
            outcome.saved[draft.key] = _write(project, row, draft, content, by)
            wrote = True
        except Stale as stale:
            if stale.current is None or not _untouched(stale.current, draft, content):
                outcome.stale[draft.key] = stale.current
    if wrote:
        touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
    return outcome


def _write(project: Project, row: Answer | None, draft: Draft, content: dict[str, Any], by: Any) -> Answer:
    if row is None:
        return _create(project, draft, content, by)
    if draft.version != row.version:
        raise Stale(row)
    for name, value in content.items():
        setattr(row, name, value)
    row.answered_by = by
    row.origin, row.as_of = Answer.Origin.TYPED, None  # typed over, it is the team's own
    row.full_clean(exclude=["project", "answered_by"])
    save_versioned(row, draft.version, [*CONTENT, "answered_by", "origin", "as_of"])
    return row


def _create(project: Project, draft: Draft, content: dict[str, Any], by: Any) -> Answer:
    row = Answer(project=project, key=draft.key, answered_by=by, **content)
    row.full_clean(exclude=["project", "answered_by"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        other = Answer.objects.filter(project=project, key=draft.key).first()
        if other is None:
            raise
        raise Stale(other) from problem
    return row


def _untouched(current: Answer, draft: Draft, content: dict[str, Any]) -> bool:
    """Whether the person left the answer as it was on their page: then there is nothing to save."""
    if draft.version is None:
        return content == blank_content()
    seen = current.history.filter(version=draft.version).first()
    return seen is not None and content == content_of(seen)


@transaction.atomic
def skip_questions(
    *, project: Project, part: str, group: str = "", reason: str, note: str = "", version: int | None = None, by: Any
) -> WorkbookSkip:
    """Leave out a group of questions, or with an empty ``group`` the whole part, for a reason.

    Raises KeyError for a part or group that is none, Stale when somebody else gave another reason meanwhile.
    """
    _check_place(part, group)
    Project.objects.select_for_update().get(pk=project.pk)
    row = WorkbookSkip.objects.select_for_update().filter(project=project, part=part, group=group).first()
    if row is not None and (row.reason, row.note) == (reason, note):
        return row
    if row is None:
        row = WorkbookSkip(project=project, part=part, group=group, reason=reason, note=note, by=by)
        row.full_clean(exclude=["project", "by"])
        row.save()
    else:
        if version != row.version:
            raise Stale(row)
        row.reason, row.note, row.by = reason, note, by
        row.full_clean(exclude=["project", "by"])
        save_versioned(row, version, ["reason", "note", "by"])
    record("workbook.skipped", row, by=by, project=project, part=part, group=group, reason=reason)
    touch_progress(project=project, tool=Tool.WORKBOOK, by=by)
    return row


@transaction.atomic
def undo_skip(*, project: Project, part: str, group: str = "", by: Any) -> None:
    """Do the questions after all. Answers given before are still there. Doing it twice does no harm."""
    _check_place(part, group)
    row = WorkbookSkip.objects.select_for_update().filter(project=project, part=part, group=group).first()
    if row is None:
        return
    record("workbook.taken_up_again", row, by=by, project=project, part=part, group=group)
    row.delete()


def _check_place(part: str, group: str) -> None:
    found = find_part(part)
    if found is None or (group and found.group(group) is None):
        raise KeyError(f"{part} {group}")
