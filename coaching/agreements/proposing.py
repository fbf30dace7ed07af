"""What a new edition begins with: what the record knows, what was agreed before, and words to start from."""

from datetime import date
from typing import Any

from django.utils import timezone

from projects.followup.services import months_after
from projects.models import CoachAssignment, MeetingSeries, Project, Share, TeamMember
from projects.models.meetings import MeetingKind
from projects.tools import Audience, Tool

from ..models import Agreement
from .terms import FIELDS

COACH_DOES = (
    "Visits the team about every second week, and can be reached in between.",
    "Helps to prepare and run meetings until the team does so alone.",
    "Brings the method, from the first look at the practice to small tests.",
    "Says openly what goes well and what does not.",
)
COACH_DOES_NOT = (
    "Decide what the team works on.",
    "Do the team's work, or count for it.",
    "Report on single people, or judge the practice.",
)
PRACTICE_GIVES = (
    "Protected time for the lead team, every week.",
    "The figures that the project needs.",
    "A champion who keeps it going, and a partner who backs it.",
)
ENDING = "At any time, here in the portal, with the reason. Both sides talk first."
FIRST_REVIEW = 3  # months


def propose(project: Project, coach: Any) -> Agreement:
    """An edition that is not saved yet. People and the meeting are as the record has them today; all other words are
    those of the last edition, or a first proposal. Why it changes is known where another coach has come.
    """
    last = Agreement.objects.filter(project=project).select_related("coach").order_by("-number").first()
    if last is None:
        values = _first(project)
    else:
        values = {name: getattr(last, name) for name in FIELDS if name != "why"}
        values["review_on"] = max(values["review_on"], last.next_review_on or values["review_on"])
        if values["review_on"] <= timezone.localdate():
            values["review_on"] = months_after(timezone.localdate(), last.review_months or FIRST_REVIEW)
        if last.coach_id != coach.pk:
            values["why"] = f"{coach.name} coaches the team now, after {last.coach.name}."
    values |= _from_record(project)
    return Agreement(project=project, coach=coach, number=(last.number if last else 0) + 1, **values)


def _first(project: Project) -> dict[str, Any]:
    return {
        "coach_does": "\n".join(COACH_DOES),
        "coach_does_not": "\n".join(COACH_DOES_NOT),
        "practice_gives": "\n".join(PRACTICE_GIVES),
        "commissioner_sees": shared_words(project),
        "ending": ENDING,
        "review_on": months_after(timezone.localdate(), FIRST_REVIEW),
        "review_months": Agreement.Months.SIX,
    }


def _from_record(project: Project) -> dict[str, Any]:
    """Only what the record knows: what it does not know stays as it was agreed."""
    found: dict[str, Any] = {}
    places = list(TeamMember.objects.current().filter(project=project))
    champion = next((place.name for place in places if place.is_champion), "")
    sponsor = next((place.name for place in places if place.is_sponsor), "")
    if places:
        team = "\n".join(f"{place.name}, {place.get_discipline_display()}" for place in places)
        found = {"champion": champion, "sponsor": sponsor, "lead_team": team[:500]}
    series = MeetingSeries.objects.filter(project=project, kind=MeetingKind.LEAD_TEAM, rhythm="weekly").first()
    if series is not None:
        found |= {"weekday": series.weekday, "minutes": series.minutes}
    return found


def shared_words(project: Project) -> str:
    """What the team shows to the programme's managers today, one line each for what is shown and what is not."""
    shares = Share.objects.open().filter(project=project, audience=Audience.PROGRAMME)
    shown = {Tool.STEPS, *shares.values_list("tool", flat=True)}
    names = [tool.label.lower() for tool in Tool if tool in shown]
    return f"This agreement, and of the project: {', '.join(names)}.\nNothing else, unless the team shows it."


def coach_of(project: Project, day: date | None = None) -> Any:
    """Who leads the coaching today; None without one."""
    rows = CoachAssignment.objects.on(day or timezone.localdate()).filter(project=project, is_lead=True)
    assignment = rows.select_related("user").first()
    return assignment.user if assignment else None
