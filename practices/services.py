"""What is done with organisations: lists read in, partners and programmes kept."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned

from .imports.files import CHUNK, Inspected, Refused, inspect
from .imports.practices import import_list
from .imports.report import Report
from .models import (
    Commissioner,
    PartnerOrganisation,
    PracticeImport,
    Programme,
    ProgrammeCommissioner,
    ProgrammePartner,
)
from .signals import partner_ended

WAITS = timedelta(hours=2)  # how long an upload is kept for its preview


class NotPossible(Exception):
    """What was asked cannot be done as things stand; the message says why. ``field`` is the form's."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def short_name(name: str) -> str:
    """A file's own name, without folders, no longer than is kept."""
    return PurePath(name.replace("\\", "/")).name[-200:] or "list.csv"


# --- Practice lists ---------------------------------------------------------------------------------------------


@transaction.atomic
def read_practice_list(
    *, stream: BinaryIO, name: str, as_of: date, by: Any, strict: bool = False, dry_run: bool = False
) -> Report:
    """Read a list in at once, for the command line. Raises what ``import_list`` raises."""
    looked_at = inspect(stream, settings.UPLOAD_MAX_BYTES)
    report = import_list(stream, as_of=as_of, by=by, strict=strict, dry_run=dry_run, looked_at=looked_at)
    if not dry_run:
        row = PracticeImport(
            file_name=short_name(name),
            sha256=looked_at.sha256,
            as_of=as_of,
            by=by,
            applied_at=timezone.now(),
            report=report.as_json(),
        )
        row.save()
        record("practices.imported", row, by=by, as_of=as_of.isoformat(), **dict(report.counts))
    return report


@transaction.atomic
def keep_upload(*, upload: Any, as_of: date, by: Any) -> PracticeImport:
    """Keep a list privately for its preview, and say in ``report`` what it would change. Writes no practice.

    Raises Refused when the file cannot be read.
    """
    stream = upload.file if hasattr(upload, "file") else upload
    looked_at = inspect(stream, settings.UPLOAD_MAX_BYTES)
    report = import_list(stream, as_of=as_of, by=by, dry_run=True, looked_at=looked_at)
    PracticeImport.objects.expired().delete()
    row = PracticeImport(
        file_name=short_name(upload.name),
        sha256=looked_at.sha256,
        as_of=as_of,
        by=by,
        content=packed(stream),
        expires_at=timezone.now() + WAITS,
        report=report.as_json(),
    )
    row.save()
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
    gone = Refused("The file kept for this preview is no longer the one you chose. Choose the list again.")
    with gzip.GzipFile(fileobj=io.BytesIO(bytes(row.content or b""))) as stream:
        try:
            looked_at = inspect(stream)
        except (OSError, EOFError, zlib.error) as problem:
            raise gone from problem
        if looked_at.sha256 != row.sha256:
            raise gone
        yield stream, looked_at


@transaction.atomic
def apply_upload(*, upload: PracticeImport, by: Any) -> PracticeImport:
    """Write what the previewed file says, worked out anew against the practices as they are now.

    Doing it twice does no harm: the second finds it done. Raises Refused when the file has gone, is no longer the one
    previewed, or another import runs.
    """
    row = PracticeImport.objects.select_for_update().filter(pk=upload.pk).first()
    if row is None or (row.applied_at is None and (row.by_id != by.pk or row.expires_at <= timezone.now())):
        raise Refused("This preview has expired. Choose the list again.")
    if row.applied_at is not None:
        return row
    report = _read_packed(row, by)
    row.content, row.expires_at, row.applied_at = None, None, timezone.now()
    row.report = {**report.as_json(), "as_previewed": report.as_json()["counts"] == row.report.get("counts")}
    row.save()
    record("practices.imported", row, by=by, as_of=row.as_of.isoformat(), **dict(report.counts))
    return row


def _read_packed(row: PracticeImport, by: Any) -> Report:
    with unpacked(row) as (stream, looked_at):
        return import_list(stream, as_of=row.as_of, by=by, looked_at=looked_at)


# --- Partners ---------------------------------------------------------------------------------------------------


@transaction.atomic
def create_partner(*, name: str, kind: str, programme: Programme, by: Any) -> tuple[PartnerOrganisation, bool]:
    """A partner that ``programme`` works with from today on.

    One of that name is in the portal already: then that one is taken, as others write it. Says whether it is new.
    """
    with connection.cursor() as cursor:  # two managers who write the same name at once wait for each other here
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"partner {name.casefold()}"])
    partner = PartnerOrganisation.objects.filter(name__iexact=name).first()
    new = partner is None
    if partner is None:
        partner = PartnerOrganisation(name=name, kind=kind)
        partner.full_clean()
        partner.save()
        record("partner.created", partner, by=by, programme=programme)
    attach_partner(partner=partner, programme=programme, by=by)
    return partner, new


@transaction.atomic
def change_partner(*, partner: PartnerOrganisation, name: str, kind: str, expected_version: int, by: Any) -> None:
    """Raises ``cmsportal.versions.Stale`` when somebody saved in between."""
    before = {"name": partner.name, "kind": partner.kind}
    partner.name, partner.kind = name, kind
    partner.full_clean()
    if before != {"name": name, "kind": kind}:
        save_versioned(partner, expected_version, ["name", "kind"])
        record("partner.changed", partner, by=by, before=before)


@transaction.atomic
def attach_partner(*, partner: PartnerOrganisation, programme: Programme, by: Any) -> ProgrammePartner:
    """The programme works with the partner from today; harmless where it does already."""
    today = timezone.localdate()
    Programme.objects.select_for_update().get(pk=programme.pk)
    relations = ProgrammePartner.objects.filter(programme=programme, partner=partner)
    standing = relations.on(today).first() or relations.filter(starts_on=today).first()
    if standing is None:
        standing = ProgrammePartner(programme=programme, partner=partner, starts_on=today)
        standing.full_clean()
        standing.save()
        record("partner.attached", partner, by=by, programme=programme)
    elif standing.ends_on is not None:
        standing.ends_on = None
        standing.save(update_fields=["ends_on"])
        record("partner.attached", partner, by=by, programme=programme)
    return standing


@transaction.atomic
def end_partner(*, relation: ProgrammePartner, by: Any) -> None:
    """The programme no longer works with the partner, from today, and its teams show it nothing; harmless twice."""
    relation = ProgrammePartner.objects.select_for_update().get(pk=relation.pk)
    if relation.ends_on is None:
        relation.ends_on = max(timezone.localdate(), relation.starts_on)
        relation.save(update_fields=["ends_on"])
        record("partner.ended", relation.partner, by=by, programme=relation.programme)
        partner_ended.send(ProgrammePartner, programme=relation.programme, partner=relation.partner, by=by)


# --- Programmes -------------------------------------------------------------------------------------------------


@transaction.atomic
def create_programme(*, name: str, commissioner: Commissioner, starts_on: date, by: Any) -> Programme:
    """A programme and the commissioner that runs it; harmless when sent twice."""
    standing = Programme.objects.filter(
        name=name, starts_on=starts_on, commissioner_relations__commissioner=commissioner
    ).first()
    if standing is not None:
        return standing
    programme = Programme(name=name, starts_on=starts_on)
    programme.full_clean()
    programme.save()
    ProgrammeCommissioner.objects.create(programme=programme, commissioner=commissioner, starts_on=starts_on)
    record("programme.created", programme, by=by, programme=programme, commissioner=commissioner.code)
    return programme


@transaction.atomic
def change_programme(*, programme: Programme, version: int, values: dict[str, Any], by: Any) -> None:
    """Raises ``cmsportal.versions.Stale`` when somebody saved in between."""
    for name, value in values.items():
        setattr(programme, name, value)
    programme.full_clean()
    save_versioned(programme, version, values)
    detail = {name: values[name] for name in ("public_walls",) if name in values}
    record("programme.changed", programme, by=by, programme=programme, fields=sorted(values), **detail)


@transaction.atomic
def change_commissioner(*, programme: Programme, commissioner: Commissioner, starts_on: date, by: Any) -> None:
    """Another commissioner runs the programme from a day on; the one before stays on record until that day.

    Raises NotPossible when the day is not after the present commissioner's first.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    now = ProgrammeCommissioner.objects.filter(programme=programme).order_by("-starts_on").first()
    if now is not None and now.commissioner_id == commissioner.pk and now.ends_on is None:
        return
    if now is not None and starts_on <= now.starts_on:
        raise NotPossible("Choose a day after the present commissioner's first day.", "starts_on")
    if now is None and starts_on < programme.starts_on:
        raise NotPossible("Choose a day on or after the programme's first day.", "starts_on")
    if now is not None and (now.ends_on is None or now.ends_on > starts_on):
        now.ends_on = starts_on
        now.save(update_fields=["ends_on"])
    relation = ProgrammeCommissioner(programme=programme, commissioner=commissioner, starts_on=starts_on)
    relation.full_clean()
    relation.save()
    record("programme.commissioner_changed", programme, by=by, programme=programme, commissioner=commissioner.code)
