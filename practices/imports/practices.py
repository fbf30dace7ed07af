"""Brings the practices and their commissioners up to date with a published list.

What is decided here (docs/decisions/0025-practice-list.md gives the reasons):
- the commissioner is the list's column 15; where that is empty, column 24 if it names a commissioner already known;
- a practice moves on the day the list says it joined, where that day lies between the last list read and this one;
  otherwise on the day of this list;
- a list older than the one a practice was last read from changes nothing about that practice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from simple_history.utils import bulk_create_with_history

from cmsportal.nhsuk.formats import day_full
from practices.models import Commissioner, Practice, PracticeCommissioner

from .epraccur import NotKept, PracticeList, PracticeRow
from .files import Inspected, Refused, inspect
from .names import kind_on
from .report import Report

BATCH = 500
IMPORT_LOCK = 0x70_72_61_63  # one import at a time, in the whole installation
QUIET = timedelta(days=120)  # in the national list something happens every week
OUTCOMES = {
    "created": "New practices",
    "changed": "Changed",
    "closed": "Closed since",
    "moved": "Moved to another commissioner",
    "unchanged": "Unchanged",
}
OLDER = "a later list has been read already"
OLDER_COMMISSIONER = "its commissioner is older than the one recorded: the list seems to be an old one"
_TEXTS = ("name", "address", "postcode", "telephone", "opened_on", "closed_on", "status")
_OPTIONAL = {"postcode": "postcode", "telephone": "telephone", "opened_on": "opened_on", "closed_on": "closed_on"}


class Busy(Refused):
    def __init__(self) -> None:
        super().__init__("Another list is being read in just now. Wait a minute, then try again.")


class StrictRefusal(Refused):
    """Broken rows, and the import was asked to write nothing then."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.broken_rows:,} broken rows: nothing was written.")
        self.report = report


def take_lock() -> None:
    """Held until the transaction ends. Raises Busy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK])
        if not cursor.fetchone()[0]:
            raise Busy


def import_list(
    stream: BinaryIO,
    *,
    as_of: date,
    by: Any = None,
    strict: bool = False,
    dry_run: bool = False,
    looked_at: Inspected | None = None,
) -> Report:
    """Read a practice list and write what it changes, in one transaction; a dry run writes nothing.

    Args:
        stream: the file, seekable, as bytes; read as a stream.
        as_of: the day for which the list is true.
        by: who is named in the practices' history; None for the portal itself.
    Raises:
        Refused: the file as a whole cannot be read, Busy while another import runs, StrictRefusal when ``strict`` and
            a row is broken. Nothing is written then.
    """
    looked_at = looked_at or inspect(stream, settings.UPLOAD_MAX_BYTES)
    stream.seek(0)
    with transaction.atomic():
        if not dry_run:
            take_lock()
        work = _Import(PracticeList(stream, looked_at.encoding), as_of, by, dry_run)
        work.run()
        if strict and work.report.broken_rows:
            raise StrictRefusal(work.report)
    return work.report


@dataclass(frozen=True)
class _Move:
    """What becomes of the newest relation of a practice, and the one that follows."""

    change: PracticeCommissioner | None = None
    add: PracticeCommissioner | None = None
    moved: bool = False
    older: bool = False


class _Import:
    def __init__(self, rows: PracticeList, as_of: date, by: Any, dry_run: bool) -> None:
        self.rows, self.as_of, self.by, self.dry_run = rows, as_of, by, dry_run
        self.newest = date.min
        self.report = Report()
        self.reason = f"Practice list of {day_full(as_of)}"
        self.commissioners = {c.code: c for c in Commissioner.objects.all()}

    def run(self) -> None:
        kept = self._kept()
        while batch := list(islice(kept, BATCH)):
            _Batch(self, batch).run()
        if date.min < self.newest < self.as_of - QUIET:
            self.report.doubt = (
                f"The newest day in this list is {day_full(self.newest)}. "
                f"Make sure that the list is of {day_full(self.as_of)}."
            )

    def _kept(self) -> Iterator[PracticeRow]:
        for row in self.rows:
            self.report.rows += 1
            if isinstance(row, list):
                self.report.break_row(row)
            elif isinstance(row, NotKept):
                self.report.skip(row.reason)
            else:
                days = (row.opened_on, row.closed_on, row.joined_on, row.left_on)
                self.newest = max(self.newest, *(day for day in days if day and day <= self.as_of), self.newest)
                yield row

    def commissioner_of(self, row: PracticeRow) -> Commissioner | None:
        """Column 15, or else column 24 if that is a commissioner we know. Unknown ones get their code as name."""
        if row.commissioner and row.operator and row.commissioner != row.operator:
            self.report.note("the commissioner differs from the provider or purchaser; the commissioner counts")
        code = row.commissioner
        if not code:
            code = row.operator if row.operator in self.commissioners else ""
            self.report.note("no commissioner named" + ("; taken from provider or purchaser" if code else ""))
        if not code:
            return None
        if code not in self.commissioners:
            kind = kind_on(code, self.as_of)
            self.commissioners[code] = Commissioner(code=code, name=code, kind=kind)
            if not self.dry_run:
                self.commissioners[code].save()
            self.report.note("commissioners not known before, kept under their code")
        return self.commissioners[code]


class _Batch:
    """Some hundred rows: three reads, then the writes in bulk."""

    def __init__(self, work: _Import, rows: list[PracticeRow]) -> None:
        self.work, self.rows, self.report = work, rows, work.report
        codes = [row.code for row in rows]
        listed = Practice.objects.filter(code__in=codes)
        self.practices = {p.code: p for p in (listed if work.dry_run else listed.select_for_update())}
        newest = (
            PracticeCommissioner.objects.filter(practice__in=self.practices.values())
            .order_by("practice_id", "-starts_on")
            .distinct("practice_id")
        )
        self.newest = {relation.practice_id: relation for relation in newest}
        self.created: list[Practice] = []
        self.changed: list[Practice] = []
        self.same: list[Practice] = []
        self.moves: list[_Move] = []

    def run(self) -> None:
        for row in self.rows:
            practice = self.practices.get(row.code)
            self._known(row, practice) if practice else self._new(row)
        if not self.work.dry_run:
            self._write()

    def _new(self, row: PracticeRow) -> None:
        values = {name: getattr(row, name) for name in _TEXTS}
        practice = Practice(code=row.code, listed_on=self.work.as_of, **values)
        self.created.append(practice)
        self.report.count("created", _words(row))
        if row.status == Practice.Status.CLOSED:
            self.report.note("of the new ones, closed already")
        self.moves.append(self._move(row, practice, None))

    def _known(self, row: PracticeRow, practice: Practice) -> None:
        if practice.listed_on and self.work.as_of < practice.listed_on:
            return self.report.skip(OLDER, _words(row))
        move = self._move(row, practice, self.newest.get(practice.pk))
        if move.older:
            return self.report.skip(OLDER_COMMISSIONER, _words(row))
        was_open = practice.status != Practice.Status.CLOSED
        differences = self._differences(row, practice)
        practice.listed_on = self.work.as_of
        self.moves.append(move)
        (self.changed if differences else self.same).append(practice)
        if was_open and row.status == Practice.Status.CLOSED:
            self.report.count("closed", _words(row))
        elif differences or move.change or move.add:
            self.report.count("changed", f"{_words(row)}: {', '.join(differences) or 'commissioner'}")
        else:
            self.report.count("unchanged")
        if move.moved:
            self.report.count("moved", _words(row) + f" to {row.commissioner or row.operator}")
        return None

    def _differences(self, row: PracticeRow, practice: Practice) -> list[str]:
        """Sets what differs; columns that this file does not have are left alone."""
        found = []
        for name in _TEXTS:
            if name in _OPTIONAL and not self.work.rows.layout.knows(_OPTIONAL[name]):
                continue
            if name == "address" and not self.work.rows.layout.knows("address1"):
                continue
            if getattr(practice, name) != getattr(row, name):
                setattr(practice, name, getattr(row, name))
                found.append(name.replace("_on", " date"))
        if found:
            practice.version += 1
        return found

    def _move(self, row: PracticeRow, practice: Practice, now: PracticeCommissioner | None) -> _Move:
        commissioner = self.work.commissioner_of(row)
        ends = _end(row, self.work.as_of)
        if commissioner is None:
            return _Move()
        if now is None:
            starts = _earliest(row.joined_on or row.opened_on, self.work.as_of)
            return _Move(add=_relation(practice, commissioner, starts, ends))
        if now.commissioner_id == commissioner.pk:
            return self._same_commissioner(row, practice, now, ends)
        if row.joined_on and row.joined_on < now.starts_on:
            return _Move(older=True)
        starts = self._moved_on(row, practice, now)
        if starts == now.starts_on:  # the list of that very day said otherwise: it is put right, not kept as a past
            now.commissioner, now.ends_on = commissioner, _not_before(ends, starts)
            return _Move(change=now, moved=True)
        if now.ends_on is None or now.ends_on > starts:
            now.ends_on = starts
        starts = max(starts, now.ends_on)
        return _Move(change=now, add=_relation(practice, commissioner, starts, ends), moved=True)

    def _same_commissioner(
        self, row: PracticeRow, practice: Practice, now: PracticeCommissioner, ends: date | None
    ) -> _Move:
        if ends is not None:
            ends = _not_before(ends, now.starts_on)
            if now.ends_on == ends:
                return _Move()
            now.ends_on = ends
            return _Move(change=now)
        if now.ends_on is None:
            return _Move()
        starts = max(now.ends_on, _earliest(row.joined_on, self.work.as_of) if row.joined_on else self.work.as_of)
        return _Move(add=_relation(practice, now.commissioner, starts, None))  # it has opened again

    def _moved_on(self, row: PracticeRow, practice: Practice, now: PracticeCommissioner) -> date:
        last_list = practice.listed_on or date.min
        day = self.work.as_of
        if row.joined_on and last_list < row.joined_on <= day:
            day = row.joined_on
        return max(day, now.starts_on)

    def _write(self) -> None:
        user, reason = self.work.by, self.work.reason
        if self.created:
            bulk_create_with_history(self.created, Practice, default_user=user, default_change_reason=reason)
        if self.changed:
            _write_over(Practice, self.changed, [*_TEXTS, "version", "listed_on"])
            Practice.history.bulk_history_create(
                self.changed, update=True, default_user=user, default_change_reason=reason
            )
        same = [p.pk for p in self.same]
        Practice.objects.filter(pk__in=same).update(listed_on=self.work.as_of)
        changes = [move.change for move in self.moves if move.change]
        _write_over(PracticeCommissioner, changes, ["ends_on", "commissioner"])
        PracticeCommissioner.objects.bulk_create([move.add for move in self.moves if move.add])


def _write_over(model: Any, rows: list[Any], fields: list[str]) -> None:
    """Update rows that are there and locked. ``bulk_update`` would compare each row with every other's CASE."""
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _relation(
    practice: Practice, commissioner: Commissioner, starts: date, ends: date | None
) -> PracticeCommissioner:
    return PracticeCommissioner(
        practice=practice, commissioner=commissioner, starts_on=starts, ends_on=_not_before(ends, starts)
    )


def _end(row: PracticeRow, as_of: date) -> date | None:
    """The first day after a closed practice's last one with its commissioner (the list's days are inclusive)."""
    if row.status != Practice.Status.CLOSED:
        return None
    last = row.left_on or row.closed_on
    return last + timedelta(days=1) if last else as_of


def _not_before(day: date | None, earliest: date) -> date | None:
    return None if day is None else max(day, earliest)


def _earliest(day: date | None, as_of: date) -> date:
    return min(day, as_of) if day else as_of


def _words(row: PracticeRow) -> str:
    return f"{row.code} {row.name}"
