"""Aims read back as one sentence, and what makes a specific aim weak."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cmsportal.nhsuk import formats

_WHERE = {"in", "at", "on", "across", "for", "among", "within", "by", "throughout", "between", "from", "with"}


def _tidy(text: str | None) -> str:
    """One line, without a full stop at its end."""
    return " ".join((text or "").split()).rstrip(".;, ")


def _lower_first(text: str) -> str:
    """'Calls answered' -> 'calls answered'; 'DNA rate' and 'GP appointments' stay."""
    first = text.split(" ", 1)[0]
    is_plain = len(first) == 1 or first[1:].islower()
    return formats.first_lower(text) if text and is_plain and first != "I" else text


def _without(text: str, *openings: str) -> str:
    for opening in openings:
        if text.lower().startswith(f"{opening} "):
            return text[len(opening) + 1 :]
    return text


def figure_words(figure: Decimal | None, unit: str) -> str:
    """'52%', '£40', '12 days'; '' for no figure."""
    if figure is None:
        return ""
    shown = formats.number(figure)
    unit = _tidy(unit)
    if unit in {"%", "per cent", "percent"}:
        return f"{shown}%"
    if unit == "£":
        return f"£{shown}"
    return f"{shown} {unit}".rstrip()


def _way(baseline: Decimal | None, goal: Decimal | None, unit: str) -> str:
    """'from 52% to 80%', 'from 12 to 5 days', 'to 80%', 'from 52%' or ''."""
    if baseline is not None and goal is not None:
        attached = figure_words(goal, unit) != f"{formats.number(goal)} {_tidy(unit)}".rstrip()
        start = figure_words(baseline, unit if attached else "")
        return f" from {start} to {figure_words(goal, unit)}"
    if goal is not None:
        return f" to {figure_words(goal, unit)}"
    return f" from {figure_words(baseline, unit)}" if baseline is not None else ""


def aim_sentence(aim: Any) -> str:
    """The specific aim in one sentence, with the parts it has; '' for no aim.

    'By Wednesday 30 June 2027, raise calls answered within 5 minutes from 52% to 80%, for everyone who rings us.'
    """
    what = _lower_first(_tidy(getattr(aim, "what", "")))
    if not what:
        return ""
    verb = {"increase": "raise", "decrease": "lower"}.get(aim.direction, "change")
    start = f"By {formats.day_full(aim.by_date)}, " if aim.by_date else ""
    population = _without(_tidy(aim.population), "for")
    whom = f", for {_lower_first(population)}" if population else ""
    return formats.first_upper(f"{start}{verb} {what}{_way(aim.baseline, aim.goal, aim.unit)}{whom}.")


def global_sentence(aim: Any) -> str:
    """The global aim in one sentence, with the parts it has; '' for no aim."""
    improve = _lower_first(_tidy(getattr(aim, "improve", "")))
    if not improve:
        return ""
    said = f"We will improve {_without(improve, 'improve', 'to improve')}"
    where = _tidy(aim.where)
    if where:
        said += f" {_lower_first(where) if where.split()[0].lower() in _WHERE else f'in {where}'}"
    begins, ends = _lower_first(_tidy(aim.begins_with)), _lower_first(_tidy(aim.ends_with))
    if begins and ends:
        said += f", from {_without(begins, 'from')} to {_without(ends, 'to')}"
    elif begins or ends:
        said += f", beginning with {begins}" if begins else f", ending with {ends}"
    expect, why = _lower_first(_tidy(aim.expect)), _lower_first(_tidy(aim.why_now))
    if expect:
        said += f"; we expect {_without(expect, 'we expect', 'expect')}"
    if why:
        said += f"{', and it matters now' if expect else '; it matters now'} because {_without(why, 'because')}"
    return f"{said}."


def weaknesses(aim: Any, today: date | None = None) -> list[str]:
    """What would make a specific aim stronger, most useful first. Advice: nothing here stops a save."""
    today = today or timezone.localdate()
    found = []
    if aim.goal is None:
        found.append("It has no number to reach. Say how good is good enough.")
    if aim.baseline is None:
        found.append("It does not say where you start. A few weeks of figures will tell.")
    if aim.by_date is None:
        found.append("It has no date. Without one there is always next month.")
    elif aim.by_date < today:
        found.append(f"Its date, {formats.day(aim.by_date, today)}, is past. Set a new one.")
    if aim.measure is None:
        found.append("It is not linked to a measure, so no chart will show how far you are.")
    elif (aim.measure.direction, aim.direction) in {("up", "decrease"), ("down", "increase")}:
        found.append(f"It goes the other way than its measure, '{aim.measure.name}'. Check which is meant.")
    if aim.goal is not None and aim.baseline is not None and not _is_ahead(aim):
        found.append("Its goal is on the wrong side of where you start. Check the numbers and which way.")
    if not _tidy(aim.population):
        found.append("It does not say for whom.")
    return found


def _is_ahead(aim: Any) -> bool:
    """Whether the goal lies the way of the aim, seen from the baseline; True where no way is chosen."""
    if aim.direction not in {"increase", "decrease"}:
        return True
    return aim.goal > aim.baseline if aim.direction == "increase" else aim.goal < aim.baseline


def missing_parts(aim: Any) -> list[str]:
    """What the global aim does not say yet, in words."""
    parts = (
        ("where", "It does not say where."),
        ("begins_with", "It does not say where the process begins."),
        ("ends_with", "It does not say where the process ends."),
        ("expect", "It does not say what you expect from it."),
        ("why_now", "It does not say why it matters now."),
    )
    return [words for name, words in parts if not _tidy(getattr(aim, name))]
