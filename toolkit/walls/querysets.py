"""Whose walls somebody may open, and of which of them they see the figures themselves."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from practices.models import PracticeMembership
from projects.models import Project, Share
from projects.reach import SHARED, Way, reached_by
from projects.tools import Audience, Tool


def walls_for(user: Any) -> QuerySet[Project]:
    """Projects whose wall this person may open, with ``reader_is_inside``: one query.

    The same rules as ``projects.permissions.access_to``, for many projects at once; a test holds the two together.
    """
    shown = Share.objects.open().filter(project=OuterRef("pk"), tool=Tool.WALL)
    colleagues = PracticeMembership.objects.current().filter(user=user).values("practice")
    visible = (
        Q(pk__in=reached_by(user, Way.TEAM))
        | Q(pk__in=reached_by(user, Way.COACH, Way.MENTOR)) & Exists(shown.filter(audience=Audience.COACH))
        | Q(pk__in=reached_by(user, Way.MANAGER)) & Exists(shown.filter(audience=Audience.PROGRAMME))
        | Q(pk__in=reached_by(user, *SHARED, tool=Tool.WALL))
    )
    inside = Q(pk__in=reached_by(user, Way.TEAM, Way.COACH, Way.MENTOR)) | Q(practice__in=colleagues)
    return (
        Project.objects.filter(visible)
        .annotate(reader_is_inside=Case(When(inside, then=Value(True)), default=Value(False)))
        .select_related("practice", "programme")
    )
