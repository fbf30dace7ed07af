"""What the staff of the leading practice say: a survey with results, an idea box, a counted brainstorm."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from projects.models import Project
from toolkit.models import BoxIdea, Brainstorm, StormIdea, StormVote, Survey, SurveyAnswer, WayIn
from toolkit.surveys.questions import INTRODUCTIONS, TITLES, questions_for
from toolkit.ways_in.services import seat_at

ASKED = ("mood", "heard", "equipped", "recommend", "upset", "harder")
HARDER = (
    "The phones ring while somebody stands at the desk.",
    "Two systems for one task, and both are slow.",
    "Nobody knows which slots may be used before noon.",
    "Looking for letters that are not scanned yet.",
    "Being asked the same thing five times a morning.",
    "Scripts that come back because a box was not ticked.",
)
IDEAS = (
    ("Put the repeat-script form on the first page of our website.", "testing", "We try it this week: see the wall."),
    ("A headset for whoever is on the phones.", "done", "Two have come. Ask Sam for yours."),
    ("Open the front door at a quarter past eight.", "not", "Patients without a phone come first. We keep it at 8."),
    ("A note by the phones with who is in today.", "new", ""),
    ("Let the queue message say how long it takes.", "new", ""),
)
STORM = (
    ("Take repeat scripts off the phone", 6),
    ("A second person on the phones from 8 to 9", 5),
    ("Release half of the slots the evening before", 3),
    ("Ring back instead of letting people wait", 2),
    ("Tell people when it is quiet", 1),
)


def add_together(project: Project, by: Any) -> None:
    """For one project; ``by`` is who leads its team."""
    ago = timezone.now() - timedelta(days=20)
    asked = [question.as_json() for question in questions_for("staff", ASKED, ())]
    survey = Survey.objects.create(
        project=project,
        kind=Survey.Kind.STAFF,
        title=TITLES[Survey.Kind.STAFF],
        introduction=INTRODUCTIONS[Survey.Kind.STAFF],
        questions=asked,
        opened_at=ago,
        opened_by=by,
    )
    for number in range(10):
        answers: dict[str, Any] = {
            "mood": 1 + number % 4,
            "heard": 2 + number % 3,
            "equipped": 1 + number % 3,
            "recommend": 1 + number % 4,
            "upset": 1 + number % 3,
        }
        if number < len(HARDER):
            answers["harder"] = HARDER[number]
        SurveyAnswer.objects.create(survey=survey, answers=answers, batch=1 + number // 5)
    Survey.objects.filter(pk=survey.pk).update(shown=10)
    _links(project, survey, by)
    for text, state, reply in IDEAS:
        answered = {"answered_at": ago, "answered_by": by} if state != "new" else {}
        BoxIdea.objects.create(project=project, text=text, state=state, reply=reply, **answered)
    _storm(project, by)


def _links(project: Project, survey: Survey, by: Any) -> None:
    ends = timezone.now() + timedelta(days=60)
    made = {"project": project, "created_by": by, "expires_at": ends}
    WayIn.objects.create(opens=WayIn.Opens.SURVEY, subject_id=survey.pk, name="Staff mail", **made)
    WayIn.objects.create(opens=WayIn.Opens.IDEA_BOX, name="Staff room", **made)


def _storm(project: Project, by: Any) -> None:
    now = timezone.now()
    storm = Brainstorm.objects.create(
        project=project,
        question="How could patients get through sooner on Monday mornings?",
        state=Brainstorm.State.DONE,
        votes_each=2,
        theme="Fewer calls for repeat scripts",
        begun_by=by,
        counted_at=now,
        counted_by=by,
    )
    way_in = WayIn.objects.create(
        project=project,
        opens=WayIn.Opens.BRAINSTORM,
        subject_id=storm.pk,
        name="On the screen",
        created_by=by,
        expires_at=now - timedelta(days=10),
    )
    seats = [seat_at(way_in, f"{number:064d}") for number in range(9)]
    for number, (text, votes) in enumerate(STORM, 1):
        idea = StormIdea.objects.create(brainstorm=storm, number=number, text=text)
        StormVote.objects.bulk_create(StormVote(idea=idea, seat=seat) for seat in seats[:votes])
