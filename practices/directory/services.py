"""Reading practice lists in: at once from the command line, or by a preview and a button."""

from datetime import date
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from practices.imports.files import inspect
from practices.imports.practices import import_list
from practices.imports.report import Report
from practices.models import PracticeImport
from practices.uploads.keeping import apply_once, keep, short_name, stream_of


@transaction.atomic
def read_practice_list(
    *, stream: BinaryIO, name: str, as_of: date, by: Any, strict: bool = False, dry_run: bool = False
) -> Report:
    """Read a list in at once, for the command line. Raises what ``import_list`` raises."""
    looked_at = inspect(stream, settings.UPLOAD_MAX_BYTES)
    report = import_list(stream, as_of=as_of, by=by, strict=strict, dry_run=dry_run, looked_at=looked_at)
    if not dry_run:
        row = PracticeImport(file_name=short_name(name), sha256=looked_at.sha256, as_of=as_of, by=by)
        row.applied_at, row.report = timezone.now(), report.as_json()
        row.save()
        _tell(row, report, by)
    return report


@transaction.atomic
def keep_list(*, upload: Any, as_of: date, by: Any) -> PracticeImport:
    """Keep a list privately for its preview, and say in ``report`` what it would change. Writes no practice.

    Raises Refused when the file cannot be read.
    """
    stream = stream_of(upload)
    looked_at = inspect(stream, settings.UPLOAD_MAX_BYTES)
    report = import_list(stream, as_of=as_of, by=by, dry_run=True, looked_at=looked_at)
    row = PracticeImport(file_name=short_name(upload.name), sha256=looked_at.sha256, as_of=as_of)
    return keep(row, stream=stream, report=report, by=by)


def apply_list(*, upload: PracticeImport, by: Any) -> PracticeImport:
    """Write what the previewed list says, worked out anew against the practices as they are now.

    Raises Refused as ``apply_once`` does, and while another import runs.
    """
    return apply_once(
        upload=upload,
        by=by,
        read=lambda row, stream, looked_at: import_list(stream, as_of=row.as_of, by=by, looked_at=looked_at),
        tell=lambda row, report: _tell(row, report, by),
    )


def _tell(row: PracticeImport, report: Report, by: Any) -> None:
    record("practices.imported", row, by=by, as_of=row.as_of.isoformat(), **dict(report.counts))
