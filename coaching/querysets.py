from typing import Any, Self

from projects.querysets import OfVisibleProject
from projects.reach import Way, reached_by


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
