"""How a chart is read: the team chooses the chart, its rules and its baseline, and sees the chart before it saves."""

from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from toolkit import spc
from toolkit.models import Measure
from toolkit.pictures import picture_response

from . import images, reading, services
from .cards import card_of
from .reading_forms import ReadingForm
from .series import chart_of, marks_of
from .views_base import MeasureView


class ReadingPage(MeasureView, ProjectFormPage):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/measure_reading.html"

    @cached_property
    def suggestion(self) -> spc.Suggestion:
        return reading.suggestion(self.measure)

    def get_form(self, data: Any = None) -> ReadingForm:
        if data and data.get("use"):
            data = data.copy()
            data["chart"], data["rules"] = self.suggestion.chart, self.suggestion.rules
        return ReadingForm(
            data,
            instance=copy(self.measure),
            suggestion=self.suggestion,
            cancel_url=reverse("measure-detail", args=[self.project.pk, self.measure.pk]),
        )

    def save(self, form: ReadingForm) -> str:
        values = {name: form.cleaned_data[name] for name in reading.READING}
        services.change_reading(
            measure=self.measure, values=values, expected_version=form.expected_version, by=self.request.user
        )
        return "Saved. The chart is read this way from now on."

    def get_next_url(self) -> HttpResponse:
        return redirect("measure-detail", self.project.pk, self.measure.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"card": self.card("half"), "note": reading.without_counts(self.measure)}
        return super().get_context_data(**shown, **kwargs)


class ReadingPreview(ReadingPage):
    """The chart as it would be read, while somebody chooses; with ``picture``, its picture. Writes nothing."""

    permission = staticmethod(can_edit_project)
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.GET)
        if not form.is_valid():
            problems = [sentence for sentences in form.errors.values() for sentence in sentences]
            return render(request, "toolkit/_reading_preview.html", {"problems": problems})
        chosen = self._read_as(form)
        if request.GET.get("picture"):
            size = "phone" if request.GET["picture"] == "phone" else "half"
            return picture_response(request, images.picture(self._chart(chosen), size, "svg"))
        card = card_of(chosen, marks_of(self.project), self.reader, "half")
        address = f"{request.path}?{request.GET.urlencode()}&picture="
        picture = replace(card.picture, url=f"{address}half", phone_url=f"{address}phone")
        context = {"card": replace(card, picture=picture), "note": reading.without_counts(chosen)}
        return render(request, "toolkit/_reading_preview.html", context)

    def _read_as(self, form: ReadingForm) -> Measure:
        chosen = copy(self.measure)
        for name in reading.READING:
            setattr(chosen, name, form.cleaned_data[name])
        return chosen

    def _chart(self, measure: Measure) -> Any:
        return chart_of(measure, marks_of(self.project), self.reader)
