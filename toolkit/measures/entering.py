"""Services for figures: enter, correct, take out. The old figure stays in the history, the act in the audit trail."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.models import Project
from projects.steps.services import touch_progress
from projects.tools import Tool
from toolkit.models import Figure, Measure

from .figures import Entry, problems_with
from .series import ratio

FIELDS = ("date", "status", "value", "numerator", "denominator", "note")


class FigureExists(ValidationError):
    """There is a figure for this measure and date already: ``figure``."""

    def __init__(self, figure: Figure) -> None:
        super().__init__({"date": "There is a figure for this day already."})
        self.figure = figure


def local_today(project: Project) -> Any:
    """The day it is where the practice is."""
    return timezone.localdate(timezone=ZoneInfo(project.practice.time_zone))


def enter_figure(*, measure: Measure, entry: Entry, by: Any, via: str = "page") -> Figure:
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
            figure = _filled(Figure(measure=measure, entered_by=by, via=via), entry)
            figure._history_user = by
            _clean(figure)
            figure.save()
            record("figure.entered", figure, by=by, project=measure.project, via=via)
            if by is not None:  # nobody in particular: by the QR code
                touch_progress(project=measure.project, tool=Tool.MEASURES, by=by)
            return figure
    except IntegrityError:
        standing = Figure.objects.filter(measure=measure, date=entry.date).first()
        if standing is None:
            raise
        if _same(standing, entry):
            return standing
        raise FigureExists(standing) from None


def correct_figure(*, figure: Figure, entry: Entry, expected_version: int, by: Any) -> Figure:
    """Put a figure right; the history keeps what stood there. Raises as ``enter_figure``, and Stale."""
    measure = figure.measure
    _check(measure, entry)
    try:
        with transaction.atomic():
            _filled(figure, entry)
            figure.entered_by = by
            figure._history_user = by
            _clean(figure)
            save_versioned(figure, expected_version, [*FIELDS, "entered_by"])
            record("figure.corrected", figure, by=by, project=measure.project)
            return figure
    except IntegrityError:
        standing = Figure.objects.filter(measure=measure, date=entry.date).exclude(pk=figure.pk).first()
        if standing is None:
            raise
        raise FigureExists(standing) from None


@transaction.atomic
def remove_figure(*, figure: Figure, by: Any) -> None:
    """Take a figure out of the chart. Its history stays."""
    figure._history_user = by
    record("figure.removed", figure, by=by, project=figure.measure.project)
    figure.delete()


def _check(measure: Measure, entry: Entry) -> None:
    found = problems_with(measure, entry, local_today(measure.project))
    if found:
        raise ValidationError(found)


def _clean(figure: Figure) -> None:
    """What the columns hold. Nobody's name stands there when somebody scanned the QR code."""
    figure.full_clean(exclude=["entered_by"], validate_unique=False, validate_constraints=False)


def _filled(figure: Figure, entry: Entry) -> Figure:
    for name in FIELDS:
        setattr(figure, name, getattr(entry, name))
    if not entry.has_figure:
        figure.value = figure.numerator = figure.denominator = None
    elif entry.numerator is not None and entry.denominator is not None:
        value = ratio(figure.measure, entry.numerator, entry.denominator)
        figure.value = None if value is None else round(value, 3)
    return figure


def _same(standing: Figure, entry: Entry) -> bool:
    wanted = _filled(Figure(measure=standing.measure), entry)
    return all(getattr(standing, name) == getattr(wanted, name) for name in FIELDS)
