"""The whole workbook of a project as one person may see it: the five parts, and what the team found and measures."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from cmsportal.nhsuk.formats import day_full, first_lower, number
from projects.models import Project
from projects.permissions import ProjectAccess
from projects.tools import Tool
from projects.words import words_for
from toolkit.aims.sentences import aim_sentence, global_sentence
from toolkit.aims.shown import as_shown
from toolkit.charts.bars import Bar, bars_picture, describe
from toolkit.measures import images
from toolkit.measures.permissions import reader_for
from toolkit.models import Answer, GlobalAim, SpecificAim, WorkbookSkip
from toolkit.walls.cards import cards_on
from toolkit.workbook import presenters
from toolkit.workbook.presenters import Answers, Skips
from toolkit.workbook.questions import PARTS, Group, Kind, Part

from . import drawings
from .content import Chapter, Line, Paper, Picture, Section, Table

CHART = "beside"
NOT_ANSWERED = "Not answered yet"


def read_paper(project: Project, access: ProjectAccess) -> Paper:
    """A number of queries that does not grow with what was written. A tool that is not shown leaves no trace."""
    answers = presenters.by_key(Answer.objects.filter(project=project).select_related("answered_by"))
    skips = presenters.by_place(WorkbookSkip.objects.filter(project=project))
    chapters = [_part(part, answers, skips) for part in PARTS]
    found = (_aims, drawings.maps, drawings.causes, drawings.drivers, _charts)
    chapters += [chapter for chapter in (read(project, access) for read in found) if chapter]
    today = reader_for(access).today
    return Paper(words_for(project).title(Tool.WORKBOOK), str(project), f"Made {day_full(today)}", tuple(chapters))


def _why(skip: WorkbookSkip) -> str:
    note = f". {skip.note}" if skip.note else ""
    return f"Left out: {first_lower(skip.get_reason_display())}{note}"


def _part(part: Part, answers: Answers, skips: Skips) -> Chapter:
    skip = skips.get((part.slug, ""))
    if skip is not None:
        return Chapter(part.title, left_out=_why(skip))
    return Chapter(part.title, sections=tuple(_group(part, group, answers, skips) for group in part.groups))


def _group(part: Part, group: Group, answers: Answers, skips: Skips) -> Section:
    skip = skips.get((part.slug, group.slug))
    if skip is not None:
        return Section(group.title, left_out=_why(skip))
    if group.shape == "roles":
        return Section(group.title, table=_roles(group, answers), lines=tuple(_lines(group, answers, in_table=False)))
    if group.questions and all(question.kind is Kind.RATING for question in group.questions):
        rows = tuple((line.label, line.words or NOT_ANSWERED) for line in _lines(group, answers))
        return Section(group.title, table=Table(("Process", "How it works"), rows))
    lines = tuple(_lines(group, answers))
    picture = bars_of_group(group, answers) if group.shape == "bars" else None
    return Section(group.title, lines=lines, picture=picture)


def _lines(group: Group, answers: Answers, *, in_table: bool = True) -> Iterator[Line]:
    """``in_table``: also those that stand in the group's table of roles."""
    tabled = {question.key for role in group.roles for question in (role.heads, role.wte)}
    for question in group.questions:
        if in_table or question.key not in tabled:
            answer = answers.get(question.key)
            yield Line(question.label, presenters.answer_words(question, answer), presenters.note_words(answer))


def _roles(group: Group, answers: Answers) -> Table:
    def said(question: Any) -> str:
        answer = answers.get(question.key)
        if answer is not None and answer.number is not None:
            return number(answer.number)
        return presenters.answer_words(question, answer) or "–"

    rows = tuple((role.label, said(role.heads), said(role.wte)) for role in group.roles)
    return Table(("Role", "People", "Full-time equivalents"), rows)


def bars_of_group(group: Group, answers: Answers) -> Picture | None:
    """The picture of a group's figures; None without any figure."""
    figures = {q.key: answers[q.key].number for q in group.questions if q.key in answers}
    longest = max((figure for figure in figures.values() if figure is not None), default=None)
    if longest is None:
        return None
    rows = []
    for question, bar in zip(group.questions, presenters.bars_of(group, answers), strict=True):
        figure = figures.get(question.key)
        rows.append(
            Bar(bar.label, bar.words, None if figure is None else float(figure / longest) if longest else 0.0)
        )
    bars = tuple(rows)
    return Picture(
        partial(_draw_bars, group.title, bars),
        f"{group.title}: {describe(bars)}",
        narrow=partial(bars_picture, group.title, bars, size="column"),
    )


def _draw_bars(title: str, bars: tuple[Bar, ...], fmt: str) -> bytes:
    return bars_picture(title, bars, fmt=fmt)


def _aims(project: Project, access: ProjectAccess) -> Chapter | None:
    if not access.sees(Tool.AIMS):
        return None
    theme = GlobalAim.objects.filter(project=project).first()
    aim = SpecificAim.objects.filter(project=project).select_related("measure").first()
    said = (
        ("The theme", global_sentence(theme) if theme else ""),
        ("The aim", aim_sentence(as_shown(aim, reader_for(access))) if aim else ""),
    )
    sections = tuple(Section(title, lead=words) for title, words in said if words)
    return Chapter(words_for(project).name(Tool.AIMS), sections=sections) if sections else None


def _charts(project: Project, access: ProjectAccess) -> Chapter | None:
    """What hangs on the wall, with small numbers hidden where they are hidden from this person."""
    if not (access.sees(Tool.WALL) or access.sees(Tool.MEASURES)):
        return None
    cards, more = cards_on(project, reader_for(access), lambda count: CHART)
    shown = [card for card in cards if card.has_figures]
    if not shown:
        return None
    lead = "More charts are in the portal." if more else ""
    return Chapter("How we will know", lead=lead, sections=tuple(map(_chart, shown)))


def _chart(card: Any) -> Section:
    """Its PNG has the sentence and the names of the changes drawn in it."""
    changes = "; ".join(f"{change.number}: {change.label}" for change in card.changes)
    drawn = (card.chart.unit, card.words.sentence, changes)
    return Section(
        card.chart.title,
        lead=card.chart.unit,
        picture=Picture(partial(_draw_chart, card), card.words.alt, png_says=drawn),
        after=tuple(filter(None, (card.words.sentence, changes, card.stale_sentence))),
    )


def _draw_chart(card: Any, fmt: str) -> bytes:
    return images.picture(card.chart, CHART, fmt, card.analysis)
