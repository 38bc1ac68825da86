"""Rows are put into a sheet's XML where they belong; whatever else stands in the workbook is left alone."""

from __future__ import annotations

import io
import zipfile

import pytest

from salessupport.domain.values.errors import NotXlsx, TemplateMismatch
from salessupport.tabular.extend import NewCell, SheetPart, with_rows
from salessupport.tabular.workbook import open_workbook
from support.folders import MAIN, cells, workbook, workbook_parts, zipped

PART = SheetPart("xl/worksheets/sheet1.xml")
NEW = [[NewCell("甲"), NewCell(""), NewCell("1.5", "number")]]


def sheet(data: bytes) -> str:
    """Give the XML of the sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(PART.name).decode()


def rows(data: bytes) -> list[tuple[int, list[str]]]:
    """Read the rows of the sheet."""
    return [(number, row) for number, row, _ in open_workbook(data)[0].rows()]


class TestWithRows:
    @pytest.mark.parametrize("text", ["=1", "<&>", " a ", "_x0041_", "x005F_", "a\nb", "𠮷"])
    def test_texts_are_texts(self, text: str) -> None:
        """Whatever a text looks like, it reads back as it is (but for white space around it)."""
        data = with_rows(workbook(cells(1, "id")), PART, rows=[[NewCell(text)]], after=1, header=1)
        assert rows(data) == [(1, ["id"]), (2, [text.strip()])]
        assert 't="inlineStr"' in sheet(data)

    @pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData >\n</sheetData >"])
    def test_an_empty_sheet_takes_rows(self, empty: str) -> None:
        """A sheet without rows gets its first ones, however its emptiness is written."""
        parts = workbook_parts("")
        parts[PART.name] = f'<worksheet xmlns="{MAIN}"><cols/>{empty}<pageMargins/></worksheet>'
        data = with_rows(zipped(parts), PART, rows=NEW, after=0, header=0)
        assert rows(data) == [(1, ["甲", "", "1.5"])]
        assert sheet(data).endswith("<pageMargins/></worksheet>")

    def test_a_prefix_of_the_namespace_is_kept(self) -> None:
        """Where the sheet names its elements with a prefix, the new ones have it too."""
        parts = workbook_parts("")
        inside = '<x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row>'
        parts[PART.name] = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{inside}</x:sheetData></x:worksheet>'
        data = with_rows(zipped(parts), PART, rows=NEW, after=1, header=1, added=["b"])
        assert rows(data) == [(1, ["7", "b"]), (2, ["甲", "", "1.5"])]

    def test_rows_and_cells_without_addresses_are_counted(self) -> None:
        """The new rows and headers stand behind rows and cells that have no address."""
        data = workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row><row/>")
        data = with_rows(data, PART, rows=NEW, after=2, header=1, added=["c"])
        assert rows(data) == [(1, ["1", "2", "c"]), (2, ["3"]), (3, ["甲", "", "1.5"])]

    def test_blank_rows_in_the_way_give_their_styles(self) -> None:
        """A blank row that was formatted keeps its styles, others take those of the row above, else the column's."""
        row = '<row r="2"><c r="A2" s="2"/></row><row r="3"><c r="A3" s="3"/></row><row r="9"/>'
        parts = workbook_parts(cells(1, "id") + row.replace('s="2"/>', 's="2"><v>1</v></c>', 1))
        parts[PART.name] = str(parts[PART.name]).replace(
            "<sheetData>", '<cols><col min="2" max="3" style="4"/></cols><sheetData>'
        )
        data = with_rows(zipped(parts), PART, rows=[*NEW, *NEW], after=2, header=1)
        written = sheet(data)
        assert '<c r="A3" s="3" t="inlineStr">' in written
        assert '<c r="A4" s="2" t="inlineStr">' in written
        assert '<c r="B3" s="4"/><c r="C3" s="4"><v>1.5</v></c>' in written
        assert written.index('r="4"') < written.index('<row r="9"/>')

    @pytest.mark.parametrize(("from_1904", "serial"), [(False, 46086), (True, 44624)])
    def test_days_are_numbers_under_a_dates_style_only(self, from_1904: bool, serial: int) -> None:
        """A day is counted in the workbook's own system; without a date's style it is a text, and a number has none."""
        part = SheetPart(PART.name, frozenset({1}), from_1904)
        above = '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2"><v>1</v></c><c r="C2" s="1"><v>1</v></c></row>'
        day = NewCell("2026-03-05", "day")
        new = [[day, day, NewCell("5", "number")]]
        written = sheet(with_rows(workbook(cells(1, "a", "b", "c") + above), part, rows=new, after=2, header=1))
        assert f'<c r="A3" s="1"><v>{serial}</v></c>' in written
        assert '<c r="B3" t="inlineStr"><is><t xml:space="preserve">2026-03-05</t>' in written
        assert '<c r="C3"><v>5</v></c>' in written

    def test_every_other_part_is_copied(self) -> None:
        """The other parts are the same bytes, in the same order."""
        before = workbook(cells(1, "id"))
        after = with_rows(before, PART, rows=NEW, after=1, header=1)
        with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
            assert old.namelist() == new.namelist()
            assert all(old.read(name) == new.read(name) for name in old.namelist() if name != PART.name)

    def test_merged_cells_in_the_way_are_refused(self) -> None:
        """Cells that are merged above do no harm, those where the rows would stand do."""
        parts = workbook_parts(cells(1, "id"))
        text = str(parts[PART.name])
        for merged, refused in (("A1:B1", False), ("A2:B2", True), ("A1:A9", True), ("A3:B3", False)):
            parts[PART.name] = text.replace(
                "</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{merged}"/></mergeCells>'
            )
            if refused:
                with pytest.raises(TemplateMismatch, match=r"xlsx\.merged"):
                    with_rows(zipped(parts), PART, rows=NEW, after=1, header=1)
            else:
                assert with_rows(zipped(parts), PART, rows=NEW, after=1, header=1)

    def test_another_encoding_is_refused(self) -> None:
        """A sheet whose XML is not UTF-8 is left alone."""
        parts = workbook_parts(cells(1, "id"))
        xml = f'<?xml version="1.0" encoding="UTF-16"?>{parts[PART.name]!s}'
        with pytest.raises(NotXlsx):
            with_rows(zipped({**parts, PART.name: xml.encode("utf-16")}), PART, rows=NEW, after=1, header=1)
