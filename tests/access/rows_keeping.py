"""Leaving, arriving, calendars, checks."""

from typing import Any

from tests.builders import keeping

from .table import TEAM, Row, of_project


def of_offer(world: Any) -> dict[str, Any]:
    return {**of_project(world), "offer_id": keeping.offer(world.project).pk}


ROWS = {
    "offer-list": Row(read=TEAM),
    "offer-take": Row(of_offer, write=TEAM),
    "offer-let-go": Row(of_offer, write=TEAM),
}
