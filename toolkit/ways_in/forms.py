from datetime import date, timedelta
from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Save

WEEKS = {"2": 14, "8": 56, "52": 364}


class CodeForm(NhsForm):
    code = forms.CharField(label="Code on the screen", max_length=20, help_text="Six letters and numbers.")
    looks = {
        "code": {
            "width": "10",
            "look": "big",
            "attributes": {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
        }
    }
    buttons = ("Take part",)


class LinkForm(NhsForm):
    """A link to hand out or to hang up. The name is for the team alone."""

    name = forms.CharField(
        label="Where will it be?", max_length=60, help_text="For example waiting room, or staff mail."
    )
    lasts = forms.ChoiceField(
        label="How long does it work?",
        choices=[("2", "2 weeks"), ("8", "8 weeks"), ("52", "A year"), ("date", "Until a date")],
        initial="8",
        widget=forms.RadioSelect,
    )
    last_day = DateField(label="Last day", required=False)
    reveals = {"lasts": {"date": ["last_day"]}}
    required_when_revealed = {"last_day"}
    looks = {"name": {"width": "20"}, "last_day": {"width": "20"}}

    def __init__(self, *args: Any, today: date, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today, self.cancel_url = today, cancel_url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("lasts") in WEEKS:
            cleaned["last_day"] = self.today + timedelta(days=WEEKS[cleaned["lasts"]])
        return cleaned

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Make this link"), Away("Cancel", self.cancel_url))
