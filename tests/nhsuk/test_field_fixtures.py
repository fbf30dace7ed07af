"""Form controls against the HTML that nhsuk-frontend itself expects, for every fixture whose options we have."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.safestring import mark_safe

from cmsportal.nhsuk.fields import DatePartsField
from cmsportal.nhsuk.fieldview import FieldOptions, build
from cmsportal.nhsuk.templatetags.nhsuk_pack import draw
from tests.nhsuk.dom import tree

COMPONENTS = Path(__file__).parents[2] / "node_modules/nhsuk-frontend/dist/nhsuk/components"
TEXT = {"label", "hint", "errorMessage", "id", "name", "value", "disabled", "autocomplete", "spellcheck"}
INPUT = TEXT | {"width", "prefix", "suffix", "classes", "inputmode", "type", "autocapitalize"}
CHOICES = {"fieldset", "hint", "errorMessage", "idPrefix", "name", "items", "value", "values", "disabled"}
KNOWN = {
    "input": INPUT,
    "textarea": TEXT | {"rows", "classes"},
    "select": TEXT | {"items"},
    "radios": CHOICES | {"classes"},
    "checkboxes": CHOICES | {"classes"},
    "character-count": TEXT | {"maxlength", "countType", "rows"},
    "file-upload": TEXT,
    "password-input": TEXT | {"classes"},
    "date-input": {"fieldset", "hint", "errorMessage", "id", "values"},
}
LEAST = {
    "input": 25,
    "textarea": 9,
    "select": 8,
    "radios": 12,
    "checkboxes": 12,
    "character-count": 8,
    "file-upload": 5,
    "password-input": 5,
    "date-input": 5,
}


def fixtures(component: str) -> list[dict[str, Any]]:
    return json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]


def words(given: Any) -> str:
    """A text of a fixture: a string, or a mapping with text, html or heading."""
    if not isinstance(given, dict):
        return given or ""
    return mark_safe(given["html"]) if "html" in given else given.get("heading") or given.get("text") or ""


def plain(given: Any) -> bool:
    """Whether a text has no part (its own id, caption, class) that our pack leaves out on purpose."""
    return not isinstance(given, dict) or set(given) <= {"text", "html", "heading", "size", "isPageHeading"}


def heading_is_text(given: Any) -> bool:
    return not isinstance(given, dict) or isinstance(given.get("heading", ""), str)


def ours(component: str, context: dict[str, Any]) -> bool:
    legend = (context.get("fieldset") or {}).get("legend", {})
    label = context.get("label", legend)
    items = [item for item in context.get("items") or [] if item]
    known_items = {"value", "text", "hint", "conditional", "checked", "selected"}  # single ones are never turned off
    return (
        set(context) <= KNOWN[component]
        and bool(label)
        and plain(label)
        and heading_is_text(label)
        and set(context.get("fieldset") or {"legend": 1}) == {"legend"}
        and all(plain(context.get(part)) for part in ("hint", "errorMessage", "prefix", "suffix"))
        and not isinstance(context.get("errorMessage"), bool)
        and all(set(item) <= known_items and item.get("value") for item in items)
        and all(plain(item.get("hint")) for item in items)
        and all(context.get(part) != "" for part in ("value", "id"))
        and ("items" in context) == (component in {"select", "radios", "checkboxes"})
        and not ("width" in context and "width" in context.get("classes", ""))
        and (
            component != "character-count"
            or ("maxlength" in context and context.get("countType", "words") == "words")
        )
    )


def field_for(component: str, context: dict[str, Any]) -> forms.Field:
    pairs = [(item["value"], item["text"]) for item in context.get("items") or [] if item]
    kinds: dict[str, Any] = {
        "input": lambda: forms.CharField(),
        "textarea": lambda: forms.CharField(widget=forms.Textarea),
        "character-count": lambda: forms.CharField(widget=forms.Textarea),
        "password-input": lambda: forms.CharField(widget=forms.PasswordInput(render_value=True)),
        "file-upload": lambda: forms.FileField(),
        "select": lambda: forms.ChoiceField(choices=pairs),
        "radios": lambda: forms.ChoiceField(choices=pairs, widget=forms.RadioSelect),
        "checkboxes": lambda: forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple),
        "date-input": lambda: DatePartsField(),
    }
    return kinds[component]()


def answer(component: str, context: dict[str, Any], name: str) -> dict[str, Any]:
    items = [item for item in context.get("items") or [] if item]
    chosen = [item["value"] for item in items if item.get("checked") or item.get("selected")]
    if component == "date-input":
        return {f"{name}_{part}": value for part, value in (context.get("values") or {}).items()}
    if component == "checkboxes":
        return {name: chosen or context.get("values") or []}
    value = chosen[0] if chosen else context.get("value")
    return {} if value is None else {name: value}


def options_for(component: str, context: dict[str, Any]) -> FieldOptions:
    label = context.get("label") or context["fieldset"]["legend"]
    items = [item for item in context.get("items") or [] if item]
    names = ("inputmode", "autocomplete", "autocapitalize")
    attributes = {key: context[key] for key in names if context.get(key)}
    if isinstance(context.get("spellcheck"), bool):
        attributes["spellcheck"] = str(context["spellcheck"]).lower()
    if context.get("disabled"):
        attributes["disabled"] = True
    return FieldOptions(
        label_size=label.get("size", "") if isinstance(label, dict) else "",
        page_heading=isinstance(label, dict) and bool(label.get("heading") or label.get("isPageHeading")),
        hint=words(context.get("hint")),
        width=str(context.get("width", "")),
        prefix=words(context.get("prefix")),
        suffix=words(context.get("suffix")),
        classes=context.get("classes", ""),
        rows=context.get("rows", 5),
        count=context.get("maxlength") or 0,
        words=context.get("countType") == "words",
        attributes=attributes,
        item_hints={item["value"]: words(item["hint"]) for item in items if item.get("hint")},
        reveals={
            item["value"]: mark_safe(item["conditional"]["html"])
            for item in items
            if (item.get("conditional") or {}).get("html")
        },
    )


def render(component: str, context: dict[str, Any]) -> str:
    name = context.get("name", "example")
    field = field_for(component, context)
    field.label = words(context.get("label") or context["fieldset"]["legend"])
    field.widget.attrs["id"] = context.get("id") or context.get("idPrefix") or name
    if component == "input" and context.get("type"):
        field.widget.input_type = context["type"]
    form = type("FixtureForm", (forms.Form,), {name: field, "use_required_attribute": False})(
        answer(component, context, name), auto_id="%s"
    )
    message = words(context.get("errorMessage"))
    form._errors = ErrorDict({name: ErrorList([message])} if message else {})
    form.cleaned_data = {}
    view = build(form[name], options_for(component, context))
    return draw(view, form[name])


CASES = [
    pytest.param(component, fixture, id=f"{component}: {fixture['name']} {number}")
    for component in KNOWN
    for number, fixture in enumerate(fixtures(component))
    if ours(component, fixture["context"])
]


@pytest.mark.parametrize(("component", "fixture"), CASES)
def test_control_is_the_design_systems(component: str, fixture: dict[str, Any]) -> None:
    assert tree(drop_names(component, render(component, fixture["context"]))) == tree(
        drop_names(component, fixture["html"])
    )


def drop_names(component: str, html: str) -> str:
    """The boxes of a date carry the names that Django reads back; the fixtures' are the macro's own."""
    if component != "date-input":
        return html
    for part in ("day", "month", "year"):
        html = html.replace(f'name="{part}"', "").replace(f'name="example_{part}"', "")
    return html


def test_enough_fixtures_are_compared() -> None:
    counted = Counter(case.values[0] for case in CASES)
    assert {name: counted[name] for name in LEAST if counted[name] < LEAST[name]} == {}
