"""How a programme spreads: practices that joined, as steps, over bands of adopters.

Bands after Rogers, Diffusion of Innovations: the first 16% (innovators and early adopters), the next 34%,
the next 34% and the last 16%.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from . import tokens as t
from .canvas import SLACK, Canvas, digest
from .layout import Taken, date_ticks
from .metrics import text_width
from .numbers import long_date, nice_scale, plural, sentence_case

BANDS = ((0.16, "First to join"), (0.5, "Early majority"), (0.84, "Late majority"), (1.0, "Last to join"))
Scale = Callable[[float], float]
SHAPES = {"wide": (752, 330, 14.0), "half": (552, 300, 14.0), "phone": (358, 300, 13.0)}


def adoption_curve(
    joined: Sequence[date],
    total: int,
    *,
    start: date | None = None,
    today: date | None = None,
    left: Sequence[date] = (),
    noun: str = "practice",
    title: str = "How the programme spreads",
    size: str = "wide",
    fmt: str = "svg",
) -> bytes:
    """Cumulative number of practices that joined (less those in ``left``), of ``total`` in the area.

    Sizes are 'wide', 'half' and 'phone'. Raises ValueError on another size.
    """
    made = measure_adoption(
        joined,
        total,
        start=start,
        today=today,
        left=left,
        noun=noun,
        title=title,
        size=size,
        fmt=fmt,
    )
    return made.finish()


def measure_adoption(
    joined: Sequence[date],
    total: int,
    *,
    start: date | None = None,
    today: date | None = None,
    left: Sequence[date] = (),
    noun: str = "practice",
    title: str = "How the programme spreads",
    size: str = "wide",
    fmt: str = "svg",
) -> Canvas:
    """The canvas after drawing, for tests of the layout."""
    if size not in SHAPES:
        raise ValueError(f"unknown size {size!r}")
    width, height, text = SHAPES[size]
    events = sorted([(d, 1) for d in joined] + [(d, -1) for d in left])
    count = sum(step for _, step in events)
    first = start or (events[0][0] if events else today or date(2000, 1, 1))
    last = max(today or first, events[-1][0] if events else first, first)
    total = max(total, count, 1)
    desc = (
        f"{sentence_case(plural(count, noun))} of {total} had joined by {long_date(last, year=True)}. "
        f"That is {band_name(count, total).lower()}."
        if count
        else f"No {noun} has joined yet, of {total}."
    )
    ident = "a" + digest("adoption", events, total, first, last, noun, title, size, fmt)[:8]
    canvas = Canvas(width, height, fmt, title=title, desc=desc, ident=ident)
    named = max(text_width(name, text, True) for _, name in BANDS) * SLACK
    x0, x1 = 46.0, width - named - 44 if size != "phone" else width - named - 10
    y0, y1 = text * 2.2, height - text * 2.2
    right = width if size != "phone" else x1

    def y(value: float) -> float:
        return y1 - value / total * (y1 - y0)

    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return x0 + max((day - first).days, 0) / span * (x1 - x0 - 8)

    _draw_bands(canvas, total, count, y, x0, right, x1 + (36 if size != "phone" else 8), text)
    _draw_scale(canvas, total, y, x0, text)
    _draw_months(canvas, first, last, x, y1, x0, x1, text)
    course, height_now = [(x(first), y(0))], 0
    for day, step in events:
        course.append((x(day), y(height_now)))
        height_now += step
        course.append((x(day), y(height_now)))
    course.append((x(last), y(height_now)))
    canvas.line(course, t.INK, 2.5, kind="data")
    canvas.marks("circle", [course[-1]], 4.8, t.INK, t.WHITE, 1)
    _label_now(canvas, plural_figure(count, noun), course[-1], text, (x0, 0, x1 + 12, y1))
    return canvas


def plural_figure(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def band_name(count: int, total: int) -> str:
    """The band in which the latest to join stands."""
    share = count / total
    return next((name for top, name in BANDS if share <= top + 1e-9), BANDS[-1][1])


def _draw_bands(
    canvas: Canvas,
    total: int,
    count: int,
    y: Scale,
    x0: float,
    right: float,
    names_x: float,
    text: float,
) -> None:
    below = 0.0
    now = band_name(count, total) if count else ""
    for top, name in BANDS:
        canvas.line([(x0, y(top * total)), (right, y(top * total))], t.GREY_4, 1)
        middle = y((below + top) / 2 * total) + text * 0.35
        colour = t.INK if name == now else t.GREY_1
        canvas.text(names_x, middle, name, text, colour, bold=name == now)
        below = top
    canvas.line([(x0, y(0)), (right, y(0))], t.GREY_2, 1)


def _draw_scale(canvas: Canvas, total: int, y: Scale, x0: float, text: float) -> None:
    ticks = [v for v in nice_scale(0, total, 4) if v == int(v) and v < total * 0.9]
    for value in [*ticks, total]:
        canvas.text(x0 - 8, y(value) + text * 0.35, f"{int(value):,}", text - 1, t.GREY_1, anchor="end")


def _draw_months(
    canvas: Canvas,
    first: date,
    last: date,
    x: Callable[[date], float],
    y1: float,
    x0: float,
    x1: float,
    text: float,
) -> None:
    months = [first]
    while True:
        now = months[-1]
        following = date(now.year + now.month // 12, now.month % 12 + 1, 1)
        if following > last:
            break
        months.append(following)
    room = (x0 - 20, x1 + 26)
    for at, shown, bold, _spot in date_ticks(months, [x(m) for m in months], text - 1, cadence="month", room=room):
        canvas.text(at, y1 + text * 1.4, shown, text - 1, t.INK if bold else t.GREY_1, bold=bold, anchor="middle")


def _label_now(
    canvas: Canvas,
    shown: str,
    spot: tuple[float, float],
    text: float,
    within: tuple[float, float, float, float],
) -> None:
    taken = Taken(canvas.boxes, canvas.strokes)
    size = text + 1
    places = [(spot[0] - dx, spot[1] - dy, "end") for dy in (12, 18, 26) for dx in (0, 12, 24)]
    places += [(spot[0] - 2, spot[1] + 22, "end"), (spot[0] - 2, spot[1] + 32, "end")]
    places += [(spot[0] + 10, spot[1] - 12, "start")]
    places += [(within[0] + 4, spot[1] - 12, "start"), (within[0] + 4, spot[1] - 24, "start")]
    found = taken.first_free(places, shown, size, True, within)
    if found:
        canvas.text(found[0], found[1], shown, size, t.INK, bold=True, anchor=found[2])
