"""What the team sets about its wall: who looks after it, screens, public links; and which paper to print on."""

from datetime import date, timedelta
from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import TeamMember

from . import pairing
from .poster import PAPERS

MONTHS = {"1": 30, "3": 91, "12": 365}


class WallForm(VersionedFormMixin, NhsForm):
    owner = forms.ModelChoiceField(
        queryset=TeamMember.objects.none(),
        required=False,
        label="Who looks after the wall?",
        empty_label="Whoever leads the team",
    )
    when_stale = forms.CharField(
        label="What do we do when a chart is out of date?",
        max_length=200,
        required=False,
        help_text="One sentence. It stands on the chart until a new figure comes in.",
    )
    looks = {"when_stale": {"count": 200}}

    def __init__(self, *args: Any, team: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save these settings"), Away("Back to the wall", self.cancel_url))


class LinkForm(NhsForm):
    """What a screen and a public link share: a name by which the team knows it."""

    name = forms.CharField(max_length=60)

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url


class ScreenForm(LinkForm):
    name = forms.CharField(label="Where is the screen?", max_length=60, help_text="For example staff room.")
    hides_small_numbers = forms.BooleanField(
        label="Patients or visitors can see it",
        required=False,
        initial=True,
        help_text="Small numbers are then hidden, as for everybody outside the practice.",
    )
    code = forms.CharField(
        label="Code on the screen, if it shows one",
        max_length=20,
        required=False,
        help_text="Without a code you get an address to open on the screen.",
    )
    looks = {
        "code": {"width": "10", "attributes": {"autocomplete": "off", "spellcheck": "false"}},
        "name": {"width": "20"},
    }
    layout = ("name", "hides_small_numbers", "code")

    def __init__(self, *args: Any, by: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not code:
            return ""
        try:
            if pairing.is_waiting(code, str(self.by.pk)):
                return pairing.plain(code)
        except pairing.NotNow:
            raise forms.ValidationError(
                "Codes cannot be checked just now. Leave this empty, and open the address on the screen instead."
            ) from None
        raise forms.ValidationError("No screen shows this code now. Look at the screen again: codes change.")

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Add this screen"), Away("Cancel", self.cancel_url))


class PublicLinkForm(LinkForm):
    name = forms.CharField(label="What is the link for?", max_length=60, help_text="For example our website.")
    lasts = forms.ChoiceField(
        label="How long does it work?",
        choices=[("1", "1 month"), ("3", "3 months"), ("12", "12 months"), ("date", "Until a date")],
        initial="3",
        widget=forms.RadioSelect,
    )
    last_day = DateField(label="Last day", required=False)
    reveals = {"lasts": {"date": ["last_day"]}}
    required_when_revealed = {"last_day"}
    looks = {"last_day": {"width": "20"}}

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("lasts") in MONTHS:
            cleaned["last_day"] = self.today + timedelta(days=MONTHS[cleaned["lasts"]])
        return cleaned

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Make this link"), Away("Cancel", self.cancel_url))


class PosterForm(NhsForm):
    paper = forms.ChoiceField(
        label="Paper",
        choices=[(key, paper.label) for key, paper in PAPERS.items()],
        initial="a3",
        widget=forms.RadioSelect,
    )
    codes = forms.BooleanField(
        label="With a code on each chart to enter its next figure",
        required=False,
        initial=True,
        help_text="Whoever scans it can enter a figure without signing in. Leave it off where patients pass by.",
    )
    outside = forms.BooleanField(
        label="Hide small numbers",
        required=False,
        help_text="For a poster that people from outside the practice can see. It then carries no codes for figures.",
    )

    def __init__(self, *args: Any, inside: bool, edits: bool, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not edits:
            del self.fields["codes"]
        if not inside:  # their copy hides small numbers anyway
            del self.fields["outside"]
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Make the poster"), Away("Back to the wall", self.cancel_url))
