"""What keeps coming back."""

from cmsportal.nhsuk.formats import WEEKDAYS

from .kinds import Group, Part, number, text

HOURS = (
    ("08", "8am to 9am"),
    ("09", "9am to 11am"),
    ("11", "11am to 2pm"),
    ("14", "2pm to 4pm"),
    ("16", "4pm to close"),
)

PATTERNS = Part(
    "patterns",
    "Patterns",
    "Patterns: what keeps coming back",
    (
        Group(
            "weekdays",
            "Busy days",
            "Requests on an ordinary day: calls, online forms and people at the desk.",
            "Staff are often spread evenly while demand is not. The picture shows where they part.",
            tuple(number(f"patterns.demand_{day[:3].lower()}", day, "requests") for day in WEEKDAYS[:5]),
            shape="bars",
        ),
        Group(
            "hours",
            "Busy hours",
            "Requests on an ordinary day, by time. The phone system can tell you about calls.",
            "An hour that holds half the day's calls is a pattern that you can change.",
            tuple(number(f"patterns.hour_{key}", name, "requests") for key, name in HOURS),
            shape="bars",
        ),
        Group(
            "unplanned",
            "Work that nobody planned",
            "Interruptions, extras, things that come back because they went wrong the first time.",
            "Unplanned work is the work that tires people most, and much of it is made in the house.",
            (
                number("patterns.interruptions", "Interruptions to one person in a morning", "times"),
                text("patterns.unplanned", "What keeps coming back?"),
            ),
        ),
        Group(
            "together",
            "How we talk",
            "Meetings that really happen, not those in the diary.",
            "News that travels by chance reaches some people late and some never.",
            (
                number("patterns.meetings", "Meetings of the whole team in a month", "meetings", places=1),
                text("patterns.information", "How does news reach everybody?"),
                text("patterns.culture", "What is it like to speak up here?"),
            ),
        ),
        Group(
            "results",
            "How well it goes",
            "What you already count. Leave out what you do not.",
            "You will want to show that a change made something better. Often the count exists already.",
            (
                text("patterns.outcomes", "Results for patients that we follow"),
                text(
                    "patterns.safety",
                    "Safety: what nearly went wrong in the last half year",
                    "What happened, in general. No names.",
                ),
                text("patterns.money", "Money: what costs more or brings less than it should", counts=False),
                text("patterns.proud", "What are we proudest of?"),
            ),
        ),
    ),
)
