"""How the documents look: tables, pages and lines, as LibreOffice and Word lay them out."""

import io

import pytest
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from cmsportal.word import new_document, table
from projects.permissions import access_to
from tests.builders import make
from toolkit.documents import poster
from toolkit.documents.reading import read_paper
from toolkit.documents.word import word_file

pytestmark = pytest.mark.django_db


def test_tables_are_ruled_lightly_and_in_the_order_that_word_asks_for(world) -> None:
    document = new_document(title="A table", author="Us", made_at=timezone.now())
    table(document, ("Role", "People"), [("Nurses", "5")], (Cm(12), Cm(4)))
    made = document.tables[0]
    names = [child.tag.rpartition("}")[2] for child in made._tbl.tblPr]
    assert names.index("tblBorders") < names.index("tblLayout") < names.index("tblLook")
    borders = made._tbl.tblPr.find(qn("w:tblBorders"))
    shown = {rule.tag.rpartition("}")[2] for rule in borders if rule.get(qn("w:val")) == "single"}
    assert shown == {"top", "bottom", "insideH"}
    assert [round(column.width.cm, 1) for column in made.columns] == [12, 4]


def test_two_charts_stand_on_one_page_and_say_nothing_twice(world) -> None:
    for name in ("Calls in time", "Complaints"):
        measure = make.measure(world.project, name=name, value_kind="value", is_lead=name == "Complaints")
        make.figures(measure, [52, 49, 55, 51, 58, 47, 53, 57] * 2)
    paper = read_paper(world.project, access_to(world.project, world.lead))
    charts = paper.chapters[-1].sections
    assert len(charts) == 2
    for section in charts:
        assert {section.lead, *section.after} <= {*section.picture.png_says, ""}, "its picture says it in Word"
    document = Document(io.BytesIO(word_file(paper, timezone.now())))
    pictures = document.inline_shapes
    assert sum(shape.height for shape in list(pictures)[-2:]) < Cm(21)


def test_the_number_of_a_page_has_the_letters_of_its_line(world) -> None:
    paper = read_paper(world.project, access_to(world.project, world.lead))
    document = Document(io.BytesIO(word_file(paper, timezone.now())))
    sizes = {run.font.size for run in document.sections[0].footer.paragraphs[0].runs}
    assert sizes == {Pt(9)}


@pytest.mark.parametrize(
    ("row", "kind", "words"),
    [
        (("GP partners", "6", "2"), "pair", "6 (2 full-time)"),
        (("GPs in training", "1", "Not known"), "pair", "1"),
        (("Other practitioners", "Not known", "Not known"), "pair", "Not known"),
        (("Vaccinations and screening", "Broken, we are working on it"), "text", "Broken, we are working on it"),
    ],
    ids=["both", "heads", "neither", "long"],
)
def test_lines_of_the_poster(row, kind, words) -> None:
    (item,) = poster._rows((row,))
    assert (item["kind"], item["words"]) == (kind, words)
