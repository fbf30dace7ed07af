"""Surveys, links and the browsers that come by them."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from toolkit.models import BoxIdea, Brainstorm, StormIdea, Survey, WayIn
from toolkit.surveys.questions import BANK, questions_for
from toolkit.ways_in.tokens import path_of

TEXT = "harder"


def survey(project: Any, by: Any, **extra: Any) -> Survey:
    """Open, of staff, with a question to choose at and one in words."""
    values = {
        "project": project,
        "kind": "staff",
        "title": "How we work together",
        "questions": [question.as_json() for question in questions_for("staff", ["mood", TEXT], [])],
        "opened_at": timezone.now(),
        "opened_by": by,
        **extra,
    }
    return Survey.objects.create(**values)


def way_in(project: Any, by: Any, opens: str, subject: Any = None, **extra: Any) -> WayIn:
    values = {
        "project": project,
        "opens": opens,
        "subject_id": getattr(subject, "pk", None),
        "name": "Staff mail",
        "created_by": by,
        "expires_at": timezone.localtime() + timedelta(days=14),
        **extra,
    }
    return WayIn.objects.create(**values)


def survey_link(survey: Survey, by: Any, **extra: Any) -> WayIn:
    return way_in(survey.project, by, "survey", survey, **extra)


def browser(address: str) -> Client:
    """A browser that has opened an address, and keeps what it was given to keep."""
    client = Client()
    client.get(address)
    return client


def answered(link: WayIn, **answers: Any) -> Any:
    """What a browser of its own is told that answers a survey."""
    address = path_of(link)
    return browser(address).post(address, answers, follow=True)


def many(link: WayIn, *, times: int, **answers: Any) -> None:
    for _ in range(times):
        assert answered(link, **answers).status_code == 200


def bank_keys(kind: str) -> list[str]:
    return [question.key for question in BANK[kind]]


def idea(project: Any, **extra: Any) -> BoxIdea:
    return BoxIdea.objects.create(**{"project": project, "text": "Move the printer to the front desk", **extra})


def storm(project: Any, by: Any, **extra: Any) -> Brainstorm:
    return Brainstorm.objects.create(
        **{"project": project, "question": "How could people get through sooner?", "begun_by": by, **extra}
    )


def with_ideas(project: Any, by: Any, *texts: str, state: str = "sorting") -> tuple[Brainstorm, list[StormIdea]]:
    """A brainstorm in a state, with numbered ideas."""
    extra: dict[str, Any] = {"state": state}
    if state in {"voting", "done"}:
        extra["votes_each"] = -(-len(texts) // 3)
    if state == "done":
        extra |= {"counted_at": timezone.now(), "counted_by": by}
    row = storm(project, by, **extra)
    ideas = [row.ideas.create(number=number, text=text) for number, text in enumerate(texts, 1)]
    return row, ideas
