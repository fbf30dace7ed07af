"""What the demo's programme pays for: a package in its second version, claims in every state, and budgets."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cmsportal.audit.models import Event
from cmsportal.nhsuk.formats import day_full
from coaching.models import Budget, Claim, ClaimStep, Milestone, Package, PaymentFile
from coaching.payments import years
from coaching.payments.ladder import Rung
from coaching.payments.overview import ladders_in
from practices.models import Programme
from projects.models import Project

MANAGER = "Helen Brandt"
TERMS = (
    ("Agreement and lead team in place", ["agreement", "lead_team"], "400", "500"),
    ("About our practice done (5Ps)", ["five_ps"], "800", "1000"),
    ("First small tests studied", ["first_ramp"], "1200", "1500"),
    ("Storyboard shown, three months later", ["storyboard", "follow_up"], "1000", "1000"),
)
Step = tuple[str, str, int, str]  # what was done, the state after it, how many days ago, and what was said


@dataclass(frozen=True)
class Story:
    """One claim of a practice: which milestone, and what became of it."""

    practice: str
    place: int
    steps: tuple[Step, ...]


SENT, OK = ("submitted", "submitted"), ("approved", "approved")
STORIES = (
    Story(
        "Larkmead Surgery", 0,
        (("drafted", "draft", 190, ""), (*SENT, 190, ""), (*OK, 184, ""), ("exported", "exported", 180, ""),
         ("paid", "paid", 166, "")),
    ),
    Story("Larkmead Surgery", 1, (("drafted", "draft", 30, ""), (*SENT, 30, ""), (*OK, 26, ""))),
    Story(
        "Larkmead Surgery", 2,
        (("drafted", "draft", 6, ""), (*SENT, 6, "The second test ran on all weekdays."),),
    ),
    Story(
        "Stonegate Mill Surgery", 2,
        (("drafted", "draft", 24, ""), (*SENT, 24, ""),
         ("queried", "queried", 20, "Both tests are of one week. Was anything measured before?"),
         ("answered", "submitted", 18, "Yes: four weeks before the first. They are on the chart."),
         (*OK, 16, ""), ("exported", "exported", 12, "")),
    ),
    Story(
        "Fennel Row Medical Practice", 0,
        (("drafted", "draft", 12, ""), (*SENT, 12, ""),
         ("queried", "queried", 9, "Who is the sponsor since Dr Hale left?")),
    ),
    Story(
        "Old Saltern Surgery", 0,
        (("drafted", "draft", 15, ""), (*SENT, 15, ""), (*OK, 13, ""), ("exported", "exported", 12, ""),
         ("sent_back", "approved", 5, "The account number in the file is the practice’s old one.")),
    ),
    Story(
        "Ashby Cross Surgery", 0,
        (("drafted", "draft", 22, ""), (*SENT, 22, ""),
         ("rejected", "rejected", 19, "Your sponsor has not said yes to us yet. Send it again once she has.")),
    ),
    Story("Quay House Surgery", 0, (("drafted", "draft", 2, ""),)),
)  # fmt: skip


REFERENCE = "BACS 40213"
LEFT = "Thornwick Medical Centre"  # has claimed nothing: Today offers it
LONG_AGO, SINCE_TERMS = 90, 380  # days


def pay_for_milestones(builder: Any, programme: Programme) -> None:
    """After the stories: a claim is made only of what the record shows."""
    _packages(builder, programme)
    present = years.year_of(builder.today)
    for year, amount in ((present - 1, "12000"), (present, "30000")):
        Budget.objects.create(programme=programme, year=year, amount=Decimal(amount), version=1)
    told = {(one.practice, one.place): one.steps for one in STORIES}
    found = []
    for ladder in ladders_in(programme):
        practice = ladder.project.practice.name
        for rung in [] if practice == LEFT or ladder.stands else ladder.open_rungs:
            steps = told.get((practice, rung.milestone.position)) or _paid_long_ago(builder, rung)
            if steps:
                found.append((ladder.project, rung, steps))
    teller = _Teller(builder, programme)
    for project, rung, steps in sorted(found, key=lambda row: -row[2][0][2]):
        teller.tell(project, rung, steps)


def _paid_long_ago(builder: Any, rung: Rung) -> tuple[Step, ...]:
    """What was reached months ago has been claimed and paid; the rest waits."""
    days = min((builder.today - rung.reached_on).days - 14, SINCE_TERMS) if rung.reached_on else 0
    if days < LONG_AGO:
        return ()
    acts = (("drafted", "draft", 0), ("submitted", "submitted", 0), ("approved", "approved", 5))
    acts += (("exported", "exported", 12), ("paid", "paid", 24))
    return tuple((act, state, days - after, "") for act, state, after in acts)


def _packages(builder: Any, programme: Programme) -> None:
    keys = [uuid.UUID(int=builder.random.getrandbits(128), version=4) for _ in TERMS]
    changed = builder.ago(400)
    for number, (starts, ends) in enumerate(((programme.starts_on, changed), (changed, None)), start=1):
        package = Package.objects.create(
            programme=programme, number=number, starts_on=starts, ends_on=ends, cap=Decimal(4000),
            made_at=builder.noon(starts), made_by=builder.person(MANAGER),
        )  # fmt: skip
        for position, (title, needs, *amounts) in enumerate(TERMS):
            Milestone.objects.create(
                package=package, key=keys[position], position=position, title=title, needs=needs,
                amount=Decimal(amounts[number - 1]),
            )  # fmt: skip


class _Teller:
    """Writes claims with their steps, and the rows of the trail that go with them, on the days of the story."""

    def __init__(self, builder: Any, programme: Programme):
        self.builder, self.programme = builder, programme
        self.manager = builder.person(MANAGER)
        self.number = 0
        self.files: dict[tuple[int, int], PaymentFile] = {}

    def tell(self, project: Project, rung: Rung, steps: tuple[Step, ...]) -> None:
        place = project.team.filter(is_lead=True, user__isnull=False).first()
        if place is not None:
            self._claim(project, place.user, rung, steps)

    def _claim(self, project: Project, lead: Any, rung: Rung, steps: tuple[Step, ...]) -> None:
        days = {act: self.builder.noon(self.builder.ago(ago)) for act, _, ago, _ in steps}
        state = steps[-1][1]
        said = {"paid": f"Paid on {day_full(days.get('paid'))}. Reference: {REFERENCE}"}
        sent, approved = "submitted" in days, state in {"approved", "exported", "paid"}
        file = self._file(days["exported"]) if "exported" in days else None
        self.number += sent
        claim = Claim.objects.create(
            programme=self.programme, project=project, milestone=rung.milestone, key=rung.milestone.key,
            number=self.number if sent else None, state=state, amount=rung.amount, full_amount=rung.full,
            reached_on=rung.reached_on, evidence=[one.as_stored() for one in rung.found],
            drafted_at=days["drafted"], drafted_by=lead, version=len(steps),
            submitted_at=days.get("submitted"), submitted_by=lead if sent else None,
            approved_at=days["approved"] if approved else None, approved_by=self.manager if approved else None,
            file=file if state in {"exported", "paid"} else None,
            paid_on=self._day(days.get("paid")), reference=REFERENCE if "paid" in days else "",
        )  # fmt: skip
        for minute, (act, after, ago, words) in enumerate(steps):
            at = self.builder.noon(self.builder.ago(ago)) + timedelta(minutes=minute)
            by = lead if act in {"drafted", "submitted", "answered"} else self.manager
            ClaimStep.objects.create(
                claim=claim, at=at, by=by, act=act, state=after, amount=claim.amount,
                words=words or said.get(act, ""), reason="evidence" if act == "rejected" else "",
                file=file if act in {"exported", "sent_back"} else None,
            )  # fmt: skip
            Event.objects.create(
                action=f"claim.{act}", actor=by, at=at, target_type="coaching.claim", target_id=str(claim.pk),
                project_id=project.pk, programme_id=self.programme.pk,
                detail={"state": after, "amount": str(claim.amount), "number": claim.number},
            )  # fmt: skip

    def _file(self, at: Any) -> PaymentFile:
        """One a month."""
        key = (at.year, at.month)
        if key not in self.files:
            self.files[key] = PaymentFile.objects.create(
                programme=self.programme, number=len(self.files) + 1, made_at=at, made_by=self.manager
            )
        return self.files[key]

    @staticmethod
    def _day(at: Any) -> date | None:
        return at.date() if at else None
