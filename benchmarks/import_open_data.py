"""Reads in single years of age of all England: 7,000 practices, women and men, 97 rows each. Time and memory.

Usage, with DATABASE_URL naming a PostgreSQL server on which a database may be made:

    python benchmarks/import_open_data.py

Everything happens in a database of its own, removed at the end. Baselines, measured in the same run: reading the same
file with Python's ``csv`` alone (time), and importing a tenth of the practices (memory, as the peak that tracemalloc
sees). The import is timed without tracemalloc. Figures are invented.
"""

import csv
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")
os.environ.setdefault("CMSPORTAL_MODE", "test")
PRACTICES = 7_000


def code(number: int) -> str:
    return f"A{number:05d}"


def make_file(path: Path, practices: int) -> None:
    from tests.builders.opendata import AGE_HEAD, age_lines

    with path.open("w", encoding="utf-8", newline="") as target:
        target.write(AGE_HEAD + "\r\n")
        for sex in ("FEMALE", "MALE"):
            for number in range(practices):
                target.write("\r\n".join(age_lines(code(number), sex)) + "\r\n")


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_megabytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1] / 1024 / 1024
    tracemalloc.stop()
    return peak


def read_plainly(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as source:
        return sum(1 for _ in csv.reader(source))


def measure(folder: Path) -> None:
    from practices.models import OpenDataImport, Practice, RegisteredPatients
    from practices.opendata.services import read_file

    Practice.objects.bulk_create([Practice(code=code(n), name=f"Surgery {n}") for n in range(PRACTICES)])

    def load(path: Path, dry_run: bool = False) -> None:
        with path.open("rb") as stream:
            read_file(stream=stream, name=path.name, dry_run=dry_run, by=None)

    def forget() -> None:
        RegisteredPatients.objects.all().delete()
        OpenDataImport.objects.all().delete()

    whole, tenth = folder / "whole.csv", folder / "tenth.csv"
    make_file(whole, PRACTICES)
    make_file(tenth, PRACTICES // 10)
    rows = read_plainly(whole) - 1
    print(
        f"{PRACTICES:,} practices, {rows:,} rows, {whole.stat().st_size / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    plain = min(seconds(lambda: read_plainly(whole)) for _ in range(3))
    print(f"{'csv alone':12} {plain:6.2f} s")
    for words, work in (
        ("preview", lambda: load(whole, dry_run=True)),
        ("first time", lambda: load(whole)),
        ("preview again", lambda: load(whole, dry_run=True)),
    ):
        took = seconds(work)
        print(f"{words:12} {took:6.2f} s   {took / plain:5.1f} x csv alone", flush=True)
    assert RegisteredPatients.objects.count() == 2 * PRACTICES
    forget()
    peaks = []
    for path in (tenth, whole):
        peaks.append(peak_megabytes(lambda path=path: load(path)))
        forget()
    print(f"peak {peaks[1]:.1f} MB for {PRACTICES:,} practices, {peaks[0]:.1f} MB for a tenth of them in the file")


def main() -> None:
    import django

    django.setup()
    from benchmarks.own_database import own_database

    with own_database(), tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


if __name__ == "__main__":
    main()
