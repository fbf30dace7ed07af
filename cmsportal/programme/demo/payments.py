"""What the demo's programme pays for: a package in its second version, claims in every state, and budgets."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cmsportal.audit.models import Event
from coaching.models import Budget, Claim, ClaimStep, Milestone, Package, PaymentFile
from coaching.payments import years
from coaching.payments.ladder import Rung, ladder_of
from practices.models import Programme
from projects.models import Project

MANAGER = "Helen Brandt"
TERMS = (
    ("Lead team in place", ["lead_team"], "400", "500"),
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
        "Beckwater Surgery", 0,
        (("drafted", "draft", 12, ""), (*SENT, 12, ""),
         ("queried", "queried", 9, "Who is the sponsor since Dr Hale left?")),
    ),
    Story("Old Saltern Surgery", 0, (("drafted", "draft", 15, ""), (*SENT, 15, ""), (*OK, 8, ""))),
    Story(
        "Ashby Cross Surgery", 0,
        (("drafted", "draft", 22, ""), (*SENT, 22, ""),
         ("rejected", "rejected", 19, "Your sponsor has not said yes to us yet. Send it again once she has.")),
    ),
    Story("Quay House Surgery", 0, (("drafted", "draft", 2, ""),)),
)  # fmt: skip


def pay_for_milestones(builder: Any, programme: Programme) -> None:
    """After the stories: a claim is made only of what the record shows."""
    _packages(builder, programme)
    present = years.year_of(builder.today)
    for year, amount in ((present - 1, "12000"), (present, "18000")):
        Budget.objects.create(programme=programme, year=year, amount=Decimal(amount), version=1)
    teller = _Teller(builder, programme)
    for story in sorted(STORIES, key=lambda one: -one.steps[0][2]):
        teller.tell(story)


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

    def tell(self, story: Story) -> None:
        project = Project.objects.select_related("practice", "programme").filter(
            programme=self.programme, practice__name=story.practice
        ).first()  # fmt: skip
        lead = project.team.filter(is_lead=True, user__isnull=False).first() if project else None
        if project is None or lead is None:
            return
        ladder = ladder_of(project)
        rung = next((one for one in ladder.open_rungs if one.milestone.position == story.place), None)
        if rung is not None and not ladder.stands:
            self._claim(project, lead.user, rung, story)

    def _claim(self, project: Project, lead: Any, rung: Rung, story: Story) -> None:
        days = {act: self.builder.noon(self.builder.ago(ago)) for act, _, ago, _ in story.steps}
        state = story.steps[-1][1]
        sent, approved = "submitted" in days, state in {"approved", "exported", "paid"}
        self.number += sent
        claim = Claim.objects.create(
            programme=self.programme, project=project, milestone=rung.milestone, key=rung.milestone.key,
            number=self.number if sent else None, state=state, amount=rung.amount, full_amount=rung.full,
            reached_on=rung.reached_on, evidence=[one.as_stored() for one in rung.found],
            drafted_at=days["drafted"], drafted_by=lead, version=len(story.steps),
            submitted_at=days.get("submitted"), submitted_by=lead if sent else None,
            approved_at=days["approved"] if approved else None, approved_by=self.manager if approved else None,
            file=self._file(days["exported"]) if "exported" in days else None,
            paid_on=self._day(days.get("paid")), reference="BACS 40213" if "paid" in days else "",
        )  # fmt: skip
        for minute, (act, after, ago, words) in enumerate(story.steps):
            at = self.builder.noon(self.builder.ago(ago)) + timedelta(minutes=minute)
            by = lead if act in {"drafted", "submitted", "answered"} else self.manager
            ClaimStep.objects.create(
                claim=claim, at=at, by=by, act=act, state=after, amount=claim.amount, words=words,
                reason="evidence" if act == "rejected" else "",
            )  # fmt: skip
            Event.objects.create(
                action=f"claim.{act}", actor=by, at=at, target_type="coaching.claim", target_id=str(claim.pk),
                project_id=project.pk, programme_id=self.programme.pk,
                detail={"state": after, "amount": str(claim.amount), "number": claim.number},
            )  # fmt: skip

    def _file(self, at: Any) -> PaymentFile:
        count = PaymentFile.objects.filter(programme=self.programme).count()
        return PaymentFile.objects.create(
            programme=self.programme, number=count + 1, made_at=at, made_by=self.manager
        )

    @staticmethod
    def _day(at: Any) -> date | None:
        return at.date() if at else None
