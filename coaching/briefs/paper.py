"""The brief on one sheet of A4 (PDF/UA-1)."""

from pathlib import Path
from textwrap import shorten
from typing import Any

from cmsportal.nhsuk.formats import clock, day_full
from coaching.models import Visit
from toolkit.paper import font_family, typeset

from .brief import Brief, Task

MARKUP = Path(__file__).with_name("brief.typ")
MOST_WORDS = 360  # letters of what moved on and of what got in the way: all of it stands in the log


def brief_pdf(*, visit: Visit, brief: Brief, at: Any, made: str) -> bytes:
    """Equal input, equal bytes. ``at``: when the visit is, by the practice's clock; ``made``: 'As of ...'."""
    practice = visit.project.practice
    data = {
        "title": f"Visit to {practice.name}",
        "project": visit.project.title,
        "when": f"{day_full(at)}, {clock(at.time())}. {visit.get_mode_display()}",
        "where": [part for part in (practice.address, practice.telephone) if part],
        "made": made,
        "fonts": [font_family()],
        "sections": [section for section in _sections(brief) if section["lines"]],
    }
    return typeset(MARKUP, data)


def _sections(brief: Brief) -> list[dict[str, Any]]:
    since = f"Since {day_full(brief.since)}"
    tasks = [_line(task) for task in brief.tasks]
    if brief.more_tasks:
        tasks.append({"words": f"And {brief.more_tasks} more.", "note": "", "strong": ""})
    return [
        {"title": "Ask about", "lines": _plain(brief.ask)},
        {"title": "Whom you meet", "lines": _plain(brief.team)},
        {"title": "What was agreed last time", "lines": [_line(task) for task in brief.agreed]},
        {"title": since, "lines": _plain([*brief.figures, *brief.changes, *brief.people])},
        {"title": "Losing momentum", "lines": _plain([one.words for one in brief.signals])},
        {"title": "Open actions", "lines": tasks},
        {"title": "Last time", "lines": _plain(last_words(brief))},
        {"title": "What comes", "lines": _plain(brief.coming)},
    ]


def last_words(brief: Brief) -> list[str]:
    """What the last log says, in the coach's own words."""
    if brief.last is None:
        return []
    energy = f"Energy {brief.last.energy} of 5." if brief.last.energy else ""
    lines = [f"Met: {brief.last.people}." if brief.last.people else "", energy]
    lines += [shorten(text, MOST_WORDS, placeholder=" …") for text in (brief.last.progress, brief.last.barriers)]
    return [line for line in lines if line]


def _plain(lines: list[str]) -> list[dict[str, str]]:
    return [{"words": line, "note": "", "strong": ""} for line in lines]


def _line(task: Task) -> dict[str, str]:
    return {
        "words": task.text,
        "note": task.words,
        "strong": "Late" if task.is_late else "Done" if task.is_done else "",
    }
