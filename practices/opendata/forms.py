from datetime import date

from django import forms

from cmsportal.nhsuk.fields import DateField
from practices.uploads.forms import UploadForm


class OpenDataForm(UploadForm):
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
    looks = {"day": {"width": "20"}}
    limit = "OPEN_DATA_MAX_BYTES"
    too_large = "The command import_open_data reads larger ones."

    def clean_day(self) -> date | None:
        return self.not_to_come("day", "the day of the figures")
