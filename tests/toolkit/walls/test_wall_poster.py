"""The wall on paper: sheets, words, codes; and that a poster for outside tells nothing that is hidden."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from cmsportal.audit.models import Event
from tests.builders import make
from toolkit import paper
from toolkit.measures.series import Reader
from toolkit.models import EntryCode
from toolkit.walls import poster as walls
from toolkit.walls.cards import cards_on, hang
from toolkit.walls.facts import facts_of

RISEN = [52, 49, 55, 51, 58, 47, 53, 57, 50, 56, 54, 57, 68, 71, 67, 74, 72, 70, 76, 75, 78, 79]
SIZES = {"a3": (420, 297), "a3-tall": (297, 420), "a4": (297, 210), "a4-tall": (210, 297)}


def url(world) -> str:
    return reverse("wall-poster", args=[world.project.pk])


def charts(world, count: int) -> None:
    for number in range(count):
        keeper = world.project.team.get(user=world.member)
        measure = make.measure(
            world.project, name=f"Measure {number}", is_lead=not number, position=number, collector=keeper
        )
        make.figures(measure, RISEN)


def printed(client, world, **values) -> PdfReader:
    answer = client.post(url(world), {"paper": "a3", **values})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
    assert answer.headers["Cache-Control"] == "private, no-store"
    return PdfReader(io.BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize("size", SIZES)
def test_it_has_the_papers_size_and_its_words_are_text(world, sign_in, size) -> None:
    charts(world, 3)
    make.chart_mark(world.project, label="Two people on phones 8 to 9")
    pdf = printed(sign_in(world.lead), world, paper=size)
    box = pdf.pages[0].mediabox
    assert tuple(round(float(side) / 72 * 25.4) for side in (box.width, box.height)) == SIZES[size]
    text = words(pdf)
    for said in (
        "Answering the phones sooner", "Larkmead Surgery", "Measure 0", "Measure 2", "Changed for the better",
        "Sam Whitlock looks after it", "Last figure", "Run chart, Anhøj rules", "Two people on", "Our aim",
        "of 100 such charts", "Jo Pritchard looks after this wall",
    ):  # fmt: skip
        assert said in text
    assert pdf.metadata.title == "Answering the phones sooner"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value, "a tagged PDF, which a screen reader can follow"


@pytest.mark.parametrize(
    ("count", "size", "sheets"),
    [(1, "a3", 1), (3, "a3", 1), (4, "a3", 2), (12, "a3", 4), (14, "a3", 4), (12, "a4-tall", 3)],
)
def test_more_charts_take_more_sheets(world, sign_in, count, size, sheets) -> None:
    charts(world, count)
    pdf = printed(sign_in(world.lead), world, paper=size)
    assert len(pdf.pages) == sheets
    text = words(pdf)
    for number in range(min(count, 12)):
        assert f"Measure {number}" in text
    assert "Measure 12" not in text
    assert (f"Sheet {sheets} of {sheets}" in text) is (sheets > 1)


def test_long_words_stay_on_their_sheet(world, sign_in) -> None:
    for number in range(3):
        name = f"{number} Letters coded within three working days of arriving, whoever sent them, however they came"
        measure = make.measure(world.project, name=name[:120], is_lead=not number, position=number)
        make.figures(measure, RISEN, last=make.today() - timedelta(days=365))
    for number in range(14):
        make.chart_mark(
            world.project,
            label=f"{number} " + "long words " * 5,
            date=make.today() - timedelta(days=365),
        )
    assert len(printed(sign_in(world.lead), world, paper="a4").pages) == 1


PAIRS = [(14, 14), (3, 7), (11, 11), (22, 22), (1, 6), (30, 30), (2, 5)]
NASTY = '#panic("x") $x$ *b* _i_ `c` <a> @ref \\ // [y] {z} "q" & <svg>'


def test_what_people_wrote_is_text_and_never_markup(world, sign_in) -> None:
    measure = make.measure(world.project, name=NASTY)
    make.figures(measure, RISEN)
    make.chart_mark(world.project, label=NASTY[:60])
    world.project.title = NASTY
    world.project.save()
    pdf = printed(sign_in(world.lead), world)
    assert pdf.metadata.title == NASTY
    assert '#panic("x") $x$ *b* _i_ `c` <a>' in words(pdf)


def test_only_the_teams_print_carries_codes_for_figures(world, sign_in) -> None:
    charts(world, 2)
    text = words(printed(sign_in(world.lead), world, codes="on"))
    assert text.count("Enter a figure") == 2
    assert EntryCode.objects.count() == 2
    printed(sign_in(world.member), world, codes="on")
    assert EntryCode.objects.count() == 2, "a second print carries the same codes"


@pytest.mark.parametrize(
    ("who", "values"), [("lead", {}), ("lead", {"codes": "on", "outside": "on"}), ("coach", {"codes": "on"}),
                        ("partner", {"codes": "on"}), ("manager", {"codes": "on"})],
    ids=["not asked for", "for outside", "coach", "partner", "manager"],
)  # fmt: skip
def test_no_other_print_does(world, sign_in, who, values) -> None:
    charts(world, 2)
    assert "Enter a figure" not in words(printed(sign_in(getattr(world, who)), world, **values))
    assert not EntryCode.objects.exists()


def test_opening_the_page_makes_nothing(world, sign_in) -> None:
    charts(world, 1)
    before = Event.objects.count()
    page = sign_in(world.lead).get(url(world)).content.decode()
    assert "Make the poster" in page
    assert (Event.objects.count(), EntryCode.objects.count()) == (before, 0)


@pytest.mark.parametrize("bad", ["", "a2", "../a3"])
def test_an_unknown_paper_is_said(world, sign_in, bad) -> None:
    charts(world, 1)
    answer = sign_in(world.lead).post(url(world), {"paper": bad})
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize(("who", "raw"), [("lead", True), ("coach", True), ("partner", False)])
def test_who_took_it_is_written_down(world, sign_in, who, raw) -> None:
    charts(world, 1)
    printed(sign_in(getattr(world, who)), world)
    event = Event.objects.get(action="wall.printed")
    assert (event.actor, event.detail) == (getattr(world, who), {"small_numbers": raw, "codes": False})


def test_an_empty_wall_has_nothing_to_print(world, sign_in) -> None:
    page = sign_in(world.lead).get(url(world)).content.decode()
    assert "nothing to print" in page
    assert "Make the poster" not in page


@pytest.mark.parametrize(
    ("who", "values", "alike"),
    [("partner", {}, True), ("manager", {}, True), ("lead", {"outside": "on"}, True), ("lead", {}, False)],
    ids=["partner", "manager", "for outside", "the team's own"],
)
def test_nothing_on_a_poster_depends_on_a_hidden_figure(world, sign_in, who, values, alike) -> None:
    """Two walls that differ in hidden figures only make the same bytes, except for those inside."""
    seen = set()
    for which in (0, 1):
        world.project.measures.all().delete()
        measure = make.measure(world.project, name="Urgent home visits", value_kind="count", unit="visits", goal=None)
        make.figures(measure, [pair[which] for pair in PAIRS])
        answer = sign_in(getattr(world, who)).post(url(world), {"paper": "a3", **values})
        assert answer.content.startswith(b"%PDF")
        seen.add(answer.content)
    assert (len(seen) == 1) is alike


def test_equal_input_gives_equal_bytes_and_a_machine_without_fonts_still_prints(world, monkeypatch) -> None:
    charts(world, 2)
    reader = Reader(True, 7, make.today())
    cards = hang(cards_on(world.project, reader, lambda charts: walls.LARGE)[0], reader)
    code = paper.Code(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h2v2z"/></svg>', "A code"
    )
    values = {
        "project": world.project, "cards": cards, "reader": reader, "facts": facts_of(world.project),
        "paper": walls.PAPERS["a4"], "wall_code": code, "entry_codes": {}, "inside": True,
    }  # fmt: skip
    assert walls.poster(**values) == walls.poster(**values)
    monkeypatch.setattr(paper, "FAMILIES", ("No such font", "DejaVu Sans"))
    paper.font_family.cache_clear()
    try:
        pdf = PdfReader(io.BytesIO(walls.poster(**values)))
    finally:
        monkeypatch.undo()
        paper.font_family.cache_clear()
    assert "Changed for the better" in words(pdf)
