"""A coach's profile: everything may be left empty; what is filled in is weighed when a coach is sought."""

import re
import uuid
from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField, WholeNumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Field, Group
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import Project

from ..models.profiles import Area, Weekday

POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
DISTRICT = re.compile(r"[A-Z]{1,2}(\d[A-Z\d]?)?")
CODE = re.compile(r"[A-Z]\d{5}")
MOST_PLACES = 40


def checkboxes(label: str, choices: Any, hint: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False, help_text=hint
    )


def weekday_boxes(label: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )


class ListField(forms.CharField):
    """Several short words in one box, with commas, spaces or new lines between them; cleans to a list."""

    def to_python(self, value: Any) -> list[str]:
        words = re.split(r"[\s,;]+", super().to_python(value).upper())
        return list(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class ProfileForm(VersionedFormMixin, NhsForm):
    """Args: ``practices``: the register, to check the codes of practices against."""

    keep = "profile"
    about = forms.CharField(
        label="What should a team know about you?", max_length=500, required=False, widget=forms.Textarea
    )
    earlier_projects = WholeNumberField(
        label="How many projects did you coach before this portal?", min_value=0, max_value=500, initial=0
    )
    types = checkboxes("What kinds of project?", Project.Type.choices)
    adopters = checkboxes("How early did those practices join in?", Project.Adopter.choices)
    clinical_areas = checkboxes("Which clinical areas do you know?", Area.choices)
    commissioning_role = forms.CharField(
        label="What is your role in commissioning?", max_length=160, required=False, help_text="Beside the coaching."
    )
    commissions = checkboxes(
        "Which areas do you commission?",
        Area.choices,
        "You are not proposed for a project about one of them.",
    )
    keeps_out_of = ListField(
        label="Practices that you keep out of",
        required=False,
        help_text="Their codes, such as L83012. For example where a relative works.",
    )
    postcode = forms.CharField(
        label="Where do you set out from?",
        max_length=10,
        required=False,
        help_text="A postcode. Teams do not see it.",
    )
    districts = ListField(
        label="Where can you go?",
        required=False,
        help_text="Beginnings of postcodes. EX4 is one district, EX is all of them.",
    )
    weekdays = weekday_boxes("On which days do you coach?")
    layout = (
        Group(
            "Experience",
            Field("earlier_projects", width="3"),
            Field("types", small=True),
            Field("adopters", small=True),
            Field("clinical_areas", small=True, classes="app-boxes--two"),
        ),
        Group(
            "Your other work",
            Field("commissioning_role"),
            Field("commissions", small=True, classes="app-boxes--two"),
            Field("keeps_out_of"),
        ),
        Group(
            "Places and days",
            Field("postcode", width="10"),
            Field("districts"),
            Field("weekdays", small=True, inline=True),
        ),
        Group("For the team", Field.counted("about", 500, rows=3)),
    )
    buttons = ("Save the profile",)

    def __init__(self, *args: Any, practices: Any, **kwargs: Any):
        self.practices = practices
        super().__init__(*args, **kwargs)

    def clean_earlier_projects(self) -> int:
        return self.cleaned_data["earlier_projects"] or 0

    def clean_postcode(self) -> str:
        bare = "".join(self.cleaned_data["postcode"].upper().split())
        if bare and not POSTCODE.fullmatch(bare):
            raise forms.ValidationError("This is not a whole postcode. Write it like EX4 3AB.")
        return f"{bare[:-3]} {bare[-3:]}" if bare else ""

    def clean_districts(self) -> list[str]:
        places = self.cleaned_data["districts"]
        wrong = next((place for place in places if not DISTRICT.fullmatch(place)), None)
        if wrong:
            raise forms.ValidationError(f"‘{wrong[:20]}’ begins no postcode. Write EX4, or EX for all of it.")
        return self._not_too_many(places)

    def clean_keeps_out_of(self) -> list[str]:
        codes = self.cleaned_data["keeps_out_of"]
        wrong = next((code for code in codes if not CODE.fullmatch(code)), None)
        if wrong:
            raise forms.ValidationError(f"‘{wrong[:20]}’ is no code of a practice: a letter and five digits.")
        known = set(self.practices.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
        missing = next((code for code in codes if code not in known), None)
        if missing:
            raise forms.ValidationError(f"The list of practices has none with the code {missing}.")
        return self._not_too_many(codes)

    @staticmethod
    def _not_too_many(words: list[str]) -> list[str]:
        if len(words) > MOST_PLACES:
            raise forms.ValidationError(f"These are {len(words)}. The most is {MOST_PLACES}.")
        return words

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in type(self).base_fields}


class TrainingForm(NhsForm):
    name = forms.CharField(label="Which training?", max_length=120)
    done_on = DateField(label="When was it?")
    refresh_on = DateField(
        label="When must it be refreshed?", required=False, help_text="We remind you two months before."
    )
    key = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)
    layout = ("name", Field("done_on", width="20"), Field("refresh_on", width="20"))
    buttons = ("Add the training",)

    def clean_done_on(self) -> Any:
        day = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come. Add the training once it is done.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        done, refresh = cleaned.get("done_on"), cleaned.get("refresh_on")
        if done and refresh and refresh <= done:
            self.add_error("refresh_on", "The refresher comes after the training.")
        return cleaned
