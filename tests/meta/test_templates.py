"""What every page keeps to, read from the templates: tables that can be heard, titles of their own, kind words."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "templates"
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in sorted(ROOT.rglob("*.html"))
    if "emails" not in path.parts
}
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>|<[^>]*>", re.DOTALL)
NEVER = re.compile(r"\b(?:errors?|invalid|submit(?:ted)?|please|successfully|click here)\b", re.IGNORECASE)
TITLE = re.compile(r"\{% block title %\}(.*?)\{% endblock %\}", re.DOTALL)
BLOCK = re.compile(r"\{% block (\w+) %\}(.*?)\{% endblock %\}", re.DOTALL)
MADE = re.compile(r"\bas (\w+) %\}")
EXPRESSION = re.compile(r"\{\{(.*?)\}\}|\{%\s*\w+(.*?)%\}", re.DOTALL)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
NAME = re.compile(r"(?<![\w.-])[a-z_]\w*\b(?!=)")
GIVEN = {"{{ heading }}", "{{ view.title }}"}  # the view gives the page's own
# One page in several states, or for several roles: nobody has two of them open.
ONE_PAGE = [
    {f"programme/today_{role}.html" for role in ("administrator", "coach", "manager", "reader", "team")},
    {"toolkit/fishbone_detail.html", "toolkit/fishbone_empty.html"},
    {"accounts/invitation_closed.html", "projects/reminder_off_broken.html"},
    {"accounts/person_list.html", "programme/people.html"},  # the administrator's, the programme manager's
]


def test_tables_say_what_they_hold_and_heads_what_they_head() -> None:
    for name, source in PAGES.items():
        for table in re.findall(r"<table.*?</table>", source, re.DOTALL):
            assert "<caption" in table, name
            assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", table)), name


def test_no_paragraph_holds_a_form() -> None:
    """A browser ends the paragraph where the form begins, and its layout with it."""
    form = re.compile(r"<p\b[^>]*>(?:(?!</p>).)*?(?:<form\b|\{% (?:post_button|crispy)\b)", re.DOTALL)
    assert [name for name, source in PAGES.items() if form.search(source)] == []


def test_no_word_that_blames_or_begs() -> None:
    assert {name: found for name, source in PAGES.items() if (found := NEVER.findall(CODE.sub(" ", source)))} == {}


def names_read(text: str) -> set[str]:
    """The names that stand in expressions and in arguments of tags; not words in quotes, nor what a tag is called."""
    inside = (QUOTED.sub("", one or other) for one, other in EXPRESSION.findall(text))
    return {name for words in inside for name in NAME.findall(words)}


def test_what_one_block_works_out_is_not_read_in_another() -> None:
    """A block forgets its names where it ends: a way back that took its address from the breadcrumbs led nowhere."""
    wrong = []
    for name, source in PAGES.items():
        for block, text in BLOCK.findall(source):
            made = set(MADE.findall(text))
            others = [other for its_name, other in BLOCK.findall(source) if its_name != block]
            wrong += [
                (name, found) for other in others for found in made & names_read(other) - set(MADE.findall(other))
            ]
    assert wrong == []


def test_pages_that_may_be_open_side_by_side_have_titles_of_their_own() -> None:
    named = defaultdict(set)
    for name, source in PAGES.items():
        title = TITLE.search(source)
        if title and title[1] not in GIVEN and name != "base.html":
            named[title[1]].add(name)
    shared = [names for names in named.values() if len(names) > 1 and names not in ONE_PAGE]
    assert shared == []


def test_the_reading_finds_what_it_looks_for() -> None:
    assert len(PAGES) > 150
    assert BLOCK.findall("{% block a %}{% url 'x' as there %}{% endblock %}") == [("a", "{% url 'x' as there %}")]
    assert MADE.findall("{% url 'x' as there %}") == ["there"]
    assert names_read("{{ there }} {% link 'here' a.b to=back|cut:'x' %}") == {"there", "a", "back", "cut"}
    assert NEVER.findall("Please submit again: invalid") == ["Please", "submit", "invalid"]
