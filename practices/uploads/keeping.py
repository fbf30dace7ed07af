"""A file is kept privately for its preview; the button writes what it says, once, compared anew with what stands."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import PurePath
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from practices.imports.files import CHUNK, Inspected, Refused, inspect
from practices.imports.report import Report

WAITS = timedelta(hours=2)  # how long an upload is kept for its preview
Read = Callable[[Any, BinaryIO, Inspected], Report]


def short_name(name: str) -> str:
    """A file's own name, without folders, no longer than is kept."""
    return PurePath(name.replace("\\", "/")).name[-200:] or "list.csv"


def stream_of(upload: Any) -> BinaryIO:
    """The bytes of what a form was sent."""
    return upload.file if hasattr(upload, "file") else upload


@transaction.atomic
def keep(row: Any, *, stream: BinaryIO, report: Report, by: Any) -> Any:
    """Save the row with its file, packed, for this person's preview. Those that have waited too long go."""
    type(row).objects.expired().delete()
    row.by, row.content, row.expires_at = by, packed(stream), timezone.now() + WAITS
    row.report = report.as_json()
    row.save()
    return row


@transaction.atomic
def apply_once(*, upload: Any, by: Any, read: Read, tell: Callable[[Any, Report], None]) -> Any:
    """Write what the previewed file says: ``read`` does it and reports, ``tell`` records it, in one transaction.

    Doing it twice does no harm: the second finds it done. Raises Refused when the file has gone or is no longer the
    one previewed, and what ``read`` raises.
    """
    row = type(upload).objects.select_for_update().filter(pk=upload.pk).first()
    if row is None or (row.applied_at is None and (row.by_id != by.pk or row.expires_at <= timezone.now())):
        raise Refused("This preview has expired. Choose the file again.")
    if row.applied_at is not None:
        return row
    with unpacked(row) as (stream, looked_at):
        report = read(row, stream, looked_at)
    found = report.as_json()
    row.content, row.expires_at, row.applied_at = None, None, timezone.now()
    row.report = {**found, "as_previewed": found["counts"] == row.report.get("counts")}
    row.save()
    tell(row, report)
    return row


def packed(stream: BinaryIO) -> bytes:
    """The file as gzip, for keeping it in the database while its preview waits."""
    stream.seek(0)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed:
        while chunk := stream.read(CHUNK):
            packed.write(chunk)
    return buffer.getvalue()


@contextmanager
def unpacked(row: Any) -> Iterator[tuple[BinaryIO, Inspected]]:
    """The file kept for a preview, and what it is. Raises Refused where it is no longer the one that was chosen."""
    gone = Refused("The file kept for this preview is no longer the one you chose. Choose it again.")
    with gzip.GzipFile(fileobj=io.BytesIO(bytes(row.content or b""))) as stream:
        try:
            looked_at = inspect(stream)
        except (OSError, EOFError, zlib.error) as problem:
            raise gone from problem
        if looked_at.sha256 != row.sha256:
            raise gone
        yield stream, looked_at
