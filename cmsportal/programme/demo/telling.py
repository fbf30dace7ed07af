"""What the leading practice tells of itself on one page, and what it talks about beside its fields."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from projects.models import Comment, Project
from projects.tools import Tool
from toolkit.models import Cause
from toolkit.storyboard.services import save_storyboard

WORDS = {
    "title": "From half to nearly four in five calls answered in time",
    "problem": "Half of those who rang at 8 waited more than five minutes. One in six gave up.",
    "lessons": "Test for one morning first.\nSay who a text is from.\nKeep a line for those who ring.",
}


def tell_the_story(project: Project, by: Any) -> None:
    """Three parts are written; the record fills in the others."""
    empty: dict[str, Any] = dict.fromkeys(("aim", "causes", "tests", "results", "stays", "team"), "")
    values = {**empty, "measure": project.measures.filter(is_lead=True).first(), **WORDS}
    save_storyboard(project=project, values=values, version=0, by=by)


def talk_about_it(project: Project, lead: Any, member: Any, coach: Any) -> None:
    """One question beside a figure, with an answer; one beside the cause with most votes."""
    at, place = timezone.now() - timedelta(days=2), "answer:patients.list_size"
    rows: dict[str, Any] = {"project": project, "tool": Tool.WORKBOOK, "place": place}
    first = Comment.objects.create(text="Is this with the branch surgery?", author=coach, created_at=at, **rows)
    first.mentioned.add(lead)
    Comment.objects.create(
        text="Yes, both. I have noted it as the source.", author=lead, reply_to=first,
        created_at=at + timedelta(hours=3), **rows,
    )  # fmt: skip
    cause = Cause.objects.filter(fishbone__project=project).order_by("-votes").first()
    if cause is not None:
        Comment.objects.create(
            project=project, tool=Tool.FISHBONE, place=f"cause:{cause.pk}", author=member, created_at=at,
            text="We counted this again on Monday: 40 of 110 calls before nine.",
        )  # fmt: skip
