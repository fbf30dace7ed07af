from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cmsportal.nhsuk.forms import NhsForm

from .finding import Finding


class TakeForm(NhsForm):
    """Which results to take over. Each box's value carries the version of the answer it was beside."""

    take = forms.MultipleChoiceField(label="What to put in", widget=forms.CheckboxSelectMultiple, required=False)
    form_tag = False
    buttons = ()

    def __init__(self, findings: Sequence[Finding], data: Any = None) -> None:
        super().__init__(data)
        self.findings = {finding.key: finding for finding in findings}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.versions:
            self.add_error("take", ValidationError("Tick at least one to put it into the workbook."))
        return cleaned

    def _clean_fields(self) -> None:
        """The boxes are drawn by the page's table, each with a version that changes: read here, not by choices."""
        self.versions: dict[str, int | None] = {}
        for value in self.data.getlist("take"):
            key, _, version = value.partition(":")
            plain = version.isascii() and version.isdigit() and len(version) < 9
            if key in self.findings and (plain or not version):
                self.versions[key] = int(version) if version else None
        self.cleaned_data["take"] = sorted(self.versions)

    def chosen(self) -> list[Finding]:
        return [finding for key, finding in self.findings.items() if key in self.versions]
