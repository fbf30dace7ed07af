from typing import Any

from tests.access.rows_measures import of_measure
from tests.access.table import EVERYBODY, TEAM, Row, of_project
from toolkit.measures import codes
from toolkit.measures.importing import services

AUTHOR = frozenset({"lead"})  # for everybody else the cells are not there


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


def of_tally(world: Any) -> dict[str, Any]:
    args = of_measure(world)
    world.project.measures.update(value_kind="count", unit="calls")
    return args


def of_import(world: Any) -> dict[str, Any]:
    args = of_measure(world)
    table = "Date\tFigure\n3/3/2025\t81"
    row = services.start_import(
        project=world.project,
        measure=world.project.measures.get(),
        by=world.lead,
        pasted=table,
    )
    return {"project_id": args["project_id"], "import_id": row.pk}


ROWS = {
    "figureimport-create": Row(of_project, read=TEAM, write=TEAM),
    "figureimport-detail": Row(of_import, read=AUTHOR, write=AUTHOR, known=AUTHOR),
    "figureimport-apply": Row(of_import, write=AUTHOR, known=AUTHOR),
    "figureimport-delete": Row(of_import, write=AUTHOR, known=AUTHOR),
    "figure-tally": Row(of_tally, read=TEAM, write=TEAM),
    "entrycode-list": Row(of_project, read=TEAM),
    "entrycode-create": Row(of_project, write=TEAM),
    "entrycode-picture": Row(of_code_picture, read=TEAM),
    "entrycode-revoke": Row(of_code, write=TEAM),
    "code-entry": Row(of_scan, read=EVERYBODY, write=EVERYBODY, open=True),
}
