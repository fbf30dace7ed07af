"""Published rows with something wrong in them: told row by row, the rest is kept, and nothing is half-written."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from practices.models import Appointments, OpenDataImport, Practice, PracticeImport, RegisteredPatients
from tests.builders import make

DATA = Path("tests/data/ods")
TOTALS = DATA / "gp-reg-pat-prac-all_2021-01.csv"
DORSET = DATA / "appointments_regional_dorset_2019.csv"
LIST = DATA / "epraccur_2024-05.csv"
pytestmark = pytest.mark.django_db


def counted() -> dict[str, int]:
    """How many rows each table of organisations holds, versions and history among them."""
    return {
        model._meta.label: model._default_manager.count() for model in apps.get_app_config("practices").get_models()
    }


def send(client: Any, where: str, content: bytes, name: str, **more: str) -> Any:
    return client.post(reverse(where), {"file": SimpleUploadedFile(name, content), **more})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def codes_of(content: bytes) -> list[str]:
    return [line.split(",")[5] for line in content.decode().splitlines()[1:]]


def test_one_wrong_row_of_six_costs_its_practice_alone(world: Any, sign_in: Callable) -> None:
    content = TOTALS.read_bytes()
    practices = {code: make.practice(code=code) for code in codes_of(content)}
    spoiled, *others = practices
    wrong = content.replace(b",34095", b",34o95")
    assert wrong != content
    client = sign_in(world.manager)
    before = counted()
    address = send(client, "open-data-list", wrong, TOTALS.name)["Location"]
    page = text(client.get(address))
    assert "1 row refused" in page
    assert "Line 2, column 10 (NUMBER_OF_PATIENTS): '34o95' is not a whole number" in page
    assert counted() == {**before, "practices.OpenDataImport": before["practices.OpenDataImport"] + 1}  # it waits
    client.post(address)
    assert set(RegisteredPatients.objects.values_list("practice__code", flat=True)) == set(others)
    stood = practices[spoiled].list_size
    practices[spoiled].refresh_from_db()
    assert practices[spoiled].list_size == stood != 34095


def test_the_corrected_file_adds_what_was_left_out(world: Any, sign_in: Callable) -> None:
    content = TOTALS.read_bytes()
    for code in codes_of(content):
        make.practice(code=code)
    client = sign_in(world.manager)
    for version in (content.replace(b",34095", b",34o95"), content):
        client.post(send(client, "open-data-list", version, TOTALS.name)["Location"])
    assert RegisteredPatients.objects.count() == len(codes_of(content))
    assert Practice.objects.get(code="J81006").list_size == 34095


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (
            TOTALS,
            b"NUMBER_OF_PATIENTS",
            b"REGISTERED",
            "no column has the name of the one for the number of patients",
        ),
        (TOTALS, b",CODE,", b",GP_PRACTICE_CODE_NEW,", "the name of the one for the practice's code"),
        (DORSET, b"COUNT_OF_APPOINTMENTS", b"APPOINTMENTS", "the one for the number of appointments"),
        (DORSET, b"Appointment_Month", b"Month", "the one for the month"),
    ],
    ids=["patients", "code", "appointments", "month"],
)
def test_a_changed_column_is_a_sentence_beside_the_file(
    path: Path, old: bytes, new: bytes, words: str, world: Any, sign_in: Callable
) -> None:
    make.practice(code="J81006")
    make.commissioner(code="11J")
    before = counted()
    answer = send(sign_in(world.manager), "open-data-list", path.read_bytes().replace(old, new, 1), path.name)
    page = text(answer)
    assert page.count(words) == 2  # in the summary and beside the field
    assert "The name may have changed." in page
    assert new.decode().strip(",") in page  # what was found instead
    assert counted() == before


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_a_list_of_another_kind_writes_nothing(path: Path, world: Any, sign_in: Callable) -> None:
    """Each published file goes to both pages: the one it is for shows a preview, the other says what is wrong."""
    make.practice(code="J81006")
    make.commissioner(code="11J")
    client = sign_in(world.manager)
    fits = {"open-data-list": path in {TOTALS, DORSET}, "practice-import": path.name.startswith("epraccur")}
    for where, good in fits.items():
        before = counted()
        answer = send(client, where, path.read_bytes(), path.name, as_of="31 May 2024", day="")
        waiting = "practices.OpenDataImport" if where == "open-data-list" else "practices.PracticeImport"
        if good:
            assert answer.status_code == 302
            assert counted() == {**before, waiting: before[waiting] + 1}
        else:
            assert answer.status_code == 200
            assert "There is a problem" in text(answer)
            assert counted() == before


def test_a_broken_line_in_the_middle_of_appointments(world: Any, sign_in: Callable) -> None:
    """A month with a row missing would be a wrong sum: March goes, April stays."""
    make.commissioner(code="11J")
    lines = DORSET.read_bytes().split(b"\n")
    place = next(number for number, line in enumerate(lines) if b"MAR2019" in line)
    lines[place] = lines[place].rpartition(b",")[0] + b",many"
    client = sign_in(world.manager)
    address = send(client, "open-data-list", b"\n".join(lines), DORSET.name)["Location"]
    assert f"Line {place + 1}, column 13 (COUNT_OF_APPOINTMENTS): 'many' is not a whole number" in text(
        client.get(address)
    )
    client.post(address)
    assert {f"{month:%Y-%m}" for month in Appointments.objects.values_list("month", flat=True)} == {"2019-04"}


def test_a_practice_list_with_a_wrong_row(world: Any, sign_in: Callable) -> None:
    content = LIST.read_bytes()
    wrong = content.replace(b'"A81002"', b'"A8I002"', 1)
    client = sign_in(world.manager)
    address = send(client, "practice-import", wrong, LIST.name, as_of="31 May 2024")["Location"]
    assert "Line 2, column 1 (code)" in text(client.get(address))
    assert "These practices stay as they are." in text(client.get(address))
    client.post(address)
    codes = set(Practice.objects.values_list("code", flat=True))
    assert "A81001" in codes
    assert "A81002" not in codes
    assert PracticeImport.objects.get().applied_at is not None
    assert not OpenDataImport.objects.exists()
