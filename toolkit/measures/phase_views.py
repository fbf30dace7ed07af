"""New middle lines: accept the one that a chart offers, start one of the team's own, take one away."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from toolkit.models import Phase

from . import phases, rephasing
from .cards import Card
from .phase_forms import OwnPhaseForm, PhaseForm
from .views_base import MeasureView


class PhaseCreate(MeasureView, ProjectFormPage):
    """Decide together: accept the new middle line that the chart offers. Never done alone."""

    permission = staticmethod(can_edit_project)
    template_name = "toolkit/phase_form.html"

    @cached_property
    def shown(self) -> Card:
        return self.card()

    @cached_property
    def offer(self) -> rephasing.Offer | None:
        return rephasing.offer(self.shown.chart, self.shown.analysis)

    def get_form(self, data: Any = None) -> PhaseForm:
        return PhaseForm(data, cancel_url=reverse("measure-detail", args=[self.project.pk, self.measure.pk]))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.offer:
            return super().post(request, **kwargs)
        typed, newest = request.POST.get("reason", "").strip(), self.measure.phases.last()
        if newest and typed != newest.reason:  # not a double click: somebody else was first
            messages.warning(request, f"The new middle line was started a moment ago. You had typed: ‘{typed[:500]}’")
        return self.get_next_url()

    def save(self, form: PhaseForm) -> str:
        phases.start_phase(
            measure=self.measure,
            starts_on=self.offer.start,
            label=f"After change {self.offer.change.number}",
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("measure-detail", self.project.pk, self.measure.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(card=self.shown, offer=self.offer, **kwargs)


class PhaseBegin(MeasureView, ProjectFormPage):
    """A new middle line that the team starts of its own choosing, with a name and the reason."""

    permission = staticmethod(can_edit_project)
    template_name = "toolkit/phase_begin.html"

    def get_form(self, data: Any = None) -> OwnPhaseForm:
        return OwnPhaseForm(data, cancel_url=reverse("measure-detail", args=[self.project.pk, self.measure.pk]))

    def save(self, form: OwnPhaseForm) -> str:
        values = {name: form.cleaned_data[name] for name in ("starts_on", "label", "reason")}
        phase = phases.start_phase(measure=self.measure, kind=Phase.Kind.OWN, by=self.request.user, **values)
        if (phase.label, phase.reason) != (values["label"], values["reason"]):  # not a double click
            sentence = f"‘{phase.label}’ starts on that day already. Choose another day."
            raise ValidationError({"starts_on": sentence})
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("measure-detail", self.project.pk, self.measure.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(card=self.card(), **kwargs)


class PhaseDelete(MeasureView):
    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Phase.visible_to(request.user).filter(measure=self.measure)
        phases.remove_phase(phase=get_or_404(rows, pk=kwargs["phase_id"]), by=request.user)
        return redirect("measure-detail", self.project.pk, self.measure.pk)
