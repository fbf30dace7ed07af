from typing import Any

from practices.opendata.services import read_file
from practices.opendata.writing import OUTCOMES

from ._list_command import ListCommand, day


class Command(ListCommand):
    help = "Read published figures about practices: patients registered, workforce or appointments."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--day",
            type=day,
            metavar="DATE",
            help="of a workforce file, the day of its figures as YYYY-MM-DD; else the end of the month in its name",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")

    def read(self, stream: Any, options: dict[str, Any]) -> None:
        report = read_file(
            stream=stream, name=options["file"].name, day=options["day"], dry_run=options["dry_run"], by=None
        )
        self.print_report(report, OUTCOMES)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
