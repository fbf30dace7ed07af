"""Rows for the partner and programme pages, from objects already fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from practices.directory.presenters import Relation, commissioner_lines, span_words
from practices.models import PartnerOrganisation, Programme


@dataclass(frozen=True)
class PartnerRow:
    partner: PartnerOrganisation
    kind: str
    programmes: str


def partner_rows(partners: Iterable[PartnerOrganisation], today: date) -> list[PartnerRow]:
    """From partners with ``kept_relations``: those of the person's own programmes."""
    result = []
    for partner in partners:
        names = [relation.programme.name for relation in partner.kept_relations if relation.covers(today)]
        result.append(PartnerRow(partner, partner.get_kind_display(), ", ".join(sorted(names))))
    return result


@dataclass(frozen=True)
class PartnerLine:
    relation: Any
    programme: str
    when: str
    now: bool


def partner_lines(relations: Iterable[Any], today: date) -> list[PartnerLine]:
    return [
        PartnerLine(r, r.programme.name, span_words(r.starts_on, r.ends_on), r.ends_on is None or r.ends_on > today)
        for r in sorted(relations, key=lambda r: r.starts_on, reverse=True)
    ]


@dataclass(frozen=True)
class ProgrammeRow:
    programme: Programme
    commissioner: str
    when: str


def programme_rows(programmes: Iterable[Programme], today: date) -> list[ProgrammeRow]:
    """From programmes with their commissioner relations, the commissioners and their names."""
    result = []
    for programme in programmes:
        lines = commissioner_lines(programme.commissioner_relations.all(), today)
        now = next((line.name for line in lines if line.now), lines[0].name if lines else "")
        result.append(ProgrammeRow(programme, now, span_words(programme.starts_on, programme.ends_on)))
    return result


def commissioners_of(programme: Programme, today: date) -> list[Relation]:
    return commissioner_lines(programme.commissioner_relations.all(), today)
