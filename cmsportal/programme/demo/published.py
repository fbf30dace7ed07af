"""What would be published about the demo's practices: patients by age, staff, appointments. All of it is invented."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from practices.models import Appointments, OpenDataImport, Practice, RegisteredPatients, Workforce
from practices.opendata.figures import published_for
from projects.models import Project
from toolkit.models import Answer
from toolkit.published.proposals import figures_of
from toolkit.published.services import fill_in

LONDON = ZoneInfo("Europe/London")
MONTHS = 14
AGES = 96
# Patients of each five years of age, in thousandths of a list: from 0 to 4 up to 95 and over.
BANDS = (48, 55, 58, 57, 58, 63, 68, 70, 67, 62, 65, 70, 67, 58, 49, 43, 24, 11, 5, 2)
WOMEN = (0.487, 0.5, 0.56)  # share up to 64, from 65, from 80: women live longer
# People, and full-time posts, of a practice of ten thousand.
STAFF = {
    "gp_partner": (4, 3.2), "gp_salaried": (4, 2.4), "gp_trainee": (2, 1.8), "gp_locum": (1, 0.3), "nurse": (3, 2.2),
    "practitioner": (2, 1.6), "hca": (2, 1.4), "pharmacist": (2, 1.3), "manager": (2, 1.8), "reception": (10, 6.4),
    "admin": (5, 3.6),
}  # fmt: skip
SEASON = (1.02, 0.97, 1.05, 0.95, 0.97, 0.98, 1.01, 0.91, 1.06, 1.16, 1.05, 0.94)  # January to December
SPLITS = {
    "status": (("Attended", 0.915), ("DNA", 0.044), ("Unknown", 0.041)),
    "professional": (("GP", 0.46), ("Other Practice staff", 0.51), ("Unknown", 0.03)),
    "mode": (
        ("Face-to-Face", 0.64), ("Telephone", 0.27), ("Video/Online", 0.06), ("Home Visit", 0.01), ("Unknown", 0.02),
    ),
    "wait": (
        ("Same Day", 0.43), ("1 Day", 0.08), ("2 to 7 Days", 0.19), ("8 to 14 Days", 0.13), ("15 to 21 Days", 0.09),
        ("22 to 28 Days", 0.05), ("More than 28 Days", 0.03),
    ),
}  # fmt: skip


def publish(practices: Iterable[Practice], by: Any, today: date) -> None:
    """Figures of all three kinds as if they had been read in, the newest some weeks old, as published ones are."""
    random = Random("published")  # noqa: S311 - of its own, so that the rest of the demo stays as it was
    kept = list(practices)
    first = (today.replace(day=1) - timedelta(days=20)).replace(day=1)
    last_month = (first - timedelta(days=1)).replace(day=1)
    months = [_back(last_month, number) for number in reversed(range(MONTHS))]
    read_in = datetime.combine(min(today, first + timedelta(days=16)), time(9, 40), tzinfo=LONDON)
    patients = _file("patients", f"gp-reg-pat-prac-sing-age-{first:%b-%y}.csv".lower(), (first, first), by, read_in)
    staff = _file("workforce", f"GPWPracticeCSV.{last_month:%m%Y}.csv", (last_month, last_month), by, read_in)
    booked = _file(
        "appointments", f"Practice_Level_Crosstab_{last_month:%b_%y}.csv", (months[0], months[-1]), by, read_in
    )
    RegisteredPatients.objects.bulk_create(
        row for practice in kept for row in _patients(practice, patients, first, random)
    )
    Workforce.objects.bulk_create(row for practice in kept for row in _staff(practice, staff, last_month, random))
    Appointments.objects.bulk_create(row for practice in kept for row in _booked(practice, booked, months, random))
    for row, rows, done in ((patients, 2 * (AGES + 1), 1), (staff, 1, 1), (booked, 260, MONTHS)):
        counts = {"created": len(kept) * done}
        OpenDataImport.objects.filter(pk=row.pk).update(report={"rows": rows * len(kept), "counts": counts})


def take_over(project: Project, by: Any, today: date) -> None:
    """The list and its ages stand in the workbook already. What the team typed about staff is its own."""
    figures = [one for one in figures_of(published_for(project.practice, today)) if one.key.startswith("patients.")]
    keys = [one.key for one in figures]
    standing = dict(Answer.objects.filter(project=project, key__in=keys).values_list("key", "version"))
    fill_in(project=project, figures=figures, versions=standing, by=by)


def _back(month: date, number: int) -> date:
    place = month.year * 12 + month.month - 1 - number
    return date(place // 12, place % 12 + 1, 1)


def _file(source: str, name: str, span: tuple[date, date], by: Any, at: datetime) -> OpenDataImport:
    return OpenDataImport.objects.create(
        source=source,
        file_name=name,
        sha256=f"{source:0<64}",
        first_day=span[0],
        last_day=span[1],
        by=by,
        applied_at=at,
    )


def _patients(practice: Practice, source: OpenDataImport, day: date, random: Random) -> list[RegisteredPatients]:
    size = practice.list_size or 0
    rough = [BANDS[age // 5] / 5000 * random.uniform(0.94, 1.06) for age in range(AGES - 1)] + [BANDS[-1] / 1000]
    everybody = [round(share * size / sum(rough)) for share in rough]
    everybody[40] += size - sum(everybody)
    women = [round(number * WOMEN[(age >= 65) + (age >= 80)]) for age, number in enumerate(everybody)]
    men = [number - woman for number, woman in zip(everybody, women, strict=True)]
    made = {"practice": practice, "source": source, "day": day}
    return [
        RegisteredPatients(sex="all", total=size, **made),
        RegisteredPatients(sex="female", total=sum(women), by_age=women, **made),
        RegisteredPatients(sex="male", total=sum(men), by_age=men, **made),
    ]


def _staff(practice: Practice, source: OpenDataImport, day: date, random: Random) -> list[Workforce]:
    scale = (practice.list_size or 0) / 10_000
    rows = []
    for role, (heads, posts) in STAFF.items():
        people = max(1, round(heads * scale * random.uniform(0.9, 1.1)))
        wte = Decimal(str(round(people * posts / heads * random.uniform(0.92, 1.0), 2)))
        rows.append(Workforce(practice=practice, source=source, day=day, role=role, heads=people, wte=wte))
    return rows


def _booked(practice: Practice, source: OpenDataImport, months: list[date], random: Random) -> list[Appointments]:
    """Every month by what became of the appointments; the newest by all that is published."""
    rows = []
    for month in months:
        count = round((practice.list_size or 0) * 0.47 * SEASON[month.month - 1] * random.uniform(0.97, 1.03))
        for by in SPLITS if month == months[-1] else ("status",):
            shares = [round(count * share) for _, share in SPLITS[by]]
            shares[0] += count - sum(shares)
            rows += [
                Appointments(practice=practice, source=source, month=month, by=by, value=value, count=number)
                for (value, _), number in zip(SPLITS[by], shares, strict=True)
            ]
    return rows
