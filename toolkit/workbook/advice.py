"""What is worth doing next in a workbook: never a percentage, and at most three things."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ..models import Answer
from .asking import is_answered, keys_of
from .at_hand import AtHand
from .presenters import TROUBLE, Answers, Skips, group_is_done, group_is_started
from .questions import PARTS, QUESTIONS, Part


@dataclass(frozen=True)
class Advice:
    """Something worth doing next, and where."""

    words: str
    url: str = ""
    link: str = ""


def worth_doing(
    project: Any, answers: Answers, skips: Skips, parts: Sequence[Part] = PARTS, ready: AtHand | None = None
) -> list[Advice]:
    """At most three things that would help most, best first. Empty when nothing is missing.

    ``ready``: what could be put in without typing, for those who may.
    """
    ready = ready or AtHand()
    left_out = {key for place in skips for key in keys_of(*place)}
    found = [
        advice
        for advice in (
            _begin_from(project, answers, ready.earlier),
            _first_step(project, answers),
            _earlier(project, answers),
            _published(project, ready.published),
            _found(project, [key for key in ready.found if key not in left_out]),
            _trouble(project, answers),
            _open_group(project, answers, skips, parts),
            _not_known(project, answers, skips),
            _without_certainty(project, answers),
        )
        if advice is not None
    ]
    return found[:3]


def _part_url(project: Any, slug: str, anchor: str = "") -> str:
    url = reverse("workbook-part", kwargs={"project_id": project.pk, "part": slug})
    return f"{url}#{anchor}" if anchor else url


def _is_begun(answers: Answers) -> bool:
    return any(is_answered(QUESTIONS[key], answer) for key, answer in answers.items() if key in QUESTIONS)


def _begin_from(project: Any, answers: Answers, earlier: str) -> Advice | None:
    """Before anything is typed; later it is a link at the top."""
    if not earlier or _is_begun(answers):
        return None
    return Advice(
        f"Your practice has written this down before, for ‘{earlier}’. Most of it will still hold.",
        reverse("workbook-earlier", kwargs={"project_id": project.pk}),
        "Begin from it",
    )


def _published(project: Any, count: int) -> Advice | None:
    if not count:
        return None
    figures = "One figure about your practice is published" if count == 1 else f"{count} figures are published"
    return Advice(
        f"{figures} and not in here yet. Nobody need look {'it' if count == 1 else 'them'} up.",
        reverse("published-figures", kwargs={"project_id": project.pk}),
        "Fill it in" if count == 1 else "Fill them in",
    )


def _found(project: Any, keys: Sequence[str]) -> Advice | None:
    if not keys:
        return None
    question, more = QUESTIONS[keys[0]], len(keys) > 1
    others = f", and {len(keys) - 1} more," if more else ""
    return Advice(
        f"You have found out ‘{question.label}’{others} and not put {'them' if more else 'it'} in here yet.",
        _part_url(project, keys[0].split(".")[0], question.slug),
        "Show the first" if more else "Show it",
    )


def _first_step(project: Any, answers: Answers) -> Advice | None:
    if _is_begun(answers):
        return None
    return Advice(
        "Start with Processes. Rating them takes ten minutes, together, in a meeting.",
        _part_url(project, "processes"),
        "Rate your processes",
    )


def _earlier(project: Any, answers: Answers) -> Advice | None:
    """What was taken over from the practice's earlier project, until somebody has said that it still holds."""
    count = sum(answer.origin == Answer.Origin.EARLIER for answer in answers.values())
    if not count:
        return None
    come = "One answer comes" if count == 1 else f"{count} answers come"
    return Advice(
        f"{come} from our earlier project. Nobody has looked yet whether {'it' if count == 1 else 'they'} still"
        f" hold{'s' if count == 1 else ''}.",
        reverse("workbook-earlier", kwargs={"project_id": project.pk}),
        "Look at it" if count == 1 else "Look at them",
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


def _open_group(project: Any, answers: Answers, skips: Skips, parts: Sequence[Part]) -> Advice | None:
    """A group begun is finished before another is begun."""
    asked = [
        (part, group)
        for part in parts
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
