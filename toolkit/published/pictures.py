"""The pictures of published figures, by name; each is made from what is on it and kept by that."""

from collections.abc import Callable

from practices.opendata.figures import Published

from .. import charts
from ..charts.canvas import digest
from ..charts.people import SHAPES
from ..pictures import TYPES, kept_picture

VERSION = 1  # raise it when a picture changes for equal figures
Draw = Callable[[str, str], bytes]


def pictures_of(published: Published) -> dict[str, Draw]:
    """What there are figures for: by name, a function of size and format."""
    found: dict[str, Draw] = {}
    patients = published.ages_of
    if patients is not None and patients.female is not None and patients.male is not None:
        female, male, day = patients.female, patients.male, patients.day
        found["ages"] = lambda size, fmt: charts.population_pyramid(female, male, day=day, size=size, fmt=fmt)
    if published.roles and published.roles_day is not None:
        staff = [
            charts.Staff(role.label, role.heads, None if role.wte is None else float(role.wte))
            for role in published.roles
        ]
        staff_day = published.roles_day
        found["staff"] = lambda size, fmt: charts.staff_bars(staff, day=staff_day, size=size, fmt=fmt)
    demand = published.demand
    if demand is not None:
        found["appointments"] = lambda size, fmt: charts.month_columns(
            demand.months, what="Appointments", size=size, fmt=fmt
        )
    return found


def is_known(size: str, fmt: str) -> bool:
    return size in SHAPES and fmt in TYPES


def picture(published: Published, name: str, size: str, fmt: str) -> bytes:
    """Raises KeyError where there are no such figures."""
    draw = pictures_of(published)[name]
    shown = digest(
        VERSION, name, size, fmt, published.ages_of, published.roles, published.roles_day, published.demand
    )
    return kept_picture(f"published:{shown}", lambda: draw(size, fmt))
