"""The agreement between a practice and its coach.

``coach`` is the one whom it names. Another project's coach, another practice's lead and an administrator have a 404
at each address; a partner, to whom the project exists, reads none of it. A former coach: tests/coaching/agreements.
"""

from typing import Any

from coaching.models import Agreement
from tests.builders import agreements

from .rows_people import KNOW_PROGRAMME, of_programme
from .table import COACHES, TEAM, Row, of_project

MANAGER = frozenset({"manager"})
READERS = TEAM | COACHES | MANAGER
WRITERS = frozenset({"coach", "lead"})


def edition(state: str) -> Any:
    def args(world: Any) -> dict[str, Any]:
        return {**of_project(world), "agreement_id": agreements.agreement(world.project, world.coach, state).pk}

    return args


def one(state: str, **extra: Any) -> Row:
    return Row(edition(state), known=READERS, query="?seen=0", **extra)


State = Agreement.State
ROWS = {
    "agreement-overview": Row(of_programme, read=MANAGER, known=KNOW_PROGRAMME),
    "agreement-list": Row(read=READERS),
    "agreement-create": Row(read=WRITERS, write=WRITERS),
    "agreement-detail": one(State.DRAFT, read=READERS),
    "agreement-update": one(State.DRAFT, read=WRITERS, write=WRITERS),
    "agreement-pdf": one(State.IN_FORCE, read=READERS),
    "agreement-offer": one(State.DRAFT, write=WRITERS),
    "agreement-coach-accept": one(State.OFFERED, write=frozenset({"coach"})),
    "agreement-practice-accept": one(State.OFFERED, write=frozenset({"lead"})),
    "agreement-send-back": one(State.OFFERED, read=WRITERS, write=WRITERS),
    "agreement-review": one(State.IN_FORCE, write=WRITERS),
    "agreement-end": one(State.IN_FORCE, read=WRITERS, write=WRITERS),
}
