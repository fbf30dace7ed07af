from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.access import Guarded, get_or_404, page_of_button, signed_in
from projects.models import Action
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see, can_see_and_tick, can_tick
from projects.tools import Tool
from projects.views_base import ProjectView

from .forms import ActionForm, NewActionForm, QuickActionForm
from .mine import done_lately_by, my_actions, open_actions_of
from .presenters import ActionList, action_list
from .services import add_action, change_action, people_for, set_done

DONE_SHOWN = 20


def find_action(view: Any) -> Action:
    """The action the address names, if it is one of this project's."""
    action = get_or_404(
        Action.visible_to(view.request.user).select_related("owner"),
        project=view.project,
        pk=view.kwargs["action_id"],
    )
    action.project = view.project
    return action


class ActionListView(ProjectFormPage):
    """What is open, mine first, with one line to add another."""

    permission = can_see(Tool.ACTIONS)
    tool = Tool.ACTIONS
    template_name = "projects/action_list.html"
    next_url = "action-list"

    def get_form(self, data: Any = None) -> QuickActionForm:
        people = people_for(self.project) if data is not None else []
        return QuickActionForm(data, people=people)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.access.edits:
            raise PermissionDenied
        return super().post(request, **kwargs)

    def save(self, form: Any) -> str:
        spoken = form.spoken()
        add_action(
            project=self.project,
            text=spoken.what,
            owner=spoken.owner,
            owner_name=spoken.owner_name,
            due_on=spoken.due_on,
            key=form.cleaned_data["key"],
            by=self.request.user,
        )
        return "The action is added."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(actions=self._actions(), **kwargs)

    def _actions(self) -> ActionList:
        rows = self.project.actions.select_related("owner")
        shown = [
            *rows.filter(done_at__isnull=True),
            *rows.filter(done_at__isnull=False).order_by("-done_at")[:DONE_SHOWN],
        ]
        for row in shown:
            row.project = self.project
        return action_list(shown, user=self.request.user, today=timezone.localdate())


class ActionMine(Guarded):
    """One's own actions in all projects."""

    permission = signed_in

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user = request.user
        mine = my_actions(open_actions_of(user), done_lately_by(user), user=user, today=timezone.localdate())
        return render(request, "projects/action_mine.html", {"mine": mine, "who_sees": "Only you see this page"})


class ActionFormPage(ProjectFormPage, abstract=True):
    permission = can_edit_project
    tool = Tool.ACTIONS
    template_name = "projects/action_form.html"
    next_url = "action-list"


class ActionCreate(ActionFormPage):
    def get_form(self, data: Any = None) -> NewActionForm:
        return NewActionForm(data, people=people_for(self.project))

    def save(self, form: Any) -> str:
        add_action(project=self.project, **form.details(), key=form.cleaned_data["key"], by=self.request.user)
        return "The action is added."


class ActionUpdate(ActionFormPage):
    def get_form(self, data: Any = None) -> ActionForm:
        self.action = find_action(self)
        return ActionForm(data, instance=find_action(self), people=people_for(self.project))

    def save(self, form: Any) -> str:
        change_action(
            action=self.action,
            **form.details(),
            expected_version=form.expected_version,
        )
        return "The action is saved."


class ActionDone(ProjectView):
    """Mark an action done, or with ``undo`` in the form not done after all, and go back to the button's page."""

    permission = can_see_and_tick
    tool = Tool.ACTIONS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        action = find_action(self)
        if not can_tick(request.user, action):
            raise PermissionDenied
        done = "undo" not in request.POST
        set_done(action=action, done=done, by=request.user)
        messages.success(request, f"‘{action.text}’ is {'done' if done else 'open again'}.")
        return redirect(page_of_button(request, reverse("action-list", kwargs={"project_id": self.project.pk})))
