"""Layout objects for crispy forms in the look of the design system.

``Layout("name", Field("figure", look="big", suffix="%"), Group("Why", "reason"), Buttons(Save("Save")))``.
A plain string is a field with the ordinary look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields as dataclass_fields
from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from cmsportal.nhsuk.fieldview import FieldOptions

OPTION_NAMES = {item.name for item in dataclass_fields(FieldOptions)}
Part = Any  # a field's name, or another layout object


def _render_all(parts: Sequence[Part], form: Any, context: Context, template_pack: str) -> SafeString:
    return mark_safe("".join(render_field(part, form, context, template_pack=template_pack) for part in parts))


class Field(LayoutObject):
    """One field and how it looks: see FieldOptions for the names.

    ``reveals`` maps a choice to the fields that appear under it when it is chosen. When the form has a ``reveals`` of
    its own for this field, that is used, and the form also drops what was typed under a choice not taken.
    """

    def __init__(self, name: str, *, reveals: Mapping[str, Sequence[Part]] | None = None, **options: Any):
        unknown = set(options) - OPTION_NAMES
        if unknown:
            raise TypeError(f"A field has no option {', '.join(sorted(unknown))}.")
        self.fields = [name]
        self.name = name
        self.reveals = reveals
        self.options = options

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        declared = getattr(form, "reveals", {}).get(self.name, {})
        under = {
            str(choice): _render_all(parts, form, context, template_pack)
            for choice, parts in (self.reveals or declared).items()
        }
        options = FieldOptions(**{**getattr(form, "looks", {}).get(self.name, {}), **self.options, "reveals": under})
        return render_field(
            self.name,
            form,
            context,
            template_pack=template_pack,
            extra_context={"options": options},
            **kwargs,
        )

    @classmethod
    def tiles(cls, name: str, **options: Any) -> "Field":
        """Big choices, at least 52 px high, for thumbs."""
        return cls(name, look="tiles", **options)

    @classmethod
    def segmented(cls, name: str, **options: Any) -> "Field":
        """A few short choices in one bar: Known, Estimate, Not known."""
        return cls(name, look="segmented", **options)

    @classmethod
    def big(cls, name: str, **options: Any) -> "Field":
        """The one figure a page is for, 64 px high."""
        return cls(name, look="big", **options)

    @classmethod
    def scale(cls, name: str, *ends: str, **options: Any) -> "Field":
        """1 to 5 in a row of tiles, with words under its ends."""
        return cls(name, look="tiles", classes="app-tiles--scale", ends=tuple(ends), **options)

    @classmethod
    def counted(cls, name: str, characters: int, **options: Any) -> "Field":
        return cls(name, count=characters, **options)


class _Holder(LayoutObject):
    """Several parts inside one element."""

    template = ""

    def __init__(self, *parts: Part, classes: str = "", ident: str = ""):
        self.fields = list(parts)
        self.classes = classes
        self.ident = ident

    def values(self, form: Any, context: Context) -> dict[str, Any]:
        return {}

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        content = _render_all(self.fields, form, context, template_pack)
        values = {
            "content": content,
            "classes": self.classes,
            "ident": self.ident,
            **self.values(form, context),
        }
        return render_to_string(f"{template_pack}/layout/{self.template}.html", values)


class Group(_Holder):
    """Fields that belong together, under a legend: a fieldset."""

    template = "fieldset"

    def __init__(
        self, legend: str, *parts: Part, size: str = "m", hint: str = "", classes: str = "", ident: str = ""
    ):
        super().__init__(*parts, classes=classes, ident=ident)
        self.legend, self.size, self.hint = legend, size, hint

    def values(self, form: Any, context: Context) -> dict[str, Any]:
        return {"legend": self.legend, "size": self.size, "hint": self.hint}


class Div(_Holder):
    template = "div"


class Columns(Div):
    """Parts side by side on a desk, one under the other on a phone."""

    def __init__(self, *parts: Part, classes: str = "", ident: str = ""):
        count = {2: "two", 3: "three"}.get(len(parts), "two")
        super().__init__(*parts, classes=f"app-grid app-grid--{count} app-grid--form {classes}".strip(), ident=ident)


class Inline(Div):
    """Short fields in one line that wraps: a figure, its unit, how sure we are."""

    def __init__(self, *parts: Part, classes: str = "", ident: str = ""):
        super().__init__(*parts, classes=f"app-fields-inline {classes}".strip(), ident=ident)


class FigureRow(_Holder):
    """One figure of a workbook in a line: what it is, the box with its unit, how sure we are.

    ``certainty`` is the name of the choice field beside the figure; its legend is heard, not seen.
    """

    template = "figure_row"

    def __init__(self, figure: str, certainty: str, *, unit: str = "", width: str = "5", classes: str = ""):
        super().__init__(
            Field(figure, suffix=unit or " ", width=width, classes="app-numeric"),
            Field.segmented(certainty, label_hidden=True),
            classes=classes,
        )


class Fold(_Holder):
    """Parts behind a summary; open when one of its fields has a problem or a value."""

    template = "fold"

    def __init__(self, summary: str, *parts: Part, open: bool = False, classes: str = "", ident: str = ""):
        super().__init__(*parts, classes=classes, ident=ident)
        self.summary, self.open = summary, open

    def values(self, form: Any, context: Context) -> dict[str, Any]:
        names = [pointer.name for pointer in self.get_field_names()]
        open_now = self.open or any(form.errors.get(n) or form[n].value() for n in names if n in form.fields)
        return {"summary": self.summary, "open": open_now}


class Closed(Fold):
    """Parts folded away even when filled in: they have sensible answers. A problem inside opens them."""

    def values(self, form: Any, context: Context) -> dict[str, Any]:
        names = [pointer.name for pointer in self.get_field_names()]
        return {"summary": self.summary, "open": any(form.errors.get(name) for name in names)}


class Words:
    """A paragraph between fields."""

    def __init__(self, text: str, classes: str = "app-second"):
        self.text, self.classes = text, classes

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return render_to_string(f"{template_pack}/layout/words.html", {"text": self.text, "classes": self.classes})


class Include:
    """A template of one's own between fields, with the page's context and ``form``."""

    def __init__(self, template: str, **values: Any):
        self.template, self.values = template, values

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return render_to_string(self.template, {**context.flatten(), "form": form, **self.values})


class Save:
    """A button that sends the form. The first of a form is green, others are given ``variant='secondary'``."""

    def __init__(self, text: str = "Save", *, name: str = "", value: str = "", variant: str = "primary", small=False):
        self.values = {"text": text, "name": name, "value": value, "variant": variant, "small": small}

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return render_to_string(f"{template_pack}/layout/save.html", self.values)


class Away:
    """A plain link beside the button: 'Cancel', 'Skip this'."""

    def __init__(self, text: str, href: str):
        self.values = {"text": text, "href": href}

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return render_to_string(f"{template_pack}/layout/away.html", self.values)


class Buttons(_Holder):
    """The foot of a form: one green button, links beside it. Strings are words for buttons, the first one green."""

    template = "buttons"

    def __init__(self, *parts: Part, note: str = "", classes: str = ""):
        made = [
            Save(p, variant="secondary" if n else "primary") if isinstance(p, str) else p for n, p in enumerate(parts)
        ]
        super().__init__(*made, classes=classes)
        self.note = note

    def values(self, form: Any, context: Context) -> dict[str, Any]:
        return {"note": self.note}
