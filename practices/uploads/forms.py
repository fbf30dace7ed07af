"""Fields of the forms that take a file."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from cmsportal.nhsuk.forms import NhsForm

MEGABYTE = 1024 * 1024


class UploadForm(NhsForm):
    """A form with a ``file``. ``limit``: the setting with the most bytes. ``too_large``: what to do with more."""

    buttons = ("See what would change",)
    limit: ClassVar[str]
    too_large = ""

    @property
    def most_bytes(self) -> int:
        return getattr(settings, self.limit)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > self.most_bytes:
            most = self.most_bytes // MEGABYTE
            raise ValidationError(f"The file is larger than {most} MB, the most that can be read. {self.too_large}")
        return upload

    def not_to_come(self, field: str, called: str) -> date | None:
        """The day in a field; one that is still to come is refused. ``called``: 'the day of the list'."""
        day = self.cleaned_data[field]
        if day and day > timezone.localdate():
            raise ValidationError(f"This day is still to come. Enter {called}.")
        return day
