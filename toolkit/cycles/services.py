"""What can be done with ideas, ramps, cycles and standards."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.locks import lock_project
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool

from ..measures.marks import mark_change, remove_mark
from ..models import Cause, ChangeIdea, ChartMark, Cycle, CycleQuestion, Measure, Ramp
from .workflow import CLOSE, ONWARD, Move, lock, move_cycle, refusal_words

LEADS_ON = {Cycle.Decision.ADAPT, Cycle.Decision.ENLARGE}
CARRIED_SIZE = ("scale", "size", "size_unit")  # a larger test is given its size anew


@transaction.atomic
def add_idea(
    *,
    project: Project,
    text: str,
    cause: Cause | None = None,
    voted: bool = False,
    learned_from: Project | None = None,
    by: Any,
    key: UUID,
) -> ChangeIdea:
    """Note something worth trying. ``key`` was drawn with the page: sent twice, it makes one idea.

    Args:
        cause: of the fishbone, to which the idea answers.
        voted: whether the cause was chosen because most voted for it.
        learned_from: the project that showed it in the learning library.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    values = {"project": project, "text": text.strip(), "cause": cause, "learned_from": learned_from}
    ident, noted = sent_once(ChangeIdea, key, **values)
    if noted:
        return noted
    sources = ChangeIdea.Source
    source = sources.LIBRARY if learned_from else sources.TYPED
    if cause is not None:
        source = sources.VOTE if voted else sources.CAUSE
    idea = ChangeIdea(pk=ident, source=source, **values)
    idea.full_clean()
    idea.save()
    record("idea.added", idea, by=by, project=project)
    return idea


@transaction.atomic
def start_ramp(
    *, project: Project, title: str, first_test: str, idea: ChangeIdea | None = None, by: Any, key: UUID
) -> Cycle:
    """A ramp and its first cycle, ready to be planned.

    The same idea is not started twice, nor is the same page: ``key`` was drawn with it.

    Raises Refusal where somebody has started the idea with other words: the two would be lost in one.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    title, first_test = title.strip(), first_test.strip()
    ident, begun = sent_once(Ramp, key, project=project, idea=idea, title=title, first_test=first_test)
    if begun is None and idea is not None:
        begun = Ramp.objects.filter(project=project, idea=idea, title=title, cycles__title=first_test).first()
        if begun is None and (other := Ramp.objects.filter(project=project, idea=idea).first()):
            raise Refusal(f"The team tries this idea already, as ‘{other.title}’. Open it to plan the next test.")
    if begun is not None:
        return begun.cycles.order_by("number")[0]
    ramp = Ramp(pk=ident, project=project, idea=idea, title=title)
    ramp.full_clean()
    ramp.save()
    cycle = Cycle(ramp=ramp, number=1, title=first_test)
    cycle.full_clean()
    cycle.save()
    record("ramp.started", ramp, by=by, project=project)
    touch_progress(project=project, tool=Tool.CYCLES, by=by)
    return cycle


@transaction.atomic
def save_questions(*, cycle: Cycle, rows: list[dict[str, Any]]) -> None:
    """Add, change and remove the cycle's questions.

    Args:
        rows: dicts with ``id`` (None for a new one) and any of question, prediction, result, comparison; a row whose
            question is empty is taken away.
    """
    existing = {question.pk: question for question in cycle.questions.select_for_update()}
    for position, row in enumerate(rows):
        question = existing.get(row.get("id")) or CycleQuestion(cycle=cycle)
        values = {name: row[name] for name in ("question", "prediction", "result", "comparison") if name in row}
        if not values.get("question", question.question):
            if question.pk in existing:
                question.delete()
            continue
        for name, value in values.items():
            setattr(question, name, value)
        question.predicted_at = (question.predicted_at or timezone.now()) if question.prediction else None
        question.position = position
        question.full_clean()
        question.save()


@transaction.atomic
def save_stage(
    *, cycle: Cycle, fields: list[str], version: int, questions: list[dict[str, Any]] | None, by: Any
) -> None:
    """Save one stage of a cycle with its questions.

    Raises:
        Stale: somebody saved the cycle since ``version``.
        Refusal: the decision is taken; it is opened again first, which a next test forbids.
    """
    lock_project(cycle.ramp.project_id)
    if "decision" in fields and cycle.stage == Cycle.Stage.CLOSED:
        raise Refusal(refusal_words(cycle, Cycle.Stage.ACT))
    cycle.full_clean(validate_unique=False, validate_constraints=False)
    save_versioned(cycle, version, fields)
    if questions is not None:
        save_questions(cycle=cycle, rows=questions)
    _keep_mark(cycle, by)
    touch_progress(project=cycle.ramp.project, tool=Tool.CYCLES, by=by)


def has_prediction(cycle: Cycle) -> bool:
    return CycleQuestion.objects.filter(cycle=cycle).exclude(prediction="").exists()


def asks_prediction(*, cycle: Cycle) -> bool:
    """Whether the team is to be asked now for a prediction: once for each test, and never after it was given.

    The asking is noted in one conditional update, so of two people who start at once one is asked.
    """
    if cycle.stage != Cycle.Stage.PLAN or has_prediction(cycle):
        return False
    unasked = Cycle.objects.filter(pk=cycle.pk, stage=Cycle.Stage.PLAN, prediction_asked_at__isnull=True)
    return bool(unasked.update(prediction_asked_at=timezone.now()))


def measure_choices(cycle: Cycle) -> Any:
    """The measures that a test can name: those in use, and the one it names already."""
    ours = Measure.objects.filter(project=cycle.ramp.project_id)
    return ours.filter(Q(archived_at__isnull=True) | Q(pk=cycle.measure_id))


@transaction.atomic
def go_on(*, cycle: Cycle, by: Any) -> Cycle | None:
    """To the next stage. After a decision that leads on, the next cycle is returned."""
    return take_move(cycle=cycle, move=ONWARD[Cycle.Stage(cycle.stage)], by=by)


@transaction.atomic
def take_move(*, cycle: Cycle, move: Move, by: Any) -> Cycle | None:
    """Any move with all that goes with it; the next cycle is returned where the move begins one."""
    if move is CLOSE:
        return close_cycle(cycle=cycle, by=by)
    _keep_mark(move_cycle(cycle=cycle, move=move, by=by), by)
    return None


def _keep_mark(cycle: Cycle, by: Any) -> None:
    """A test that runs, or has run, is marked on the charts on the day it began; one that is planned is not."""
    if cycle.stage != Cycle.Stage.PLAN and cycle.starts_on:
        mark_change(project=cycle.ramp.project, date=cycle.starts_on, label=cycle.title, cycle=cycle, by=by)
    elif (mark := ChartMark.objects.filter(cycle=cycle).first()) is not None:
        remove_mark(mark=mark, by=by)


@transaction.atomic
def close_cycle(*, cycle: Cycle, by: Any) -> Cycle | None:
    """Close with the decision taken; the next cycle, where there is one, is returned with what carries over."""
    closed = move_cycle(cycle=cycle, move=CLOSE, by=by)
    if closed.decision not in LEADS_ON:
        return None
    return next_cycle(cycle=closed, by=by)


def is_adopted(cycle: Cycle) -> bool:
    """Whether it is decided, by now, that what the test tried is to stay."""
    return Cycle.objects.filter(pk=cycle.pk, stage=Cycle.Stage.CLOSED, decision=Cycle.Decision.ADOPT).exists()


@transaction.atomic
def next_cycle(*, cycle: Cycle, by: Any) -> Cycle:
    """The cycle after a closed one; asked twice, the same one."""
    locked = lock(cycle)
    if locked.stage != Cycle.Stage.CLOSED:
        raise Refusal("Decide on this test before you plan the next one.")
    begun = Cycle.objects.filter(previous=locked).first()
    if begun is not None:
        return begun
    last = locked.ramp.cycles.aggregate(last=Max("number"))["last"]
    following = Cycle(
        ramp=locked.ramp,
        number=last + 1,
        previous=locked,
        title=locked.title,
        kind=locked.kind,
        what=locked.what,
        who=locked.who,
        where=locked.where,
        **{name: getattr(locked, name) for name in CARRIED_SIZE if locked.decision != Cycle.Decision.ENLARGE},
        data_plan=locked.data_plan,
        measure=locked.measure,
    )
    following.full_clean()
    following.save()
    for question in locked.questions.all():
        CycleQuestion.objects.create(cycle=following, question=question.question, position=question.position)
    record("cycle.planned", following, by=by, project=locked.ramp.project)
    return following
