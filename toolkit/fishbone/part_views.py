"""Small forms for the parts of a fishbone, each a page of its own; with scripts they open inside the outline."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from cmsportal.versions import Stale
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project

from ..models import Category, Cause
from . import presenters, services
from .base_views import FishboneView
from .forms import CategoryForm, CauseForm, EffectForm, IdeaForm, VotesForm


class PartEdit(FishboneView, ProjectFormPage, abstract=True):
    """A small form: on a page of its own, or inside the outline. Subclasses say what it changes."""

    refused_status = 422
    stale_status = 409
    title = ""
    button = "Save"
    lead = ""
    said = ""

    @property
    def template_name(self) -> str:
        return "toolkit/fishbone/inline_form.html" if self.request.htmx else "toolkit/fishbone_edit.html"

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        if self.request.htmx and not form.is_bound:
            form.visible_fields()[0].field.widget.attrs["autofocus"] = True  # it opens where the person just pressed
        if self.request.htmx and status >= 400:
            status = self.refused_status  # the one that htmx puts on the page
        answer = super().show(form, status)
        answer["Vary"] = "HX-Request, Cookie"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(view=self, here=self.request.get_full_path(), **kwargs)

    def say(self, words: str) -> None:
        self.said = words

    def get_next_url(self) -> HttpResponse:
        return self.back(self.said)


class FishboneEdit(PartEdit):
    permission = can_edit_project
    title = "The problem"
    lead = "It stands at the head of the fishbone. Everything else answers: why does this happen?"

    def get_form(self, data: Any = None) -> EffectForm:
        return EffectForm(data, instance=self.find_thing())

    def save(self, form: EffectForm) -> str:
        self._thing = services.set_effect(
            project=self.project,
            effect=form.cleaned_data["effect"],
            version=form.expected_version,
            by=self.request.user,
        )
        return "Saved."


class FishboneVotes(PartEdit):
    """All counts on one page, to be filled in when the team has voted."""

    permission = can_edit_project
    title = "Count the votes"
    lead = "Give everybody about a third as many votes as there are causes. Write down what each cause got."

    def get_form(self, data: Any = None) -> VotesForm:
        return VotesForm(data, outline=self.outline())

    def save(self, form: VotesForm) -> str:
        clashes = services.set_votes(fishbone=self.fishbone, votes=form.counted(), by=self.request.user)
        if clashes:
            raise Stale(clashes)
        return "Votes saved."


class CategoryCreate(PartEdit):
    permission = can_edit_project
    title = "Add a group"
    button = "Add this group"

    def get_form(self, data: Any = None) -> CategoryForm:
        _ = self.fishbone
        return CategoryForm(data)

    def save(self, form: CategoryForm) -> str:
        row = services.add_category(fishbone=self.fishbone, name=form.cleaned_data["name"], by=self.request.user)
        return f"'{row.name}' added."


class CategoryEdit(PartEdit):
    permission = can_edit_project
    title = "Rename a group"

    def get_form(self, data: Any = None) -> CategoryForm:
        self.category = self.find(Category, "category_id")
        return CategoryForm(data, instance=self.category)

    def save(self, form: CategoryForm) -> str:
        services.rename_category(
            category=self.category,
            name=form.cleaned_data["name"],
            version=form.expected_version,
            by=self.request.user,
        )
        return "Renamed."


class CauseCreate(PartEdit):
    """Add a cause to a group; with ``?under=`` the cause of a cause."""

    permission = can_edit_project
    title = "Add a cause"
    button = "Add this cause"
    lead = "Ask 'why?' once more of each cause. The answers hang under it."

    def get_form(self, data: Any = None) -> CauseForm:
        self.category = self.find(Category, "category_id")
        under = self.request.GET.get("under", "")
        place = f"cause:{under}" if under else f"category:{self.category.pk}"
        return CauseForm(data, outline=self.outline(), initial={"place": place})

    def save(self, form: CauseForm) -> str:
        cause = services.add_cause(
            fishbone=self.fishbone,
            text=form.cleaned_data["text"],
            place=form.cleaned_data["place"],
            by=self.request.user,
        )
        return f"'{cause.text}' added."


class CauseEdit(PartEdit):
    permission = can_edit_project
    title = "Change a cause"

    def get_form(self, data: Any = None) -> CauseForm:
        self.cause = self.find(Cause, "cause_id")
        return CauseForm(data, outline=self.outline(), instance=self.cause)

    def save(self, form: CauseForm) -> str:
        values = {name: form.cleaned_data[name] for name in ("text", "place", "votes")}
        services.edit_cause(cause=self.cause, **values, version=form.expected_version, by=self.request.user)
        return "Saved."


class CauseTest(PartEdit):
    """From a cause to something worth trying."""

    permission = can_edit_project
    title = "Test this"
    button = "Keep this idea"

    def get_form(self, data: Any = None) -> IdeaForm:
        self.cause = self.find(Cause, "cause_id")
        self.lead = f"The cause: {self.cause.text}"
        return IdeaForm(data)

    def save(self, form: IdeaForm) -> str:
        self.idea = services.test_cause(cause=self.cause, text=form.cleaned_data["text"], by=self.request.user)
        return "Kept as a change idea."

    def get_next_url(self) -> HttpResponse:
        url = presenters.ramp_url(self.project.pk, self.idea)
        return redirect(url) if url and not self.request.htmx else super().get_next_url()
