"""Who waits, who was asked and who has room, in words. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import reverse

from cmsportal.nhsuk.formats import count_words, day, first_upper
from coaching.profiles.presenters import Places, due_words, places_of
from projects.models import Project

from ..models import HandOver, Match, Wish
from .facts import CoachFacts, Waiting, Words
from .reasons import Reason
from .services import Candidate, Proposal

SIGNER = signing.Signer(salt="coaching.matching")
LONG = 28  # days of waiting that are marked


def waited_words(days: int) -> str:
    """'since today', 'for one day', 'for three weeks'."""
    if days == 0:
        return "since today"
    if days < 14:
        return "for one day" if days == 1 else f"for {count_words(days)} days"
    return f"for {count_words(days // 7)} weeks"


@dataclass(frozen=True)
class WaitingView:
    project: Project
    text: str
    is_long: bool
    url: str


def waiting_views(pairs: Iterable[tuple[Project, Waiting]]) -> list[WaitingView]:
    return [
        WaitingView(
            project,
            f"{project.title}. Waits {waited_words(row.days)}.",
            row.days >= LONG,
            reverse("match-choose", kwargs={"project_id": project.pk}),
        )
        for project, row in pairs
    ]


@dataclass(frozen=True)
class AloneView:
    """A team that goes on without a coach."""

    project: Project
    text: str
    url: str


def alone_views(rows: Iterable[HandOver], today: date) -> list[AloneView]:
    """The hand-overs come with project, practice and coach."""
    return [
        AloneView(
            row.project,
            f"{row.project.title}. {_last_day(row, today)} Why nobody follows: {row.why_nobody}",
            reverse("match-choose", kwargs={"project_id": row.project_id}),
        )
        for row in rows
    ]


def _last_day(row: HandOver, today: date) -> str:
    """'Rachel Osei’s last day was Friday 27 November.'"""
    return f"{row.coach.name}’s last day was {day(row.last_day, today)}."


@dataclass(frozen=True)
class AskedView:
    match: Match
    text: str


def asked_views(matches: Iterable[Match], today: date) -> list[AskedView]:
    return [
        AskedView(match, f"{match.coach.name}. {answers_words(match)} Asked {day(match.chosen_at, today)}.")
        for match in matches
    ]


def answers_words(match: Match) -> str:
    """'Nobody has answered yet.', 'The coach said yes, the practice has not answered yet.'"""
    if match.coach_agreed_at:
        return "The coach said yes, the practice has not answered yet."
    if match.practice_agreed_at:
        return "The practice said yes, the coach has not answered yet."
    return "Nobody has answered yet."


@dataclass(frozen=True)
class CoachRow:
    """A coach in the view of the whole programme."""

    name: str
    url: str
    places: Places
    mentor: str
    tags: list[tuple[str, str]]  # words and colour


def coach_rows(
    coaches: Iterable[CoachFacts],
    programme: Any,
    refresh: Mapping[UUID, date],
    today: date,
    goes: Mapping[UUID, str] | None = None,
) -> Any:
    """Those with too many teams first, then those with most room.

    ``refresh``: each one's next refresher. ``goes``: what is said of those who leave or are away.
    """
    found = []
    for coach in sorted(coaches, key=lambda coach: (coach.room >= 0, -coach.room, coach.name)):
        places = places_of(coach.teams, coach.capacity, coach.unsettled)
        tags = [("Over capacity", "orange")] if places.is_over else [("No team", "grey")] if not coach.teams else []
        words, colour = due_words(refresh.get(coach.user_id), today)
        tags += [(words, colour)] if words else []
        tags += [(goes[coach.user_id], "yellow")] if goes and coach.user_id in goes else []
        keys = {"programme_id": programme.pk, "membership_id": coach.membership_id}
        url = reverse("coach-detail", kwargs=keys)
        found.append(CoachRow(coach.name, url, places, coach.mentor, tags))
    return found


def totals_words(waiting: int, coaches: Iterable[CoachFacts]) -> str:
    """'Three practices wait. There is room for five teams more.'"""
    room = sum(max(0, coach.room) for coach in coaches)
    waits = "practice waits" if waiting == 1 else "practices wait"
    first = f"{first_upper(count_words(waiting))} {waits}." if waiting else "No practice waits."
    more = (
        f"There is room for {count_words(room)} more team{'' if room == 1 else 's'}."
        if room
        else "No coach has room."
    )
    return f"{first} {more}"


@dataclass(frozen=True)
class ReasonsView:
    """Sentences for and against, each group the weightiest first."""

    pros: list[str]
    cons: list[str]


def reasons_view(found: Iterable[Reason]) -> ReasonsView:
    found = list(found)
    return ReasonsView(
        [reason.words for reason in found if reason.speaks_for], [r.words for r in found if not r.speaks_for]
    )


@dataclass(frozen=True)
class CandidateView:
    rank: int
    name: str
    reasons: ReasonsView
    url: str  # empty for somebody who cannot be asked
    coach_url: str


def candidate_views(found: Iterable[Candidate], project: Project) -> list[CandidateView]:
    views = []
    for one in found:
        member = one.coach.membership_id
        ask = reverse("match-ask", kwargs={"project_id": project.pk, "membership_id": member})
        profile = reverse("coach-detail", kwargs={"programme_id": project.programme_id, "membership_id": member})
        can = ask if one.can_be_asked else ""
        views.append(CandidateView(one.rank, one.coach.name, reasons_view(one.reasons), can, profile))
    return views


@dataclass(frozen=True)
class ProposalView:
    project: Project
    waited: str
    name: str  # empty where no coach is left
    reasons: ReasonsView
    place: str  # 'First choice' or 'Third of the list'
    pair: str


ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def proposal_views(found: Iterable[Proposal]) -> list[ProposalView]:
    views = []
    for one in found:
        waited, who = waited_words(one.days), one.candidate
        if who is None:
            views.append(ProposalView(one.project, waited, "", ReasonsView([], []), "", ""))
            continue
        place = ORDINALS[who.rank - 1] if who.rank <= len(ORDINALS) else f"Number {who.rank}"
        words = "First of the list" if who.rank == 1 else f"{place} of the list"
        pair = pair_token(one.project.pk, who.coach.user_id)
        views.append(ProposalView(one.project, waited, who.coach.name, reasons_view(who.reasons), words, pair))
    return views


def pair_token(project_id: UUID, user_id: UUID) -> str:
    """What a box of the proposal sends: signed, as it stands for the portal's choice and needs no reason."""
    return SIGNER.sign(f"{project_id}:{user_id}")


def read_pair(token: str) -> tuple[UUID, UUID] | None:
    """The project and the coach of a box; None for what this portal has not shown."""
    try:
        project, coach = SIGNER.unsign(token).split(":")
    except signing.BadSignature:
        return None
    return UUID(project), UUID(coach)


def asked_words(count: int) -> str:
    """'Three coaches and their practices have been asked.'"""
    if not count:
        return "Nobody was asked anew."
    if count == 1:
        return "One coach and the practice have been asked."
    return f"{first_upper(count_words(count))} practices and their coaches have been asked."


def wish_rows(wish: Wish | None, words: Words) -> list[tuple[str, str]]:
    """Pairs; empty where the team has said nothing."""
    if wish is None:
        return []
    rows = [
        ("Clinical areas", ", ".join(label for key, label in words.areas.items() if key in wish.clinical_areas)),
        ("Can meet on", ", ".join(words.weekdays[day] for day in sorted(wish.weekdays))),
        ("Also matters", wish.words),
    ]
    return [(key, value) for key, value in rows if value]
