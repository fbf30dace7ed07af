"""What keeps a project alive: the look back, a new champion, and what somebody who left looked after."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from projects.leaving.queries import waiting_in
from projects.models import FollowUpCheck, Project, Reminder, TeamMember
from projects.series import closed_days

from .kinds import BACK, DAY, KEPT, USEFUL_DAYS, Due, Kind, Letter, in_the_morning, page_of, working_day_from
from .people import leaders, team_today


def find_checks(now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    checks = list(
        FollowUpCheck.objects.filter(
            done_at__isnull=True, due_on__range=(today - BACK, today + DAY), project__status__in=KEPT
        )
        .select_related("project__practice")
        .prefetch_related(team_today())
    )
    closed = closed_days({check.project.practice for check in checks}, today - BACK, today + BACK)
    for check in checks:
        practice = check.project.practice
        told_on = working_day_from(check.due_on, closed[practice.pk], practice.nation)
        for place in leaders(check.project.reachable):
            yield in_the_morning(place.user_id, check.project, check.pk, check.due_on, told_on, USEFUL_DAYS)


def fetch_checks(ids: Collection[UUID]) -> Mapping[UUID, FollowUpCheck]:
    return FollowUpCheck.objects.filter(done_at__isnull=True).in_bulk(ids)


def compose_check(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when somebody has answered, or its day was moved."""
    check = reminder.about
    if check is None or check.due_on != reminder.day or not reminder.on_team:
        return None
    link = page_of("check-update", project_id=reminder.project_id, months=check.months)
    return Letter("projects/emails/check_due", {"check": check, "link": settings.SITE_URL + link})


def steps_page(reminder: Reminder) -> str:
    return reverse("steps-detail", kwargs={"project_id": reminder.project_id})


def find_champions(now: datetime) -> Iterator[Due]:
    """To the whole team, on the working day after its champion has left and nobody has followed."""
    today = timezone.localdate(now)
    gone = TeamMember.objects.filter(is_champion=True, ends_on__range=(today - BACK, today))
    gone = gone.filter(~Exists(_champions(today)), project__status=Project.Status.ACTIVE)
    places = list(gone.select_related("project__practice").prefetch_related(team_today()).order_by("ends_on"))
    closed = closed_days({place.project.practice for place in places}, today - BACK, today + BACK)
    last = {place.project_id: place for place in places}
    for place in last.values():
        practice = place.project.practice
        told_on = working_day_from(place.ends_on + DAY, closed[practice.pk], practice.nation)
        for other in place.project.reachable:
            yield in_the_morning(other.user_id, place.project, place.pk, place.ends_on, told_on, USEFUL_DAYS)


def _champions(today: Any) -> Any:
    return TeamMember.objects.on(today).filter(project=OuterRef("project"), is_champion=True)


def fetch_champions(ids: Collection[UUID]) -> Mapping[UUID, TeamMember]:
    """The champions who left, where the team still has none."""
    return TeamMember.objects.filter(~Exists(_champions(timezone.localdate()))).in_bulk(ids)


def compose_champion(reminder: Reminder, now: datetime) -> Letter | None:
    if reminder.about is None or not reminder.on_team:
        return None
    return Letter(
        "projects/emails/champion_missing",
        {"leaver": reminder.about, "link": settings.SITE_URL + team_page(reminder)},
    )


def team_page(reminder: Reminder) -> str:
    return reverse("team-detail", kwargs={"project_id": reminder.project_id})


def find_offers(now: datetime) -> Iterator[Due]:
    """To the whole team, on the working day after something was offered; one mail for all of one person's."""
    waiting = Q(offers__taken_at__isnull=True, offers__let_go_at__isnull=True)
    today = timezone.localdate(now)
    leavers = list(
        TeamMember.objects.filter(
            waiting, offers__created_at__date__range=(today - BACK, today), project__status=Project.Status.ACTIVE
        )
        .distinct()
        .select_related("project__practice")
        .prefetch_related(team_today(), "offers")
    )
    closed = closed_days({leaver.project.practice for leaver in leavers}, today - BACK, today + BACK)
    for leaver in leavers:
        since = min(timezone.localdate(offer.created_at) for offer in leaver.offers.all())
        practice = leaver.project.practice
        told_on = working_day_from(since + DAY, closed[practice.pk], practice.nation)
        for place in leaver.project.reachable:
            yield in_the_morning(place.user_id, leaver.project, leaver.pk, since, told_on, USEFUL_DAYS)


def fetch_offers(ids: Collection[UUID]) -> Mapping[UUID, TeamMember]:
    """With how many of their things wait still: not those that found somebody by another way."""
    leavers = TeamMember.objects.in_bulk(ids)
    counts = Counter(offer.leaver_id for offer, _ in waiting_in({place.project_id for place in leavers.values()}))
    for pk, place in leavers.items():
        place.waiting = counts[pk]
    return {pk: place for pk, place in leavers.items() if place.waiting}


def compose_offer(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when all of it was taken or let go."""
    if reminder.about is None or not reminder.on_team:
        return None
    return Letter(
        "projects/emails/offers_waiting",
        {
            "leaver": reminder.about,
            "waiting": reminder.about.waiting,
            "link": settings.SITE_URL + offers_page(reminder),
        },
    )


def offers_page(reminder: Reminder) -> str:
    return page_of("offer-list", project_id=reminder.project_id)


CHECK = Kind(
    name="check",
    label="Does it still hold?",
    hint="3, 6 and 12 months after the work was done, to those who lead the team.",
    for_team=True,
    for_coaches=False,
    find=find_checks,
    compose=compose_check,
    fetch=fetch_checks,
    statuses=KEPT,
    by_day=True,
    ahead=True,
    page=steps_page,
)
CHAMPION = Kind(
    name="champion",
    label="The team needs a champion",
    hint="When the champion has left and nobody has followed.",
    for_team=True,
    for_coaches=False,
    find=find_champions,
    compose=compose_champion,
    fetch=fetch_champions,
    by_day=True,
    page=team_page,
)
OFFER = Kind(
    name="offer",
    label="Something waits for somebody to take it over",
    hint="When somebody who looked after it has left.",
    for_team=True,
    for_coaches=False,
    find=find_offers,
    compose=compose_offer,
    fetch=fetch_offers,
    by_day=True,
    page=offers_page,
)
