"""Small forms for the parts of a fishbone. Each works on a page of its own and inside the outline."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from cmsportal.nhsuk.fields import WholeNumberField
from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Field
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import Category, Cause, ChangeIdea, Fishbone
from .presenters import Outline

MOST_VOTES = 999


class EffectForm(VersionedFormMixin, NhsModelForm):
    form_tag = False
    buttons = ()
    layout = (Field("effect", hint="Say what happens and to whom. For example: patients wait more than 5 minutes."),)

    class Meta:
        model = Fishbone
        fields = ["effect"]
        labels = {"effect": "What is the problem?"}


class CategoryForm(VersionedFormMixin, NhsForm):
    form_tag = False
    buttons = ()
    name = forms.CharField(label="Name of the group", max_length=Category._meta.get_field("name").max_length)


class CauseForm(VersionedFormMixin, NhsForm):
    """A new cause, or a change to one. ``votes`` is asked for only where the cause exists."""

    form_tag = False
    buttons = ()
    text = forms.CharField(label="Cause", max_length=Cause._meta.get_field("text").max_length)
    place = forms.ChoiceField(label="Where does it belong?")
    votes = WholeNumberField(label="Votes", min_value=0, max_value=MOST_VOTES)
    looks = {"votes": {"width": "3"}}

    def __init__(self, *args: Any, outline: Outline, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places_for(outline, self.instance)
        if self.instance is None:
            del self.fields["votes"]


def places_for(outline: Outline, cause: Cause | None) -> list[tuple[str, Any]]:
    """The groups, and under each the causes that may have causes.

    A cause with sub-causes moves between groups only.
    """
    may_hang = cause is None or not any(
        view.subs for category in outline.categories for view in category.causes if view.cause.pk == cause.pk
    )
    choices: list[tuple[str, Any]] = []
    for category in outline.categories:
        inside = [(f"category:{category.category.pk}", category.category.name)]
        if may_hang:
            inside += [
                (f"cause:{view.cause.pk}", f"Causes '{view.cause.text}'")
                for view in category.causes
                if cause is None or view.cause.pk != cause.pk
            ]
        choices.append((category.category.name, inside))
    return choices


class IdeaForm(NhsForm):
    form_tag = False
    buttons = ()
    text = forms.CharField(label="What will you try?", max_length=ChangeIdea._meta.get_field("text").max_length)


class VotesForm(NhsForm):
    """A count beside each cause. ``was`` is what the page showed."""

    form_tag = False
    buttons = ()

    def __init__(self, data: Any = None, *, outline: Outline):
        causes = [(c, v) for v in outline.categories for top in v.causes for c in (top, *top.subs)]
        self.base_fields = {}
        for view, category in causes:
            label = f"{category.category.name}: {view.cause.text}"
            self.base_fields[f"votes-{view.cause.pk}"] = WholeNumberField(
                label=label, min_value=0, max_value=MOST_VOTES, initial=view.cause.votes
            )
            self.base_fields[f"was-{view.cause.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=view.cause.votes, required=False
            )
        self.causes = [view for view, _ in causes]
        self.looks = {f"votes-{view.cause.pk}": {"width": "3"} for view in self.causes}
        super().__init__(data)

    def counted(self) -> dict[Any, tuple[int, int]]:
        """Cause -> (shown, counted). Only after ``is_valid()``."""
        found = {}
        for view in self.causes:
            now = self.cleaned_data[f"votes-{view.cause.pk}"]
            was = self.cleaned_data[f"was-{view.cause.pk}"]
            found[view.cause.pk] = (view.cause.votes if was is None else was, now)
        return found

    def show_stale(self, current: Mapping[UUID, int]) -> None:
        """The counts that somebody else wrote meanwhile, beside those typed; saved again, these stand."""
        self.data = self.data.copy()
        for ident, count in current.items():
            self.data[f"was-{ident}"] = str(count)
            self.add_error(f"votes-{ident}", f"Somebody wrote {count} here meanwhile. Save again to keep yours.")
