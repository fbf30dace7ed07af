"""Who leaves, who follows and how far each note is, in words. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from cmsportal.nhsuk.formats import count_words, day, first_upper
from coaching.matching.presenters import ReasonsView, reasons_view
from projects.coaches.presenters import room_words
from projects.presenters import listed

from ..models import Departure, HandOver, Match
from ..models.handover import PARTS
from ..statuses import COACHED
from .forms import HEADINGS
from .teams import Gone, needs_successor, practices_of

State, Kind = HandOver.State, Departure.Kind
NEWS = timedelta(days=28)  # for how long a new coach stands on the project's page as news


def departure_words(departure: Departure, today: date) -> str:
    """'Away from Monday 3 March to Friday 4 April.', 'Stops coaching. Not there from Monday 3 March on.'"""
    begins = day(departure.from_on, today)
    if departure.kind == Kind.STOPS:
        verb = "Stopped" if departure.from_on <= today else "Stops"
        return f"{verb} coaching. Not there from {begins} on."
    if departure.kind == Kind.AWAY:
        back = f" Back on {day(departure.back_on, today)}." if departure.back_on else " Nobody knows yet until when."
        return f"Away from {begins}.{back}"
    return f"Hands over some teams from {begins}."


@dataclass(frozen=True)
class RowView:
    """One team of a coach who goes."""

    hand_over: HandOver
    practice: str
    title: str
    note: tuple[str, str]  # words and colour of the tag
    follows: str  # 'Anita Rowe from Monday 3 March', 'Nobody yet'
    needs_successor: bool
    visits: str  # 'Two visits are planned after that day.'
    note_url: str = ""
    note_link: str = ""
    follow_url: str = ""
    follow_link: str = ""
    alone_url: str = ""  # where nobody has been asked: the page on which the manager says that nobody follows


def row_views(
    departure: Departure,
    *,
    runs: bool,
    is_own: bool,
    asked: Mapping[UUID, Match],
    visits: Mapping[UUID, int],
    today: date,
) -> list[RowView]:
    """``departure`` comes with its ``rows``. What a manager and the coach may open differs."""
    rows = departure.rows  # type: ignore[attr-defined]
    return [
        _row(row, runs=runs, is_own=is_own, match=asked.get(row.project_id), visits=visits, today=today)
        for row in rows
        if row.state != State.CALLED_OFF
    ]


def _row(
    row: HandOver, *, runs: bool, is_own: bool, match: Match | None, visits: Mapping[UUID, int], today: date
) -> RowView:
    keys = {"project_id": row.project_id}
    note_keys = {**keys, "hand_over_id": row.pk}
    is_open = needs_successor(row)
    goes_alone = row.state == State.NOBODY and row.project.status in COACHED
    may_write = is_own and row.leaves_on > today and (is_open or row.state != State.OPEN)
    return RowView(
        hand_over=row,
        practice=row.project.practice.name,
        title=row.project.title,
        note=note_tag(row),
        follows=_follows(row, match, today),
        needs_successor=is_open,
        visits=_visits(visits.get(row.project_id, 0)) if is_open else "",
        note_url=reverse("handover-write", kwargs=note_keys) if may_write else "",
        note_link="Change the note" if row.ready_at else "Write the note",
        follow_url=_follow_url(row, match, keys) if runs and (is_open or goes_alone) else "",
        follow_link="See how it stands" if match else "Choose a coach",
        alone_url=alone_url(row) if runs and is_open and match is None else "",
    )


def alone_url(row: HandOver) -> str:
    """``row`` comes with its departure, and that with its membership."""
    departure = row.departure
    if departure is None:
        return ""
    keys = {"programme_id": departure.membership.programme_id, "departure_id": departure.pk, "hand_over_id": row.pk}
    return reverse("handover-alone", kwargs=keys)


def _follow_url(row: HandOver, match: Match | None, keys: dict[str, Any]) -> str:
    return reverse("match-detail", kwargs={"match_id": match.pk}) if match else reverse("match-choose", kwargs=keys)


def _follows(row: HandOver, match: Match | None, today: date) -> str:
    if row.state == State.GIVEN_BACK:
        return f"Given back to {row.coach.name}"
    if row.state == State.NOBODY:
        return f"Goes on without a coach. Why: {row.why_nobody}"
    if row.successor:
        verb = "follows on" if row.starts_on > today else "coaches them since"
        return f"{row.successor.name} {verb} {day(row.starts_on, today)}"
    if not needs_successor(row):
        return "The project has ended, nobody needs to follow"
    if match:
        return f"{match.coach.name} has been asked"
    return "Nobody follows yet"


def _visits(count: int) -> str:
    if not count:
        return ""
    noun = "visit planned for afterwards stays" if count == 1 else "visits planned for afterwards stay"
    return f"{first_upper(count_words(count))} {noun} with the team."


def note_tag(row: HandOver) -> tuple[str, str]:
    """Words and colour of the tag that says how far the note is."""
    if row.ready_at:
        return "Note ready", "green"
    if any(row.note().values()) and row.kept_at is None:
        return "Note begun", "yellow"
    return "Note from the record", "grey"


@dataclass(frozen=True)
class LeavingCoach:
    departure: Departure
    name: str
    text: str
    url: str
    tag: tuple[str, str]


def leaving_coaches(departures: Iterable[Departure], today: date) -> list[LeavingCoach]:
    return [
        LeavingCoach(
            one, one.membership.user.name, f"{departure_words(one, today)} {successors_words(one)}", url_of(one),
            ("Needs a successor", "orange") if open_teams(one) else ("", ""),
        )
        for one in departures
    ]  # fmt: skip


def url_of(departure: Departure) -> str:
    """The departure's own page; it comes with its membership."""
    keys = {"programme_id": departure.membership.programme_id, "departure_id": departure.pk}
    return reverse("departure-detail", kwargs=keys)


def open_teams(departure: Departure) -> list[HandOver]:
    """Those of its ``rows`` that need a successor."""
    return [row for row in departure.rows if needs_successor(row)]  # type: ignore[attr-defined]


def is_at_rest(departure: Departure, today: date) -> bool:
    """Nothing is left to do: no team of it needs anybody, and nobody is to come back from it."""
    return departure.over_at is None and departure.has_come_to_rest(today, bool(open_teams(departure)))


def split_stopped(departures: Iterable[Departure], today: date) -> tuple[list[Departure], list[Departure]]:
    """Those that are to be seen to, and those of coaches who have stopped and left nothing to do.

    Where some teams were handed over and nothing is left to do, there is nothing to say any more.
    """
    rows = list(departures)
    stopped = [row for row in rows if row.kind == Kind.STOPS and is_at_rest(row, today)]
    return [row for row in rows if not is_at_rest(row, today)], stopped


def closing_words(departure: Departure, today: date) -> str:
    """How this comes to its end, for those who see to it."""
    if departure.over_at is not None or departure.kind == Kind.AWAY:
        return ""
    if not is_at_rest(departure, today):
        when = "" if departure.from_on <= today else f" from {day(departure.from_on, today)} on"
        return (
            f"It closes by itself{when}, once each team has a successor, goes on without a coach, or its project has "
            "ended."
        )
    out = " No team is proposed to this coach any more." if departure.kind == Kind.STOPS else ""
    return f"It is closed: nothing is left to do.{out}"


def second_places_words(departure: Departure, today: date) -> str:
    """'The place as second coach at Gorse Hill Surgery ends, too. Nobody needs to follow there.'"""
    names = [place.assignment.project.practice.name for place in departure.seconds]  # type: ignore[attr-defined]
    if not names:
        return ""
    noun, verb = ("place", "ends") if len(names) == 1 else ("places", "end")
    if departure.from_on <= today:
        return f"The {noun} as second coach at {listed(names)} ended, too."
    return f"The {noun} as second coach at {listed(names)} {verb}, too. Nobody needs to follow there."


def successors_words(departure: Departure) -> str:
    """'Two of three teams have no successor.'"""
    rows = [row for row in departure.rows if row.state != State.CALLED_OFF]  # type: ignore[attr-defined]
    count = len(open_teams(departure))
    if not rows:
        return "No team needs anybody else."
    if not count and any(row.state in HandOver.UNFOLLOWED for row in rows):
        return "No team needs a successor any more."
    if not count:
        return "Each team has a successor." if len(rows) > 1 else "The team has a successor."
    if len(rows) == 1:
        return "The team has no successor yet."
    has = "has" if count == 1 else "have"
    return f"{first_upper(count_words(count))} of {count_words(len(rows))} teams {has} no successor yet."


@dataclass(frozen=True)
class GoneView:
    name: str
    text: str
    url: str


def gone_views(gone: Iterable[Gone], programme: Any) -> list[GoneView]:
    views = []
    for one in gone:
        why = "The account is closed." if one.has_closed else "Coaches nobody there any more."
        keys = {"programme_id": programme.pk, "membership_id": one.membership.pk}
        text = f"{why} Left behind: {listed(practices_of(one.teams))}."
        views.append(GoneView(one.membership.user.name, text, reverse("departure-begin", kwargs=keys)))
    return views


@dataclass(frozen=True)
class ChoiceView:
    """One team on the page where all successors are chosen."""

    ident: str
    practice: str
    title: str
    choices: list[tuple[str, str]]  # user and 'Anita Rowe, 2 of 6 teams', best first
    proposed: str
    name: str
    reasons: ReasonsView | None


def choice_views(proposals: Iterable[Any]) -> list[ChoiceView]:
    views = []
    for one in proposals:
        choices = [
            (str(coach.user_id), f"{coach.name}, {room_words(coach.teams, coach.capacity)}") for coach in one.choices
        ]
        who = one.candidate
        views.append(
            ChoiceView(
                str(one.project.pk),
                one.project.practice.name,
                one.project.title,
                choices,
                str(who.coach.user_id) if who else "",
                who.coach.name if who else "",
                reasons_view(who.reasons) if who and who.reasons else None,
            )
        )
    return views


def note_parts(note: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Pairs of a heading and the lines under it; a part without words is left out."""
    return [(HEADINGS[name], note[name].splitlines()) for name in PARTS if note[name].strip()]


def note_heading(row: HandOver) -> str:
    return f"Hand-over from {row.coach.name}" + (f" to {row.successor.name}" if row.successor else "")


@dataclass(frozen=True)
class Line:
    """What stands about a hand-over beside the coach on the project's page."""

    words: str
    about: str
    url: str  # of the note; empty for whoever may not read it


def project_line(row: HandOver, today: date, *, may_read: bool, about: str = "") -> Line:
    url = reverse("handover-note", kwargs={"project_id": row.project_id, "hand_over_id": row.pk})
    return Line(_line_words(row, today), about if is_news(row, today) else "", url if may_read else "")


def is_news(row: HandOver, today: date) -> bool:
    """Whether somebody has followed so lately that the project's page speaks of it."""
    return row.state == State.SETTLED and row.starts_on is not None and row.starts_on > today - NEWS


def _line_words(row: HandOver, today: date) -> str:
    if row.state == State.OPEN:
        if row.leaves_on > today:
            return f"{row.coach.name} coaches the team until {day(row.last_day, today)}. A successor is being sought."
        return f"{row.coach.name} has left. A successor is being sought."
    if row.state == State.NOBODY:
        begins = (
            f"{row.coach.name} coaches the team until {day(row.last_day, today)}. Then it goes on without a coach."
            if row.leaves_on > today
            else f"{row.coach.name} has left. The team goes on without a coach."
        )
        return f"{begins} Why: {row.why_nobody}"
    if not is_news(row, today):
        return ""
    if row.starts_on > today:
        return f"{row.successor.name} follows {row.coach.name} on {day(row.starts_on, today)}."
    return f"{row.successor.name} has followed {row.coach.name} since {day(row.starts_on, today)}."


def meanwhile_words(row: HandOver) -> str:
    """How a team fares while its coach is away."""
    if row.successor:
        return f"{row.successor.name} coaches them"
    return "Was to go on without a coach" if row.state == State.NOBODY else "Nobody has followed"


def done_words(done: int) -> str:
    """'Two teams have a new coach.'"""
    if not done:
        return "No team was handed over."
    return "One team has a new coach." if done == 1 else f"{first_upper(count_words(done))} teams have a new coach."
