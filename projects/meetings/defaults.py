"""What a series starts with: how often it comes, how long it takes, and the points of its agenda."""

from dataclasses import dataclass

from projects.models import MeetingKind, MeetingSeries

Rhythm = MeetingSeries.Rhythm


@dataclass(frozen=True)
class Point:
    title: str
    minutes: int


@dataclass(frozen=True)
class Defaults:
    rhythm: str
    week: int | None
    minutes: int
    why: str  # what this kind of meeting is for, in one sentence
    points: tuple[Point, ...]


DEFAULTS: dict[str, Defaults] = {
    MeetingKind.LEAD_TEAM: Defaults(
        Rhythm.WEEKLY,
        None,
        60,
        "The lead team looks at its numbers, decides what to try next, and shares out the work.",
        (
            Point("Who has which role today, and is the agenda right?", 3),
            Point("What did we promise last time?", 7),
            Point("What do our numbers say?", 10),
            Point("Work on our theme", 25),
            Point("Who does what until next time?", 8),
            Point("How good was this meeting, and what would make it better?", 4),
        ),
    ),
    MeetingKind.ALL_TEAM: Defaults(
        Rhythm.MONTHLY,
        2,
        45,
        "Everybody in the practice hears what was tried and learned, and can say what would help.",
        (
            Point("What went well since last time?", 5),
            Point("The data wall: what has changed?", 10),
            Point("What we tried, and what we learned", 10),
            Point("What gets in your way?", 12),
            Point("What we will do next", 5),
            Point("How good was this meeting?", 3),
        ),
    ),
}
