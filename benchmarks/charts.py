"""How long a chart takes, beside the two ends in the same run.

    python benchmarks/charts.py [rounds]

The ends: an ordinary matplotlib Figure with fixed margins and text as text, and an SVG string written by hand.
Cold means analysis, words and drawing of a chart never seen before; cached means a look-up by fingerprint.
Prints milliseconds (median of all rounds) and ratios.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit.charts import Category, Cause, Change, Chart, Point, draw, fingerprint, fishbone, study, table, words
from toolkit.spc import Series, analyse

VALUES = [52, 49, 55, 51, 63, 47, 53, 58, 50, 66, 54, 57, 64, 55, None, 68, 71, 67, 74, 72, 70, 76, 75, 78]
START = date(2024, 9, 9)
CHART = Chart(
    title="Calls answered within 5 minutes",
    unit="Percentage of all calls each week",
    aim=80,
    direction="up",
    value_format="percent",
    points=tuple(
        Point(START + timedelta(weeks=k), v, status="closed" if v is None else "figure") for k, v in enumerate(VALUES)
    ),
    changes=(
        Change(1, date(2024, 10, 3), "Two people on phones 8 to 9"),
        Change(2, date(2024, 11, 7), "Call-back list at the peak"),
        Change(3, date(2024, 12, 12), "Online form for repeat scripts"),
        Change(4, date(2025, 2, 6), "Text with a link"),
    ),
)


BONES = [
    Category(name, tuple(Cause(f"Cause {k} of {name}, in words enough for two lines", k % 9) for k in range(16)))
    for name in ("People", "Process", "Equipment", "Environment", "Policies")
]


def plain_figure() -> bytes:
    """The same figures by matplotlib's own Figure: the slow end."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "x"}):
        figure = Figure(figsize=(11.52, 3.9))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.05, 0.1, 0.85, 0.75))
        days = [p.date for p in CHART.points]
        axes.plot(days, [float("nan") if v is None else v for v in VALUES], marker="o")
        axes.axhline(61)
        axes.axhline(80, linestyle="--")
        for change in CHART.changes:
            axes.axvline(change.date, linestyle=":")
            axes.text(change.date, 101, change.label)
        axes.set_title(CHART.title)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
        return out.getvalue()


def hand_made() -> bytes:
    """The same figures as a string written by hand: the fast end, with no layout at all."""
    known = [(50 + 44 * k, 380 - v * 3) for k, v in enumerate(VALUES) if v is not None]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in known)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2"/>' for x, y in known)
    marks = "".join(f'<line x1="{200 * c.number}" x2="{200 * c.number}" y1="50" y2="360"/>' for c in CHART.changes)
    names = "".join(f'<text x="{200 * c.number}" y="30">{c.label}</text>' for c in CHART.changes)
    grid = "".join(
        f'<line x1="40" x2="1090" y1="{y}" y2="{y}"/><text x="5" y="{y}">{y}</text>' for y in range(60, 361, 60)
    )
    dates = "".join(f'<text x="{50 + 44 * k}" y="385">{p.date:%d %b}</text>' for k, p in enumerate(CHART.points))
    return f'<svg viewBox="0 0 1152 390">{grid}{marks}{names}<polyline points="{line}"/>{dots}{dates}</svg>'.encode()


def clock(work: Callable[[int], object], rounds: int) -> float:
    """Median milliseconds of ``work(k)``."""
    taken = []
    for k in range(rounds):
        start = time.perf_counter()
        work(k)
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def main(rounds: int = 200) -> None:
    draw(CHART)
    draw(CHART, fmt="png")
    fresh = [replace(CHART, title=f"Calls answered, team {k}") for k in range(rounds)]
    store = {fingerprint(CHART): draw(CHART)}
    points = {n: series(n) for n in (100, 1_000, 10_000)}

    def cold(k: int) -> bytes:
        return draw(fresh[k], analysis=study(fresh[k]))

    def whole(k: int) -> None:
        analysis = study(fresh[k])
        draw(fresh[k], analysis=analysis)
        words(fresh[k], analysis)
        table(fresh[k], analysis)

    rows = {
        "hand-made SVG string (the fast end)": clock(lambda _: hand_made(), rounds),
        "analysis and SVG, cold": clock(cold, rounds),
        "the same with words and table": clock(whole, rounds),
        "cached: fingerprint and look-up": clock(lambda _: store[fingerprint(CHART)], rounds),
        "fishbone of 80 causes, cold": clock(lambda k: fishbone(f"Team {k}", BONES), max(5, rounds // 10)),
        "PNG with frame, cold": clock(lambda k: draw(fresh[k], fmt="png"), max(3, rounds // 10)),
        "PDF with frame, cold": clock(lambda k: draw(fresh[k], fmt="pdf"), max(3, rounds // 20)),
        "plain matplotlib Figure (the slow end)": clock(lambda _: plain_figure(), max(5, rounds // 10)),
    }
    for name, taken in rows.items():
        print(f"{name:45}{taken:9.3f} ms")
    mine = rows["analysis and SVG, cold"]
    print(f"{'size of that SVG':45}{len(cold(0)) / 1000:9.1f} kB")
    print(f"{'times faster than a Figure':45}{rows['plain matplotlib Figure (the slow end)'] / mine:9.1f}")
    print(f"{'times slower than a string':45}{mine / rows['hand-made SVG string (the fast end)']:9.1f}")
    times = {n: clock(lambda _, s=s: analyse(s), 20 if n > 1_000 else rounds) for n, s in points.items()}
    for n, taken in times.items():
        print(f"{f'analysis of {n:,} points':45}{taken:9.3f} ms{taken / n * 1000:9.2f} us a point")


def series(n: int) -> Series:
    days = tuple(date(1990, 1, 1) + timedelta(days=k) for k in range(n))
    return Series(days, tuple(50 + (k * 7919) % 23 for k in range(n)), direction="up")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
