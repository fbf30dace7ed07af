"""What can be rated together, and in which words. Wording of our own."""

from dataclasses import dataclass

from toolkit.models import RatingRound
from toolkit.workbook.questions.processes import CORE_PROCESSES, SUPPORT_PROCESSES

Kind = RatingRound.Kind


@dataclass(frozen=True)
class Subject:
    """One kind of round. ``scale`` from 1, the worst; ``least``: people from which on a result is shown."""

    title: str
    question: str
    why: str
    scale: tuple[str, ...]
    cannot: str
    least: int
    things: tuple[tuple[str, str], ...]

    def words(self, value: float) -> str:
        """'Small problem', or for a middle between two 'between real problem and small problem'."""
        low = self.scale[int(value) - 1]
        if value == int(value):
            return low
        return f"between {low.lower()} and {self.scale[int(value)].lower()}"


SKILLS = (
    ("change", "Trying a small change and seeing whether it helps"),
    ("figures", "Reading a chart and saying what it shows"),
    ("meeting", "Leading a meeting that ends on time"),
    ("listening", "Hearing somebody out whom I disagree with"),
    ("raising", "Saying when something goes wrong"),
    ("system", "Our computer system: finding my way quickly"),
    ("sheets", "Lists and sums in a spreadsheet"),
    ("phone", "A difficult call with a patient"),
    ("teaching", "Showing a new colleague the ropes"),
    ("cover", "Covering for a colleague’s work when they are away"),
)
MEETINGS = (
    ("agenda", "We know beforehand what it is about"),
    ("time", "We begin and end on time"),
    ("roles", "Somebody leads, somebody writes, somebody watches the time"),
    ("heard", "Everybody is heard, not only the loudest"),
    ("point", "We stay with the point, and park the rest"),
    ("figures", "We look at our own figures before we decide"),
    ("decide", "We decide, and know what was decided"),
    ("actions", "We leave knowing who does what by when"),
    ("followed", "What was agreed last time was done"),
    ("worth", "It was worth the hour"),
)
SUBJECTS = {
    Kind.PROCESSES: Subject(
        "How well our processes work",
        "How well does it work on an ordinary Monday?",
        "Each rates alone, then all look. Where some say fine and some say broken, talk first.",
        ("Broken", "Real problem", "Small problem", "Works well"),
        "Cannot rate",
        3,
        tuple((question.key, question.label) for question in CORE_PROCESSES + SUPPORT_PROCESSES),
    ),
    Kind.SKILLS: Subject(
        "What I feel sure of",
        "How sure do you feel?",
        "You see your own answers. The team sees where help is wanted, without names, from five people on.",
        ("I want help", "With somebody beside me", "On my own", "I could teach it"),
        "Not my work",
        5,
        SKILLS,
    ),
    Kind.MEETINGS: Subject(
        "How good our meetings are",
        "How often is that so?",
        "Ten lines, two minutes. Again after a few weeks, and you see what has changed.",
        ("Never", "Seldom", "Mostly", "Always"),
        "Cannot say",
        3,
        MEETINGS,
    ),
}


def subject_of(row: RatingRound) -> Subject:
    return SUBJECTS[Kind(row.kind)]


def things_of(row: RatingRound) -> list[tuple[str, str]]:
    """Key and words of each, as they were when the round began."""
    return [(thing["key"], thing["words"]) for thing in row.things]
