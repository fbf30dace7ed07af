"""Published files read in: what is kept, what is refused, and that nothing is half-written."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.models import Event
from practices.imports.files import Refused
from practices.models import Appointments, OpenDataImport, RegisteredPatients, Workforce
from practices.opendata.services import apply_file, keep_file, read_file
from tests.builders import make
from tests.builders import opendata as build

DATA = Path("tests/data/ods")
pytestmark = pytest.mark.django_db


def read(stream: BytesIO, name: str = "file.csv", **extra: Any) -> Any:
    return read_file(stream=stream, name=name, by=None, **extra)


def ages(*lines: list[str]) -> BytesIO:
    return build.as_file(build.AGE_HEAD, [line for part in lines for line in part])


class TestPatients:
    def test_published_totals(self) -> None:
        practice = make.practice(code="L83137")
        with (DATA / "gp-reg-pat-prac-all_2021-01.csv").open("rb") as stream:
            report = read(BytesIO(stream.read()), "gp-reg-pat-prac-all.csv")
        row = RegisteredPatients.objects.get()
        assert (row.practice, row.day, row.sex, row.total, row.by_age) == (
            practice, date(2021, 1, 1), "all", 11985, None,
        )  # fmt: skip
        assert report.skipped == {"the practice is not in the portal": 5}
        practice.refresh_from_db()
        assert practice.list_size == 11985
        assert practice.history.first().history_change_reason == "Patients registered, 1 January 2021"
        assert row.source.file_name == "gp-reg-pat-prac-all.csv"
        assert (row.source.first_day, row.source.last_day) == (date(2021, 1, 1), date(2021, 1, 1))

    def test_single_years_of_women_and_men(self) -> None:
        make.practice(code="L83137")
        read(ages(build.age_lines("L83137", "FEMALE")))
        read(ages(build.age_lines("L83137", "MALE", count=lambda age: 3)))
        female, male = RegisteredPatients.objects.order_by("sex")
        assert (female.sex, len(female.by_age), female.by_age[0], female.by_age[95]) == ("female", 96, 10, 105)
        assert female.total == sum(female.by_age)
        assert (male.sex, male.total) == ("male", 288)

    def test_rows_of_a_practice_may_stand_anywhere(self) -> None:
        make.practice(code="L83137")
        make.practice(code="L83138")
        one, two = build.age_lines("L83137"), build.age_lines("L83138", count=lambda age: age)
        read(ages([line for pair in zip(reversed(two), one, strict=True) for line in pair]))
        assert {row.practice.code: row.total for row in RegisteredPatients.objects.all()} == {
            "L83137": 5520, "L83138": 4560,
        }  # fmt: skip

    def test_an_older_file_leaves_the_directory_as_it_is(self) -> None:
        practice = make.practice(code="L83137")
        read(build.as_file(build.TOTALS_HEAD, [build.total_line("L83137", 9100)]))
        read(build.as_file(build.TOTALS_HEAD, [build.total_line("L83137", 8000, "01Jan2025")]))
        practice.refresh_from_db()
        assert practice.list_size == 9100
        assert RegisteredPatients.objects.count() == 2

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (("ORG", ",7,17", ",7,many"), "Line 10, column 8 (NUMBER_OF_PATIENTS): 'many' is not a whole number"),
            (("ORG", ",7,17", ",7,-1"), "Line 10, column 8 (NUMBER_OF_PATIENTS): '-1' is not a whole number"),
            (("ORG", ",7,17", ",107,17"), "Line 10, column 7 (AGE): '107' is not an age from 0 to 95+, or ALL"),
            (("ORG", ",7,17", ",6,17"), "Line 10, column 7 (AGE): L83137 has this age twice"),
            (("ORG", "FEMALE,7,", "OTHER,7,"), "Line 10, column 6 (SEX): 'OTHER' is none of ALL, FEMALE and MALE"),
            (("ORG", "01Jan2026,15N,E38000230,L83137,EX36 3BZ,FEMALE,7,", "32Jan2026,15N,E38000230,L83137,EX36 3BZ,FEMALE,7,"),  # noqa: E501
             "Line 10, column 1 (EXTRACT_DATE): '32Jan2026' is not a day or a month"),
        ],
        ids=["word", "negative", "age", "twice", "sex", "day"],
    )  # fmt: skip
    def test_a_refused_row_takes_its_practice_along_and_no_other(self, change: Any, words: str) -> None:
        make.practice(code="L83137")
        make.practice(code="L83138")
        bad = [line.replace(change[1], change[2]) if ",7,17" in line else line for line in build.age_lines("L83137")]
        report = read(ages(bad, build.age_lines("L83138")))
        assert [str(problem) for problem in report.broken] == [words]
        assert report.broken_rows == 1
        assert [row.practice.code for row in RegisteredPatients.objects.all()] == ["L83138"]
        assert report.skipped == {"left out, because a row of theirs cannot be read": 1}

    def test_a_missing_age_and_a_wrong_sum(self) -> None:
        for code in ("L83137", "L83138", "L83139"):
            make.practice(code=code)
        short = build.age_lines("L83137")[:-1]
        wrong = build.age_lines("L83138")
        wrong[0] = wrong[0].replace(",ALL,5520", ",ALL,5521")
        report = read(ages(short, wrong, build.age_lines("L83139")))
        assert report.skipped == {"an age is missing": 1, "the ages do not add up to the total": 1}
        assert [row.practice.code for row in RegisteredPatients.objects.all()] == ["L83139"]

    def test_rows_of_no_practice_are_a_doubt(self) -> None:
        make.practice(code="L83137")
        report = read(ages(build.age_lines("L83137"), ["01Jan2026,15N,E38000230,?,EX36 3BZ,FEMALE,1,7", "x,y"]))
        assert report.doubt.startswith("2 rows cannot be read at all, and may belong to anybody.")
        assert [problem.line for problem in report.broken] == [99, 100]
        assert RegisteredPatients.objects.count() == 1

    def test_regions_are_left_out(self) -> None:
        make.practice(code="L83137")
        lines = [build.total_line("L83137", 9000), build.total_line("QJK", 900000).replace(",GP,", ",ICB,")]
        report = read(build.as_file(build.TOTALS_HEAD, lines))
        assert report.skipped == {"not a GP practice": 1}


class TestWorkforce:
    MORE = (
        "GP_SEN_PTNR",
        "GP_EXTG",
        "GP_TRN_GR_ST3",
        "GP_LOCUM_VAC",
        "N_ADV_NURSE_PRAC",
        "DPC_PHARMA",
        "DPC_SPLW",
        "ADMIN_TELEPH",
    )

    def test_roles_become_the_workbooks(self) -> None:
        make.practice(code="L83137")
        amounts = {
            "GP_PTNR_PROV": (3, 2.25), "GP_SEN_PTNR": (1, 0.8), "GP_EXTG": (9, 9), "GP_TRN_GR_ST3": (1, 1),
            "GP_LOCUM_VAC": (1, 0.2), "N_PRAC_NURSE": (4, 2.5), "N_ADV_NURSE_PRAC": (1, 1), "DPC_PHARMA": (1, 0.5),
            "DPC_SPLW": (2, 1.1), "ADMIN_RECEPT": (7, 4.52), "ADMIN_TELEPH": (1, 0.48), "GP_SAL_BY_PRAC": ("NA", "NA"),  # noqa: E501
        }  # fmt: skip
        file = build.as_file(build.workforce_head(self.MORE), [build.workforce_line("L83137", amounts, self.MORE)])
        report = read(file, "1 General Practice – March 2025 Practice Level - Detailed.csv")
        rows = {row.role: (row.heads, row.wte) for row in Workforce.objects.all()}
        assert rows["gp_partner"] == (4, Decimal("3.05"))
        assert "gp_salaried" not in rows
        assert rows["gp_trainee"] == (1, 1)
        assert rows["gp_locum"] == (1, Decimal("0.2"))
        assert rows["practitioner"] == (1, 1)
        assert rows["nurse"] == (4, Decimal("2.5"))
        assert rows["pharmacist"] == (1, Decimal("0.5"))
        assert rows["other"] == (2, Decimal("1.1"))
        assert rows["reception"] == (8, Decimal(5))
        assert set(Workforce.objects.values_list("day", flat=True)) == {date(2025, 3, 31)}
        assert report.counts["created"] == 1

    def test_a_row_for_each_role(self) -> None:
        make.practice(code="L83137")
        lines = [
            "L83137,P,GP,Partner/Provider,GP,UK,Headcount,3", "L83137,P,GP,Partner/Provider,GP,UK,FTE,2.5",
            "L83137,P,GP,Total,GP,UK,FTE,9", "L83137,P,Nurses,Advanced Nurse Practitioner,N,UK,FTE,0.5",
            "L83137,P,Nurses,Practice Nurse,N,UK,FTE,NA", "L83137,P,Admin/Non-Clinical,Receptionist,A,UK,FTE,4",
            "L83137,P,Direct Patient Care,Pharmacist,D,UK,FTE,1", "L83137,P,GP,Wizard,GP,UK,FTE,1",
        ]  # fmt: skip
        report = read(build.as_file(build.LONG_HEAD, lines), day=date(2025, 3, 31))
        rows = {row.role: (row.heads, row.wte) for row in Workforce.objects.all()}
        assert rows == {
            "gp_partner": (3, Decimal("2.5")), "practitioner": (None, Decimal("0.5")),
            "reception": (None, Decimal(4)), "pharmacist": (None, Decimal(1)),
        }  # fmt: skip
        assert report.notes == {"'GP, Wizard': the role is not known, and is not counted": 1}

    def test_a_role_that_is_gone_goes(self) -> None:
        make.practice(code="L83137")
        for amounts in (
            {"GP_PTNR_PROV": (3, 2), "DPC_HCA": (1, 1)},
            {"GP_PTNR_PROV": (3, 2), "DPC_HCA": ("NA", "NA")},
        ):
            file = build.as_file(build.workforce_head(), [build.workforce_line("L83137", amounts)])
            report = read(file, day=date(2025, 3, 31))
        assert report.counts["changed"] == 1
        assert not Workforce.objects.filter(role="hca").exists()
        assert Workforce.objects.get(role="gp_partner").heads == 3

    @pytest.mark.parametrize("amount", ["x", "-1", "NaN", "1e9", "501"])
    def test_a_cell_that_is_no_number(self, amount: str) -> None:
        make.practice(code="L83137")
        make.practice(code="L83138")
        lines = [
            build.workforce_line("L83137", {"DPC_HCA": (amount, 1)}),
            build.workforce_line("L83138", {"DPC_HCA": (2, 1)}),
        ]
        report = read(build.as_file(build.workforce_head(), lines), day=date(2025, 3, 31))
        assert str(report.broken[0]) == f"Line 2, column 10 (TOTAL_DPC_HCA_HC): '{amount}' is not a number of staff"
        assert set(Workforce.objects.values_list("practice__code", flat=True)) == {"L83138"}

    def test_without_a_day(self) -> None:
        make.practice(code="L83137")
        with pytest.raises(Refused, match="Enter the day"):
            read(build.as_file(build.workforce_head(), [build.workforce_line("L83137", {})]))


class TestAppointments:
    def test_by_practice(self) -> None:
        make.practice(code="L83137")
        lines = [
            build.appointment_line("L83137", 100), build.appointment_line("L83137", 20, status="DNA", wait="8  to 14 Days"),  # noqa: E501
            build.appointment_line("L83137", 5, month="01NOV2025", who="Other Practice staff", mode="Telephone"),
        ]  # fmt: skip
        read(build.as_file(build.CROSSTAB_HEAD, lines))
        october = Appointments.objects.filter(month=date(2025, 10, 1))
        said = {(row.by, row.value): row.count for row in october}
        assert said == {
            ("status", "Attended"): 100, ("status", "DNA"): 20, ("professional", "GP"): 120, ("mode", "Face-to-Face"): 120,  # noqa: E501
            ("wait", "Same Day"): 100, ("wait", "8 to 14 Days"): 20, ("category", "General Consultation Routine"): 120,  # noqa: E501
        }  # fmt: skip
        assert Appointments.objects.filter(month=date(2025, 11, 1), by="mode").get().value == "Telephone"

    def test_the_published_regional_file(self) -> None:
        dorset = make.commissioner(code="11J")
        with (DATA / "appointments_regional_dorset_2019.csv").open("rb") as stream:
            report = read(BytesIO(stream.read()), "Dorset.csv")
        assert (report.rows, report.broken_rows, report.skipped) == (52, 0, {})
        row = Appointments.objects.get(month=date(2019, 4, 1), by="wait", value="15 to 21 Days")
        assert (row.commissioner, row.practice) == (dorset, None)
        splits = {
            by: sum(Appointments.objects.filter(month=date(2019, 3, 1), by=by).values_list("count", flat=True))
            for by in ("status", "professional", "mode", "wait")
        }
        assert len(set(splits.values())) == 1

    def test_a_refused_row_takes_its_month_along(self) -> None:
        make.practice(code="L83137")
        lines = [
            build.appointment_line("L83137", 100), build.appointment_line("L83137", "1.5"),
            build.appointment_line("L83137", 5, month="01NOV2025"),
        ]  # fmt: skip
        report = read(build.as_file(build.CROSSTAB_HEAD, lines))
        assert str(report.broken[0]) == "Line 3, column 13 (COUNT_OF_APPOINTMENTS): '1.5' is not a whole number"
        assert set(Appointments.objects.values_list("month", flat=True)) == {date(2025, 11, 1)}


class TestColumns:
    def test_a_changed_name_is_said(self) -> None:
        head = build.AGE_HEAD.replace("NUMBER_OF_PATIENTS", "PATIENTS")
        with pytest.raises(Refused) as refusal:
            read(build.as_file(head, build.age_lines("L83137")))
        assert str(refusal.value) == (
            "This looks like 'Patients registered at a GP practice', but no column has the name of the one for the number "  # noqa: E501
            "of patients (NUMBER_OF_PATIENTS). The name may have changed. The file's columns: EXTRACT_DATE, "
            "SUB_ICB_LOCATION_CODE, ONS_SUB_ICB_LOCATION_CODE, ORG_CODE, POSTCODE, SEX, AGE, PATIENTS. Nothing was read."  # noqa: E501
        )

    @pytest.mark.parametrize(
        ("head", "old", "new", "words"),
        [
            (build.CROSSTAB_HEAD, "GP_CODE", "PRACTICE", "'Appointments in general practice, by practice', .*practice's code"),  # noqa: E501
            (build.workforce_head(), "TOTAL_DPC_HCA_FTE", "HCA_WTE", "'General practice workforce, in detail', .*care assistants"),  # noqa: E501
            (build.LONG_HEAD, "VALUE", "FIGURE", "'General practice workforce, a row for each role', .*the figure"),
        ],
        ids=["crosstab", "workforce", "long"],
    )  # fmt: skip
    def test_of_the_others(self, head: str, old: str, new: str, words: str) -> None:
        with pytest.raises(Refused, match=words):
            read(build.as_file(head.replace(old, new), ["x"]), day=date(2025, 3, 31))

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"a,b\n1,2\n", "none of the files"),
            (b"", "empty"),
            (b"PK\x03\x04", "workbook, a document or an archive"),
            (build.AGE_HEAD.encode() + b"\r\n", "nothing else"),
            (f"{build.AGE_HEAD},AGE\r\n".encode(), "Two columns have the same name"),
            (f"{build.AGE_HEAD}\r\n01Jan2026,15N,E,L83137,943 476 5919,MALE,1,1".encode(), "NHS number"),
            (f"{build.AGE_HEAD}\r\n01Jan2026,15N,E,L83137,X,MALE,1,1".encode(), "nobody|No row of this file"),
        ],
        ids=["other", "empty", "zip", "head", "twice", "nhs", "nobody"],
    )
    def test_refused_as_a_whole(self, content: bytes, words: str) -> None:
        with pytest.raises(Refused, match=words):
            read(BytesIO(content))
        assert not OpenDataImport.objects.exists()


class TestTwice:
    def test_the_same_file(self) -> None:
        make.practice(code="L83137")
        read(ages(build.age_lines("L83137")))
        with pytest.raises(Refused, match="This very file was read in on"):
            read(ages(build.age_lines("L83137")))
        assert OpenDataImport.objects.count() == 1

    def test_a_corrected_one(self) -> None:
        make.practice(code="L83137")
        read(ages(build.age_lines("L83137")))
        report = read(ages(build.age_lines("L83137", count=lambda age: 7)))
        assert report.counts == {"changed": 1}
        assert RegisteredPatients.objects.get().total == 672
        report = read(ages(build.age_lines("L83137", count=lambda age: 7), ["01Jan2026,1,1,L99999,X,MALE,1,1"]))
        assert (report.counts["unchanged"], report.counts["changed"]) == (1, 0)

    def test_nothing_is_half_written(self, monkeypatch: Any) -> None:
        """The writing breaks off after the first batch: nothing of it stays."""
        from practices.opendata import writing

        for number in range(4):
            make.practice(code=f"L8313{number}")
        monkeypatch.setattr(writing, "BATCH", 2)
        real, calls = writing._save, []

        def save(*args: Any) -> None:
            calls.append(1)
            if len(calls) == 2:
                raise RuntimeError
            real(*args)

        monkeypatch.setattr(writing, "_save", save)
        with pytest.raises(RuntimeError):
            read(ages(*(build.age_lines(f"L8313{number}") for number in range(4))))
        assert not RegisteredPatients.objects.exists()
        assert not OpenDataImport.objects.exists()
        assert not Event.objects.filter(action="opendata.imported").exists()


class TestPages:
    def send(self, client: Any, stream: BytesIO, name: str = "gp-reg.csv", **data: str) -> Any:
        upload = SimpleUploadedFile(name, stream.getvalue())
        return client.post(reverse("open-data-list"), {"file": upload, **data})

    def text(self, answer: Any) -> str:
        from html import unescape

        return unescape(answer.content.decode())

    def test_preview_then_write(self, world: Any, sign_in: Callable) -> None:
        make.practice("Moorland Surgery", code="L83137")
        client = sign_in(world.manager)
        assert "None read in yet" in self.text(client.get(reverse("open-data-list")))
        answer = self.send(client, ages(build.age_lines("L83137")))
        assert answer.status_code == 302
        page = self.text(client.get(answer["Location"]))
        assert "L83137 Moorland Surgery, 1 January 2026: women and girls 5,520" in page
        assert "Write these figures" in page
        assert not RegisteredPatients.objects.exists()
        done = client.post(answer["Location"], follow=True)
        assert "The figures have been read in." in self.text(done)
        assert client.post(answer["Location"]).status_code == 302
        assert RegisteredPatients.objects.count() == 1
        kept = OpenDataImport.objects.get()
        assert (kept.content, kept.by, kept.report["as_previewed"]) == (None, world.manager, True)
        assert Event.objects.filter(action="opendata.imported", actor=world.manager).count() == 1
        again = self.text(self.send(client, ages(build.age_lines("L83137"))))
        assert again.count("This very file was read in on") == 2  # in the summary and beside the field
        assert "Newest: Thursday 1 January 2026" in again

    def test_refused_rows_are_listed(self, world: Any, sign_in: Callable) -> None:
        make.practice(code="L83137")
        make.practice(code="L83138")
        client = sign_in(world.admin)
        bad = [line.replace(",7,17", ",7,<script>") for line in build.age_lines("L83137")]
        page = self.text(client.get(self.send(client, ages(bad, build.age_lines("L83138")))["Location"]))
        assert "1 row refused" in page
        assert "Line 10, column 8 (NUMBER_OF_PATIENTS)" in page

    def test_a_day_is_asked_for_and_what_was_typed_stays(self, world: Any, sign_in: Callable) -> None:
        make.practice(code="L83137")
        client = sign_in(world.manager)
        file = build.as_file(build.workforce_head(), [build.workforce_line("L83137", {"DPC_HCA": (2, 1)})])
        page = self.text(self.send(client, file))
        assert "Enter the day." in page
        answer = self.send(client, file, day="31/03/2025")
        client.post(answer["Location"])
        assert Workforce.objects.get(role="hca").day == date(2025, 3, 31)
        page = self.text(self.send(client, BytesIO(b"a,b\n"), day="31 March 2025"))
        assert 'value="31 March 2025"' in page

    def test_only_ones_own_and_only_for_a_while(self, world: Any, sign_in: Callable) -> None:
        make.practice(code="L83137")
        url = self.send(sign_in(world.manager), ages(build.age_lines("L83137")))["Location"]
        other = sign_in(world.other_manager)
        assert other.get(url).status_code == other.post(url).status_code == 404
        OpenDataImport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        client = sign_in(world.manager)
        assert client.get(url).status_code == client.post(url).status_code == 404

    def test_too_large(self, world: Any, sign_in: Callable, settings: Any) -> None:
        settings.OPEN_DATA_MAX_BYTES = 1024 * 1024
        page = self.text(self.send(sign_in(world.manager), BytesIO(b"x" * (1024 * 1024 + 1))))
        assert page.count("The file is larger than 1 MB") == 2

    def test_the_file_applied_is_the_file_previewed(self, world: Any) -> None:
        make.practice(code="L83137")
        upload = SimpleUploadedFile("a.csv", ages(build.age_lines("L83137")).getvalue())
        row = keep_file(upload=upload, by=world.manager)
        OpenDataImport.objects.update(content=b"no gzip")
        with pytest.raises(Refused, match="no longer the one you chose"):
            apply_file(upload=row, by=world.manager)
        assert not RegisteredPatients.objects.exists()


def test_command(tmp_path: Path) -> None:
    make.practice(code="L83137")
    path = tmp_path / "General Practice March 2025.csv"
    path.write_bytes(build.as_file(build.workforce_head(), [build.workforce_line("L83137", {})]).getvalue())
    out = StringIO()
    call_command("import_open_data", str(path), "--dry-run", stdout=out)
    assert "Nothing was written" in out.getvalue()
    assert not Workforce.objects.exists()
    call_command("import_open_data", str(path), stdout=out)
    assert "New figures: 1" in out.getvalue()
    with pytest.raises(CommandError, match="This very file"):
        call_command("import_open_data", str(path))
