"""What the workbook's pages show, from answers already fetched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk import formats

from ..models import Answer, Workbook, WorkbookSkip
from .asking import is_answered
from .questions import PARTS, QUESTIONS, Group, Kind, Part, Question

Answers = Mapping[str, Answer]
Skips = Mapping[tuple[str, str], WorkbookSkip]
LONGEST_BAR = 72  # per cent of the cell; the rest is for its figure
TROUBLE = (Answer.Rating.BROKEN, Answer.Rating.REAL)


def by_key(answers: Iterable[Answer]) -> dict[str, Answer]:
    return {answer.key: answer for answer in answers}


def by_place(skips: Iterable[WorkbookSkip]) -> dict[tuple[str, str], WorkbookSkip]:
    return {(skip.part, skip.group): skip for skip in skips}


def saved_words(at: datetime, who: Any, now: datetime | None = None) -> str:
    """'Saved just now, by Colin'; older than a day, with the date."""
    now = now or timezone.now()
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        when = "just now"
    elif minutes < 60:
        when = "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    elif timezone.localdate(at) == timezone.localdate(now):
        when = f"at {formats.clock(at)}"
    else:
        when = f"on {formats.day(at)}"
    return f"Saved {when}, by {who}" if who else f"Saved {when}"


def saved_line(answer: Answer | None) -> str:
    return saved_words(answer.answered_at, answer.answered_by) if answer is not None else ""


def saved_at(answer: Answer | None) -> str:
    """'Saved 10:42am', beside a field that has just been saved."""
    return f"Saved {formats.clock(answer.answered_at)}" if answer is not None else ""


FIELD_WORDS = {
    "number": "the figure",
    "text": "the text",
    "rating": "the rating",
    "working_on_it": "'We are working on it'",
    "patients_complain": "'Patients complain about it'",
    "certainty": "how sure we are",
    "source": "the source",
}


def field_words(question: Question, name: str, content: Any) -> str:
    """One field of an answer, of a version of it or of what somebody typed, in words."""
    value = getattr(content, name)
    if name == "number":
        return "(no figure)" if value is None else question.figure_words(value)
    if name == "rating":
        return content.get_rating_display() or "(not rated)"
    if name == "certainty":
        return content.get_certainty_display() or "(not said)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "(empty)"


def clash_lines(question: Question, theirs: Answer, names: Iterable[str]) -> list[tuple[str, str]]:
    """What the other one wrote in the fields that both changed: ('The source', 'A count')."""
    return [(formats.first_upper(FIELD_WORDS[name]), field_words(question, name, theirs)) for name in names]


def merged_words(theirs: Any, names: Iterable[str]) -> str:
    """'Sam Whitlock changed the source meanwhile. Both changes stand.'"""
    changed = " and ".join(FIELD_WORDS[name] for name in names)
    return f"{clash_name(theirs)} changed {changed} meanwhile. Both changes stand."


ORIGINS = {
    Answer.Origin.OPEN_DATA: "Filled in from published figures",
    Answer.Origin.EARLIER: "Filled in from our earlier project",
    Answer.Origin.SURVEY: "Filled in from a short survey",
    Answer.Origin.COUNTED: "Counted or timed by us",
    Answer.Origin.RATED: "Rated together by us",
}


def origin_words(answer: Any) -> str:
    """'Filled in from published figures, Friday 3 October'; '' for what the team typed."""
    if answer is None or answer.origin not in ORIGINS:
        return ""
    day = f", {formats.day(answer.as_of)}" if answer.as_of else ""
    return f"{ORIGINS[Answer.Origin(answer.origin)]}{day}"


def clash_name(answer: Any) -> str:
    return str(answer.answered_by) if answer.answered_by else "Someone else"


def clash_words(key: str, theirs: Answer) -> str:
    label = QUESTIONS[key].label
    who = clash_name(theirs)
    return f"{who} changed '{label}' while you were writing. Both answers are shown there; nothing is lost."


def group_is_done(group: Group, answers: Answers) -> bool:
    return all(is_answered(question, answers.get(question.key)) for question in group.questions if question.counts)


def group_is_started(group: Group, answers: Answers) -> bool:
    return any(is_answered(question, answers.get(question.key)) for question in group.questions)


@dataclass(frozen=True)
class Way:
    """One of the two ways through the workbook, for the switch."""

    value: str
    label: str
    hint: str
    is_chosen: bool


def ways(path: str, short: int, full: int) -> list[Way]:
    """``short`` and ``full``: how many questions each way asks."""
    hints = {
        Workbook.Path.SHORT: f"{short} questions, about an hour together",
        Workbook.Path.FULL: f"All {full} questions, over some weeks",
    }
    return [Way(value, label, hints[Workbook.Path(value)], value == path) for value, label in Workbook.Path.choices]


@dataclass(frozen=True)
class Step:
    """A step of the path, as the ``step_path`` component takes it."""

    title: str
    text: str
    state: str  # done, current, skipped or ''
    url: str
    slug: str


def path_of(
    project: Any, answers: Answers, skips: Skips, here: str = "", parts: Sequence[Part] = PARTS
) -> list[Step]:
    """The five parts as asked, what has become of each, and where we are."""
    steps = []
    for part in parts:
        state, words = part_state(part, answers, skips)
        if part.slug == here:
            state, words = "current", "You are here"
        url = reverse("workbook-part", kwargs={"project_id": project.pk, "part": part.slug})
        steps.append(Step(part.name, words, state, url, part.slug))
    return steps


def part_state(part: Part, answers: Answers, skips: Skips) -> tuple[str, str]:
    """('done', 'Done'), ('skipped', 'Skipped: no time just now'), ('', 'Started by Colin') or ('', 'Not started')."""
    skip = skips.get((part.slug, ""))
    if skip is not None:
        return "skipped", f"Skipped: {formats.first_lower(skip.get_reason_display())}"
    asked = [group for group in part.groups if (part.slug, group.slug) not in skips]
    if not asked or all(group_is_done(group, answers) for group in asked):
        return "done", "Done"
    given = [answers[q.key] for q in part.questions if is_answered(q, answers.get(q.key))]
    if not given:
        return "", "Not started"
    first = min(given, key=lambda answer: answer.created_at)
    return "", f"Started by {first.answered_by}" if first.answered_by else "Started"


@dataclass(frozen=True)
class Bar:
    label: str
    words: str
    width: str  # a share of the cell, for an SVG attribute


def bars_of(group: Group, answers: Answers) -> list[Bar]:
    """A picture of a group's figures: none where no figure is given, no bar where one is missing."""
    figures = {q.key: answers[q.key].number for q in group.questions if q.key in answers}
    longest = max((figure for figure in figures.values() if figure is not None), default=None)
    if longest is None:
        return []
    return [_bar(question, answers.get(question.key), longest) for question in group.questions]


def _bar(question: Question, answer: Answer | None, longest: Decimal) -> Bar:
    label = question.label.removeprefix("Aged ")
    if answer is None or answer.number is None:
        words = answer.get_certainty_display() if answer is not None and answer.certainty else "No figure"
        return Bar(label, words, "0%")
    share = Decimal(0) if longest == 0 else LONGEST_BAR * answer.number / longest
    words = formats.number(answer.number)
    if answer.certainty == Answer.Certainty.ESTIMATE:
        words += " (estimate)"
    return Bar(label, words, f"{share:.1f}%")


def answer_words(question: Question, answer: Answer | None) -> str:
    """The answer as print shows it; '' for none."""
    if not is_answered(question, answer) or answer is None:
        return ""
    if question.kind is Kind.TEXT:
        return answer.text
    if question.kind is Kind.RATING:
        said = [answer.get_rating_display()]
        said += ["we are working on it"] if answer.working_on_it else []
        said += ["patients complain about it"] if answer.patients_complain else []
        return ", ".join(said)
    if answer.number is None:
        return answer.get_certainty_display()
    return question.figure_words(answer.number)


def note_words(answer: Answer | None) -> str:
    """'Estimate. Sam's search', for the line under a figure in print."""
    if answer is None:
        return ""
    certainty = answer.get_certainty_display() if answer.number is not None and answer.certainty else ""
    return ". ".join(filter(None, [certainty, answer.source]))


@dataclass(frozen=True)
class Rated:
    label: str
    words: str
    rating: str


def rated(answers: Answers) -> list[Rated]:
    """Processes that are broken or a real problem, worst first."""
    return [
        Rated(question.label, answer_words(question, answers[question.key]), rating)
        for rating in TROUBLE
        for question in QUESTIONS.values()
        if question.key in answers and answers[question.key].rating == rating
    ]
