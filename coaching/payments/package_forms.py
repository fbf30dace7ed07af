"""The form of a package: its terms, and up to eight milestones in the order in which they are reached."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField, NumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Columns, Field, Fold, Group

from ..models import Milestone, Package
from .packages import MilestoneDraft
from .presenters import package_words, valid_words
from .rules import known_needs

MOST = 8


class PackageForm(NhsForm):
    """Each save makes the next version. ``version`` is the number of the one that the page was drawn from."""

    basis = forms.ChoiceField(label="What is paid?", choices=Package.Basis.choices, widget=forms.RadioSelect)
    cap = NumberField(
        label="The most for one project, if there is a cap", required=False, min_value=1, max_digits=9,
        decimal_places=2,
    )  # fmt: skip
    first_project_only = forms.BooleanField(label="Only for a practice’s first project", required=False)
    starts_on = DateField(label="From which day?")
    ends_on = DateField(
        label="Until which day?",
        required=False,
        help_text="That day is no longer included. Leave it empty if it is open.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=32_000, initial=0)
    buttons = ("Save these terms",)

    def __init__(self, *args: Any, package: Package | None, **kwargs: Any):
        self.package = package
        self.milestones: list[Milestone] = list(package.milestones.all()) if package else []
        initial: dict[str, Any] = {"starts_on": timezone.localdate(), "first_project_only": True, "basis": "fixed"}
        if package:
            initial |= {name: getattr(package, name) for name in ("basis", "cap", "first_project_only")}
            initial["version"] = package.number
        super().__init__(*args, initial=initial, **kwargs)
        for place in range(MOST):
            self._add(place, self.milestones[place] if place < len(self.milestones) else None)
        self.reword()

    def _add(self, place: int, milestone: Milestone | None) -> None:
        number = place + 1
        self.fields[f"title{place}"] = forms.CharField(
            label=f"Name of milestone {number}", max_length=80, required=False, initial=milestone and milestone.title
        )
        self.fields[f"needs{place}"] = forms.MultipleChoiceField(
            label=f"What must the record show for milestone {number}?",
            choices=[(need.value, need.label) for need in known_needs()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=milestone.needs if milestone else [],
        )
        self.fields[f"amount{place}"] = NumberField(
            label=f"Sum for milestone {number}", required=False, max_digits=9, decimal_places=4,
            initial=milestone and milestone.amount.normalize(),
            help_text="In pounds or, where each weighted patient counts, pounds for each.",
        )  # fmt: skip
        self.fields[f"key{place}"] = forms.UUIDField(
            widget=forms.HiddenInput, required=False, initial=milestone and milestone.key
        )

    def get_layout(self) -> list[Any]:
        rows: list[Any] = []
        for place in range(MOST):
            parts = (
                Field(f"title{place}"),
                Field(f"needs{place}", small=True),
                Field(f"amount{place}", prefix="£", width="10"),
            )
            begun = place < max(1, len(self.milestones))
            rows.append(Group(f"Milestone {place + 1}", *parts, size="s") if begun else
                        Fold(f"Milestone {place + 1}", *parts))  # fmt: skip
        return [
            Group(
                "The terms", Field("basis"), Field("cap", prefix="£", width="10"), "first_project_only",
                Columns(Field("starts_on"), Field("ends_on")),
            ),
            Group("The milestones, in their order", *rows, hint="Take the name away, and a milestone goes."),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = [place for place in range(MOST) if cleaned.get(f"title{place}")]
        for place in range(MOST):
            title, needs, amount = (cleaned.get(f"{name}{place}") for name in ("title", "needs", "amount"))
            if not title:
                is_new = place >= len(self.milestones)
                if is_new and (needs or amount is not None) and f"title{place}" not in self.errors:
                    self.add_error(f"title{place}", "Give this milestone a name.")
                continue
            if not needs and f"needs{place}" not in self.errors:
                self.add_error(f"needs{place}", "Tick at least one thing that must be there.")
            if f"amount{place}" not in self.errors:
                self._check_amount(place, amount, cleaned.get("basis"))
        if not named and not any(f"title{place}" in self.errors for place in range(MOST)):
            self.add_error("title0", "Write down at least one milestone.")
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and starts < timezone.localdate():
            self.add_error("starts_on", "These terms begin today or later: what was claimed before keeps its own.")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", "The last day comes after the first.")
        return cleaned

    def _check_amount(self, place: int, amount: Any, basis: str | None) -> None:
        if amount is None or amount <= 0:
            self.add_error(f"amount{place}", "Write a sum above nothing.")
        elif basis == Package.Basis.FIXED and -int(amount.normalize().as_tuple().exponent) > 2:
            self.add_error(f"amount{place}", "A sum has pounds and pence, and no more places.")

    def values(self) -> dict[str, Any]:
        names = ("basis", "cap", "first_project_only", "starts_on", "ends_on")
        return {name: self.cleaned_data[name] for name in names}

    def terms(self) -> list[MilestoneDraft]:
        given = self.cleaned_data
        return [
            MilestoneDraft(
                given[f"title{place}"].strip(),
                tuple(given[f"needs{place}"]),
                given[f"amount{place}"].normalize(),
                self._key(place),
            )
            for place in range(MOST)
            if given.get(f"title{place}")
        ]  # fmt: skip

    def _key(self, place: int) -> UUID | None:
        return self.cleaned_data.get(f"key{place}")

    @property
    def expected_number(self) -> int:
        return self.cleaned_data.get("version") or 0

    def show_stale(self, current: Package) -> None:
        """Somebody made a version meanwhile: it stands above the form, and the next save goes on from there."""
        self.package = current
        self.data = self.data.copy()
        self.data["version"] = str(current.number)
        self.add_error(
            None,
            f"{current.made_by.name} saved other terms while you were writing: {current}. {valid_words(current)}. "
            f"{package_words(current)} Nothing of yours is lost. Compare them, then save again.",
        )
