"""From a ramp's rows to its five features, for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from projects.models import Project
from projects.permissions import ProjectAccess
from projects.tools import Tool

from ..charts import Point
from ..cycles.presenters import amount_words, counted_words
from ..cycles.ramp_presenters import began_on
from ..measures import schedule
from ..measures.permissions import reader_for
from ..measures.series import chart_of, for_charts, is_withheld
from ..models import Cycle, Measure
from .features import CycleRecord, DataRecord, Feature, Mend, features

STAGES = ("plan", "do", "study", "act", "closed")


@dataclass(frozen=True)
class Lamp:
    """A feature on the page; ``url`` leads to where the team mends it, and is empty for everybody else."""

    feature: Feature
    url: str
    link: str


def measures_of(project: Project) -> list[Measure]:
    """The project's measures with their figures, the main one first; kept on the project for the request."""
    kept: list[Measure] | None = project.__dict__.get("_read_measures")
    if kept is None:
        kept = list(for_charts(project.measures.all()))
        for measure in kept:
            measure.project = project
        project.__dict__["_read_measures"] = kept
    return kept


def strip_of(project: Project, access: ProjectAccess, cycles: Sequence[Cycle]) -> list[Lamp]:
    """The five of one ramp. ``cycles`` come with their questions. Ask ``sees(Tool.FIDELITY)`` first."""
    data = data_record(measures_of(project), access, cycles)
    worded = access.sees(Tool.CYCLES)  # what the team wrote in its tests is for those who may open them
    records = [record_of(cycle, worded=worded) for cycle in cycles]
    return [_lamp(feature, project, access) for feature in features(records, data)]


def _lamp(feature: Feature, project: Project, access: ProjectAccess) -> Lamp:
    if feature.mend is None or not access.edits:
        return Lamp(feature, "", "")
    return Lamp(feature, _address(feature.mend, project), feature.mend.label)


def _address(mend: Mend, project: Project) -> str:
    keys: dict[str, Any] = {"project_id": project.pk}
    if mend.what:
        keys[mend.what] = mend.key
    return reverse(mend.page, kwargs=keys) + (f"?{mend.query}" if mend.query else "")


def record_of(cycle: Cycle, *, worded: bool = True) -> CycleRecord:
    questions = [question for question in cycle.questions.all() if question.prediction]
    begun = cycle.stage != Cycle.Stage.PLAN
    in_time = [question for question in questions if _in_time(question.predicted_at, cycle.began_at, begun)]
    return CycleRecord(
        number=cycle.number,
        key=str(cycle.pk),
        begun=begun,
        linked=cycle.previous_id is not None,
        predicted=bool(in_time),
        late=bool(questions) and not in_time,
        size=cycle.size,
        unit=cycle.size_unit,
        amount=amount_words(cycle) if worded else counted_words(cycle),
        blank=tuple(_blank(cycle)),
    )


def _in_time(predicted_at: Any, began_at: Any, begun: bool) -> bool:
    """What was written before the times were kept counts; what is written now into a test begun then does not."""
    if predicted_at is None:
        return True
    return not begun if began_at is None else predicted_at < began_at


def _blank(cycle: Cycle) -> list[tuple[str, str]]:
    """The stages that a test has left behind without a word, and what is missing of each."""
    past = STAGES[: STAGES.index(cycle.stage)]
    asked = bool(cycle.questions.all())
    results = any(question.result for question in cycle.questions.all())
    written = {
        "plan": (bool(cycle.what or cycle.scale or cycle.who) and asked, "What was planned, and a question"),
        "do": (bool(cycle.observations or cycle.surprises), "What you saw while you did it"),
        "study": (bool(cycle.learned or results), "What came of it, or what you learned"),
        "act": (bool(cycle.decision and cycle.decision_reason), "Why you decided as you did"),
    }
    holes = [(stage, written[stage][1]) for stage in past if not written[stage][0]]
    # A decision that is taken is opened again first: no page changes it while it stands.
    return [("" if stage == "act" and cycle.stage == Cycle.Stage.CLOSED else stage, name) for stage, name in holes]


def data_record(measures: Sequence[Measure], access: ProjectAccess, cycles: Sequence[Cycle]) -> DataRecord:
    """The figures since the first test began. Of rare events nobody outside learns whether there is one."""
    named = next((cycle.measure_id for cycle in reversed(cycles) if cycle.measure_id), None)
    usual = next((measure for measure in measures if measure.archived_at is None), None)
    measure = next((measure for measure in measures if named and measure.pk == named), usual)
    if measure is None:
        return DataRecord()
    reader = reader_for(access)
    if is_withheld(measure, reader):
        return DataRecord(kept=True)
    first = min((began_on(cycle) for cycle in cycles if cycle.stage != Cycle.Stage.PLAN), default=None)
    points = [
        point for point in chart_of(measure, [], reader).points if first and _counts(point.date, first, measure)
    ]
    in_a_row, gaps = rows_of(points)
    can_enter = access.edits and access.sees(Tool.MEASURES)
    return DataRecord(
        key=str(measure.pk) if can_enter or points else "",
        word=schedule.period_word(measure),
        in_a_row=in_a_row,
        gaps=gaps,
    )


def _counts(day: date, first: date, measure: Measure) -> bool:
    """Whether a figure tells of the time from ``first`` on: it stands for the days that follow its date."""
    reach = {"weekly": 6, "monthly": 30}.get(measure.schedule, 0)
    return (first - day).days <= reach


def rows_of(points: Sequence[Point]) -> tuple[int, int]:
    """The longest row of figures without a gap, and how many are missing. A day on which the practice was closed, and
    said so, is no gap."""
    longest = running = gaps = 0
    for point in points:
        if point.status == "closed":
            continue
        if point.status == "missing":
            gaps, running = gaps + 1, 0
            continue
        running += 1
        longest = max(longest, running)
    return longest, gaps
