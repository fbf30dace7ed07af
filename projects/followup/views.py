"""Does it still hold? One look back, answered by the team."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404
from cmsportal.nhsuk.formats import day
from projects.models import FollowUpCheck
from projects.pages import ProjectFormPage
from projects.permissions import is_on_team
from projects.tools import Step, Tool

from .forms import CheckForm
from .services import answer_check


class CheckUpdate(ProjectFormPage):
    permission = is_on_team
    tool = Tool.STEPS
    template_name = "projects/followup/check_form.html"

    def check(self) -> FollowUpCheck:
        rows = FollowUpCheck.visible_to(self.request.user).select_related("project__practice")
        return get_or_404(rows, project=self.project, months=self.kwargs["months"])

    def get_form(self, data: Any = None) -> CheckForm:
        return CheckForm(data, instance=self.check())

    def save(self, form: CheckForm) -> str:
        given = form.cleaned_data
        answer_check(
            check=self.check(),
            holds=given["holds"],
            note=given["note"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "Thank you. Your answer is saved."

    def get_next_url(self) -> HttpResponse:
        answer = redirect("steps-detail", project_id=self.project.pk)
        answer["Location"] += f"#step-{Step.KEEP.value}"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = self.check()
        heading = f"Does it still hold? {check.get_months_display()}"
        return super().get_context_data(
            heading=heading, due=day(check.due_on), who_sees="Only your lead team can see this page", **kwargs
        )
