"""The forms of a cycle, one a stage, and of what is kept."""

import uuid
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Closed, Columns, Field, Fold, Group
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import ChangeIdea, Cycle, CycleQuestion

MOST_QUESTIONS = 4


class IdeaForm(NhsModelForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Add this idea",)
    looks = {"text": {"label_size": "m", "hint": "One sentence: what would you do differently?"}}

    class Meta:
        model = ChangeIdea
        fields = ("text",)


class RampForm(NhsForm):
    """The start of a ramp: as little as paper would ask."""

    title = forms.CharField(label="What do you want to try?", max_length=120)
    first_test = forms.CharField(
        label="What is the smallest way to try it?",
        max_length=120,
        help_text="For example: one receptionist, one morning.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Plan this small test",)


class CycleForm(VersionedFormMixin, NhsModelForm):
    """One stage of a cycle with its questions.

    ``question_fields`` are the fields of CycleQuestion that this stage fills in.
    """

    question_fields: tuple[str, ...] = ()

    class Meta:
        model = Cycle
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, measures: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "measure" in self.fields:
            self.fields["measure"].queryset = measures
            self.fields["measure"].empty_label = "Our main one"
        if "size_unit" in self.fields:
            self.fields["size_unit"].choices = [("", "Not counted"), *Cycle.SizeUnit.choices]
        self.questions = list(self.instance.questions.all())
        self.slots: list[CycleQuestion | None] = self._slots()
        for number, question in enumerate(self.slots):
            for name in self.question_fields:
                self._add_question_field(number, question, name)
        self.reword()

    def _values_of(self, instance: Any) -> dict[str, Any]:
        """With the questions, so that a stale save shows both texts of these too."""
        found = super()._values_of(instance)
        questions = list(instance.questions.all())[:MOST_QUESTIONS]
        for number in range(MOST_QUESTIONS):
            question = questions[number] if number < len(questions) else None
            found |= {f"q{number}_{name}": getattr(question, name, "") for name in self.question_fields}
        return found

    def _slots(self) -> list[CycleQuestion | None]:
        return list(self.questions)

    def _add_question_field(self, number: int, question: CycleQuestion | None, name: str) -> None:
        model_field = CycleQuestion._meta.get_field(name)
        field = model_field.formfield(required=False)
        if name == "comparison":
            field = forms.ChoiceField(
                choices=CycleQuestion.Comparison.choices, required=False, widget=forms.RadioSelect
            )
            field.label = "Compared with the prediction"
        field.initial = getattr(question, name, "")
        self.fields[f"q{number}_{name}"] = field

    @property
    def names(self) -> list[str]:
        """The cycle's own fields, without the questions'."""
        return list(self._meta.fields)

    def question_rows(self) -> list[dict[str, Any]]:
        """The questions as ``services.save_questions`` takes them."""
        return [
            {
                "id": question.pk if question else None,
                **{name: self.cleaned_data.get(f"q{number}_{name}", "") for name in self.question_fields},
            }
            for number, question in enumerate(self.slots)
        ]


class PlanForm(CycleForm):
    question_fields = ("question", "prediction")
    buttons = ("Save the plan",)
    keep = "plan"

    class Meta(CycleForm.Meta):
        fields = (
            *("title", "kind", "what", "who", "where", "starts_on", "ends_on"),
            *("scale", "size", "size_unit", "data_plan", "measure"),
        )
        widgets = {"what": forms.Textarea, "data_plan": forms.Textarea, "kind": forms.RadioSelect}

    def _slots(self) -> list[CycleQuestion | None]:
        return [*self.questions, *([None] if len(self.questions) < MOST_QUESTIONS else [])]

    def get_layout(self) -> list[Any]:
        questions: list[Any] = []
        for number, question in enumerate(self.slots):
            pair = (
                Field(f"q{number}_question", hint="What do you want to find out?" if number == 0 else ""),
                Field(f"q{number}_prediction", hint="What do you think will happen? A number is best."),
            )
            if question is None and number > 0:
                questions.append(Fold("Ask one more question", *pair))
            else:
                questions.extend(pair)
        return [
            "title",
            *questions,
            Field("what", rows=3),
            "who",
            "where",
            "starts_on",
            "ends_on",
            Field("scale", hint="In your words: one morning, or 20 patients. The number places it in the picture."),
            Columns(Field("size", width="5"), "size_unit"),
            Field("data_plan", rows=2),
            Field("measure", hint="Its chart stands beside your prediction when you study the test."),
            Closed("What kind of test", Field("kind", small=True)),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number, _ in enumerate(self.slots):
            if cleaned.get(f"q{number}_prediction") and not cleaned.get(f"q{number}_question"):
                self.add_error(f"q{number}_question", "Write the question that this prediction answers.")
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The end is before the start.")
        if cleaned.get("size_unit") and "size" not in self.errors and not cleaned.get("size"):
            self.add_error("size", "Write how many: a number from 1 up.")
        return cleaned


class DoForm(CycleForm):
    buttons = ("Save what you saw",)
    keep = "do"

    class Meta(CycleForm.Meta):
        fields = ("as_planned", "observations", "surprises")
        widgets = {"as_planned": forms.RadioSelect, "observations": forms.Textarea, "surprises": forms.Textarea}

    def get_layout(self) -> list[Any]:
        return [Field.segmented("as_planned"), Field("observations", rows=4), Field("surprises", rows=3)]


class StudyForm(CycleForm):
    question_fields = ("result", "comparison")
    buttons = ("Save what you learned",)
    keep = "study"

    class Meta(CycleForm.Meta):
        fields = ("learned",)
        widgets = {"learned": forms.Textarea}

    def get_layout(self) -> list[Any]:
        groups = [
            Group(
                question.question,
                Field(f"q{number}_result"),
                Field(f"q{number}_comparison", small=True),
                size="s",
                hint=f"You predicted: {question.prediction}" if question.prediction else "No prediction was written.",
            )
            for number, question in enumerate(self.questions)
        ]
        return [*groups, Field("learned", rows=5, hint="One or two sentences the next team could use.")]


class ActForm(CycleForm):
    keep = "act"
    buttons = ("Save the decision",)

    class Meta(CycleForm.Meta):
        fields = ("decision", "decision_reason", "next_change")
        widgets = {
            "decision": forms.RadioSelect,
            "decision_reason": forms.Textarea,
            "next_change": forms.Textarea,
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decision"].required = True
        self.fields["decision"].error_messages["required"] = "Choose what you decide."
        self.fields["decision"].choices = Cycle.Decision.choices

    def get_layout(self) -> list[Any]:
        return [
            Field(
                "decision",
                item_hints={
                    "adopt": "Keep it as it is",
                    "adapt": "Change it, test again",
                    "enlarge": "Test it on more",
                    "abandon": "Stop, and say why",
                },
            ),
            Field("decision_reason", rows=3),
            Field("next_change", rows=3, hint="If you adapt or enlarge: it stands in the plan of the next test."),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("decision") == Cycle.Decision.ABANDON and not cleaned.get("decision_reason", "").strip():
            self.add_error("decision_reason", "Say why you stop: it saves the next team the same test.")
        return cleaned


STAGE_FORMS: dict[str, type[CycleForm]] = {"plan": PlanForm, "do": DoForm, "study": StudyForm, "act": ActForm}
