"""Pages of the global and the specific aim."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from ..measures.permissions import reader_for
from ..models import GlobalAim, Measure, SpecificAim
from . import services
from .forms import GlobalAimForm, SpecificAimForm
from .sentences import aim_sentence, global_sentence, missing_parts, weaknesses
from .shown import as_shown


class AimsView(ProjectView, abstract=True):
    tool = Tool.AIMS

    def global_aim(self) -> GlobalAim | None:
        return GlobalAim.visible_to(self.request.user).filter(project=self.project).first()

    def specific_aim(self) -> SpecificAim | None:
        aims = SpecificAim.visible_to(self.request.user).filter(project=self.project)
        return aims.select_related("measure").first()


class AimsDetail(AimsView):
    """Both aims, each as one sentence, with what would make them stronger."""

    permission = can_see(Tool.AIMS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        theme, aim = self.global_aim(), self.specific_aim()
        context = self.get_context_data(
            global_aim=theme,
            global_words=global_sentence(theme),
            global_missing=missing_parts(theme) if theme else [],
            specific_aim=aim,
            specific_words=aim_sentence(as_shown(aim, reader_for(self.access))) if aim else "",
            measure_url=self._measure_url(aim),
            specific_weak=weaknesses(aim) if aim else [],
            global_parts=list(GlobalAimForm.Meta.labels.items()),
            specific_parts=list(SpecificAimForm.Meta.labels.items()),
        )
        return render(request, "toolkit/aims_detail.html", context)

    def _measure_url(self, aim: SpecificAim | None) -> str:
        """Of its measure's chart, for those who may open it."""
        if aim is None or aim.measure_id is None or not self.access.sees(Tool.MEASURES):
            return ""
        return reverse("measure-detail", args=[self.project.pk, aim.measure_id])


class AimEdit(AimsView, ProjectFormPage, abstract=True):
    """One aim from its parts. Subclasses say which."""

    template_name = "toolkit/aim_edit.html"
    next_url = "aims-detail"
    refused_status = 422
    stale_status = 409
    title = ""
    intro = ""
    preview_url = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            view=self, sentence=self.sentence_of(kwargs["form"]), weak=self.weak_points(kwargs["form"]), **kwargs
        )

    def sentence_of(self, form: Any) -> str:
        raise TypeError("a subclass reads the aim back")

    def weak_points(self, form: Any) -> list[str]:
        """What would make the aim stronger as it stands on the form."""
        raise TypeError("a subclass says what is weak")


class GlobalAimEdit(AimEdit):
    permission = can_edit_project
    title = "The theme you will work on"
    intro = "Six short parts. They are read back as one sentence. Only the first is needed."
    preview_url = "global-aim-preview"

    def get_form(self, data: Any = None) -> GlobalAimForm:
        return GlobalAimForm(data, instance=self.global_aim())

    def save(self, form: GlobalAimForm) -> str:
        services.save_global_aim(
            project=self.project, values=form.cleaned_data, version=form.expected_version, by=self.request.user
        )
        return "Saved."

    def sentence_of(self, form: GlobalAimForm) -> str:
        return global_sentence(as_typed(form))

    def weak_points(self, form: GlobalAimForm) -> list[str]:
        aim = as_typed(form)
        return missing_parts(aim) if global_sentence(aim) else []


class SpecificAimEdit(AimEdit):
    permission = can_edit_project
    title = "What will be better, by how much, by when"
    intro = "Choose a measure, or fill in what you know. The aim is read back as one sentence."
    preview_url = "specific-aim-preview"

    def get_form(self, data: Any = None) -> SpecificAimForm:
        measures = Measure.visible_to(self.request.user).filter(project=self.project).in_use()
        return SpecificAimForm(data, instance=self.specific_aim(), measures=measures)

    def save(self, form: SpecificAimForm) -> str:
        services.save_specific_aim(
            project=self.project, values=form.cleaned_data, version=form.expected_version, by=self.request.user
        )
        return "Saved."

    def sentence_of(self, form: SpecificAimForm) -> str:
        return aim_sentence(as_typed(form))

    def weak_points(self, form: SpecificAimForm) -> list[str]:
        aim = as_typed(form)
        # A goal that is refused is said beside its field: what else is weak can wait until then.
        return weaknesses(aim) if aim_sentence(aim) and not form.errors.get("goal") else []


class GlobalAimPreview(GlobalAimEdit):
    """The sentence while it is being typed. Writes nothing."""

    permission = can_edit_project
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return show_preview(self)


class SpecificAimPreview(SpecificAimEdit):
    """The sentence while it is being typed. Writes nothing."""

    permission = can_edit_project
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return show_preview(self)


def show_preview(view: AimEdit) -> HttpResponse:
    form = view.get_form(view.request.POST)
    form.is_valid()
    sides = form.errors.get("goal", [])
    context = {"sentence": view.sentence_of(form), "sides": sides, "weak": view.weak_points(form)}
    return render(view.request, "toolkit/aims/preview.html", context)


def as_typed(form: Any) -> Any:
    """The aim as it stands on the form: typed parts where it was sent, saved ones where it was only opened."""
    if not form.is_bound:
        return form.instance
    cleaned = getattr(form, "cleaned_data", {})
    empty = dict.fromkeys(form.fields, "") | {"baseline": None, "goal": None, "by_date": None, "measure": None}
    return SimpleNamespace(**{name: cleaned.get(name, empty[name]) for name in form.fields})
