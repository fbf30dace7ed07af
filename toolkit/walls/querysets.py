"""Whose walls somebody may open, and of which of them they see the figures themselves."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from cmsportal.models import current_on
from practices.models import PracticeMembership
from projects.models import Project, Share
from projects.tools import Audience, Tool


def walls_for(user: Any) -> QuerySet[Project]:
    """Projects whose wall this person may open, with ``reader_is_inside``: one query.

    The same rules as ``projects.permissions.access_to``, for many projects at once; a test holds the two together.
    """
    projects = Project.objects
    team = projects.with_team_member(user)
    coaching = projects.coached_by(user) | projects.mentored_by(user)
    colleague = PracticeMembership.objects.filter(
        current_on(timezone.localdate()), user=user, practice=OuterRef("practice_id")
    )
    shown = Share.objects.open().filter(project=OuterRef("pk"), tool=Tool.WALL)
    inside = Q(pk__in=team.values("pk")) | Q(pk__in=coaching.values("pk")) | Exists(colleague)
    visible = (
        Q(pk__in=team.values("pk"))
        | Q(pk__in=coaching.values("pk")) & Exists(shown.filter(audience=Audience.COACH))
        | Q(pk__in=projects.managed_by(user).values("pk")) & Exists(shown.filter(audience=Audience.PROGRAMME))
        | Exists(projects.none().shares_open_to(user).filter(tool=Tool.WALL))
    )
    rows = Project.visible_to(user).filter(visible)
    return rows.annotate(reader_is_inside=Case(When(inside, then=Value(True)), default=Value(False))).select_related(
        "practice", "programme"
    )
