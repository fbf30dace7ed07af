"""Drawings on paper: in the workbook to take away, on A4 of their own, and on the printed page."""

import io
import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from projects.permissions import access_to
from tests.builders import diagrams as draw
from tests.builders import make
from tests.builders import toolkit as build
from tests.toolkit.documents.test_documents import W, Word, pdf_words, taken
from toolkit.diagrams.kinds import MOST_CAUSES
from toolkit.documents import drawings
from toolkit.models import Edge, Lane, Node

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
pytestmark = pytest.mark.django_db
LEAST_POINTS = 7.0


def long_map(project, count: int = 30):
    board = draw.process_map(project, title="A referral letter")
    lane = Lane.objects.filter(diagram=board).first()
    last = Node.objects.filter(diagram=board).last()
    for k in range(4, count):
        node = Node.objects.create(diagram=board, kind="step", text=f"Letter step {k}", lane=lane, position=k)
        Edge.objects.create(diagram=board, source=last, target=node)
        last = node
    return board


def smallest_letters(content: bytes) -> float:
    """In points on the sheet, of all text of a PDF."""
    found = []

    def seen(text, cm, tm, font, size) -> None:
        if text.strip():
            found.append(abs(size * tm[3] * cm[3]))

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=seen)
    return min(found)


def test_word_and_pdf_hold_maps_and_drivers_in_letters_that_can_be_read(world, sign_in) -> None:
    long_map(world.project)
    draw.drivers(world.project)
    client = sign_in(world.lead)
    word = Word(taken(client, world, "word"))
    titles = word.headings(3)
    sheets = [title for title in titles if title.startswith("A referral letter: sheet")]
    assert len(sheets) >= 5
    assert sheets[0] == f"A referral letter: sheet 1 of {len(sheets)}"
    assert "80% of calls answered in 5 minutes" in titles
    assert any("Letter step 29" in alt for alt in word.alts)
    assert any("Enough people at 8" in alt for alt in word.alts)
    content = taken(client, world, "pdf")
    words = pdf_words(content)
    assert all(f"Letter step {k}" in words for k in range(4, 30))
    assert "Two people from 8 to 9" in words
    assert smallest_letters(content) >= LEAST_POINTS


def test_a_map_that_is_not_shown_leaves_no_trace(world) -> None:
    long_map(world.project)
    world.project.shares.filter(audience="coach").exclude(tool="workbook").delete()
    access = access_to(type(world.project).objects.get(pk=world.project.pk), world.coach)
    assert drawings.maps(access.project, access) is None
    assert drawings.drivers(access.project, access) is None
    mine = access_to(access.project, world.lead)
    assert drawings.maps(access.project, mine) is not None


def test_an_empty_diagram_makes_no_chapter(world) -> None:
    draw.drivers(world.project).nodes.all().delete()
    assert drawings.drivers(world.project, access_to(world.project, world.lead)) is None


def test_queries_do_not_grow_with_the_maps(world) -> None:
    access = access_to(world.project, world.lead)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            drawings.maps(world.project, access)
        return len(seen)

    draw.process_map(world.project)
    before = asked()
    for _ in range(4):
        draw.process_map(world.project)
    assert asked() == before


LONG_WORD = "W" * 120
WORDS = {
    "short": "One person on the phones",
    "long": "The message that callers hear says nothing of how long it takes or what else they could do",
    "one word": LONG_WORD,
}


def full_bone(project, count: int, words: str) -> list[str]:
    """A fishbone with so many causes, a third of them below another; returns what they are called."""
    bone = build.fishbone(project)
    groups, above, texts = list(bone.categories.all()), None, []
    for k in range(count):
        texts.append(f"{k} {words}"[:120])
        if k % 3 == 2:
            build.cause(bone, texts[-1], category=above.category, parent=above)
        else:
            above = build.cause(bone, texts[-1], category=groups[k % 2], votes=k)
    return texts


def seen_in(content: bytes) -> str:
    """Letters alone: words that are broken inside stand together."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(("count", "words"), [(1, "short"), (10, "one word"), (60, "short"), (MOST_CAUSES, "long")])
def test_a_fishbone_on_paper_can_be_read_however_much_is_on_it(world, sign_in, count: int, words: str) -> None:
    texts = full_bone(world.project, count, WORDS[words])
    client = sign_in(world.lead)
    for content in (
        client.get(reverse("fishbone-picture", args=[world.project.pk]), {"format": "pdf"}).content,
        taken(client, world, "pdf"),
    ):
        assert smallest_letters(content) >= 8
        seen = seen_in(content)
        assert [text for text in texts if text.replace(" ", "") not in seen] == []


@pytest.mark.parametrize("count", [1, MOST_CAUSES])
def test_in_word_each_sheet_of_a_fishbone_is_large_enough_to_read(world, sign_in, count: int) -> None:
    texts = full_bone(world.project, count, WORDS["long"])
    word = Word(taken(sign_in(world.lead), world, "word"))
    titles = [title for title in word.headings(3) if title.startswith(world.project.fishbone.effect)]
    sheets = [alt for alt in word.alts if alt.startswith("Effect: ")]
    assert len(titles) == len(sheets) >= (1 if count < 60 else 3)
    assert [text for text in texts if sum(text in alt for alt in sheets) == 0] == []
    wide = [int(shape.get("cx")) for shape in word.body.iter(f"{WP}extent")]
    assert min(wide) / 12_700 / 1152 * 13.5 >= 8, "the smallest letters, in points"


def test_the_fishbones_page_prints_the_sheets_and_each_has_an_address(world, sign_in) -> None:
    texts = full_bone(world.project, MOST_CAUSES, "a cause")
    client = sign_in(world.lead)
    page = client.get(reverse("fishbone-print", args=[world.project.pk])).text
    sheets = [int(number) for number in re.findall(r"\?sheet=(\d+)&amp;v=", page)]
    assert sheets == list(range(1, len(sheets) + 1))
    assert len(sheets) > 1
    url = reverse("fishbone-picture", args=[world.project.pk])
    seen = "".join(client.get(url, {"sheet": number}).text for number in sheets)
    assert [text for text in texts if f">{text}<" not in seen and f"\u2013 {text}<" not in seen] == []
    for wrong in ("0", str(len(sheets) + 1), "x", "01", "-1"):
        assert client.get(url, {"sheet": wrong}).status_code == 404
    assert client.get(url, {"sheet": 1, "format": "png"}).status_code == 404


def test_the_pdf_of_a_map_is_a4_and_can_be_read(world, sign_in) -> None:
    board = long_map(world.project)
    url = reverse("map-picture", args=[world.project.pk, board.pk])
    content = sign_in(world.lead).get(url, {"format": "pdf"}).content
    reader = PdfReader(io.BytesIO(content))
    assert {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in reader.pages} == {(842, 595)}
    words = pdf_words(content)
    assert all(f"Letter step {k}" in words for k in range(4, 30))
    assert f"Page 1 of {len(reader.pages)}" in words
    assert smallest_letters(content) >= LEAST_POINTS
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value


def test_the_page_prints_the_sheets_and_each_has_an_address(world, sign_in) -> None:
    board = long_map(world.project)
    client = sign_in(world.lead)
    page = client.get(reverse("map-detail", args=[world.project.pk, board.pk])).content.decode()
    url = reverse("map-picture", args=[world.project.pk, board.pk])
    sheets = [int(number) for number in re.findall(r"\?sheet=(\d+)&amp;v=", page)]
    assert sheets == list(range(1, len(sheets) + 1))
    assert len(sheets) >= 5
    seen = b"".join(client.get(url, {"sheet": number}).content for number in sheets).decode()
    assert all(f">Letter step {k}<" in seen for k in range(4, 30))
    for wrong in ("0", str(len(sheets) + 1), "x", "01", "-1"):
        assert client.get(url, {"sheet": wrong}).status_code == 404
    assert client.get(url, {"sheet": 1, "format": "png"}).status_code == 404


def test_the_picture_to_paste_is_still_the_whole_map(world, sign_in) -> None:
    board = long_map(world.project)
    url = reverse("map-picture", args=[world.project.pk, board.pk])
    png = Image.open(io.BytesIO(sign_in(world.lead).get(url, {"format": "png"}).content))
    assert png.width > 6000


def test_in_word_what_is_said_of_a_drawing_stays_on_its_page(world, sign_in) -> None:
    """A title at the foot of one page with its drawing on the next says nothing."""
    draw.process_map(world.project)
    draw.drivers(world.project)
    build.cause(build.fishbone(world.project))
    rows = list(Word(taken(sign_in(world.lead), world, "word")).body.iter(f"{W}p"))
    above = [before for before, row in pairwise(rows) if row.find(f".//{W}drawing") is not None]
    assert len(above) == 3
    for row in above:
        style = row.find(f"{W}pPr/{W}pStyle")
        is_heading = style is not None and style.get(f"{W}val", "").startswith("Heading")
        assert is_heading or row.find(f"{W}pPr/{W}keepNext") is not None


def test_no_sheet_of_the_word_file_is_empty(world, sign_in) -> None:
    """Chapters with drawings lie on their side, one after the other; a sheet that stands between them had nothing."""
    build.specific_aim(world.project, baseline=52, goal=80)
    long_map(world.project)
    draw.drivers(world.project)
    build.cause(build.fishbone(world.project))
    make.figures(make.measure(world.project, is_lead=True), [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57])
    word = Word(taken(sign_in(world.lead), world, "word"))
    sheets = [page.get(f"{W}orient", "portrait") for page in word.body.iter(f"{W}pgSz")]
    assert sheets == ["portrait", "landscape", "portrait"]
    titles = word.headings(2)[5:]
    assert titles == [
        "What we will improve",
        "How it works, step by step",
        "What causes it",
        "What it depends on",
        "How we will know",
    ]
