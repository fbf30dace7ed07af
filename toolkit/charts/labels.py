"""Words inside and beside the plot: names of lines, the last figure, runs, closed weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import tokens as t
from .canvas import SLACK
from .layout import spread
from .metrics import text_width
from .sentences import show_centre, show_value

if TYPE_CHECKING:
    from toolkit.spc import Signal

    from .picture import Picture


CLEAR = 4  # wished for between words and lines; where there is less room they may come as near as nothing touches
GAP_WORDS = {"zero": "same day", "zero denominator": "nothing to count"}


@dataclass
class EndLabel:
    """A line's name and value at its right end; ``rows`` are (text, bold)."""

    value: float | None
    rows: list[tuple[str, bool]]
    colour: str
    widths: list[float]


def end_labels(p: Picture, *, one_line: bool) -> list[EndLabel]:
    """Names for aim, middle, limits and the strip of hidden figures, top to bottom."""
    chart, analysis = p.chart, p.analysis
    wanted: list[tuple[float | None, str, str, str]] = []
    if chart.aim is not None:
        name = "Aim" if p.aim_beyond == 0 else "Aim above" if p.aim_beyond > 0 else "Aim below"
        wanted.append((chart.aim, name, show_centre(chart, chart.aim, p.decimals), t.AIM))
    part = analysis.parts[-1] if analysis.parts else None
    if part is not None and part.cl is not None:
        name = "Middle" if analysis.chart in ("run", "g") else "Mean"
        wanted.append((part.cl, name, show_centre(chart, part.cl, p.decimals), t.GREY_1))
    if part is not None and not part.early:
        trial = "Trial " if part.trial else ""
        narrow = p.size.width < 400 or p.size.spare
        for row, word in ((analysis.upper, "upper"), (analysis.lower, "lower")):
            value = next((row[i] for i in range(part.last, part.first - 1, -1) if row[i] is not None), None)
            if value is not None:
                name = f"{trial}{word}" if trial or narrow else f"{word} limit"
                name = name[:1].upper() + name[1:]
                wanted.append((value, name, show_centre(chart, value, p.decimals), t.GREY_1))
    wanted.sort(key=lambda w: -(w[0] or 0))
    labels = []
    for value, name, shown, colour in wanted:
        rows = [(f"{name} {shown}", False)] if one_line else [(name, False), (shown, True)]
        labels.append(_end_label(p, value, rows, colour))
    if chart.n_hidden:
        first, _, rest = f"* {chart.hidden_label}".rpartition(" ")
        rows = [(first, False), (rest, False)] if first else [(rest, False)]
        labels.append(_end_label(p, None, rows, t.INK))
    return labels


def _end_label(p: Picture, value: float | None, rows: list[tuple[str, bool]], colour: str) -> EndLabel:
    size = p.text - (0 if p.size.spare else 1)
    widths = [text_width(text, size, bold) * SLACK for text, bold in rows]
    return EndLabel(value, rows, p.words_colour(colour), widths)


def draw_line_labels(p: Picture) -> None:
    """Names at the right ends, pushed apart; a thin leader joins a label to a line it had to leave."""
    if not p.ends:
        return
    size = p.text - (0 if p.size.spare else 1)
    line_height = size * 1.12
    wanted = [_height_of(p, label.value) for label in p.ends]
    heights = [line_height * len(label.rows) + 2 for label in p.ends]
    low, high = p.top, p.base + 2
    places = spread(wanted, heights, low, high)
    for label, line_y, centre, height in zip(p.ends, wanted, places, heights, strict=True):
        x = p.plot.x1 + 9
        off = p.aim_beyond and label.colour == p.words_colour(t.AIM)
        if label.value is not None and not off and abs(centre - line_y) > height / 2 + 1:
            p.canvas.line([(p.plot.x1, line_y), (x - 2, centre)], label.colour, 0.75, kind="leader")
        top = centre - height / 2 + size * 0.86
        for n, (text, bold) in enumerate(label.rows):
            p.canvas.text(x, top + n * line_height, text, size, label.colour, bold=bold)


def _height_of(p: Picture, value: float | None) -> float:
    """Where a label would like to be: at its line, within the plot; at the strip for hidden figures."""
    if value is None:
        return p.base - p.strip / 2
    return min(max(p.plot.y(value), p.plot.y0), p.plot.y1)


def draw_last_label(p: Picture) -> None:
    """The last figure in bold near its point, clear of every point, line and label."""
    known = [i for i, v in enumerate(p.analysis.values) if v is not None]
    if not known:
        return
    last = known[-1]
    if any(point.status == "hidden" for point in p.chart.points[last + 1 :]):
        return
    value = p.analysis.values[last] or 0.0
    shown = show_value(p.chart, value, p.decimals)
    cls = p.analysis.classes[last]
    colour = t.INK if not cls else t.EDGE[cls]
    size = p.text * 1.15
    x, y = p.plot.xs[last], p.plot.y(value)
    up = [y - d for d in (size * 0.8, size * 1.2, size * 1.7, size * 2.3, size * 3.0, size * 3.8)]
    down = [y + d for d in (size * 1.5, size * 1.9, size * 2.4, size * 3.0, size * 3.7, size * 4.5)]
    below = p.analysis.sides[last] < 0
    rows = (
        [v for pair in zip(down, up, strict=True) for v in pair]
        if below
        else [v for pair in zip(up, down, strict=True) for v in pair]
    )
    places = []
    for row in rows:
        places += [(x, row, "middle"), (x + p.plot.pad, row, "end"), (x + 4, row, "end")]
    beside = p.radius * 1.6 + 4
    for row in (y + size * 0.36, y - size * 0.3, y + size, y - size, y + size * 1.6, y - size * 1.6):
        places += [(x + beside, row, "start"), (x - beside, row, "end")]
    for row in rows:
        places += [(x - 16, row, "end"), (x - 34, row, "end"), (x - 60, row, "end")]
    within = (p.plot.x0, p.plot.y0 - size * 1.1, p.plot.x1 + 4, p.plot.y1 - 2)
    if not p.chart.changes and not p.phase_height:
        within = (within[0], p.top, within[2], within[3])
    spot = p.taken.first_free(places, shown, size, True, within)
    if spot:
        p.canvas.text(*spot[:2], shown, size, p.words_colour(colour), bold=True, anchor=spot[2])


def draw_band_labels(p: Picture) -> None:
    """'9 in a row above' inside the band; shorter, or left to the sentence, where there is no room."""
    if p.quiet:
        return
    size = p.text - 1
    named: list[tuple[float, float]] = []
    for s, left, right in sorted(p.bands(), key=lambda band: band[0] is not p.analysis.lead):
        if any(min(right, b) - max(left, a) > (right - left) / 2 for a, b in named):
            continue  # two rules broken by the same figures: the sentence names the second
        named.append((left, right))
        for text in _band_texts(s):
            wide = text_width(text, size, True) * SLACK
            if wide > right - left - 4:
                continue
            xs = _sideways(left + wide / 2 + 3, right - wide / 2 - 3)
            rows = [p.plot.y1 - 7 - k * size * 0.5 for k in range(3)]
            rows += [p.plot.y0 + size * (1.2 + k * 0.5) for k in range(3)]
            rows += [p.plot.y1 - 7 - k * size * 0.5 for k in range(3, 8)]
            within = (left + 1, p.plot.y0 + 1, right - 1, p.plot.y1 - 2)
            places = [(x, y, "middle") for y in rows for x in xs]
            spot = p.taken.first_free(places, text, size, True, within, CLEAR)
            spot = spot or p.taken.first_free(places, text, size, True, within)
            if spot:
                colour = t.EDGE[s.direction]
                p.canvas.text(*spot[:2], text, size, colour, bold=True, anchor="middle")
                break


def _band_texts(s: Signal) -> tuple[str, ...]:
    if s.rule == "trend":
        way = "rising" if s.side > 0 else "falling"
        return (f"{s.length} in a row {way}", f"{s.length} {way}")
    side = "above" if s.side > 0 else "below"
    return (f"{s.length} in a row {side}", f"{s.length} {side}")


def _sideways(low: float, high: float) -> list[float]:
    """Places from the middle outwards."""
    middle = (low + high) / 2
    steps = [middle]
    k = 1
    while middle + k * 10 <= high and k < 40:
        steps += [middle + k * 10, middle - k * 10]
        k += 1
    return [*steps, low, high]


def draw_small_words(p: Picture) -> None:
    """'closed' and 'no figure' above their marks where they touch nothing; TV leaves them to its foot."""
    size = p.text - 2
    if p.size.spare or p.plot.step < size / 2:
        return
    for i, point in enumerate(p.chart.points):
        if point.status == "closed":
            word = "closed"
        elif p.analysis.values[i] is None and point.status not in ("hidden",) and (p.analysis.notes[i] != "no range"):
            word = GAP_WORDS.get(p.analysis.notes[i], "no figure")
        else:
            continue
        x, y = p.plot.xs[i], p.plot.y1 - 23 if word == "closed" else p.plot.y1 - 20
        wide = text_width(word, size) * SLACK / 2
        shifts = (0, -wide + 3, wide - 3, -wide - 2, wide + 2)
        places = [(x + dx, y - dy, "middle") for dy in (0, 4, 10, 20, 32) for dx in shifts]
        within = (p.plot.x0, p.plot.y0, p.plot.x1, p.plot.y1)
        clear = [(x + dx, y, "middle") for dx in (0, 2, -2, 4, -4, 6, -6, 10, -10, 14, -14, wide - 3, 3 - wide)]
        spot = p.taken.first_free(clear, word, size, False, within, CLEAR)
        spot = spot or p.taken.first_free(places, word, size, False, within)
        if spot:
            p.canvas.text(*spot[:2], word, size, p.words_colour(t.GREY_1), anchor="middle")
