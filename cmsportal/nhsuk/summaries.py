"""What the summary at the top of a form lists, and where each line leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms.formsets import BaseFormSet


@dataclass(frozen=True)
class Problem:
    text: str
    target: str  # id of the field, '' when it concerns the whole form


def field_target(bound: Any) -> str:
    """The id a link must lead to: the first control of the field, as this pack names it."""
    return bound.auto_id + ("-day" if getattr(bound.field.widget, "is_date_parts", False) else "")


def form_problems(form: Any) -> list[Problem]:
    if not form.is_bound:
        return []
    problems = [Problem(str(text), "") for text in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        target = "" if bound.is_hidden else field_target(bound)
        problems += [Problem(str(text), target) for text in form.errors.get(name, [])]
    return problems


def problems_of(item: Any) -> list[Problem]:
    """Problems of a form, or of a formset and its forms, top down."""
    if not isinstance(item, BaseFormSet):
        return form_problems(item)
    if not item.is_bound:
        return []
    problems = [Problem(str(text), "") for text in item.non_form_errors()]
    for form in item.forms:
        problems += form_problems(form)
    return problems


def claim_problems(forms: Iterable[Any]) -> list[Problem]:
    """Problems of the forms nobody has listed yet on this page; the same words and target only once."""
    found: list[Problem] = []
    for form in forms:
        if not hasattr(form, "is_bound") or getattr(form, "problems_listed", False):
            continue
        form.problems_listed = True
        found += [problem for problem in problems_of(form) if problem not in found]
    return found
