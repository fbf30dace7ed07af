"""Why the practice exists."""

from .kinds import Group, Part, text

PURPOSE = Part(
    "purpose",
    "Purpose",
    "Purpose: why we are here",
    (
        Group(
            "reason",
            "Why the practice exists",
            "A sentence each is enough. Write as you would say it to a neighbour.",
            "Teams who agree what they are for find it easier to choose what to improve. "
            "It is also the sentence you come back to when two good ideas compete.",
            (
                text("purpose.why", "What are we here to do?"),
                text(
                    "purpose.for_whom",
                    "Who are we here for?",
                    "Patients, families, and anybody else who counts on us.",
                ),
                text(
                    "purpose.good",
                    "What would really good look like?",
                    "For a patient, and for somebody who works here.",
                ),
            ),
        ),
        Group(
            "bounds",
            "This piece of work",
            "Where your part of the system begins and ends.",
            "Most things that annoy people cross a boundary. Naming yours shows whom you need in the room.",
            (
                text("purpose.bounds", "What is part of it, and what is not?"),
                text("purpose.partners", "Whom do we depend on outside the practice?", counts=False),
            ),
        ),
    ),
)
