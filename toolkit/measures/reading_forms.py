from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsModelForm
from cmsportal.nhsuk.layout import Away, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Measure

from .reading import CHART_SENTENCES, RULE_SENTENCES, check_reading, fitting_charts


class Ticked(forms.BooleanField):
    """True, or None: not ticked is the habit of the rule set, not a choice against it."""

    def clean(self, value: Any) -> bool | None:
        return super().clean(value) or None


class ReadingForm(VersionedFormMixin, NhsModelForm):
    """Which chart, which rules, and from which figures the limits come.

    Args:
        suggestion: the chart that fits the figures, with its reason; it stands first.
    """

    rule_length = forms.TypedChoiceField(
        label="How many figures make a shift or a trend?",
        choices=Measure.RuleLength.choices,
        coerce=int,
        required=False,
        empty_value=Measure.RuleLength.SIX.value,
        widget=forms.RadioSelect,
        help_text="Seven gives fewer false alarms, and tells of a change later.",
    )
    screen_ranges = Ticked(
        label="Leave out unusually large moving ranges",
        required=False,
        help_text="One wild week then widens the limits less.",
    )
    reveals = {"rules": {"mdc": ["rule_length", "screen_ranges"]}}
    form_id = "reading"

    class Meta:
        model = Measure
        fields = ("chart", "rules", "rule_length", "screen_ranges", "freeze_on")
        widgets = {"chart": forms.RadioSelect, "rules": forms.RadioSelect}
        labels = {
            "chart": "Which chart?",
            "rules": "Which rules say that something changed?",
            "freeze_on": "Work out the line and its limits from figures up to",
        }

    def __init__(self, *args: Any, suggestion: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.suggestion, self.cancel_url = suggestion, cancel_url
        fitting = sorted(fitting_charts(self.instance), key=lambda chart: chart != suggestion.chart)
        self.fields["chart"].choices = [(chart.value, chart.label) for chart in fitting]
        self.fields["rules"].choices = Measure.Rules.choices
        self.looks = {
            "chart": {"item_hints": {chart.value: self._about(chart) for chart in fitting}},
            "rules": {"item_hints": {rules.value: words for rules, words in RULE_SENTENCES.items()}},
            "freeze_on": {
                "width": "20",
                "hint": "Empty: all figures. A date keeps the line where it was before your changes.",
            },
        }

    def _about(self, chart: Measure.Chart) -> str:
        if chart != self.suggestion.chart:
            return CHART_SENTENCES[chart]
        return f"We suggest this one. {self.suggestion.reason}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_reading(self.instance, cleaned)
            except forms.ValidationError as problem:
                self.add_error(None, problem)
        return cleaned

    def get_buttons(self) -> tuple[Any, ...]:
        use = Save("Use the suggestion", name="use", value="suggestion", variant="secondary")
        return (Save("Save how it is read"), use, Away("Cancel", self.cancel_url))
