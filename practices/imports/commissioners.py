"""Names and dates of CCGs and sub-ICB locations, from the list ``eccg.csv`` (27 columns, no header)."""

import re
from datetime import date
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from practices.models import Commissioner, CommissionerName

from .epraccur import COLUMNS, read_date
from .files import Line, Refused, inspect, lines_of, refuse_nhs_numbers, text_of
from .names import SUB_ICB_SINCE, record_name
from .practices import take_lock
from .report import Broken, Report

OUTCOMES = {"created": "New commissioners", "changed": "Changed", "unchanged": "Unchanged"}
_CODE = re.compile(r"[A-Z0-9]{3}|[A-Z0-9]{5}")
_HEADINGS = ("code", "name") + ("",) * 8 + ("open date", "close date", "", "roles") + ("",) * 13
SUB_ICB_ROLE, CCG_ROLE = "RO319", "RO98"
OTHER_ROLE = "neither a CCG nor a sub-ICB location, and no practice belongs to it"


@transaction.atomic
def import_commissioners(stream: BinaryIO, *, as_of: date) -> Report:
    """Give commissioners their names and dates; codes not known before are added.

    A name that differs from the one known counts from ``as_of``, and the earlier one is kept with its dates. Codes of
    CCGs that live on as sub-ICB locations changed their names on 1 July 2022.
    Raises Refused when the file as a whole cannot be read, or while another import runs.
    """
    take_lock()
    looked_at = inspect(stream, settings.UPLOAD_MAX_BYTES)
    known = {row.code: row for row in Commissioner.objects.all()}
    report = Report()
    for line in lines_of(text_of(stream, looked_at.encoding)):
        refuse_nhs_numbers(line, _HEADINGS)
        report.rows += 1
        if report.rows == 1 and not line.problem and len(line.cells) != COLUMNS:
            raise Refused(f"This is not the list of commissioners: it has {len(line.cells)} columns, not {COLUMNS}.")
        problems = _problems(line)
        if problems:
            report.break_row(problems)
        else:
            _read(line, known, as_of, report)
    return report


def _problems(line: Line) -> list[Broken]:
    if line.problem:
        return [Broken(line.number, None, "", line.problem)]
    if len(line.cells) != COLUMNS:
        what = f"{len(line.cells)} columns where {COLUMNS} are expected"
        return [Broken(line.number, min(len(line.cells), COLUMNS) + 1, "", what)]
    found = []
    if not _CODE.fullmatch(line.cells[0].strip()):
        found.append(Broken(line.number, 1, "code", "a commissioner's code is 3 or 5 letters and digits"))
    if not 0 < len(line.cells[1].strip()) <= 200:
        found.append(Broken(line.number, 2, "name", "the name is missing or longer than 200 characters"))
    dates = []
    for index in (10, 11):
        try:
            dates.append(read_date(line.cells[index].strip()) if line.cells[index].strip() else None)
        except ValueError:
            what = f"'{line.cells[index][:20]}' is not a date as YYYYMMDD"
            found.append(Broken(line.number, index + 1, _HEADINGS[index], what))
    if not found and dates[0] and dates[1] and dates[1] < dates[0]:
        found.append(Broken(line.number, 12, "close date", "the commissioner closes before it opens"))
    return found


def _read(line: Line, known: dict[str, Commissioner], as_of: date, report: Report) -> None:
    cells = [" ".join(cell.split()) for cell in line.cells]
    roles = set(cells[13].split("|")) - {""}
    commissioner = known.get(cells[0])
    if roles and not roles & {SUB_ICB_ROLE, CCG_ROLE} and commissioner is None:
        return report.skip(OTHER_ROLE, f"{cells[0]} {cells[1]}")
    new = commissioner is None
    if commissioner is None:
        commissioner = known[cells[0]] = Commissioner(code=cells[0], name=cells[1])
    names = list(commissioner.names.all())
    if any(row.starts_on > as_of for row in names):  # an older list fills in the past, no more
        changed = record_name(commissioner, cells[1], _since(commissioner, names, as_of))
        return report.count("changed" if changed else "unchanged", f"{cells[0]} {cells[1]}")
    before = (commissioner.kind, commissioner.opened_on, commissioner.closed_on)
    commissioner.kind = Commissioner.Kind.SUB_ICB if SUB_ICB_ROLE in roles else Commissioner.Kind.CCG
    commissioner.opened_on = read_date(cells[10]) if cells[10] else None
    commissioner.closed_on = read_date(cells[11]) if cells[11] else None
    if new:
        commissioner.save()
    changed = record_name(commissioner, cells[1], _since(commissioner, names, as_of))
    if changed or before != (commissioner.kind, commissioner.opened_on, commissioner.closed_on):
        commissioner.save()
        report.count("created" if new else "changed", f"{cells[0]} {cells[1]}")
    else:
        report.count("unchanged")
    return None


def _since(commissioner: Commissioner, names: list[CommissionerName], as_of: date) -> date:
    """From which day the name counts: the first known one since the code opened, a later one since the list's day."""
    opened = commissioner.opened_on or date.min
    sub_icb = commissioner.kind == Commissioner.Kind.SUB_ICB and as_of >= SUB_ICB_SINCE
    first = max(opened, SUB_ICB_SINCE) if sub_icb else opened
    if any(first <= row.starts_on <= as_of for row in names) or not date.min < first <= as_of:
        return as_of
    return first
