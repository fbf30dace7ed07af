"""What a browser prints on A4: read by another program, in letters that can be read on paper, on few sheets."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.builders import diagrams as draw
from tests.builders import make
from tests.builders import toolkit as build
from toolkit.diagrams.kinds import MOST_CAUSES
from toolkit.models import Edge, Lane, Node, Storyboard
from toolkit.models.storyboard import PARTS

from .world import Team, team

LEAST_POINTS = 8.0
WORDS = "Half of the people who rang at eight in the morning heard the queue and rang again a little later in the day"


def filled() -> Team:
    """A team with a long map, a broad driver diagram, a full fishbone, a plan, and a full storyboard."""
    made = team()
    project = made.project
    board = draw.process_map(project, title="A referral letter")
    lane, last = Lane.objects.filter(diagram=board).first(), Node.objects.filter(diagram=board).last()
    for k in range(4, 24):
        node = Node.objects.create(diagram=board, kind="step", text=f"Letter step {k}", lane=lane, position=k)
        Edge.objects.create(diagram=board, source=last, target=node)
        last = node
    tree = draw.drivers(project)
    above = Node.objects.get(diagram=tree, kind="secondary")
    for k in range(24):
        idea = Node.objects.create(diagram=tree, kind="idea", text=f"Idea number {k}", position=9 + k)
        Edge.objects.create(diagram=tree, source=above, target=idea)
    bone = build.fishbone(project)
    groups = list(bone.categories.all())
    for k in range(MOST_CAUSES):
        build.cause(bone, f"A cause of some length, number {k}", category=groups[k % 6])
    for k in range(30):
        due = made.last + timedelta(days=7 + k)
        make.action(project, text=f"Action of some length, number {k}", owner=made.member, due_on=due)
    Storyboard.objects.create(project=project, title=WORDS[:60], **dict.fromkeys(PARTS, WORDS))
    return made


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    return filled()


def keep_size(sizes: list[float], text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
    if text.strip():
        sizes.append(abs(size * (tm[0] * cm[0] + tm[1] * cm[2])))


def printed(page: Page, path: str, name: str) -> list[tuple[str, float]]:
    """The words of each sheet, and the size of its smallest letters in points."""
    page.goto(path)
    page.wait_for_load_state()
    content = page.pdf(prefer_css_page_size=True, print_background=False)
    if folder := os.environ.get("JOURNEY_PICTURES"):
        Path(folder, f"{name}-printed.pdf").write_bytes(content)
    sheets = []
    for sheet in PdfReader(io.BytesIO(content)).pages:
        assert sorted(round(float(one)) for one in (sheet.mediabox.width, sheet.mediabox.height)) == [595, 842]
        sizes: list[float] = []
        words = sheet.extract_text(visitor_text=partial(keep_size, sizes))
        sheets.append((" ".join(words.split()), min(sizes, default=LEAST_POINTS)))
    return sheets


@pytest.fixture
def page(larkmead: Team, sign_in: Callable[..., Page]) -> Page:
    return sign_in(larkmead.lead.email)


@pytest.mark.parametrize(
    ("path", "said", "most"),
    [
        ("maps/{map}/", ["Letter step 23", "Lines that reach the edge"], 9),
        ("drivers/", ["Idea number 23", "What we could change"], 6),
        ("fishbone/print/", [f"A cause of some length, number {k}" for k in (0, 45, MOST_CAUSES - 1)], 6),
        ("storyboard/", [WORDS.split(" and ")[0], "What we would tell others"], 1),
        ("actions/plan/", ["Action of some length, number 29", "Today"], 4),
        ("measures/sheet/", ["Calls answered within 5 minutes"], 2),
    ],
    ids=["map", "drivers", "fishbone", "storyboard", "plan", "measures"],
)
def test_printed(larkmead: Team, page: Page, path: str, said: list[str], most: int) -> None:
    board = larkmead.project.diagrams.get(kind="map")
    name = path.strip("/").replace("/", "-").partition("-{")[0]
    sheets = printed(page, larkmead.url(path.format(map=board.pk)), name)
    together = " ".join(words for words, _size in sheets)
    assert [words for words in said if words not in together] == []
    assert min(size for _words, size in sheets) >= LEAST_POINTS
    assert len(sheets) <= most
    assert "Sign out" not in together
