"""Rows and words for the practice pages, from objects already fetched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cmsportal.nhsuk.formats import day_full, number
from practices.imports.names import name_on
from practices.imports.practices import OUTCOMES
from practices.models import Practice, PracticeImport
from practices.uploads import presenters as uploads
from practices.uploads.presenters import Preview

STATUS_COLOURS = {"A": "green", "C": "grey", "D": "grey", "P": "blue"}
SHOWN_FIELDS = (
    "name",
    "address",
    "postcode",
    "telephone",
    "status",
    "opened_on",
    "closed_on",
    "list_size",
)
HISTORY_SHOWN = 20


@dataclass(frozen=True)
class Row:
    practice: Practice
    postcode: str  # does not break at its space
    commissioner: str
    pcn: str
    status: str
    colour: str
    projects: list[Any]


def rows(practices: Iterable[Practice]) -> list[Row]:
    """From ``with_today()`` and ``with_projects_of(user)``."""
    return [
        Row(
            practice=practice,
            postcode=practice.postcode.replace(" ", "\u00a0"),
            commissioner=", ".join(relation.commissioner.name for relation in practice.commissioners_then),
            pcn=", ".join(relation.pcn.name for relation in practice.pcns_then),
            status=practice.get_status_display(),
            colour=STATUS_COLOURS[practice.status],
            projects=practice.managed_projects,
        )
        for practice in practices
    ]


def facts(practice: Practice) -> list[dict[str, str]]:
    pairs = [
        ("Code", practice.code),
        ("Status", practice.get_status_display()),
        ("Address", practice.address),
        ("Postcode", practice.postcode),
        ("Telephone", practice.telephone),
        ("Opened", day_full(practice.opened_on)),
        ("Closed", day_full(practice.closed_on)),
        ("Patients registered", "" if practice.list_size is None else number(practice.list_size)),
        ("From the list of", day_full(practice.listed_on)),
    ]
    return [{"key": key, "value": value} for key, value in pairs if value]


def span_words(starts: date, ends: date | None) -> str:
    return f"{day_full(starts)} until {day_full(ends)}" if ends else f"since {day_full(starts)}"


@dataclass(frozen=True)
class Relation:
    """One line of 'then and now'."""

    name: str  # what it was called at the time
    code: str
    when: str
    now: bool
    called_now: str = ""  # where it has another name today


def commissioner_lines(relations: Iterable[Any], today: date) -> list[Relation]:
    """Newest first. What is over stands under the name it began under (decision 0025), what stands under today's."""
    lines = []
    for relation in sorted(relations, key=lambda r: r.starts_on, reverse=True):
        commissioner = relation.commissioner
        last = relation.starts_on if relation.ends_on is not None else today
        then = name_on(list(commissioner.names.all()), last, commissioner.name)
        lines.append(
            Relation(
                name=then,
                code="" if then.endswith(commissioner.code) else commissioner.code,
                when=span_words(relation.starts_on, relation.ends_on),
                now=relation.covers(today),
                called_now=commissioner.name if commissioner.name != then else "",
            )
        )
    return lines


def pcn_lines(relations: Iterable[Any], today: date) -> list[Relation]:
    return [
        Relation(
            relation.pcn.name,
            relation.pcn.code,
            span_words(relation.starts_on, relation.ends_on),
            relation.covers(today),
        )
        for relation in sorted(relations, key=lambda r: r.starts_on, reverse=True)
    ]


@dataclass(frozen=True)
class Change:
    when: Any
    who: str
    what: list[str] = field(default_factory=list)


def history_lines(versions: list[Any]) -> list[Change]:
    """From the versions, newest first: what each changed. The oldest fetched one has nothing to compare with."""
    lines = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        who = newer.history_user.name if newer.history_user else "The portal"
        if newer.history_change_reason:
            who += f", {newer.history_change_reason[:1].lower()}{newer.history_change_reason[1:]}"
        if newer.history_type == "+":
            lines.append(Change(newer.history_date, who, ["Added"]))
        elif older is not None:
            what = [_difference(name, older, newer) for name in SHOWN_FIELDS if _differs(name, older, newer)]
            lines.append(Change(newer.history_date, who, what or ["Read again"]))
    return lines


def _differs(name: str, older: Any, newer: Any) -> bool:
    return getattr(older, name) != getattr(newer, name)


def _difference(name: str, older: Any, newer: Any) -> str:
    label = Practice._meta.get_field(name).verbose_name
    return f"{label[:1].upper()}{label[1:]}: {_value(name, older)} → {_value(name, newer)}"


def _value(name: str, version: Any) -> str:
    value = getattr(version, name)
    if isinstance(value, date):
        return day_full(value)
    if name == "status":
        return Practice.Status(value).label
    return str(value) if value not in (None, "") else "nothing"


def preview(row: PracticeImport) -> Preview:
    """What a list would change, or has changed."""
    return uploads.preview(row.report, {**OUTCOMES, "skipped": "Skipped"}, standing=("unchanged", "skipped"))
