"""Today for a programme's manager: decisions, the five columns, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import count_words, day, first_lower, first_upper
from coaching.agreements.overview import Standing, Wanting, standings
from coaching.handover.presenters import departure_words, open_teams, successors_words
from coaching.handover.reading import departures_waiting
from coaching.matching.presenters import answers_words, waited_words
from coaching.matching.reading import read_waiting, waiting_projects
from coaching.models import Agreement, Match, Visit
from coaching.payments.news import changes_for_sender, waiting_for_sender
from coaching.payments.waiting import waiting_for_manager
from practices.models import Programme
from projects.models import Project, StatusChange
from projects.tools import Step

from ..overview import ProjectCard, programme_projects, project_cards, spread_words
from ..snapshots import Snapshot, project_snapshots
from .common import greeting, project_row

MOST_NAMED = 3
MOST_CHANGES = 8


@dataclass(frozen=True)
class Decision:
    title: str
    detail: str
    url_name: str
    kwargs: dict[str, Any]
    label: str
    since: date

    @property
    def url(self) -> str:
        return reverse(self.url_name, kwargs=self.kwargs)


def waiting_decision(programme: Programme) -> list[Decision]:
    """Practices without a coach, for whom nobody has been asked: one line for all, as one page matches them all."""
    waiting = read_waiting(waiting_projects(programme))
    if not waiting:
        return []
    project, row = waiting[0]
    since = timezone.localdate() - timedelta(days=row.days)
    if len(waiting) == 1:
        title, names = f"{project.practice.name} has no coach", f"Waits {waited_words(row.days)}"
        return [Decision(title, names, "match-choose", {"project_id": project.pk}, "Choose a coach", since)]
    others = [f"{other.practice.name} {waited_words(facts.days)}" for other, facts in waiting[:MOST_NAMED]]
    more = f" and {count_words(len(waiting) - MOST_NAMED)} more" if len(waiting) > MOST_NAMED else ""
    title = f"{first_upper(count_words(len(waiting)))} practices need a coach"
    names = f"{first_upper('; '.join(others))}{more}"
    return [Decision(title, names, "match-list", {"programme_id": programme.pk}, "Match", since)]


def unanswered(programme: Programme) -> list[Decision]:
    """Coaches asked for a practice more than a week ago."""
    long_ago = timezone.now() - timedelta(days=7)
    rows = Match.objects.asked().filter(project__programme=programme, chosen_at__lt=long_ago)
    return [
        Decision(
            f"{match.coach.name} for {match.project.practice.name} is not settled",
            f"{answers_words(match)} Asked {day(match.chosen_at)}.",
            "match-detail",
            {"match_id": match.pk},
            "See how it stands",
            timezone.localdate(match.chosen_at),
        )
        for match in rows.select_related("project__practice", "coach")
    ]


def leaving(programme: Programme) -> list[Decision]:
    """Coaches who go while teams of theirs have no successor, and those whose day of coming back is here."""
    today = timezone.localdate()
    rows = []
    for departure in departures_waiting(programme):
        name = departure.membership.user.name
        ids = {"programme_id": programme.pk, "departure_id": departure.pk}
        since = timezone.localdate(departure.said_at)
        if departure.is_back_by(today):
            words = departure_words(departure, today)
            rows.append(Decision(f"{name} is back", words, "departure-back", ids, "Give teams back", since))
        elif open_teams(departure):
            words = f"{departure_words(departure, today)} {successors_words(departure)}"
            rows.append(Decision(f"Who follows {name}?", words, "departure-detail", ids, "See the teams", since))
    return rows


def payments(programme: Programme, user: Any) -> list[Decision]:
    """Claims to decide on, approved ones that finance has not got yet, and own ones that were asked about."""
    lines = [*waiting_for_manager(programme, user), *waiting_for_sender(programme, user)]
    return [Decision(**vars(line)) for line in lines]


AGREEMENTS = {
    (Wanting.MISSING, True): "has no agreement with its coach",
    (Wanting.MISSING, False): "teams have no agreement with their coach",
    (Wanting.WAITING, True): "has an agreement that waits to be accepted",
    (Wanting.WAITING, False): "agreements wait to be accepted",
    (Wanting.OLD, True): "has an agreement to be looked at again",
    (Wanting.OLD, False): "agreements are to be looked at again",
    (Wanting.WRITTEN, True): "has an agreement that was never offered",
    (Wanting.WRITTEN, False): "agreements were begun and never offered",
}


def agreement_decisions(programme: Programme) -> list[Decision]:
    """Agreements that are missing, wait or are old for longer than they should: a line for each of these."""
    today = timezone.localdate()
    late = [one for one in standings(programme) if one.is_late(today)]
    groups = [[one for one in late if one.need == need] for need in Wanting]
    return [_agreement_decision(programme, group) for group in groups if group]


def _agreement_decision(programme: Programme, group: list[Standing]) -> Decision:
    first = min(group, key=lambda one: one.since)
    words = AGREEMENTS[first.need, len(group) == 1]
    where = "agreement-overview", {"programme_id": programme.pk}, "See them"
    if len(group) == 1:
        title = f"{first.project.practice.name} {words}"
        if first.agreement is not None:
            keys = {"project_id": first.project.pk, "agreement_id": first.agreement.pk}
            where = "agreement-detail", keys, "Read it"
        return Decision(title, first.words, *where, first.since)
    names = ", ".join(one.project.practice.name for one in group[:MOST_NAMED])
    more = f" and {count_words(len(group) - MOST_NAMED)} more" if len(group) > MOST_NAMED else ""
    return Decision(f"{first_upper(count_words(len(group)))} {words}", f"{names}{more}", *where, first.since)


def decisions(found: list[Snapshot], help_wanted: list[Visit], coaching: Sequence[Decision] = ()) -> list[Decision]:
    """What waits for the manager, what has waited longest first. ``coaching``: who needs a coach or an answer."""
    rows = list(coaching)
    rows += [
        Decision(
            f"{visit.coach.name} asks for help with {visit.project.practice.name}",
            f"Visit on {day(visit.at)}",
            "project-detail",
            {"project_id": visit.project_id},
            "See the project",
            timezone.localdate(visit.at),
        )
        for visit in help_wanted
    ]
    rows += [
        Decision(
            f"{snapshot.project.practice.name} has not answered the invitation",
            f"Invited {day(snapshot.project.signed_up_on)}",
            "project-detail",
            {"project_id": snapshot.project.pk},
            "See the project",
            snapshot.project.signed_up_on,
        )
        for snapshot in found
        if snapshot.project.status == Project.Status.INVITED
        and snapshot.project.signed_up_on < timezone.localdate() - timedelta(days=14)
    ]
    return sorted(rows, key=lambda row: (row.since, row.title))


def managed_programmes(user: Any) -> list[Programme]:
    return list(Programme.objects.managed_by(user).order_by("name"))


def manager_context(user: Any) -> dict[str, Any]:
    """Today for a programme's manager, of several programmes the first."""
    managed = managed_programmes(user)
    programme = managed[0]
    found = project_snapshots(programme_projects(programme), lead_measure_only=True)
    since = timezone.now() - timedelta(days=7)
    help_wanted = list(
        Visit.objects.logged()
        .filter(project__programme=programme, needs_help=True, logged_at__gte=since)
        .select_related("project__practice", "coach")
    )
    cards = project_cards([snapshot for snapshot in found if snapshot.project.is_open], programme)
    columns: dict[Step, list[ProjectCard]] = {step: [] for step in Step} if found else {}
    for card in cards:
        columns[card.step.step].append(card)
    waiting = decisions(
        found,
        help_wanted,
        [
            *waiting_decision(programme),
            *unanswered(programme),
            *agreement_decisions(programme),
            *leaving(programme),
            *payments(programme, user),
        ],
    )
    others = [other for other in managed if other != programme]
    return {
        **greeting(),
        "heading": _decisions_heading(len(waiting)),
        "programme": programme,
        "decisions": waiting,
        "columns": list(columns.items()),
        "gone_rows": [_gone_row(snapshot.project) for snapshot in found if not snapshot.project.is_open],
        "changes": [*changes_for_sender(programme, user), *_changes(programme, cards, since)][:MOST_CHANGES],
        "spread_words": spread_words(programme),
        "other_programmes": [
            {"title": other.name, "url": reverse("programme-detail", kwargs={"programme_id": other.pk})}
            for other in others
        ],
    }


def _decisions_heading(count: int) -> str:
    if not count:
        return "Nothing waits for you"
    return "One thing waits for you" if count == 1 else f"{first_upper(count_words(count))} things wait for you"


def _gone_row(project: Project) -> dict[str, str]:
    change = next(iter(project.status_changes.all()), None)
    reason = f": {change.get_reason_display().lower()}" if change and change.reason else ""
    return project_row(project, f"{project.get_status_display()}{reason}")


def _changes(programme: Programme, cards: list[ProjectCard], since: Any) -> list[tuple[str, str]]:
    """What happened in the last week: practice and words."""
    rows = [
        (change.project.practice.name, f"{change.get_to_status_display().lower()}, {day(change.at)}")
        for change in StatusChange.objects.filter(project__programme=programme, at__gte=since)
        .filter(~Q(action="sign_up"))
        .select_related("project__practice")
        .order_by("-at")[:8]
    ]
    rows += [
        (
            row.project.practice.name,
            f"agreement {first_lower(row.get_state_display())}, {day(row.ended_at or row.in_force_at)}",
        )
        for row in Agreement.objects.filter(project__programme=programme)
        .filter(Q(ended_at__gte=since, in_force_at__isnull=False) | Q(state="in_force", in_force_at__gte=since))
        .select_related("project__practice")
        .order_by("-in_force_at")[:8]
    ]
    rows += [
        (card.snapshot.project.practice.name, card.card.words.brief)
        for card in cards
        if card.card and card.card.words.state in {"better", "worse"} and not card.card.chart.stale
    ]
    return rows[:MOST_CHANGES]
