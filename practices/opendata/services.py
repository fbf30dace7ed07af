"""Reading published files in: preview, then write; nothing is half-written, and the same file is written once."""

from datetime import date
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day_full
from practices.imports.files import Inspected, Refused, inspect, lines_of, refuse_nhs_numbers, text_of
from practices.imports.practices import take_lock
from practices.imports.report import Report
from practices.models import OpenDataImport
from practices.uploads.keeping import apply_once, keep, short_name, stream_of

from .appointments import AppointmentsGathering, AreaAppointments
from .cells import month_in
from .columns import Layout, read_head
from .gathering import Gathering
from .patients import Patients
from .workforce import DetailedWorkforce, RowsOfWorkforce
from .writing import write

READERS: dict[str, type[Gathering]] = {
    "patients": Patients,
    "workforce": DetailedWorkforce,
    "workforce-long": RowsOfWorkforce,
    "appointments": AppointmentsGathering,
    "appointments-area": AreaAppointments,
}


class DayMissing(Refused):
    """The file does not say of which day it is, nor does its name."""

    def __init__(self) -> None:
        super().__init__("A workforce file does not say of which day it is. Enter the day.")


class ReadAlready(Refused):
    def __init__(self, done: OpenDataImport) -> None:
        on = day_full(timezone.localdate(done.applied_at)) if done.applied_at else ""
        super().__init__(f"This very file was read in on {on}. Nothing has changed since then.")


def keep_file(*, upload: Any, day: date | None = None, by: Any) -> OpenDataImport:
    """Keep a file privately for its preview, and say in ``report`` what it would change. Writes no figure.

    ``day``: of a workforce file, where its name does not tell the month. Raises Refused when the file cannot be read.
    """
    stream = stream_of(upload)
    looked_at = inspect(stream, settings.OPEN_DATA_MAX_BYTES)
    row, reader = _gather(stream, looked_at, upload.name, day)
    _refuse_twice(row)
    return keep(row, stream=stream, report=_compare(reader), by=by)


def apply_file(*, upload: OpenDataImport, by: Any) -> OpenDataImport:
    """Write what the previewed file says, compared anew with the figures as they are now.

    Raises Refused as ``apply_once`` does, and while another import runs.
    """

    def read(row: OpenDataImport, stream: BinaryIO, looked_at: Inspected) -> Report:
        take_lock()
        _refuse_twice(row)
        _, reader = _gather(stream, looked_at, row.file_name, row.first_day)
        return _compare(reader, write_as=row)

    return apply_once(upload=upload, by=by, read=read, tell=lambda row, report: _tell(row, report, by))


@transaction.atomic
def read_file(*, stream: BinaryIO, name: str, day: date | None = None, dry_run: bool = False, by: Any) -> Report:
    """Read a file in at once, for the command line, whatever its size. Raises Refused."""
    looked_at = inspect(stream)
    take_lock()
    row, reader = _gather(stream, looked_at, name, day)
    if dry_run:
        return _compare(reader)
    _refuse_twice(row)
    row.by, row.applied_at = by, timezone.now()
    row.save()
    report = _compare(reader, write_as=row)
    row.report = report.as_json()
    row.save(update_fields=["report"])
    _tell(row, report, by)
    return report


def _gather(stream: BinaryIO, looked_at: Inspected, name: str, day: date | None) -> tuple[OpenDataImport, Gathering]:
    """All that the file says, and the row that will stand for it. Raises Refused."""
    stream.seek(0)
    lines = lines_of(text_of(stream, looked_at.encoding))
    layout = read_head(next(lines, None))
    report = Report()
    reader = READERS[layout.form.slug](layout, report, _day_of(layout, name, day))
    for line in lines:
        refuse_nhs_numbers(line, layout.headings)
        reader.take(line)
    if not report.rows:
        raise Refused("The file holds the names of its columns and nothing else.")
    if not reader.days:
        first = f" The first: {report.broken[0]}" if report.broken else ""
        raise Refused(f"No row of this file is about anybody in the portal, or none can be read.{first}")
    row = OpenDataImport(
        source=layout.form.source,
        file_name=short_name(name),
        sha256=looked_at.sha256,
        first_day=min(reader.days),
        last_day=max(reader.days),
    )
    return row, reader


def _compare(reader: Gathering, *, write_as: OpenDataImport | None = None) -> Report:
    """What was gathered against the figures as they are; written where there is a row to write it as."""
    names = {pk: f"{code} {said}" for code, (pk, said) in reader.owners.items()}
    write(reader.finish(), source=write_as, report=reader.report, names=names)
    return reader.report


def _day_of(layout: Layout, name: str, day: date | None) -> date | None:
    """Only workforce files leave it open."""
    if layout.form.source != OpenDataImport.Source.WORKFORCE:
        return None
    found = day or month_in(name)
    if found is None:
        raise DayMissing
    if found > timezone.localdate():
        raise Refused("The day is still to come. Enter the day of which the figures are.")
    return found


def _refuse_twice(row: OpenDataImport) -> None:
    done = OpenDataImport.objects.applied().filter(source=row.source, sha256=row.sha256).first()
    if done is not None:
        raise ReadAlready(done)


def _tell(row: OpenDataImport, report: Report, by: Any) -> None:
    record(
        "opendata.imported",
        row,
        by=by,
        source=row.source,
        first_day=row.first_day.isoformat(),
        last_day=row.last_day.isoformat(),
        **dict(report.counts),
    )
