"""Tables and sentences beside the pictures of published figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from cmsportal.nhsuk import formats
from practices.opendata.figures import Published

from ..charts.people import band_names, bands_of
from ..workbook.questions import part_of
from .proposals import Proposal

SPLIT_TITLES = {
    "professional": "Who saw the patient",
    "mode": "How they met",
    "wait": "Time from booking",
    "status": "Did they come?",
    "category": "What for",
}
LICENCE = "NHS England, Open Government Licence."
VALUES = {"DNA": "Did not attend", "Video/Online": "Video or online", "Unknown": "Not known"}


@dataclass(frozen=True)
class Sheet:
    """One picture with its sentence and its table."""

    name: str
    title: str
    sentence: str
    source: str
    alt: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Choice:
    """One box of the form: a figure, or the people and the full-time posts of one role."""

    label: str
    published: str
    ours: str
    value: str
    slug: str
    ticked: bool


@dataclass(frozen=True)
class Group:
    """What is published for one day about one part of the workbook: what can be filled in, and what stands there."""

    title: str
    slug: str
    choices: list[Choice] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


def groups_of(proposals: Sequence[Proposal]) -> list[Group]:
    """In the order of the workbook."""
    found = []
    for (part, day), rows in groupby(proposals, key=lambda one: (part_of(one.figure.key), one.figure.day)):
        group = Group(f"{part.name}, {formats.day_full(day)}", f"{part.slug}-{day:%Y%m%d}")
        for label, pair in groupby(rows, key=_label):
            together = list(pair)
            open_ones = [one for one in together if not one.same]
            if open_ones:
                group.choices.append(_choice(label, together, open_ones))
            else:
                group.same.append(label)
        found.append(group)
    return found


def _label(proposal: Proposal) -> str:
    """'GP partners' of 'GP partners: how many people'."""
    return proposal.label.partition(":")[0]


def _choice(label: str, together: list[Proposal], open_ones: list[Proposal]) -> Choice:
    ours = [one.shown if one.same else one.now for one in together]
    return Choice(
        label=label,
        published=", ".join(one.shown for one in together),
        ours=", ".join(dict.fromkeys(words for words in ours if words)) or "Nothing yet",
        value=",".join(one.value for one in open_ones),
        slug=open_ones[0].figure.question.slug,
        ticked=all(one.fresh for one in open_ones),
    )


@dataclass(frozen=True)
class Split:
    """The newest month by one thing: words, count and share."""

    title: str
    rows: list[tuple[str, str, str]]


def sheets_of(published: Published) -> list[Sheet]:
    return [sheet for sheet in (_ages(published), _staff(published), _appointments(published)) if sheet is not None]


def _ages(published: Published) -> Sheet | None:
    patients = published.ages_of
    if patients is None or patients.female is None or patients.male is None:
        return None
    ages = patients.by_age or ()
    total, old, young = sum(ages), sum(ages[65:]), sum(ages[:18])
    women, men = bands_of(patients.female), bands_of(patients.male)
    names = band_names(len(women))
    return Sheet(
        "ages",
        "Our patients by age and sex",
        f"{_share(old, total)} are 65 or older, and {_share(young, total)} are under 18.",
        f"Patients registered at a GP practice, {formats.day_full(patients.day)}. {LICENCE}",
        "Patients by age, women to the left and men to the right. The table below says the same.",
        ("Age", "Women and girls", "Men and boys"),
        [
            (name, formats.number(woman), formats.number(man))
            for name, woman, man in reversed(list(zip(names, women, men, strict=True)))
        ],
    )


def _staff(published: Published) -> Sheet | None:
    if not published.roles or published.roles_day is None:
        return None
    heads = sum(role.heads or 0 for role in published.roles)
    wte = sum((role.wte or 0) for role in published.roles)
    patients = published.patients
    doctors = sum((role.wte or 0) for role in published.roles if role.role in {"gp_partner", "gp_salaried"})
    each = ""
    if patients is not None and doctors:
        each = f" That is {formats.number(round(patients.total / float(doctors)))} patients to a full-time GP."
    return Sheet(
        "staff",
        "Who works here",
        f"{formats.number(heads)} people fill {formats.number(round(wte, 1))} full-time posts.{each}",
        f"General Practice Workforce, {formats.day_full(published.roles_day)}. {LICENCE}",
        "People and full-time posts by role. The table below says the same.",
        ("Role", "People", "Full-time posts"),
        [(role.label, _or_none(role.heads), _or_none(role.wte)) for role in published.roles],
    )


def _or_none(value: object) -> str:
    return "Not published" if value is None else formats.number(value)


def _appointments(published: Published) -> Sheet | None:
    demand = published.demand
    if demand is None:
        return None
    month, count = demand.months[-1]
    sentence = f"{formats.number(count)} appointments in {month:%B %Y}."
    patients = published.patients
    if not demand.area and patients is not None and patients.total:
        sentence += f" That is {formats.number(round(1000 * count / patients.total))} for every 1,000 patients."
    whose = f" These are of all practices of {demand.area}." if demand.area else ""
    return Sheet(
        "appointments",
        f"Appointments in {demand.area}" if demand.area else "Our appointments",
        sentence + whose,
        f"Appointments in General Practice, {months_words(demand.months[0][0], month)}. {LICENCE}",
        "Appointments month by month. The table below says the same.",
        ("Month", "Appointments"),
        [(f"{month:%B %Y}", formats.number(count)) for month, count in reversed(demand.months)],
    )


def splits_of(published: Published) -> list[Split]:
    demand = published.demand
    if demand is None:
        return []
    found = []
    for by, title in SPLIT_TITLES.items():
        pairs = demand.splits.get(by, [])
        total = sum(count for _, count in pairs)
        if total:
            rows = [(value_words(value), formats.number(count), _share(count, total)) for value, count in pairs]
            found.append(Split(title, rows))
    return found


def value_words(value: str) -> str:
    """'Face-to-Face' as 'Face-to-face': as published, in the case of a sentence."""
    words = VALUES.get(value) or " ".join(word if word.isupper() else word.lower() for word in value.split())
    return words[:1].upper() + words[1:]


def months_words(first: date, last: date) -> str:
    """'March 2026', or 'March 2025 to May 2026'."""
    return f"{first:%B %Y}" if first == last else f"{first:%B %Y} to {last:%B %Y}"


def _share(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 0
    return "under 1%" if 0 < share < 1 else f"{round(share)}%"


def left_words(labels: list[str]) -> str:
    """What was not filled in, because somebody changed it while the page was open."""
    if len(labels) == 1:
        return f"'{labels[0]}' was changed meanwhile and is left as it is."
    return f"{len(labels)} figures were changed meanwhile and are left as they are."
