from typing import Any

from practices.imports.commissioners import OUTCOMES, import_commissioners

from ._list_command import ListCommand


class Command(ListCommand):
    help = "Read the names and dates of CCGs and sub-ICB locations (eccg.csv)."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        self.add_day(parser)

    def read(self, stream: Any, options: dict[str, Any]) -> None:
        self.print_report(import_commissioners(stream, as_of=options["as_of"]), OUTCOMES)
