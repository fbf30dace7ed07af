"""What Today says of people who come and go, and of the looks back: for the whole team at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import count_words, first_upper
from coaching.agreements.overview import lines_of_team
from coaching.matching.reading import asked_in
from coaching.payments.news import news_for_lead
from coaching.payments.waiting import waiting_for_leads
from coaching.permissions import can_answer_for_practice
from projects.arriving.services import newcomers_places
from projects.followup.services import checks_to_answer
from projects.leaving.presenters import waiting_words
from projects.leaving.queries import waiting_in
from projects.models import Offer, Project
from projects.permissions import access_to
from toolkit.idea_box.services import waiting_ideas


@dataclass(frozen=True)
class Notice:
    """A line above the chart: what waits, and the one link that leads to it."""

    title: str
    text: str
    url: str
    label: str
    away: str = ""  # where a button puts it away


def arrivals(projects: Collection[Project], user: Any) -> list[Notice]:
    """For somebody on the lead teams of ``projects``; a fixed number of queries.

    Where there are several projects, the text names each.
    """
    return [
        *_matches(projects, user),
        *_claims(projects, user),
        *_agreements(projects, user),
        *_offers(projects),
        *_checks(projects),
        *_ideas(projects),
        *_welcomes(projects, user),
    ]


def _matches(projects: Collection[Project], user: Any) -> list[Notice]:
    """A coach has been chosen for the team: whoever looks after it says yes or no."""
    return [
        Notice(
            f"{match.coach.name} could be your coach",
            f"{_of(match.project, projects)}Your programme’s manager has asked you both.",
            reverse("match-detail", kwargs={"match_id": match.pk}),
            "Answer",
        )
        for match in asked_in(projects)
        if can_answer_for_practice(user, match)
    ]


def _claims(projects: Collection[Project], user: Any) -> list[Notice]:
    """Money is for whoever leads the team: what was asked, turned down, approved or paid, and what can be claimed."""
    led = [project for project in projects if access_to(project, user).is_lead]
    return [
        Notice(line.title, f"{_of(line.project, projects)}{line.text}", line.url, line.label)
        for line in [*waiting_for_leads(led), *news_for_lead(led, user)]
    ]


def _agreements(projects: Collection[Project], user: Any) -> list[Notice]:
    """Champion and sponsor read and accept, and look at it again on the day that was agreed."""
    return [
        Notice(
            line.title,
            _of(line.project, projects) + line.text,
            reverse("agreement-detail", kwargs={"project_id": line.project.pk, "agreement_id": line.agreement.pk}),
            line.label,
        )
        for line in lines_of_team(projects, user)
        if line.agreement is not None
    ]


def _offers(projects: Collection[Project]) -> list[Notice]:
    waiting = waiting_in(projects)
    found = []
    for project in projects:
        pairs = [pair for pair in waiting if pair[0].project_id == project.pk]
        if not pairs:
            continue
        asks = any(offer.what == Offer.What.CHAMPION for offer, _ in pairs)
        title = "Who will be your champion?" if asks else "Who takes this over?"
        found.append(
            Notice(title, _of(project, projects) + waiting_words(pairs), _url("offer-list", project), "Take over")
        )
    return found


def _checks(projects: Collection[Project]) -> list[Notice]:
    done = {row.pk: row for row in projects if row.status == Project.Status.COMPLETED}
    return [
        Notice(
            "Does it still hold?",
            f"{_of(done[check.project_id], projects)}{check.get_months_display()} it is time for a short look back.",
            reverse("check-update", kwargs={"project_id": check.project_id, "months": check.months}),
            "Answer",
        )
        for check in checks_to_answer(done)
    ]


def _ideas(projects: Collection[Project]) -> list[Notice]:
    """Whoever put one into the box waits to read what becomes of it."""
    waiting = waiting_ideas([project for project in projects if project.status == Project.Status.ACTIVE])
    return [
        Notice(
            f"{first_upper(count_words(count))} idea{' waits' if count == 1 else 's wait'} for an answer",
            f"{_of(project, projects)}In the idea box. A sentence to each is enough.",
            _url("boxidea-list", project),
            "Answer",
        )
        for project in projects
        if (count := waiting.get(project.pk, 0))
    ]


def _welcomes(projects: Collection[Project], user: Any) -> list[Notice]:
    return [
        Notice(
            "New here? Read what this project has done so far",
            _of(place.project, projects) + "It takes two minutes.",
            _url("story-detail", place.project),
            "Read",
            _url("story-done", place.project),
        )
        for place in newcomers_places(projects, user)
    ]


def _of(project: Project, projects: Collection[Project]) -> str:
    return f"{project.title}: " if len(projects) > 1 else ""


def _url(name: str, project: Project) -> str:
    return reverse(name, kwargs={"project_id": project.pk})
