"""What the workbook's pages show, from answers already fetched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk import formats

from ..models import Answer, WorkbookSkip
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


def clash_words(key: str, theirs: Answer) -> str:
    who = str(theirs.answered_by) if theirs.answered_by else "Someone else"
    label = QUESTIONS[key].label
    return f"{who} changed '{label}' while you were writing. Both answers are shown there; nothing is lost."


def is_answered(question: Question, answer: Answer | None) -> bool:
    """Whether somebody has said something, 'not known' included."""
    if answer is None:
        return False
    if question.kind is Kind.TEXT:
        return bool(answer.text.strip())
    if question.kind is Kind.RATING:
        return bool(answer.rating)
    return answer.number is not None or answer.certainty in {"not_known", "not_applicable"}


def group_is_done(group: Group, answers: Answers) -> bool:
    return all(is_answered(question, answers.get(question.key)) for question in group.questions if question.counts)


def group_is_started(group: Group, answers: Answers) -> bool:
    return any(is_answered(question, answers.get(question.key)) for question in group.questions)


@dataclass(frozen=True)
class Step:
    """A step of the path, as the ``step_path`` component takes it."""

    title: str
    text: str
    state: str  # done, current, skipped or ''
    url: str
    slug: str


def path_of(project: Any, answers: Answers, skips: Skips, here: str = "") -> list[Step]:
    """The five parts, what has become of each, and where we are."""
    steps = []
    for part in PARTS:
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
class Advice:
    """Something worth doing next, and where."""

    words: str
    url: str = ""
    link: str = ""


def worth_doing(project: Any, answers: Answers, skips: Skips) -> list[Advice]:
    """At most three things that would help most, best first. Empty when nothing is missing."""
    found = [
        advice
        for advice in (
            _first_step(project, answers),
            _trouble(project, answers),
            _open_group(project, answers, skips),
            _not_known(project, answers, skips),
            _without_certainty(project, answers),
        )
        if advice is not None
    ]
    return found[:3]


def _part_url(project: Any, slug: str, anchor: str = "") -> str:
    url = reverse("workbook-part", kwargs={"project_id": project.pk, "part": slug})
    return f"{url}#{anchor}" if anchor else url


def _first_step(project: Any, answers: Answers) -> Advice | None:
    if any(is_answered(QUESTIONS[key], answer) for key, answer in answers.items() if key in QUESTIONS):
        return None
    return Advice(
        "Start with Processes. Rating them takes ten minutes, together, in a meeting.",
        _part_url(project, "processes"),
        "Rate your processes",
    )


def _trouble(project: Any, answers: Answers) -> Advice | None:
    names = [
        question.label
        for rating in TROUBLE
        for question in QUESTIONS.values()
        if (answer := answers.get(question.key)) is not None and answer.rating == rating and not answer.working_on_it
    ]
    if not names:
        return None
    listed = f"{names[0]}, {names[1]} and others" if len(names) > 2 else " and ".join(names)
    return Advice(
        f"Rated as trouble, and nobody is working on it yet: {listed}. Ask why it happens.",
        reverse("fishbone-detail", kwargs={"project_id": project.pk}),
        "Look for causes (fishbone)",
    )


def _open_group(project: Any, answers: Answers, skips: Skips) -> Advice | None:
    """A group begun is finished before another is begun."""
    asked = [
        (part, group)
        for part in PARTS
        for group in part.groups
        if (part.slug, "") not in skips and (part.slug, group.slug) not in skips and not group_is_done(group, answers)
    ]
    begun = [place for place in asked if group_is_started(place[1], answers)]
    if not answers or not asked:
        return None
    part, group = (begun or asked)[0]
    words = f"'{group.title}' in {part.name} is {'begun' if begun else 'still empty'}."
    return Advice(words, _part_url(project, part.slug, group.slug), "Go on there" if begun else "Fill it in")


def _not_known(project: Any, answers: Answers, skips: Skips) -> Advice | None:
    keys = [
        key
        for key, answer in answers.items()
        if answer.certainty == "not_known" and key in QUESTIONS and (key.split(".")[0], "") not in skips
    ]
    if not keys:
        return None
    first = min(keys, key=list(QUESTIONS).index)
    count = "One figure is" if len(keys) == 1 else f"{len(keys)} figures are"
    question = QUESTIONS[first]
    return Advice(
        f"{count} not known. Could somebody find out '{question.label}'?",
        _part_url(project, first.split(".")[0], question.slug),
        "Show it",
    )


def _without_certainty(project: Any, answers: Answers) -> Advice | None:
    keys = [k for k, a in answers.items() if k in QUESTIONS and a.number is not None and not a.certainty]
    if not keys:
        return None
    first = min(keys, key=list(QUESTIONS).index)
    one = len(keys) == 1
    words = (
        "One figure does not say how sure you are." if one else f"{len(keys)} figures do not say how sure you are."
    )
    return Advice(
        words, _part_url(project, first.split(".")[0], QUESTIONS[first].slug), "Show it" if one else "Show the first"
    )


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
    unit = question.unit if question.unit == "%" else f" {question.unit}"
    return f"{formats.number(answer.number)}{unit}"


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
