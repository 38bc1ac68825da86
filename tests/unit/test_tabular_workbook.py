"""Workbooks: what could do harm is refused before any library opens it; what is stored in a cell is read exactly."""

from __future__ import annotations

import time
from decimal import localcontext

import openpyxl
import pytest

from salessupport.domain.values import errors
from salessupport.tabular.numbers import date_text, number_text
from salessupport.tabular.preflight import OWN, Limits, column_number
from salessupport.tabular.workbook import open_workbook
from support.folders import MAIN, cells, messy, workbook, workbook_parts, zipped

DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]>'


def read(data: bytes, limits: Limits = OWN) -> list[tuple[int, list[str], dict[int, tuple[str, str]]]]:
    """Read the rows of the first sheet."""
    return [(number, row, dict(faults)) for number, row, faults in open_workbook(data, limits=limits)[0].rows()]


def cell(inside: str) -> list[tuple[int, list[str], dict[int, tuple[str, str]]]]:
    """Read a sheet of one row."""
    return read(workbook(f'<row r="1">{inside}</row>'))


class TestPreflight:
    @pytest.mark.parametrize(
        ("name", "kind", "code"),
        [
            ("laughs.xlsx", errors.ForbiddenXml, "xlsx.doctype"),
            ("bomb.xlsx", errors.ArchiveLimit, "limit.ratio"),
            ("macro.xlsm", errors.MacroFile, "xlsx.macro"),
            ("encrypted.xlsx", errors.EncryptedFile, "xlsx.encrypted"),
            ("truncated.xlsx", errors.NotXlsx, "xlsx.damaged"),
            ("empty.xlsx", errors.NotXlsx, "file.empty"),
            ("csv-named.xlsx", errors.NotXlsx, "xlsx.is_text"),
            ("far-cell.xlsx", errors.ArchiveLimit, "limit.rows"),
            ("boc-transactions.xls", errors.LegacyXls, "xlsx.legacy"),
        ],
    )
    def test_hostile_files_of_the_corpus_are_refused(self, name: str, kind: type[Exception], code: str) -> None:
        """Each rejection of the messy corpus has its type and code, and takes well under two seconds."""
        data = messy(name)
        started = time.perf_counter()
        with pytest.raises(kind) as caught:
            open_workbook(data, path=name)
        assert isinstance(caught.value, errors.SalesSupportError)
        assert caught.value.code == code
        assert caught.value.path.startswith(name)
        assert time.perf_counter() - started < 2

    def test_far_cell_is_named_with_its_sheet(self) -> None:
        """The error of a cell beyond the bounds says which cell; the book's own bounds take it."""
        with pytest.raises(errors.ArchiveLimit) as caught:
            open_workbook(messy("far-cell.xlsx"))
        assert caught.value.path == "Sheet1!XFD1048576"
        assert read(messy("far-cell.xlsx"))

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/odd.bin"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_declaration_in_any_part_is_refused(self, part: str, encoding: str) -> None:
        """Whatever the part, its name and its encoding, a document type declaration is found (B63, B64)."""
        parts = workbook_parts(cells(1, "a"))
        parts[part] = f'<?xml version="1.0" encoding="{encoding}"?>{DOCTYPE}<a/>'.encode(encoding)
        with pytest.raises(errors.ForbiddenXml):
            open_workbook(zipped(parts))

    def test_a_part_that_expands_too_much_is_refused(self) -> None:
        """The bytes are counted while they are unpacked: too many at once, or too many in all (B65)."""
        big = workbook("<row/>" * 400_000)
        with pytest.raises(errors.ArchiveLimit, match=r"limit\.ratio"):
            open_workbook(big)
        with pytest.raises(errors.ArchiveLimit, match=r"limit\.size"):
            open_workbook(big, limits=Limits(ratio=10**6, unpacked=2**20))

    def test_too_many_parts_are_refused(self) -> None:
        """More parts than the bound are not unpacked (B66)."""
        parts = {**workbook_parts(""), **{f"xl/p{i}.xml": "<a/>" for i in range(2_000)}}
        with pytest.raises(errors.ArchiveLimit, match=r"limit\.parts"):
            open_workbook(zipped(parts))

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_parts_of_one_name_are_refused(self) -> None:
        """Which of two parts counts would be a guess (B67)."""
        import io
        import zipfile

        buffer = io.BytesIO(workbook(cells(1, "a")))
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("xl/styles.xml", "<a/>")
        with pytest.raises(errors.NotXlsx, match="duplicate"):
            open_workbook(buffer.getvalue())

    def test_a_name_that_leaves_the_archive_is_refused(self) -> None:
        """A part called `../x` is no part of a workbook."""
        with pytest.raises(errors.NotXlsx):
            open_workbook(zipped({**workbook_parts(""), "xl/../../x.xml": "<a/>"}))

    def test_an_encrypted_archive_is_refused(self) -> None:
        """The encryption bit of any part says that the workbook has a password."""
        data = bytearray(workbook(cells(1, "a")))
        for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            position = data.index(header)
            data[position + offset] |= 1
        with pytest.raises(errors.EncryptedFile):
            open_workbook(bytes(data))

    def test_a_macro_content_type_is_refused_without_a_macro_part(self) -> None:
        """A macro workbook is one by its type too; a default type for endings alone is harmless."""
        parts = workbook_parts(cells(1, "a"))
        types = str(parts["[Content_Types].xml"])
        default = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        parts["[Content_Types].xml"] = types.replace("</Types>", f"{default}</Types>")
        assert read(zipped(parts))
        parts["[Content_Types].xml"] = types.replace("spreadsheetml.sheet.main", "sheet.macroEnabled.main")
        with pytest.raises(errors.MacroFile):
            open_workbook(zipped(parts))

    @pytest.mark.parametrize("reference", ['r="A200001"', 'r="ALM1"', ""])
    def test_cells_beyond_rows_and_columns_are_refused(self, reference: str) -> None:
        """A cell counts by its own address, or by its row's where it has none; a false dimension is not believed."""
        rows = f'<row r="{200_001 if not reference else 1}"><c {reference}><v>1</v></c></row>'
        with pytest.raises(errors.ArchiveLimit, match=r"limit\.rows"):
            open_workbook(workbook(rows))

    @pytest.mark.parametrize("data", [b"%PDF-1.4", b"\x00\x01", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
    def test_anything_else_is_no_workbook(self, data: bytes) -> None:
        """Other content, a cut archive and an empty archive are `NotXlsx` (B61)."""
        with pytest.raises(errors.NotXlsx):
            open_workbook(data)

    @pytest.mark.parametrize(
        "change",
        [
            {"xl/workbook.xml": "<workbook"},
            {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'},
            {"[Content_Types].xml": "<Types/>"},
            {"xl/worksheets/sheet1.xml": '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'},
            {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="x"/></sheetData></worksheet>'},
        ],
    )
    def test_whatever_the_library_raises_is_typed(self, change: dict[str, str | bytes]) -> None:
        """A damaged part is `NotXlsx`, never an error of the library, at opening or while reading."""
        with pytest.raises(errors.NotXlsx):
            read(zipped({**workbook_parts(cells(1, "a")), **change}))

    def test_a_shared_string_that_is_not_there_is_typed(self) -> None:
        """A string's number out of range is a damaged workbook (B72)."""
        with pytest.raises(errors.NotXlsx):
            cell('<c r="A1" t="s"><v>7</v></c>')


class TestCells:
    @pytest.mark.parametrize(
        ("stored", "text"),
        [
            ("0.30000000000000004", "0.3"), ("1234567890123.45", "1234567890123.45"), ("1E3", "1000"),
            ("12345678901234567", "12345678901234600"), ("-0", "0"), ("1.50", "1.5"), ("1e-7", "0.0000001"),
        ],
    )  # fmt: skip
    def test_numbers_read_as_a_sheet_shows_them(self, stored: str, text: str) -> None:
        """A stored number is read to 15 digits, without exponent, whatever decimal context the caller has."""
        with localcontext(prec=3):
            assert cell(f'<c r="A1"><v>{stored}</v></c>') == [(1, [text], {})]

    @pytest.mark.parametrize("stored", ["NaN", "INF", "1e309", "-Infinity"])
    def test_numbers_without_end_are_faults_of_their_cell(self, stored: str) -> None:
        """A cell that is not finite spoils itself and no other cell (B69)."""
        found = cell(f'<c r="A1"><v>{stored}</v></c><c r="B1"><v>2</v></c>')
        assert found == [(1, ["", "2"], {0: ("cell.not_finite", stored)})]

    @pytest.mark.parametrize("stored", ["1_000", "１２"])
    def test_malformed_numbers_stay_as_they_are_stored(self, stored: str) -> None:
        """What is no number is not made one: the column's reader refuses it."""
        assert cell(f'<c r="A1"><v>{stored}</v></c>') == [(1, [stored], {})]

    def test_error_cells_and_formulas_without_value_are_faults(self) -> None:
        """`#REF!` and a formula that was never reckoned are faults, an empty formula result is not (B70, B71)."""
        inside = (
            '<c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>A1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c>'
            '<c r="D1" t="str"><f>"a"</f><v>a</v></c><c r="E1" t="str"><f>""</f><v></v></c>'
        )
        faults = {0: ("cell.error", "#REF!"), 1: ("cell.formula_without_value", "=A1+1")}
        assert cell(inside) == [(1, ["", "", "2", "a", ""], faults)]

    def test_booleans_and_texts(self) -> None:
        """A boolean is yes or no; the runs of a text are joined without its phonetic hints; escapes are undone."""
        inside = (
            '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="D1" t="inlineStr"><is><r><t>甲</t></r>'
            '<r><t xml:space="preserve"> 乙 </t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>'
            '<c r="E1" t="inlineStr"><is><t>a_x000A_b_x005F_x0041_</t></is></c>'
        )
        assert cell(inside) == [(1, ["yes", "no", "", "甲 乙", "a\nb_x0041_"], {})]

    def test_rows_and_cells_without_addresses_are_counted(self) -> None:
        """Where a file leaves addresses out, rows and cells follow each other."""
        data = workbook('<row><c><v>1</v></c></row><row r="5"><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>')
        assert [(number, row) for number, row, _ in read(data)] == [(1, ["1"]), (5, ["", "2"]), (6, ["3"])]

    def test_dates_of_both_systems(self) -> None:
        """A serial is a day of the workbook's own system; the day that the 1900 system invents is none."""
        assert [date_text(s) for s in ("1", "59", "61", "46086")] == [
            "1900-01-01", "1900-02-28", "1900-03-01", "2026-03-05",
        ]  # fmt: skip
        assert [date_text(s) for s in ("60", "0", "-1", "2958466", "x", "1e309")] == [None] * 6
        assert date_text("0", from_1904=True) == "1904-01-01"
        assert date_text("46086.604166666664") == "2026-03-05T14:30:00"
        assert date_text("46086.99999999") == "2026-03-06"

    def test_a_date_cell_is_read_by_its_format(self) -> None:
        """A number whose format is a date's is a day, and a fault where no day has that number."""
        parts = workbook_parts('<row r="1"><c r="A1" s="1"><v>46086</v></c><c r="B1" s="1"><v>60</v></c></row>')
        parts["xl/styles.xml"] = (
            f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
            "<borders><border/></borders>"
            '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
        )
        assert read(zipped(parts)) == [(1, ["2026-03-05", ""], {1: ("date.invalid", "60")})]

    def test_numbers_are_what_they_say(self) -> None:
        """Column letters count from A; what is no number has no text."""
        assert [column_number(letters) for letters in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16_384]
        assert [number_text(text) for text in ("", ".", "1e", "0x1", "1e9999")] == [None] * 5

    @pytest.mark.filterwarnings("ignore:Workbook contains no")
    def test_the_corpus_reads_as_the_library_reads_it(self) -> None:
        """On whole files every text is the one that openpyxl gives too."""
        import io

        for name in ("ccb-activity.xlsx", "delivery-notes.xlsx", "collections-with-tails.xlsx"):
            data = messy(name)
            for sheet, other in zip(
                open_workbook(data), openpyxl.load_workbook(io.BytesIO(data), data_only=True), strict=True
            ):
                ours = {(n, i): text for n, row, _ in sheet.rows() for i, text in enumerate(row, 1) if text}
                theirs = {
                    (c.row, c.column): c.value.strip()
                    for row in other.iter_rows()
                    for c in row
                    if c.data_type == "s" and c.value
                }
                assert {at: ours.get(at, "") for at in theirs} == theirs
