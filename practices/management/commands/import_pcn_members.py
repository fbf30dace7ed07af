from typing import Any

from practices.imports.pcn_members import OUTCOMES, import_members

from ._list_command import ListCommand


class Command(ListCommand):
    help = "Read which practices belong to which primary care network (ePCN members or gp-reg-pat-prac-map)."

    def read(self, stream: Any, options: dict[str, Any]) -> None:
        self.print_report(import_members(stream), OUTCOMES)
