"""The two icons of an NHS XmR chart: variation (what the latest figure says) and assurance (limits and aim).

Drawn from this portal's own shapes: diamond for better, square for worse, triangle for neither, circle for no
signal; a dashed line for the aim.
"""

from __future__ import annotations

from . import tokens as t
from .canvas import Canvas, digest

VARIATION_WORDS = {
    "improvement_high": "Changed for the better: higher figures",
    "improvement_low": "Changed for the better: lower figures",
    "concern_high": "Changed for the worse: higher figures",
    "concern_low": "Changed for the worse: lower figures",
    "neutral_high": "Changed: higher figures",
    "neutral_low": "Changed: lower figures",
    "common_cause": "No clear change",
}
ASSURANCE_WORDS = {
    "consistent_pass": "Will keep meeting the aim",
    "consistent_fail": "Will keep missing the aim unless something changes",
    "inconsistent": "May hit or miss the aim",
}
ICON_NAMES = (*VARIATION_WORDS, *ASSURANCE_WORDS)
_SHAPES = {"improvement": ("diamond", "better"), "concern": ("square", "worse"), "neutral": ("triangle", "neither")}
SIDE = 44.0


def icon_words(name: str) -> str:
    """What an icon says, in words. Raises KeyError on a name that is neither kind."""
    return VARIATION_WORDS[name] if name in VARIATION_WORDS else ASSURANCE_WORDS[name]


def icon(name: str, fmt: str = "svg") -> bytes:
    """One icon, 44 x 44, named as ``Analysis.variation`` or ``Analysis.assurance``."""
    words = icon_words(name)
    ident = "i" + digest("icon", name, fmt)[:8]
    canvas = Canvas(SIDE, SIDE, fmt, title=words, desc=f"{words}.", ident=ident)
    if name in VARIATION_WORDS:
        _draw_variation(canvas, name)
    else:
        _draw_assurance(canvas, name)
    return canvas.finish()


def _draw_variation(canvas: Canvas, name: str) -> None:
    kind, _, way = name.partition("_")
    middle = SIDE / 2
    if kind not in _SHAPES:
        canvas.marks("circle", [(middle, middle)], 20, t.WHITE, t.GREY_1, 2.5)
        points = [(9.0, 25.0), (16.0, 18.0), (23.0, 26.0), (30.0, 19.0), (36.0, 23.0)]
        canvas.line(points, t.GREY_2, 1.8)
        canvas.marks("circle", points, 2.6, t.GREY_1, t.WHITE, 0.8)
        return
    shape, verdict = _SHAPES[kind]
    canvas.marks("circle", [(middle, middle)], 20, t.WHITE, t.EDGE[verdict], 2.5)
    rising = [(8.5, 29.0), (14.0, 26.0), (19.5, 30.0), (26.0, 21.0), (33.5, 13.5)]
    points = [(x, y if way == "high" else SIDE - y) for x, y in rising]
    canvas.line(points, t.GREY_2, 1.8)
    canvas.marks("circle", points[:3], 2.2, t.GREY_1, t.WHITE, 0.8)
    canvas.marks(shape, points[3:], 3.7, t.FILL[verdict], t.EDGE[verdict], 1.2)


def _draw_assurance(canvas: Canvas, name: str) -> None:
    middle = SIDE / 2
    edge = {"consistent_pass": t.BETTER_EDGE, "consistent_fail": t.WORSE_EDGE, "inconsistent": t.GREY_1}[name]
    canvas.marks("circle", [(middle, middle)], 20, t.WHITE, edge, 2.5)
    offset = {"consistent_pass": -5.0, "consistent_fail": 7.0, "inconsistent": 0.0}[name]
    aim = middle + {"consistent_pass": 8.0, "consistent_fail": -8.0, "inconsistent": 0.0}[name]
    waves = [(9.0, 3.0), (15.0, -4.0), (21.0, 4.0), (27.0, -4.0), (32.0, 3.0), (36.0, -2.0)]
    canvas.line([(x, middle + offset + y) for x, y in waves], t.GREY_1, 1.8)
    reach = 13.5 if aim != middle else 17.0
    canvas.line([(middle - reach, aim), (middle + reach, aim)], t.AIM, 2, (4, 2.5))
