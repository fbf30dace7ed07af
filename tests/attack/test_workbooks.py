"""Workbooks made to break their reader: a few kilobytes that would become gigabytes, and entities in disguise."""

import io
import zipfile

import openpyxl
import pytest

from tests.toolkit.test_import_cells import book, rewritten
from toolkit.measures.importing.cells import Unreadable, read_file

NS = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: bytes) -> bytes:
    return b'<worksheet xmlns="' + NS + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


def styles(marks: bytes) -> bytes:
    return b'<styleSheet xmlns="' + NS + b'"><cellXfs>' + marks + b"</cellXfs></styleSheet>"


BOMBS = {
    "cells": ("xl/worksheets/sheet1.xml", lambda: sheet(b"<row>" + b"<c/>" * 3_000_000 + b"</row>")),
    "runs": (
        "xl/worksheets/sheet1.xml",
        lambda: sheet(b'<row><c t="inlineStr"><is>' + b"<r/>" * 3_000_000 + b"</is></c></row>"),
    ),
    "prefixed": (
        "xl/worksheets/sheet1.xml",
        lambda: (
            sheet(b"<row>" + b"<c/>" * 2_000_000 + b"</row>")
            .replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=")
            .replace(b"</worksheet", b"</x:worksheet")
            .replace(b"<row>", b"<x:row>")
            .replace(b"</row>", b"</x:row>")
            .replace(b"<c/>", b"<x:c/>")
            .replace(b"sheetData", b"x:sheetData")
        ),
    ),
    "styles": ("xl/styles.xml", lambda: styles(b"<xf/>" * 3_000_000)),
    "strings": ("xl/sharedStrings.xml", lambda: b'<sst xmlns="' + NS + b'">' + b"<si/>" * 3_000_000 + b"</sst>"),
    "rows": ("xl/worksheets/sheet1.xml", lambda: sheet(b"<row/>" * 2_500_000)),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_millions_of_marks_become_no_millions_of_objects(kind, monkeypatch) -> None:
    """Each is a few kilobytes as it is sent and within the size that may be unpacked."""
    part, made = BOMBS[kind]
    content = rewritten(book(["Date", "Figure"], ["3/3/2025", "5"]), **{part: made()})
    if kind != "rows":  # those come one by one, and stop
        monkeypatch.setattr("openpyxl.load_workbook", lambda *args, **kwargs: pytest.fail("it was read"))
    with pytest.raises(Unreadable, match="2,000 rows"):
        read_file(content)


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_entities_are_not_unfolded_in_a_part_of_another_name(code) -> None:
    text = '<!DOCTYPE a [<!ENTITY x "12">]>' + sheet(b'<row><c t="inlineStr"><is><t>&x;</t></is></c></row>').decode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["Date", "Figure"]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name == "xl/worksheets/sheet1.xml":
                new.writestr("xl/worksheets/sheet1.dat", text.encode(code))
            else:
                new.writestr(name, old.read(name).replace(b"sheet1.xml", b"sheet1.dat"))
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_file(out.getvalue())


def test_a_per_cent_sign_that_is_only_shown_multiplies_nothing() -> None:
    made, out = openpyxl.Workbook(), io.BytesIO()
    for value, looks in ((0.5, '0.0"%"'), (0.5, r"0.0\%"), (0.5, "0.0%")):
        made.active.append([value])
        made.active.cell(made.active.max_row, 1).number_format = looks
    made.save(out)
    assert [row[0] for row in read_file(out.getvalue())] == ["0.5", "0.5", "50%"]
