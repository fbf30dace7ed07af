"""``{% load comments %}{% comment_link 'cause' cause.pk cause.text %}`` beside a field."""

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("projects/comments/link.html", takes_context=True)
def comment_link(
    context: template.Context, kind: str, ident: Any, label: str, part: str = "", only: str = ""
) -> dict[str, Any]:
    """The link to what is said about a field, for those who may read it; nothing for anybody else.

    Args:
        kind: a kind of place (projects.comments.places).
        ident: the field's name in it. ``part``: of a thing with several fields, which one.
        label: what the field is called; heard after the link's words.
        only: 'said' for the link only where something was said, 'unsaid' only where nothing was. With many fields on
            one page the first stands beside the field, the second among what can be done with it.
    """
    beside = context.get("comments")
    name = f"{ident}.{part}" if part else str(ident)
    link = beside.link(kind, name, label) if beside is not None else None
    if link is not None and only and link.is_said != (only == "said"):
        link = None
    return {"link": link}


@register.inclusion_tag("projects/comments/parts.html", takes_context=True)
def comment_parts(
    context: template.Context, kind: str, ident: Any, whole: str, parts: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """The link to what is said about a thing, and folded below it one for each of its parts.

    Args:
        whole: what the thing is called. ``parts``: the name and the words of each of its fields.
    """
    beside = context.get("comments")
    link = beside.link(kind, str(ident), whole) if beside is not None else None
    links = [(words, beside.link(kind, f"{ident}.{name}", words)) for name, words in parts] if beside else []
    return {"link": link, "links": [(words, one) for words, one in links if one], "whole": whole}
