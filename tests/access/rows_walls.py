from typing import Any

from tests.access.rows_measures import READ_WALL, of_measure
from tests.access.table import EVERYBODY, TEAM, Row, nothing, of_project
from tests.builders import walls


def of_link(world: Any) -> dict[str, Any]:
    return {"project_id": world.project.pk, "link_id": walls.screen(world.project, world.lead).pk}


def of_token(world: Any) -> dict[str, Any]:
    of_measure(world)
    return {"token": walls.token(walls.screen(world.project, world.lead))}


def of_allowed(world: Any) -> dict[str, Any]:
    type(world.programme).objects.filter(pk=world.programme.pk).update(public_walls=True)
    return of_project(world)


def of_wall(world: Any) -> dict[str, Any]:
    of_measure(world)
    return of_project(world)


ROWS = {
    "wall-settings": Row(of_project, read=TEAM, write=TEAM),
    "wall-move": Row(of_measure, write=TEAM),
    "wall-poster": Row(of_wall, read=READ_WALL, write=READ_WALL),
    "walllink-list": Row(of_project, read=TEAM),
    "wallscreen-create": Row(of_project, read=TEAM, write=TEAM),
    "wallpublic-create": Row(of_allowed, read=frozenset({"lead"}), write=frozenset({"lead"})),
    "walllink-detail": Row(of_link, read=TEAM),
    "walllink-revoke": Row(of_link, write=TEAM),
    "wall-open": Row(of_token, read=EVERYBODY, known=EVERYBODY, open=True),
    "wall-now": Row(of_token, read=EVERYBODY, known=EVERYBODY, open=True),
    "wall-worker": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "screen-start": Row(nothing, read=EVERYBODY, known=EVERYBODY, open=True),
    "screen-pair": Row(lambda world: {"ticket": walls.ticket()}, read=EVERYBODY, known=EVERYBODY, open=True),
}
