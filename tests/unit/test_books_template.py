"""New books explain themselves; the report of faults shows every faulty cell where it stood."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from salessupport.books.reader import read_books
from salessupport.books.report import write_report
from salessupport.books.tables import TABLES
from salessupport.books.template import init_books
from salessupport.books.writer import append_rows
from salessupport.domain.facts import Customer
from salessupport.domain.values import errors
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.policies import Company
from support.folders import CUSTOMERS, INVOICES, books_folder, cells, findings_of, workbook


def opened(path: Path) -> Any:
    """Open a workbook."""
    return openpyxl.load_workbook(path)


class TestInit:
    def test_new_books_read_as_empty_books(self, tmp_path: Path) -> None:
        """A new folder is a books folder of that company without facts and without findings."""
        init_books(tmp_path / "new", name="某公司", currency="JPY", tax_id="9131")
        books = read_books(tmp_path / "new")
        assert books.company == Company(name="某公司", currency="JPY", tax_id="9131")
        assert not any(books.facts.rows(table) for table in TABLES)
        assert books.warnings == ()

    def test_every_table_is_a_sheet_that_explains_itself(self, tmp_path: Path) -> None:
        """Headers are Chinese, frozen and noted; choices have drop-downs; the first sheet lists the tables."""
        init_books(tmp_path / "new", name="某公司")
        book = opened(tmp_path / "new" / "books.xlsx")
        assert book.sheetnames == ["帮助", *(table.zh for table in TABLES.values())]
        sheet, table = book["发票"], TABLES["invoices"]
        assert [cell.value for cell in sheet[1]] == [column.zh for column in table.columns]
        assert all(column.doc_zh in cell.comment.text for column, cell in zip(table.columns, sheet[1], strict=True))
        assert sheet.freeze_panes == "A2"
        assert '"草稿,已开具,作废"' in {rule.formula1 for rule in sheet.data_validations.dataValidation}
        listed = {cell.value for row in book["帮助"].iter_rows() for cell in row}
        assert {table.zh for table in TABLES.values()} | set(TABLES) <= listed

    def test_ids_are_kept_as_text_and_amounts_shown_in_the_currency(self, tmp_path: Path) -> None:
        """Columns are formatted before anything is entered, so that a program keeps leading zeros."""
        init_books(tmp_path / "new", name="某公司", currency="JPY")
        append_rows(tmp_path / "new", "customers", [Customer(id="007", name="甲")])
        assert read_books(tmp_path / "new").facts.customers == (Customer(id="007", name="甲"),)
        widths = opened(tmp_path / "new" / "books.xlsx")["到款"].column_dimensions
        assert [widths[letter].number_format for letter in ("A", "C", "E")] == ["@", "yyyy-mm-dd", "#,##0"]

    def test_a_folder_that_holds_anything_is_refused(self, tmp_path: Path) -> None:
        """New books are never made over something."""
        (tmp_path / "a").touch()
        with pytest.raises(errors.ConfigError, match="not_empty"):
            init_books(tmp_path, name="某公司")

    def test_an_unknown_currency_makes_nothing(self, tmp_path: Path) -> None:
        """A wrong currency is refused before the folder is made."""
        with pytest.raises(errors.InvalidMoney):
            init_books(tmp_path / "new", name="某公司", currency="RMB")
        assert not (tmp_path / "new").exists()


class TestReport:
    def folder(self, path: Path) -> Path:
        faulty = workbook(cells(1, "id", "name") + cells(4, "C1", "甲") + '<row r="5"><c t="e"><v>#REF!</v></c></row>')
        invoices = INVOICES + "'=F1,bill,C1,2026-02-30,1e5,issued\nF2,invoice,C1,2026-03-05,1,issued,,x\n"
        return books_folder(path, {"customers.xlsx": faulty, "invoices": invoices})

    def test_every_finding_is_listed(self, tmp_path: Path) -> None:
        """The first sheet has a row per finding with its place, code, value and message in both languages."""
        folder = self.folder(tmp_path)
        found = findings_of(folder, warnings=True)
        write_report(reversed(found), folder, tmp_path / "out.xlsx")
        rows = list(opened(tmp_path / "out.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True))
        assert [(row[0], row[2], row[3], row[5]) for row in rows] == [
            (f.place.file, str(f.place.row), f.place.column or None, f.code) for f in found
        ]
        assert all(row[7] and row[8] for row in rows)

    def test_faulty_cells_are_marked_where_they_stood(self, tmp_path: Path) -> None:
        """A faulty table is shown as written, its faulty cells filled and noted, and nothing in it is live."""
        folder = self.folder(tmp_path)
        write_report(findings_of(folder), folder, tmp_path / "out.xlsx")
        book = opened(tmp_path / "out.xlsx")
        invoices, customers = book["发票"], book["客户"]
        assert [cell.value for cell in invoices[2]] == ["'=F1", "bill", "C1", "2026-02-30", "1e5", "issued"] + [
            None
        ] * 2
        marked = {cell.coordinate for row in invoices.iter_rows() for cell in row if cell.comment}
        assert marked == {"B2", "D2", "E2", "A3"}
        assert "科学计数法" in invoices["E2"].comment.text
        assert "exponent" in invoices["E2"].comment.text
        assert invoices["E2"].fill.fgColor.rgb == "FFFFC7CE"
        assert (customers["A5"].value, customers["A5"].data_type, bool(customers["A5"].comment)) == ("#REF!", "s", True)
        assert customers["B5"].comment

    def test_what_can_no_longer_be_read_is_only_listed(self, tmp_path: Path) -> None:
        """A file that went away, or halves of characters, do not keep the report from being written."""
        finding = Finding("text.surrogate", Place("gone.csv", 3, "name"), value="a\ud800")
        write_report([finding], books_folder(tmp_path / "b", {"customers": CUSTOMERS}), tmp_path / "out.xlsx")
        write_report([finding], tmp_path / "nowhere", tmp_path / "out.xlsx")
        assert opened(tmp_path / "out.xlsx").sheetnames == ["问题清单 Findings"]

    def test_a_full_disk_leaves_the_older_report(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The report is written whole or not at all (B76)."""
        out = tmp_path / "out.xlsx"
        out.write_bytes(b"old")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(errors.StoreFull):
            write_report([], tmp_path, out)
        assert out.read_bytes() == b"old"
