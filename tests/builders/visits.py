"""What a coach types about a visit, and where."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from coaching.models import Visit
from tests.builders import make

NHS_NUMBER = "943 476 5919"
HOSTILE = "<script>alert(1)</script>"
SECRET = "Wombat: the partners quarrel"
LONDON = ZoneInfo("Europe/London")


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def of(name: str, visit: Visit) -> str:
    return url(name, visit.project, visit_id=visit.pk)


def yesterday() -> date:
    return make.today() - timedelta(days=1)


def as_typed(on: date) -> str:
    return f"{on.day}/{on.month}/{on.year}"


def logged(**more) -> dict[str, str]:
    return {"version": "0", "day": as_typed(yesterday()), "time": "13:30", "mode": "in_person", **more}


def planned(**more) -> dict[str, str]:
    return {
        "version": "0",
        "day": as_typed(make.today() + timedelta(days=7)),
        "time": "13:30",
        "mode": "video",
        **more,
    }
