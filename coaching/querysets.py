from typing import Any, Self

from projects.querysets import OfVisibleProject


class VisitQuerySet(OfVisibleProject):
    def visible_to(self, user: Any) -> Self:
        """The team and its coaches (and their mentors) read the shared part; a manager reads none."""
        if not user.is_authenticated:
            return self.none()
        projects = self._project_model().objects
        return (
            self.filter(project__in=projects.with_team_member(user))
            | self.filter(project__in=projects.coached_by(user))
            | self.filter(project__in=projects.mentored_by(user))
        )

    def logged(self) -> Self:
        return self.filter(logged_at__isnull=False)

    def planned(self) -> Self:
        return self.filter(logged_at__isnull=True)
