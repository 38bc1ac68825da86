"""Intake: files in the form of the books, and foreign ones through a layout; what is taken in, skipped and refused."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from salessupport.books.delivered import table_called, table_with
from salessupport.books.foreign import layout_of, shipped_layouts
from salessupport.books.tables import TABLES
from salessupport.books.writer import write_books
from salessupport.desk import Desk
from salessupport.domain.facts import (
    Closing,
    Contract,
    Delivery,
    DeliveryLine,
    Facts,
    Order,
    OrderLine,
    Receipt,
    RegisterEntry,
)
from salessupport.domain.values.errors import (
    ConfigError,
    Conflict,
    FileError,
    PeriodClosed,
    SalesSupportError,
    ValidationReport,
)
from salessupport.domain.values.policies import Company
from salessupport.tabular.residue import meant
from small_office import TODAY, customer, day, invoice, office, receipt, row, yuan

RECEIPTS = "id,customer,received_on,amount\nR-1,C-1,2026-10-30,80.00\nR-2,C-2,2026-11-03,20.00\n"


def file(folder: Path, name: str, text: str) -> Path:
    """A file with this text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(desk: Desk, path: Path, **more: Any) -> list[tuple[str, str]]:
    """Code and place of every error that keeps a file from being taken in; nothing is appended."""
    before = desk.history
    try:
        desk.intake(path, **more)
    except ValidationReport as report:
        found = [(one.code, str(one.place)) for one in report.findings if one.level == "error"]
    except SalesSupportError as error:
        found = [(error.code, error.path)]
    else:
        found = []
    assert desk.history is before
    return found


class TestRowsInTheFormOfTheBooks:
    def test_are_appended(self, tmp_path):
        """New rows are appended and the answer says how many and how much."""
        desk = office()
        change = desk.intake(file(tmp_path, "receipts.csv", RECEIPTS))
        assert [one.id for one in desk.history.facts.receipts] == ["R-1", "R-2"]
        assert change.effects == ("receipts: 2 new, 100.00 CNY",)

    def test_are_recorded_today(self, tmp_path):
        """A row of an earlier day gets today as its day of recording, a row of today none, a given day stays."""
        text = "id,received_on,amount,recorded_on\nA,2026-10-30,1,\nB,2026-11-03,1,\nC,2026-10-30,1,2026-10-31\n"
        desk = office()
        desk.intake(file(tmp_path, "receipts.csv", text))
        assert [one.recorded_on for one in desk.history.facts.receipts] == [day("11-03"), None, day("10-31")]

    def test_taken_in_twice_count_once(self, tmp_path):
        """The second time every row is there already and counted as such (a receipt imported twice is one)."""
        desk = office()
        path = file(tmp_path, "receipts.csv", RECEIPTS)
        desk.intake(path)
        before = desk.history
        change = desk.intake(path)
        assert (desk.history, change.appended, change.skipped) == (before, {}, 2)

    def test_overlapping_files_count_once(self, tmp_path):
        """Two exports of one folder that both hold a receipt give it once."""
        file(tmp_path, "in/receipts-2026-10.csv", RECEIPTS)
        file(tmp_path, "in/receipts-2026-11.csv", RECEIPTS + "R-3,C-1,2026-11-02,5.00\n")
        desk = office()
        change = desk.intake(tmp_path / "in")
        assert [one.id for one in desk.history.facts.receipts] == ["R-1", "R-2", "R-3"]
        assert change.skipped == 2

    def test_may_refer_to_each_other_and_to_the_books(self, tmp_path):
        """References are looked for among the books and the new rows together, in whatever file they stand."""
        file(tmp_path, "in/customers.csv", "id,name\nC-3,New Co\n")
        file(
            tmp_path, "in/到款.csv", "到款单号,客户,到款日期,金额\nR-1,C-3,2026-10-30,80.00\nR-2,C-1,2026-10-30,1.00\n"
        )
        desk = office()
        assert desk.intake(tmp_path / "in").skipped == 0
        assert {one.customer for one in desk.history.facts.receipts} == {"C-1", "C-3"}

    def test_take_the_currency_of_their_customer_in_the_books(self, tmp_path):
        """A receipt without a currency is in that of its customer, who is in the books."""
        desk = office(customers=[customer("C-1", currency="USD")])
        desk.intake(
            file(tmp_path, "receipts.csv", "id,customer,received_on,amount,rate\nR-1,C-1,2026-10-30,80.00,7.1\n")
        )
        assert desk.history.receipts["R-1"].amount.currency == "USD"

    def test_dry_run_only_says_it(self, tmp_path):
        """With dry_run the history stays as it was."""
        desk = office()
        before = desk.history
        assert desk.intake(file(tmp_path, "receipts.csv", RECEIPTS), dry_run=True).appended["receipts"]
        assert desk.history is before

    def test_of_an_undeclared_register_are_appended(self, tmp_path):
        """A register of the office's own is taken in by its file's name, and once."""
        desk = office()
        path = file(tmp_path, "register_samples.csv", "id,sent_to\nS-1,C-1\n")
        desk.intake(path)
        assert desk.history.facts.registers["register_samples"] == (
            RegisterEntry(id="S-1", values={"sent_to": "C-1"}, recorded_on=day("11-03")),
        )
        assert desk.intake(path).skipped == 1

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_of_whole_books_give_the_same_books(self, tmp_path, form):
        """A folder of books, or one books.xlsx, taken into empty books gives equal facts, and a second time nothing."""
        facts = Facts(
            customers=(customer("C-1"),),
            orders=(Order(id="O-1", customer="C-1", ordered_on=day("09-01")),),
            order_lines=(OrderLine(order="O-1", line=1, product="P-1", qty=Decimal(9), price=Decimal(1)),),
            deliveries=(Delivery(id="D-1", order="O-1", shipped_on=day("09-02")),),
            delivery_lines=(DeliveryLine(delivery="D-1", order_line=1, qty=Decimal(2)),) * 2,
            invoices=(invoice("I-1", "100.00"),),
            receipts=(receipt("R-1", "80.00"),),
            allocations=(row("A-1", "R-1", "I-1", "60.00"),),
        )
        write_books(tmp_path / "from", Company(name="From"), facts, form=form)
        write_books(tmp_path / "to", Company(name="To"), Facts())
        desk = Desk.open(tmp_path / "to", clock=lambda: TODAY)
        desk.intake(tmp_path / "from" / "books.xlsx" if form == "xlsx" else tmp_path / "from")
        again = Desk.open(tmp_path / "to", clock=lambda: TODAY)
        assert Desk.from_records(facts, company=again.company).statement(
            "C-1", first=day("09-01"), last=day("10-31")
        ) == again.statement("C-1", first=day("09-01"), last=day("10-31"))
        change = again.intake(tmp_path / "from" / "books.xlsx" if form == "xlsx" else tmp_path / "from")
        assert (change.appended, change.skipped) == ({}, 9)


class TestRowsThatAreRefused:
    def test_with_other_content_under_a_known_id(self, tmp_path):
        """A receipt that is there with another amount is a Conflict at the cell that differs."""
        desk = office(receipts=[receipt("R-1", "81.00", on="10-30")])
        with pytest.raises(Conflict) as caught:
            desk.intake(file(tmp_path, "receipts.csv", RECEIPTS))
        assert (caught.value.code, caught.value.path) == ("id.conflict", "receipts.csv:2:amount")

    def test_all_conflicts_at_once(self, tmp_path):
        """Several conflicts are one report that names each."""
        desk = office(receipts=[receipt("R-1", "81.00", on="10-30"), receipt("R-2", "20.00", on="11-03")])
        assert refused(desk, file(tmp_path, "receipts.csv", RECEIPTS)) == [
            ("id.conflict", "receipts.csv:2:amount"),
            ("id.conflict", "receipts.csv:3:customer"),
        ]

    def test_a_further_line_of_a_delivery_that_is_there(self, tmp_path):
        """Lines without a key are those of their delivery and no others: one more is a conflict."""
        desk = office(
            orders=[Order(id="O-1", customer="C-1", ordered_on=day("09-01"))],
            order_lines=[OrderLine(order="O-1", line=1, product="P-1", qty=Decimal(9), price=Decimal(1))],
            deliveries=[Delivery(id="D-1", order="O-1", shipped_on=day("09-02"))],
            delivery_lines=[DeliveryLine(delivery="D-1", order_line=1, qty=Decimal(2))],
        )
        text = "delivery,order_line,qty\nD-1,1,2\n"
        assert desk.intake(file(tmp_path, "delivery_lines.csv", text)).skipped == 1
        assert refused(desk, file(tmp_path, "delivery_lines.csv", text + "D-1,1,2\n")) == [
            ("id.conflict", "delivery_lines.csv:3:delivery")
        ]

    def test_dated_in_a_closed_month(self, tmp_path):
        """B45: every row of a closed month is named in one report; one alone is PeriodClosed."""
        closing = Closing(month="2026-10", closed_on=day("11-02"), known_at=day("11-02"))
        desk = office(closings=[closing], invoices=[invoice("I-1", "80.00")])
        with pytest.raises(PeriodClosed) as caught:
            desk.intake(file(tmp_path, "receipts.csv", RECEIPTS))
        assert (caught.value.path, caught.value.context["month"]) == ("receipts.csv:2:received_on", "2026-10")
        text = RECEIPTS.replace("2026-11-03", "2026-09-30")
        assert refused(desk, file(tmp_path, "receipts.csv", text)) == [
            ("period.closed", "receipts.csv:2:received_on"),
            ("period.closed", "receipts.csv:3:received_on"),
        ]
        line = "invoice,line,net,gross\nI-1,1,80.00,80.00\n"
        assert refused(desk, file(tmp_path, "invoice_lines.csv", line)) == [
            ("period.closed", "invoice_lines.csv:2:invoice")
        ]

    def test_all_faults_of_all_files_at_once(self, tmp_path):
        """Cells, ids, references, conflicts and contradictions of several files come at once, each at its cell."""
        file(
            tmp_path,
            "in/receipts.csv",
            "id,customer,received_on,amount\nR-1,C-1,2026-10-30,abc\nI-1,C-9,2026-10-30,1\n",
        )
        file(
            tmp_path,
            "in/发票.csv",
            "单据编号,发票类型,客户,开票日期,到期日,价税合计,状态\nI-2,发票,C-1,2026-10-02,2026-10-01,5,已开具\n",
        )
        file(
            tmp_path,
            "in/allocations.csv",
            "id,source,target,effective_on\nA-1,R-1,I-2,2026-10-31\nA-2,R-7,I-2,2026-10-31\n",
        )
        file(tmp_path, "in/customers.csv", "id,name\nC-1,Other\nC-4,\n")
        assert refused(office(invoices=[invoice("I-1", "1.00")]), tmp_path / "in") == [
            ("reference.unknown", "allocations.csv:3:source"),
            ("id.conflict", "customers.csv:2:name"),
            ("field.missing", "customers.csv:3:name"),
            ("money.format", "receipts.csv:2:amount"),
            ("reference.unknown", "receipts.csv:3:customer"),
            ("id.ambiguous", "receipts.csv:3:id"),
            ("terms.order", "发票.csv:2:到期日"),
        ]

    def test_nobody_is_blamed_for_a_row_that_failed(self, tmp_path):
        """What refers to a faulty row, or is the document of a faulty line, is not blamed as well."""
        file(
            tmp_path,
            "in/invoices.csv",
            "id,kind,customer,issued_on,gross,status\nI-1,invoice,C-1,2026-10-01,100,issued\n",
        )
        file(tmp_path, "in/invoice_lines.csv", "invoice,line,net,gross\nI-1,1,60,60\nI-1,2,forty,40\n")
        file(tmp_path, "in/receipts.csv", "id,customer,received_on,amount\nR-1,C-1,2026-10-05,50\n")
        file(tmp_path, "in/allocations.csv", "id,source,target,amount,effective_on\nA-1,R-1,I-1,50,2026-10-05\n")
        assert refused(office(), tmp_path / "in") == [("money.format", "invoice_lines.csv:3:net")]

    def test_that_contradict_the_books(self, tmp_path):
        """What the joined facts say against each other is refused; what the books said before is not said again."""
        desk = office(invoices=[invoice("I-1", "100.00"), invoice("I-2", "10.00")], receipts=[receipt("R-1", "80.00")])
        text = "id,source,target,amount,effective_on\nA-1,R-1,I-1,90,2026-10-10\nA-2,R-1,I-2,1,2026-10-09\n"
        assert refused(desk, file(tmp_path, "allocations.csv", text)) == [
            ("allocation.beyond_source", "allocations.csv:2:amount"),
            ("allocation.beyond_source", "allocations.csv:3:amount"),
            ("date.order", "allocations.csv:3:effective_on"),
        ]

    def test_the_same_id_twice_in_one_file(self, tmp_path):
        """A file that says one id twice is refused at the second."""
        text = RECEIPTS + "R-1,C-1,2026-10-30,80.00\n"
        assert refused(office(), file(tmp_path, "receipts.csv", text)) == [("id.duplicate", "receipts.csv:4:id")]

    def test_allocations_to_instalments_are_known(self, tmp_path):
        """`contract:no` is a known target where the contract is in the books, and another number is not."""
        contract = Contract(id="K-1", customer="C-1", signed_on=day("09-01"), amount=yuan("100.00"), terms="30/60/10")
        desk = office(contracts=[contract], receipts=[receipt("R-1", "80.00")])
        text = "id,source,target,effective_on\nA-1,R-1,K-1:1,2026-10-10\n"
        assert refused(desk, file(tmp_path, "allocations.csv", text.replace("K-1:1", "K-1:4"))) == [
            ("reference.unknown", "allocations.csv:2:target")
        ]
        assert desk.intake(file(tmp_path, "allocations.csv", text)).appended["allocations"]


class TestWhichTableAFileIs:
    @pytest.mark.parametrize(
        ("name", "table"),
        [
            ("receipts", "receipts"),
            ("receipts-2026-11", "receipts"),
            ("RECEIPTS_11", "receipts"),
            ("到款 11月", "到款"),
            ("到款11", "到款"),
            ("发票明细 11", "发票明细"),
            ("order_lines (2)", "order_lines"),
        ],
    )
    def test_by_its_name(self, name, table):
        """A file's name is, or begins with, the English or Chinese name of a table; the longest name counts."""
        found = table_called(name)
        assert found is not None
        assert table in (found.name, found.zh)

    @pytest.mark.parametrize("name", ["bank", "客户来访", "receiptsold", "order", ""])
    def test_not_by_part_of_a_word(self, name):
        """Another word that only begins like a table is not that table."""
        assert table_called(name) is None

    def test_by_its_header(self, tmp_path):
        """A file of another name is the table whose headers it has, in either language."""
        desk = office()
        desk.intake(
            file(tmp_path, "export.csv", "到款单号,到款日期,金额,付款户名,附言\nR-1,2026-10-30,80.00,某人,货款\n")
        )
        assert isinstance(desk.history.receipts["R-1"], Receipt)

    def test_every_table_by_all_its_headers(self):
        """The whole header of a table, in either language, is recognised as that table or, where equal, as none."""
        for table in TABLES.values():
            for header in ([one.name for one in table.columns], [one.zh for one in table.columns]):
                assert table_with(header)[0] in (table, None)

    def test_not_where_several_fit(self, tmp_path):
        """A header that customers, salespeople and products share is refused, and they are named."""
        with pytest.raises(ValidationReport) as caught:
            office().intake(file(tmp_path, "list.csv", "id,name\nX,Y\n"))
        assert caught.value.findings[0].code == "table.not_recognised"
        assert "products" in caught.value.findings[0].message("en")

    def test_not_where_none_fits(self, tmp_path):
        """A header that lacks what every table needs is refused, with the nearest table and what it lacks."""
        with pytest.raises(ValidationReport) as caught:
            office().intake(file(tmp_path, "bank.csv", "id,received_on,payer_name,remittance\nX,2026-10-01,Y,Z\n"))
        assert "receipts 到款 – amount" in caught.value.findings[0].message("en")

    def test_columns_that_are_not_known_are_said(self, tmp_path):
        """A column that the table does not have is not taken in, and a warning says so."""
        change = office().intake(
            file(tmp_path, "receipts.csv", "id,received_on,amount,branch\nR-1,2026-10-30,1,North\n")
        )
        assert [(one.code, one.level, str(one.place)) for one in change.findings] == [
            ("column.not_taken", "warning", "receipts.csv:1:branch")
        ]

    @pytest.mark.parametrize("name", ["nothing.csv", "empty"])
    def test_a_path_with_nothing_in_it(self, tmp_path, name):
        """A file that is not there, or a folder without tables, is an error that names it."""
        (tmp_path / "empty").mkdir()
        with pytest.raises(FileError) as caught:
            office().intake(tmp_path / name)
        assert caught.value.code == "file.not_found"

    def test_a_sheet_that_is_no_table_is_said(self, tmp_path):
        """Of a workbook the sheets that are tables are taken in, and each other one is named."""
        from openpyxl import Workbook

        book = Workbook()
        book.active.title = "到款"
        for cells in RECEIPTS.splitlines():
            book.active.append(cells.split(","))
        book.create_sheet("说明").append(["请按模板填写"])
        book.save(tmp_path / "11月.xlsx")
        desk = office()
        change = desk.intake(tmp_path / "11月.xlsx")
        assert len(desk.history.facts.receipts) == 2
        assert [(one.code, one.level) for one in change.findings] == [("table.not_recognised", "warning")]


SHOP = """
name = "Shop"
[sources.sales]
file = "sales.csv"
repair = { price = 2 }
[sources.sales.derived]
value = { multiply = ["price", "pieces", { one_minus = "rebate" }], decimals = 2 }
[sources.bills]
file = "bills.csv"
[sources.bills.derived]
goods = { sum = "sales.value", on = "bill" }
[[tables]]
table = "invoices"
source = "bills"
where_given = ["sent"]
[tables.columns]
id = { template = "S-{bill}" }
kind = { text = "invoice" }
customer = { first_of = ["payer", "buyer"] }
issued_on = { date = "sent", order = "DMY" }
gross = { add = ["goods", "postage"] }
status = { map = "state", to = { open = "issued", cancelled = "void" } }
[[tables]]
table = "invoice_lines"
source = "sales"
where_given = [{ lookup = "bills.sent", on = "bill" }]
[tables.columns]
invoice = { template = "S-{bill}" }
line = { number_within = "bill" }
qty = "pieces"
net = "value"
"""
SALES = "bill,price,pieces,rebate\n1,9.80000019,3,0.1\n2,5,1,0\n1,1.05,1,0.5\n"
BILLS = """bill,buyer,payer,sent,postage,state
1,C-1,,30.10.2026,2.00,open
2,C-1,C-2,1.11.2026,0,cancelled
3,C-1,,,1,open
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A foreign export and its layout beside it."""
    file(tmp_path, "shop.toml", SHOP)
    file(tmp_path, "shop/sales.csv", SALES)
    file(tmp_path, "shop/bills.csv", BILLS)
    return tmp_path / "shop"


class TestForeignFiles:
    def test_become_rows_of_the_books(self, shop):
        """Cells are moved, joined, looked up, added, multiplied and rounded half up as the layout says."""
        desk = office()
        change = desk.intake(shop, profile=shop.with_suffix(".toml"))
        taken = [(one.id, one.customer, one.issued_on, one.gross, one.status) for one in desk.history.facts.invoices]
        assert taken == [
            ("S-1", "C-1", day("10-30"), yuan("28.99"), "issued"),  # 26.46 + 0.53 (from 0.525) + 2.00
            ("S-2", "C-2", day("11-01"), yuan("5.00"), "void"),
        ]
        lines = [(one.invoice, one.line, one.net) for one in desk.history.facts.invoice_lines]
        assert lines == [("S-1", 1, yuan("26.46")), ("S-2", 1, yuan("5.00")), ("S-1", 2, yuan("0.53"))]
        assert [(one.code, one.context["count"]) for one in change.findings] == [("number.residue", 1)]
        assert desk.intake(shop, profile=shop.with_suffix(".toml")).skipped == 5

    def test_are_blamed_at_the_foreign_cell_and_once(self, shop):
        """However many cells are derived from a faulty one, it is named once, where it stands."""
        file(shop, "sales.csv", SALES.replace("9.80000019", "9.8123"))
        file(shop, "bills.csv", BILLS.replace("1.11.2026", "31.11.2026").replace("2.00", "two"))
        assert refused(office(), shop, profile=shop.with_suffix(".toml")) == [
            ("number.invalid", "bills.csv:2:postage"),
            ("date.invalid", "bills.csv:3:sent"),
            ("number.no_residue", "sales.csv:2:price"),
        ]

    def test_lookups_find_one_record(self, shop):
        """A record that is not there, or is there twice, is a fault of the cell that names it."""
        file(shop, "bills.csv", BILLS + BILLS.splitlines()[3] + "\n")
        file(shop, "sales.csv", SALES + "9,1,1,0\n3,1,1,0\n")
        assert refused(office(), shop, profile=shop.with_suffix(".toml")) == [
            ("lookup.unknown", "sales.csv:5:bill"),
            ("lookup.ambiguous", "sales.csv:6:bill"),
        ]

    def test_words_outside_a_map_are_refused(self, shop):
        """A word that the layout does not translate is a fault, never passed on."""
        file(shop, "bills.csv", BILLS.replace("cancelled", "lost"))
        assert refused(office(), shop, profile=shop.with_suffix(".toml")) == [("choice.unknown", "bills.csv:3:state")]

    def test_what_is_not_given_is_not_zero(self, shop):
        """A sum with an empty part is empty, and the column that needs it says so."""
        file(shop, "bills.csv", BILLS.replace("2.00", ""))
        found = refused(office(), shop, profile=shop.with_suffix(".toml"))
        assert found == [("field.missing", "bills.csv:2:gross")]

    def test_missing_files_and_columns_are_named(self, shop):
        """Every file and column that the layout reads and the export lacks is named, before any row is blamed."""
        file(shop, "bills.csv", BILLS.replace("postage", "shipping").replace("state", "buyer", 1))
        assert refused(office(), shop, profile=shop.with_suffix(".toml")) == [
            ("column.twice", "bills.csv:1:buyer"),
            ("column.missing", "bills.csv:1:postage"),
            ("column.missing", "bills.csv:1:state"),
        ]
        (shop / "bills.csv").unlink()
        with pytest.raises(FileError, match=r"file\.not_found"):
            office().intake(shop, profile=shop.with_suffix(".toml"))


class TestLayouts:
    @pytest.mark.parametrize("name", shipped_layouts())
    def test_shipped_ones_hold_together(self, name):
        """Every shipped layout is found by its name and names only tables and columns of the books."""
        assert layout_of(name).tables

    def test_an_unknown_name_lists_the_shipped_ones(self):
        """A name that is neither shipped nor a file is refused with the names that are."""
        with pytest.raises(ConfigError) as caught:
            layout_of("southwind")
        assert caught.value.code == "layout.unknown"
        assert "northwind" in caught.value.message("en")

    @pytest.mark.parametrize(
        ("was", "becomes", "path"),
        [
            ('"sales.csv"', '"../sales.csv"', "sources.sales.file"),
            ("price = 2", 'price = "2"', "sources.sales.repair.price"),
            ("decimals = 2", "decimals = 2.5", "sources.sales.derived.value.decimals"),
            ("one_minus", "minus", "sources.sales.derived.value.multiply[2]"),
            ('"sales.value"', '"sale.value"', "sources.bills.derived.goods.sum"),
            ('"sales.value"', '"sales"', "sources.bills.derived.goods.sum"),
            ('order = "DMY"', 'order = "DYM"', "tables[0].columns.issued_on.order"),
            ('["payer", "buyer"]', '"payer"', "tables[0].columns.customer.first_of"),
            ("status =", "state =", "tables[0].columns.state"),
            ('table = "invoice_lines"', 'table = "invoice_rows"', "tables[1].table"),
            ('source = "sales"', 'source = "sale"', "tables[1].source"),
            ("where_given = [{", "where_filled = [{", "tables[1].where_filled"),
            ('text = "invoice" }', 'text = "invoice", upper = true }', "tables[0].columns.kind.upper"),
            ("[[tables]]", "[tables", ""),
        ],
    )
    def test_a_fault_is_named_by_its_path(self, tmp_path, was, becomes, path):
        """Whatever is wrong with a layout is `layout.invalid` at its path."""
        with pytest.raises((ConfigError, ValidationReport)) as caught:
            layout_of(file(tmp_path, "shop.toml", SHOP.replace(was, becomes)))
        error = caught.value
        found = error.findings if isinstance(error, ValidationReport) else [error]
        assert {one.code for one in found} == {"layout.invalid"}
        places = [str(getattr(one, "place", getattr(one, "path", ""))) for one in found]
        assert any(place.removeprefix("shop.toml").lstrip(":") == path for place in places), places

    @pytest.mark.parametrize("becomes", ['"value", "pieces"', '{ lookup = "bills.goods", on = "bill" }, "pieces"'])
    def test_columns_derived_from_each_other(self, tmp_path, becomes):
        """Columns that are derived from each other in a circle are a fault of the layout, not an endless loop."""
        with pytest.raises(ConfigError, match=r"layout\.invalid.*→"):
            layout_of(file(tmp_path, "shop.toml", SHOP.replace('"price", "pieces"', becomes)))


def stored_once(text: str, digits: int = 9) -> str:
    """A number as single precision stores it and so many digits show it."""
    return f"{Decimal(struct.unpack('f', struct.pack('f', float(text)))[0]):.{digits}g}"


class TestBinaryResidue:
    @given(st.integers(0, 10**7 - 1))
    @example(3238)
    def test_single_precision_is_read_as_what_it_means(self, cents):
        """Whatever single precision makes of an amount of up to seven digits is read as that amount."""
        text = f"{cents // 100}.{cents % 100:02d}"
        shown = stored_once(text)
        assume("e" not in shown)
        found = meant(shown, 2)
        assert found is not None
        assert Decimal(found) == Decimal(text)

    @given(st.integers(0, 10**10), st.integers(0, 10**10))
    @example(10, 20)
    def test_double_precision_is_read_as_what_it_means(self, cents, more):
        """A sum of two doubles is read as what every spreadsheet program shows of it."""
        found = meant(f"{Decimal(repr(cents / 100 + more / 100)):f}", 2)
        assert found is not None
        assert Decimal(found) == Decimal(cents + more) / 100

    @example(Decimal("145752.4531"))
    @given(st.decimals(0, 10**6, places=4).filter(lambda value: value * 100 % 1))
    def test_a_number_of_four_decimals_is_not_mended(self, value):
        """A price that really has more decimals is refused, unless it is, to the digit, what storing a price makes."""
        text = f"{value:f}".rstrip("0")
        found = meant(text, 2)
        digits = len(text.replace(".", "").lstrip("0"))
        assert found is None or Decimal(stored_once(found, digits)) == Decimal(text)

    @pytest.mark.parametrize("text", ["12345.6789", "12345.675", "0.005", "x", "1,5", "", "NaN"])
    def test_is_not_seen_where_there_is_none(self, text):
        """Honest fractions of cents, and what is no number, are not mended."""
        assert meant(text, 2) is None

    @pytest.mark.parametrize(("text", "read"), [("14", "14"), ("9.8", "9.8"), ("0", "0"), ("-32.3800011", "-32.38")])
    def test_leaves_decimals_as_they_are(self, text, read):
        """A number that has no more decimals than it should stays; signs are kept."""
        assert meant(text, 2) == read
