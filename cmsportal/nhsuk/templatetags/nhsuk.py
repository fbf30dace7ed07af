"""Components of the design system as tags with declared arguments. Built in: no template needs a ``load``.

Block components (details, inset, callout) have an opening tag's text as their arguments; longer content goes
through the ``{% ...block %}`` forms at the end of this file.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cmsportal.nhsuk import formats, icons, summaries

register = template.Library()

register.filter("day", formats.day)
register.filter("day_full", formats.day_full)
register.filter("day_short", formats.day_short)
register.filter("clock", formats.clock)
register.filter("number", formats.number)
register.simple_tag(icons.icon, name="icon")

BUTTON_VARIANTS = {
    "primary": "",
    "secondary": " nhsuk-button--secondary",
    "warning": " nhsuk-button--warning",
}
BANNER_TITLES = {"important": "Important", "success": "Done"}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*pairs: str, label: str = "Where you are", here: str = "") -> dict[str, Any]:
    """``{% breadcrumbs 'Today' today_url project.title project_url here='Small test 4' %}``

    Pairs of words and address from the top down; ``here`` names the present page without a link.
    """
    if len(pairs) % 2 or not pairs:
        raise template.TemplateSyntaxError("breadcrumbs takes pairs of words and address.")
    items = [{"text": text, "href": href} for text, href in zip(pairs[::2], pairs[1::2], strict=True)]
    return {"items": items, "last": items[-1], "label": label, "here": here}


@register.inclusion_tag("components/back_link.html")
def back_link(href: str, text: str = "Back") -> dict[str, Any]:
    return {"href": href, "text": text}


@register.inclusion_tag("components/button.html")
def button(
    text: str,
    href: str = "",
    variant: str = "primary",
    *,
    name: str = "",
    value: str = "",
    small: bool = False,
    form: str = "",
    action: str = "",
    described: str = "",
) -> dict[str, Any]:
    """A green button (primary), a quiet one (secondary), a red one (warning), or a button that looks like a link.

    With ``href`` an ``<a>``, else a ``<button>``. ``described`` is heard after the words, never seen.
    """
    if variant not in {*BUTTON_VARIANTS, "link"}:
        raise template.TemplateSyntaxError(f"'{variant}' is no kind of button.")
    return {
        "text": text,
        "href": href,
        "is_link": variant == "link",
        "classes": BUTTON_VARIANTS.get(variant, "") + (" nhsuk-button--small" if small else ""),
        "name": name,
        "value": value,
        "form": form,
        "action": action,
        "described": described,
    }


@register.inclusion_tag("components/tag.html")
def tag(text: str, colour: str = "grey") -> dict[str, Any]:
    """A word that stands for a state. ``colour`` is one of the design system's, '' for its blue."""
    return {"text": text, "colour": colour}


@register.inclusion_tag("components/inset.html")
def inset(text: str, hidden_text: str = "Information") -> dict[str, Any]:
    return {"text": text, "hidden_text": hidden_text}


@register.inclusion_tag("components/details.html")
def details(summary: str, text: str, open: bool = False) -> dict[str, Any]:
    return {"summary": summary, "text": text, "open": open}


@register.inclusion_tag("components/warning_callout.html")
def warning_callout(heading: str, text: str, level: int = 3) -> dict[str, Any]:
    return {"heading": heading, "text": text, "level": f"h{level}"}


@register.inclusion_tag("components/notification_banner.html")
def notification_banner(
    text: str, variant: str = "important", title: str = "", ident: str = "", focus: bool = True
) -> dict[str, Any]:
    """What just happened (success, takes the focus unless ``focus`` is off) or must be known (important)."""
    return {
        "focus": focus,
        "text": text,
        "success": variant == "success",
        "title": title or BANNER_TITLES[variant],
        "title_id": f"nhsuk-notification-banner-title{f'-{ident}' if ident else ''}",
    }


@register.inclusion_tag("components/messages.html")
def message_banners(messages: Iterable[Any]) -> dict[str, Any]:
    """What Django's messages have to say, one banner each."""
    return {"banners": [(m, "success" if "success" in m.tags else "important", n) for n, m in enumerate(messages)]}


@register.inclusion_tag("components/action_link.html")
def action_link(text: str, href: str) -> dict[str, Any]:
    return {"text": text, "href": href}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], border: bool = True) -> dict[str, Any]:
    """``rows``: mappings with ``key``, ``value`` and optionally ``href``, ``action``, ``hidden_text``; or pairs."""
    prepared = [
        row if isinstance(row, dict) else dict(zip(("key", "value", "href"), row, strict=False)) for row in rows
    ]
    return {"rows": prepared, "border": border, "any_action": any(row.get("href") for row in prepared)}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """The list of what stands in the way, with a link to each field. It takes the focus.

    Takes forms and formsets, bound or not. Marks them, so that the pack does not say it a second time.
    """
    return {"problems": summaries.claim_problems(forms)}


@register.inclusion_tag("components/table.html")
def table(
    caption: str,
    head: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    cards: bool = True,
    first_is_header: bool = False,
    caption_size: str = "m",
) -> dict[str, Any]:
    """``head``: words, or mappings with ``text`` and ``numeric``. Below 640 px each row becomes a card."""
    columns = [cell if isinstance(cell, dict) else {"text": cell, "numeric": False} for cell in head]
    body = [list(zip(columns, row, strict=True)) for row in rows]
    return {
        "caption": caption,
        "columns": columns,
        "body": body,
        "cards": cards,
        "first_is_header": first_is_header,
        "caption_size": caption_size,
    }


def _page_numbers(page: Page) -> list[int | None]:
    last = page.paginator.num_pages
    wanted = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Numbered pages that keep the other parts of the address (sort, filters)."""
    query = context["request"].GET.copy() if "request" in context else None

    def address(number: int) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return "?" + query.urlencode()

    items = [
        None if n is None else {"number": n, "href": address(n), "current": n == page.number}
        for n in _page_numbers(page)
    ]
    return {
        "items": items,
        "many": page.paginator.num_pages > 1,
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("components/step_path.html")
def step_path(steps: Sequence[Any], label: str = "The five steps") -> dict[str, Any]:
    """A path of steps: mappings or objects with ``title``, and optionally ``method``, ``text``, ``state``, ``url``.

    ``state`` is 'done', 'current', 'skipped' or '' (not yet).
    """
    return {"steps": steps, "label": label}


@register.inclusion_tag("components/signal.html")
def signal(kind: str, words: str, small: bool = False, chance: str = "") -> dict[str, Any]:
    """What a chart says, in words with a shape: 'better', 'worse', 'none', 'early' or 'hidden'.

    ``chance`` says how often chance alone gives such a signal, where no sentence beside it does.
    """
    return {"kind": kind, "words": words, "small": small, "chance": chance, "shape": icons.signal_shape(kind)}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    heading: str, why: str, button_text: str = "", href: str = "", example: str = "", level: int = 2
) -> dict[str, Any]:
    """What will be here, why it is worth it, and the one button that starts it."""
    return {
        "heading": heading,
        "why": why,
        "button_text": button_text,
        "href": href,
        "example": example,
        "level": f"h{level}",
    }


@register.inclusion_tag("components/row_list.html")
def row_list(rows: Iterable[Any], empty: str = "", level: int = 3) -> dict[str, Any]:
    """Rows between thin rules: ``title``; optionally ``aside`` (plain words after the title), ``text`` (second line),
    ``strong`` (first words of that line), ``url`` with ``link``, ``post`` with ``link`` (a button that posts),
    ``tag``, ``described`` (heard after the link's words)."""
    return {"rows": list(rows), "empty": empty, "level": f"h{level}"}


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: template.Context, text: str, action: str, variant: str = "link", described: str = ""
) -> dict[str, Any]:
    """A form of one button: for what changes something and so must not be a link."""
    return {
        "text": text,
        "action": action,
        "variant": variant,
        "described": described,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/who_sees.html")
def who_sees(text: str) -> dict[str, Any]:
    """The line that says who can see this page."""
    return {"text": text}


class WrapNode(template.Node):
    """Renders what stands between two tags and hands it to a component's template as ``text``."""

    def __init__(self, name: str, nodes: NodeList, values: dict[str, FilterExpression]):
        self.name = name
        self.nodelist = nodes
        self.values = values

    def render(self, context: template.Context) -> SafeString:
        values = {key: value.resolve(context) for key, value in self.values.items()}
        values["content"] = self.nodelist.render(context)
        return render_to_string(f"components/{self.name}.html", values)


def _wrapper(name: str, component: str, first: str):
    def compile_tag(parser: Parser, token: Token) -> WrapNode:
        bits = token.split_contents()[1:]
        values = {}
        for position, bit in enumerate(bits):
            key, _, value = bit.partition("=") if "=" in bit and bit[0] not in "\"'" else (first, "", bit)
            if position and key == first:
                raise template.TemplateSyntaxError(f"{name} takes one value and then name=value.")
            values[key] = parser.compile_filter(value)
        nodes = parser.parse((f"end{name}",))
        parser.delete_first_token()
        return WrapNode(component, nodes, values)

    register.tag(name, compile_tag)


_wrapper("detailsblock", "details", "summary")
_wrapper("insetblock", "inset", "hidden_text")
_wrapper("calloutblock", "warning_callout", "heading")
