"""A project's ladder and one claim, in words for the pages. No query: everything is handed in."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import count_words, day, first_upper, number
from projects.permissions import ProjectAccess
from projects.tools import Tool

from ..models import Claim, ClaimStep, Milestone, Need, Package
from ..models.claims import DECIDED
from .amounts import NOTHING, pounds, rate
from .claims import evidence_of
from .ladder import Ladder, Rung
from .rules import Found
from .workflow import Act, State

SayDay = Callable[..., str]
TAGS: dict[str, tuple[str, str]] = {
    State.DRAFT: (State.DRAFT.label, "grey"),
    State.SUBMITTED: (State.SUBMITTED.label, ""),
    State.QUERIED: (State.QUERIED.label, "yellow"),
    State.APPROVED: (State.APPROVED.label, "green"),
    State.REJECTED: (State.REJECTED.label, "red"),
    State.EXPORTED: (State.EXPORTED.label, "purple"),
    State.PAID: (State.PAID.label, "green"),
}
DID = {
    "drafted": "began the claim",
    Act.SUBMIT: "sent the claim",
    Act.ANSWER: "answered",
    Act.TAKE_BACK: "took the claim back",
    Act.QUERY: "asked",
    Act.APPROVE: "approved the claim",
    Act.REJECT: "turned the claim down",
    Act.EXPORT: "handed it to finance",
    Act.PAY: "marked it as paid",
    Act.SEND_BACK: "noted that finance sent it back",
}


@dataclass(frozen=True)
class EvidenceView:
    """``url`` is empty where the reader may not open the tool, or the page is not to be had."""

    words: str
    on: str
    url: str


def evidence_views(found: Collection[Found], project_id: UUID, access: ProjectAccess) -> list[EvidenceView]:
    """``access``: of the reader; what they may not open bears no link."""
    return [EvidenceView(one.words, day(one.on), _page(one, project_id, access)) for one in found]


def _page(found: Found, project_id: UUID, access: ProjectAccess) -> str:
    if not access.sees(Tool(found.tool)):
        return ""
    try:
        return reverse(found.page, kwargs={"project_id": project_id, **found.keys})
    except NoReverseMatch:
        return ""


def claim_evidence(claim: Claim, access: ProjectAccess) -> list[EvidenceView]:
    """What the claim kept when it was last sent, and not what the record shows today."""
    return evidence_views(evidence_of(claim), claim.project_id, access)


@dataclass(frozen=True)
class RungView:
    """``mark``: 'done' (approved and on), 'claimed', 'reached' or 'ahead'. Money is empty for those who see none."""

    title: str
    mark: str
    tag: tuple[str, str] | None
    evidence: list[EvidenceView]
    missing: list[str]
    money: str
    money_note: str
    claim_url: str
    post_url: str
    is_here: bool


def ladder_views(ladder: Ladder, access: ProjectAccess, *, money: bool, here: Claim | None = None) -> list[RungView]:
    """``money``: the reader may see sums and claims. ``here``: the claim whose page it is."""
    return [_rung_view(ladder, rung, access, money, here) for rung in ladder.rungs]


def _rung_view(ladder: Ladder, rung: Rung, access: ProjectAccess, money: bool, here: Claim | None) -> RungView:
    claim, project_id = rung.claim, ladder.project.pk
    found = evidence_of(claim) if claim and money else rung.found
    reached = rung.is_reached or claim is not None
    mark = "reached" if reached else "ahead"
    tag = ("Reached", "") if reached else None
    url = post = ""
    if claim and money:
        done = claim.state in DECIDED
        mark, tag = "done" if done else "claimed", TAGS[claim.state]
        url = reverse("claim-detail", kwargs={"project_id": project_id, "claim_id": claim.pk})
    elif money and ladder.can_claim(rung):
        post = reverse("claim-create", kwargs={"project_id": project_id, "milestone_key": rung.milestone.key})
    return RungView(
        title=claim.milestone.title if claim else rung.milestone.title,
        mark=mark,
        tag=tag,
        evidence=evidence_views(found, project_id, access),
        missing=[] if claim and money else [need.label for need in rung.missing],
        money=_money(rung) if money else "",
        money_note=_money_note(ladder, rung) if money else "",
        claim_url="" if claim and here and claim.pk == here.pk else url,
        post_url=post,
        is_here=bool(claim and here and claim.pk == here.pk),
    )


def _money(rung: Rung) -> str:
    return pounds(rung.claim.amount if rung.claim else rung.amount)


def _money_note(ladder: Ladder, rung: Rung) -> str:
    amount, full = (rung.claim.amount, rung.claim.full_amount) if rung.claim else (rung.amount, rung.full)
    if full is None and rung.milestone.package_id and ladder.package:
        return f"{rate(rung.milestone.amount)} for each weighted patient"
    return f"of {pounds(full)}: the cap is reached" if amount is not None and full and amount < full else ""


def reached_words(ladder: Ladder) -> str:
    """'Two of four milestones are reached.'"""
    count = sum(rung.is_reached or rung.claim is not None for rung in ladder.rungs)
    verb = "is" if count == 1 else "are"
    return f"{first_upper(count_words(count))} of {count_words(len(ladder.rungs))} milestones {verb} reached."


def total_words(ladder: Ladder) -> str:
    """'£1,500 paid or approved, £2,500 still ahead.'"""
    done = [one.amount for one in ladder.claims if one.state in DECIDED]
    asked = [one.amount for one in ladder.claims if one.state in {State.SUBMITTED, State.QUERIED}]
    parts = [
        f"{pounds(sum(done, NOTHING))} approved" if done else "",
        f"{pounds(sum(asked, NOTHING))} asked for" if asked else "",
    ]
    still = sum((rung.amount or NOTHING for rung in ladder.rungs if rung.claim is None), NOTHING)
    parts.append(f"{pounds(still)} still to come" if still and not ladder.stands else "")
    words = ", ".join(part for part in parts if part)
    return f"{words}." if words else ""


# --- One claim --------------------------------------------------------------------------------------------------


def terms_rows(claim: Claim, say: SayDay = day) -> list[tuple[str, str]]:
    """How the sum comes about, line by line. ``say``: a day in words; on paper always with its year."""
    package, milestone = claim.milestone.package, claim.milestone
    rows = [("Terms", f"{package}, from {say(package.starts_on)}")]
    if package.basis == Package.Basis.WEIGHTED and claim.weighted_patients:
        told = f"{number(claim.weighted_patients)} on {say(claim.weighted_on)}. {claim.weighted_source}"
        rows += [
            ("Weighted patients", told),
            (
                "Sum",
                f"{number(claim.weighted_patients)} × {rate(milestone.amount)} = {pounds(claim.full_amount)}, "
                "rounded to the penny",
            ),
        ]
    else:
        rows.append(("Sum", f"{pounds(claim.full_amount)}, a fixed sum"))
    if claim.amount < claim.full_amount:
        rows.append(("Cap", f"{pounds(package.cap)} for one project, of which {pounds(claim.amount)} was left"))
    if claim.state == State.PAID:
        rows.append(("Paid", f"{first_upper(say(claim.paid_on))}. Reference: {claim.reference}"))
    return rows


@dataclass(frozen=True)
class StepView:
    when: str
    who: str
    did: str
    words: str


def step_views(steps: Collection[ClaimStep], say: SayDay = day) -> list[StepView]:
    """The newest first."""
    return [
        StepView(
            say(step.at),
            step.by.name,
            f"{DID[step.act]}{': ' + step.get_reason_display().lower() if step.reason else ''}",
            step.words,
        )
        for step in reversed(list(steps))
    ]


def stands_words(claim: Claim, acts: Collection[Act]) -> str:
    """Where it stands and what comes next, for this reader."""
    last = list(claim.steps.all())[-1]
    match claim.state:
        case State.DRAFT:
            return "The evidence is attached. Look it over, then send it." if Act.SUBMIT in acts else "Not sent yet."
        case State.SUBMITTED:
            return (
                "Look at the evidence, then decide."
                if Act.APPROVE in acts
                else f"Sent on {day(claim.submitted_at)}. The programme’s manager decides on it."
            )
        case State.QUERIED:
            return (
                f"{last.by.name} asks: {last.words}"
                if Act.ANSWER in acts
                else "The practice was asked, and has not answered yet."
            )
        case State.REJECTED:
            tail = " You can send it again and say what is different." if Act.SUBMIT in acts else ""
            return f"{last.get_reason_display()}: {last.words}{tail}"
        case State.APPROVED if last.act == Act.SEND_BACK:
            tail = "Put it right, then hand it to finance again." if Act.EXPORT in acts else "The manager sees to it."
            return f"Finance has sent it back: {closed(last.words)} {tail}"
        case State.APPROVED:
            return f"{claim.approved_by.name} approved it on {day(claim.approved_at)}. It goes to finance next."
        case State.EXPORTED:
            return f"With finance since {day(claim.file.made_at)}, in file {claim.file.number}."
        case _:
            return f"Paid on {day(claim.paid_on)}. Finance’s reference: {claim.reference}."


def closed(words: str) -> str:
    """What somebody wrote, with a full stop where it has no end of its own."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def claim_heading(claim: Claim) -> str:
    """'Lead team and 5Ps: £1,500'."""
    return f"{claim.milestone.title}: {pounds(claim.amount)}"


# --- Packages ---------------------------------------------------------------------------------------------------


def package_words(package: Package) -> str:
    """'A fixed sum for each milestone, £3,000 at most for one project. Only a practice’s first project.'"""
    basis = "A fixed sum for each milestone" if package.basis == "fixed" else "A sum for each weighted patient"
    cap = f", {pounds(package.cap)} at most for one project" if package.cap else ""
    only = " Only a practice’s first project." if package.first_project_only else " Every project of a practice."
    return f"{basis}{cap}.{only}"


def valid_words(package: Package) -> str:
    """'From Wednesday 1 April to Thursday 1 October, not included'."""
    today = timezone.localdate()
    if package.ends_on and package.ends_on <= package.starts_on:
        return "Never came into force"
    until = f" to {day(package.ends_on)}, not included" if package.ends_on else ""
    starts = "From" if package.starts_on <= today else "Begins on"
    return f"{starts} {day(package.starts_on)}{until}"


def milestone_money(milestone: Milestone, package: Package) -> str:
    """'£1,500', or '£0.15 a patient' where each weighted patient counts."""
    if package.basis == Package.Basis.FIXED:
        return pounds(milestone.amount)
    return f"{rate(milestone.amount)} a patient"


@dataclass(frozen=True)
class PackageView:
    """``milestones``: title, what each needs, and the money in words."""

    title: str
    valid: str
    words: str
    made: str
    is_now: bool
    milestones: list[tuple[str, list[str], str]]
    total: str


def package_view(package: Package, now: Package | None) -> PackageView:
    """``package`` comes with its milestones and who made it; ``now``: the one that holds today."""
    milestones = list(package.milestones.all())
    fixed = package.basis == Package.Basis.FIXED
    return PackageView(
        title=str(package),
        valid=valid_words(package),
        words=package_words(package),
        made=f"{package.made_by.name}, {day(package.made_at)}",
        is_now=now is not None and now.pk == package.pk,
        milestones=[
            (one.title, [Need(need).label for need in one.needs], milestone_money(one, package)) for one in milestones
        ],
        total=pounds(sum((one.amount for one in milestones), NOTHING)) if fixed else "",
    )
