"""Where the rows of a diagram stand in its picture, for the browser that lets people edit it there."""

import json
from collections.abc import Callable
from typing import Any

from toolkit.charts.canvas import Canvas

from ..pictures import kept_picture


def places_of(canvas: Canvas) -> dict[str, Any]:
    """``items``: the box of every row by its id, and of the head; ``rooms``: the ground of groups and lanes.

    Boxes are left, top, right, bottom in pixels of the picture, whose size stands beside them.
    """
    return {
        "width": round(canvas.width, 1),
        "height": round(canvas.height, 1),
        "items": {ident: _rounded(box) for ident, box in canvas.places.items()},
        "rooms": {ident: _rounded(box) for ident, box in canvas.rooms.items()},
    }


def kept_places(key: str, draw: Callable[[], Canvas]) -> dict[str, Any]:
    """The places of a picture, kept by what is on it as the picture itself is."""
    kept: dict[str, Any] = json.loads(kept_picture(key, lambda: json.dumps(places_of(draw())).encode()))
    return kept


def _rounded(box: tuple[float, float, float, float]) -> list[float]:
    return [round(edge, 1) for edge in box]
