"""Forms of process maps and the driver diagram."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cmsportal.nhsuk.fields import NumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Field
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import Diagram, Edge, Lane, Measure, Node
from .kinds import DRIVER_KINDS, MAP_KINDS, WASTES


def _most(model: Any, name: str) -> int:
    return model._meta.get_field(name).max_length


def _kinds(kinds: Sequence[Any]) -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in kinds]


class TitleForm(VersionedFormMixin, NhsForm):
    """The words over a diagram."""

    form_tag = False
    buttons = ()
    title = forms.CharField(label="What does it show?", max_length=_most(Diagram, "title"))


class MapForm(TitleForm):
    layout = (Field("title", hint="For example: a repeat prescription, from the request to the bag."), "when")
    when = forms.ChoiceField(
        label="Which way of working?", choices=Diagram.When.choices, initial="now", widget=forms.RadioSelect
    )


class DriversForm(TitleForm):
    layout = (Field("title", hint="Your aim, in one line."),)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["title"].label = "What do you want to reach?"


class LaneForm(VersionedFormMixin, NhsForm):
    form_tag = False
    buttons = ()
    layout = (Field("name", hint="A role, for example Reception or GP. No names of people."),)
    name = forms.CharField(label="Who works in this lane?", max_length=_most(Lane, "name"))


class StepForm(VersionedFormMixin, NhsForm):
    """A new step, or a change to one. ``after`` and ``label`` are asked of new ones only."""

    form_tag = False
    buttons = ()
    looks = {"minutes": {"width": "4"}, "wait_minutes": {"width": "4"}, "label": {"width": "10"}}
    text = forms.CharField(label="What happens?", max_length=_most(Node, "text"))
    kind = forms.ChoiceField(
        label="What kind of step is it?", choices=_kinds(MAP_KINDS), initial="step", widget=forms.RadioSelect
    )
    lane = forms.ChoiceField(label="Who does it?", required=False)
    after = forms.ChoiceField(label="Which step comes before it?", required=False)
    label = forms.CharField(
        label="Words on the line, for example Yes", max_length=_most(Edge, "label"), required=False
    )
    minutes = NumberField(label="Minutes it takes", min_value=0, max_value=999_999, required=False)
    wait_minutes = NumberField(label="Minutes of waiting before it", min_value=0, max_value=999_999, required=False)
    wastes = forms.MultipleChoiceField(
        label="What is wasted here?",
        choices=list(WASTES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, lanes: Sequence[Lane], nodes: Sequence[Node], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lane"].choices = [("", "Nobody yet"), *((str(lane.pk), lane.name) for lane in lanes)]
        if self.instance is None:
            self.fields["after"].choices = [("", "None, it begins here"), *((str(n.pk), n.text) for n in nodes)]
            self.fields["after"].initial = str(nodes[-1].pk) if nodes else ""
        if self.instance is not None or not nodes:
            del self.fields["after"], self.fields["label"]

    def _values_of(self, instance: Any) -> dict[str, Any]:
        found = super()._values_of(instance)
        if instance is not None:
            found["lane"] = str(instance.lane_id or "")
        return found


class LineForm(NhsForm):
    """Where a step leads to."""

    form_tag = False
    buttons = ()
    looks = {"label": {"width": "10"}}
    target = forms.ChoiceField(label="Which step comes next?")
    label = forms.CharField(
        label="Words on the line, for example Yes", max_length=_most(Edge, "label"), required=False
    )

    def __init__(self, *args: Any, nodes: Sequence[Node], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(str(node.pk), node.text) for node in nodes]


class JoinForm(NhsForm):
    """What else an entry of the driver diagram hangs on."""

    form_tag = False
    buttons = ()
    above = forms.ChoiceField(label="What else does it hang on?")

    def __init__(self, *args: Any, nodes: Sequence[Node], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["above"].choices = [(str(node.pk), node.text) for node in nodes]


class EntryForm(VersionedFormMixin, NhsForm):
    """A driver or an idea. ``kind`` and ``under`` are asked of new ones only; a measure of drivers."""

    form_tag = False
    buttons = ()
    text = forms.CharField(label="Say it in a few words", max_length=_most(Node, "text"))
    kind = forms.ChoiceField(label="What is it?", choices=_kinds(DRIVER_KINDS), widget=forms.RadioSelect)
    under = forms.ChoiceField(label="What does it hang on?", required=False)
    measure = forms.ChoiceField(label="Which measure shows it?", required=False)

    def __init__(self, *args: Any, nodes: Sequence[Node], measures: Sequence[Measure], **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance is None:
            drivers = [node for node in nodes if node.kind != Node.Kind.IDEA]
            self.fields["under"].choices = [("", "The aim itself"), *((str(n.pk), n.text) for n in drivers)]
        else:
            del self.fields["kind"], self.fields["under"]
        self.fields["measure"].choices = [("", "None"), *((str(m.pk), m.name) for m in measures)]

    def _values_of(self, instance: Any) -> dict[str, Any]:
        found = super()._values_of(instance)
        if instance is not None:
            found["measure"] = str(instance.measure_id or "")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        kind = cleaned.get("kind")
        if kind == Node.Kind.PRIMARY and cleaned.get("under"):
            self.add_error("under", "This hangs on the aim itself. Choose that, or another kind above.")
        if kind in (Node.Kind.SECONDARY, Node.Kind.IDEA) and not cleaned.get("under") and "under" in cleaned:
            self.add_error("under", "Choose what it hangs on.")
        return cleaned
