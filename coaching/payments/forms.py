"""Forms of a claim, of the file for finance, and of what a manager enters."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField, NumberField, WholeNumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Field
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import Budget, Claim, ClaimStep
from .weighing import Registered

WORDS = 1000


class ActForm(NhsForm):
    """What somebody does with a claim. ``version``: of the claim as the page shows it."""

    keep = "claim"
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    words = forms.CharField(max_length=WORDS, widget=forms.Textarea)
    looks = {"words": {"rows": 4, "count": WORDS}}

    def __init__(self, *args: Any, claim: Claim, label: str, button: str, required: bool = True, **kwargs: Any):
        kwargs["initial"] = {"version": claim.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].required = required
        self.fields["version"].error_messages["required"] = "This page is no longer whole. Open it again."
        self.buttons = (button,)
        self.reword()


class RejectForm(ActForm):
    reason = forms.ChoiceField(
        label="Why is it turned down?", choices=ClaimStep.Reason.choices, widget=forms.RadioSelect
    )
    field_order = ("reason", "words", "version")


class WeightedForm(NhsForm):
    patients = WholeNumberField(label="Weighted patients", min_value=1, max_value=1_000_000)
    day = DateField(label="Which day does it tell of?")
    source = forms.CharField(
        label="Where is it from?",
        max_length=160,
        help_text="For example the quarterly payment figures of NHS England.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    layout = (Field("patients", width="10"), Field("day", width="20"), "source")
    buttons = ("Save",)

    def __init__(self, *args: Any, registered: Registered | None = None, **kwargs: Any):
        self.registered = registered
        initial = vars(registered) if registered else {}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """What was typed over the published figure does not keep its source."""
        cleaned = super().clean()
        if self.registered and cleaned.get("source") == self.registered.source:
            offered = vars(self.registered)
            if any(cleaned.get(name, offered[name]) != offered[name] for name in ("patients", "day")):
                self.add_error("source", "You changed the figure or its day. Say where the new one is from.")
        return cleaned


class BudgetForm(VersionedFormMixin, NhsForm):
    amount = NumberField(
        label="Budget in pounds", min_value=0, max_digits=11, decimal_places=2, max_value=Decimal("999999999.99")
    )
    layout = (Field("amount", prefix="£", width="10"),)
    buttons = ("Save the budget",)

    def __init__(self, *args: Any, instance: Budget, **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)


class ClaimsForm(NhsForm):
    """Which claims; they are drawn by the page, as a table with boxes."""

    claims = forms.TypedMultipleChoiceField(coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple)
    form_tag = False

    def __init__(self, *args: Any, claims: Sequence[Claim], **kwargs: Any):
        idents = [str(claim.pk) for claim in claims]
        kwargs["initial"] = {"claims": idents, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["claims"].choices = [(ident, ident) for ident in idents]
        self.fields["claims"].error_messages = {
            "required": "Tick at least one claim.",
            "invalid_choice": "The list has changed meanwhile. Look at it again.",
        }

    @property
    def ticked(self) -> set[str]:
        return {str(value) for value in self["claims"].value() or []}


class FileForm(ClaimsForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    layout = ()
    buttons = ("Make the file",)

    def get_layout(self) -> list[Any]:
        return []


class PaidForm(ClaimsForm):
    paid_on = DateField(label="When was it paid?")
    reference = forms.CharField(label="Finance’s reference", max_length=60)
    layout = (Field("paid_on", width="20"), Field("reference", width="20"))
    buttons = ("Mark as paid",)
