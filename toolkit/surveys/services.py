"""Writing, opening, answering and closing a survey.

What is answered leaves no trace in time: no row of the audit trail, no history, no version, no date.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Seat, Survey, SurveyAnswer, WayIn
from toolkit.models.surveys import LEAST
from toolkit.ways_in import services as ways_in
from toolkit.ways_in.tokens import WayClosed

FIELDS = ("title", "introduction", "questions")
MOST_DRAFTS = 20


class AnsweredAlready(Exception):
    """This browser has answered this survey."""


@transaction.atomic
def write_survey(*, project: Project, kind: str, values: Mapping[str, Any], by: Any) -> Survey:
    """A new survey, not open yet. A second click finds the first one's."""
    Project.objects.select_for_update().get(pk=project.pk)
    drafts = list(Survey.objects.filter(project=project, opened_at__isnull=True))
    for twin in drafts:
        if twin.kind == kind and all(getattr(twin, name) == values[name] for name in FIELDS):
            return twin
    if len(drafts) >= MOST_DRAFTS:
        raise Refusal(f"{MOST_DRAFTS} surveys wait to be opened already. Delete one first.")
    row = Survey(project=project, kind=kind, **{name: values[name] for name in FIELDS})
    row.full_clean()
    row.save()
    _note("survey.written", row, by)
    return row


@transaction.atomic
def change_survey(*, survey: Survey, values: Mapping[str, Any], version: int, by: Any) -> Survey:
    """While nobody can answer yet. Raises Refusal once it is open, Stale when somebody else has changed it."""
    row = _lock(survey)
    if row.opened_at is not None:
        raise Refusal("The survey is open: its questions stay as people have seen them.")
    if all(getattr(row, name) == values[name] for name in FIELDS):
        return row
    for name in FIELDS:
        setattr(row, name, values[name])
    row.full_clean()
    save_versioned(row, version, FIELDS)
    _note("survey.changed", row, by)
    return row


@transaction.atomic
def restore_survey(*, survey: Survey, version: int, over: int, by: Any) -> Survey:
    """Bring earlier words and questions back, as the newest, while nobody can answer yet.

    Raises Refusal once it is open, Stale when ``over`` is not what stands there now.
    """
    old = survey.history.filter(version=version).order_by("-history_date").first()
    if old is None:
        raise Refusal("There is no such version.")
    return change_survey(survey=survey, values={name: getattr(old, name) for name in FIELDS}, version=over, by=by)


@transaction.atomic
def delete_survey(*, survey: Survey, by: Any) -> None:
    """Only what was never open: nobody has answered it."""
    row = _lock(survey)
    if row.opened_at is not None:
        raise Refusal("The survey was open already, so it stays.")
    _note("survey.deleted", row, by)
    row.delete()


@transaction.atomic
def open_survey(*, survey: Survey, by: Any) -> None:
    """From now on its links take answers, and its questions stay. Doing it twice does no harm."""
    row = _lock(survey)
    if row.opened_at is not None:
        return
    if not row.questions:
        raise Refusal("The survey asks nothing yet. Choose its questions first.")
    row.opened_at, row.opened_by = timezone.now(), by
    save_versioned(row, row.version, ["opened_at", "opened_by"])
    _note("survey.opened", row, by)


@transaction.atomic
def close_survey(*, survey: Survey, by: Any) -> None:
    """Nobody can answer any more. Answers that still wait for others are deleted unread, and so are all seats.

    How many those were is told to nobody: with the number of people asked it would say who has not answered.
    """
    row = _lock(survey)
    if row.opened_at is None:
        raise Refusal("The survey has not been opened.")
    if row.closed_at is not None:
        return
    row.closed_at, row.closed_by = timezone.now(), by
    save_versioned(row, row.version, ["closed_at", "closed_by"])
    SurveyAnswer.objects.filter(survey=row, batch__isnull=True).delete()
    links = WayIn.objects.filter(project=row.project_id, opens=WayIn.Opens.SURVEY, subject_id=row.pk)
    for link in links.filter(revoked_at__isnull=True):
        ways_in.close(link, by)
    Seat.objects.filter(way_in__in=links).delete()
    _note("survey.closed", row, by)


@transaction.atomic
def answer_survey(*, way_in: WayIn, browser_hash: str, answers: Mapping[str, Any]) -> None:
    """Keep what one person answered, by question. With the fifth that waits, five are told together.

    One browser answers a survey once, by whichever of its links, and also when it sends twice at the same moment.
    Raises WayClosed when the link or the survey was closed meanwhile, and AnsweredAlready.
    """
    survey = Survey.objects.select_for_update().filter(pk=way_in.subject_id, project=way_in.project_id).first()
    ways_in.check_open(way_in)
    if survey is None or survey.opened_at is None or survey.closed_at is not None:
        raise WayClosed("ended")
    if ways_in.seats_of(way_in).filter(browser_hash=browser_hash).exists():
        raise AnsweredAlready
    Seat.objects.create(way_in=way_in, browser_hash=browser_hash)
    SurveyAnswer.objects.create(survey=survey, answers=dict(answers))
    waiting = list(SurveyAnswer.objects.waiting().filter(survey=survey).order_by("pk").values_list("pk", flat=True))
    if len(waiting) >= LEAST:
        batch = survey.shown // LEAST + 1
        SurveyAnswer.objects.filter(pk__in=waiting[:LEAST]).update(batch=batch)
        # Past save(), which would write a row of history with the time.
        Survey.objects.filter(pk=survey.pk).update(shown=F("shown") + LEAST)


def survey_behind(way_in: WayIn) -> Survey | None:
    """The survey that a link opens, while it takes answers."""
    return Survey.objects.open().filter(pk=way_in.subject_id, project=way_in.project_id).first()


def has_answered(way_in: WayIn, browser_hash: str) -> bool:
    return bool(browser_hash) and ways_in.seats_of(way_in).filter(browser_hash=browser_hash).exists()


def _lock(survey: Survey) -> Survey:
    """Raises Stale without a row when it is gone."""
    row = Survey.objects.select_for_update(of=("self",)).select_related("project").filter(pk=survey.pk).first()
    if row is None:
        raise Stale(None)
    return row


def _note(action: str, survey: Survey, by: Any) -> None:
    record(action, survey, by=by, project=survey.project)
    touch_progress(project=survey.project, tool=Tool.SURVEYS, by=by)
