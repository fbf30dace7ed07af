"""What the documents say of the code is so."""

import re

from cmsportal.programme.acts import ACTS
from projects.tools import TOOLS
from tests.meta.code import ROOT


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_pages_call_a_tool_what_the_glossary_says() -> None:
    rows = re.findall(r"^\| (.+) \| (.+) \| (.*) \|$", read("docs/glossary.md"), re.MULTILINE)
    on_pages = {word.strip() for *_, words in rows for word in (words, *words.split(","))}
    missing = {tool.label for tool in TOOLS if not {tool.label, tool.label.removesuffix("s")} & on_pages}
    assert missing == set()


def test_the_map_of_the_code_names_every_part_of_the_frame() -> None:
    parts = {path.parent.name for path in (ROOT / "cmsportal").glob("*/__init__.py")}
    assert {part for part in parts if f"`{part}/`" not in read("README.md")} == set()


def test_every_tool_that_writes_is_told_in_the_history() -> None:
    assert set(TOOLS) - set(ACTS) == set()
