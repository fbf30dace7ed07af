"""An agreement in words: how it stands, who has accepted, what is next. No queries: rows come fetched."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from cmsportal.nhsuk.formats import day, first_lower

from ..models import Agreement
from .workflow import Act

State = Agreement.State
COLOURS = {
    State.DRAFT: "white",
    State.OFFERED: "blue",
    State.COACH_ACCEPTED: "blue",
    State.PRACTICE_ACCEPTED: "blue",
    State.IN_FORCE: "green",
    State.REPLACED: "grey",
    State.ENDED: "grey",
}
Day = Callable[[Any], str]


def edition_words(agreement: Agreement) -> str:
    return "First edition" if agreement.number == 1 else f"Edition {agreement.number}"


def state_tag(agreement: Agreement) -> tuple[str, str]:
    """Words and colour."""
    return agreement.get_state_display(), COLOURS[State(agreement.state)]


def state_words(agreement: Agreement, of_day: Day = day) -> str:
    """'In force since Monday 3 March.'"""
    match agreement.state:
        case State.IN_FORCE:
            return f"In force since {of_day(agreement.in_force_at)}."
        case State.REPLACED:
            return f"Was in force from {of_day(agreement.in_force_at)}. A newer edition has replaced it."
        case State.ENDED:
            return _ended_words(agreement, of_day)
        case State.DRAFT:
            return "Not offered yet: it is still being written."
        case _:
            return f"Offered {of_day(agreement.offered_at)}, not in force yet."


def _ended_words(agreement: Agreement, of_day: Day) -> str:
    on = of_day(agreement.ended_at)
    who = f" by {agreement.ended_by.name}" if agreement.ended_by else ""
    before = "Ended" if agreement.in_force_at else "Given up before it was in force,"
    return f"{before} on {on}{who}: {first_lower(agreement.get_end_reason_display())}."


@dataclass(frozen=True)
class Signature:
    """One side, who speaks for it, and what it has said."""

    side: str
    name: str
    words: str
    has_accepted: bool


def signatures(agreement: Agreement, of_day: Day = day) -> list[Signature]:
    """The practice, then the coach."""
    practice, by = agreement.project.practice.name, agreement.practice_accepted_by
    ours = f"{by.name} accepted on {of_day(agreement.practice_accepted_at)}" if by else _silence(agreement)
    theirs = agreement.coach_accepted_at
    return [
        Signature("For the practice", practice, ours, by is not None),
        Signature(
            "Coach",
            agreement.coach.name,
            f"Accepted on {of_day(theirs)}" if theirs else _silence(agreement),
            bool(theirs),
        ),
    ]


def _silence(agreement: Agreement) -> str:
    return "Did not accept" if agreement.state == State.ENDED else "Not accepted yet"


def heading(agreement: Agreement, is_coach: bool) -> str:
    """Each side reads the name of the other."""
    other = agreement.project.practice.name if is_coach else agreement.coach.name
    return f"Agreement with {other}"


def what_next(agreement: Agreement, acts: Collection[Act], stuck: str, *, has_older: bool) -> str:
    """One sentence on what it waits for, for whoever looks."""
    stays = " Until then the older one stays in force." if has_older else ""
    if stuck:
        return stuck
    match agreement.state:
        case State.DRAFT:
            mine = "Read it through, then offer it." if Act.OFFER in acts else "It is still being written."
            return f"{mine}{stays}"
        case State.IN_FORCE:
            return review_words(agreement)
        case _:
            if {Act.COACH_ACCEPT, Act.PRACTICE_ACCEPT} & set(acts):
                return f"Read it, then accept it or send it back. It holds once both sides have accepted.{stays}"
            side = {State.COACH_ACCEPTED: "the practice", State.PRACTICE_ACCEPTED: "the coach"}
            waits = side.get(State(agreement.state), "both sides")
            return f"It waits for {waits} to accept.{stays}"


def review_words(agreement: Agreement, today: date | None = None) -> str:
    """When it is looked at again; empty where no review is planned."""
    due, today = agreement.next_review_on, today or timezone.localdate()
    if due is None:
        return "It has been looked at again, and no further look is planned."
    if due <= today:
        return f"Look at it again together: that was planned for {day(due, today)}."
    return f"The next look at it is on {day(due, today)}."


def review_is_due(agreement: Agreement, today: date | None = None) -> bool:
    due = agreement.next_review_on
    return agreement.state == State.IN_FORCE and due is not None and due <= (today or timezone.localdate())


def line_words(agreement: Agreement | None, opened: Agreement | None) -> str:
    """Beside the coach on the project's page: what holds, and what is on its way."""
    holds = (
        f"{first_lower(edition_words(agreement))}, in force since {day(agreement.in_force_at)}" if agreement else ""
    )
    coming = first_lower(opened.get_state_display()) if opened else ""
    if holds and coming:
        return f"{holds}; a change {coming}"
    return holds or coming or "none yet"
