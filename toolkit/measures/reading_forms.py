from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsModelForm
from cmsportal.nhsuk.layout import Away, Buttons, Div, Include, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Measure

from .reading import CHART_WORDS, RULE_WORDS, check_reading, fitting_charts


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
    buttons = ()

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
        self.fields["chart"].choices = [(chart.value, CHART_WORDS[chart][0]) for chart in fitting]
        self.fields["rules"].choices = [(rules.value, words) for rules, (words, _more) in RULE_WORDS.items()]
        self.looks = {
            "chart": {"item_hints": {chart.value: self._about(chart) for chart in fitting}},
            "rules": {"item_hints": {rules.value: more for rules, (_words, more) in RULE_WORDS.items()}},
            "freeze_on": {
                "width": "20",
                "hint": "Empty: all figures. A date keeps the line where it was before your changes.",
            },
        }

    def _about(self, chart: Measure.Chart) -> str:
        if chart != self.suggestion.chart:
            return CHART_WORDS[chart][1]
        return f"We suggest this one. {self.suggestion.reason}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_reading(self.instance, cleaned)
            except forms.ValidationError as problem:
                self.add_error(None, problem)
        return cleaned

    def get_layout(self) -> list[Any]:
        """The chart stands between the choices and the buttons, so that on a phone it is seen before it is saved."""
        save = Save("Save how it is read")
        use = Save("Use the suggestion", name="use", value="suggestion", variant="secondary")
        return [
            Div(
                Div("chart", "rules", "freeze_on", classes="app-reading__choices"),
                Include("toolkit/_reading_panel.html"),
                Buttons(save, use, Away("Cancel", self.cancel_url)),
                classes="app-reading",
            )
        ]
