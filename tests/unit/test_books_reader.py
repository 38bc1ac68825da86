"""Reading a books folder: all faults of all files in one report, and nothing is loaded unless all is in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salessupport.books.reader import read_books, read_tables
from salessupport.domain.facts import Customer
from salessupport.domain.values import errors
from salessupport.domain.values.money import Money
from support.folders import CUSTOMERS, INVOICES, RECEIPTS, books_folder, cells, findings_of, messy, said, workbook

F1 = "F1,invoice,C1,2026-03-05,113.00,issued\n"


class TestForms:
    @pytest.mark.parametrize(
        "table",
        [
            "id,name\nC1,甲公司\n",
            "名称列,客户名称,客户编码\nx,甲公司,C1\n",
            "ID \tName\nC1\t甲公司\n",
            "\ufeffid,name\nC1,甲公司\n",
            "\n\nid,name\n\nC1,甲公司\n,\n",
            "id,name,phone,email\nC1,甲公司\n",
        ],
    )
    def test_headers_and_rows_may_be_written_in_many_ways(self, table: str, tmp_path: Path) -> None:
        """English or Chinese headers, any order, comma or TAB, a byte order mark, blank rows, short rows."""
        books = read_books(books_folder(tmp_path, {"customers": table}))
        assert books.facts.customers == (Customer(id="C1", name="甲公司"),)

    @pytest.mark.parametrize("name", ["customers.xlsx", "客户.xlsx", "books.xlsx"])
    @pytest.mark.parametrize("sheet", ["客户", "customers"])
    def test_workbooks_and_sheets_are_named_in_both_languages(self, name: str, sheet: str, tmp_path: Path) -> None:
        """A table is a workbook of its name, or a sheet of its name in `books.xlsx`."""
        data = workbook(cells(1, "客户编码", "客户名称") + cells(3, "C1", "甲公司"), sheet=sheet)
        books = read_books(books_folder(tmp_path, {name: data}))
        assert books.facts.customers == (Customer(id="C1", name="甲公司"),)
        assert str(books.place("customers", 0, "name")) == f"{name}[{sheet}]:3:客户名称"

    def test_number_date_and_boolean_cells_are_read_as_their_columns(self, tmp_path: Path) -> None:
        """What a spreadsheet program stores as numbers reads like text: ids as digits, amounts exactly."""
        name = '<c t="inlineStr"><is><t>甲</t></is></c>'
        row = f'<row r="2"><c><v>1001</v></c>{name}<c><v>0.30000000000000004</v></c></row>'
        data = workbook(cells(1, "id", "name", "credit_limit") + row)
        (customer,) = read_books(books_folder(tmp_path, {"customers.xlsx": data})).facts.customers
        assert (customer.id, customer.credit_limit) == ("1001", Money(30, "CNY"))

    def test_declared_gb18030_is_read(self, tmp_path: Path) -> None:
        """CSV without a byte order mark is of the declared encoding; without a declaration GBK is refused (B35)."""
        table = {"customers": "id,name\nC1,甲公司\n".encode("gbk")}
        with pytest.raises(errors.EncodingError) as caught:
            read_books(books_folder(tmp_path / "a", table))
        assert caught.value.context["guess"] == "gb18030"
        books = read_books(books_folder(tmp_path / "b", table, toml='name = "a"\nencoding = "gb18030"'))
        assert books.facts.customers[0].name == "甲公司"

    def test_a_register_keeps_its_own_columns(self, tmp_path: Path) -> None:
        """A table `register_*` that is not declared is read with its own headers."""
        folder = books_folder(tmp_path, {"register_samples": "编号,样品,recorded_on\nS1,轴承,2026-01-02\n"})
        (entry,) = read_books(folder).facts.rows("register_samples")
        assert (entry.id, entry.values, entry.recorded_on) == ("S1", {"样品": "轴承"}, date(2026, 1, 2))  # type: ignore[attr-defined]

    def test_empty_books_are_books(self, tmp_path: Path) -> None:
        """A folder with nothing but `company.toml` has no facts and no findings."""
        books = read_books(books_folder(tmp_path, {}))
        assert (books.facts.customers, books.warnings, books.skipped) == ((), (), ())

    def test_other_files_are_passed_over_or_noticed(self, tmp_path: Path) -> None:
        """A table file of an unknown name is a warning; hidden files, lock files and folders are nothing."""
        names = {"orderz.csv": "a", ".customers.csv": "a", "~$books.xlsx": "a", "notes.txt": "a", "invoices.csv": ""}
        folder = books_folder(tmp_path, names)
        (folder / "backup").mkdir()
        assert said(findings_of(folder, warnings=True)) == [
            ("invoices.csv", "file.empty"), ("orderz.csv", "table.unknown"),
        ]  # fmt: skip


class TestCurrency:
    @pytest.mark.parametrize(
        ("tables", "table", "amount", "currency"),
        [
            ({}, "receipts", "amount", "CNY"),
            ({"customers": "id,name,currency,credit_limit\nC1,甲,KWD,0.005\n"}, "customers", "credit_limit", "KWD"),
            ({"customers": "id,name,currency\nC1,甲,KWD\n"}, "receipts", "amount", "KWD"),
            (
                {"receipts": "id,customer,received_on,amount,currency\nR1,C1,2026-03-05,7,JPY\n"},
                "receipts",
                "amount",
                "JPY",
            ),
            (
                {
                    "contracts": "id,customer,signed_on,amount,currency\nHT,C1,2026-03-05,9,USD\n",
                    "invoices": "id,kind,customer,contract,issued_on,gross,status\n"
                    "F1,invoice,C1,HT,2026-03-05,9,issued\n",
                    "invoice_lines": "invoice,line,net\nF1,1,9\n",
                },
                "invoice_lines",
                "net",
                "USD",
            ),
            (
                {
                    "receipts": "id,received_on,amount,currency\nR1,2026-03-05,7,USD\n",
                    "invoices": INVOICES + F1,
                    "allocations": "id,source,target,effective_on,amount\nA1,R1,F1,2026-03-05,7\n",
                },
                "allocations",
                "amount",
                "USD",
            ),
        ],
    )
    def test_amounts_take_the_currency_of_their_document(
        self, tables: dict[str, str], table: str, amount: str, currency: str, tmp_path: Path
    ) -> None:
        """A row's own currency, else that of what it belongs to, else the customer's, else the company's."""
        base = {"customers": CUSTOMERS, "receipts": RECEIPTS + "R1,C1,2026-03-05,7\n"}
        books = read_tables(books_folder(tmp_path, base | tables)).books()
        assert getattr(books.facts.rows(table)[0], amount).currency == currency

    def test_files_may_stand_in_any_order(self, tmp_path: Path) -> None:
        """Allocations are read after the receipts whose currency they have, though their file sorts before."""
        folder = books_folder(
            tmp_path,
            {
                "allocations": "id,source,target,effective_on,amount\nA1,R1,F1,2026-03-05,7.5\n",
                "receipts": "id,received_on,amount,currency\nR1,2026-03-05,7,JPY\n",
                "invoices": INVOICES + F1,
                "customers": CUSTOMERS,
            },
        )
        assert said(findings_of(folder)) == [("allocations.csv:2:amount", "money.scale")]


class TestCells:
    def test_every_fault_of_every_file_is_in_one_report(self, tmp_path: Path) -> None:
        """Faults stand in the order of their places, with the cell as written, and nothing is loaded."""
        folder = books_folder(
            tmp_path,
            {
                "customers": "id,name\nC1,\nC2,乙\n",
                "invoices": INVOICES + "F1,bill,C9,2026-02-30,1e5,issued\n" + F1,
                "receipts": RECEIPTS + "R1,C2,2026-03-05,0.005\n",
            },
        )
        with pytest.raises(errors.ValidationReport) as caught:
            read_books(folder)
        assert said(caught.value.findings) == [
            ("customers.csv:2:name", "field.missing"),
            ("invoices.csv:2:customer", "reference.unknown"),
            ("invoices.csv:2:gross", "money.exponent"),
            ("invoices.csv:2:issued_on", "date.invalid"),
            ("invoices.csv:2:kind", "choice.unknown"),
            ("invoices.csv:3:id", "id.duplicate"),
            ("receipts.csv:2:amount", "money.scale"),
        ]
        assert [finding.value for finding in caught.value.findings][1:3] == ["C9", "1e5"]
        assert all(finding.message("zh_CN") and finding.message("en") for finding in caught.value.findings)

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("a\u200bb", "text.control"),
            ("a\u202eb", "text.control"),
            ("a\x07b", "text.control"),
            ("甲" * 10_001, "text.too_long"),
        ],
    )
    def test_texts_that_no_record_may_hold_are_refused(self, name: str, code: str, tmp_path: Path) -> None:
        """Zero-width, bidi and control characters and endless texts are errors of their cell (B37, B39)."""
        folder = books_folder(tmp_path, {"customers": f'id,name\nC1,"{name}"\nC2,乙\n'})
        assert said(findings_of(folder)) == [("customers.csv:2:name", code)]

    def test_half_a_character_is_refused(self, tmp_path: Path) -> None:
        """A lone surrogate escaped in a workbook is an error of its cell (B33)."""
        data = workbook(cells(1, "id", "name") + cells(2, "C1", "a_xD800_"))
        folder = books_folder(tmp_path, {"customers.xlsx": data})
        assert said(findings_of(folder)) == [("customers.xlsx[客户]:2:name", "text.surrogate")]

    def test_garbled_texts_and_similar_names_are_warnings(self, tmp_path: Path) -> None:
        """Mojibake is accepted with a suspicion (B36); names that differ in form only are pointed out (B38)."""
        folder = books_folder(tmp_path, {"customers": "id,name,region\nC1,上海东今,關(guān)\nC2,上海東今 ,x\n"})
        assert said(findings_of(folder, warnings=True)) == [
            ("customers.csv:2:region", "text.mojibake_suspected"), ("customers.csv:3:name", "name.duplicate_candidate"),
        ]  # fmt: skip
        assert len(read_books(folder).facts.customers) == 2

    def test_faults_of_workbook_cells_stand_at_their_cells(self, tmp_path: Path) -> None:
        """Error cells, formulas without value and endless numbers are faults, and not also missing."""
        row = (
            '<row r="2"><c r="A2"><f>1+1</f></c><c r="B2" t="e"><v>#REF!</v></c><c r="C2"><v>NaN</v></c></row>'
            '<row r="3"><c r="A3"><v>7</v></c><c r="B3" t="inlineStr"><is><t>乙</t></is></c>'
            '<c r="D3"><f>1</f></c></row>'
        )
        data = workbook(cells(1, "id", "name", "credit_limit", "我的列") + row)
        folder = books_folder(tmp_path, {"customers.xlsx": data})
        assert said(findings_of(folder)) == [
            ("customers.xlsx[客户]:2:credit_limit", "cell.not_finite"),
            ("customers.xlsx[客户]:2:id", "cell.formula_without_value"),
            ("customers.xlsx[客户]:2:name", "cell.error"),
            ("customers.xlsx[客户]:3:我的列", "cell.formula_without_value"),
        ]

    def test_neutralised_texts_are_plain_again_in_csv_only(self, tmp_path: Path) -> None:
        """The quote before a formula is CSV's; a workbook's text keeps it."""
        folder = books_folder(tmp_path, {"customers": "id,name,备注\n'=C1,'=HYPERLINK(1),'+1\n"})
        books = read_books(folder)
        assert (books.facts.customers[0].id, books.facts.customers[0].name) == ("=C1", "=HYPERLINK(1)")
        assert books.extras == {"customers": {"备注": {0: "+1"}}}
        data = workbook(cells(1, "id", "name") + cells(2, "C1", "'=1"))
        (customer,) = read_books(books_folder(tmp_path / "x", {"customers.xlsx": data})).facts.customers
        assert customer.name == "'=1"


class TestShape:
    def test_rows_longer_than_the_header_are_errors(self, tmp_path: Path) -> None:
        """A value beyond the header belongs to no column; empty cells there are nothing."""
        folder = books_folder(tmp_path, {"customers": "id,name\nC1,甲,,\nC2,乙,,x\n"})
        assert said(findings_of(folder)) == [("customers.csv:3", "row.width")]

    @pytest.mark.parametrize(
        ("header", "found"),
        [
            ("id,id,name", [("customers.csv:1:id", "column.twice")]),
            ("id,name,客户编码", [("customers.csv:1:客户编码", "column.twice")]),
            ("id,region", [("customers.csv:1:name", "column.missing")]),
            ("客户编码,区域", [("customers.csv:1:客户名称", "column.missing")]),
            ("a,b", [("customers.csv:1", "header.not_found")]),
        ],
    )
    def test_faults_of_the_header_are_errors(self, header: str, found: list[tuple[str, str]], tmp_path: Path) -> None:
        """A header twice, a necessary one missing, or none at all: the rows below are not judged by it."""
        folder = books_folder(tmp_path, {"customers": f"{header}\nC1,x\n"})
        assert said(findings_of(folder)) == found

    def test_the_better_of_two_headers_stands_for_the_column(self, tmp_path: Path) -> None:
        """`客户` is the column of invoices; `客户名称`, read for it elsewhere, is here an unknown column and kept."""
        table = "单据编号,发票类型,客户名称,客户,开票日期,价税合计,状态\nF1,发票,甲公司,C1,2026-03-05,1,已开具\n"
        books = read_tables(books_folder(tmp_path, {"customers": CUSTOMERS, "invoices": table})).books()
        assert books.facts.invoices[0].customer == "C1"
        assert books.extras == {"invoices": {"客户名称": {0: "甲公司"}}}
        assert said(books.warnings) == [("invoices.csv:1:客户名称", "column.unknown")]

    def test_a_table_in_two_places_is_an_error(self, tmp_path: Path) -> None:
        """Which of two files counts would be a guess."""
        data = workbook(cells(1, "id", "name"))
        folder = books_folder(tmp_path, {"customers": CUSTOMERS, "books.xlsx": data})
        (finding,) = findings_of(folder)
        assert (str(finding.place), finding.code) == ("customers.csv", "table.twice")
        assert "books.xlsx[客户]" in finding.message("en")


class TestIds:
    def test_keys_are_unique(self, tmp_path: Path) -> None:
        """The cells of a table's key together stand once; the finding names the row they stood in first."""
        lines = "order,line,product,qty,price\nSO1,1,P,1,1\nSO1,2,P,1,1\nSO1,1,P,2,2\n"
        orders = "id,customer,ordered_on\nSO1,C1,2026-03-05\nSO1,C2,2026-03-06\n"
        folder = books_folder(tmp_path, {"customers": CUSTOMERS, "orders": orders, "order_lines": lines})
        found = findings_of(folder)
        assert said(found) == [("order_lines.csv:4:line", "id.duplicate"), ("orders.csv:3:id", "id.duplicate")]
        assert [finding.context["row"] for finding in found] == [2, 2]

    def test_documents_share_no_id(self, tmp_path: Path) -> None:
        """The id of a receipt is not that of an invoice, even where the row has another fault; a customer's may be."""
        folder = books_folder(
            tmp_path,
            {
                "customers": "id,name\nC1,甲\nF1,乙\n",
                "invoices": INVOICES + F1 + F1.replace("F1", "F2"),
                "receipts": RECEIPTS + "F1,C1,2026-03-05,1\nF2,C1,2026-03-05,x\n",
            },
        )
        assert said(findings_of(folder)) == [
            ("receipts.csv:2:id", "id.ambiguous"), ("receipts.csv:3:amount", "money.format"),
            ("receipts.csv:3:id", "id.ambiguous"),
        ]  # fmt: skip

    def test_references_must_exist(self, tmp_path: Path) -> None:
        """A reference to nothing is an error; to a row that itself has a fault it is not blamed."""
        folder = books_folder(
            tmp_path,
            {"customers": "id,name\nC1,\n", "invoices": INVOICES + F1 + "F2,invoice,C9,2026-03-05,1,issued\n"},
        )
        assert said(findings_of(folder)) == [
            ("customers.csv:2:name", "field.missing"), ("invoices.csv:3:customer", "reference.unknown"),
        ]  # fmt: skip

    def test_master_data_that_is_not_kept_is_not_asked_for(self, tmp_path: Path) -> None:
        """Salespeople and products are looked up only where their tables have rows."""
        orders = "id,customer,salesperson,ordered_on\nSO1,C1,王芳,2026-03-05\n"
        lines = "order,line,product,qty,price\nSO1,1,P1,1,1\n"
        tables = {"customers": CUSTOMERS, "orders": orders, "order_lines": lines, "salespeople": "id,name\n"}
        assert findings_of(books_folder(tmp_path, tables)) == []
        tables["salespeople"] += "S1,李强\n"
        assert said(findings_of(books_folder(tmp_path, tables))) == [("orders.csv:2:salesperson", "reference.unknown")]

    @pytest.mark.parametrize(
        ("target", "found"),
        [("HT:1", []), ("HT:3", []), ("HT:4", ["target"]), ("HT:0", ["target"]), ("HU:2", []), ("HU:1", ["target"]),
         ("F1", []), ("HX:1", ["target"]), ("HT:x", ["target"])],
    )  # fmt: skip
    def test_targets_may_be_instalments(self, target: str, found: list[str], tmp_path: Path) -> None:
        """`contract:no` is a row of the contract's plan, or a part of its terms where it has none (here 30/60/10)."""
        folder = books_folder(
            tmp_path,
            {
                "customers": CUSTOMERS,
                "contracts": "id,customer,signed_on,amount\nHT,C1,2026-03-05,1\nHU,C1,2026-03-05,1\n",
                "instalments": "contract,no,trigger\nHU,2,signing\n",
                "invoices": INVOICES + F1,
                "receipts": RECEIPTS + "R1,C1,2026-03-05,1\n",
                "allocations": f"id,source,target,effective_on\nA1,R1,{target},2026-03-05\n",
            },
        )
        assert [finding.place.column for finding in findings_of(folder)] == found


class TestSkipping:
    def test_bad_rows_and_their_followers_are_left_out(self, tmp_path: Path) -> None:
        """A row with an error is skipped, and so are rows that refer to it, to the end; all are listed."""
        folder = books_folder(
            tmp_path,
            {
                "customers": "id,name\nC1,\nC2,乙\n",
                "orders": "id,customer,ordered_on\nSO1,C1,2026-03-05\nSO2,C2,2026-03-05\n",
                "order_lines": "order,line,product,qty,price\nSO1,1,P,1,1\nSO2,1,P,1,1\n",
            },
        )
        with pytest.raises(errors.ValidationReport):
            read_books(folder)
        books = read_books(folder, skip_bad_rows=True)
        assert [line.order for line in books.facts.order_lines] == ["SO2"]
        assert said(books.skipped) == [
            ("customers.csv:2:name", "field.missing"),
            ("order_lines.csv:2:order", "reference.left_out"),
            ("orders.csv:2:customer", "reference.left_out"),
        ]
        assert str(books.place("orders", 0)) == "orders.csv:3"

    def test_extras_follow_their_facts(self, tmp_path: Path) -> None:
        """The cells of unknown columns stay with the rows that were kept."""
        folder = books_folder(tmp_path, {"customers": "id,name,备注\nC1,,a\nC2,乙,b\n"})
        assert read_books(folder, skip_bad_rows=True).extras == {"customers": {"备注": {0: "b"}}}

    def test_faults_of_files_and_headers_are_never_skipped(self, tmp_path: Path) -> None:
        """A missing column or an unreadable file concerns every row."""
        with pytest.raises(errors.ValidationReport):
            read_books(books_folder(tmp_path / "a", {"customers": "id\nC1\n"}), skip_bad_rows=True)
        with pytest.raises(errors.NotXlsx):
            read_books(books_folder(tmp_path / "b", {"customers.xlsx": b"id,name"}), skip_bad_rows=True)


class TestUnreadableFiles:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("laughs.xlsx", errors.ForbiddenXml),
            ("bomb.xlsx", errors.ArchiveLimit),
            ("macro.xlsm", errors.MacroFile),
            ("encrypted.xlsx", errors.EncryptedFile),
            ("truncated.xlsx", errors.NotXlsx),
            ("boc-transactions.xls", errors.LegacyXls),
        ],
    )
    def test_a_file_that_cannot_be_opened_is_raised_as_itself(
        self, name: str, kind: type[errors.FileError], tmp_path: Path
    ) -> None:
        """One hostile workbook among the tables is its own error, with its name as path."""
        table = f"customers.{name.rpartition('.')[2]}"
        with pytest.raises(kind) as caught:
            read_books(books_folder(tmp_path, {table: messy(name)}))
        assert caught.value.path.startswith(table)

    def test_among_other_faults_it_is_one_finding(self, tmp_path: Path) -> None:
        """All faults at once: an unreadable file does not hide the faults of the others."""
        folder = books_folder(tmp_path, {"invoices.xlsx": b"no", "customers": "id,name\nC1,\n", "orders": 'id,"a\n'})
        assert said(findings_of(folder)) == [
            ("customers.csv:2:name", "field.missing"), ("invoices.xlsx", "xlsx.is_text"),
            ("orders.csv:1", "csv.quotes"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("tables", "found"),
        [
            ({"customers.xlsx": b"no"}, [("customers.xlsx", "xlsx.is_text"), ("invoices.csv:2:gross", "money.format")]),
            ({"books.xlsx": b"no"}, [("books.xlsx", "xlsx.is_text"), ("invoices.csv:2:gross", "money.format")]),
            (
                {"customers": "id\nC1\n"},
                [("customers.csv:1:name", "column.missing"), ("invoices.csv:2:gross", "money.format")],
            ),
        ],
    )
    def test_rows_are_not_blamed_for_a_table_that_could_not_be_read(
        self, tables: dict[str, str | bytes], found: list[tuple[str, str]], tmp_path: Path
    ) -> None:
        """Nothing is said of references to a table whose file or header is faulty."""
        folder = books_folder(tmp_path, {**tables, "invoices": INVOICES + F1.replace("113.00", "x")})
        assert said(findings_of(folder)) == found

    def test_a_workbook_called_xls_is_read_with_a_warning(self, tmp_path: Path) -> None:
        """Content decides, the name is pointed out."""
        folder = books_folder(tmp_path, {"customers.xls": workbook(cells(1, "id", "name") + cells(2, "C1", "甲"))})
        books = read_books(folder)
        assert said(books.warnings) == [("customers.xls", "file.extension_mismatch")]
        assert books.facts.customers[0].name == "甲"
