from collections.abc import Sequence
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm


class BeginForm(NhsForm):
    """Which earlier project to begin from."""

    earlier = forms.ChoiceField(label="Which project do we begin from?", widget=forms.RadioSelect)
    buttons = ("Take over its answers",)

    def __init__(self, projects: Sequence[Any], data: Any = None) -> None:
        super().__init__(data)
        self.projects = {str(project.pk): project for project in projects}
        choices = [(key, f"{project.title}, {project.programme.name}") for key, project in self.projects.items()]
        self.fields["earlier"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["earlier"].initial = choices[0][0]

    def chosen(self) -> Any:
        return self.projects[self.cleaned_data["earlier"]]


class ConfirmForm(NhsForm):
    key = forms.CharField(max_length=60)
    version = forms.IntegerField(min_value=0)
