"""Services for figures: enter, correct, take out, and bring in many at once.

The old figure stays in the history, the act in the audit trail. Every write of a figure goes through this module.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Figure, Measure

from .days import events_of, hold, is_days, set_days, settle_days
from .figures import Entry, problems_with
from .series import ratio
from .signals import figures_written

FIELDS = ("date", "status", "value", "numerator", "denominator", "note")
AT_ONCE = 500  # rows in one statement


class FigureExists(ValidationError):
    """There is a figure for this measure and date already: ``figure``."""

    def __init__(self, figure: Figure) -> None:
        super().__init__({"date": "There is a figure for this day already."})
        self.figure = figure


class Moved(Exception):
    """Figures were entered, changed or taken out since somebody looked: nothing was written."""


@dataclass(frozen=True)
class Incoming:
    """One of many figures. ``over``: the version of the figure that it corrects, None where none may stand."""

    measure: Measure
    entry: Entry
    over: int | None = None

    @property
    def key(self) -> tuple[Any, Any]:
        return self.measure.pk, self.entry.date


@dataclass(frozen=True)
class Written:
    added: int
    corrected: int


def local_today(project: Project) -> Any:
    """The day it is where the practice is."""
    return timezone.localdate(timezone=ZoneInfo(project.practice.time_zone))


def enter_figure(*, measure: Measure, entry: Entry, by: Any, via: str = Figure.Via.PAGE) -> Figure:
    """Enter a figure. The same entry sent twice is one figure.

    Args:
        by: None for somebody who scanned the QR code.
        via: how it came, one of ``Figure.Via``.
    Raises:
        FigureExists: when another figure stands on that date.
        ValidationError: for a figure that does not fit the measure (see ``figures.problems_with``).
    """
    _check(measure, entry)
    try:
        with transaction.atomic():
            figure = filled(Figure(measure=measure, entered_by=by, via=via), entry)
            _place(figure)
            figure._history_user = by
            _clean(figure)
            figure.save()
            record("figure.entered", figure, by=by, project=measure.project, via=via)
            _written([measure], by=by)
            return figure
    except IntegrityError:
        standing = Figure.objects.filter(measure=measure, date=entry.date).first()
        if standing is None:
            raise
        if same_as(standing, entry):
            return standing
        raise FigureExists(standing) from None


def correct_figure(
    *, figure: Figure, entry: Entry, expected_version: int, by: Any, via: str = Figure.Via.PAGE
) -> Figure:
    """Put a figure right; the history keeps what stood there. Raises as ``enter_figure``, and Stale."""
    measure = figure.measure
    _check(measure, entry)
    try:
        with transaction.atomic():
            filled(figure, entry)
            _place(figure)
            figure.entered_by, figure.via = by, via
            figure._history_user = by
            _clean(figure)
            save_versioned(figure, expected_version, [*FIELDS, "entered_by", "via"])
            record("figure.corrected", figure, by=by, project=measure.project)
            _written([measure], by=by)
            return figure
    except IntegrityError:
        standing = Figure.objects.filter(measure=measure, date=entry.date).exclude(pk=figure.pk).first()
        if standing is None:
            raise
        raise FigureExists(standing) from None


@transaction.atomic
def remove_figure(*, figure: Figure, by: Any) -> None:
    """Take a figure out of the chart. Its history stays."""
    hold(figure.measure)
    figure._history_user = by
    record("figure.removed", figure, by=by, project=figure.measure.project)
    figure.delete()
    _written([figure.measure], by=by)


@transaction.atomic
def enter_figures(*, project: Project, incoming: Sequence[Incoming], by: Any, via: str) -> Written:
    """Enter many figures of a project, all or none. A figure that stands there already, the same, is left alone.

    Raises:
        Moved: where a figure stands that was not there when somebody looked, or another than they saw.
        ValidationError: for a figure that does not fit, or two on one date.
    """
    measures = _measures_of(project, incoming)
    hold(*measures.values())
    if Measure.objects.filter(pk__in=measures, project=project, archived_at=None).count() != len(measures):
        raise Moved
    dates = {one.entry.date for one in incoming}
    found = Figure.objects.filter(measure__in=measures, date__in=dates).select_for_update()
    standing = {(figure.measure_id, figure.date): figure for figure in found}
    new, changed = [], []
    for one in incoming:
        there = standing.get(one.key)
        if there is None and one.over is None:
            new.append(filled(Figure(measure=one.measure, entered_by=by, via=via), one.entry))
        elif there is not None and same_as(there, one.entry):
            continue
        elif there is not None and there.version == one.over:
            changed.append(_corrected(there, one, by, via))
        else:
            raise Moved
    try:
        with transaction.atomic():
            _save_many(new, changed, by)
    except IntegrityError as problem:  # somebody enters one of them on its page at this moment
        raise Moved from problem
    if new or changed:
        figures_written.send(Figure, measures=list(measures))
        record("figures.brought_in", project, by=by, project=project, via=via, added=len(new), corrected=len(changed))
        _written(measures.values(), by=by)
    return Written(len(new), len(changed))


def _measures_of(project: Project, incoming: Sequence[Incoming]) -> dict[Any, Measure]:
    if len({one.key for one in incoming}) != len(incoming):
        raise ValidationError("Two figures are for one day.")
    today = local_today(project)
    for one in incoming:
        if problems := problems_with(one.measure, one.entry, today):
            raise ValidationError(problems)
    return {one.measure.pk: one.measure for one in incoming}


def _corrected(figure: Figure, one: Incoming, by: Any, via: str) -> Figure:
    figure.measure = one.measure
    filled(figure, one.entry)
    figure.version += 1
    figure.entered_by, figure.via, figure.entered_at = by, via, timezone.now()
    return figure


def _save_many(new: list[Figure], changed: list[Figure], by: Any) -> None:
    for measure in {figure.measure for figure in new if is_days(figure.measure)}:
        own = [figure for figure in new if figure.measure_id == measure.pk]
        events = {*events_of(measure), *(figure.date for figure in own)}
        for figure in own:
            set_days(figure, events)
    for figure in (*new, *changed):
        figure.full_clean(exclude=["measure", "entered_by"], validate_unique=False, validate_constraints=False)
    bulk_create_with_history(new, Figure, batch_size=AT_ONCE, default_user=by)
    fields = [*FIELDS, "entered_by", "entered_at", "via", "version"]
    if changed:
        bulk_update_with_history(changed, Figure, fields, batch_size=AT_ONCE, default_user=by)


def _written(measures: Iterable[Measure], *, by: Any) -> None:
    """What follows whenever figures of these measures were written, in the same transaction."""
    measures = list(measures)
    for measure in measures:
        if is_days(measure):
            settle_days(measure, by=by)
    if by is not None:  # nobody in particular: by the QR code
        touch_progress(project=measures[0].project, tool=Tool.MEASURES, by=by)


def _check(measure: Measure, entry: Entry) -> None:
    found = problems_with(measure, entry, local_today(measure.project))
    if found:
        raise ValidationError(found)


def _place(figure: Figure) -> None:
    """An event counts from the one before it, which nobody else may move meanwhile."""
    if is_days(figure.measure):
        hold(figure.measure)
        set_days(figure, events_of(figure.measure, figure))


def _clean(figure: Figure) -> None:
    """What the columns hold. Nobody's name stands there when somebody scanned the QR code."""
    figure.full_clean(exclude=["entered_by"], validate_unique=False, validate_constraints=False)


def filled(figure: Figure, entry: Entry) -> Figure:
    """The figure with what an entry says, not saved."""
    for name in FIELDS:
        setattr(figure, name, getattr(entry, name))
    if not entry.has_figure:
        figure.value = figure.numerator = figure.denominator = None
    elif entry.numerator is not None and entry.denominator is not None:
        value = ratio(figure.measure, entry.numerator, entry.denominator)
        figure.value = None if value is None else round(value, 3)
    return figure


def same_as(standing: Figure, entry: Entry) -> bool:
    """Whether an entry says what stands there already."""
    wanted = filled(Figure(measure=standing.measure), entry)
    names = ("date", "note") if is_days(standing.measure) else FIELDS
    return all(getattr(standing, name) == getattr(wanted, name) for name in names)
