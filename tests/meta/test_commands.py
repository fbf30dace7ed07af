"""The commands that the documents name are there, and the Makefile stays small enough to read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = dict(re.findall(r"^([a-z]+):[^\n#]*(?:## (.+))?$", MAKEFILE, re.MULTILINE))


def test_every_target_says_what_it_does_and_there_are_at_most_twelve():
    assert len(TARGETS) <= 12
    assert [name for name, words in TARGETS.items() if not words] == []


def test_documents_name_only_commands_that_exist():
    named = {}
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"`(?:[A-Z]+=\S+ )*make ([a-z]+)\b", page.read_text()):
            named.setdefault(target, page.name)
    assert "demo" in named
    assert {target: page for target, page in named.items() if target not in TARGETS} == {}
