"""The playbook as a PDF, opened by programs that did not make it."""

import io
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import make, playbook
from toolkit.playbook.paper import playbook_pdf

NASTY = '#panic("x") $x$ *b* _i_ `c` <a> @ref \\ // [y] {z} "q" & <svg>'
STEPS = "1. Switch on both phones.\n2. Ring back whoever waited.\n\n3. Say the hour."


def url(name: str, project, **keys) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **keys})


def one_url(standard, edition: int = 1) -> str:
    return url("playbookentry-pdf", standard.project, standard_id=standard.pk, edition=edition)


def opened(client, address: str) -> PdfReader:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    keep = os.environ.get("PLAYBOOK_PICTURES")
    if keep:
        Path(keep, f"{len(os.listdir(keep)):02}.pdf").write_bytes(answer.content)
    return PdfReader(io.BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def agreed(world, **more):
    standard = make.standard(world.project, **{"what": STEPS, "when": "Each morning", "tools": "Two phones", **more})
    return playbook.edition(standard, world.lead)


def test_one_entry_is_a_sheet_of_a4_whose_words_are_text(world, sign_in) -> None:
    entry = agreed(world)
    pdf = opened(sign_in(world.coach), one_url(entry.standard))
    box = pdf.pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (box.width, box.height)] == [210, 297]
    assert len(pdf.pages) == 1
    text = words(pdf)
    for said in (
        "Opening the phones", "Reception, Each morning", "What they do", "2. Ring back whoever waited.", "With what",
        "Playbook, edition 1", "Agreed by Jo Pritchard", "Looked after by Jo Pritchard", "Look at it again",
        str(entry.review_on.year), "Larkmead Surgery", "Page 1 of 1", "Still the newest?",
    ):  # fmt: skip
        assert said in text
    assert "When it does not apply" not in text, "what nobody wrote has no heading"
    assert pdf.metadata.title == "Opening the phones"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value, "a tagged PDF, which a screen reader can follow"


def test_lines_stay_lines(world, sign_in) -> None:
    lines = opened(sign_in(world.member), one_url(agreed(world).standard)).pages[0].extract_text().splitlines()
    for line in ("1. Switch on both phones.", "2. Ring back whoever waited.", "3. Say the hour."):
        assert line in [found.strip() for found in lines]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_another_program_reads_it_too(world, sign_in, tmp_path) -> None:
    made = tmp_path / "playbook.pdf"
    made.write_bytes(sign_in(world.member).get(one_url(agreed(world).standard)).content)
    read = subprocess.run(["pdftotext", "-layout", made, "-"], capture_output=True, text=True, check=True)  # noqa: S607
    assert not read.stderr
    assert "Ring back whoever waited." in read.stdout


def test_the_whole_playbook_has_a_list_and_a_sheet_for_each_that_holds(world, sign_in) -> None:
    agreed(world, title="Letters by ten")
    standard = make.standard(world.project, title="Phones at 8", what="Third words", decision="revise")
    earlier = make.now() - timedelta(days=30)
    playbook.edition(
        standard, world.lead, what="First words", agreed_at=earlier, ended_at=make.now(), ended_by=world.lead
    )
    playbook.edition(standard, world.member, what="Second words", edition=2)
    make.standard(world.project, title="Not agreed")
    pdf = opened(sign_in(world.member), url("playbook-pdf", world.project))
    pages = [" ".join(page.extract_text().split()) for page in pdf.pages]
    assert len(pages) == 3
    assert "Playbook of Larkmead Surgery" in pages[0]
    assert pages[0].index("Letters by ten") < pages[0].index("Phones at 8")
    assert len(pdf.pages[0].get("/Annots", [])) == 2, "each line of the list leads to its sheet"
    assert "Letters by ten" in pages[1]
    assert "Second words" in pages[2]
    assert "Sam Whitlock" in pages[2]
    for said in ("First words", "Third words", "Not agreed"):
        assert said not in " ".join(pages)


def test_it_holds_what_the_reader_may_open_and_no_more(world, sign_in) -> None:
    agreed(world)
    second = make.project(world.programme, world.practice, "Letters")
    playbook.edition(make.standard(second, title="Post by ten"), world.lead)
    target = url("playbook-pdf", world.project)
    assert "Post by ten" not in words(opened(sign_in(world.member), target))
    make.member(second, world.member)
    assert "Post by ten" in words(opened(sign_in(world.member), target))
    other = playbook.edition(make.standard(world.other_project), world.other_practice_lead)
    lost = url("playbookentry-pdf", world.project, standard_id=other.standard_id, edition=1)
    assert sign_in(world.member).get(lost).status_code == 404


def test_an_edition_that_has_ended_says_so_and_nobody_is_nobody(world, sign_in) -> None:
    standard = make.standard(world.project)
    ended = make.now()
    playbook.edition(standard, world.lead, ended_at=ended, ended_by=world.member)
    text = words(opened(sign_in(world.member), one_url(standard)))
    assert "This edition held until" in text
    assert "Looked after by" not in text
    playbook.edition(standard, world.lead, edition=2)
    standard.editions.filter(edition=2).update(owner=None)
    text = words(opened(sign_in(world.member), one_url(standard, 2)))
    assert "This edition held until" not in text
    assert "Looked after by Nobody" in text


def test_nothing_to_keep_yet_is_said(world, sign_in) -> None:
    assert "Nothing is in the playbook yet." in words(
        opened(sign_in(world.member), url("playbook-pdf", world.project))
    )


def test_what_people_wrote_is_text_and_never_markup(world, sign_in) -> None:
    entry = agreed(world, title=NASTY, who=NASTY, what=NASTY, exceptions=NASTY)
    pdf = opened(sign_in(world.member), one_url(entry.standard))
    assert pdf.metadata.title == NASTY
    assert words(pdf).count('#panic("x") $x$ *b* _i_ `c` <a>') == 4


@pytest.mark.parametrize(
    "odd", ["\ufeff", "\ufffe", "😀", "漢字", "שלום", "\u0001", "\u200b", "\t"],
    ids=["feff", "fffe", "emoji", "chinese", "hebrew", "control", "zero width", "tab"],
)  # fmt: skip
def test_an_odd_sign_does_not_stop_it(world, odd) -> None:
    entry = agreed(world)
    entry.what = f"Ring back{odd} at ten"
    made = playbook_pdf(title=f"Phones{odd}", practice="Larkmead", entries=[entry], today=make.today())
    assert "at ten" in words(PdfReader(io.BytesIO(made)))


def test_long_words_stay_on_the_paper_and_long_texts_take_another_sheet(world, sign_in) -> None:
    rooms = {"when": 200, "tools": 300, "training": 300, "followed_how": 300, "exceptions": 300, "what": 2000}
    texts = {name: (("Mw" * 40 + " and so on ") * 60)[:room] for name, room in rooms.items()}
    entry = agreed(world, title="W" * 120, who="W" * 200, **texts)
    pdf = opened(sign_in(world.member), one_url(entry.standard))
    assert 2 <= len(pdf.pages) <= 4
    for page in pdf.pages:
        assert ends_within(page)


def ends_within(page) -> bool:
    """Whether each piece of text begins and ends left of the right margin, by the width of an average letter."""
    far: list[float] = []

    def look(text, matrix, place, font, size) -> None:
        if text.strip():
            far.append(place[4] * matrix[0] + matrix[4])

    page.extract_text(visitor_text=look)
    return max(far) < float(page.mediabox.width) - 50


def test_equal_input_gives_equal_bytes(world) -> None:
    values = {"title": "Phones", "practice": "Larkmead", "entries": [agreed(world)], "today": make.today()}
    assert playbook_pdf(**values) == playbook_pdf(**values)


def test_it_is_linked_beside_each_page_to_print(world, sign_in) -> None:
    entry, client = agreed(world), sign_in(world.coach)
    one, whole = one_url(entry.standard), url("playbook-pdf", world.project)
    keys = {"standard_id": entry.standard_id}
    for page, link in (
        (url("standard-list", world.project), whole),
        (url("playbook-print", world.project), whole),
        (url("standard-detail", world.project, **keys), one),
        (url("playbookentry-detail", world.project, **keys, edition=1), one),
        (url("playbookentry-print", world.project, **keys, edition=1), one),
    ):
        assert f'href="{link}"' in client.get(page).content.decode()
