from typing import Any

from projects.pages import ProjectFormPage
from projects.permissions import can_change_status
from projects.tools import Tool
from projects.workflow import TRANSITIONS, Action, change_status, why_not

from .forms import NoteForm, ReasonForm
from .presenters import WORDS, status_history


class StatusView(ProjectFormPage):
    """One page for each change of state; ``action`` is set in the address."""

    permission = can_change_status
    tool = Tool.STEPS
    template_name = "projects/status_change.html"
    next_url = "steps-detail"
    action: Action = Action.ACCEPT

    def get_form(self, data: Any = None) -> NoteForm:
        form = ReasonForm if TRANSITIONS[self.action].needs_reason else NoteForm
        return form(data, button=WORDS[self.action].button)

    def save(self, form: Any) -> str:
        given = form.cleaned_data
        change_status(
            project=self.project,
            action=self.action,
            reason=given.get("reason", ""),
            note=given["note"],
            by=self.request.user,
        )
        return WORDS[self.action].done

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            words=WORDS[self.action],
            why_not=why_not(self.project, self.action),
            changes=status_history(self.project.status_changes.select_related("by")),
            **kwargs,
        )
