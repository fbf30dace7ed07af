from typing import Any

from tests.access.rows_measures import of_measure
from tests.access.table import EVERYBODY, TEAM, Row, of_project
from toolkit.measures import codes


def of_code(world: Any) -> dict[str, Any]:
    args = of_measure(world)
    code = codes.code_for(measure=world.project.measures.get(), by=world.lead)
    return {**args, "code_id": code.pk}


def of_code_picture(world: Any) -> dict[str, Any]:
    args = of_code(world)
    del args["code_id"]
    return args


def of_scan(world: Any) -> dict[str, Any]:
    of_measure(world)
    return {"token": codes.token_of(codes.code_for(measure=world.project.measures.get(), by=world.lead))}


ROWS = {
    "entrycode-list": Row(of_project, read=TEAM),
    "entrycode-create": Row(of_project, write=TEAM),
    "entrycode-picture": Row(of_code_picture, read=TEAM),
    "entrycode-revoke": Row(of_code, write=TEAM),
    "code-entry": Row(of_scan, read=EVERYBODY, write=EVERYBODY, open=True),
}
