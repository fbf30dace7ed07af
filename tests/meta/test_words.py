"""No template has a word of the method written into it: the programme says what its teams read (decision 0059)."""

import re
from pathlib import Path

import pytest

from projects.tools import Tool
from projects.words import CYCLE, METHOD

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in sorted(ROOT.rglob("*"))
    if path.suffix in {".html", ".txt"}
}
ORDINARY = {"Aim", "Huddle"}  # words of every day, which both kinds of programme use in a sentence
METHODS = sorted({*METHOD.values()} - ORDINARY)
WORDS = re.compile("|".join(re.escape(word.removesuffix("s")) for word in METHODS), re.IGNORECASE)
LABELS = re.compile("|".join(re.escape(tool.label) for tool in METHOD) + f"|^{CYCLE[False]} ")
TAG = re.compile(r"\{%\s*(\w+)(.*?)%\}", re.DOTALL)
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
NAMES_OF_CODE = {"url", "include", "extends", "load", "static", "if", "elif", "cycle", "crispy", "comment_link"}
CODE = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
HEADS = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>|\{% block title %\}(.*?)\{% endblock %\}", re.DOTALL)


def said(source: str) -> list[str]:
    """What a page says: its text, and the words that its tags are given."""
    given = [
        one or other
        for name, rest in TAG.findall(source)
        if name not in NAMES_OF_CODE
        for one, other in QUOTED.findall(rest)
    ]
    return [" ".join(CODE.sub(" ", source).split()), *given]


def headings(name: str, source: str) -> list[str]:
    """Titles, headings, the words on the way back, and a mail's subject."""
    ways = [
        one or other
        for tag, rest in TAG.findall(source)
        if tag == "breadcrumbs" or (tag == "include" and "_trail.html" in rest)
        for one, other in QUOTED.findall(rest)
    ]
    found = [" ".join(CODE.sub(" ", one or other).split()) for one, other in HEADS.findall(source)] + ways
    return [*found, " ".join(CODE.sub(" ", source).split())] if name.endswith("_subject.txt") else found


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_page_takes_the_words_from_its_programme(name: str) -> None:
    source = TEMPLATES[name]
    assert [text[:80] for text in said(source) if WORDS.search(text)] == [], "say {{ words.<tool> }}"
    assert [text for text in headings(name, source) if LABELS.search(text)] == [], "say {{ words.short.<tool> }}"


def test_the_reading_finds_what_it_looks_for() -> None:
    page = '{% block title %}What causes it{% endblock %}{% breadcrumbs "Small tests" url %}<h1>Our SDSA</h1>'
    assert any(WORDS.search(text) for text in said(page))
    assert [bool(LABELS.search(text)) for text in headings("a.html", page)] == [True, False, True]
    assert LABELS.search(headings("a_subject.txt", "Small test {{ n }} has run")[0])
    assert {tool for tool in Tool if WORDS.search(METHOD.get(tool, ""))} == {
        tool for tool, word in METHOD.items() if word not in ORDINARY
    }
