"""Builders of what a team keeps: editions of the playbook, and a ramp of tests that were run."""

from datetime import date, timedelta
from typing import Any

from toolkit.models import Cycle, PlaybookEntry, Ramp, Standard
from toolkit.playbook.services import WORDS

from . import make


def edition(standard: Standard, owner: Any, **extra: Any) -> PlaybookEntry:
    """An edition that holds, agreed on a week ago, with the words of its standard."""
    return PlaybookEntry.objects.create(
        **{
            "standard": standard,
            "edition": 1,
            **{name: getattr(standard, name) for name in WORDS},
            "owner": owner,
            "review_on": make.today() + timedelta(days=182),
            "agreed_at": make.now() - timedelta(days=7),
            "agreed_by": owner,
            **extra,
        }
    )


def shared(project: Any, tool: str, audience: str) -> None:
    project.shares.create(tool=tool, audience=audience)


def ramp_of(project: Any, sizes: list[int], first: date, **extra: Any) -> Ramp:
    """Linked tests of patients, a fortnight apart, each finished but the last, with all that a test can hold."""
    ramp = Ramp.objects.create(project=project, title="Fewer calls at 8")
    before = None
    for number, size in enumerate(sizes, start=1):
        starts = first + timedelta(days=14 * (number - 1))
        before = Cycle.objects.create(
            **{
                "ramp": ramp,
                "number": number,
                "previous": before,
                "title": f"Test with {size}",
                "stage": "closed",
                "what": "Ring back",
                "who": "Reception",
                "size": size,
                "size_unit": "patients",
                "starts_on": starts,
                "ends_on": starts + timedelta(days=6),
                "observations": "It went well",
                "learned": "Name the hour",
                "decision": "enlarge",
                "decision_reason": "It worked",
                "decided_on": starts + timedelta(days=7),
                **extra,
            }
        )
        before.questions.create(question="Will they say yes?", prediction="Half of them", result="Seven of ten")
    return ramp
