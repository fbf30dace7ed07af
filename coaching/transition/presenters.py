"""The check-list of the last weeks, and the contacts afterwards, in words. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import count_words, day, first_upper
from projects.permissions import ProjectAccess
from projects.tools import Tool
from toolkit.models.storyboard import PARTS

from ..models import Contact, Transition
from .reading import Facts


@dataclass(frozen=True)
class Check:
    """One line of the check-list. ``words`` and ``url`` are empty for whoever may not open what it speaks of."""

    title: str
    is_done: bool
    words: str = ""
    url: str = ""
    link: str = ""


def checks(facts: Facts, access: ProjectAccess, today: date) -> list[Check]:
    """The six lines of the check-list, in their order, as this reader may see and open them."""
    row, inside = facts.transition, access.is_team or access.is_coach or access.is_mentor
    found = [
        Check(
            "We have looked back on how we worked",
            bool(row and row.reflection),
            row.reflection if row and inside else "",
        ),
        _story(facts),
        Check("We have celebrated", bool(row and row.celebrated_at), _celebrate(row, today) if inside else ""),
        _standards(facts),
        _wall(facts, today),
        _contacts(facts, today),
    ]
    opens = (None, Tool.STORYBOARD, None, Tool.STANDARDS, Tool.WALL, None)
    pages = {
        Tool.STORYBOARD: ("storyboard-detail", "Open the storyboard"),
        Tool.STANDARDS: ("standard-list", "See the standards"),
        Tool.WALL: ("wall-detail", "See the wall"),
    }
    views = []
    for check, tool in zip(found, opens, strict=True):
        if tool is None:
            views.append(check)
        elif access.sees(tool):
            name, link = pages[tool]
            url = reverse(name, kwargs={"project_id": access.project.pk})
            views.append(Check(check.title, check.is_done, check.words, url, link))
        else:
            views.append(Check(check.title, check.is_done))
    return views


def _story(facts: Facts) -> Check:
    """A storyboard is ready to be shown once the team has put each part in its own words."""
    if not facts.has_story:
        words = "Nobody has written it yet. The record has drafted it."
    elif facts.story == len(PARTS):
        words = "Every part is in your own words."
    else:
        words = f"{first_upper(count_words(facts.story))} of {count_words(len(PARTS))} parts are in your own words."
    return Check("Our story fits on one page", facts.has_story and facts.story >= len(PARTS) - 2, words)


def _celebrate(row: Transition | None, today: date) -> str:
    if row is None:
        return ""
    how = f": {row.celebrate_how}" if row.celebrate_how else ""
    if row.celebrated_at:
        return f"On {day(row.celebrate_on or row.celebrated_at, today)}{how}."
    return f"Planned for {day(row.celebrate_on, today)}{how}." if row.celebrate_on else "No day is set yet."


def _standards(facts: Facts) -> Check:
    if not facts.standards:
        return Check("Each standard has an owner", False, "No process is kept as a standard yet.")
    if not facts.ownerless:
        noun = "One standard" if facts.standards == 1 else f"{first_upper(count_words(facts.standards))} standards"
        verb = "is" if facts.standards == 1 else "are"
        return Check("Each standard has an owner", True, f"{noun} {verb} looked after by somebody on the team.")
    noun = "standard has" if facts.ownerless == 1 else "standards have"
    return Check(
        "Each standard has an owner", False, f"{first_upper(count_words(facts.ownerless))} {noun} nobody on the team."
    )


def _wall(facts: Facts, today: date) -> Check:
    title = "The data wall stays alive"
    if not facts.has_figures:
        return Check(title, False, "There is no figure on it yet.")
    who = f"{facts.wall_owner} looks after it." if facts.wall_owner else "Nobody on the team looks after it."
    fresh = f"Its last figure is of {day(facts.stale_since, today)}." if facts.stale_since else "It is up to date."
    return Check(title, bool(facts.wall_owner) and facts.stale_since is None, f"{who} {fresh}")


def _contacts(facts: Facts, today: date) -> Check:
    days = [day(one.held_on or one.due_on, today) for one in facts.contacts]
    return Check("Contacts afterwards are planned", bool(days), f"{'; '.join(days)}." if days else "")


def done_words(found: Iterable[Check]) -> str:
    """'Four of six things are ready.'"""
    found = list(found)
    done = sum(check.is_done for check in found)
    if done == len(found):
        return "Everything is ready."
    if not done:
        return f"{first_upper(count_words(len(found)))} things make a good end."
    return (
        f"{first_upper(count_words(done))} of {count_words(len(found))} things {'is' if done == 1 else 'are'} ready."
    )


@dataclass(frozen=True)
class ContactView:
    title: str
    text: str
    words: str
    tag: tuple[str, str]
    record_url: str = ""
    record_link: str = ""
    move_url: str = ""


def contact_views(contacts: Iterable[Contact], *, inside: bool, may_record: bool, today: date) -> list[ContactView]:
    return [_contact(one, inside, may_record, today) for one in contacts]


def _contact(one: Contact, inside: bool, may_record: bool, today: date) -> ContactView:
    keys = {"project_id": one.project_id, "months": one.months}
    done = one.recorded_at is not None
    if done:
        holds = one.get_holds_display().lower()
        text = f"{day(one.held_on, today)}, {one.get_mode_display().lower()}. Still holds: {holds}."
        tag = ("Done", "green")
    elif one.due_on < today:
        text, tag = f"Was due on {day(one.due_on, today)}.", ("Late", "orange")
    else:
        text, tag = f"On {day(one.due_on, today)}.", ("Planned", "white")
    return ContactView(
        title=str(one.get_months_display()),
        text=text,
        words=one.words if inside else "",
        tag=tag,
        record_url=reverse("contact-record", kwargs=keys) if may_record else "",
        record_link="Change" if done else "Write it down",
        move_url=reverse("contact-move", kwargs=keys) if may_record and not done else "",
    )


def programme_words(transition: Any, today: date) -> str:
    """What a programme's pages say of a project whose coaching comes to its end."""
    if transition is None:
        return ""
    verb = "Coaching ended on" if transition.ends_on < today else "Coaching ends on"
    return f"{verb} {day(transition.ends_on, today)}"
