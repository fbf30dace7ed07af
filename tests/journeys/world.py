"""A team half way, for journeys that need one at once."""

from dataclasses import dataclass
from typing import Any

from tests.builders import make, toolkit

from .conftest import PASSWORD

MEASURE = "Calls answered within 5 minutes"


@dataclass
class Team:
    project: Any
    measure: Any
    lead: Any
    member: Any
    last: Any  # the day of the newest figure

    def url(self, path: str = "") -> str:
        return f"/projects/{self.project.pk}/{path}"

    @property
    def figure_url(self) -> str:
        return self.url(f"measures/{self.measure.pk}/figures/add/")


def person(name: str) -> Any:
    user = make.user(name)
    user.set_password(PASSWORD)
    user.save()
    return user


def team() -> Team:
    """A project with eleven weeks of figures, a fishbone with one cause, and two people who can sign in."""
    project = make.project(make.programme(), make.practice("Larkmead Surgery"))
    lead, member = person("Jo Pritchard"), person("Sam Whitlock")
    make.member(project, lead, is_lead=True, is_champion=True)
    make.member(project, member)
    measure = make.measure(project, value_kind="percentage")
    last = make.monday(weeks=1)
    make.figures(measure, [52, 49, 55, 51, 47, None, 53, 50, 56, 48, 54], last)
    toolkit.cause(toolkit.fishbone(project))
    return Team(project, measure, lead, member, last)
