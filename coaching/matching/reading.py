"""The facts about a programme's coaches and its waiting practices, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from practices.models import Programme, ProgrammeMembership
from projects.models import CoachAssignment, Project, TeamMember

from ..models import CoachProfile, HandOver, Match, Training, Wish
from ..models.profiles import Area, Weekday
from ..statuses import CAN_WAIT, COACHED
from .facts import CoachFacts, Waiting, Words

WORDS = Words(
    types=dict(Project.Type.choices),
    areas=dict(Area.choices),
    adopters=dict(Project.Adopter.choices),
    weekdays=dict(Weekday.choices),
)


@dataclass
class _Past:
    """What one person has coached in the programme, up to now and now."""

    projects: set[UUID] = field(default_factory=set)
    practices: set[UUID] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    adopters: set[str] = field(default_factory=set)
    taking_room: set[UUID] = field(default_factory=set)


def read_coaches(programme: Programme, today: date | None = None, **only: Any) -> list[CoachFacts]:
    """The coaches in the programme's pool, by name. Seven queries however many they are.

    ``only`` narrows the memberships, such as ``pk=...`` for one coach. A coach who has been asked and
    has not answered has one place less: it is promised.
    """
    today = today or timezone.localdate()
    pool = list(
        ProgrammeMembership.objects.on(today)
        .filter(programme=programme, role=ProgrammeMembership.Role.COACH, user__is_active=True, **only)
        .select_related("user", "mentor__user")
        .order_by("user__name", "pk")
    )
    users = [row.user_id for row in pool]
    past = _past(programme, users, today)
    promised, said_no = _answers(programme, users)
    profiles = {row.user_id: row for row in CoachProfile.objects.filter(user__in=users)}
    on_teams = _by_person(
        TeamMember.objects.not_over(today)
        .filter(project__programme=programme, user__in=users)
        .values_list("user_id", "project_id")
    )
    return [
        _facts(
            row,
            profiles.get(row.user_id) or CoachProfile(),
            past[row.user_id],
            today,
            promised=promised[row.user_id],
            said_no=frozenset(said_no[row.user_id]),
            on_teams=frozenset(on_teams[row.user_id]),
        )
        for row in pool
    ]


def _facts(
    row: ProgrammeMembership, profile: CoachProfile, past: _Past, today: date, *, promised: set[UUID], **pairs: Any
) -> CoachFacts:
    mentor = row.mentor.user.name if row.mentor and row.mentor.covers(today) else ""
    return CoachFacts(
        user_id=row.user_id,
        membership_id=row.pk,
        name=row.user.name,
        teams=len(past.taking_room | promised),
        unsettled=len(promised - past.taking_room),
        capacity=row.capacity,
        projects=len(past.projects) + profile.earlier_projects,
        types=frozenset(past.types | set(profile.types)),
        areas=frozenset(profile.clinical_areas),
        adopters=frozenset(past.adopters | set(profile.adopters)),
        commissions=frozenset(profile.commissions),
        postcode=profile.postcode,
        districts=frozenset(profile.districts),
        weekdays=frozenset(profile.weekdays),
        mentor=mentor,
        keeps_out_of=frozenset(profile.keeps_out_of),
        coached_before=frozenset(past.practices),
        **pairs,
    )


def _past(programme: Programme, users: list[UUID], today: date) -> dict[UUID, _Past]:
    """From the assignments that have begun; those to come take room, too."""
    found: dict[UUID, _Past] = defaultdict(_Past)
    rows = CoachAssignment.objects.filter(project__programme=programme, user__in=users).select_related("project")
    for row in rows:
        own, project = found[row.user_id], row.project
        if row.ends_on == row.starts_on:
            continue  # ended before it began
        if row.starts_on <= today:
            own.projects.add(project.pk)
            own.practices.add(project.practice_id)
            own.types.update(project.types)
            own.adopters.update(filter(None, [project.adopter]))
    taking = CoachAssignment.objects.taking_room().filter(project__programme=programme, user__in=users)
    for user_id, project_id in taking.values_list("user_id", "project_id"):
        found[user_id].taking_room.add(project_id)
    return found


def _answers(programme: Programme, users: list[UUID]) -> tuple[dict[UUID, set[UUID]], dict[UUID, set[UUID]]]:
    """Projects for which each coach has been asked now, and those to which they, or the practice, said no."""
    rows = Match.objects.filter(project__programme=programme, coach__in=users)
    promised = _by_person(rows.asked().values_list("coach_id", "project_id"))
    refused = rows.filter(state__in=[Match.State.COACH_DECLINED, Match.State.PRACTICE_DECLINED])
    return promised, _by_person(refused.values_list("coach_id", "project_id"))


def _by_person(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for person, thing in pairs:
        found[person].add(thing)
    return found


def waiting_projects(programme: Programme) -> Any:
    """Projects without a coach, now or from a later day, for whom nobody has been asked; with practice and wish.

    Without those of which the manager has said that they go on without one.
    """
    leads = CoachAssignment.objects.not_over().filter(project=OuterRef("pk"), is_lead=True)
    asked = Match.objects.filter(project=OuterRef("pk"), state=Match.State.ASKED)
    alone = HandOver.objects.alone().filter(project=OuterRef("pk"))
    rows = Project.objects.filter(
        ~Exists(leads), ~Exists(asked), ~Exists(alone), programme=programme, status__in=CAN_WAIT
    )
    return rows.select_related("practice", "programme", "coach_wish")


def going_on_alone(programme: Programme) -> Any:
    """Hand-overs of projects under way whose coach has left and for which nobody is sought; by practice."""
    rows = HandOver.objects.alone().filter(
        project__programme=programme, project__status__in=COACHED, leaves_on__lte=timezone.localdate()
    )
    asked = Match.objects.filter(project=OuterRef("project"), state=Match.State.ASKED)
    rows = rows.filter(~Exists(asked)).select_related("project__practice", "coach")
    return rows.order_by("project__practice__name", "project__title")


def read_waiting(projects: Iterable[Project], today: date | None = None) -> list[tuple[Project, Waiting]]:
    """Each project with what is weighed; the one that has waited longest first. One query for all."""
    today = today or timezone.localdate()
    projects = list(projects)
    left: dict[UUID, date] = {}
    ended = CoachAssignment.objects.filter(project__in=projects, is_lead=True, ends_on__lte=today)
    for project_id, day in ended.order_by("ends_on").values_list("project_id", "ends_on"):
        left[project_id] = day
    found = [(project, waiting_facts(project, left.get(project.pk), today)) for project in projects]
    return sorted(found, key=lambda pair: (-pair[1].days, pair[0].practice.name, pair[0].title))


def waiting_facts(project: Project, left_on: date | None, today: date) -> Waiting:
    """It waits since it signed up, or since its last coach left."""
    wish = getattr(project, "coach_wish", None) or Wish()
    since = max(filter(None, [project.signed_up_on, left_on]))
    return Waiting(
        project_id=project.pk,
        practice_id=project.practice_id,
        code=project.practice.code,
        postcode=project.practice.postcode,
        types=frozenset(project.types),
        areas=frozenset(wish.clinical_areas),
        adopter=project.adopter,
        weekdays=frozenset(wish.weekdays),
        days=max(0, (today - since).days),
    )


def asked_of(user: Any) -> Any:
    """Matches in which a coach has not answered yet, the oldest question first."""
    rows = Match.objects.asked().filter(coach=user, coach_agreed_at__isnull=True)
    return rows.select_related("project__practice").order_by("chosen_at", "pk")


def asked_in(projects: Iterable[Project]) -> Any:
    """Matches in which the practice has not answered yet."""
    rows = Match.objects.asked().filter(project__in=list(projects), practice_agreed_at__isnull=True)
    return rows.select_related("project", "coach").order_by("chosen_at", "pk")


def next_refreshers(coaches: Iterable[CoachFacts]) -> dict[UUID, date]:
    """The earliest day by which each coach must refresh a training; one query."""
    rows = Training.objects.filter(user__in=[coach.user_id for coach in coaches], refresh_on__isnull=False)
    return dict(rows.order_by("-refresh_on").values_list("user_id", "refresh_on"))


def wish_of(project: Project) -> Wish | None:
    """For the coach who was asked, to whom the project itself does not exist yet."""
    return Wish.objects.filter(project=project).first()
