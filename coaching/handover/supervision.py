"""Private notes of one coach, for the mentor alone."""

from dataclasses import dataclass
from datetime import datetime

from practices.models import ProgrammeMembership

from ..models import Visit
from ..sealed import Unreadable, unseal

MOST = 100


@dataclass(frozen=True)
class Note:
    at: datetime
    practice: str
    text: str  # empty where no key fits
    needs_help: bool


def supervision_notes(membership: ProgrammeMembership) -> list[Note]:
    """The newest of a coach's sealed notes in the programme, of teams they coach and teams handed over since.

    The day and the practice stand beside the note, and nothing that the team or a later coach wrote.
    """
    rows = Visit.objects.logged().filter(
        coach=membership.user_id, project__programme=membership.programme_id, private_note_sealed__isnull=False
    )
    rows = rows.select_related("project__practice").only(
        "at", "private_note_sealed", "needs_help", "project__practice__name"
    )
    return [
        Note(visit.at, visit.project.practice.name, _text(visit), visit.needs_help)
        for visit in rows.order_by("-at")[:MOST]
    ]


def _text(visit: Visit) -> str:
    try:
        return unseal(visit.private_note_sealed)
    except Unreadable:
        return ""
