"""How a project's processes to keep stand, for its snapshot; from rows fetched with the editions that hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projects.steps.facts import StandardDue
from toolkit.models import Standard
from toolkit.playbook.workflow import State, state_of


@dataclass(frozen=True)
class Kept:
    in_force: int  # processes that hold in the playbook
    to_review: tuple[StandardDue, ...]  # the longest due first
    to_agree: tuple[StandardDue, ...]  # written down, the oldest first
    back: frozenset[UUID | None]  # the tests whose process went back to small tests


def what_is_kept(standards: Iterable[Standard], today: date) -> Kept:
    """``standards``: with ``editions`` prefetched, of which only those in force."""
    rows = [(row, next(iter(row.editions.all()), None)) for row in standards]
    held = [entry for _, entry in rows if entry]
    due = sorted((entry for entry in held if entry.review_on <= today), key=lambda entry: entry.review_on)
    return Kept(
        in_force=len(held),
        to_review=tuple(StandardDue(entry.standard_id, entry.title, entry.review_on) for entry in due),
        to_agree=tuple(
            StandardDue(row.pk, row.title) for row, entry in rows if state_of(row, entry) is State.WRITTEN
        ),
        back=frozenset(row.cycle_id for row, entry in rows if state_of(row, entry) is State.BACK),
    )
