"""Published figures in a real browser: read in by the manager, filled in by the team, and what another team made."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from practices.models import Practice, RegisteredPatients
from tests.builders import make
from tests.builders import opendata as build
from toolkit.models import Answer

from .steps import press, wait_until
from .world import Team, person, team

DATA = Path("tests/data/ods")
Sign = Callable[..., Page]
Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def larkmead(kept_database: None) -> Team:
    found = team()
    manager = person("Helen Brandt")
    make.manager(found.project.programme, manager)
    found.manager = manager  # type: ignore[attr-defined]
    build.kept(found.project.practice, months=3)
    return found


def test_the_manager_reads_a_file_in(larkmead: Team, sign_in: Sign, look: Look) -> None:
    practice = Practice.objects.get(pk=larkmead.project.practice_id)
    page = sign_in(larkmead.manager.email)  # type: ignore[attr-defined]
    page.goto("/practices/published/")
    look(page, "published-list")
    lines = [build.total_line(practice.code, 10320, "01Jan2025"), build.total_line("Z99999", 5, "01Jan2025")]
    content = build.as_file(build.TOTALS_HEAD, lines).getvalue()
    page.locator("input[type=file]").set_input_files(
        {"name": "gp-reg-pat-prac-all.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(page, "See what would change")
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()
    look(page, "published-preview")
    press(page, "Write these figures")
    expect(page.get_by_text("The figures have been read in.")).to_be_visible()


def test_a_wrong_file_is_refused_row_by_row(larkmead: Team, sign_in: Sign, look: Look) -> None:
    """A row with a slip is told and left out; a column that has another name today is a sentence."""
    content = (DATA / "gp-reg-pat-prac-all_2021-01.csv").read_bytes()
    for code in ("J81006", "L82001"):
        make.practice(f"Surgery {code}", code=code)
    page = sign_in(larkmead.manager.email)  # type: ignore[attr-defined]
    page.goto("/practices/published/")
    chosen = page.locator("input[type=file]")
    renamed = content.replace(b"NUMBER_OF_PATIENTS", b"REGISTERED")
    chosen.set_input_files({"name": "gp-reg-pat-prac-all.csv", "mimeType": "text/csv", "buffer": renamed})
    press(page, "See what would change")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page.locator(".nhsuk-error-message")).to_contain_text("The name may have changed.")
    look(page, "published-renamed")
    wrong = content.replace(b",34095", b",34o95")
    chosen.set_input_files({"name": "gp-reg-pat-prac-all.csv", "mimeType": "text/csv", "buffer": wrong})
    press(page, "See what would change")
    expect(page.get_by_text("'34o95' is not a whole number")).to_be_visible()
    look(page, "published-refused")
    press(page, "Write these figures")
    expect(page.get_by_text("The figures have been read in.")).to_be_visible()
    assert set(RegisteredPatients.objects.filter(day="2021-01-01").values_list("practice__code", flat=True)) == {
        "L82001"
    }


def test_the_team_fills_in_its_workbook(larkmead: Team, sign_in: Sign, look: Look) -> None:
    page = sign_in(larkmead.lead.email)
    page.goto(larkmead.url("published/"))
    page.wait_for_load_state("networkidle")
    expect(page.locator("img.app-picture")).to_have_count(3)
    for picture in page.locator("img.app-picture").all():
        picture.scroll_into_view_if_needed()
        wait_until(lambda shown=picture: shown.evaluate("image => image.complete && image.naturalWidth > 0"))
    look(page, "published-figures")
    button = page.get_by_role("button", name="Fill in what is ticked")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("filled in. Change any that is wrong.")).to_be_visible()
    assert Answer.objects.filter(project=larkmead.project, origin="open_data").exists()
    page.goto(larkmead.url("workbook/patients/"))
    page.get_by_label("Patients on our list").first.fill("10400")
    wait_until(lambda: Answer.objects.filter(project=larkmead.project, number=10400, origin="typed").exists())
    page.goto(larkmead.url("published/"))
    box = page.get_by_role("checkbox", name="Patients on our list")
    expect(box).not_to_be_checked()  # typed over, it is the team's own
    page.goto(larkmead.url("earlier/"))
    look(page, "published-earlier")
    page.goto(larkmead.url("templates/"))
    look(page, "published-templates")
