"""What the demo's teams keep: an adopted test, written down and agreed on, with an earlier edition to read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from cmsportal.accounts.models import User
from projects.models import Project
from projects.tools import Tool
from toolkit.models import Cycle, PlaybookEntry, Standard
from toolkit.playbook.services import WORDS


def keep_what_worked(
    project: Project, keeper: User, today: date, noon: Callable[[date], datetime], left_out: set[str]
) -> None:
    """A standard in two editions for the project's newest adopted test, unless the team left the tool out."""
    adopted = Cycle.objects.filter(ramp__project=project, stage=Cycle.Stage.CLOSED, decision=Cycle.Decision.ADOPT)
    cycle = adopted.order_by("-number").first()
    if cycle is None or cycle.decided_on is None or Tool.STANDARDS in left_out:
        return
    first = cycle.decided_on + timedelta(days=3)
    second = max(first + timedelta(days=1), today - timedelta(days=20))
    standard = Standard.objects.create(
        project=project,
        cycle=cycle,
        title=cycle.title,
        who="Whoever is on the front desk",
        what="Set it up before half past eight.\nLook at it at noon, and once more before closing.\nTell the huddle.",
        when="Every working day",
        tools="The list by the desk",
        training="Half an hour with somebody who does it already",
        followed_how="A tick on the list, counted on Fridays",
        exceptions="Days on which we are closed for training",
        measure=project.measures.filter(is_lead=True).first(),
        is_stable=True,
        decision=Standard.Decision.KEEP,
        owner=keeper,
        review_on=today + timedelta(days=120),
    )
    words = {name: getattr(standard, name) for name in WORDS}
    common = {"standard": standard, "owner": keeper, "agreed_by": keeper}
    PlaybookEntry.objects.create(
        **common,
        **{**words, "what": "Set it up before half past eight.\nTell the huddle."},
        edition=1,
        review_on=second,
        agreed_at=noon(first),
        ended_at=noon(second),
        ended_by=keeper,
    )
    PlaybookEntry.objects.create(**common, **words, edition=2, review_on=standard.review_on, agreed_at=noon(second))
