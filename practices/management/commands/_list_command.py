"""What the commands that read a published list share."""

import argparse
from abc import ABC, abstractmethod
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from practices.imports.files import Refused
from practices.imports.report import Report


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{value}' is not a day as YYYY-MM-DD") from None


class ListCommand(BaseCommand, ABC):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list as CSV")

    def add_day(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of",
            type=day,
            default=timezone.localdate(),
            metavar="DATE",
            help="the day for which the list is true, as YYYY-MM-DD; today if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as stream:
                self.read(stream, options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be opened: {problem.strerror}.") from problem

    @abstractmethod
    def read(self, stream: Any, options: dict[str, Any]) -> None:
        """Read the open file and print the report. Raises Refused."""

    def print_report(self, report: Report, outcomes: dict[str, str]) -> None:
        for sentence in report.sentences(outcomes):
            self.stdout.write(sentence)
