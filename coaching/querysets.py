from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cmsportal.models import current_on
from practices.models import Programme, ProgrammeMembership
from projects.models import CoachAssignment
from projects.querysets import OfVisibleProject
from projects.reach import Way, reached_by

from .statuses import COACHED

OPEN_AGREEMENTS = ("draft", "offered", "coach_accepted", "practice_accepted")  # on their way to be in force


class VisitQuerySet(OfVisibleProject):
    def visible_to(self, user: Any) -> Self:
        """The team and its coaches and their mentors, whatever is shared; a manager sees no visit."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(project__in=reached_by(user, Way.TEAM, Way.COACH, Way.MENTOR))

    def logged(self) -> Self:
        return self.filter(logged_at__isnull=False)

    def planned(self) -> Self:
        return self.filter(logged_at__isnull=True)


class OfProjectTeam(OfVisibleProject):
    """For the team, its coaches and their mentors, and the programme's managers."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(project__in=reached_by(user, Way.TEAM, Way.COACH, Way.MENTOR, Way.MANAGER))


class AgreementQuerySet(OfProjectTeam):
    def open(self) -> Self:
        """Being written, or waiting for a side."""
        return self.filter(state__in=OPEN_AGREEMENTS)

    def in_force(self) -> Self:
        return self.filter(state="in_force")


class ContactQuerySet(OfVisibleProject):
    def visible_to(self, user: Any) -> Self:
        """The team, its coaches and their mentors; a manager is told of the days alone, and not through here."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(project__in=reached_by(user, Way.TEAM, Way.COACH, Way.MENTOR))

    def to_come(self) -> Self:
        return self.filter(recorded_at__isnull=True)


class DepartureQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The coach's own; the programme's managers'."""
        if not user.is_authenticated:
            return self.none()
        managed = Programme.objects.managed_by(user).values("pk")
        return self.filter(Q(membership__user=user) | Q(membership__programme__in=managed))

    def open(self) -> Self:
        return self.filter(over_at__isnull=True)


class HandOverQuerySet(OfProjectTeam):
    def open(self) -> Self:
        """Nobody has followed yet."""
        return self.filter(state="open")

    def alone(self) -> Self:
        """The manager has said that nobody follows, and nobody has since."""
        return self.filter(state="nobody")

    def unfollowed(self) -> Self:
        """Nobody has followed, whether somebody is to or not."""
        return self.filter(state__in=self.model.UNFOLLOWED)

    def needing_successors(self) -> Self:
        """Those of teams that still have something to be coached."""
        return self.open().filter(project__status__in=COACHED)


class LeftPlaceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """No more visible than the departure it belongs to."""
        departures = self.model._meta.get_field("departure").related_model
        return self.filter(departure__in=departures.visible_to(user).values("pk"))

    def of_second_coaches(self) -> Self:
        return self.filter(assignment__is_lead=False)


class MatchQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The team and the programme's managers; the coach who was asked, unless the manager took it back, or the
        coaching that came of it is over."""
        if not user.is_authenticated:
            return self.none()
        coaches = CoachAssignment.objects.not_over().filter(project=OuterRef("project"), user=user)
        asked = Q(coach=user) & ~Q(state="withdrawn") & (~Q(state="agreed") | Exists(coaches))
        return self.filter(asked | Q(project__in=reached_by(user, Way.TEAM, Way.MANAGER)))

    def asked(self) -> Self:
        """Those that wait for an answer, of projects that can still have a coach."""
        return self.filter(state="asked", project__status__in=COACHED)


class OfCoach(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; of coaches in the pool of a programme one manages; of those one mentors."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(user__in=pool_known_to(user).values("user")))


def pool_known_to(user: Any) -> Any:
    """Coaches of the programmes that a person manages, those whom they mentor, and themselves."""
    today = timezone.localdate()
    pool = ProgrammeMembership.objects.current().filter(role=ProgrammeMembership.Role.COACH)
    managed = Programme.objects.managed_by(user).values("pk")
    mentored = Q(mentor__user=user) & current_on(today, "mentor__")
    return pool.filter(Q(user=user) | Q(programme__in=managed) | mentored)


def places_known_to(user: Any) -> Any:
    """As ``pool_known_to``, and for a manager those of coaches who have left, too."""
    managed = Programme.objects.managed_by(user).values("pk")
    places = ProgrammeMembership.objects.filter(role=ProgrammeMembership.Role.COACH)
    return places.filter(Q(programme__in=managed) | Q(pk__in=pool_known_to(user).values("pk")))
