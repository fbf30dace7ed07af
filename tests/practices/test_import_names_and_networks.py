"""Commissioners' names over time, and which network a practice belongs to."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from practices.imports.commissioners import import_commissioners
from practices.imports.files import Refused
from practices.imports.names import name_on, record_name
from practices.imports.pcn_members import NO_PRACTICE, OVERLAP, import_members
from practices.models import Commissioner, Practice, PracticePCN
from tests.builders import make

DATA = Path(__file__).parent.parent / "data/ods"
pytestmark = pytest.mark.django_db


def commissioners(as_of: date = date(2026, 1, 31), content: bytes | None = None):
    return import_commissioners(io.BytesIO(content or (DATA / "eccg_2026-01.csv").read_bytes()), as_of=as_of)


def names(code: str) -> list[tuple[str, date, date | None]]:
    return [(n.name, n.starts_on, n.ends_on) for n in Commissioner.objects.get(code=code).names.all()]


class TestCommissioners:
    def test_real_list(self) -> None:
        make.commissioner(code="16C", name="16C")
        report = commissioners()
        assert report.rows == 11
        assert sum(report.skipped.values()) == 2  # a reporting entity, a commissioning hub
        closed, kept, five = (Commissioner.objects.get(code=code) for code in ("00K", "16C", "X2C4Y"))
        assert (closed.name, closed.kind) == ("NHS HARTLEPOOL AND STOCKTON-ON-TEES CCG", "ccg")
        assert closed.closed_on == date(2020, 3, 31)
        assert (kept.name, kept.kind) == ("NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C", "sub_icb")
        assert five.kind == "sub_icb"
        assert commissioners().counts == {"unchanged": 9, "skipped": 2}

    def test_an_older_list_gives_the_old_name_and_no_more(self) -> None:
        commissioners()
        line = '"16C","NHS TEES VALLEY CCG"' + ',""' * 8 + ',"20200401","20220630"' + ',""' * 15 + "\r\n"
        commissioners(date(2021, 1, 31), line.encode())
        assert names("16C") == [
            ("NHS TEES VALLEY CCG", date(2020, 4, 1), date(2022, 7, 1)),
            ("NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C", date(2022, 7, 1), None),
        ]
        now = Commissioner.objects.get(code="16C")
        assert (now.name, now.kind, now.closed_on) == ("NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C", "sub_icb", None)

    def test_a_later_list_with_another_name(self) -> None:
        commissioners()
        renamed = (DATA / "eccg_2026-01.csv").read_bytes().replace(b"NORTH EAST AND NORTH CUMBRIA ICB - 16C", b"TEES")
        commissioners(date(2027, 4, 1), renamed)
        assert [name for name, *_ in names("16C")] == ["NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C", "NHS TEES"]
        assert Commissioner.objects.get(code="16C").name == "NHS TEES"

    @pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 1, 3), (1, 3, 2), (3, 1, 2)])
    def test_names_in_any_order_of_reading(self, order: tuple[int, ...]) -> None:
        commissioner = make.commissioner()
        days = {1: date(2015, 1, 1), 2: date(2020, 1, 1), 3: date(2025, 1, 1)}
        for number in order:
            record_name(commissioner, f"Name {number}", days[number])
            record_name(commissioner, f"Name {number}", days[number])
        kept = list(commissioner.names.all())
        assert [(n.name, n.starts_on, n.ends_on) for n in kept] == [
            ("Name 1", days[1], days[2]),
            ("Name 2", days[2], days[3]),
            ("Name 3", days[3], None),
        ]
        assert commissioner.name == "Name 3"
        assert name_on(kept, date(2010, 1, 1), "") == "Name 1"
        assert name_on(kept, date(2020, 1, 1), "") == "Name 2"
        assert name_on([], date(2020, 1, 1), "X") == "X"

    def test_another_file_is_refused(self) -> None:
        with pytest.raises(Refused, match="columns, not 27"):
            commissioners(content=b"code,name\r\n")


MEMBERS = "Partner Organisation Code,PCN Code,PCN Name,Practice to PCN Relationship Start Date,{end}\r\n"
MEMBERS = MEMBERS.format(end="Practice to PCN Relationship End Date")
MAP = "EXTRACT_DATE,PRACTICE_CODE,PCN_CODE,PCN_NAME,{region}\r\n"


def members(*lines: str, head: str = MEMBERS):
    return import_members(io.BytesIO((head + "\r\n".join(lines)).encode()))


def belongs(practice: Practice) -> list[tuple[str, date, date | None]]:
    rows = PracticePCN.objects.filter(practice=practice).order_by("starts_on").select_related("pcn")
    return [(r.pcn.code, r.starts_on, r.ends_on) for r in rows]


class TestNetworks:
    def test_real_lists_one_after_the_other(self) -> None:
        for code in ("A81001", "L81637", "L82007"):
            make.practice(code=code)
        first = import_members(io.BytesIO((DATA / "epcn_members_2022.csv").read_bytes()))
        assert first.counts["created"] == 2
        assert first.skipped[NO_PRACTICE] == first.counts["skipped"] > 0
        [left] = belongs(Practice.objects.get(code="L81637"))
        assert left[1:] == (date(2019, 10, 1), date(2021, 4, 1))
        path = str(DATA / "gp-reg-pat-prac-map_2026-01.csv")
        out = io.StringIO()
        call_command("import_pcn_members", path, stdout=out)
        assert "Broken rows: 0" in out.getvalue()
        assert belongs(Practice.objects.get(code="L82007")) == []  # 'Unallocated'

    def test_moves_and_leaves(self) -> None:
        practice = make.practice(code="Q00001")
        members("Q00001,U00001,North,20190701,20210331", "Q00001,U00002,South,20210401,")
        expected = [
            ("U00001", date(2019, 7, 1), date(2021, 4, 1)),
            ("U00002", date(2021, 4, 1), None),
        ]
        assert belongs(practice) == expected
        again = members("Q00001,U00001,North,20190701,20210331", "Q00001,U00002,South,20210401,")
        assert again.counts == {"unchanged": 2}
        assert belongs(practice) == expected

    @pytest.mark.parametrize("region", ["CCG_CODE", "SUB_ICB_LOCATION_CODE"])
    def test_map_before_and_after_2022(self, region: str) -> None:
        practice = make.practice(code="Q00001")
        head = MAP.format(region=region)
        members("01Jan2021,Q00001,U00001,North,11J", head=head)
        members("01Jul2023,Q00001,U00001,North,11J", head=head)
        members("01Jan2024,Q00001,U00002,South,11J", head=head)
        late = members("01Jan2022,Q00001,U00003,East,11J", head=head)
        assert late.skipped == {OVERLAP: 1}
        members("01Jan2025,Q00001,U,Unallocated,11J", head=head)
        assert belongs(practice) == [
            ("U00001", date(2021, 1, 1), date(2024, 1, 1)),
            ("U00002", date(2024, 1, 1), date(2025, 1, 1)),
        ]

    def test_a_changed_column_name_is_said(self, tmp_path: Path) -> None:
        path = tmp_path / "map.csv"
        path.write_text("EXTRACT_DATE,PRACTICE_CODE,NETWORK,PCN_NAME\n01Jan2021,Q00001,U00001,North\n")
        with pytest.raises(CommandError, match=r"one for the network's code. The file's columns: .*NETWORK"):
            call_command("import_pcn_members", str(path))

    def test_broken_rows(self) -> None:
        make.practice(code="Q00001")
        report = members("Q00001,X1,North,20190701,", "Q00001,U00001,North,soon,", "Q00001,U00001,North,20190701,")
        assert [str(problem) for problem in report.broken] == [
            "Line 2, column 2 (PCN Code): a network's code is U and five digits",
            "Line 3, column 4 (Practice to PCN Relationship Start Date): 'soon' is not a date",
        ]
        assert report.counts == {"created": 1}
