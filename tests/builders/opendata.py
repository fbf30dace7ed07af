"""Files in the columns in which NHS England publishes them, with invented figures."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from practices.models import Appointments, OpenDataImport, RegisteredPatients, Workforce
from practices.workforce_roles import FAMILIES

AGE_HEAD = "EXTRACT_DATE,SUB_ICB_LOCATION_CODE,ONS_SUB_ICB_LOCATION_CODE,ORG_CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS"
TOTALS_HEAD = (
    "PUBLICATION,EXTRACT_DATE,TYPE,SUB_ICB_LOCATION_CODE,ONS_SUB_ICB_LOCATION_CODE,CODE,POSTCODE,SEX,AGE,"
    "NUMBER_OF_PATIENTS"
)
CROSSTAB_HEAD = (
    "APPOINTMENT_MONTH_START_DATE,GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,"
    "SUB_ICB_LOCATION_NAME,HCP_TYPE,APPT_MODE,NATIONAL_CATEGORY,TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS,APPT_STATUS"
)
LONG_HEAD = "PRAC_CODE,PRAC_NAME,STAFF_GROUP,DETAILED_STAFF_ROLE,STAFF_ROLE,COUNTRY_QUALIFICATION_AREA,MEASURE,VALUE"
AGES = [str(age) for age in range(95)] + ["95+"]


def as_file(head: str, lines: Iterable[str]) -> io.BytesIO:
    return io.BytesIO("\r\n".join([head, *lines, ""]).encode())


def age_lines(code: str, sex: str = "FEMALE", day: str = "01Jan2026", count: Any = None) -> list[str]:
    """A total and 96 ages; age a has ``count(a)`` people, else 10 + a."""
    counts = [count(age) if count else 10 + age for age in range(96)]
    start = f"{day},15N,E38000230,{code},EX36 3BZ,{sex}"
    return [f"{start},ALL,{sum(counts)}", *(f"{start},{age},{n}" for age, n in zip(AGES, counts, strict=True))]


def total_line(code: str, total: int, day: str = "01Jan2026") -> str:
    return f"GP_PRAC_PAT_LIST,{day},GP,15N,E38000230,{code},EX36 3BZ,ALL,ALL,{total}"


def workforce_head(more: Iterable[str] = ()) -> str:
    roles = [f"TOTAL_{stem}_{kind}" for stem in (*FAMILIES, *more) for kind in ("HC", "FTE")]
    return ",".join(["PRAC_CODE", "PRAC_NAME", "TOTAL_PATIENTS", *roles])


def workforce_line(code: str, amounts: Mapping[str, tuple[Any, Any]], more: Iterable[str] = ()) -> str:
    """``amounts``: stem to (people, full-time equivalents); 0 where it is not named."""
    cells = [str(amount) for stem in (*FAMILIES, *more) for amount in amounts.get(stem, (0, 0))]
    return ",".join([code, "A SURGERY", "9000", *cells])


def appointment_line(
    code: str, count: Any, *, month: str = "01OCT2025", who: str = "GP", mode: str = "Face-to-Face",
    what: str = "General Consultation Routine", wait: str = "Same Day", status: str = "Attended",
) -> str:  # fmt: skip
    start = f'{month},{code},"A SURGERY, TOWN",EMIS,U12345,A PCN,15N,NHS Devon'
    return f"{start},{who},{mode},{what},{wait},{count},{status}"


def kept(practice: Any, day: date = date(2026, 1, 1), months: int = 3) -> None:
    """Figures of all kinds as if they had been read in: 5,520 women, 4,800 men, three roles, some months."""
    done = OpenDataImport.objects.create(
        source="patients", file_name="a.csv", sha256=f"{practice.pk.hex}{day:%Y%m%d}", first_day=day, last_day=day,
        applied_at=timezone.now(), report={},
    )  # fmt: skip
    for sex, by_age in (("female", [10 + age for age in range(96)]), ("male", [50] * 96)):
        RegisteredPatients.objects.create(
            practice=practice, source=done, day=day, sex=sex, total=sum(by_age), by_age=by_age
        )
    for role, heads, wte in (("gp_partner", 4, "3.05"), ("reception", 8, "5"), ("gp_locum", 1, "0.2")):
        Workforce.objects.create(practice=practice, source=done, day=day, role=role, heads=heads, wte=wte)
    for number in range(months):
        month = date(2025, 10 + number, 1)
        for by, value, count in (
            ("status", "Attended", 4000 + number), ("status", "DNA", 200), ("mode", "Telephone", 4200 + number),
            ("wait", "1 Day", 4100 + number), ("wait", "Same Day", 100),
        ):  # fmt: skip
            Appointments.objects.create(practice=practice, source=done, month=month, by=by, value=value, count=count)
