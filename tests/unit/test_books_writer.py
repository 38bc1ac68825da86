"""Writing books: exact cells, nothing live, nothing half done; rows are appended behind what stands there."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve

from salessupport.books.reader import read_tables
from salessupport.books.writer import append_rows, backup, write_books
from salessupport.domain.facts import Contract, Customer, Facts, Invoice, OrderLine, Product, RegisterEntry
from salessupport.domain.values import errors
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from support.folders import CUSTOMERS, books_folder, cells, workbook

COMPANY = Company(name="某公司")
JIA = Customer(id="C1", name="甲公司")
YI = Customer(id="C2", name="乙公司", credit_limit=Money(500, "CNY"))
BILL = Invoice(
    id="F1", kind="invoice", customer="C1", issued_on=date(2026, 3, 5), gross=Money(11300, "CNY"), status="issued"
)


def write(folder: Path, facts: Facts, **options: Any) -> Path:
    """Write books into a new folder."""
    write_books(folder / "books", COMPANY, facts, **options)
    return folder / "books"


def sheet_of(folder: Path, name: str) -> Any:
    """Open a sheet of `books.xlsx`."""
    return openpyxl.load_workbook(folder / "books.xlsx")[name]


def files(folder: Path) -> Mapping[str, bytes]:
    """Give the bytes of the files in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


class TestCells:
    @pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "＝1", "#REF!", "1e5", "007", "http://a.b"])
    def test_texts_are_never_live(self, name: str, tmp_path: Path) -> None:
        """In a workbook every text is a string cell, in CSV it is neutralised; both read back equal (B74)."""
        facts = Facts(customers=(evolve(JIA, name=name),))
        book = write(tmp_path / "x", facts, form="xlsx")
        cell = sheet_of(book, "客户")["B2"]
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", name, None)
        plain = write(tmp_path / "c", facts)
        written = (plain / "customers.csv").read_text("utf-8-sig").splitlines()[1]
        assert written == ("C1," + ("'" if name[0] in "=+-@＝" else "") + name)
        assert read_tables(book).books().facts == read_tables(plain).books().facts == facts

    def test_numbers_are_numbers_up_to_fifteen_digits(self, tmp_path: Path) -> None:
        """An amount is a number with its currency's format; a quantity of 17 digits is a text with a note (B75)."""
        lines = (
            OrderLine(
                order="S", line=1, product="P", qty=Quantity(Decimal(12345678901234567)), price=Price(Decimal("0.1"))
            ),
        )
        contract = Contract(id="H", customer="C1", signed_on=date(2026, 3, 5), amount=Money(10**15 - 1, "CNY"))
        folder = write(tmp_path, Facts(order_lines=lines, contracts=(contract,)), form="xlsx")
        sheet = sheet_of(folder, "合同")
        assert (sheet["D2"].value, sheet["D2"].number_format) == (9999999999999.99, "#,##0.00")
        assert (sheet["C2"].value.date(), sheet["C2"].number_format) == (date(2026, 3, 5), "yyyy-mm-dd")
        sheet = sheet_of(folder, "订单明细")
        assert (sheet["D2"].value, sheet["D2"].data_type) == ("12345678901234567", "s")
        assert "15" in sheet["D2"].comment.text
        assert (sheet["E2"].value, sheet["E2"].comment) == (0.1, None)

    def test_days_before_march_1900_are_texts(self, tmp_path: Path) -> None:
        """A sheet reckons such days wrong, so they stand as texts and read back."""
        facts = Facts(contracts=(Contract(id="H", customer="C", signed_on=date(1900, 2, 28), amount=Money(1, "CNY")),))
        folder = write(tmp_path, facts, form="xlsx")
        assert sheet_of(folder, "合同")["C2"].value == "1900-02-28"

    @pytest.mark.parametrize(
        ("customer", "code"),
        [
            (evolve(JIA, name="a\ud800"), "text.surrogate"),
            (evolve(JIA, name="a\u200b"), "text.control"),
            (evolve(JIA, name="甲" * 10_001), "text.too_long"),
            (evolve(JIA, name="a", aliases=("乙", "丙；丁")), "text.separator"),
            (evolve(JIA, name="a", aliases=("甲" * 9_999, "乙")), "text.too_long"),
        ],
    )
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_texts_that_no_cell_can_hold_are_refused(
        self, customer: Customer, code: str, form: str, tmp_path: Path
    ) -> None:
        """They are refused with table, id and column, never cut or mended, and nothing is written (B33, B37, B39)."""
        with pytest.raises(errors.InputError) as caught:
            write(tmp_path, Facts(customers=(JIA, evolve(customer, id="C7"))), form=form)
        column = "aliases" if customer.aliases else "name"
        assert (caught.value.code, caught.value.path) == (code, f"customers/C7:{column}")
        assert not (tmp_path / "books").exists()

    def test_numbers_that_are_none_are_never_written(self, tmp_path: Path) -> None:
        """NaN is refused at its place, nothing is written (B73)."""
        product = Product(id="P", name="p", list_price=Price(Decimal("NaN")))
        with pytest.raises(errors.InvalidMoney) as caught:
            write(tmp_path, Facts(products=(product,)))
        assert (caught.value.code, caught.value.path) == ("money.not_finite", "products/P:list_price")
        assert not (tmp_path / "books").exists()

    def test_amounts_of_another_currency_than_their_row_are_refused(self, tmp_path: Path) -> None:
        """What would read back as other money is not written: the row has to name its currency."""
        wrong = evolve(BILL, gross=Money(1, "USD"))
        with pytest.raises(errors.CurrencyMismatch) as caught:
            write(tmp_path, Facts(customers=(JIA,), invoices=(wrong,)))
        assert caught.value.path == "invoices/F1:gross"
        write(tmp_path, Facts(customers=(JIA,), invoices=(evolve(wrong, currency="USD"),)))


class TestBooks:
    def test_only_needed_columns_and_tables_are_written(self, tmp_path: Path) -> None:
        """A table without rows has no file; a column that nothing fills and nothing needs is left out."""
        folder = write(tmp_path, Facts(customers=(JIA, YI)), language="en")
        assert files(folder).keys() == {"customers.csv", "company.toml"}
        assert (folder / "customers.csv").read_text("utf-8-sig") == "id,name,credit_limit\nC1,甲公司,\nC2,乙公司,5.00\n"

    def test_choices_have_drop_downs_and_headers_are_frozen(self, tmp_path: Path) -> None:
        """A workbook offers the words of a choice, in the language of its headers."""
        folder = write(tmp_path, Facts(invoices=(BILL,)), form="xlsx")
        sheet = sheet_of(folder, "发票")
        assert sheet.freeze_panes == "A2"
        lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        assert lists["F2:F1048576"] == '"草稿,已开具,作废"'

    def test_the_same_books_are_the_same_bytes(self, tmp_path: Path) -> None:
        """Written twice, a workbook has the same bytes: no clock stands in it."""
        facts = Facts(customers=(JIA,), invoices=(BILL,))
        assert files(write(tmp_path / "a", facts, form="xlsx")) == files(write(tmp_path / "b", facts, form="xlsx"))

    def test_extras_are_written_under_their_headers(self, tmp_path: Path) -> None:
        """Unknown columns that were read are written again, neutralised."""
        folder = write(tmp_path, Facts(customers=(JIA, YI)), extras={"customers": {"备注": {1: "=x"}}})
        assert (folder / "customers.csv").read_text("utf-8-sig").splitlines()[2] == "C2,乙公司,5.00,'=x"
        assert read_tables(folder).books().extras == {"customers": {"备注": {1: "=x"}}}

    def test_a_folder_that_holds_anything_is_refused(self, tmp_path: Path) -> None:
        """Books are never written over others."""
        (tmp_path / "books").mkdir()
        (tmp_path / "books" / "a").touch()
        with pytest.raises(errors.ConfigError, match="not_empty"):
            write(tmp_path, Facts())

    def test_books_that_were_not_finished_are_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """`company.toml` comes last: if the disk fills up before, the folder is no books folder."""
        replaced: list[str] = []
        replace = os.replace

        def fails_the_second_time(source: Path, target: Path) -> None:
            replaced.append(target.name)
            if len(replaced) == 2:
                raise OSError(28, "No space left on device")
            replace(source, target)

        monkeypatch.setattr(os, "replace", fails_the_second_time)
        with pytest.raises(errors.StoreFull):
            write(tmp_path, Facts(customers=(JIA,), invoices=(BILL,)))
        assert files(tmp_path / "books").keys() == {"customers.csv"}


class TestAppendToCsv:
    def append(self, folder: Path, table: str | bytes, *customers: Customer, toml: str = 'name = "a"') -> bytes:
        books_folder(folder, {"customers": table}, toml=toml)
        assert append_rows(folder, "customers", customers) == folder / "customers.csv"
        return (folder / "customers.csv").read_bytes()

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("id,name\nC1,甲\n", "id,name\nC1,甲\nC9,壬\n"),
            ("id,name\nC1,甲", "id,name\nC1,甲\nC9,壬\n"),
            ("name,x,id\r\n 甲 ,1,C1\r\n", "name,x,id\r\n 甲 ,1,C1\r\n壬,,C9\r\n"),
            ('\ufeff客户编码\t客户名称\nC1\t"甲\n乙"\n', '\ufeff客户编码\t客户名称\nC1\t"甲\n乙"\nC9\t壬\n'),
            ("", "\ufeff客户编码,客户名称\r\nC9,壬\r\n"),
        ],
    )
    def test_what_stood_there_stays(self, before: str, after: str, tmp_path: Path) -> None:
        """Old rows stay byte by byte; order of columns, delimiter, line ends and language are the file's."""
        data = self.append(tmp_path, before, Customer(id="C9", name="壬"))
        assert data.decode() == (after if before else after.removeprefix("\ufeff"))

    @pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
    def test_the_encoding_is_the_files(self, encoding: str, tmp_path: Path) -> None:
        """New rows are in the encoding of the old ones."""
        old = "id,name\nC1,甲\n".encode(encoding)
        toml = 'name = "a"\nencoding = "gb18030"'
        data = self.append(tmp_path, old, Customer(id="C9", name="壬"), toml=toml)
        assert data.startswith(old)
        assert data.decode(encoding) == "id,name\nC1,甲\nC9,壬\n"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("id,name\nC1,甲\n", "id,name,credit_limit\nC1,甲\nC9,壬,5.00\n"),
            ('\n\n"id","客户\n名称"\r\nC1,甲\r\n', '\n\n"id","客户\n名称",信用额度\r\nC1,甲\r\nC9,壬,5.00\r\n'),
        ],
    )
    def test_missing_columns_are_added_at_the_end(self, before: str, after: str, tmp_path: Path) -> None:
        """A column that the new rows need stands behind the header; the old rows are not touched."""
        new = Customer(id="C9", name="壬", credit_limit=Money(500, "CNY"))
        assert self.append(tmp_path, before, new).decode().replace("\n\n", "\n\n") == after
        customers = read_tables(tmp_path).books().facts.customers
        assert [customer.credit_limit for customer in customers] == [None, Money(500, "CNY")]

    def test_a_missing_file_is_made(self, tmp_path: Path) -> None:
        """A table that the folder does not have yet becomes a CSV file."""
        folder = books_folder(tmp_path, {})
        append_rows(folder, "register_samples", [RegisterEntry(id="=1", values={"样品": "+x"})], language="en")
        assert (folder / "register_samples.csv").read_text("utf-8-sig") == "id,样品\n'=1,'+x\n"

    def test_nothing_is_written_without_rows_or_for_an_unknown_table(self, tmp_path: Path) -> None:
        """No rows leave the folder as it is; a table that books do not have is `NotFound`."""
        folder = books_folder(tmp_path, {})
        append_rows(folder, "customers", [])
        with pytest.raises(errors.NotFound):
            append_rows(folder, "orderz", [JIA])
        assert files(folder).keys() == {"company.toml"}

    def test_a_faulty_header_or_an_unreadable_neighbour_is_refused(self, tmp_path: Path) -> None:
        """A file whose columns are unclear is not added to, nor a folder where the table may stand unseen."""
        with pytest.raises(errors.TemplateMismatch):
            self.append(tmp_path / "a", "id,id,name\n", JIA)
        folder = books_folder(tmp_path / "b", {"books.xlsx": b"broken"})
        with pytest.raises(errors.NotXlsx):
            append_rows(folder, "customers", [JIA])
        assert not (folder / "customers.csv").exists()

    def test_a_full_disk_leaves_the_old_rows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the file cannot be replaced, it is as it was (B76)."""
        folder = books_folder(tmp_path, {"customers": CUSTOMERS})

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(errors.StoreFull):
            append_rows(folder, "customers", [JIA])
        assert (folder / "customers.csv").read_text() == CUSTOMERS


class TestAppendToXlsx:
    def made(self, folder: Path) -> Path:
        """A workbook as a clerk might have formatted it, with a sheet of their own."""
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "客户"
        for row in (["客户编码", "我的列", "客户名称"], ["C1", "x", "甲"], [None, None, None]):
            sheet.append(row)
        sheet["A2"].font = openpyxl.styles.Font(bold=True)
        sheet["C2"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
        book.create_sheet("其他")["A1"] = 1
        buffer = io.BytesIO()
        book.save(buffer)
        return books_folder(folder, {"books.xlsx": buffer.getvalue()})

    def test_rows_are_added_behind_the_last_in_its_format(self, tmp_path: Path) -> None:
        """New rows take the formats of the row above; other sheets and columns stay; texts are never formulas."""
        folder = self.made(tmp_path)
        new = Customer(id="=C9", name="#REF!", credit_limit=Money(500, "CNY"))
        append_rows(folder, "customers", [new])
        sheet = sheet_of(folder, "客户")
        assert [cell.value for cell in sheet[1]] == ["客户编码", "我的列", "客户名称", "信用额度"]
        assert [cell.value for cell in sheet[3]] == ["=C9", None, "#REF!", 5]
        assert [cell.data_type for cell in sheet[3]] == ["s", "n", "s", "n"]
        assert (sheet["A3"].font.bold, sheet["C3"].fill.fgColor.rgb) == (True, "00FFFF00")
        assert sheet_of(folder, "其他")["A1"].value == 1
        assert read_tables(folder).books().facts.customers == (Customer(id="C1", name="甲"), new)

    def test_an_empty_sheet_gets_its_header(self, tmp_path: Path) -> None:
        """A sheet without anything in it is written like a new one."""
        folder = books_folder(tmp_path, {"customers.xlsx": workbook("")})
        append_rows(folder, "customers", [JIA])
        assert read_tables(folder).books().facts.customers == (JIA,)

    def test_formulas_keep_their_values(self, tmp_path: Path) -> None:
        """Everything that stood in the workbook stands there still, part by part; only the sheet has grown."""
        data = workbook(
            cells(1, "id", "name") + '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><v>3</v></c></row>'
        )
        folder = books_folder(tmp_path, {"customers.xlsx": data})
        append_rows(folder, "customers", [JIA])
        assert [customer.id for customer in read_tables(folder).books().facts.customers] == ["2", "C1"]
        old, new = (zipfile.ZipFile(io.BytesIO(d)) for d in (data, (folder / "customers.xlsx").read_bytes()))
        sheet = "xl/worksheets/sheet1.xml"
        assert all(old.read(name) == new.read(name) for name in old.namelist() if name != sheet)
        before, after = old.read(sheet).split(b"</sheetData>")
        assert new.read(sheet).startswith(before)
        assert new.read(sheet).endswith(after)

    def test_blank_rows_with_formats_are_filled(self, tmp_path: Path) -> None:
        """Rows that were formatted in advance take the new values; a day is one under a date's format."""
        folder = self.made(tmp_path)
        book = openpyxl.load_workbook(folder / "books.xlsx")
        sheet = book.create_sheet("合同")
        sheet.append(["id", "customer", "signed_on", "amount"])
        for row in range(2, 6):
            sheet.cell(row, 3).number_format = "yyyy/m/d"
        book.save(folder / "books.xlsx")
        contract = Contract(id="H", customer="C1", signed_on=date(2026, 3, 5), amount=Money(1, "CNY"))
        append_rows(folder, "contracts", [contract, evolve(contract, id="I")])
        append_rows(folder, "contracts", [evolve(contract, id="J")])
        sheet = sheet_of(folder, "合同")
        assert [cell.value for cell in sheet["A"]] == ["id", "H", "I", "J", None]
        assert (sheet["C4"].value.date(), sheet["C4"].number_format) == (date(2026, 3, 5), "yyyy/m/d")
        assert [c.id for c in read_tables(folder).books().facts.contracts] == ["H", "I", "J"]

    def test_merged_cells_are_refused(self, tmp_path: Path) -> None:
        """A row that would fall into merged cells is refused."""
        folder = self.made(tmp_path)
        book = openpyxl.load_workbook(folder / "books.xlsx")
        book["客户"].merge_cells("A3:C3")
        book.save(folder / "books.xlsx")
        with pytest.raises(errors.TemplateMismatch, match=r"xlsx\.merged"):
            append_rows(folder, "customers", [JIA])


class TestBackup:
    def test_company_and_tables_are_copied(self, tmp_path: Path) -> None:
        """A backup holds what the books are read from, under its stamp, and is itself no part of the books."""
        folder = books_folder(tmp_path, {"customers": CUSTOMERS, "notes.txt": "x"})
        target = backup(folder, "20260305T120000")
        assert target == folder / "backup" / "20260305T120000"
        assert files(target).keys() == {"company.toml", "customers.csv"}
        assert files(target)["customers.csv"] == CUSTOMERS.encode()
        assert len(read_tables(folder).books().facts.customers) == 2

    @pytest.mark.parametrize("stamp", ["", "..", "a/b", ".x", "a b"])
    def test_a_stamp_is_a_plain_name(self, stamp: str, tmp_path: Path) -> None:
        """A stamp never leads out of the folder."""
        with pytest.raises(errors.StoreError):
            backup(books_folder(tmp_path, {}), stamp)

    def test_backups_are_never_overwritten(self, tmp_path: Path) -> None:
        """A stamp that was used is refused, the first copy stays."""
        folder = books_folder(tmp_path, {"customers": CUSTOMERS})
        target = backup(folder, "a")
        (folder / "customers.csv").write_text("id,name\n")
        with pytest.raises(errors.StoreError, match=r"backup\.exists"):
            backup(folder, "a")
        assert files(target)["customers.csv"] == CUSTOMERS.encode()

    def test_a_backup_is_whole_or_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """If copying fails there is no backup of that stamp and no remains of it."""
        folder = books_folder(tmp_path, {"customers": CUSTOMERS})

        def fails(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(shutil, "copy2", fails)
        with pytest.raises(errors.StoreFull):
            backup(folder, "a")
        assert list((folder / "backup").iterdir()) == []


def test_ratios_are_shown_as_percent(tmp_path: Path) -> None:
    """A tax rate is a number that the sheet shows in percent."""
    folder = write(tmp_path, Facts(products=(Product(id="P", name="p", tax_rate=Ratio(Decimal("0.13"))),)), form="xlsx")
    cell = sheet_of(folder, "商品")["C2"]
    assert (cell.value, cell.number_format) == (0.13, "0.00%")
