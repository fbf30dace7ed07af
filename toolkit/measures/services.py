"""Measures: what is counted, how its chart is read, and in which order it hangs on the wall."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.locks import lock_project
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Measure

from .entering import local_today
from .labels import LABELS
from .phases import count_in_another_way
from .reading import READING, check_reading, fitting_charts
from .series import basis_of

DEFINITION = (
    "name",
    "kind",
    "value_kind",
    "unit",
    "decimals",
    "definition",
    "numerator",
    "denominator",
    "per",
    "exclusions",
    "data_source",
    "collector",
    "schedule",
    "due_weekday",
    "direction",
    "baseline",
    "goal",
    "goal_on",
)
# What another figure means once it is changed, with its name on the page.
MEANING = {"name": "The measure", **LABELS}


@transaction.atomic
def add_measure(*, project: Project, values: Mapping[str, Any], by: Any) -> Measure:
    """A new measure, last in order; the project's first one leads. A second click finds the one just made."""
    Project.objects.select_for_update().get(pk=project.pk)
    in_use = project.measures.in_use()
    same = in_use.filter(name__iexact=values["name"].strip()).first()
    if same is not None:
        if timezone.now() - same.created_at < timedelta(minutes=1):
            return same
        raise ValidationError({"name": "You have a measure of this name already. Choose another name."})
    measure = Measure(project=project, is_lead=not in_use.filter(is_lead=True).exists())
    measure.position = (project.measures.aggregate(last=Max("position"))["last"] or 0) + 1
    _set(measure, values)
    measure.save()
    record("measure.added", measure, by=by, project=project)
    touch_progress(project=project, tool=Tool.MEASURES, by=by)
    return measure


@transaction.atomic
def change_measure(
    *,
    measure: Measure,
    values: Mapping[str, Any],
    expected_version: int,
    by: Any,
    counted_from: date | None = None,
    wording_only: bool = False,
) -> Measure:
    """Save a new definition. Raises Stale when somebody saved in between.

    Where there are figures and what they mean has changed, a new middle line starts on ``counted_from`` (today, when
    it is not given), unless only the wording was put right.

    What was there is read anew: a form has already written its values into the row that it was given.
    """
    lock_project(measure.project_id)
    rows = Measure.objects.select_for_update(of=("self",)).select_related("project__practice", "collector")
    row = rows.get(pk=measure.pk)
    kind, basis = row.value_kind, basis_of(row)
    before = {name: getattr(row, name) for name in MEANING}
    _set(row, values)
    changed = [name for name in DEFINITION if name in values]
    if row.figures.exists():
        _check_kind(kind, basis, row)
        what = meaning_changed(before, row)
        if what and not wording_only:
            count_in_another_way(measure=row, starts_on=counted_from or local_today(row.project), what=what, by=by)
    elif row.chart not in fitting_charts(row):
        row.chart, row.rules = Measure.Chart.RUN, Measure.Rules.ANHOEJ
        changed += ["chart", "rules"]
    save_versioned(row, expected_version, changed)
    record("measure.changed", row, by=by, project=row.project)
    return row


def meaning_changed(before: Mapping[str, Any], row: Measure) -> str:
    """What changed of a figure's meaning, in words: 'Left out: nothing became ‘calls at night’.'; else ''."""
    told = []
    for name, label in MEANING.items():
        if name == "per" and row.value_kind != Measure.ValueKind.RATE:
            continue
        was, now = (str(value).strip() for value in (before[name], getattr(row, name)))
        if was != now:
            told.append(f"{label}: {_quoted(was)} became {_quoted(now)}.")
    return " ".join(told)


def _quoted(words: str, most: int = 80) -> str:
    if not words:
        return "nothing"
    return f"‘{words if len(words) <= most else words[: most - 1].rstrip() + '…'}’"


@transaction.atomic
def change_reading(*, measure: Measure, values: Mapping[str, Any], expected_version: int, by: Any) -> Measure:
    """Choose the chart, its rules and where its limits come from. Raises Stale, and ValidationError by field."""
    row = Measure.objects.select_for_update(of=("self",)).select_related("project").get(pk=measure.pk)
    check_reading(row, values)
    for name in READING:
        setattr(row, name, values[name])
    row.full_clean(exclude=["version"])
    save_versioned(row, expected_version, READING)
    record("measure.read_otherwise", row, by=by, project=row.project)
    return row


def _check_kind(kind: str, basis: str, row: Measure) -> None:
    """Figures stay what they were entered as: the rule for small numbers goes by it."""
    if row.value_kind != kind:
        raise ValidationError(
            {"value_kind": "This measure has figures. Add a new measure for another kind of figure."}
        )
    if basis_of(row) != basis:
        raise ValidationError({"unit": "This measure has figures. Add a new measure to count in another unit."})


def _set(measure: Measure, values: Mapping[str, Any]) -> None:
    for name in DEFINITION:
        if name in values:
            setattr(measure, name, values[name])
    if measure.collector is not None and measure.collector.project_id != measure.project_id:
        raise ValidationError({"collector": "Choose somebody from this team."})
    measure.full_clean(exclude=["version"])


@transaction.atomic
def archive_measure(*, measure: Measure, by: Any) -> Measure:
    """Put a measure away. Its figures stay; the next one that hangs leads if it led."""
    measure = _locked(measure)
    if measure.archived_at is not None:
        return measure
    led, measure.is_lead = measure.is_lead, False
    measure.archived_at, measure.archived_by = timezone.now(), by
    measure.save()
    record("measure.archived", measure, by=by, project=measure.project)
    following = measure.project.measures.in_use().order_by("-on_wall", *Measure._meta.ordering).first()
    if led and following is not None:
        following.is_lead = following.on_wall = True
        following.save()
    return measure


@transaction.atomic
def restore_measure(*, measure: Measure, by: Any) -> Measure:
    measure = _locked(measure)
    if measure.archived_at is None:
        return measure
    measure.archived_at = measure.archived_by = None
    measure.is_lead = not measure.project.measures.in_use().filter(is_lead=True).exists()
    measure.on_wall = measure.on_wall or measure.is_lead
    measure.save()
    record("measure.restored", measure, by=by, project=measure.project)
    return measure


@transaction.atomic
def choose_lead_measure(*, measure: Measure, by: Any) -> Measure:
    """The chart that stands on the project page and first on the wall."""
    measure = _locked(measure)
    if measure.is_lead or measure.archived_at is not None:
        return measure
    for former in measure.project.measures.filter(is_lead=True):
        former.is_lead = False
        former.save()
    measure.is_lead = measure.on_wall = True
    measure.save()
    record("measure.leads", measure, by=by, project=measure.project)
    return measure


@transaction.atomic
def hang_measure(*, measure: Measure, by: Any) -> Measure:
    """Its chart hangs on the wall."""
    measure = _locked(measure)
    if _hang(measure, True):
        record("measure.hung", measure, by=by, project=measure.project)
    return measure


@transaction.atomic
def take_down_measure(*, measure: Measure, by: Any) -> Measure:
    """Its chart hangs on the wall no longer; figures are entered as before. The one that leads stays."""
    measure = _locked(measure)
    if _hang(measure, False):
        record("measure.taken_down", measure, by=by, project=measure.project)
    return measure


def _hang(measure: Measure, on_wall: bool) -> bool:
    """Whether it was hung or taken down: not what leads, is put away, or is as wanted already."""
    if measure.is_lead or measure.archived_at is not None or measure.on_wall == on_wall:
        return False
    measure.on_wall = on_wall
    measure.save()
    return True


@transaction.atomic
def move_measure(*, measure: Measure, up: bool, by: Any) -> None:
    """Swap places with the neighbour on the wall; at the end nothing happens. Whatever hangs first leads.

    There is one order: that of all measures in use. What does not hang keeps its place in it and out of the way.
    """
    measure = _locked(measure)
    ordered = list(measure.project.measures.in_use())
    hanging = [place for place, row in enumerate(ordered) if row.on_wall]
    here = next((k for k, place in enumerate(hanging) if ordered[place].pk == measure.pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if here is None or there is None or not 0 <= there < len(hanging):
        return
    one, other = hanging[here], hanging[there]
    ordered[one], ordered[other] = ordered[other], ordered[one]
    for position, row in enumerate(ordered, start=1):
        Measure.objects.filter(pk=row.pk).exclude(position=position).update(position=position)
    record("measure.moved", measure, by=by, project=measure.project)
    if 0 in (here, there):
        choose_lead_measure(measure=ordered[hanging[0]], by=by)


def _locked(measure: Measure) -> Measure:
    """The measure as it stands now, its project's list held until the transaction ends."""
    lock_project(measure.project_id)
    return Measure.objects.select_related("project", "collector").get(pk=measure.pk)
