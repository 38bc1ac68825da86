"""客户铺货/欠款一览表 and 直销客户每月销售汇总表 by example: figures, words, formulas (S03, S07)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import evolve
from openpyxl import load_workbook

from reports_samples import IMPRINT
from salessupport.domain.facts import (
    Charge,
    Contract,
    ContractLine,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    Invoice,
    InvoiceLine,
    Order,
    OrderEvent,
    OrderLine,
    Receipt,
    Return,
    ReturnLine,
)
from salessupport.domain.history import History
from salessupport.domain.orders.debts import Debts, debts
from salessupport.domain.orders.monthly import CustomerMonth, customer_months
from salessupport.domain.receivables.ageing import ageing
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Period
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from salessupport.reports.sheet import SheetContent
from salessupport.reports.sheets.contract_words import Names
from salessupport.reports.sheets.customer_debts import customer_debts
from salessupport.reports.sheets.customer_month import customer_month
from salessupport.reports.xlsx import write_workbook

OCTOBER, NOVEMBER = Period.month("2026-10"), Period.month("2026-11")


def yuan(text: str, currency: str = "CNY") -> Money:
    """Read an amount."""
    return Money.parse(text, currency)


def invoice(name: str, day: int, gross: str, kind: Any = "invoice", **more: Any) -> Invoice:
    """Issue a document in October."""
    given = {"customer": "C1", "status": "issued", **more}
    return Invoice(id=name, kind=kind, issued_on=date(2026, 10, day), gross=yuan(gross), **given)


def office(**tables: Any) -> Facts:
    """One customer's order of 10 pieces at 100.00 and 13 % tax, of which 4 arrive on 5 October."""
    base = Facts(
        customers=(
            Customer(id="C1", name="青岛某某测控有限公司", credit_days=30, salesperson="S1"),
            Customer(id="C2", name="Nordwind", currency="USD"),
        ),
        orders=(Order(id="O1", customer="C1", ordered_on=date(2026, 9, 20)),),
        order_lines=(
            OrderLine(order="O1", line=1, product="P", qty=Decimal(10), price=Decimal(100), tax_rate=Decimal("0.13")),
        ),
        deliveries=(Delivery(id="D1", order="O1", delivered_on=date(2026, 10, 5)),),
        delivery_lines=(DeliveryLine(delivery="D1", order_line=1, qty=Decimal(4)),),
    )
    return evolve(base, **{name: (*getattr(base, name), *rows) for name, rows in tables.items()})


def history_of(facts: Facts) -> History:
    """Give the books of a company that places nothing by itself."""
    return History(Company(name="上海远瞻机械股份有限公司", policies=Policies(allocation="explicit")), facts)


def month_of(facts: Facts, month: Period = OCTOBER) -> tuple[CustomerMonth, ...]:
    """Draw up a month."""
    history = history_of(facts)
    return customer_months(history, place(history, month.last), place(history, month.day_before), month)


def figures(line: CustomerMonth) -> dict[str, str]:
    """The figures that are not zero."""
    names = ("opening", "shipped", "returned", "received", "invoiced", "other", "closing", "uninvoiced")
    return {name: str(getattr(line, name)) for name in names if getattr(line, name)}


def debts_of(facts: Facts, day: date = OCTOBER.last) -> Debts:
    """Ask for goods out and debts."""
    history = history_of(facts)
    ledger = place(history, day)
    return debts(history, ledger, ageing(history, ledger, known_at=None))


class TestMonth:
    def test_goods_are_owed_before_they_are_invoiced(self) -> None:
        """Four of ten pieces delivered are owed with their tax, and nothing of them is invoiced."""
        (line,) = month_of(office())
        assert figures(line) == {"shipped": "452.00", "closing": "452.00", "uninvoiced": "452.00"}
        assert line.shipped_quantity == Decimal(4)
        assert (line.customer, line.name, line.currency) == ("C1", "青岛某某测控有限公司", "CNY")

    def test_an_invoice_moves_no_debt_of_goods(self) -> None:
        """What is invoiced leaves `uninvoiced`, the debt stays; money lowers it."""
        facts = office(
            invoices=[invoice("F1", 6, "339.00", order="O1")],
            receipts=[Receipt(id="R1", customer="C1", received_on=date(2026, 10, 9), amount=yuan("39.00"))],
        )
        (line,) = month_of(facts)
        assert figures(line) == {
            "shipped": "452.00",
            "received": "39.00",
            "invoiced": "339.00",
            "closing": "413.00",
            "uninvoiced": "113.00",
        }

    def test_returned_goods_are_owed_no_longer(self) -> None:
        """A return lowers the debt at the agreed price."""
        facts = office(
            returns=[Return(id="T1", order="O1", returned_on=date(2026, 10, 8))],
            return_lines=[ReturnLine(return_="T1", order_line=1, qty=Decimal(1))],
        )
        (line,) = month_of(facts)
        assert figures(line) == {"shipped": "452.00", "returned": "113.00", "closing": "339.00", "uninvoiced": "339.00"}

    def test_a_prepayment_comes_before_the_goods(self) -> None:
        """What is charged and paid ahead is an advance of the customer: the debt by delivery is below zero."""
        facts = office(
            invoices=[invoice("F1", 1, "1000.00", "prepayment", order="O1")],
            receipts=[Receipt(id="R1", customer="C1", received_on=date(2026, 10, 2), amount=yuan("1000.00"))],
        )
        (line,) = month_of(evolve(facts, deliveries=(), delivery_lines=()))
        assert figures(line) == {
            "received": "1000.00",
            "invoiced": "1000.00",
            "closing": "-1000.00",
            "uninvoiced": "-1000.00",
        }

    def test_what_is_not_about_goods_stands_apart(self) -> None:
        """Charges, documents without order, opening items and rebates are `other`."""
        facts = office(
            invoices=[
                invoice("F0", 1, "50.00", "opening"),
                invoice("F1", 2, "7.00"),
                invoice("F2", 3, "452.00", order="O1"),
                invoice("F3", 4, "2.00", "credit_note", original="F2"),
                invoice("F4", 4, "1.00", status="draft"),
            ],
            invoice_lines=[InvoiceLine(invoice="F2", line=1, order_line=1, qty=Decimal(4), net=yuan("400.00"))],
            charges=[
                Charge(id="X1", customer="C1", kind="bank_fee", amount=yuan("0.30"), effective_on=date(2026, 10, 9))
            ],
        )
        (line,) = month_of(facts)
        assert figures(line) == {
            "shipped": "452.00",
            "invoiced": "457.00",
            "other": "55.30",
            "closing": "507.30",
        }

    def test_a_credit_note_for_goods_asks_for_another_invoice(self) -> None:
        """Credited quantities are not invoiced any more, and owed as goods."""
        facts = office(
            invoices=[
                invoice("F2", 3, "452.00", order="O1"),
                invoice("F3", 4, "113.00", "credit_note", original="F2"),
            ],
            invoice_lines=[
                InvoiceLine(invoice=name, line=1, order_line=1, qty=Decimal(qty), net=yuan(net))
                for name, qty, net in (("F2", 4, "400.00"), ("F3", 1, "100.00"))
            ],
        )
        (line,) = month_of(facts)
        assert figures(line) == {
            "shipped": "452.00",
            "invoiced": "339.00",
            "closing": "452.00",
            "uninvoiced": "113.00",
        }

    def test_a_new_price_counts_for_goods_delivered_before(self) -> None:
        """An amended price is `other` of its month, and the debit note that follows it charges it."""
        event = OrderEvent(
            id="E1", order="O1", effective_on=date(2026, 10, 7), event="amended", line=1, price=Decimal(110)
        )
        facts = office(
            order_events=[event],
            invoices=[
                invoice("F2", 6, "452.00", order="O1"),
                invoice("F3", 8, "45.20", "debit_note", order="O1"),
            ],
            invoice_lines=[InvoiceLine(invoice="F2", line=1, order_line=1, qty=Decimal(4), net=yuan("400.00"))],
        )
        (line,) = month_of(facts)
        assert figures(line) == {"shipped": "452.00", "invoiced": "497.20", "other": "45.20", "closing": "497.20"}

    def test_a_contracts_own_lines_have_a_worth(self) -> None:
        """A delivery without an order counts by the contract's line; a line without amount only as a quantity."""
        facts = evolve(
            office(),
            orders=(),
            contracts=(Contract(id="K1", customer="C2", signed_on=date(2026, 9, 1), amount=yuan("999.99", "USD")),),
            contract_lines=(
                ContractLine(contract="K1", line=1, qty=Decimal(3), amount=yuan("999.99", "USD")),
                ContractLine(contract="K1", line=2, qty=Decimal(2)),
            ),
            deliveries=(
                Delivery(id="D1", contract="K1", delivered_on=date(2026, 10, 5)),
                Delivery(id="D2", contract="K1", shipped_on=date(2026, 10, 6)),
                Delivery(id="D3", order="O9", delivered_on=date(2026, 10, 6)),
                Delivery(id="D4", contract="K9", delivered_on=date(2026, 10, 6)),
            ),
            delivery_lines=tuple(DeliveryLine(delivery="D1", order_line=line, qty=Decimal(1)) for line in (1, 2)),
        )
        (line,) = month_of(facts)
        assert figures(line) == {"shipped": "333.33", "closing": "333.33", "uninvoiced": "333.33"}
        assert (line.currency, line.shipped_quantity) == ("USD", Decimal(2))

    def test_the_next_month_goes_on(self) -> None:
        """Without anything new a month opens and closes at the same figures."""
        (line,) = month_of(office(), NOVEMBER)
        assert figures(line) == {"opening": "452.00", "closing": "452.00", "uninvoiced": "452.00"}

    def test_nobody_without_figures_stands_on_the_sheet(self) -> None:
        """Customers with no balance and no movement are left out; goods that came and went stand there."""
        assert month_of(office(), Period.month("2026-08")) == ()
        facts = office(
            returns=[Return(id="T1", order="O1", returned_on=date(2026, 10, 8))],
            return_lines=[ReturnLine(return_="T1", order_line=1, qty=Decimal(4))],
        )
        (line,) = month_of(facts)
        assert figures(line) == {"shipped": "452.00", "returned": "452.00"}
        assert month_of(facts, NOVEMBER) == ()

    def test_goods_from_before_the_books_come_back(self) -> None:
        """A return of an order that no delivery is recorded of lowers the debt."""
        facts = office(
            returns=[Return(id="T1", order="O1", returned_on=date(2026, 10, 8))],
            return_lines=[ReturnLine(return_="T1", order_line=1, qty=Decimal(1))],
        )
        (line,) = month_of(evolve(facts, deliveries=(), delivery_lines=()))
        assert figures(line) == {"returned": "113.00", "closing": "-113.00", "uninvoiced": "-113.00"}

    def test_what_cancels_out_is_no_line(self) -> None:
        """An account whose documents of before cancel out has nothing to show."""
        facts = office(invoices=[invoice("F1", 2, "7.00"), invoice("F2", 2, "7.00", "credit_note")])
        assert month_of(evolve(facts, deliveries=(), delivery_lines=()), NOVEMBER) == ()


class TestDebts:
    def test_goods_and_debts_stand_side_by_side(self) -> None:
        """Goods out are not owed by invoice; the oldest due date counts, last money and terms are named."""
        contract = Contract(
            id="K1", customer="C1", signed_on=date(2026, 8, 1), amount=yuan("5000.00"), terms="30/60/10"
        )
        receipts = [
            Receipt(id=name, customer="C1", received_on=date(2026, 10, day), amount=yuan(amount))
            for name, day, amount in (("R2", 9, "2.00"), ("R1", 9, "1.00"), ("R3", 8, "3.00"))
        ]
        facts = office(
            contracts=[contract],
            invoices=[
                invoice("F1", 1, "339.00", order="O1"),
                invoice("F2", 1, "500.00", contract="K1", due_on=date(2026, 11, 30)),
            ],
            receipts=receipts,
        )
        (line,) = debts_of(facts).lines
        assert (str(line.goods_out), str(line.owed)) == ("113.00", "839.00")
        assert {name: str(amount) for name, amount in line.buckets.items() if amount} == {
            "not_due": "500.00",
            "1-30": "339.00",
        }
        assert (line.due_on, line.days_overdue, line.owner) == (date(2026, 10, 1), 30, "S1")
        assert (line.contracts, line.terms, line.credit_days) == (("K1",), {"K1": "30/60/10"}, 30)
        assert line.last_receipt is not None
        assert (line.last_receipt.on, str(line.last_receipt.amount)) == (date(2026, 10, 9), "2.00")

    def test_charged_ahead_hides_no_goods(self) -> None:
        """An order charged before delivery lowers no other order's goods out."""
        facts = office(
            orders=[Order(id="O2", customer="C1", ordered_on=date(2026, 9, 20))],
            order_lines=[OrderLine(order="O2", line=1, product="P", qty=Decimal(1), price=Decimal(9))],
            invoices=[invoice("F1", 1, "452.00", order="O2")],
        )
        (line,) = debts_of(facts).lines
        assert str(line.goods_out) == "452.00"
        assert figures(month_of(facts)[0])["closing"] == "452.00"

    def test_goods_alone_have_no_due_date(self) -> None:
        """A customer with goods and no invoice is not overdue."""
        (line,) = debts_of(office()).lines
        assert (line.due_on, line.days_overdue, line.last_receipt, line.contracts) == (None, 0, None, ())


def cells(tmp_path: Path, content: SheetContent, language: Language = "zh_CN", *, data_only: bool = True) -> list[Any]:
    """Write a content and give its cells."""
    path = tmp_path / "sheet.xlsx"
    write_workbook(path, [content], language=language, created=date(2026, 11, 3))
    return [list(row) for row in load_workbook(path, data_only=data_only).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def abroad(**tables: Any) -> Facts:
    """The office with a customer in USD beside it."""
    document = Invoice(
        id="F9", kind="invoice", customer="C2", issued_on=date(2026, 10, 2), gross=yuan("80.00", "USD"), status="issued"
    )
    more = {**tables, "invoices": [invoice("F1", 6, "339.00", order="O1"), *tables.get("invoices", ()), document]}
    return office(**more)


class TestMonthSheet:
    def content(self, facts: Facts, month: Period = OCTOBER) -> SheetContent:
        """The sheet of a month."""
        return customer_month(month_of(facts, month), month=month, currency="CNY", imprint=IMPRINT)

    def test_each_currency_has_its_totals(self, tmp_path: Path) -> None:
        """One line per account, a block per currency, figures as the domain gave them."""
        rows = cells(tmp_path, self.content(abroad()))
        assert rows[4][:3] == ["客户", "名称", "期初欠款"]
        assert rows[5] == ["C1", "青岛某某测控有限公司", 0, 4, 452, 0, 0, 0, 452, 339, 113]
        assert [row[0] for row in rows[6:9]] == ["合计 CNY", "C2", "合计 USD"]
        assert rows[8][2:] == [0, None, 0, 0, 0, 80, 80, 80, 0]

    def test_the_closing_is_a_formula(self, tmp_path: Path) -> None:
        """Each row's closing is worked out from the row, the totals row's from the totals."""
        rows = cells(tmp_path, self.content(abroad()), "en", data_only=False)
        assert rows[5][8] == "=ROUND(C6+E6-F6-G6+H6,2)"
        assert rows[6][8] == "=ROUND(C7+E7-F7-G7+H7,2)"
        assert rows[6][4] == "=SUM(E6:E6)"

    def test_an_empty_month_is_a_sheet_of_zeros(self, tmp_path: Path) -> None:
        """Nobody with figures gives header and zero totals."""
        rows = cells(tmp_path, self.content(office(), Period.month("2026-01")))
        assert rows[6][2:] == [0, None, 0, 0, 0, 0, 0, 0, 0]


class TestDebtsSheet:
    def content(self, facts: Facts) -> SheetContent:
        """The sheet of October's end."""
        return customer_debts(debts_of(facts), names=Names.of(history_of(facts)), imprint=IMPRINT)

    def test_goods_debts_and_terms(self, tmp_path: Path) -> None:
        """Goods out, debts by age, terms, last money and the one responsible stand in one line."""
        contract = Contract(
            id="K1", customer="C1", signed_on=date(2026, 8, 1), amount=yuan("5000.00"), terms="30/60/10"
        )
        receipt = Receipt(id="R1", customer="C1", received_on=date(2026, 10, 9), amount=yuan("1.00"))
        facts = abroad(
            contracts=[contract],
            receipts=[receipt],
            invoices=[invoice("F2", 1, "500.00", contract="K1", due_on=date(2026, 11, 30))],
        )
        rows = cells(tmp_path, self.content(facts))
        line = [cell.date().isoformat() if hasattr(cell, "date") else cell for cell in rows[5]]
        assert line == [
            *("C1", "青岛某某测控有限公司", "K1", 113, 839, "30 天\nK1 30/60/10", "2026-10-06", 25),
            *(500, 339, 0, 0, 0, "2026-10-09", 1, None, "S1"),
        ]
        assert rows[8][3:5] == [0, 80]
        assert "30 days\nK1 30/60/10" in cells(tmp_path, self.content(facts), "en")[5]

    def test_owed_is_the_sum_of_its_ages(self, tmp_path: Path) -> None:
        """The figure owed is a formula over the buckets."""
        rows = cells(tmp_path, self.content(abroad()), data_only=False)
        assert rows[5][4] == "=ROUND(I6+J6+K6+L6+M6,2)"

    def test_nobody_owes(self, tmp_path: Path) -> None:
        """Without debts and goods out the totals are zero."""
        rows = cells(tmp_path, self.content(Facts()))
        assert rows[6][3:5] == [0, 0]

    def test_goods_alone_have_no_days(self, tmp_path: Path) -> None:
        """Goods out without an invoice leave due date and days empty."""
        assert cells(tmp_path, self.content(office()))[5][6:8] == [None, None]
