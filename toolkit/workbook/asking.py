"""What is asked: everything, or on the short way what helps most for the time it takes. Pure functions.

A question that is answered is always shown, whichever way a team goes: what was filled in for it is there to be read.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from ..models import Answer, Workbook
from .questions import PARTS, QUESTIONS, Group, Kind, Part, Question

Path = Workbook.Path

# About an hour in a meeting: a sentence on why, who comes, what each process is like, and what keeps coming back.
SHORT: frozenset[str] = frozenset(
    {
        *("purpose.why", "purpose.good", "purpose.bounds"),
        *("patients.list_size", "patients.conditions", "patients.easy_phone", "patients.overall"),
        *("professionals.skills_missing", "professionals.satisfied", "professionals.morale", "professionals.next_gp"),
        *(
            question.key
            for part in PARTS
            for group in part.groups
            if group.slug == "core"
            for question in group.questions
        ),
        *(f"patterns.demand_{day}" for day in ("mon", "tue", "wed", "thu", "fri")),
        *("patterns.unplanned", "patterns.information", "patterns.proud"),
    }
)


def is_answered(question: Question | None, answer: Any) -> bool:
    """Whether somebody has said something, 'not known' included."""
    if answer is None or question is None:
        return False
    if question.kind is Kind.TEXT:
        return bool(answer.text.strip())
    if question.kind is Kind.RATING:
        return bool(answer.rating)
    return answer.number is not None or answer.certainty in {"not_known", "not_applicable"}


def parts_asked(path: str, answers: Mapping[str, Answer], also: Collection[str] = ()) -> tuple[Part, ...]:
    """The five parts with the groups and questions that this way asks; a part keeps its place when it is short.

    ``also``: keys of questions to show besides, because somebody has typed in them or left them out.
    """
    if path == Path.FULL:
        return PARTS
    shown = SHORT.union(also, (key for key, answer in answers.items() if is_answered(QUESTIONS.get(key), answer)))
    return tuple(replace(part, groups=_groups(part, shown)) for part in PARTS)


def keys_of(part_slug: str, group_slug: str) -> list[str]:
    """The questions of a group, or with an empty ``group_slug`` none: a part left out shows its usual ones."""
    groups = [group for part in PARTS if part.slug == part_slug for group in part.groups if group.slug == group_slug]
    return [question.key for group in groups for question in group.questions]


def left_for_later(part: Part) -> tuple[Group, ...]:
    """The groups that the short way passes over altogether in this part, as asked."""
    here = {group.slug for group in part.groups}
    whole = next(one for one in PARTS if one.slug == part.slug)
    return tuple(group for group in whole.groups if group.slug not in here)


def question_count(parts: tuple[Part, ...]) -> int:
    return sum(len(part.questions) for part in parts)


def _groups(part: Part, shown: Collection[str]) -> tuple[Group, ...]:
    found = (_short(group, shown) for group in part.groups)
    return tuple(group for group in found if group.questions)


def _short(group: Group, shown: Collection[str]) -> Group:
    asked = {question.key for question in group.questions if question.key in shown}
    roles = tuple(role for role in group.roles if {role.heads.key, role.wte.key} & asked)
    asked |= {question.key for role in roles for question in (role.heads, role.wte)}
    if group.shape == "bars" and asked:
        return group  # a picture with bars left out would mislead
    return replace(group, questions=tuple(q for q in group.questions if q.key in asked), roles=roles)
