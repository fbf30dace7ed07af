"""From what somebody brings to rows of text, and from a cell to what it says."""

import datetime as dt
import io
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from toolkit.measures.importing.cells import (
    MOST_BYTES,
    Unreadable,
    letters,
    place,
    read_file,
    read_pasted,
    separator_of,
)
from toolkit.measures.importing.words import Month, NoSense, read_amount, read_day, read_state

TODAY = dt.date(2026, 3, 12)
SECRET = "943 476 5919"


def book(*rows, formats=None, sheets=None) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cell, form in (formats or {}).items():
        made.active[cell].number_format = form
    for name in sheets or ():
        made.create_sheet(name)["A1"] = "other"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(content: bytes, **parts: bytes) -> bytes:
    """The archive with some of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, parts.pop(part.filename, None) or old.read(part))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/3/2025", dt.date(2025, 3, 3)),
        ("03-03-25", dt.date(2025, 3, 3)),
        ("3.3.25", dt.date(2025, 3, 3)),
        ("3 March 2025", dt.date(2025, 3, 3)),
        ("Monday 3 March 2025", dt.date(2025, 3, 3)),
        ("3rd March 2025", dt.date(2025, 3, 3)),
        ("03-Mar-25", dt.date(2025, 3, 3)),
        ("3/Mar/2025", dt.date(2025, 3, 3)),
        ("2025-03-03", dt.date(2025, 3, 3)),
        ("2025-03-03 00:00:00", dt.date(2025, 3, 3)),
        ("w/c 3 March 2025", dt.date(2025, 3, 3)),
        ("Week commencing 3/3/2025", dt.date(2025, 3, 3)),
        ("45719", dt.date(2025, 3, 3)),
        ("Mar 2025", Month(2025, 3)),
        ("March 2025", Month(2025, 3)),
        ("Mar-25", Month(2025, 3)),
        ("03/2025", Month(2025, 3)),
        ("2025-03", Month(2025, 3)),
    ],
)
def test_days_as_people_write_them(text, day) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("25/13/2025", "no such day"),
        ("31/2/2025", "no such day"),
        ("Tuesday 3 March 2025", "no date"),
        ("soon", "no date"),
        ("81", "no date"),
        ("3/3/0205", "long ago"),
        ("=TODAY()", "is a formula"),
        ("<script>alert(1)</script>", "no date"),
    ],
)
def test_what_is_no_day(text, words) -> None:
    with pytest.raises(NoSense, match=words):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "value", "status", "in_per_cent"),
    [
        ("81", "81", "figure", False),
        ("81%", "81", "figure", True),
        ("81 %", "81", "figure", True),
        ("0.81", "0.81", "figure", False),
        (".5", "0.5", "figure", False),
        ("1,250", "1250", "figure", False),
        ("1 250", "1250", "figure", False),
        ("£1,250.50", "1250.5", "figure", False),
        ("-3", "-3", "figure", False),
        ("−3", "-3", "figure", False),
        ("+3", "3", "figure", False),
        ("14 minutes", "14", "figure", False),
        ("12.33333333", "12.333", "figure", False),
        ("~80", "80", "estimate", False),
        ("c. 80", "80", "estimate", False),
        ("80 (est)", "80", "estimate", False),
        ("about 1,200", "1200", "estimate", False),
    ],
)
def test_numbers_as_people_write_them(text, value, status, in_per_cent) -> None:
    amount = read_amount(text, "minutes")
    assert (amount.value, amount.status, amount.in_per_cent) == (Decimal(value), status, in_per_cent)


@pytest.mark.parametrize(
    ("text", "status"),
    [("closed", "closed"), ("Closed", "closed"), ("n/a", "missing"), ("-", "missing"), ("Nobody counted", "missing")],
)
def test_why_there_is_no_number(text, status) -> None:
    amount = read_amount(text)
    assert (amount.value, amount.status) == (None, status)


def test_an_empty_cell_says_nothing() -> None:
    assert read_amount("  ") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("eighty", "is no number"),
        ("81,5", "is no number"),
        ("12 34", "is no number"),
        ("1e5", "is no number"),
        ("1_000", "is no number"),
        ("#DIV/0!", "is no number"),
        ("00:14:00", "is no number"),
        ("9" * 40, "is no number"),
        ("=SUM(A1:A9)", "is a formula"),
        ("+cmd|' /C calc'!A0", "is a formula"),
        ("@SUM(1)", "is a formula"),
        ("-2+3", "is a formula"),
        ("٣٤٥x", "is no number"),
    ],
)
def test_what_is_no_number(text, words) -> None:
    with pytest.raises(NoSense, match=words):
        read_amount(text, "minutes")


def test_states() -> None:
    assert [read_state(text) for text in ("", "Estimate", "closed", "No figure")] == [
        "figure",
        "estimate",
        "closed",
        "missing",
    ]
    with pytest.raises(NoSense):
        read_state("lovely")


@pytest.mark.parametrize(
    ("text", "separator"),
    [("a\tb\n1\t2", "\t"), ("a;b\n1,5;2", ";"), ('Date,n\n"3 March, 2025",81', ","), ("3 March", "\t")],
)
def test_what_parts_the_cells(text, separator) -> None:
    assert separator_of(text) == separator


def test_blank_rows_keep_their_numbers_and_trailing_ones_go() -> None:
    assert read_pasted("Date\tFigure\n\n3/3/2025\t81\n\n\n") == [["Date", "Figure"], ["", ""], ["3/3/2025", "81"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_of_text_in_any_usual_encoding(encoding) -> None:
    assert read_file("Date,Café\n3/3/2025,81".encode(encoding))[0] == ["Date", "Café"]


def test_a_workbook_reads_as_it_looks() -> None:
    content = book(
        ["Date", "Share", "Count", "Done"],
        [dt.datetime.fromisoformat("2025-03-03"), 0.81, 1250, True],
        [dt.date(2025, 3, 10), 0.8133333, 12.1 + 0.2, None],
        ["17/3/2025", "81%", "=SUM(C2:C3)", "-"],
        formats={"B2": "0%", "B3": "0.0%"},
        sheets=["Other"],
    )
    assert read_file(content) == [
        ["Date", "Share", "Count", "Done"],
        ["2025-03-03", "81%", "1250", "TRUE"],
        ["2025-03-10", "81.333%", "12.3", ""],
        ["17/3/2025", "81%", "=SUM(C2:C3)", "-"],
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "older Excel file"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (b"\x89PNG....", "This is a picture"),
        (b"\x00\x01\x02\x03" * 50, "no table of text"),
        (b"", "nothing in it"),
        (b"\n\n , ,\n", "nothing in it"),
        (b'a,b\n"open,1\n' + b"x" * 140_000, "run into each other"),
        (b"x" * (MOST_BYTES + 1), "larger than 2 MB"),
        (b"d,n\n" + b"3/3/2025,1\n" * 2000, "more than 2,000 rows"),
        ((",".join(str(n) for n in range(51))).encode(), "more than 50 columns"),
    ],
    ids=["pdf", "xls", "locked", "zip", "png", "binary", "empty", "blank", "quote", "large", "long", "wide"],
)
def test_files_that_cannot_be_read_say_what_they_are(content, words) -> None:
    with pytest.raises(Unreadable, match=words):
        read_file(content)


def test_other_archives() -> None:
    def archive(**parts: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name, text in parts.items():
                made.writestr(name, text)
        return out.getvalue()

    with pytest.raises(Unreadable, match="OpenDocument"):
        read_file(archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"))
    with pytest.raises(Unreadable, match=r"no \.xlsx workbook"):
        read_file(archive(**{"word/document.xml": b"<x/>"}))


def test_a_million_rows_and_a_zip_bomb_are_never_unpacked() -> None:
    head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    row = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    million = head + b'<dimension ref="A1:B1000000"/><sheetData>' + row * 1_000_000 + b"</sheetData></worksheet>"
    bomb = b"0" * 200_000_000
    plain = book(["Date", "Figure"])
    files = {
        "more than 2,000 rows": rewritten(plain, **{"xl/worksheets/sheet1.xml": million}),
        "far more than 2,000": rewritten(plain, **{"xl/media/image1.png": bomb}),
    }
    del million, bomb
    for words, content in files.items():
        assert len(content) < MOST_BYTES
        tracemalloc.start()
        with pytest.raises(Unreadable, match=words):
            read_file(content)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
        tracemalloc.stop()


def test_many_short_rows_stop_at_the_limit() -> None:
    content = book(*([n, 1] for n in range(3000)))
    with pytest.raises(Unreadable, match="more than 2,000 rows"):
        read_file(content)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_are_never_unfolded(part) -> None:
    lol = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_file(rewritten(book(["Date", "x"]), **{part: lol}))


def test_a_workbook_that_lies_about_its_width_is_read_as_it_is() -> None:
    content = book(["Date", "Figure"], ["3/3/2025", 81])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert b"XFD1048576" in sheet
    assert len(read_file(rewritten(content, **{"xl/worksheets/sheet1.xml": sheet}))) == 2


@pytest.mark.parametrize(
    "cell", [SECRET, "9434765919", "943-476-5919", "Mrs Lee 943 476 5919", "９４３ ４７６ ５９１９"]
)
def test_an_nhs_number_is_named_by_its_cell_and_refused(cell) -> None:
    for content in (f"Date,Figure,Who\n3/3/2025,81,{cell}".encode(), book(["Date", "", "Who"], ["3/3", 81, cell])):
        with pytest.raises(Unreadable, match=r"^C2 holds what looks like an NHS number\. .* Nothing was kept\.$"):
            read_file(content)


def test_an_nhs_number_as_a_number_too() -> None:
    with pytest.raises(Unreadable, match=r"^B2 holds"):
        read_file(book(["Date", "Figure"], ["3/3/2025", 9434765919]))


def test_many_nhs_numbers_name_the_first_cells() -> None:
    with pytest.raises(Unreadable, match=r"^A1, A2, A3, A4, A5 and 2 more hold what look like NHS numbers"):
        read_pasted("\n".join([SECRET] * 7))


def test_places_are_named_as_in_a_spreadsheet() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]
    assert place(6, 1) == "B7"
