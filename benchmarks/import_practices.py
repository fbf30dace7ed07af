"""Reads in a national practice list of 16,000 rows: time and memory.

Usage, with DATABASE_URL naming a PostgreSQL server on which a database may be made:

    python benchmarks/import_practices.py

The file repeats the sample rows of tests/data/ods with new codes; seven of ten rows are GP practices, the rest other
prescribing cost centres. Everything happens in a database of its own, removed at the end. Baselines, measured in the
same run: reading the same file with Python's ``csv`` alone (time), and importing a tenth of the rows (memory, as the
peak that tracemalloc sees). The import is timed without tracemalloc.
"""

import csv
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")
SAMPLES = ROOT / "tests/data/ods"
ROWS = 16_000


def make_list(path: Path, sample: str, rows: int) -> None:
    """The sample's rows again and again under new codes; the same numbers give the same codes in both years."""
    with (SAMPLES / sample).open(encoding="utf-8", newline="") as source:
        lines = [cells for cells in csv.reader(source) if cells[0] != "W00005"]
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, quoting=csv.QUOTE_ALL)
        for number in range(rows):
            cells = lines[number % len(lines)]
            writer.writerow([f"{chr(65 + number // 100_000)}{number % 100_000:05d}", *cells[1:]])


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_kilobytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1] / 1024
    tracemalloc.stop()
    return peak


def read_plainly(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as source:
        return sum(1 for _ in csv.reader(source))


def measure(folder: Path) -> None:
    from practices.imports.practices import import_list
    from practices.models import Commissioner, Practice

    def read(path: Path, day: date) -> object:
        with path.open("rb") as stream:
            return import_list(stream, as_of=day)

    old, new, tenth = folder / "2019.csv", folder / "2024.csv", folder / "tenth.csv"
    make_list(old, "epraccur_2019-10.csv", ROWS)
    make_list(new, "epraccur_2024-05.csv", ROWS)
    make_list(tenth, "epraccur_2019-10.csv", ROWS // 10)
    plain = min(seconds(lambda: read_plainly(old)) for _ in range(3))
    print(f"{ROWS:,} rows, {old.stat().st_size / 1e6:.1f} MB; csv alone {plain:.3f} s")
    for words, path, day in (
        ("first time", old, date(2019, 10, 31)),
        ("the same again", old, date(2019, 10, 31)),
        ("a later list", new, date(2024, 5, 31)),
    ):
        took = seconds(lambda path=path, day=day: read(path, day))
        print(f"{words:16} {took:6.2f} s   {took / plain:6.0f} x csv alone")
    print(f"{Practice.objects.count():,} practices kept, {Practice.history.count():,} versions")
    peaks = []
    for path in (tenth, old):
        Practice.objects.all().delete()
        Practice.history.all().delete()
        Commissioner.objects.all().delete()
        peaks.append(peak_kilobytes(lambda path=path: read(path, date(2019, 10, 31))))
    print(
        f"peak {peaks[1] / 1024:.1f} MB for {ROWS:,} rows, {peaks[1] / peaks[0]:.2f} x that for {ROWS // 10:,} rows"
    )


def main() -> None:
    import django

    django.setup()
    from benchmarks.own_database import own_database

    with own_database(), tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


if __name__ == "__main__":
    main()
