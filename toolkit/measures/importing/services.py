"""Keeps the cells between the pages, and writes their figures: all that were chosen, or none."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cmsportal.safetext import find_nhs_number
from projects.models import Project
from toolkit.measures.entering import Incoming, Moved, Written, enter_figures, local_today
from toolkit.models import Figure, FigureImport, Measure

from .cells import MOST_BYTES, Rows, Unreadable, read_file, read_pasted
from .columns import Columns, choices, guess, stored_columns
from .plan import Plan, make_plan

KEPT_FOR = timedelta(days=1)
KEPT_AT_ONCE = 5  # of one person in one project


class Gone(Exception):
    """The cells are no longer here: their figures were written, or a day went by."""


@transaction.atomic
def start_import(
    *, project: Project, measure: Measure | None, by: Any, pasted: str = "", file: Any = None
) -> FigureImport:
    """Read what somebody brings and keep its cells. Nothing is kept of what cannot be read.

    Raises ValidationError with the sentence, for ``file`` or ``pasted``.
    """
    try:
        rows = _read(file, pasted)
    except Unreadable as problem:
        raise ValidationError({"file" if file is not None else "pasted": str(problem)}) from problem
    columns = guess(rows, measures_of(project), measure, local_today(project))
    name = file.name[:200] if file is not None else ""
    row = FigureImport.objects.create(
        project=project, measure=measure, by=by, name=name, cells=rows, columns=columns.stored()
    )
    older = own_imports(project, by).values_list("pk", flat=True)[KEPT_AT_ONCE:]
    FigureImport.objects.filter(pk__in=list(older)).delete()
    return row


def _read(file: Any, pasted: str) -> Rows:
    if file is None:
        return read_pasted(pasted)
    if find_nhs_number(file.name):
        raise Unreadable("The file’s name holds what looks like an NHS number. Give it another name.")
    # One byte more than may be: a larger file is never read to its end.
    return read_file(file.read(MOST_BYTES + 1))


def own_imports(project: Project, by: Any) -> Any:
    """Only whoever brought the cells sees them again."""
    return FigureImport.objects.filter(project=project, by=by)


def measures_of(project: Project) -> list[Measure]:
    return list(project.measures.in_use())


def columns_of(row: FigureImport) -> Columns:
    columns = stored_columns(row.columns)
    return columns or guess(row.cells, measures_of(row.project), row.measure, local_today(row.project))


@transaction.atomic
def match_columns(*, row: FigureImport, columns: Columns, by: Any) -> None:
    """Keep what somebody says the columns hold. Raises ValidationError for a role that there is not."""
    known = {key for key, value in choices(measures_of(row.project)) if isinstance(value, str)}
    known |= {key for _, group in choices(measures_of(row.project)) if isinstance(group, list) for key, _ in group}
    if len(columns.roles) != len(row.cells[0]) or not set(columns.roles) <= known:
        raise ValidationError("Choose what each column holds from its list.")
    own_imports(row.project, by).filter(pk=row.pk).update(columns=columns.stored())


def plan_of(row: FigureImport) -> Plan:
    measures = measures_of(row.project)
    figures = Figure.objects.filter(measure__in=measures)
    return make_plan(row.cells, columns_of(row), measures, figures, local_today(row.project))


@transaction.atomic
def apply_import(
    *, row: FigureImport, by: Any, mark: str, replace: Collection[str], leave_out_troubles: bool
) -> Written:
    """Write the new figures and those corrections that were chosen, and let the cells go.

    Args:
        mark: of the plan that the person saw.
        replace: keys of the lines that go in place of what stands there.
        leave_out_troubles: that rows which cannot be read are to be left out.
    Raises:
        Gone: a second click, or another tab, was first.
        Moved: the plan is another one by now. Nothing was written.
        ValidationError: there are rows that cannot be read, and nobody said to leave them out.
    """
    held = own_imports(row.project, by).select_for_update().select_related("project").filter(pk=row.pk).first()
    if held is None or not held.cells:
        raise Gone
    held.project = row.project
    plan = plan_of(held)
    if plan.mark != mark:
        raise Moved
    if plan.columns_sentence:
        raise ValidationError(plan.columns_sentence)
    if plan.troubles and not leave_out_troubles:
        raise ValidationError("Some rows cannot be read. Put them right, or tick that they are left out.")
    incoming = [line.incoming for line in plan.new]
    incoming += [line.incoming for line in plan.differing if line.key in replace]
    via = Figure.Via.FILE if held.name else Figure.Via.PASTE
    written = _write(held.project, incoming, by, via)
    _let_go(held)
    return written


def _write(project: Project, incoming: list[Incoming], by: Any, via: str) -> Written:
    if not incoming:
        return Written(0, 0)
    return enter_figures(project=project, incoming=incoming, by=by, via=via)


@transaction.atomic
def discard_import(*, row: FigureImport, by: Any) -> None:
    for held in own_imports(row.project, by).select_for_update().filter(pk=row.pk):
        _let_go(held)


def _let_go(row: FigureImport) -> None:
    """Forget what somebody brought. The empty row tells a second click that it came second, until the day is over."""
    row.cells, row.columns, row.name = [], [], ""
    row.save(update_fields=["cells", "columns", "name"])


def forget_old_imports() -> int:
    """Let go of cells that nobody came back to. Safe to run twice."""
    return FigureImport.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
