from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404
from projects.models import GroundRule
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from . import services
from .forms import NewRuleForm, RuleForm


def find_rule(view: Any) -> GroundRule:
    """The rule the address names, if it is one of this project's."""
    rules = GroundRule.visible_to(view.request.user)
    rule = get_or_404(rules, project=view.project, pk=view.kwargs["rule_id"])
    rule.project = view.project
    return rule


class RuleList(ProjectFormPage):
    """The team's rules, with one line to add another."""

    permission = can_see(Tool.GROUND_RULES)
    tool = Tool.GROUND_RULES
    template_name = "projects/rules/rule_list.html"
    next_url = "rule-list"

    def get_form(self, data: Any = None) -> NewRuleForm:
        return NewRuleForm(data)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.access.edits:
            raise PermissionDenied
        return super().post(request, **kwargs)

    def save(self, form: Any) -> str:
        services.add_rule(
            project=self.project,
            text=form.cleaned_data["text"],
            key=form.cleaned_data["key"],
            by=self.request.user,
        )
        return "The rule is added."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = list(self.project.ground_rules.all())
        there = {rule.text.casefold() for rule in rules}
        return super().get_context_data(
            rules=rules, suggested=[words for words in services.SUGGESTED if words.casefold() not in there], **kwargs
        )


class RuleUpdate(ProjectFormPage):
    permission = can_edit_project
    tool = Tool.GROUND_RULES
    template_name = "projects/rules/rule_form.html"
    next_url = "rule-list"

    def get_form(self, data: Any = None) -> RuleForm:
        self.rule = find_rule(self)
        return RuleForm(data, instance=find_rule(self))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rule=self.rule, **kwargs)

    def save(self, form: Any) -> str:
        services.change_rule(
            rule=self.rule, **form.details(), expected_version=form.expected_version, by=self.request.user
        )
        return "The rule is saved."


class RuleMove(ProjectView):
    """One place up, or with ``down`` in the form one down."""

    permission = can_edit_project
    tool = Tool.GROUND_RULES

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.move_rule(rule=find_rule(self), up="down" not in request.POST, by=request.user)
        return redirect("rule-list", project_id=self.project.pk)


class RuleDelete(ProjectView):
    permission = can_edit_project
    tool = Tool.GROUND_RULES

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        gone = GroundRule.history.filter(history_type="-", id=self.kwargs["rule_id"], project_id=self.project.pk)
        if not gone.exists():  # a second click finds it taken off already: that is no 404
            services.remove_rule(rule=find_rule(self), by=request.user)
            messages.success(request, "The rule is off the list.")
        return redirect("rule-list", project_id=self.project.pk)
