"""The workbook to take away: whole, with its pictures, and no more than the reader may see.

Word is read by the standard library alone (zip and XML), the PDF by pypdf: neither wrote it.
"""

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from cmsportal.audit.models import Event
from projects.permissions import access_to
from tests.builders import make
from tests.builders import toolkit as build
from toolkit.charts.bars import Bar, bars_picture, painted
from toolkit.documents.poster import WORST_FIRST
from toolkit.documents.reading import read_paper
from toolkit.models import Answer, WorkbookSkip
from toolkit.workbook.questions import PARTS, QUESTIONS

pytestmark = pytest.mark.django_db
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
NASTY = '#panic("x") $x$ *b* _i_ <w:p> {z} "q" & \x0b\x00مرحبا'.replace("\x00", "")
RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]


def url(world) -> str:
    return reverse("workbook-document", args=[world.project.pk])


def filled(world) -> None:
    build.answer(world.project, number=Decimal(9500), certainty="estimate", source="Published list")
    build.answer(world.project, "patients.age_0_17", number=Decimal(1900))
    build.answer(world.project, "patients.age_80_up", number=Decimal(0))
    build.answer(world.project, "purpose.why", text=f"To look after people.\n{NASTY}")
    build.answer(world.project, "processes.phones", rating="broken", working_on_it=True)
    build.cause(build.fishbone(world.project), "One person on the phones at 8", votes=9)
    build.specific_aim(world.project, baseline=52, goal=80)
    make.figures(make.measure(world.project, name="Calls in time", is_lead=True), RISEN)


def taken(client, world, kind: str) -> bytes:
    answer = client.post(url(world), {"kind": kind})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="larkmead-surgery-about-our-practice'
    )
    return answer.content


class Word:
    """A .docx without the library that wrote it."""

    def __init__(self, content: bytes):
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        assert self.zip.testzip() is None
        self.body = ElementTree.fromstring(self.zip.read("word/document.xml"))  # noqa: S314 - written by us
        self.words = "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in self.body.iter(f"{W}p"))

    def headings(self, level: int) -> list[str]:
        found = []
        for paragraph in self.body.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            if style is not None and style.get(f"{W}val") == f"Heading{level}":
                found.append("".join(t.text or "" for t in paragraph.iter(f"{W}t")))
        return found

    @property
    def alts(self) -> list[str]:
        return [shape.get("descr", "") for shape in self.body.iter(DRAWN)]

    @property
    def pictures(self) -> list[Image.Image]:
        names = [name for name in self.zip.namelist() if name.startswith("word/media/")]
        return [Image.open(io.BytesIO(self.zip.read(name))) for name in names]


def pdf_words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_word_holds_the_whole_workbook_and_opens_without_its_writer(world, sign_in) -> None:
    filled(world)
    word = Word(taken(sign_in(world.lead), world, "word"))
    assert word.headings(1) == ["About our practice (5Ps)"]
    titles = [part.title for part in PARTS]
    assert word.headings(2) == [*titles, "What we will improve", "What causes it", "How we will know"]
    for question in QUESTIONS.values():
        role = question.key.endswith(("_heads", "_wte")) and question.key.startswith("professionals.")
        assert (question.label.partition(":")[0] if role else question.label) in word.words
    for said in ("9,500 people", "(Estimate. Published list)", "Broken, we are working on it", "from 52% to 80%"):
        assert said in word.words
    assert '#panic("x") $x$ *b* _i_ <w:p> {z} "q" & ' in word.words
    assert len(word.pictures) == len(word.alts) == 3
    assert any("0 to 17: 1,900" in alt for alt in word.alts)
    assert any("One person on the phones at 8 (nine votes)" in alt for alt in word.alts)
    for picture in word.pictures:
        picture.load()
        assert picture.width > 1000, "sharp in print"
        assert len(picture.convert("L").getcolors(256) or []) > 2, "something is drawn on it"
    assert word.body.findall(f".//{W}tblHeader"), "the first row of a table is read out as its head"
    styles = ElementTree.fromstring(word.zip.read("word/styles.xml"))  # noqa: S314
    assert styles.find(f"{W}docDefaults//{W}lang").get(f"{W}val") == "en-GB"


def test_pdf_says_the_same_as_text_with_tags(world, sign_in) -> None:
    filled(world)
    content = taken(sign_in(world.lead), world, "pdf")
    reader = PdfReader(io.BytesIO(content))
    words = pdf_words(content)
    for said in (*(part.title for part in PARTS), "9,500 people", "from 52% to 80%", "Calls in time", "#panic("):
        assert said in words
    assert reader.metadata.title == "About our practice (5Ps)"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages}
    assert sizes == {(595, 842), (842, 595)}, "A4, the fishbone on its side"
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in words


@pytest.mark.parametrize("kind", ["word", "pdf"])
def test_an_empty_workbook_is_a_file_too(world, sign_in, kind) -> None:
    content = taken(sign_in(world.lead), world, kind)
    words = Word(content).words if kind == "word" else pdf_words(content)
    assert "Not answered yet" in words
    assert "What causes it" not in words


@pytest.mark.parametrize("kind", ["word", "pdf"])
def test_what_is_left_out_says_why_and_shows_nothing_else(world, sign_in, kind) -> None:
    filled(world)
    for part, group, note in (("patients", "", "Done last year"), ("processes", "core", "")):
        WorkbookSkip.objects.create(
            project=world.project, part=part, group=group, reason="no_time", note=note, by=world.lead
        )
    content = taken(sign_in(world.lead), world, kind)
    words = Word(content).words if kind == "word" else pdf_words(content)
    assert "Left out: no time" in words
    assert "Done last year" in words
    assert "9,500" not in words
    assert "Answering the phones: " not in words
    assert "Broken" not in words


def test_a_tool_that_is_not_shown_leaves_no_trace(world) -> None:
    """The team shows its coach the workbook and takes aims, causes and charts back."""
    filled(world)
    world.project.shares.filter(audience="coach").exclude(tool="workbook").delete()
    access = access_to(type(world.project).objects.get(pk=world.project.pk), world.coach)
    titles = [chapter.title for chapter in read_paper(access.project, access).chapters]
    assert titles == [part.title for part in PARTS]


def test_charts_hide_small_numbers_from_managers(world, sign_in) -> None:
    world.project.shares.create(tool="workbook", audience="programme")
    make.figures(make.measure(world.project, value_kind="count", unit="people", is_lead=True), [3] * 14)
    inside = Word(taken(sign_in(world.lead), world, "word")).alts
    outside = Word(taken(sign_in(world.manager), world, "word")).alts
    assert len(inside) == len(outside) == 1
    assert inside != outside
    assert "hidden" in outside[0]


def test_who_took_it_is_written_down_and_opening_the_page_makes_nothing(world, sign_in) -> None:
    client = sign_in(world.coach)
    assert client.get(url(world)).status_code == 200
    assert not Event.objects.filter(action="workbook.taken_away").exists()
    taken(client, world, "word")
    event = Event.objects.get(action="workbook.taken_away")
    assert (event.actor, event.detail) == (world.coach, {"kind": "word"})


def test_nothing_chosen_is_asked_for_again(world, sign_in) -> None:
    answer = sign_in(world.lead).post(url(world), {"kind": "papyrus"})
    assert answer.status_code == 422
    assert not Event.objects.filter(action="workbook.taken_away").exists()


def test_queries_do_not_grow_with_what_is_written(world) -> None:

    def asked() -> int:
        project = type(world.project).objects.select_related("practice", "programme").get(pk=world.project.pk)
        access = access_to(project, world.lead)
        read_paper(project, access)
        with CaptureQueriesContext(connection) as seen:
            read_paper(project, access)
        return len(seen)

    filled(world)
    before = asked()
    for number in range(20):
        build.cause(build.fishbone(world.project), f"Cause {number}")
    for key in list(QUESTIONS)[20:40]:
        if key not in {"patients.age_80_up", "processes.phones"}:
            build.answer(world.project, key)
    assert asked() == before


LONG = "Interruptions by telephone, at the desk and at the door"


@pytest.mark.parametrize("size", ["page", "column"])
@pytest.mark.parametrize("count", [1, 5, 40])
def test_bars_never_overlap_and_stay_inside(count, size) -> None:
    bars = [Bar(LONG if n % 3 == 0 else "Monday", f"{n:,} (estimate)", n / count) for n in range(count)]
    canvas = painted("How busy", bars, size, "svg")
    for n, box in enumerate(canvas.boxes):
        assert min(box.x0, box.y0) >= 0
        assert (box.x1 <= canvas.width, box.y1 <= canvas.height) == (True, True), box
        for other in canvas.boxes[n + 1 :]:
            apart = box.x1 <= other.x0 or other.x1 <= box.x0 or box.y1 <= other.y0 or other.y1 <= box.y0
            assert apart, (box, other)
    assert bars_picture("How busy", bars) == bars_picture("How busy", bars)


def test_a_missing_figure_has_words_and_no_bar() -> None:
    assert b"Not known" in bars_picture("Ages", [Bar("0 to 17", "Not known", None)])
    assert b"Not known" in bars_picture("Ages", [Bar("0 to 17", "Not known", None), Bar("80", "0", 0.0)])


# The poster --------------------------------------------------------------------------------------------------


def full_of(world, words: str) -> None:
    for question in QUESTIONS.values():
        if question.kind == "text":
            build.answer(world.project, question.key, text=words)
        elif question.kind == "rating":
            build.answer(world.project, question.key, rating="real", working_on_it=True, patients_complain=True)
        else:
            build.answer(world.project, question.key, number=Decimal(99_999), certainty="estimate", source="x" * 200)


@pytest.mark.parametrize(
    "words",
    ["", "Short.", "long words " * 300, "W" * 4000, "one\n" * 900, NASTY],
    ids=["none", "short", "long", "one word", "lines", "nasty"],
)
def test_the_poster_is_one_sheet_of_a3_whatever_is_written(world, sign_in, words) -> None:
    if words:
        full_of(world, words)
    content = taken(sign_in(world.lead), world, "poster")
    reader = PdfReader(io.BytesIO(content))
    box = reader.pages[0].mediabox
    assert len(reader.pages) == 1
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (420, 297)
    text = pdf_words(content)
    for part in PARTS:
        assert part.title in text
    assert ("Nothing is written down here yet." in text) is (not words)
    assert "More in the workbook." in text or len(words) < 900
    assert "Ask the lead team" in text


def test_the_poster_begins_with_what_gives_most_trouble(world, sign_in) -> None:
    build.answer(world.project, "processes.phones", rating="works")
    build.answer(world.project, "processes.online", rating="small")
    build.answer(world.project, "processes.results", rating="broken")
    text = pdf_words(taken(sign_in(world.lead), world, "poster"))
    places = [text.rindex(words) for words in ("Test results", "Requests that come online", "Answering the phones")]
    assert places == sorted(places)
    assert "Not answered" not in text


def test_the_poster_leaves_no_answer_about_the_purpose_away_unsaid(world, sign_in) -> None:
    """All five stand on it, and one that is cut says where the rest is."""
    keys = [question.key for question in PARTS[0].questions]
    assert len(keys) == 5
    for number, key in enumerate(keys):
        build.answer(world.project, key, text=f"Answer number {number}.")
    client = sign_in(world.lead)
    text = pdf_words(taken(client, world, "poster"))
    for number in range(5):
        assert f"Answer number {number}." in text
    assert "More in the workbook." not in text
    Answer.objects.filter(key=keys[4]).update(text="A great many words " * 40)
    assert pdf_words(taken(client, world, "poster")).count("More in the workbook.") == 1


def test_every_rating_has_its_place_on_the_poster() -> None:
    assert set(WORST_FIRST) == set(Answer.Rating.labels)
