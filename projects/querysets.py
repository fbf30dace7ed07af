"""Who may know of a project, and which of its tools they may open."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from cmsportal.models import Current

from .reach import SHARED, Way, reached_by


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Projects of which the person may see at least one page (see projects.permissions for which).

        An administrator of the installation sees none: what a practice writes stays with those it shows it to.
        """
        return self.reached_by(user, *Way)

    def reached_by(self, user: Any, *ways: Way, tool: str = "") -> Self:
        """Projects to which the person comes by one of these ways today; by a share of ``tool`` where it is given."""
        return self.filter(pk__in=reached_by(user, *ways, tool=tool)) if user.is_authenticated else self.none()

    def with_team_member(self, user: Any) -> Self:
        return self.reached_by(user, Way.TEAM)

    def coached_by(self, user: Any) -> Self:
        return self.reached_by(user, Way.COACH)

    def mentored_by(self, user: Any) -> Self:
        return self.reached_by(user, Way.MENTOR)

    def managed_by(self, user: Any) -> Self:
        return self.reached_by(user, Way.MANAGER)

    def shared_with(self, user: Any) -> Self:
        """Shown to the person as a partner, a colleague in the practice or a reader of the learning library."""
        return self.reached_by(user, *SHARED)

    def without_coach(self) -> Self:
        coaches = self.model._meta.get_field("coach_assignments").related_model.objects
        return self.exclude(Exists(coaches.current().filter(project=OuterRef("pk"))))

    def open(self) -> Self:
        return self.filter(status__in=["active", "paused"])


class OfVisibleProject(models.QuerySet):
    """Rows that belong to a project: no more visible than the project itself.

    Which of a project's tools somebody may open is decided by ``projects.permissions.access_to``.
    """

    project_path = "project"

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.project_path}__in": reached_by(user, *Way)})


class TeamQuerySet(OfVisibleProject, Current):
    pass


class CoachAssignmentQuerySet(OfVisibleProject, Current):
    def taking_room(self) -> Self:
        """What counts against a coach's capacity: teams coached now or soon, whose project has not ended."""
        return self.not_over().filter(project__status__in=["invited", "active", "paused"])


class ShareQuerySet(OfVisibleProject):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class HuddleQuerySet(OfVisibleProject):
    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)


class OfHuddle(OfVisibleProject):
    project_path = "huddle__project"

    def open(self) -> Self:
        """Neither settled by itself nor by its action."""
        return self.filter(settled_at__isnull=True, action__done_at__isnull=True)


class OfSeries(OfVisibleProject):
    project_path = "series__project"


class MeetingQuerySet(OfVisibleProject):
    def coming(self) -> Self:
        """Planned or under way, the next one first."""
        return self.filter(state__in=["planned", "running"]).order_by("starts_at")


class OfMeeting(OfVisibleProject):
    project_path = "meeting__project"


class CommentQuerySet(OfVisibleProject):
    def threads(self) -> Self:
        """Those that begin a conversation."""
        return self.filter(reply_to__isnull=True)

    def open(self) -> Self:
        """Conversations that nobody has settled, and of which something is left to read."""
        said = self.model.objects.filter(reply_to=OuterRef("pk"), taken_back_at__isnull=True)
        return self.threads().filter(Q(taken_back_at__isnull=True) | Exists(said), settled_at__isnull=True)


class OfferQuerySet(OfVisibleProject):
    def open(self) -> Self:
        return self.filter(taken_at__isnull=True, let_go_at__isnull=True)

    def settled(self) -> Self:
        """Taken over or let go, the latest first."""
        rows = self.exclude(taken_at__isnull=True, let_go_at__isnull=True)
        return rows.order_by(Coalesce("taken_at", "let_go_at").desc(), "pk")


class OfPerson(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and nobody else's."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class CalendarFeedQuerySet(OfPerson):
    def open(self) -> Self:
        return self.filter(revoked_at__isnull=True)

    def last_revoked(self) -> Any:
        return self.filter(revoked_at__isnull=False).select_related("revoked_by").order_by("-revoked_at").first()


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """As the reminders they are of."""
        return self if user.is_superuser else self.filter(reminder__user=user)

    def narrowed(self, *, outcome: str = "", kind: str = "", person: str = "", since: Any = None) -> Self:
        """What is empty narrows nothing. ``since`` is a day; ``person`` a part of a name or an address."""
        rows = self.filter(outcome=outcome) if outcome else self
        rows = rows.filter(reminder__kind=kind) if kind else rows
        if person:
            named = Q(reminder__user__name__icontains=person) | Q(reminder__user__email__icontains=person)
            rows = rows.filter(named)
        return rows.filter(at__date__gte=since) if since else rows


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; the administrator sees all, to find what could not be sent."""
        return self if user.is_superuser else self.filter(user=user)

    def failed(self) -> Self:
        """What the administrator looks at; a digest counts once."""
        return self.filter(state=self.model.State.FAILED, digest__isnull=True)

    def on_today(self, now: Any) -> Self:
        """What stands on the person's Today page: neither put away nor past its time."""
        return self.filter(channel="portal", sent_at__isnull=False, seen_at__isnull=True, expires_at__gt=now)


class ReminderPreferenceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user)
