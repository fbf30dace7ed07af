"""HTML made comparable: a tree of elements with sorted attributes, text with single blanks."""

from html.parser import HTMLParser
from typing import Any

VOID = {"input", "br", "hr", "img", "path", "meta", "link"}
# Words of ours where the design system says 'Error', and attributes that our pages add on purpose.
WORDS = {"Error:": "Problem:"}
IGNORED = {"data-prevent-double-click"}


class Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Any] = []
        self.open: list[list[Any]] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {}
        for name, value in attrs:
            if name in IGNORED:
                continue
            kept[name] = (
                " ".join(sorted((value or "").split())) if name in {"class", "aria-describedby"} else value or ""
            )
        children: list[Any] = []
        self.open[-1].append((tag, tuple(sorted(kept.items())), children))
        if tag not in VOID:
            self.open.append(children)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text:
            for ours, theirs in WORDS.items():
                text = text.replace(ours, theirs)
            self.open[-1].append(text)


def tree(html: str) -> list[Any]:
    parser = Tree()
    parser.feed(html)
    parser.close()
    return _joined(parser.root)


def _joined(nodes: list[Any]) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, str):
            if found and isinstance(found[-1], str):
                found[-1] += " " + node
            else:
                found.append(node)
        else:
            found.append((node[0], node[1], _joined(node[2])))
    return found


def part(nodes: list[Any], css_class: str) -> Any:
    """The first element that carries a class, depth first; None when there is none."""
    for node in nodes:
        if isinstance(node, str):
            continue
        if css_class in dict(node[1]).get("class", "").split():
            return node
        found = part(node[2], css_class)
        if found is not None:
            return found
    return None
