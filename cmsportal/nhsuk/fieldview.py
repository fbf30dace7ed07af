"""From a bound field to what the template pack draws: ids, described-by, options, words. No HTML here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

# Browsers cut pasted text at maxlength without a word; the form says it instead, and keeps what was typed.
DROPPED_ATTRIBUTES = {
    "maxlength",
    "minlength",
    "required",
    "aria-describedby",
    "aria-invalid",
    "class",
    "id",
    "placeholder",
}
WIDTHS = {"2", "3", "4", "5", "10", "20", "30"}


@dataclass(frozen=True)
class FieldOptions:
    """How one field looks. Everything has a default; layout objects set what differs."""

    label_size: str = "s"  # '', s, m, l, xl
    page_heading: bool = False  # the label is the page's h1
    label_hidden: bool = False
    hint: str | None = None  # replaces the field's help text
    width: str = ""  # characters (2 3 4 5 10 20 30) or a fraction such as 'two-thirds'
    prefix: str = ""
    suffix: str = ""
    classes: str = ""
    group_classes: str = ""
    inline: bool = False
    small: bool = False
    look: str = ""  # '', tiles, segmented, big
    rows: int = 5
    count: int = 0  # characters, shown as a count under the box
    words: bool = False  # the count is of words
    item_hints: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, ...] = ()  # words under a scale: first, middle, last
    attributes: Mapping[str, Any] = field(default_factory=dict)
    reveals: Mapping[str, SafeString] = field(default_factory=dict)  # choice -> what it uncovers


@dataclass(frozen=True)
class Choice:
    id: str
    value: str
    label: str
    checked: bool
    hint: str
    reveal: str
    disabled: bool


@dataclass(frozen=True)
class Part:
    """One box of a date."""

    id: str
    name: str
    label: str
    value: str
    width: str


@dataclass(frozen=True)
class FieldView:
    kind: str
    id: str
    name: str
    label: str
    hint: str
    errors: list[str]
    described_by: str
    value: Any
    input_type: str
    attributes: dict[str, Any]
    options: FieldOptions
    choices: list[Choice]
    groups: list[tuple[str | None, list[dict[str, Any]]]]
    parts: list[Part]
    clash: Any

    @property
    def width_class(self) -> str:
        width = str(self.options.width)
        if not width:
            return ""
        return f"nhsuk-input--width-{width}" if width in WIDTHS else f"nhsuk-u-width-{width}"


def kind_of(widget: forms.Widget, options: FieldOptions) -> str:
    if widget.is_hidden:
        return "hidden"
    if getattr(widget, "is_date_parts", False):
        return "date_parts"
    table: list[tuple[type[forms.Widget], str]] = [
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.FileInput, "file"),
        (forms.PasswordInput, "password"),
        (forms.Textarea, "textarea"),
        (forms.Select, "select"),
        (forms.MultiWidget, "widget"),
        (forms.widgets.Input, "input"),
    ]
    kind = next((name for cls, name in table if isinstance(widget, cls)), "widget")
    return "character_count" if kind == "textarea" and options.count else kind


def build(bound: BoundField, options: FieldOptions) -> FieldView:
    widget = bound.field.widget
    kind = kind_of(widget, options)
    ident = str(widget.attrs.get("id") or bound.auto_id or bound.html_name)
    errors = [str(text) for text in bound.errors]
    hint = str(options.hint if options.hint is not None else bound.help_text or "")
    data = widget.get_context(bound.html_name, bound.value(), {**widget.attrs, "id": ident})["widget"]
    attributes = {k: v for k, v in data["attrs"].items() if k not in DROPPED_ATTRIBUTES} | dict(options.attributes)
    if bound.field.disabled:
        attributes["disabled"] = True
    described = [f"{ident}-hint"] * bool(hint) + [f"{ident}-error"] * bool(errors)
    if kind == "character_count":
        described.insert(0, f"{ident}-info")
    options = replace(options, classes=" ".join(filter(None, [str(widget.attrs.get("class", "")), options.classes])))
    return FieldView(
        kind=kind,
        id=ident,
        name=bound.html_name,
        label=str(bound.label),
        hint=hint,
        errors=errors,
        described_by=" ".join(described),
        value=data.get("value"),
        input_type=_input_type(data.get("type", "text")),
        attributes=attributes,
        options=options,
        choices=_choices(kind, ident, data, options),
        groups=_groups(data) if kind == "select" else [],
        parts=_parts(ident, data) if kind == "date_parts" else [],
        clash=getattr(bound.form, "clashes", {}).get(bound.name),
    )


def _input_type(given: str) -> str:
    """Numbers and dates are typed as text: browsers' own boxes lose what they cannot read."""
    return given if given in {"email", "tel", "url", "search", "password", "file"} else "text"


def _choices(kind: str, ident: str, data: dict[str, Any], options: FieldOptions) -> list[Choice]:
    if kind not in {"radios", "checkboxes"}:
        return []
    given = [option for _, group, _ in data["optgroups"] for option in group]
    # A choice of nothing has no circle of its own: leaving all empty says it.
    given = [option for option in given if str(option["value"]) != ""]
    return [
        Choice(
            id=ident if position == 0 else f"{ident}-{position + 1}",
            value=str(option["value"]),
            label=str(option["label"]),
            checked=bool(option["selected"]),
            hint=str(options.item_hints.get(str(option["value"]), "")),
            reveal=options.reveals.get(str(option["value"]), ""),
            disabled=bool(option["attrs"].get("disabled")),
        )
        for position, option in enumerate(given)
    ]


def _groups(data: dict[str, Any]) -> list[tuple[str | None, list[dict[str, Any]]]]:
    return [(name, group) for name, group, _ in data["optgroups"]]


def _parts(ident: str, data: dict[str, Any]) -> list[Part]:
    return [
        Part(
            id=f"{ident}-{part}",
            name=sub["name"],
            label=part.capitalize(),
            value="" if sub["value"] is None else str(sub["value"]),
            width="4" if part == "year" else "2",
        )
        for part, sub in zip(("day", "month", "year"), data["subwidgets"], strict=True)
    ]
