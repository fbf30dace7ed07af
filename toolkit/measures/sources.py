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

from . import siblings
from .series import KEPT_FIGURE_FIELDS

PROGRAMS = ("charts", "spc", "measures", "suppression.py", "differences.py")


@cache
def _rows_sql() -> str:
    """Of each measure: its figures as one hash; its phases; where its schedule is by small tests, the days they end.

    And, where figures may be hidden because others of the project tell them (see ``siblings``), a hash of those that
    do; where a figure is due on working days, the nation whose bank holidays count. Column names come from the
    models.
    """
    fields = [name for name in KEPT_FIGURE_FIELDS if name != "measure"]
    columns = ", ".join(f"f.{Figure._meta.get_field(name).column}" for name in fields)
    ratios = ", ".join(f"'{kind}'" for kind in siblings.RATIOS)
    return f"""
        WITH wanted AS (SELECT id, project_id, schedule, value_kind FROM toolkit_measure WHERE id = ANY(%s)),
        together AS MATERIALIZED (
            SELECT t.project_id, md5(string_agg(
                (t.measure_id, t.date, t.numerator, t.denominator)::text, ';' ORDER BY t.date, t.measure_id)) AS hash
            FROM (
                SELECT m.project_id, f.measure_id, f.date, f.numerator, f.denominator,
                    count(*) OVER (PARTITION BY m.project_id, f.date, f.denominator) AS number
                FROM toolkit_measure m JOIN toolkit_figure f ON f.measure_id = m.id
                WHERE m.project_id IN (SELECT project_id FROM wanted WHERE value_kind IN ({ratios}))
                    AND m.value_kind IN ({ratios}) AND f.denominator > 0
            ) t
            WHERE t.number > 1 GROUP BY t.project_id
        )
        SELECT wanted.id,
            (SELECT md5(string_agg(({columns})::text, ';' ORDER BY f.date))
             FROM toolkit_figure f WHERE f.measure_id = wanted.id),
            (SELECT string_agg(p::text, ';' ORDER BY p.starts_on)
             FROM toolkit_phase p WHERE p.measure_id = wanted.id),
            CASE WHEN wanted.schedule = 'cycle' THEN (
                SELECT string_agg(c.ends_on::text, ';' ORDER BY c.ends_on)
                FROM toolkit_cycle c JOIN toolkit_ramp r ON r.id = c.ramp_id
                WHERE r.project_id = wanted.project_id AND c.ends_on IS NOT NULL AND c.stage <> 'plan') END,
            CASE WHEN wanted.value_kind IN ({ratios}) THEN together.hash END,
            CASE WHEN wanted.schedule = 'daily' THEN (
                SELECT practice.nation FROM projects_project project
                JOIN practices_practice practice ON practice.id = project.practice_id
                WHERE project.id = wanted.project_id) END
        FROM wanted LEFT JOIN together ON together.project_id = wanted.project_id"""  # noqa: S608 # nosec B608 - names, not values


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
        rows = {ident: rest for ident, *rest in cursor.fetchall()}
    seen = {
        project: [(m.measure_id, m.date, m.created_at, m.label) for m in marks_of_it]
        for project, marks_of_it in marks.items()
    }
    found = {}
    for measure in measures:
        own = [mark for mark in seen.get(measure.project_id, ()) if mark[0] in {None, measure.pk}]
        keeper = measure.collector.name if measure.collector else ""
        parts = (program(), _fields(measure), keeper, sorted(own, key=lambda mark: mark[1:]), rows.get(measure.pk))
        found[measure.pk] = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return found


def _fields(measure: Measure) -> list[Any]:
    return [measure.__dict__[field.attname] for field in Measure._meta.concrete_fields]
