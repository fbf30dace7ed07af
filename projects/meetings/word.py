"""The minutes of a meeting as a Word file."""

from datetime import datetime
from typing import Any

from docx.shared import Cm

from cmsportal.word import bullets, content_of, heading, labelled, line, new_document, table

from .minutes import Minutes, PointMinutes


def word_file(minutes: Minutes, closed_at: datetime) -> bytes:
    """The bytes of a .docx; the same for the same minutes of the same closing."""
    document = new_document(title=minutes.title, author=minutes.practice, made_at=closed_at)
    line(document, f"{minutes.practice}: {minutes.project}", grey=True)
    _facts(document, minutes)
    if minutes.decided:
        heading(document, "What we decided", 2)
        bullets(document, minutes.decided)
    if minutes.actions:
        heading(document, "Who does what", 2)
        rows = [(action.who, action.what, action.when) for action in minutes.actions]
        table(document, ("Who", "What", "By when"), rows, (Cm(4), Cm(8), Cm(4)))
    if minutes.put_aside:
        heading(document, "Parked for later", 2)
        bullets(document, minutes.put_aside)
    if minutes.talked_about:
        heading(document, "What we talked about", 2)
        for point in minutes.talked_about:
            _point(document, point)
    if minutes.not_reached:
        heading(document, "Not reached", 2)
        bullets(document, minutes.not_reached)
    return content_of(document)


def _facts(document: Any, minutes: Minutes) -> None:
    facts = [
        ("When", minutes.when),
        ("Where", minutes.place),
        ("Here", ", ".join(filter(None, [minutes.present, minutes.guests]))),
        *minutes.roles,
        ("Score of the meeting", minutes.score),
    ]
    for label, words in facts:
        if words:
            labelled(document, label, words, close=True)


def _point(document: Any, point: PointMinutes) -> None:
    heading(document, point.title, 3)
    if point.time:
        line(document, point.time, grey=True)
    for words in point.notes.splitlines():
        line(document, words)
    for words in point.decisions:
        labelled(document, "Decided", words)
    for words in point.parked:
        labelled(document, "Parked", words)
