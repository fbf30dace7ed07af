"""What a chart is made from, as one short text: it differs as soon as anything does that the chart could show.

Copies of charts (cards in the cache, summaries in the database) are kept under it, so that no writing path has to
remember them. Figures and phases are hashed where they lie; one query for any number of measures.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from toolkit.models import ChartMark, Figure, Measure

from .series import KEPT_FIGURE_FIELDS

PROGRAMS = ("charts", "spc", "measures", "suppression.py")


@cache
def _rows_sql() -> str:
    """Of each measure: its figures as one hash, and its phases. Column names come from the models."""
    columns = ", ".join(
        f"f.{Figure._meta.get_field(name).column}" for name in KEPT_FIGURE_FIELDS if name != "measure"
    )
    return f"""
        SELECT wanted.id,
            (SELECT md5(string_agg(({columns})::text, ';' ORDER BY f.date))
             FROM toolkit_figure f WHERE f.measure_id = wanted.id),
            (SELECT string_agg(p::text, ';' ORDER BY p.starts_on) FROM toolkit_phase p WHERE p.measure_id = wanted.id)
        FROM unnest(%s::uuid[]) AS wanted (id)"""  # noqa: S608 # nosec B608 - names of columns


@cache
def program() -> str:
    """A hash of the code that makes charts: after an upgrade nothing that the old one made is found."""
    here = Path(__file__).resolve().parents[1]
    files = [file for name in PROGRAMS for file in ([here / name] if "." in name else (here / name).rglob("*.py"))]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def sources(measures: Sequence[Measure], marks: Mapping[UUID, Iterable[ChartMark]]) -> dict[UUID, str]:
    """Of each measure what its chart is made from, besides the reader and the day; one query.

    Args:
        measures: fetched whole, with their collectors.
        marks: of each project in it, all its chart marks.
    """
    with connection.cursor() as cursor:
        cursor.execute(_rows_sql(), [[measure.pk for measure in measures]])
        rows = {ident: (figures, phases) for ident, figures, phases in cursor.fetchall()}
    seen = {
        project: [(m.measure_id, m.date, m.created_at, m.label) for m in marks_of_it]
        for project, marks_of_it in marks.items()
    }
    found = {}
    for measure in measures:
        own = [mark for mark in seen.get(measure.project_id, ()) if mark[0] in {None, measure.pk}]
        keeper = measure.collector.name if measure.collector else ""
        parts = (program(), _fields(measure), keeper, sorted(own, key=lambda mark: mark[1:]), rows[measure.pk])
        found[measure.pk] = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return found


def _fields(measure: Measure) -> list[Any]:
    return [measure.__dict__[field.attname] for field in Measure._meta.concrete_fields]
