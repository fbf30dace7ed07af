from typing import Any

from practices.directory.services import read_practice_list
from practices.imports.practices import OUTCOMES, StrictRefusal

from ._list_command import ListCommand


class Command(ListCommand):
    help = "Read a practice list (epraccur.csv): GP practices, closed ones kept, and their commissioners."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        self.add_day(parser)
        parser.add_argument("--strict", action="store_true", help="write nothing when any row is broken")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")

    def read(self, stream: Any, options: dict[str, Any]) -> None:
        try:
            report = read_practice_list(
                stream=stream,
                name=options["file"].name,
                as_of=options["as_of"],
                strict=options["strict"],
                dry_run=options["dry_run"],
                by=None,
            )
        except StrictRefusal as refusal:
            self.print_report(refusal.report, OUTCOMES)
            raise
        self.print_report(report, OUTCOMES)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
