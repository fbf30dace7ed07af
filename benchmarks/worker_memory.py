"""Whether a worker's memory stays flat over 10,000 charts.

    python benchmarks/worker_memory.py [charts]

One process does what the worker's task does, without the broker: the copy for a reader, analysis, words, picture in
three sizes, over ever new figures. Resident memory is read every 1,000 charts. The baseline is the same process after
the first 1,000, when every module, font and cache of matplotlib has been loaded. No
database or Redis is needed: rows are made in memory, and pictures are not kept.
"""

import os
import random
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")
os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

import django

django.setup()

from toolkit.charts import draw, table, words  # noqa: E402 - after the set-up
from toolkit.charts.model import Change, Chart, Point, study  # noqa: E402 - after the set-up
from toolkit.measures.ahead import SIZES  # noqa: E402 - after the set-up

EVERY = 1_000
START = date(2024, 1, 1)


def chart(number: int, random: random.Random) -> Chart:
    points = tuple(
        Point(START + timedelta(weeks=week), random.gauss(60, 6), status="figure") for week in range(24 + number % 30)
    )
    changes = tuple(Change(k, START + timedelta(weeks=5 * k, days=2), f"Change {k} of {number}") for k in (1, 2, 3))
    return Chart(title=f"Measure {number}", unit="Percentage each week", points=points, changes=changes, aim=70.0)


def resident() -> float:
    """Megabytes of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise SystemExit("This machine does not tell how much memory a process takes.")


def main(charts: int) -> None:
    source, first = random.Random(1), 0.0
    for number in range(1, charts + 1):
        row = chart(number, source)
        analysis = study(row)
        words(row, analysis)
        table(row, analysis)
        for size in SIZES:
            draw(row, size, analysis=analysis)
        if number % EVERY == 0:
            now = resident()
            first = first or now
            print(f"{number:>7,} charts   {now:7.1f} MB   {now / first:5.3f} x that after {EVERY:,}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
