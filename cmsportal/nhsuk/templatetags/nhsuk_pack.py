"""Tags that only the crispy pack's own templates use."""

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from cmsportal.nhsuk import summaries
from cmsportal.nhsuk.fieldview import FieldOptions, FieldView, build

register = template.Library()


@register.simple_tag(takes_context=True)
def nhs_field(context: template.Context, bound: BoundField) -> SafeString:
    """Draws one bound field by its kind, with the options its layout object gave."""
    options = context.get("options")
    if not isinstance(options, FieldOptions):
        options = FieldOptions(**getattr(bound.form, "looks", {}).get(bound.name, {}))
    return draw(build(bound, options), bound)


def draw(view: FieldView, bound: BoundField | None = None) -> SafeString:
    return render_to_string(f"nhsuk/fields/{view.kind}.html", {"view": view, "options": view.options, "bound": bound})


@register.inclusion_tag("components/error_summary.html")
def unlisted_problems(form: Any) -> dict[str, Any]:
    """The summary, unless the page's head has shown it already."""
    return {"problems": summaries.claim_problems([form])}


@register.filter
def bare_svg(svg: str) -> SafeString:
    """A library's SVG document as an element for the page: without its XML declaration."""
    return mark_safe(svg[svg.index("<svg") :])
