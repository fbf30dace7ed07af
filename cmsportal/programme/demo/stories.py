"""What happened in each project of the demo."""

from dataclasses import dataclass, field

from .series import Shape


@dataclass(frozen=True)
class MeasureStory:
    name: str
    value_kind: str
    direction: str
    shape: Shape
    unit: str = ""
    kind: str = "outcome"
    goal: float | None = None
    baseline: float | None = None
    decimals: int = 0
    out_of: tuple[int, int] | None = None  # the denominator's range, for percentages entered as counts
    numerator: str = ""
    denominator: str = ""


@dataclass(frozen=True)
class CycleStory:
    title: str
    scale: str
    week: int  # of the lead measure's series
    decision: str = ""
    stage: str = "closed"
    question: str = ""
    prediction: str = ""
    result: str = ""
    comparison: str = "as_predicted"
    learned: str = ""
    size: int | None = None


@dataclass(frozen=True)
class Story:
    practice: str
    title: str
    step: int  # the step under way
    coach: str | None
    adopter: str
    types: tuple[str, ...] = ("process",)
    status: str = "active"
    reason: str = ""
    note: str = ""
    crosses: bool = False
    months: int = 8  # since sign-up
    workbook_parts: int = 0
    has_fishbone: bool = False
    measures: tuple[MeasureStory, ...] = ()
    ramp: str = ""
    cycles: tuple[CycleStory, ...] = ()
    partners: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str, str], ...] = ()  # tool, reason, note
    no_sponsor: bool = False
    no_champion: bool = False
    patient_partner: bool = True
    actions: tuple[tuple[str, int], ...] = ()  # what, due in days
    visits: int = 4
    aims: tuple[str, ...] = field(default=())  # improve, where, begins, ends, expect, why now


PHONES = Story(
    "Larkmead Surgery",
    "Answering the phones sooner",
    4,
    "Rachel Osei",
    "innovator",
    types=("process", "patient_centred"),
    months=11,
    workbook_parts=5,
    has_fishbone=True,
    measures=(
        MeasureStory(
            "Calls answered within 5 minutes",
            "percentage",
            "up",
            Shape(24, 55, 4.2, after=72, change_at=15, closed=(14,), high=100),
            unit="%",
            goal=80,
            baseline=52,
            out_of=(610, 760),
            numerator="calls answered within 5 minutes",
            denominator="all calls",
        ),
        MeasureStory(
            "Repeat prescriptions asked for online",
            "count",
            "up",
            Shape(24, 120, 11, after=196, change_at=16, closed=(14,)),
            unit="requests",
            kind="process",
            goal=200,
        ),
        MeasureStory(
            "Complaints about the phones",
            "count",
            "down",
            Shape(24, 9, 2.4, after=4, change_at=17, closed=(14,)),
            unit="complaints",
            kind="balancing",
            goal=3,
        ),
        MeasureStory(
            "Days to a routine appointment",
            "value",
            "down",
            Shape(24, 9, 1.5, closed=(14,)),
            unit="working days",
            kind="balancing",
            goal=5,
        ),
    ),
    ramp="Fewer calls at 8am",
    cycles=(
        CycleStory(
            "Two people on phones 8 to 9",
            "1 morning",
            5,
            "adapt",
            question="Will a second person at 8 halve the queue?",
            prediction="The longest wait falls from 14 to 7 minutes",
            result="It fell to 9 minutes",
            comparison="different",
            learned="A second person helps most from 8:15, when the first calls turn into bookings.",
            size=1,
        ),
        CycleStory(
            "Call-back list at the peak",
            "1 week",
            9,
            "adapt",
            question="Will people accept a call back?",
            prediction="Half of those offered say yes",
            result="Seven of ten said yes",
            comparison="better",
            learned="People accept a call back if we name the hour.",
            size=5,
        ),
        CycleStory(
            "Online form for repeat scripts",
            "60 patients",
            13,
            "adopt",
            question="Will the form take calls off the line?",
            prediction="Forty calls a week fewer",
            result="Sixty calls a week fewer",
            comparison="better",
            learned="The online form took 60 calls a week off the line. Older people still ring: keep the 8am pair.",
            size=60,
        ),
        CycleStory(
            "Text with a link",
            "400 patients",
            20,
            stage="study",
            question="Will a text with the link move repeat requests online?",
            prediction="At least 40 more online requests a week",
            result="",
            size=400,
        ),
    ),
    partners=("Harwick Community Trust",),
    library=("fishbone", "cycles"),
    skipped=(("standards", "no_time", "After test 4"),),
    actions=(
        ("Ask the phone company for hourly call counts", 2),
        ("Put the new chart on the corridor wall", 4),
        ("Tell patients about the online form in the newsletter", -3),
    ),
    visits=8,
    aims=(
        "how quickly we answer the phone",
        "at the front desk of Larkmead Surgery",
        "a patient ringing us",
        "the patient having what they rang for, or a time when they will",
        "shorter waits, fewer complaints and a calmer front desk",
        "people wait more than five minutes at 8am, and two receptionists have left because of it",
    ),
)


def _percent(name: str, shape: Shape, goal: float, baseline: float, numerator: str, denominator: str) -> MeasureStory:
    return MeasureStory(
        name,
        "percentage",
        "up",
        shape,
        unit="%",
        goal=goal,
        baseline=baseline,
        out_of=(80, 140),
        numerator=numerator,
        denominator=denominator,
    )


OTHERS = (
    Story(
        "Beckwater Surgery",
        "Missed appointments",
        4,
        "Rachel Osei",
        "early_adopter",
        types=("patient_centred",),
        workbook_parts=5,
        has_fishbone=True,
        no_champion=True,
        measures=(
            MeasureStory(
                "Missed appointments",
                "count",
                "down",
                Shape(22, 41, 5, missing=(13,), late=3),
                unit="appointments",
                goal=25,
                baseline=41,
            ),
        ),
        cycles=(
            CycleStory(
                "Text the day before",
                "20 patients",
                8,
                "adapt",
                question="Will fewer people miss?",
                prediction="Half as many",
                result="A third fewer",
                comparison="different",
                learned="The text must say how to cancel.",
                size=20,
            ),
            CycleStory(
                "Text with a cancel link",
                "1 clinic",
                16,
                stage="do",
                question="Will people cancel by the link?",
                prediction="Five a week",
                size=40,
            ),
        ),
        actions=(("Ask who looks after the texts while Dr Lowe is away", -9),),
        visits=5,
    ),
    Story(
        "Thornwick Medical Centre",
        "Letters from hospital",
        3,
        "Rachel Osei",
        "early_adopter",
        months=5,
        workbook_parts=5,
        has_fishbone=True,
        crosses=True,
        partners=("Harwick General Hospital",),
        actions=(("Draft the aim", 7),),
    ),
    Story(
        "Hallowfield Practice",
        "No theme yet",
        2,
        "Rachel Osei",
        "early_majority",
        months=3,
        workbook_parts=3,
        patient_partner=False,
    ),
    Story("Wickerby Health Centre", "No theme yet", 2, "Anita Rowe", "early_majority", months=4, workbook_parts=5),
    Story("Marlpit Lane Practice", "No theme yet", 2, "Tom Ashdown", "early_majority", months=3, workbook_parts=2),
    Story("Nether Combe Practice", "No theme yet", 1, None, "early_majority", months=1, visits=0, no_sponsor=True),
    Story(
        "Osier Green Surgery",
        "No theme yet",
        1,
        "Marcus Bell",
        "early_majority",
        months=1,
        visits=1,
        patient_partner=False,
    ),
    Story(
        "Ashby Cross Surgery",
        "Blood test results",
        3,
        "Marcus Bell",
        "early_adopter",
        types=("process", "health"),
        months=5,
        workbook_parts=5,
        has_fishbone=True,
        measures=(
            _percent(
                "Results told within two working days",
                Shape(7, 62, 5, high=100),
                90,
                60,
                "results told in two working days",
                "results that came back",
            ),
        ),
        ramp="Tell people sooner",
        cycles=(
            CycleStory(
                "Text the normal results",
                "10 patients",
                8,
                stage="plan",
                question="Will fewer people ring for a result?",
                size=10,
            ),
        ),
    ),
    Story(
        "Pennycross Lane Practice",
        "Recall letters",
        3,
        "Anita Rowe",
        "early_majority",
        status="withdrawn",
        reason="turnover",
        note="Two partners have left.",
        workbook_parts=4,
        months=7,
    ),
    Story(
        "Old Saltern Surgery",
        "Diabetes reviews",
        4,
        "Anita Rowe",
        "early_adopter",
        types=("health",),
        months=10,
        workbook_parts=5,
        has_fishbone=True,
        measures=(
            _percent(
                "Reviews done of reviews due",
                Shape(24, 71, 3.5, after=60, change_at=14, high=100),
                85,
                70,
                "reviews done",
                "reviews due",
            ),
            MeasureStory("Urgent home visits", "count", "down", Shape(24, 9, 4), unit="visits", kind="balancing"),
        ),
        cycles=(
            CycleStory(
                "Ring instead of write",
                "10 patients",
                6,
                "adapt",
                question="Will more people book?",
                prediction="Seven of ten",
                result="Five of ten",
                comparison="different",
                learned="Ring after four in the afternoon.",
                size=10,
            ),
            CycleStory(
                "Ring after four",
                "1 week",
                11,
                "abandon",
                question="Will more people book after four?",
                prediction="Seven of ten",
                result="Four of ten",
                comparison="different",
                learned="Nobody has the time to ring at four. Try the nurse's own list.",
                size=35,
            ),
        ),
        partners=("Harwick Community Trust",),
    ),
    Story(
        "Stonegate Mill Surgery",
        "Repeat prescriptions",
        5,
        "Anita Rowe",
        "innovator",
        months=18,
        workbook_parts=5,
        has_fishbone=True,
        measures=(
            _percent(
                "Repeats ready in two days",
                Shape(30, 64, 4, after=88, change_at=14, high=100),
                85,
                64,
                "repeats ready in two working days",
                "repeats asked for",
            ),
        ),
        cycles=(
            CycleStory(
                "One tray for each day",
                "1 morning",
                6,
                "adapt",
                question="Do fewer slips get lost?",
                prediction="None lost",
                result="One lost",
                comparison="different",
                learned="Label the tray, not the slip.",
                size=1,
            ),
            CycleStory(
                "Labelled trays",
                "1 week",
                10,
                "enlarge",
                question="Do fewer slips get lost?",
                prediction="None lost",
                result="None lost",
                learned="Trays work.",
                size=5,
            ),
            CycleStory(
                "Trays at both sites",
                "both sites",
                14,
                "adopt",
                question="Does it work at the branch?",
                prediction="Ready in two days for 85 of 100",
                result="87 of 100",
                comparison="better",
                learned="The branch needs its own label printer.",
                size=300,
            ),
        ),
        partners=("Harwick Community Trust", "Harwick Patients' Voice"),
        library=("wall", "fishbone", "cycles"),
        visits=12,
    ),
    Story(
        "Fennel Row Medical Practice",
        "Phone queue at lunch",
        4,
        "Tom Ashdown",
        "early_majority",
        months=8,
        workbook_parts=4,
        has_fishbone=True,
        measures=(
            MeasureStory(
                "Longest wait on the phone",
                "value",
                "down",
                Shape(18, 16, 2, drift=-0.45),
                unit="minutes",
                goal=6,
                baseline=16,
            ),
        ),
        cycles=(
            CycleStory(
                "Lunch cover by the back office",
                "2 days",
                9,
                "adopt",
                question="Does the wait fall?",
                prediction="To ten minutes",
                result="To nine minutes",
                comparison="better",
                learned="Swap at 12:15, not at 12.",
                size=2,
            ),
        ),
    ),
    Story(
        "Quay House Surgery",
        "Letters coded in time",
        4,
        "Yasmin Carey",
        "late_majority",
        months=6,
        workbook_parts=3,
        measures=(
            _percent(
                "Letters coded within five days",
                Shape(12, 48, 6, high=100),
                80,
                48,
                "letters coded in five days",
                "letters that came",
            ),
        ),
    ),
    Story(
        "Brackenhurst Family Practice",
        "Asthma reviews",
        4,
        "Marcus Bell",
        "early_majority",
        types=("health",),
        months=9,
        workbook_parts=5,
        has_fishbone=True,
        measures=(
            _percent(
                "Asthma reviews done", Shape(20, 55, 5, drift=0.9, high=100), 75, 55, "reviews done", "reviews due"
            ),
        ),
    ),
    Story(
        "St Osric's Road Health Centre",
        "Same-day appointments",
        4,
        "Tom Ashdown",
        "early_adopter",
        months=12,
        workbook_parts=5,
        crosses=True,
        partners=("Harwick General Hospital",),
        measures=(
            MeasureStory(
                "Same-day requests met",
                "percentage",
                "up",
                Shape(24, 71, 4, high=100),
                unit="%",
                goal=85,
                baseline=70,
                out_of=(180, 260),
                numerator="met the same day",
                denominator="asked for the same day",
            ),
        ),
    ),
    Story(
        "Little Tarn Surgery",
        "No theme yet",
        1,
        "Yasmin Carey",
        "late_majority",
        months=2,
        visits=1,
        patient_partner=False,
        no_sponsor=True,
    ),
    Story(
        "Chandlers Yard Medical Centre",
        "Wound care clinic",
        4,
        "Marcus Bell",
        "early_majority",
        status="paused",
        reason="no_time",
        note="Until the new nurse starts.",
        months=9,
        workbook_parts=4,
        types=("patient_centred",),
        measures=(
            MeasureStory(
                "Days to a wound appointment",
                "value",
                "down",
                Shape(14, 6, 1, late=7),
                unit="days",
                goal=3,
                baseline=6,
            ),
        ),
    ),
    Story(
        "Willow Bank and Upper Harwick Group Practice",
        "One way of handling results at all four sites",
        3,
        "Tom Ashdown",
        "early_majority",
        months=6,
        workbook_parts=4,
        crosses=True,
    ),
    Story("Coldbrook Surgery", "Invited", 1, None, "late_majority", status="invited", months=0, visits=0),
    Story(
        "Tanners Hill Practice",
        "Invited",
        1,
        None,
        "late_majority",
        status="declined",
        reason="felt_imposed",
        note="The partners want to wait a year.",
        months=2,
        visits=0,
    ),
    Story(
        "Highfold Medical Centre",
        "Frail patients after hospital",
        4,
        "Anita Rowe",
        "early_adopter",
        types=("patient_centred", "health"),
        crosses=True,
        months=14,
        workbook_parts=5,
        has_fishbone=True,
        partners=("Harwick General Hospital", "Harwick Community Trust"),
        measures=(
            MeasureStory(
                "Rung within two days of coming home",
                "count",
                "up",
                Shape(26, 5, 1.6, after=9, change_at=15),
                unit="patients",
                goal=10,
                baseline=5,
            ),
            MeasureStory(
                "Back in hospital within 30 days", "count", "down", Shape(26, 6, 2), unit="patients", kind="balancing"
            ),
        ),
        visits=9,
    ),
    Story(
        "Saddlers Green Surgery",
        "Front-desk privacy",
        5,
        "Rachel Osei",
        "innovator",
        status="completed",
        months=19,
        workbook_parts=5,
        has_fishbone=True,
        types=("patient_centred",),
        measures=(
            _percent(
                "Patients who felt they were not overheard",
                Shape(20, 52, 5, after=81, change_at=9, late=6, high=100),
                80,
                52,
                "who said so",
                "who answered",
            ),
        ),
        library=("wall", "cycles"),
    ),
    Story(
        "Rookery Lane Practice",
        "Blood pressure checks",
        4,
        "Marcus Bell",
        "late_majority",
        months=7,
        workbook_parts=2,
        types=("health",),
        measures=(
            MeasureStory(
                "Checks done", "count", "up", Shape(11, 34, 5, missing=(4, 5)), unit="checks", goal=50, baseline=34
            ),
        ),
    ),
    Story(
        "Ferry Road Surgery",
        "Sick notes without an appointment",
        4,
        "Anita Rowe",
        "laggard",
        months=5,
        workbook_parts=2,
        measures=(
            MeasureStory(
                "Appointments used for sick notes",
                "count",
                "down",
                Shape(16, 22, 3, after=11, change_at=7),
                unit="appointments",
                goal=8,
                baseline=22,
            ),
        ),
    ),
    Story(
        "Mossgate Practice",
        "New patient checks",
        4,
        "Yasmin Carey",
        "late_majority",
        status="withdrawn",
        reason="no_champion",
        note="The champion moved away.",
        months=9,
        workbook_parts=3,
        measures=(
            MeasureStory(
                "New patients checked in a month",
                "count",
                "up",
                Shape(9, 6, 2, late=12),
                unit="patients",
                goal=15,
                baseline=6,
            ),
        ),
    ),
)
STORIES = (PHONES, *OTHERS)
