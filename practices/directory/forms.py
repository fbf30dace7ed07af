from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from practices.models import Commissioner, Practice
from practices.uploads.forms import UploadForm


class ImportForm(UploadForm):
    file = forms.FileField(
        label="Practice list",
        help_text="The file epraccur.csv as NHS England publishes it, or its report with a header row.",
        max_length=200,
    )
    as_of = DateField(
        label="Day of the list",
        help_text="The list is true for this day. Practices move to a new commissioner then at the latest.",
        initial=timezone.localdate,
    )
    looks = {"as_of": {"width": "20"}}
    limit = "UPLOAD_MAX_BYTES"
    too_large = "The whole national list is about 4 MB."

    def clean_as_of(self) -> date | None:
        return self.not_to_come("as_of", "the day of the list")


class PracticeFilter(NhsForm):
    """Stands in the address, so that a list can be kept or sent to somebody."""

    q = forms.CharField(label="Name, code or postcode", required=False, max_length=100)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "All"), *Practice.Status.choices])
    commissioner = forms.ModelChoiceField(
        label="Commissioner", queryset=None, required=False, to_field_name="code", empty_label="All"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commissioner"].queryset = Commissioner.visible_to(user).with_practices()

    def narrowed(self, practices: Any) -> Any:
        """The practices that match; a filter that cannot be read is left out."""
        self.is_valid()
        found = practices.search(self.cleaned_data.get("q", ""))
        if self.cleaned_data.get("status"):
            found = found.filter(status=self.cleaned_data["status"])
        if self.cleaned_data.get("commissioner"):
            found = found.of_commissioner(self.cleaned_data["commissioner"])
        return found
