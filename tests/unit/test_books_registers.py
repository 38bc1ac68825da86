"""The files of contracts, orders and papers: written in every form and language, they read back as they are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from attrs import evolve

from salessupport.books.json_records import facts_from_json, facts_to_json
from salessupport.books.reader import read_tables
from salessupport.books.tables import TABLES
from salessupport.books.writer import write_books
from salessupport.domain import facts as rows
from salessupport.domain.facts import Facts
from salessupport.domain.receivables.closing import digest
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import CurrencyMismatch
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company
from salessupport.domain.values.quantity import Quantity
from small_office import adjustment, day, office, receipt, yuan

COMPANY = Company(name="某公司")
DOLLARS = Money(90_000, "USD")
FACTS = Facts(
    customers=(rows.Customer(id="C-1", name="甲公司"), rows.Customer(id="C-2", name="乙公司", currency="USD")),
    products=(rows.Product(id="P-1", name="测厚仪", nuclide="Kr-85", activity=Quantity(Decimal(400))),),
    contracts=(
        rows.Contract(
            id="H-1",
            customer="C-2",
            signed_on=day("09-01"),
            amount=Money(100_000, "USD"),
            currency="USD",
            title="测厚仪销售合同",
            class_="设备",
            valid_to=day("12-31"),
            deliver_to="上海",
            installation="两天",
            remarks="周末不收货",
            on_site=True,
            electronic=False,
            archive_no="A-7",
        ),
    ),
    orders=(rows.Order(id="S-1", customer="C-2", contract="H-1", ordered_on=day("09-02"), currency="USD"),),
    deliveries=(rows.Delivery(id="D-1", order="S-1", shipped_on=day("09-20"), expected_on=day("09-22")),),
    receipts=(receipt("R-1", "10.00"),),
    bills=(rows.AcceptanceBill(id="B-1", kind="bank_acceptance", face=yuan("5.00"), received_on=day("09-05")),),
    bill_endorsements=(rows.BillEndorsement(bill="B-1", no=1, endorser="乙", endorsee="甲", endorsed_on=day("09-04")),),
    adjustments=(adjustment("T-1", "refund", "1.00", "R-1"),),
    register_requests=(
        rows.RegisterRequest(
            id="Q-1",
            act="order_deviation",
            subject="S-1",
            requested_by="王",
            requested_on=day("09-02"),
            amount=DOLLARS,
            expires_on=day("10-02"),
            reason="急",
            digest="ab",
        ),
    ),
    register_roles=(rows.RegisterRole(id="J-1", role="owner", person="张", valid_from=day("01-01")),),
    register_papers=(
        rows.RegisterPaper(
            id="FH-1",
            kind="shipping_notice",
            subject="S-1",
            issued_on=day("09-10"),
            issued_by="李",
            approvals=("W-1", "W-2"),
        ),
        rows.RegisterPaper(
            id="FH-2", kind="shipping_notice", subject="S-1", issued_on=day("09-11"), voids="FH-1", reason="误"
        ),
    ),
    register_paper_lines=(rows.RegisterPaperLine(paper="FH-1", line=1, qty=Quantity(Decimal(2))),),
    register_signatures=(
        rows.RegisterSignature(id="QS-1", paper="FH-1", department="财务", sent_on=day("09-10"), signed_on=None),
    ),
    register_vouchers=(
        rows.RegisterVoucher(id="PZ-1", refund="T-1", customer_receipt_no="007", received_on=day("10-21")),
    ),
    register_solutions=(rows.RegisterSolution(id="FA-1", contract="H-1", product="P-1", qty=Quantity(Decimal(2))),),
    register_clauses=(rows.RegisterClause(id="TK-1", clause="质保", text="十二个月"),),
    register_projects=(
        rows.RegisterProject(
            id="HD-1",
            contract="H-1",
            verified_on=day("09-03"),
            purchase_price=Money(70_000, "USD"),
            floor_price=DOLLARS,
            verified_by="李",
            matches=True,
        ),
    ),
    register_matters=(
        rows.RegisterMatter(id="SX-1", contract="H-1", opened_on=day("09-03"), text="培训", side="ours"),
    ),
    register_confirmations=(
        rows.RegisterConfirmation(
            id="QR-1",
            order="S-1",
            party="customer",
            confirmed_by="赵",
            confirmed_at=Moment.parse("2026-09-02 10:30"),
            digest="cd",
        ),
    ),
    register_inspections=(
        rows.RegisterInspection(
            id="JY-1",
            subject="S-1",
            inspected_on=day("09-09"),
            inspector="钱",
            result="fail",
            line=1,
            shortfall=Quantity(Decimal(1)),
            note="缺",
        ),
    ),
    register_permits=(
        rows.RegisterPermit(
            id="XK-1",
            customer="C-1",
            valid_from=day("01-01"),
            valid_to=day("12-31"),
            nuclide="Kr-85",
            activity=Quantity(Decimal(800)),
            number="审-1",
        ),
    ),
    register_statements=(
        rows.RegisterStatement(
            id="DZ-1",
            customer="C-2",
            month="2026-09",
            step="contested",
            on=day("10-08"),
            by="孙",
            amount=SignedMoney(Money(-700, "USD")),
            note="少一张发票",
        ),
    ),
)


class TestRoundTrip:
    def test_speaks_of_every_register(self) -> None:
        """The facts of these tests have a row of every register but that of licences: none is left out below."""
        empty = {name for name in TABLES if name.startswith("register_") and not FACTS.rows(name)}
        assert empty == {"register_licences", "register_aliases"}

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    @pytest.mark.parametrize("language", ["en", "zh_CN"])
    def test_files_read_back(
        self, form: Literal["csv", "xlsx"], language: Literal["en", "zh_CN"], tmp_path: Path
    ) -> None:
        """Whatever form and language books are written in, reading gives the same facts and no finding."""
        write_books(tmp_path / "books", COMPANY, FACTS, form=form, language=language)
        books = read_tables(tmp_path / "books").books()
        assert (books.facts, books.warnings) == (FACTS, ())

    def test_json_reads_back(self) -> None:
        """The same holds for JSON."""
        assert facts_from_json(facts_to_json(FACTS), COMPANY) == FACTS


class TestCurrency:
    @pytest.mark.parametrize("table", ["register_requests", "register_projects"])
    def test_is_that_of_the_document(self, table: str, tmp_path: Path) -> None:
        """A request's and a check's amounts are in the currency of their order or contract; others are not written."""
        (row,) = FACTS.rows(table)
        name = "amount" if table == "register_requests" else "floor_price"
        wrong = evolve(FACTS, **{table: (evolve(row, **{name: yuan("1.00")}),)})  # type: ignore[arg-type]
        with pytest.raises(CurrencyMismatch, match=name):
            write_books(tmp_path / "books", COMPANY, wrong)


class TestClosing:
    @pytest.mark.parametrize("table", ["bill_endorsements", "register_paper_lines"])
    def test_rests_on_lines_of_bills_and_papers(self, table: str) -> None:
        """Endorsements count with their bill, released lines with their paper: without them the digest is another."""
        tables = {"customers": FACTS.customers, "bills": FACTS.bills, "contracts": FACTS.contracts}
        tables |= {name: FACTS.rows(name) for name in ("orders", "register_papers")}
        history = office(**tables, **{table: FACTS.rows(table)}).history
        without = office(**tables).history
        known, last = day("10-31"), day("09-30")
        assert digest(history, known_at=known, last=last) != digest(without, known_at=known, last=last)
        early = day("09-01")
        assert digest(history, known_at=known, last=early) == digest(without, known_at=known, last=early)
