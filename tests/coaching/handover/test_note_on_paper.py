"""The hand-over note on A4: long names and long lists stay readable."""

from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from coaching.handover.paper import note_pdf

LONG = "Bartholomew Featherstonehaugh-Cholmondeley"


def pages(parts, coach: str = LONG) -> list[str]:
    """The words of each page."""
    row = SimpleNamespace(
        project=SimpleNamespace(practice=SimpleNamespace(name="Larkmead Surgery"), title="Answering sooner"),
        coach=SimpleNamespace(name=coach),
        leaves_on=date(2027, 1, 11),
        successor=SimpleNamespace(name="Anita Rowe"),
        starts_on=date(2027, 1, 12),
    )
    made = note_pdf(row, parts, heading=f"Hand-over from {coach}", today=date(2026, 11, 27))
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]


def test_a_date_stays_on_one_line_beside_a_long_name() -> None:
    lines = "\n".join(pages([])).splitlines()
    assert any("Monday 11 January 2027" in line for line in lines), lines
    assert any("Tuesday 12 January 2027" in line for line in lines), lines


@pytest.mark.parametrize("filler", range(30, 46, 3))
def test_a_short_list_is_never_torn_from_its_heading(filler: int) -> None:
    """Wherever the page ends."""
    steps = [f"step {number} of six" for number in range(6)]
    found = pages([("What works?", ["They laugh."] * filler), ("Which next steps are open?", steps)])
    [holding] = [page for page in found if "Which next steps" in page]
    assert all(step in holding for step in steps)
