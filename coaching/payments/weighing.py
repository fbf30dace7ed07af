"""What is offered where a programme pays for each weighted patient and nobody has entered how many there are.

Weighted lists are in none of the files that the portal reads, registered patients are. So the newest published count
stands in the form, with its day and a source that says what it is: a manager saves it, or types the weighted figure
over it with a source of its own. Nothing is counted before somebody has saved it.
"""

from dataclasses import dataclass
from datetime import date

from cmsportal.nhsuk.formats import day_full
from practices.models import Practice
from practices.opendata.figures import patients_of
from toolkit.published.proposals import PATIENTS_SOURCE

from ..models import WeightedList


@dataclass(frozen=True)
class Registered:
    """A published count of registered patients, on the day it tells of; ``source`` names both."""

    patients: int
    day: date
    source: str


def registered_of(practice: Practice) -> Registered | None:
    """The newest that is published, unless a figure of that day or a later one was entered. Two queries."""
    found = patients_of(practice)
    if found is None or not found.total:
        return None
    if WeightedList.objects.filter(practice=practice, day__gte=found.day).exists():
        return None
    return Registered(found.total, found.day, f"{PATIENTS_SOURCE}, {day_full(found.day)}: registered, not weighted")
