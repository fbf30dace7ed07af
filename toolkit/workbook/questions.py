"""The questions of the 5Ps workbook, as data: five parts, their groups, and the questions in each group.

A question's key is where its answer is kept (``Answer.key``), so a key is never used for something else later. Words
may change at any time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    TEXT = "text"
    RATING = "rating"


@dataclass(frozen=True)
class Question:
    """``places``: decimals a figure may have. ``counts``: whether the part waits for it before it is called done."""

    key: str
    label: str
    kind: Kind
    hint: str = ""
    unit: str = ""
    places: int = 0
    counts: bool = True

    @property
    def slug(self) -> str:
        """The key as an HTML id and a prefix of field names."""
        return self.key.replace(".", "-")

    @property
    def is_figure(self) -> bool:
        return self.kind in {Kind.NUMBER, Kind.PERCENT}

    @property
    def largest(self) -> Decimal:
        """Figures above this are slips of the finger, or something that is no figure at all."""
        return Decimal(100) if self.kind is Kind.PERCENT else Decimal(99_999_999)


@dataclass(frozen=True)
class Role:
    """A row of the table of professionals: heads and full-time equivalents."""

    label: str
    heads: Question
    wte: Question


@dataclass(frozen=True)
class Group:
    """``why``: why we ask, folded away. ``shape``: 'rows', 'bars' (a picture of the figures) or 'roles'."""

    slug: str
    title: str
    intro: str
    why: str
    questions: tuple[Question, ...]
    shape: str = "rows"
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Part:
    slug: str
    name: str
    title: str
    groups: tuple[Group, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for group in self.groups for question in group.questions)

    def group(self, slug: str) -> Group | None:
        return next((group for group in self.groups if group.slug == slug), None)


def number(key: str, label: str, unit: str, hint: str = "", places: int = 0, counts: bool = True) -> Question:
    return Question(key, label, Kind.NUMBER, hint, unit, places, counts)


def percent(key: str, label: str, hint: str = "", counts: bool = True) -> Question:
    return Question(key, label, Kind.PERCENT, hint, "%", 1, counts)


def text(key: str, label: str, hint: str = "", counts: bool = True) -> Question:
    return Question(key, label, Kind.TEXT, hint, counts=counts)


def rating(key: str, label: str, hint: str = "") -> Question:
    return Question(key, label, Kind.RATING, hint)


def role(key: str, label: str) -> Role:
    return Role(
        label,
        number(f"professionals.{key}_heads", f"{label}: how many people", "people"),
        number(f"professionals.{key}_wte", f"{label}: full-time equivalents", "full-time", places=2),
    )


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

AGE_BANDS = (
    ("0_17", "0 to 17"),
    ("18_39", "18 to 39"),
    ("40_64", "40 to 64"),
    ("65_79", "65 to 79"),
    ("80_up", "80 and over"),
)

PATIENTS = Part(
    "patients",
    "Patients",
    "Patients: who we care for",
    (
        Group(
            "how_many",
            "How many",
            "The list size and the share of women are published every month.",
            "Later figures are read against these. "
            "200 calls a day mean something else for 4,000 patients than for 20,000.",
            (
                number("patients.list_size", "Patients on our list", "people"),
                percent("patients.female", "Women and girls"),
                number(
                    "patients.frequent",
                    "Come more than 20 times a year",
                    "people",
                    "A search in your clinical system.",
                ),
                text(
                    "patients.frequent_why",
                    "Why do they come so often?",
                    "What they need, in general. No names.",
                    counts=False,
                ),
            ),
        ),
        Group(
            "ages",
            "How old",
            "People on the list in each age band.",
            "Age says most about what people need and how they reach you.",
            tuple(number(f"patients.age_{key}", f"Aged {label}", "people") for key, label in AGE_BANDS),
            shape="bars",
        ),
        Group(
            "conditions",
            "What they live with",
            "The conditions you meet most. Your disease registers have the counts.",
            "A change that helps people with a common condition helps many people.",
            (
                text(
                    "patients.conditions", "The conditions we see most", "One a line, with the number if you have it."
                ),
                text(
                    "patients.groups",
                    "Groups who find it hard to reach us",
                    "Language, hearing, work hours, no smartphone.",
                ),
            ),
        ),
        Group(
            "opinion",
            "What they think of us",
            "A good guess is fine. Say that it is one.",
            "What patients say and what staff believe they say often differ. Where they differ most is worth a look.",
            (
                percent("patients.easy_phone", "Find it easy to get through by phone"),
                percent("patients.saw_wanted", "Saw the person they wanted"),
                percent("patients.enough_time", "Felt they had enough time"),
                percent("patients.overall", "Call us good overall"),
                text("patients.praise", "What do they praise, and what do they grumble about?", counts=False),
            ),
        ),
        Group(
            "walk",
            "Walk through as a patient",
            "An hour from the front door to the way home. Two people see more than one.",
            "You know the building too well to see it. Signs, waiting and noise show only on a slow walk.",
            (
                text("patients.walk", "What did you see, hear and wait for?"),
                text("patients.walk_surprise", "What surprised you?", counts=False),
            ),
        ),
    ),
)

ROLES = (
    role("gp_partner", "GP partners"),
    role("gp_salaried", "Salaried GPs"),
    role("gp_trainee", "GPs in training"),
    role("nurse", "Practice nurses"),
    role("practitioner", "Nurse and other practitioners"),
    role("hca", "Health care assistants"),
    role("pharmacist", "Pharmacists and technicians"),
    role("manager", "Managers"),
    role("reception", "Reception and care navigation"),
    role("admin", "Secretaries and administrators"),
    role("other", "Others, for example physiotherapists"),
)

PROFESSIONALS = Part(
    "professionals",
    "Professionals",
    "Professionals: who we are",
    (
        Group(
            "roles",
            "Who works here",
            "People, and what they add up to in full-time posts. Half time is 0.5.",
            "Workload feels personal until it stands beside the hours there are to do it.",
            tuple(question for row in ROLES for question in (row.heads, row.wte)),
            shape="roles",
            roles=ROLES,
        ),
        Group(
            "time",
            "What the time goes on",
            "Ask each group to name its three biggest jobs, and one that somebody else could do.",
            "Work drifts to whoever is nearest. This often finds hours that nobody had to pay for.",
            (
                text("professionals.time_clinical", "GPs and other prescribers"),
                text("professionals.time_nursing", "Nurses and health care assistants"),
                text("professionals.time_reception", "Reception"),
                text("professionals.time_office", "Managers and administrators"),
            ),
        ),
        Group(
            "skills",
            "What we can do",
            "Skills in use, skills asleep, and skills that only one person has.",
            "If one person's holiday stops a service, that is a risk and a quick thing to mend.",
            (
                text("professionals.skills", "Skills we have and could use more"),
                text("professionals.skills_missing", "Skills we lack, or that only one person has"),
            ),
        ),
        Group(
            "morale",
            "How it feels to work here",
            "From a short, anonymous question to everybody, or your best guess.",
            "People who are worn out cannot improve much. Morale is also the first thing that a good change lifts.",
            (
                percent("professionals.satisfied", "Would recommend working here"),
                percent("professionals.stressed", "Feel worn out most weeks"),
                text("professionals.morale", "What lifts people, and what wears them down?", counts=False),
            ),
        ),
        Group(
            "cover",
            "Cover and access",
            "Look at the last full month.",
            "A long wait for a routine appointment fills the phones with people who ring again.",
            (
                number("professionals.locum", "Sessions covered by locums in a month", "sessions", places=1),
                number("professionals.next_gp", "Next free routine appointment with a GP", "working days", places=1),
                number(
                    "professionals.next_nurse", "Next free routine appointment with a nurse", "working days", places=1
                ),
            ),
        ),
    ),
)

CORE_PROCESSES = (
    rating("processes.phones", "Answering the phones"),
    rating("processes.online", "Requests that come online"),
    rating("processes.appointments", "Booking an appointment"),
    rating("processes.same_day", "Same-day and urgent requests"),
    rating("processes.arrival", "Arriving and checking in"),
    rating(
        "processes.consultation",
        "The appointment itself",
        "Running to time, the right person, what is needed to hand.",
    ),
    rating("processes.home_visits", "Home visits"),
    rating("processes.prescriptions", "Repeat prescriptions"),
    rating("processes.results", "Test results", "From the sample to the patient knowing."),
    rating("processes.referrals", "Referrals"),
    rating("processes.recall", "Recall for long-term conditions"),
    rating("processes.screening", "Vaccinations and screening"),
)
SUPPORT_PROCESSES = (
    rating("processes.registration", "Registering new patients"),
    rating("processes.letters", "Letters that come in"),
    rating("processes.messages", "Messages between us"),
    rating("processes.records", "Coding and summarising records"),
    rating("processes.reports", "Reports, forms and certificates"),
    rating("processes.complaints", "Complaints and thanks"),
    rating("processes.rota", "Rotas and leave"),
    rating("processes.training", "Starting and training new colleagues"),
    rating("processes.stock", "Supplies and equipment"),
    rating("processes.claims", "Claims and invoices"),
)

PROCESSES = Part(
    "processes",
    "Processes",
    "Processes: how the work gets done",
    (
        Group(
            "core",
            "What patients meet",
            "Rate each as it is on an ordinary Monday, not on its best day.",
            "Rating everything takes ten minutes and shows where people agree. "
            "Where half say fine and half say broken, talk first.",
            CORE_PROCESSES,
        ),
        Group(
            "support",
            "What goes on behind",
            "Patients rarely see these, and feel it when they fail.",
            "Trouble in front often starts behind. Slow letters make for long phone queues.",
            SUPPORT_PROCESSES,
        ),
        Group(
            "visit",
            "How long a visit takes",
            "Follow ten ordinary visits with a watch. Averages will do.",
            "The gap between the whole visit and the time with somebody is waiting.",
            (
                number("processes.visit_minutes", "From the door in to the door out", "minutes", places=1),
                number("processes.care_minutes", "Of that, time with somebody", "minutes", places=1),
                number("processes.late_minutes", "Appointments start late by", "minutes", places=1),
            ),
        ),
        Group(
            "maps",
            "What we have drawn",
            "Which processes you have walked through and drawn, and where the drawing hangs.",
            "Drawing it together is the point. Most teams find a step that nobody needs.",
            (text("processes.maps", "Processes we have drawn, and what we noticed"),),
        ),
    ),
)

WEEKDAYS = (("mon", "Monday"), ("tue", "Tuesday"), ("wed", "Wednesday"), ("thu", "Thursday"), ("fri", "Friday"))
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
            tuple(number(f"patterns.demand_{key}", name, "requests") for key, name in WEEKDAYS),
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

PARTS: tuple[Part, ...] = (PURPOSE, PATIENTS, PROFESSIONALS, PROCESSES, PATTERNS)
QUESTIONS: dict[str, Question] = {question.key: question for part in PARTS for question in part.questions}


def find_part(slug: str) -> Part | None:
    return next((part for part in PARTS if part.slug == slug), None)


def part_of(key: str) -> Part:
    """The part a question belongs to. Raises KeyError for a key that is no question."""
    if key not in QUESTIONS:
        raise KeyError(key)
    return next(part for part in PARTS if part.slug == key.split(".")[0])


def groups() -> Iterator[tuple[Part, Group]]:
    for part in PARTS:
        for group in part.groups:
            yield part, group
