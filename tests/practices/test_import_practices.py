"""The practice list: real rows in their three forms, read twice, later, earlier and broken."""

import csv
import io
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cmsportal.audit.models import Event
from practices.imports.epraccur import COLUMNS, Codes, read_date
from practices.imports.files import Refused, inspect
from practices.imports.practices import IMPORT_LOCK, OLDER, OLDER_COMMISSIONER, Busy, StrictRefusal, import_list
from practices.models import Commissioner, Practice, PracticeCommissioner, PracticeImport
from tests.builders import make

DATA = Path(__file__).parent.parent / "data/ods"
LIST_2019, LIST_2024 = DATA / "epraccur_2019-10.csv", DATA / "epraccur_2024-05.csv"
OCTOBER, MAY = date(2019, 10, 31), date(2024, 5, 31)
NOT_GP = "not a GP practice (another prescribing setting)"


def row(code: str = "Q00001", **cells: str) -> list[str]:
    """A line of the list by field; the rest as an open practice has it."""
    values = {1: code, 2: "LARKMEAD SURGERY", 5: "1 MILL LANE", 10: "ZZ1 1ZZ", 11: "19740401", 13: "A"}
    values |= {15: "00K", 16: "20130401", 24: "00K", 26: "4"}
    values |= {int(key.removeprefix("c")): value for key, value in cells.items()}
    return [values.get(number, "") for number in range(1, COLUMNS + 1)]


def as_file(*rows: list[str], encoding: str = "utf-8", end: str = "\r\n", quoting: int = csv.QUOTE_ALL) -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=end).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def read(source: Any, as_of: date = OCTOBER, **options: Any) -> Any:
    stream = io.BytesIO(source.read_bytes()) if isinstance(source, Path) else source
    return import_list(stream, as_of=as_of, **options)


def relations(code: str) -> list[tuple[str, date, date | None]]:
    rows = PracticeCommissioner.objects.filter(practice__code=code).order_by("starts_on")
    return [(r.commissioner.code, r.starts_on, r.ends_on) for r in rows.select_related("commissioner")]


@pytest.mark.django_db
class TestRealList:
    def test_first_time(self) -> None:
        report = read(LIST_2019)
        assert report.rows == 13
        assert report.counts == {"created": 10, "skipped": 3}
        assert report.skipped == {NOT_GP: 3}
        closed = Practice.objects.get(code="A81003")
        assert (closed.status, closed.closed_on) == ("C", date(2017, 10, 31))
        assert relations("A81003") == [("00K", date(2013, 4, 1), date(2017, 11, 1))]
        assert Practice.objects.get(code="A89015").name == "FULWELL MEDICAL CENTRE,"
        open_one = Practice.objects.get(code="A81001")
        assert open_one.address == "THE HEALTH CENTRE, LAWSON STREET, STOCKTON-ON-TEES, CLEVELAND"
        assert (open_one.postcode, open_one.telephone) == ("TS18 1HU", "01642 672351")
        assert Commissioner.objects.get(code="00K").kind == "ccg"

    def test_same_again_changes_nothing(self) -> None:
        read(LIST_2019)
        versions = Practice.history.count()
        assert read(LIST_2019).counts == {"unchanged": 10, "skipped": 3}
        assert Practice.history.count() == versions

    def test_later_list_moves_and_keeps_the_past(self) -> None:
        read(LIST_2019)
        report = read(LIST_2024, MAY)
        assert report.counts["created"] == 1
        assert report.counts["closed"] == 3
        assert report.counts["moved"] == 3
        assert relations("A81001") == [
            ("00K", date(2013, 4, 1), date(2020, 4, 1)),
            ("16C", date(2020, 4, 1), None),
        ]
        practice = Practice.objects.get(code="A81001")
        old, new = Commissioner.objects.get(code="00K"), Commissioner.objects.get(code="16C")
        assert practice in Practice.objects.of_commissioner(old, date(2020, 3, 31))
        assert practice in Practice.objects.of_commissioner(new, date(2020, 4, 1))
        assert practice not in Practice.objects.of_commissioner(old, date(2020, 4, 1))
        assert relations("A82034")[-1] == ("01K", date(2017, 4, 1), date(2021, 9, 1))

    def test_history_names_the_list_and_the_person(self) -> None:
        read(LIST_2019)
        who = make.user("Helen Brandt")
        read(LIST_2024, MAY, by=who)
        latest = Practice.objects.get(code="A82034").history.first()
        assert (latest.history_type, latest.status, latest.history_user) == ("~", "C", who)
        assert "31 May 2024" in latest.history_change_reason
        assert Practice.objects.get(code="A82034").version == 1

    def test_older_list_afterwards_changes_nothing(self) -> None:
        read(LIST_2024, MAY)
        before = list(Practice.objects.order_by("code").values()), relations("A81001")
        report = read(LIST_2019, OCTOBER)
        assert report.skipped[OLDER] == 10
        assert (list(Practice.objects.order_by("code").values()), relations("A81001")) == before

    def test_older_list_said_to_be_of_today_cannot_take_a_move_back(self) -> None:
        read(LIST_2024, MAY)
        report = read(LIST_2019, date(2025, 1, 1))
        assert report.skipped[OLDER_COMMISSIONER] == 3
        assert relations("A81001") == [("16C", date(2020, 4, 1), None)]
        assert "Make sure that the list is of Wednesday 1 January 2025" in report.doubt

    def test_dry_run_says_the_same_and_writes_nothing(self) -> None:
        read(LIST_2019)
        before = list(Practice.objects.values()), PracticeCommissioner.objects.count(), Commissioner.objects.count()
        tried = read(LIST_2024, MAY, dry_run=True)
        after = list(Practice.objects.values()), PracticeCommissioner.objects.count(), Commissioner.objects.count()
        assert after == before
        assert tried.counts == read(LIST_2024, MAY).counts


@pytest.mark.django_db
class TestForms:
    @pytest.mark.parametrize("end", ["\r\n", "\n"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_line_ends_and_encodings(self, encoding: str, end: str) -> None:
        read(
            as_file(row(c2="MEDDYGFA TŶ ÉLAN" if encoding != "cp1252" else "DR O’SHEA É"), encoding=encoding, end=end)
        )
        expected = "DR O’SHEA É" if encoding == "cp1252" else "MEDDYGFA TŶ ÉLAN"
        assert Practice.objects.get(code="Q00001").name == expected

    def test_words_and_role_codes(self) -> None:
        rows = [row(c13="ACTIVE", c26="RO76|RO177"), row("Q00002", c13="INACTIVE", c12="20200101", c26="RO76")]
        assert read(as_file(*rows, row("Q00003", c13="ACTIVE", c26="RO72"))).counts == {"created": 2, "skipped": 1}
        assert [p.status for p in Practice.objects.order_by("code")] == ["A", "C"]

    def test_header_row_in_any_order(self) -> None:
        head = ["Name", "Prescribing Setting", "Organisation Code", "Status", "Postcode", "Commissioner", "Open Date"]
        read(as_file(head, ["LARKMEAD SURGERY", "4", "Q00001", "Active", "ZZ1 1ZZ", "00K", "1974-04-01"]))
        practice = Practice.objects.get(code="Q00001")
        assert (practice.postcode, practice.opened_on) == ("ZZ1 1ZZ", date(1974, 4, 1))

    def test_columns_that_a_header_leaves_out_keep_their_values(self) -> None:
        read(as_file(row(c18="01000 000000")))
        head = ["Organisation Code", "Name", "Prescribing Setting", "Status", "Commissioner"]
        read(as_file(head, ["Q00001", "LARKMEAD HOUSE", "4", "A", "00K"]), MAY)
        practice = Practice.objects.get(code="Q00001")
        assert (practice.name, practice.telephone) == ("LARKMEAD HOUSE", "01000 000000")
        assert practice.address == "1 MILL LANE"

    @pytest.mark.parametrize("text", ["20190131", "2019-01-31", "31/01/2019", "2019-01-31T00:00:00"])
    def test_dates(self, text: str) -> None:
        assert read_date(text) == date(2019, 1, 31)


@pytest.mark.django_db
class TestBrokenRows:
    CASES = [
        ({"c11": "20131301"}, "Line 2, column 11 (open date): '20131301' is not a date as YYYYMMDD"),
        ({"c13": "X"}, "Line 2, column 13 (status): the status is none of A, C, D and P"),
        ({"c2": ""}, "Line 2, column 2 (name): the name is missing"),
        ({"c2": "N" * 201}, "Line 2, column 2 (name): longer than 200 characters"),
        ({"c12": "19700101"}, "Line 2, column 12 (close date): the practice closes before it opens"),
        ({"c15": "00K/1"}, "Line 2, column 15 (commissioner): a commissioner's code is 3 to 5 letters and digits"),
        ({"c1": "12345A"}, "Line 2, column 1 (code): a practice code is a letter and five digits"),
    ]

    @pytest.mark.parametrize(("cells", "sentence"), CASES)
    def test_names_line_and_column_and_stops_nothing_else(self, cells: dict[str, str], sentence: str) -> None:
        report = read(as_file(row(), row(**{"code": "Q00002", **cells}), row("Q00003")))
        assert [str(problem) for problem in report.broken] == [sentence]
        assert report.counts["created"] == 2

    def test_too_few_columns_and_an_open_quote(self) -> None:
        good = as_file(row(), row("Q00003")).getvalue().splitlines(keepends=True)
        report = read(io.BytesIO(good[0] + b'"Q00002","A"\r\n"Q00004,"B\r\n' + good[1]))
        assert [problem.line for problem in report.broken] == [2, 3]
        assert "2 columns where 27 are expected" in str(report.broken[0])
        assert "quotation mark" in str(report.broken[1])
        assert report.counts["created"] == 2

    def test_same_code_twice(self) -> None:
        report = read(as_file(row(), row()))
        assert str(report.broken[0]) == "Line 2, column 1 (code): Q00001 stands in this file twice"

    def test_strict_writes_nothing(self) -> None:
        with pytest.raises(StrictRefusal) as refusal:
            read(as_file(row(), row("Q00002", c13="X")), strict=True)
        assert refusal.value.report.broken_rows == 1
        assert not Practice.objects.exists()
        assert not Commissioner.objects.exists()


@pytest.mark.django_db
class TestRefused:
    CASES = [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \r\n", "The file is empty"),
        (b"PK\x03\x04rest of a workbook", "looks like a workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        (b'"Q00001","A\x00B"\r\n', "not a text file"),
        ("Q00001,A".encode("utf-16"), "UTF-16"),
        (b"code,telephone\r\n1,2\r\n", "2 columns"),
        (b"Organisation Code,Name\r\nZ00001,A\r\n", "status, commissioner, prescribing setting"),
        (b"a," * 15_000, "longer than"),
    ]

    @pytest.mark.parametrize(("content", "words"), CASES)
    def test_whole_file(self, content: bytes, words: str) -> None:
        with pytest.raises(Refused, match=words):
            read(io.BytesIO(content))

    @pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "943-476-5919"])
    def test_nhs_number_late_in_the_file_undoes_all(self, number: str) -> None:
        rows = [row(f"Q{n:05d}") for n in range(1200)]
        with pytest.raises(Refused, match=r"Line 1201, column 6 \(address line 2\)"):
            read(as_file(*rows, row("Q09999", c6=f"ask {number}")))
        assert not Practice.objects.exists()

    def test_nhs_number_also_where_the_row_is_not_kept_and_as_telephone(self) -> None:
        for cells in ({"c6": "9434765919", "c26": "0"}, {"c18": "943 476 5919"}):
            with pytest.raises(Refused, match="NHS number"):
                read(as_file(row(**cells)))

    def test_a_telephone_with_a_right_check_digit_by_chance_is_let_through(self) -> None:
        assert read(as_file(row(c18="0161234567"), row("Q00002", c18="01642 672351"))).counts["created"] == 2

    def test_too_large(self) -> None:
        with pytest.raises(Refused, match="larger than 1 MB"):
            inspect(io.BytesIO(b"x" * (1024 * 1024 + 1)), 1024 * 1024)


@pytest.mark.django_db
class TestCommissioner:
    def test_empty_column_is_filled_from_the_purchaser_only_if_known(self) -> None:
        make.commissioner(code="00K")
        report = read(as_file(row(c15=""), row("Q00002", c15="", c24="RTD")))
        assert relations("Q00001") == [("00K", date(2013, 4, 1), None)]
        assert relations("Q00002") == []
        assert report.notes["no commissioner named"] == 1
        assert report.notes["no commissioner named; taken from provider or purchaser"] == 1

    def test_where_they_differ_the_commissioner_counts(self) -> None:
        report = read(as_file(row(c24="RTD")))
        assert relations("Q00001") == [("00K", date(2013, 4, 1), None)]
        assert sum(report.notes[note] for note in report.notes if "differs" in note) == 1

    @pytest.mark.parametrize(
        ("joined", "moved_on"),
        [("20220701", date(2022, 7, 1)), ("", MAY), ("20150401", MAY), ("20250101", MAY)],
        ids=["as the list says", "no day", "before the last list", "after this list"],
    )
    def test_day_of_the_move(self, joined: str, moved_on: date) -> None:
        read(as_file(row()))
        read(as_file(row(c15="16C", c16=joined)), MAY)
        assert relations("Q00001") == [("00K", date(2013, 4, 1), moved_on), ("16C", moved_on, None)]

    def test_put_right_on_the_same_day(self) -> None:
        read(as_file(row(c16="", c11="")))
        read(as_file(row(c15="16C", c16="", c11="")))
        assert relations("Q00001") == [("16C", OCTOBER, None)]

    def test_closes_and_opens_again(self) -> None:
        read(as_file(row()))
        read(as_file(row(c13="C", c12="20200331", c17="20200331")), date(2020, 5, 1))
        assert relations("Q00001") == [("00K", date(2013, 4, 1), date(2020, 4, 1))]
        read(as_file(row(c16="20210101")), date(2021, 2, 1))
        assert relations("Q00001")[1:] == [("00K", date(2021, 1, 1), None)]
        assert Practice.objects.get().closed_on is None

    def test_an_unknown_code_is_its_own_name_until_a_list_names_it(self) -> None:
        read(as_file(row(c15="D4U1Y")), MAY)
        assert str(Commissioner.objects.get(code="D4U1Y")) == "D4U1Y"


@pytest.mark.django_db
class TestCommand:
    def run(self, *arguments: Any) -> str:
        out = io.StringIO()
        call_command("import_practices", *map(str, arguments), stdout=out)
        return out.getvalue()

    def test_prints_the_report_and_keeps_it(self) -> None:
        out = self.run(LIST_2019, "--as-of", "2019-10-31")
        assert "New practices: 10" in out
        assert f"{NOT_GP}: 3" in out
        kept = PracticeImport.objects.get()
        assert (kept.as_of, kept.report["counts"]["created"], kept.by) == (OCTOBER, 10, None)
        event = Event.objects.get(action="practices.imported")
        assert (event.target_id, event.detail["created"]) == (str(kept.pk), 10)

    def test_dry_run(self) -> None:
        assert "Nothing was written" in self.run(LIST_2019, "--dry-run")
        assert not Practice.objects.exists()
        assert not PracticeImport.objects.exists()

    def test_strict(self, tmp_path: Path) -> None:
        path = tmp_path / "epraccur.csv"
        path.write_bytes(as_file(row(), row("Q00002", c13="X")).getvalue())
        with pytest.raises(CommandError, match="nothing was written"):
            self.run(path, "--strict")
        assert not Practice.objects.exists()
        assert "Line 2, column 13" in self.run(path)

    def test_what_cannot_be_read_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be opened: No such file"):
            self.run(tmp_path / "none.csv")
        with pytest.raises(CommandError, match="not a day as YYYY-MM-DD"):
            self.run(LIST_2019, "--as-of", "May")


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once(other_connection: Callable[[], psycopg.Connection]) -> None:
    with other_connection() as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        with pytest.raises(Busy, match="Another list is being read in just now"):
            read(as_file(row()))
        assert not Practice.objects.exists()
    assert read(as_file(row())).counts == {"created": 1}


@pytest.fixture
def other_connection() -> Callable[[], psycopg.Connection]:
    settings = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return lambda: psycopg.connect(**{name: settings[name] for name in names if name in settings})


def test_codes_seen_before() -> None:
    codes = Codes()
    assert [codes.add(code) for code in ("A00000", "Q99999", "A00000", "Q99998", "Q99999")] == [
        True,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for rows in (1_000, 3_000):
        stream = as_file(*(row(f"Q{n:05d}") for n in range(rows)))
        tracemalloc.start()
        assert read(stream, dry_run=True).counts["created"] == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
