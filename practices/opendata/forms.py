from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm


class OpenDataForm(NhsForm):
    file = forms.FileField(
        label="Published file",
        help_text="A .csv file as NHS England publishes it. Its columns tell which one it is.",
        max_length=200,
    )
    day = DateField(
        label="Day of the figures, for a workforce file alone",
        help_text="Leave it empty where the file's name tells the month. The other files hold their days.",
        required=False,
    )
    buttons = ("See what would change",)
    looks = {"day": {"width": "20"}}

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        limit = settings.OPEN_DATA_MAX_BYTES
        if upload.size > limit:
            raise ValidationError(
                f"The file is larger than {limit // (1024 * 1024)} MB, the most that can be read here. "
                "The command import_open_data reads larger ones."
            )
        return upload

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise ValidationError("This day is still to come. Enter the day of the figures.")
        return day
