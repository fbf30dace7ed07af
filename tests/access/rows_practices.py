"""Organisations and programmes."""

from typing import Any

from practices.models import OpenDataImport, PracticeImport
from tests.access.table import ADMIN, EVERYBODY, Row, nothing
from tests.builders import make

MANAGERS = frozenset({"manager", "other_manager"}) | ADMIN
OWN_MANAGERS = frozenset({"manager"}) | ADMIN
POOL = frozenset({"manager", "coach", "other_coach", "mentor"}) | ADMIN


def practice(world: Any) -> dict[str, Any]:
    return {"practice_id": world.practice.pk}


def programme(world: Any) -> dict[str, Any]:
    return {"programme_id": world.programme.pk}


def partner(world: Any) -> dict[str, Any]:
    return {"partner_id": world.partner_organisation.pk}


def partner_relation(world: Any) -> dict[str, Any]:
    return {**partner(world), "relation_id": world.partner_organisation.programme_relations.get().pk}


def done_import(world: Any) -> dict[str, Any]:
    row = PracticeImport.objects.create(
        file_name="epraccur.csv", sha256="0" * 64, as_of=make.today(), applied_at=make.now(), report={}
    )
    return {"import_id": row.pk}


def done_open_data(world: Any) -> dict[str, Any]:
    row = OpenDataImport.objects.create(
        source="patients", file_name="all.csv", sha256="0" * 64, first_day=make.today(), last_day=make.today(),
        applied_at=make.now(), report={},
    )  # fmt: skip
    return {"import_id": row.pk}


DIRECTORY = {"args": nothing, "read": MANAGERS, "known": EVERYBODY}
KEEPERS = {"args": partner, "read": OWN_MANAGERS, "write": OWN_MANAGERS, "known": OWN_MANAGERS | {"partner"}}
SETTINGS = {"args": programme, "read": OWN_MANAGERS, "write": OWN_MANAGERS, "known": POOL}

ROWS = {
    "practice-list": Row(**DIRECTORY),
    "practice-download": Row(**DIRECTORY),
    "practice-detail": Row(args=practice, read=MANAGERS, known=EVERYBODY),
    "practice-import": Row(**DIRECTORY, write=MANAGERS),
    "practice-import-preview": Row(args=done_import, read=MANAGERS, write=MANAGERS, known=EVERYBODY),
    "open-data-list": Row(**DIRECTORY, write=MANAGERS),
    "open-data-preview": Row(args=done_open_data, read=MANAGERS, write=MANAGERS, known=EVERYBODY),
    "programme-list": Row(**DIRECTORY),
    "programme-create": Row(args=nothing, read=ADMIN, write=ADMIN, known=EVERYBODY),
    "programme-settings": Row(**SETTINGS),
    "programme-commissioner": Row(**SETTINGS),
    "partner-list": Row(**DIRECTORY),
    "partner-create": Row(**DIRECTORY, write=MANAGERS),
    "partner-update": Row(**KEEPERS),
    "partner-attach": Row(**KEEPERS),
    "partner-end": Row(args=partner_relation, write=OWN_MANAGERS, known=OWN_MANAGERS | {"partner"}),
}
