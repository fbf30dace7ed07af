"""Which published file this is, told by its columns, and where each field stands in it.

The names have changed over the years (CCG to sub-ICB location) and will again: each field has the names it bore.
Where one that is needed is missing, the file is refused with the name that was looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from practices.imports.files import Line, Refused, heading_key
from practices.models import OpenDataImport
from practices.workforce_roles import FAMILIES

Source = OpenDataImport.Source
FEWEST = 0.5  # of the needed columns: with fewer it is another file altogether
COLUMNS_TOLD = 12


@dataclass(frozen=True)
class Column:
    """``words`` for people; ``names`` as published, today's first."""

    words: str
    names: tuple[str, ...]
    needed: bool = True


@dataclass(frozen=True)
class Form:
    """One form in which a file is published."""

    slug: str
    source: str
    name: str
    columns: Mapping[str, Column]


COUNT = Column("the number of appointments", ("COUNT_OF_APPOINTMENTS",))
SPLITS = {
    "status": Column("whether the patient came", ("APPT_STATUS",)),
    "professional": Column("who saw the patient", ("HCP_TYPE",)),
    "mode": Column("how they met", ("APPT_MODE",)),
    "wait": Column("the time from booking", ("TIME_BETWEEN_BOOK_AND_APPT",)),
}
PATIENTS = Form(
    "patients",
    Source.PATIENTS,
    "Patients registered at a GP practice",
    {
        "code": Column("the practice's code", ("ORG_CODE", "CODE", "PRACTICE_CODE")),
        "day": Column("the day", ("EXTRACT_DATE",)),
        "sex": Column("the sex", ("SEX",)),
        "age": Column("the age", ("AGE",)),
        "count": Column("the number of patients", ("NUMBER_OF_PATIENTS",)),
        "type": Column("the kind of organisation", ("ORG_TYPE", "TYPE"), needed=False),
    },
)
WORKFORCE = Form(
    "workforce",
    Source.WORKFORCE,
    "General practice workforce, in detail",
    {
        "code": Column("the practice's code", ("PRAC_CODE",)),
        **{
            f"{stem}_{kind}": Column(f"{words} ({said})", (f"TOTAL_{stem}_{kind}",))
            for stem, words in FAMILIES.items()
            for kind, said in (("HC", "people"), ("FTE", "full-time equivalents"))
        },
    },
)
WORKFORCE_LONG = Form(
    "workforce-long",
    Source.WORKFORCE,
    "General practice workforce, a row for each role",
    {
        "code": Column("the practice's code", ("PRAC_CODE",)),
        "group": Column("the staff group", ("STAFF_GROUP",)),
        "role": Column("the role", ("DETAILED_STAFF_ROLE",)),
        "kind": Column("people or full-time equivalents", ("MEASURE",)),
        "value": Column("the figure", ("VALUE",)),
    },
)
APPOINTMENTS = Form(
    "appointments",
    Source.APPOINTMENTS,
    "Appointments in general practice, by practice",
    {
        "code": Column("the practice's code", ("GP_CODE",)),
        "month": Column("the month", ("APPOINTMENT_MONTH_START_DATE",)),
        **SPLITS,
        "category": Column("what it was for", ("NATIONAL_CATEGORY",)),
        "count": COUNT,
    },
)
APPOINTMENTS_AREA = Form(
    "appointments-area",
    Source.APPOINTMENTS,
    "Appointments in general practice, by commissioner",
    {
        "code": Column("the commissioner's code", ("SUB_ICB_LOCATION_CODE", "CCG_CODE")),
        "month": Column("the month", ("Appointment_Month", "Appointment_Date")),
        **SPLITS,
        "count": COUNT,
    },
)
FORMS = (PATIENTS, WORKFORCE, WORKFORCE_LONG, APPOINTMENTS, APPOINTMENTS_AREA)


@dataclass(frozen=True)
class Layout:
    """Where each field of a form stands in this file. ``headings`` are the file's own names."""

    form: Form
    where: Mapping[str, int]
    headings: tuple[str, ...]

    def value(self, line: Line, field: str) -> str:
        return " ".join(line.cells[self.where[field]].split())


def read_head(head: Line | None) -> Layout:
    """Raises Refused when the columns are those of no file we know, or one that is needed is missing."""
    if head is None or head.problem:
        raise Refused("The first line cannot be read. It should hold the names of the columns.")
    headings = tuple(" ".join(cell.split()) for cell in head.cells)
    keys = [heading_key(cell) for cell in headings]
    layouts = [Layout(form, _find(form, keys), headings) for form in FORMS]
    best = max(layouts, key=lambda layout: (not _missing(layout), _found(layout)))
    needed = sum(column.needed for column in best.form.columns.values())
    if _found(best) < needed * FEWEST:
        raise Refused(f"This is none of the files that can be read in. Its columns: {_told(headings)}.")
    missing = _missing(best)
    if missing:
        wanted = " and ".join(f"{column.words} ({' or '.join(column.names)})" for column in missing[:3])
        raise Refused(
            f"This looks like '{best.form.name}', but no column has the name of the one for {wanted}. "
            f"The name may have changed. The file's columns: {_told(headings)}. Nothing was read."
        )
    twice = [column.names[0] for field, column in best.form.columns.items() if _stands_twice(best, field, keys)]
    if twice:
        raise Refused(f"Two columns have the same name: {twice[0]}. Nothing was read.")
    return best


def _find(form: Form, keys: list[str]) -> dict[str, int]:
    where = {}
    for field, column in form.columns.items():
        found = [keys.index(heading_key(name)) for name in column.names if heading_key(name) in keys]
        if found:
            where[field] = found[0]
    return where


def _found(layout: Layout) -> int:
    return sum(column.needed and field in layout.where for field, column in layout.form.columns.items())


def _missing(layout: Layout) -> list[Column]:
    return [column for field, column in layout.form.columns.items() if column.needed and field not in layout.where]


def _stands_twice(layout: Layout, field: str, keys: list[str]) -> bool:
    return field in layout.where and keys.count(keys[layout.where[field]]) > 1


def _told(headings: tuple[str, ...]) -> str:
    more = len(headings) - COLUMNS_TOLD
    return ", ".join(headings[:COLUMNS_TOLD]) + (f" and {more} more" if more > 0 else "")
