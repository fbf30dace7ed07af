from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cmsportal.nhsuk.forms import NhsForm

from .proposals import Figure, Proposal


class FillForm(NhsForm):
    """Which published figures to take over.

    A box stands for one figure or for two that belong together; its value carries for each the version of the answer
    it was beside: 'patients.list_size:3', or two of that kind with a comma between.
    """

    take = forms.MultipleChoiceField(label="Figures to fill in", widget=forms.CheckboxSelectMultiple, required=False)
    form_tag = False
    buttons = ()

    def __init__(self, proposals: Sequence[Proposal], data: Any = None) -> None:
        super().__init__(data)
        self.figures = {proposal.figure.key: proposal.figure for proposal in proposals}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.chosen:
            self.add_error("take", ValidationError("Choose at least one figure to fill in."))
        return cleaned

    def _clean_fields(self) -> None:
        """The boxes are drawn by the page's table, each with a version that changes: read here, not by choices."""
        self.chosen: dict[str, int | None] = {}
        for value in ",".join(self.data.getlist("take")).split(","):
            key, _, version = value.partition(":")
            if key in self.figures and (
                not version or (version.isascii() and version.isdigit() and len(version) < 9)
            ):
                self.chosen[key] = int(version) if version else None
        self.cleaned_data["take"] = sorted(self.chosen)

    def chosen_figures(self) -> list[Figure]:
        return [figure for key, figure in self.figures.items() if key in self.chosen]
