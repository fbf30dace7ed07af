"""What pages for a programme's managers do first."""

from cmsportal.accounts.access import Guarded, get_or_404
from practices.models import Programme
from practices.permissions import is_manager


class OfProgramme(Guarded, abstract=True):
    permission = is_manager
    target: Programme

    def find_target(self) -> Programme:
        return get_or_404(Programme.visible_to(self.request.user), pk=self.kwargs["programme_id"])
