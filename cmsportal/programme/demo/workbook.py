"""Answers of the 5Ps workbook for the demo, believable and invented."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from projects.models import Progress, Project, ToolUse
from projects.tools import Tool
from toolkit.models import Answer, Workbook, WorkbookSkip
from toolkit.workbook.questions import PARTS, Kind, Question
from toolkit.workbook.usage import note_answers

SHARE_BY_AGE = {"0": 0.19, "18": 0.25, "40": 0.32, "65": 0.17, "80": 0.07}
FIGURES = {
    "patients.female": (49, 53),
    "patients.easy_phone": (30, 70),
    "patients.saw_wanted": (35, 70),
    "patients.enough_time": (70, 92),
    "patients.overall": (62, 90),
    "professionals.satisfied": (45, 85),
    "professionals.stressed": (20, 60),
    "professionals.locum": (0, 14),
    "professionals.next_gp": (4, 18),
    "processes.visit_minutes": (18, 46),
    "processes.care_minutes": (9, 13),
    "processes.late_minutes": (4, 22),
    "patterns.interruptions": (8, 40),
    "patterns.meetings": (1, 4),
}
TEXTS = {
    "purpose.why": "To be the first place people turn to, and to send nobody away without a next step.",
    "purpose.bounds": "Everything from the first call to the answer. Not the hospital's own letters.",
    "patients.praise": "They praise the nurses. They grumble about the phones at 8.",
    "patients.walk": "Two queues at one desk, a notice nobody reads, and 14 minutes on hold.",
    "professionals.time_reception": "Two thirds of the morning goes on the phone.",
    "professionals.skills": "Sam knows the phone system better than its makers.",
    "professionals.skills_missing": "Only Colin can build a search.",
    "professionals.morale": "Coffee together at 11 lifts people. Being shouted at wears them down.",
    "patterns.unplanned": "Repeat prescriptions asked for twice, and results rung about before they are back.",
    "patterns.proud": "Nobody has left without being seen this winter.",
}
SOURCES = {
    Answer.Certainty.KNOWN: ("Published figures, January", "Our own search", "The phone system's report"),
    Answer.Certainty.ESTIMATE: ("Two weeks of tallies", "The team's best guess"),
}
RATINGS = ("works", "works", "small", "small", "real", "broken", "cannot")


def answers_for(project: Project, parts: int, random: Random) -> list[Answer]:
    """Answers to the first ``parts`` of the five parts, some of them not known."""
    return [
        answer
        for part in PARTS[:parts]
        for group in part.groups
        for question in group.questions
        if (answer := _answer(project, question, random)) is not None
    ]


def _answer(project: Project, question: Question, random: Random) -> Answer | None:
    answer = Answer(project=project, key=question.key)
    if question.kind is Kind.RATING:
        answer.rating = random.choice(RATINGS)
        answer.patients_complain = answer.rating in {"real", "broken"} and random.random() < 0.6
        answer.working_on_it = answer.rating == "broken"
        return answer
    if question.kind is Kind.TEXT:
        answer.text = TEXTS.get(question.key, "")
        return answer if answer.text else None
    if random.random() < 0.12:
        answer.certainty = Answer.Certainty.NOT_KNOWN
        return answer
    answer.certainty = random.choice((Answer.Certainty.KNOWN, Answer.Certainty.KNOWN, Answer.Certainty.ESTIMATE))
    answer.source = random.choice(SOURCES[answer.certainty])
    answer.number = Decimal(_number(question.key, project.practice.list_size or 8000, random))
    return answer


def _number(key: str, list_size: int, random: Random) -> int:
    if key == "patients.list_size":
        return list_size
    if key.startswith("patients.age_"):
        band = key.removeprefix("patients.age_").split("_")[0]
        return round(list_size * SHARE_BY_AGE.get(band, 0.2) * random.uniform(0.95, 1.05))
    if key in FIGURES:
        return random.randint(*FIGURES[key])
    if key.startswith("professionals."):
        return random.randint(1, 3) if key.endswith("_wte") else random.randint(3, 6)
    if key.startswith("patterns."):
        return random.randint(20, 160)
    return random.randint(5, 60)


def note_use_of(project: Project, progress: list[Progress], today: date, parts: int) -> None:
    """The record of use: each tool from the day it was begun, and how fully the workbook is filled in."""
    Workbook.objects.create(project=project, path="full" if parts == len(PARTS) else "short")
    noted = {(use.tool, use.part): use for use in project.tool_uses.all()}  # what the demo did by itself, today
    for row in progress:
        if not row.tool or row.state == "skipped" or row.since > today:
            continue
        is_done = row.state == "done"
        first = max(project.signed_up_on, row.since - timedelta(days=28)) if is_done else row.since
        last = row.since if is_done else min(today, row.since + timedelta(days=90))
        days = 1 + (last - first).days // 9
        for part in ["", *(one.slug for one in PARTS[:parts] if row.tool == Tool.WORKBOOK)]:
            use = noted.get((row.tool, part))
            use = use or ToolUse(project=project, tool=row.tool, part=part, last_on=last, days=0)
            use.first_on, use.days = first, use.days + days
            use.save()
    note_answers(project=project)


def leave_out_the_last(project: Project, today: date) -> None:
    """The last part of the workbook, for want of time."""
    at = timezone.make_aware(datetime.combine(max(project.signed_up_on, today - timedelta(days=30)), time(13)))
    WorkbookSkip.objects.create(project=project, part=PARTS[-1].slug, reason="no_time", created_at=at)
