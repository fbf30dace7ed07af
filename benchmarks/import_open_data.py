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


def main() -> None:
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from practices.models import OpenDataImport, Practice, RegisteredPatients
    from practices.opendata.services import read_file

    made = setup_databases(verbosity=0, interactive=False)
    try:
        Practice.objects.bulk_create([Practice(code=code(n), name=f"Surgery {n}") for n in range(PRACTICES)])

        def load(path: Path, dry_run: bool = False) -> None:
            with path.open("rb") as stream:
                read_file(stream=stream, name=path.name, dry_run=dry_run, by=None)

        with tempfile.TemporaryDirectory() as folder:
            whole, tenth = Path(folder) / "whole.csv", Path(folder) / "tenth.csv"
            make_file(whole, PRACTICES)
            make_file(tenth, PRACTICES // 10)
            print(f"file of {PRACTICES:,} practices: {whole.stat().st_size / 1024**2:.0f} MB")
            plain = seconds(lambda: read_plainly(whole))
            preview = seconds(lambda: load(whole, dry_run=True))
            first = seconds(lambda: load(whole))
            assert RegisteredPatients.objects.count() == 2 * PRACTICES
            print(f"csv alone: {plain:.1f} s")
            print(f"preview: {preview:.1f} s, {preview / plain:.0f} times csv alone")
            print(f"first time: {first:.1f} s, {first / plain:.0f} times csv alone")
            RegisteredPatients.objects.all().delete()
            OpenDataImport.objects.all().delete()
            small = peak_megabytes(lambda: load(tenth))
            OpenDataImport.objects.all().delete()
            large = peak_megabytes(lambda: load(whole))
            print(f"peak memory: {large:.0f} MB, {large / small:.1f} times that of a tenth of the practices")
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
