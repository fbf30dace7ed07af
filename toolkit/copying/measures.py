"""How a measure is counted, for other teams. Baseline, goal, dates, source and who collects are the team's own."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from projects.models import Project
from projects.refusal import Refusal

from ..measures.labels import LABELS
from ..measures.services import add_measure
from ..models import Measure
from .frame import Content, Frame

OWN_WORDS = ("definition", "numerator", "denominator", "exclusions", "unit")
TEXTS = {"name": "What is counted", **{name: LABELS[name] for name in OWN_WORDS}}
CHOICES = ("kind", "value_kind", "decimals", "per", "direction", "schedule")


class MeasureFrame(Frame):
    def find(self, user: Any, project: Project, ident: Any) -> Measure | None:
        return Measure.visible_to(user).filter(project=project, pk=ident).first()

    def content(self, thing: Measure) -> Content:
        return {name: getattr(thing, name) for name in (*TEXTS, *CHOICES)}

    def title(self, thing: Measure) -> str:
        return thing.name

    def fields(self, content: Content) -> dict[str, forms.Field]:
        return {name: self._field(name, label, content[name]) for name, label in TEXTS.items()}

    @staticmethod
    def _field(name: str, label: str, value: str) -> forms.Field:
        most = Measure._meta.get_field(name).max_length
        widget = forms.Textarea if name == "definition" else forms.TextInput
        return forms.CharField(
            label=label, max_length=most, required=name == "name", widget=widget, initial=value
        )  # fmt: skip

    def changed(self, content: Content, values: Mapping[str, Any]) -> Content:
        return {**{name: values[name] for name in TEXTS}, **{name: content[name] for name in CHOICES}}

    def texts(self, content: Mapping[str, Any]) -> list[str]:
        return [str(content[name]) for name in TEXTS]

    def lines(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(label, str(content[name])) for name, label in TEXTS.items() if content[name]]

    def copy(self, *, title: str, content: Content, project: Project, by: Any) -> str:
        try:
            measure: Measure = add_measure(project=project, values=content, by=by)
        except ValidationError as problem:
            raise Refusal(" ".join(problem.messages)) from problem
        return f"'{measure.name}' is among your measures. Say who enters it, and where you start."
