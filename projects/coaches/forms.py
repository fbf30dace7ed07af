from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm

from .services import PoolCoach


class PoolForm(NhsForm):
    coach = forms.ChoiceField(label="Who coaches them?", widget=forms.RadioSelect)
    starts_on = DateField(label="From")

    def __init__(self, *args: Any, pool: list[PoolCoach], **kwargs: Any):
        super().__init__(*args, **kwargs)
        able = [coach for coach in pool if self.may(coach)]
        self.fields["coach"].choices = [(str(coach.user_id), coach.name) for coach in able]
        self.fields["starts_on"].initial = timezone.localdate
        self.looks = {"coach": {"item_hints": {str(coach.user_id): coach.room for coach in able}}}

    def may(self, coach: PoolCoach) -> bool:
        return coach.can_be_chosen


class JoinForm(PoolForm):
    """A second coach."""

    buttons = ("Add this coach",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["coach"].label = "Who joins in?"


class AssignForm(PoolForm):
    """``instead_of``: the assignment that stood when the page was drawn; ``first_day`` of whoever comes next."""

    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, present: str = "", first_day: date | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if first_day:
            self.fields["starts_on"].initial = first_day
        self.buttons = ("Hand over" if present else "Assign this coach",)
        if present:
            self.fields["starts_on"].help_text = f"{present} loses access on that day."

    def may(self, coach: PoolCoach) -> bool:
        return coach.can_lead
