"""The questions of a huddle, in their order, and what a page says under each."""

from dataclasses import dataclass

from projects.models import HuddleItem

Prompt = HuddleItem.Prompt


@dataclass(frozen=True)
class Question:
    """One screen of a huddle. ``number`` counts from 1; the screen of what is left from last time is the first."""

    number: int
    heading: str
    hint: str
    short: str  # after 'Next:'
    prompt: Prompt | None = None

    @property
    def slug(self) -> str:
        return self.prompt.value if self.prompt else ""


FOLLOW_UPS = Question(
    1, "What is left from last time?", "Tick what is done. The rest comes again tomorrow.", "what is left"
)
QUESTIONS: tuple[Question, ...] = (
    FOLLOW_UPS,
    Question(2, "Who is away or short-staffed?", "Today and tomorrow.", "who is away", Prompt.STAFFING),
    Question(
        3,
        "What should everybody know?",
        "Today and this week: clinics, visitors, changes.",
        "what everybody should know",
        Prompt.HEADS_UP,
    ),
    Question(4, "What does tomorrow bring?", "What can we get ready today?", "what tomorrow brings", Prompt.TOMORROW),
    Question(
        5,
        "What if it does not go to plan?",
        "A full waiting room, the phones, the computers: who steps in?",
        "what if it does not go to plan",
        Prompt.CONTINGENCY,
    ),
    Question(6, "How is the small test going?", "One sentence is enough.", "the small test", Prompt.TEST),
)
BY_SLUG = {question.slug: question for question in QUESTIONS if question.prompt}


def after(question: Question) -> Question | None:
    return next((other for other in QUESTIONS if other.number == question.number + 1), None)


def before(question: Question) -> Question | None:
    return next((other for other in QUESTIONS if other.number == question.number - 1), None)
