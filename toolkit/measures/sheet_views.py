"""All measures on one sheet, to print: what each counts, how, and where it is going."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from toolkit.suppression import suppress_number

from .permissions import can_see_measures
from .presenters import definition_rows
from .series import basis_of
from .views_base import MeasuresView

ORDER = {"outcome": 0, "process": 1, "balancing": 2}


class MeasureSheet(MeasuresView):
    """The definitions of the measures in use, outcome first. What leaves the practice has no small numbers."""

    permission = can_see_measures
    template_name = "toolkit/measure_sheet.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self.measures.in_use().select_related("collector").with_test_ends()
        ordered = sorted(rows, key=lambda measure: (ORDER[measure.kind], not measure.is_lead, measure.position))
        kinds = {measure.kind for measure in ordered}
        sheets = [(measure, definition_rows(measure, self.reader, self._baseline(measure))) for measure in ordered]
        return self.page(request, sheets=sheets, lacks=self._lacks(kinds) if ordered else [])

    def _baseline(self, measure: Any) -> Any:
        if self.reader.raw:
            return measure.baseline
        return suppress_number(measure.baseline, basis_of(measure), self.reader.threshold)

    def _lacks(self, kinds: set[str]) -> list[str]:
        sentences = {
            "outcome": "No outcome measure yet: what should get better for patients or staff?",
            "process": "No process measure yet: how will you see that you do what you planned?",
            "balancing": "No balancing measure yet: what might get worse meanwhile?",
        }
        return [words for kind, words in sentences.items() if kind not in kinds]
