"""Several small forms that make one page, with one list of what stands in the way."""

from collections.abc import Iterable
from typing import Any

from django.forms.formsets import BaseFormSet


class FormsOfPage(BaseFormSet):
    """Forms that were made one by one, under the name that the error summary knows.

    ``sentences`` concern the page as a whole.
    """

    def __init__(self, forms: Iterable[Any], sentences: Iterable[str] = ()) -> None:
        self.is_bound = True
        self.forms = list(forms)
        self.sentences = list(sentences)

    def non_form_errors(self) -> list[str]:
        return self.sentences

    @property
    def errors(self) -> list[Any]:
        return [*self.sentences, *(form.errors for form in self.forms if form.errors)]
