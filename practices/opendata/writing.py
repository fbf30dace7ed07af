"""Compares what a file says with what is kept, and writes the difference."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.db.models import Max
from simple_history.utils import bulk_update_with_history

from practices.imports.report import Report
from practices.models import Appointments, OpenDataImport, Practice, RegisteredPatients, Workforce

BATCH = 300  # owners at a time
# For each table: whose row it is, of when, what tells rows of one owner apart, and what it says.
SHAPES: dict[type, tuple[tuple[str, ...], str, tuple[str, ...], tuple[str, ...]]] = {
    RegisteredPatients: (("practice_id",), "day", ("sex",), ("total", "by_age")),
    Workforce: (("practice_id",), "day", ("role",), ("heads", "wte")),
    Appointments: (("practice_id", "commissioner_id"), "month", ("by", "value"), ("count",)),
}
OUTCOMES = {
    "created": "New figures",
    "changed": "Changed figures",
    "unchanged": "The same as before",
}


def write(rows: Iterable[Any], *, source: OpenDataImport | None, report: Report, names: dict[Any, str]) -> None:
    """Count by owner and day what is new, changed or the same, and with a ``source`` write it.

    ``rows`` come with those of one owner together, and are taken by batches: memory does not grow with them.
    A file of workforce or appointments is the whole truth of a practice and its day, so what it no longer names goes.
    Women and men are published in files of their own: those of patients never take anything away.
    """
    totals: dict[Any, RegisteredPatients] = {}
    groups = (list(found) for _, found in groupby(rows, key=_owner_key))
    while batch := list(islice(groups, BATCH)):
        mine = [row for found in batch for row in found]
        model = type(mine[0])
        whole = model is not RegisteredPatients
        known = {_key(row): row for row in _standing(model, mine)}
        gone = set(known) - {_key(row) for row in mine} if whole else set()
        changes = list(_changes(mine, known, gone, report, names))
        if source is not None:
            _save(model, changes, source)
            model.objects.filter(pk__in=[known[key].pk for key in gone]).delete()
        if not whole:
            totals |= {row.practice_id: row for row in mine if row.sex == RegisteredPatients.Sex.ALL}
    if source is not None and totals:
        _tell_practices(totals, source)


def _owner_key(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in SHAPES[type(row)][0])


def _key(row: Any) -> tuple[Any, ...]:
    owners, period, apart, _ = SHAPES[type(row)]
    return tuple(getattr(row, name) for name in (*owners, period, *apart))


def _standing(model: Any, mine: list[Any]) -> Iterable[Any]:
    owners, period, _, _ = SHAPES[model]
    owner = next(name for name in owners if getattr(mine[0], name) is not None)
    wanted = {
        f"{owner}__in": {getattr(row, owner) for row in mine},
        f"{period}__in": {getattr(row, period) for row in mine},
    }
    # a day that one practice of the batch has in this file and another has not stays as it is with the other
    periods = {(getattr(row, owner), getattr(row, period)) for row in mine}
    return (row for row in model.objects.filter(**wanted) if (getattr(row, owner), getattr(row, period)) in periods)


def _changes(
    mine: list[Any], known: dict[Any, Any], gone: set[Any], report: Report, names: dict[Any, str]
) -> Iterator[Any]:
    owners, _, _, values = SHAPES[type(mine[0])]
    size = len(owners) + 1  # of a key's part that says whose and when
    stood = {key[:size] for key in known}
    lost = {key[:size] for key in gone}
    for place, found in groupby(mine, key=lambda row: _key(row)[:size]):
        group = list(found)
        new = [row for row in group if _key(row) not in known]
        other = [row for row in group if _differs(row, known.get(_key(row)), values)]
        if new and place not in stood:
            outcome = "created"
        else:
            outcome = "changed" if new or other or place in lost else "unchanged"
        report.count(outcome, _words(group, names))
        yield from new
        yield from other


def _differs(row: Any, before: Any, values: tuple[str, ...]) -> bool:
    return before is not None and any(getattr(row, name) != getattr(before, name) for name in values)


def _save(model: Any, changes: list[Any], source: OpenDataImport) -> None:
    owners, period, apart, values = SHAPES[model]
    for row in changes:
        row.source = source
    model.objects.bulk_create(
        changes,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=[*(name.removesuffix("_id") for name in owners), period, *apart],
        update_fields=[*values, "source"],
    )


def _words(group: list[Any], names: dict[Any, str]) -> str:
    first = group[0]
    owner = names.get(getattr(first, "practice_id", None) or getattr(first, "commissioner_id", None), "")
    if isinstance(first, RegisteredPatients):
        said = ", ".join(f"{row.get_sex_display().lower()} {row.total:,}" for row in group)
        return f"{owner}, {first.day:%-d %B %Y}: {said}"
    if isinstance(first, Workforce):
        heads = sum(row.heads or 0 for row in group)
        wte = sum(row.wte or 0 for row in group)
        return f"{owner}, {first.day:%-d %B %Y}: {heads} people, {wte} full-time"
    count = sum(row.count for row in group if row.by == first.by)
    return f"{owner}, {first.month:%B %Y}: {count:,} appointments"


def _tell_practices(totals: dict[Any, RegisteredPatients], source: OpenDataImport) -> None:
    """The directory shows the newest number of patients; a file of an older day changes nothing there.

    ``totals``: the newest row of everybody in the file, by the practice's id.
    """
    newest = dict(
        RegisteredPatients.objects.filter(practice__in=totals, sex=RegisteredPatients.Sex.ALL)
        .values_list("practice")
        .annotate(newest=Max("day"))
        .order_by()
    )
    changed = []
    for practice in Practice.objects.select_for_update().filter(pk__in=totals):
        row = totals[practice.pk]
        if row.day == newest[practice.pk] and practice.list_size != row.total:
            practice.list_size = row.total
            practice.version += 1
            changed.append(practice)
    bulk_update_with_history(
        changed,
        Practice,
        ["list_size", "version"],
        batch_size=500,
        default_user=source.by,
        default_change_reason=f"Patients registered, {source.last_day:%-d %B %Y}",
    )
