"""How long a chart takes, beside the two ends in the same run.

    python benchmarks/charts.py [rounds] [charts]

The ends: an ordinary matplotlib Figure with fixed margins and text as text, and an SVG string written by hand.
The chart has 24 points with everything on it: changes, a phase, aim, limits, a run, a closed and a missing week, an
estimate. Cold means analysis, words and drawing of a chart never seen before; cached means a look-up by fingerprint.
Prints milliseconds of processor time (median of all rounds) and ratios; then the memory of a process after so many
different ``charts``.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit.charts import (
    Category,
    Cause,
    Change,
    Chart,
    PhaseMark,
    Point,
    changes_to_list,
    draw,
    fingerprint,
    fishbone,
    sparkline,
    study,
    table,
    words,
)
from toolkit.spc import Series, analyse

VALUES = [40, 44, 38, 42, 45, 41, 39, 43, 50, 52, 49, 51, 50, None, 49, None, 63, 64, 66, 62, 65, 64, 67, 66]
STATUS = {12: "estimate", 13: "missing", 15: "closed"}
START = date(2024, 9, 9)
CHART = Chart(
    title="Calls answered within 5 minutes",
    unit="Percentage of all calls each week",
    aim=80,
    direction="up",
    value_format="percent",
    kind="i",
    points=tuple(Point(START + timedelta(weeks=k), v, status=STATUS.get(k, "figure")) for k, v in enumerate(VALUES)),
    phases=(PhaseMark(START + timedelta(weeks=8), "Two on phones", "two people on phones is standard"),),
    changes=(
        Change(1, date(2024, 10, 3), "Two people on phones 8 to 9"),
        Change(2, date(2024, 11, 7), "Call-back list at the peak"),
        Change(3, date(2024, 12, 12), "Online form for repeat scripts"),
        Change(4, date(2025, 1, 30), "Text with a link"),
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
    """Median milliseconds of processor time of ``work(k)``."""
    taken = []
    for k in range(rounds):
        start = time.process_time()
        work(k)
        taken.append((time.process_time() - start) * 1000)
    return median(taken)


def another(k: int) -> Chart:
    """A chart that no cache has seen: other figures, another title."""
    points = tuple(p if p.value is None else replace(p, value=p.value + k % 13) for p in CHART.points)
    return replace(CHART, title=f"Calls answered, team {k}", points=points)


def main(rounds: int = 200, charts: int = 10_000) -> None:
    draw(CHART)
    draw(CHART, fmt="png")
    fresh = [another(k) for k in range(rounds)]
    store = {fingerprint(CHART): draw(CHART)}
    points = {n: series(n) for n in (100, 1_000, 10_000)}
    analysis = study(CHART)
    few = max(5, rounds // 10)

    def cold(k: int) -> bytes:
        return draw(fresh[k], analysis=study(fresh[k]))

    def card(k: int) -> None:
        for chart in fresh[k : k + 12]:
            studied = study(chart)
            words(chart, studied)
            table(chart, studied)
            changes_to_list(chart, "half", studied)
            fingerprint(chart, "half")

    rows = {
        "hand-made SVG string (the fast end)": clock(lambda _: hand_made(), rounds),
        "analysis and SVG, cold": clock(cold, rounds),
        "  of it analysis": clock(lambda k: study(fresh[k]), rounds),
        "  of it words": clock(lambda k: words(fresh[k], analysis), rounds),
        "table": clock(lambda k: table(fresh[k], analysis), rounds),
        "names of changes to list, full size": clock(lambda k: changes_to_list(fresh[k], "full", analysis), rounds),
        "cached: fingerprint and look-up": clock(lambda _: store[fingerprint(CHART)], rounds),
        "twelve cards of a wall, without pictures": clock(card, few),
        "sparkline, cold": clock(lambda k: sparkline(fresh[k]), rounds),
        "fishbone of 80 causes, cold": clock(lambda k: fishbone(f"Team {k}", BONES), few),
        "PNG with frame, cold": clock(lambda k: draw(fresh[k], fmt="png"), max(3, rounds // 10)),
        "PDF with frame, cold": clock(lambda k: draw(fresh[k], fmt="pdf"), max(3, rounds // 20)),
        "plain matplotlib Figure (the slow end)": clock(lambda _: plain_figure(), few),
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
    memory(charts)


def memory(charts: int) -> None:
    """Resident memory after a tenth of the charts, when all caches are full, and after all of them."""
    if charts < 10:
        return
    tenth = 0.0
    for k in range(charts):
        chart = another(k)
        studied = study(chart)
        draw(chart, analysis=studied)
        table(chart, studied)
        if k == charts // 10:
            tenth = resident()
    print(f"{f'memory after {charts // 10:,} and {charts:,} charts':45}{tenth:9.1f} and {resident():.1f} MB")


def resident() -> float:
    """Megabytes now where the system tells it, else the most so far."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def series(n: int) -> Series:
    days = tuple(date(1990, 1, 1) + timedelta(days=k) for k in range(n))
    return Series(days, tuple(50 + (k * 7919) % 23 for k in range(n)), direction="up")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
