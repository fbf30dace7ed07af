"""Which practices belong to which primary care network, from either of two published lists.

- the members' list (ePCN): one row per membership with its first and last day;
- the practice map that goes with patients registered (gp-reg-pat-prac-map): who belonged where on the day of the
  extract. Both changed their columns' names in 2022 (CCG to sub-ICB location); the columns are found by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from practices.models import PCN, Practice, PracticePCN

from .epraccur import CODE, read_date
from .files import Line, Refused, heading_key, inspect, records_of, refuse_nhs_numbers, text_of
from .practices import take_lock
from .report import Broken, Report

OUTCOMES = {"created": "New memberships", "changed": "Changed or ended", "unchanged": "Unchanged"}
BATCH = 500
NO_PRACTICE = "the practice is not in the portal"
OVERLAP = "later memberships have been recorded already"
_NAMES = {
    "practice": ("partner organisation code", "practice code"),
    "pcn": ("pcn code",),
    "pcn_name": ("pcn name",),
    "starts": ("practice to pcn relationship start date",),
    "ends": ("practice to pcn relationship end date",),
    "extract": ("extract date",),
}
_LABELS = {
    "practice": "the practice's code",
    "pcn": "the network's code",
    "pcn_name": "the network's name",
    "starts": "the first day (or the extract's day)",
    "ends": "the last day",
}


@dataclass(frozen=True)
class Membership:
    line: int
    practice: str
    pcn: str  # empty: the practice belongs to none
    pcn_name: str
    starts: date
    ends: date | None = None
    snapshot: bool = False  # true of that day only, not since that day


@transaction.atomic
def import_members(stream: BinaryIO) -> Report:
    """Read one of the two lists and keep the memberships with their dates.

    Raises Refused when the file as a whole cannot be read, or while another import runs.
    """
    take_lock()
    looked_at = inspect(stream, settings.UPLOAD_MAX_BYTES)
    report = Report()
    rows = _rows(text_of(stream, looked_at.encoding), report)
    networks = {row.code: row for row in PCN.objects.all()}
    while batch := list(islice(rows, BATCH)):
        _read_batch(batch, networks, report)
    return report


def _rows(text, report: Report) -> Iterator[Membership]:
    records = records_of(text)
    head = next(records, None)
    if head is None:
        raise Refused("The file is empty. Choose the list again.")
    where = _columns(head)
    names = tuple(" ".join(cell.split()) for cell in head.cells)
    for line in records:
        refuse_nhs_numbers(line, names)
        report.rows += 1
        row = _row(line, where, len(head.cells), names)
        if isinstance(row, Membership):
            yield row
        else:
            report.break_row([row])


def _columns(head: Line) -> dict[str, int]:
    keys = [heading_key(cell) for cell in head.cells]
    where = {}
    for field, names in _NAMES.items():
        found = [keys.index(heading_key(name)) for name in names if heading_key(name) in keys]
        if found:
            where[field] = found[0]
    needed = ["practice", "pcn", "pcn_name"] + ([] if "extract" in where else ["starts", "ends"])
    missing = [_LABELS[field] for field in needed if field not in where]
    if missing:
        have = ", ".join(" ".join(cell.split()) for cell in head.cells[:12])
        raise Refused(f"No column is named as the one for {' and '.join(missing)}. The file's columns: {have}.")
    return where


def _row(line: Line, where: dict[str, int], width: int, names: tuple[str, ...]) -> Membership | Broken:
    if len(line.cells) != width:
        what = f"{len(line.cells)} columns where {width} are expected"
        return Broken(line.number, min(len(line.cells), width) + 1, "", what)

    def broken(field: str, what: str) -> Broken:
        return Broken(line.number, where[field] + 1, names[where[field]], what)

    values = {field: " ".join(line.cells[index].split()) for field, index in where.items()}
    if not CODE.fullmatch(values["practice"]):
        return broken("practice", "a practice code is a letter and five digits")
    none = values["pcn"] in {"", "U"}
    if not none and not (len(values["pcn"]) == 6 and values["pcn"][0] == "U" and values["pcn"][1:].isdigit()):
        return broken("pcn", "a network's code is U and five digits")
    if not none and not 0 < len(values["pcn_name"]) <= 200:
        return broken("pcn_name", "the name is missing or longer than 200 characters")
    first = "starts" if "starts" in where else "extract"
    try:
        starts = _date(values[first])
    except ValueError:
        return broken(first, f"'{values[first][:20]}' is not a date")
    try:
        ends = _date(values["ends"]) + timedelta(days=1) if values.get("ends") else None
    except ValueError:
        return broken("ends", f"'{values['ends'][:20]}' is not a date")
    if ends and ends <= starts:
        return broken("ends", "the last day is before the first")
    pcn = "" if none else values["pcn"]
    return Membership(line.number, values["practice"], pcn, values["pcn_name"], starts, ends, first == "extract")


def _date(value: str) -> date:
    try:
        return read_date(value)
    except ValueError:
        return datetime.strptime(value.title(), "%d%b%Y").date()  # noqa: DTZ007 - a day has no zone


def _read_batch(rows: list[Membership], networks: dict[str, PCN], report: Report) -> None:
    practices = {p.code: p for p in Practice.objects.filter(code__in={row.practice for row in rows})}
    known: dict[object, list[PracticePCN]] = {}
    for relation in PracticePCN.objects.filter(practice__in=practices.values()).order_by("starts_on"):
        known.setdefault(relation.practice_id, []).append(relation)
    ended: list[PracticePCN] = []
    added: list[PracticePCN] = []
    for row in sorted(rows, key=lambda row: (row.practice, row.starts)):
        practice = practices.get(row.practice)
        if practice is None:
            report.skip(NO_PRACTICE, row.practice)
            continue
        network = _network(row, networks) if row.pcn else None
        relations = known.setdefault(practice.pk, [])
        outcome = _place(row, practice, network, relations, ended, added)
        if outcome == OVERLAP:
            report.skip(OVERLAP, row.practice)
        else:
            report.count(outcome, f"{row.practice} {row.pcn_name}")
    new = {id(relation) for relation in added}
    PracticePCN.objects.bulk_update([r for r in {id(r): r for r in ended}.values() if id(r) not in new], ["ends_on"])
    PracticePCN.objects.bulk_create(added)


def _network(row: Membership, networks: dict[str, PCN]) -> PCN:
    network = networks.get(row.pcn)
    if network is None:
        network = networks[row.pcn] = PCN.objects.create(code=row.pcn, name=row.pcn_name)
    elif network.name != row.pcn_name:
        network.name = row.pcn_name
        network.save(update_fields=["name"])
    return network


def _place(
    row: Membership,
    practice: Practice,
    network: PCN | None,
    relations: list[PracticePCN],
    ended: list[PracticePCN],
    added: list[PracticePCN],
) -> str:
    """Fit one membership among those known; says what came of it."""
    covering = next((relation for relation in relations if relation.covers(row.starts)), None)
    if covering is not None and network is not None and covering.pcn_id == network.pk:
        return _same(row, covering, ended, relations)
    later = [r for r in relations if r.starts_on >= row.starts]
    if later:
        return OVERLAP
    if covering is not None:
        covering.ends_on = row.starts
        ended.append(covering)
    if network is None:
        return "changed" if covering is not None else "unchanged"
    relation = PracticePCN(practice=practice, pcn=network, starts_on=row.starts, ends_on=row.ends)
    relations.append(relation)
    added.append(relation)
    return "created"


def _same(row: Membership, covering: PracticePCN, ended: list[PracticePCN], relations: list[PracticePCN]) -> str:
    """The network is the one known. Only the members' list, which gives both days, can end it."""
    if row.snapshot or covering.ends_on == row.ends:
        return "unchanged"
    following = [r.starts_on for r in relations if r.starts_on > covering.starts_on]
    if row.ends is None or (following and row.ends > following[0]):
        return "unchanged"
    covering.ends_on = row.ends
    ended.append(covering)
    return "changed"
