"""Charts drawn before somebody asks: whenever something changes what a chart shows, a worker is nudged on commit.

The rows' own signals say so: every way of writing is seen, and none has to remember. What writes figures past
them (bulk inserts) sends ``figures_written``. A lost nudge is harmless: pages check what they show against the rows.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from kombu.exceptions import OperationalError as BrokerDown

from cmsportal.cache import UNREACHABLE
from toolkit.models import ChartMark, Figure, Measure, Phase

from . import siblings
from .entering import local_today
from .images import picture
from .kept_cards import kept_cards
from .series import Reader
from .signals import figures_written
from .summaries import refresh

logger = logging.getLogger(__name__)
SIZES = ("half", "phone", "small")  # the wall's, the phone's and the lists'


def prepare(measure_id: UUID) -> None:
    """Draw a chart in its usual sizes, for inside and outside, and renew its summary. Safe to run twice."""
    measures = list(
        Measure.objects.filter(pk=measure_id, archived_at__isnull=True).select_related(
            "collector", "project__programme", "project__practice"
        )
    )
    if not measures:
        return
    project, marks = measures[0].project, list(ChartMark.objects.filter(project=measures[0].project_id))
    for raw in (True, False):
        if measures[0].is_between and not raw:
            continue
        reader = Reader(raw, project.programme.small_number_threshold, local_today(project))
        for card in kept_cards(measures, marks, reader, "half"):
            for size in SIZES:
                picture(card.chart, size, "svg", card.analysis)
    refresh([measure_id])


@dataclass(frozen=True)
class Nudge:
    """To be called when the transaction has been committed."""

    measure_id: UUID

    def __call__(self) -> None:
        try:
            current_app.send_task("toolkit.prepare_chart", [str(self.measure_id)], retry=False, expires=3600)
        except (BrokerDown, *UNREACHABLE):
            logger.warning("The broker cannot be reached: a chart is drawn when somebody looks at it.")


def nudge(measure_ids: Iterable[UUID]) -> None:
    """Have the charts of these measures drawn once the transaction is committed; each once, however often asked."""
    waiting = {row[1] for row in connection.run_on_commit}
    for measure_id in measure_ids:
        if (wanted := Nudge(measure_id)) not in waiting:
            transaction.on_commit(wanted, robust=True)


def _figure(instance: Figure, **kwargs: Any) -> None:
    """Those counted of the same people may hide with it, or show again."""
    ids = [instance.measure_id]
    if instance.denominator is not None:
        others = Measure.objects.in_use().filter(
            project__measures=instance.measure_id, value_kind__in=siblings.RATIOS
        )
        ids += others.exclude(pk=instance.measure_id).values_list("pk", flat=True)
    nudge(ids)


def _figures(measures: Iterable[UUID], **kwargs: Any) -> None:
    projects = Measure.objects.filter(pk__in=measures).values("project")
    nudge(Measure.objects.in_use().filter(project__in=projects).values_list("pk", flat=True))


def _phase(instance: Any, **kwargs: Any) -> None:
    nudge([instance.measure_id])


def _measure(instance: Measure, **kwargs: Any) -> None:
    nudge([instance.pk])


def _mark(instance: ChartMark, **kwargs: Any) -> None:
    own = Measure.objects.filter(project=instance.project_id, archived_at__isnull=True)
    nudge([instance.measure_id] if instance.measure_id else own.values_list("pk", flat=True))


def watch() -> None:
    """Called once, when the apps are ready."""
    for signal in (post_save, post_delete):
        signal.connect(_figure, sender=Figure, dispatch_uid="ahead.Figure")
        signal.connect(_phase, sender=Phase, dispatch_uid="ahead.Phase")
        signal.connect(_mark, sender=ChartMark, dispatch_uid="ahead.ChartMark")
    figures_written.connect(_figures, dispatch_uid="ahead.figures")
    post_save.connect(_measure, sender=Measure, dispatch_uid="ahead.Measure")
