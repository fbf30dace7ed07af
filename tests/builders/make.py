"""Builders: the smallest valid row of each kind. Every name is fictional."""

import itertools
from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cmsportal.accounts.models import Invitation, User
from coaching.models import Visit
from practices.models import (
    Commissioner,
    PartnerMembership,
    PartnerOrganisation,
    Practice,
    PracticeMembership,
    Programme,
    ProgrammeMembership,
    ProgrammePartner,
)
from projects.models import Action, CoachAssignment, HuddleSchedule, Project, Reminder, Share, TeamMember
from projects.tools import AS_DELIVERED
from toolkit.measures.links import make_figure_link
from toolkit.models import ChartMark, Cycle, CycleQuestion, Figure, Measure, Ramp, Standard

_numbers = itertools.count(1)
LONG_AGO = timedelta(days=400)


def today() -> date:
    return timezone.localdate()


def monday(weeks: int = 0) -> date:
    """This week's, or that of so many weeks ago."""
    return today() - timedelta(days=today().weekday(), weeks=weeks)


def now() -> Any:
    """On the clock of people: what lies whole days before or after has the same hour, even if clocks change."""
    return timezone.localtime()


def earlier_today(hours: int = 1) -> Any:
    """So many hours ago; by night half way back to midnight, for it shall not be yesterday."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return max(now() - timedelta(hours=hours), midnight + (now() - midnight) / 2)


def user(name: str = "", **extra: Any) -> User:
    number = next(_numbers)
    name = name or f"Person {number}"
    email = extra.pop("email", f"{name.lower().replace(' ', '.')}.{number}@example.org")
    return User.objects.create(email=email, name=name, **extra)


def commissioner(**extra: Any) -> Commissioner:
    number = next(_numbers)
    return Commissioner.objects.create(
        **{"code": f"X{number % 10_000:02d}", "name": f"NHS Harwick {number}", "kind": "ccg", **extra}
    )


def programme(name: str = "Harwick Better Systems", **extra: Any) -> Programme:
    return Programme.objects.create(**{"name": name, "starts_on": today() - LONG_AGO, **extra})


def practice(name: str = "", **extra: Any) -> Practice:
    number = next(_numbers)
    return Practice.objects.create(
        **{"code": f"Z{number:05d}", "name": name or f"Surgery {number}", "list_size": 9500, **extra}
    )


def partner(name: str = "", **extra: Any) -> PartnerOrganisation:
    return PartnerOrganisation.objects.create(
        **{"name": name or f"Community Trust {next(_numbers)}", "kind": "community", **extra}
    )


def works_with(programme: Programme, partner: PartnerOrganisation) -> ProgrammePartner:
    return ProgrammePartner.objects.create(programme=programme, partner=partner, starts_on=today() - LONG_AGO)


def manager(programme: Programme, user: User) -> ProgrammeMembership:
    return ProgrammeMembership.objects.create(
        programme=programme, user=user, role="manager", starts_on=today() - LONG_AGO
    )


def pool_coach(programme: Programme, user: User, mentor: Any = None, **extra: Any) -> ProgrammeMembership:
    return ProgrammeMembership.objects.create(
        **{
            "programme": programme,
            "user": user,
            "role": "coach",
            "mentor": mentor,
            "starts_on": today() - LONG_AGO,
            **extra,
        }
    )


def colleague(practice: Practice, user: User) -> PracticeMembership:
    return PracticeMembership.objects.create(practice=practice, user=user, starts_on=today() - LONG_AGO)


def partner_person(partner: PartnerOrganisation, user: User) -> PartnerMembership:
    return PartnerMembership.objects.create(partner=partner, user=user, starts_on=today() - LONG_AGO)


def project(
    programme: Programme, practice: Practice, title: str = "Answering the phones sooner", **extra: Any
) -> Project:
    row = Project.objects.create(programme=programme, practice=practice, title=title, **extra)
    for audience, tools in AS_DELIVERED.items():
        for tool in tools:
            Share.objects.create(project=row, tool=tool, audience=audience)
    return row


def member(project: Project, user: User | None = None, **extra: Any) -> TeamMember:
    return TeamMember.objects.create(
        **{
            "project": project,
            "user": user,
            "name": user.name if user else "Wendy Hale",
            "discipline": "reception",
            "starts_on": today() - timedelta(days=200),
            **extra,
        }
    )


def place_invitation(
    member: TeamMember, by: User, email: str = "wendy.hale@example.org", token_hash: str = ""
) -> Invitation:
    """An open invitation to a place on a lead team, without the mail."""
    return Invitation.objects.create(
        email=email,
        name=member.name,
        role="team",
        scope=member,
        token_hash=token_hash or f"{next(_numbers):064d}",
        invited_by=by,
        expires_at=now() + timedelta(days=14),
    )


def coaches(project: Project, user: User, **extra: Any) -> CoachAssignment:
    return CoachAssignment.objects.create(
        **{"project": project, "user": user, "starts_on": today() - timedelta(days=200), **extra}
    )


def huddle_schedule(project: Project, **extra: Any) -> HuddleSchedule:
    return HuddleSchedule.objects.create(
        **{
            "project": project,
            "weekdays": [0, 1, 2, 3, 4],
            "time": time(8, 50),
            "place": "Reception desk",
            **extra,
        }
    )


def reminder(project: Project, user: User, **extra: Any) -> Reminder:
    """A huddle's, due now, unless it says otherwise."""
    due_at = extra.get("due_at", now())
    return Reminder.objects.create(
        **{
            "kind": "huddle",
            "key": f"reminder-{next(_numbers)}",
            "user": user,
            "project": project,
            "subject_id": uuid4(),
            "day": timezone.localdate(due_at),
            "due_at": due_at,
            "try_at": due_at,
            "expires_at": due_at + timedelta(hours=1),
            **extra,
        }
    )


def action(project: Project, **extra: Any) -> Action:
    return Action.objects.create(**{"project": project, "text": "Ask the phone company for hourly counts", **extra})


def measure(project: Project, **extra: Any) -> Measure:
    return Measure.objects.create(
        **{
            "project": project,
            "name": "Calls answered within 5 minutes",
            "kind": "outcome",
            "value_kind": "value",
            "unit": "%",
            "direction": "up",
            "goal": Decimal(80),
            "is_lead": True,
            **extra,
        }
    )


def figures(measure: Measure, values: list[float | None], last: date | None = None, every: int = 7) -> list[Figure]:
    """One figure a week up to ``last`` (or last Monday); None is 'We were closed'."""
    last = last or monday()
    rows = []
    for back, value in enumerate(reversed(values)):
        rows.append(
            Figure(
                measure=measure,
                date=last - timedelta(days=every * back),
                value=None if value is None else Decimal(str(value)),
                status="closed" if value is None else "figure",
            )
        )
    return Figure.objects.bulk_create(reversed(rows))


def counts(measure: Measure, pairs: Iterable[tuple[float, float]], last: date | None = None) -> list[Figure]:
    """Numerators and denominators, one pair a week up to last Monday."""
    last = last or monday()
    pairs = [(Decimal(str(numerator)), Decimal(str(denominator))) for numerator, denominator in pairs]
    rows = [
        Figure(
            measure=measure,
            date=last - timedelta(weeks=back),
            numerator=numerator,
            denominator=denominator,
            value=round(100 * numerator / denominator, 3) if denominator else None,
        )
        for back, (numerator, denominator) in enumerate(reversed(pairs))
    ]
    return Figure.objects.bulk_create(reversed(rows))


def invitation(scope: Any, by: User, role: str = "coach", **extra: Any) -> Invitation:
    """Mailed, and open for a week more."""
    number = next(_numbers)
    now = timezone.now()
    return Invitation.objects.create(
        **{
            "email": f"invited.{number}@example.org",
            "name": "Ivy Newcomb",
            "role": role,
            "scope": scope,
            "token_hash": f"{number:064d}",
            "invited_by": by,
            "mailed_at": now,
            "expires_at": now + timedelta(days=7),
            **extra,
        }
    )


def chart_mark(project: Project, **extra: Any) -> ChartMark:
    return ChartMark.objects.create(
        **{"project": project, "date": today() - timedelta(days=28), "label": "Two people on phones 8 to 9", **extra}
    )


def figure_link_token(measure: Measure, user: User, due_on: date | None = None) -> str:
    """The token of a fresh entry link."""
    url = make_figure_link(measure=measure, user=user, due_on=due_on or today())
    return url.rstrip("/").rsplit("/", 1)[1]


def cycle(project: Project, number: int = 1, **extra: Any) -> Cycle:
    """A cycle being planned, with one question, in the project's first ramp."""
    ramp = project.ramps.first() or Ramp.objects.create(project=project, title="Fewer calls at 8")
    began_at = None if extra.get("stage", "plan") == "plan" else now()
    details = {"ramp": ramp, "number": number, "title": "Two people on the phones", "began_at": began_at, **extra}
    row = Cycle.objects.create(**details)
    CycleQuestion.objects.create(cycle=row, question="Will the queue halve?", prediction="From 14 to 7 minutes")
    return row


def standard(project: Project, **extra: Any) -> Standard:
    return Standard.objects.create(
        **{"project": project, "title": "Opening the phones", "who": "Reception", "what": "Two people at 8.", **extra}
    )


def visit(project: Project, coach: User, **extra: Any) -> Visit:
    """A visit planned for yesterday, not logged yet."""
    return Visit.objects.create(
        **{"project": project, "coach": coach, "at": now() - timedelta(days=1), "mode": "in_person", **extra}
    )
