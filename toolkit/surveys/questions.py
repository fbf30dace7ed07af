"""The questions that a survey can ask, in words of our own, and how a survey keeps those that it asks.

A survey keeps them as JSON: ``key``, ``words``, ``kind`` ('choice' or 'text') and, for a choice, ``choices``.
An answer to a choice is the place of what was chosen, from 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toolkit.models import Survey

Kind = Survey.Kind
AGREE = ("Not at all", "Hardly", "Partly", "Mostly", "Fully")
GOOD = ("Very poor", "Poor", "Fair", "Good", "Very good")
OFTEN = ("Hardly ever", "About once a week", "Most days", "Several times a day")
EASE = ("Very hard", "Rather hard", "Neither", "Rather easy", "Very easy", "I did not try")
HOURS = ("None", "Less than 1 hour", "1 to 2 hours", "2 to 4 hours", "More than 4 hours")
MOST_OWN, MOST_ACTIVITIES, LONGEST = 3, 15, 160


@dataclass(frozen=True)
class Question:
    key: str
    words: str
    kind: str = "choice"
    choices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"choices": list(self.choices)}


BANK: dict[str, tuple[Question, ...]] = {
    Kind.STAFF: (
        Question("mood", "How is the mood in our practice these weeks?", choices=GOOD),
        Question("heard", "When something does not work, I can say so and am heard.", choices=AGREE),
        Question("equipped", "I have what I need to do my work well.", choices=AGREE),
        Question("clear", "I know what each of us is here to do.", choices=AGREE),
        Question("recommend", "I would tell a friend to come and work here.", choices=AGREE),
        Question("upset", "How often does something unplanned upset your day?", choices=OFTEN),
        Question("harder", "What makes your work harder than it should be?", kind="text"),
        Question("proud", "What does our practice do really well?", kind="text"),
    ),
    Kind.PATIENTS: (
        Question("phone", "How easy was it to get through on the phone?", choices=EASE),
        Question(
            "whom",
            "Did you see the person you wanted to see?",
            choices=("No", "Somebody else, and that was fine", "Yes", "I had no wish"),
        ),
        Question("wait", "How was the wait in the practice?", choices=("Far too long", "Too long", "All right")),
        Question("time", "Were you given enough time?", choices=AGREE),
        Question("overall", "How was your visit, all in all?", choices=GOOD),
        Question("change", "What is the one thing we should do better?", kind="text"),
        Question("keep", "What should stay as it is?", kind="text"),
    ),
}
ACTIVITIES = (
    "Answering the phone",
    "Talking with patients at the desk",
    "Seeing or treating patients",
    "Prescriptions",
    "Test results",
    "Letters and scanning",
    "Referrals",
    "Looking for information that should be at hand",
    "Doing something again that went wrong",
    "Meetings and training",
    "Something that nobody planned",
)
TITLES = {
    Kind.STAFF: "How we work together",
    Kind.PATIENTS: "How was your visit?",
    Kind.ACTIVITY: "Where a usual day goes",
}
INTRODUCTIONS = {
    Kind.STAFF: "Two minutes, no name. We want to know what helps you and what gets in your way.",
    Kind.PATIENTS: "Two minutes, no name. What you tell us helps us to do better.",
    Kind.ACTIVITY: "Think of a usual working day. About how long do you spend on each of these? No name is asked.",
}
WHY = {
    Kind.STAFF: "How people are, what helps them and what gets in their way.",
    Kind.PATIENTS: "How the phone, the wait and the visit were.",
    Kind.ACTIVITY: "What one group in the practice spends its day on.",
}


def own_question(number: int, words: str) -> Question:
    """A question of the team's own: how far people agree."""
    return Question(f"own-{number}", words, choices=AGREE)


def activity(number: int, words: str) -> Question:
    return Question(f"time-{number}", words, choices=HOURS)


def questions_for(kind: str, keys: Iterable[str], own: Sequence[str]) -> list[Question]:
    """Those chosen from the bank in its order, then the team's own; of an activity survey its activities."""
    if kind == Kind.ACTIVITY:
        return [activity(number, words) for number, words in enumerate(own, 1)]
    wanted = set(keys)
    chosen = [question for question in BANK[kind] if question.key in wanted]
    made = [own_question(number, words) for number, words in enumerate(own, 1)]
    ratings = [question for question in chosen if question.kind == "choice"]
    return [*ratings, *made, *(question for question in chosen if question.kind == "text")]


def asked_by(survey: Survey) -> list[Question]:
    return [Question(row["key"], row["words"], row["kind"], tuple(row["choices"])) for row in survey.questions]
