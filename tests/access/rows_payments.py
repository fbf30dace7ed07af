"""Milestones for the team and its coaches; money for whoever leads the team, and for the programme's managers."""

from typing import Any

from tests.builders import payments

from .rows_people import KNOW_PROGRAMME, of_programme
from .table import COACHES, TEAM, Row, of_project

MANAGER = frozenset({"manager"})
LEAD = frozenset({"lead"})
MONEY = LEAD | MANAGER
KNOW_CLAIM = TEAM | MANAGER


def of_key(world: Any) -> dict[str, Any]:
    package = payments.package(world.programme, world.manager)
    return {**of_project(world), "milestone_key": package.milestones.all()[0].key}


def in_state(state: str) -> Any:
    def args(world: Any) -> dict[str, Any]:
        return {**of_project(world), "claim_id": payments.claim_in(world, state).pk}

    return args


def of_file(world: Any) -> dict[str, Any]:
    return {**of_programme(world), "file_id": payments.claim_in(world, "exported").file_id}


def of_year(world: Any) -> dict[str, Any]:
    return {**of_programme(world), "year": 2026}


def claim_page(state: str, **extra: Any) -> Row:
    return Row(in_state(state), known=KNOW_CLAIM, **extra)


def manager_page(args: Any = of_programme, *, writes: bool = False) -> Row:
    return Row(args, read=MANAGER, write=MANAGER if writes else frozenset(), known=KNOW_PROGRAMME)


ROWS = {
    "milestone-list": Row(read=TEAM | COACHES | MANAGER),
    "claim-create": Row(of_key, write=MONEY),
    "weighted-create": Row(read=MANAGER, write=MANAGER),
    "claim-detail": claim_page("submitted", read=MONEY),
    "claim-paper": claim_page("approved", read=MONEY),
    "claim-send": claim_page("draft", read=MONEY, write=MONEY),
    "claim-answer": claim_page("queried", read=MONEY, write=MONEY),
    "claim-take-back": claim_page("submitted", write=MONEY),
    "claim-discard": claim_page("draft", write=MONEY),
    "claim-query": claim_page("submitted", read=MANAGER, write=MANAGER),
    "claim-approve": claim_page("submitted", write=MANAGER),
    "claim-reject": claim_page("submitted", read=MANAGER, write=MANAGER),
    "claim-send-back": claim_page("exported", read=MANAGER, write=MANAGER),
    "payment-list": manager_page(),
    "payment-download": manager_page(),
    "package-detail": manager_page(),
    "package-update": manager_page(writes=True),
    "budget-update": manager_page(of_year, writes=True),
    "paymentfile-create": manager_page(writes=True),
    "paymentfile-detail": manager_page(of_file),
    "paymentfile-csv": manager_page(of_file),
    "paymentfile-xlsx": manager_page(of_file),
    "paymentfile-paid": manager_page(of_file, writes=True),
}
