"""What real books hold besides plain invoices, on the real server: dollars, openings, discounts, other rates of tax."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from salessupport.domain.facts import Fact, Invoice
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Ratio
from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.errors import InvalidRemoteInput, LimitExceeded
from salessupport.spi.keys import Key

from papers import DAY, invoice, order, settlement, yuan


def read(sales: Any, kind: str) -> Mapping[str, tuple[Fact, ...]]:
    """The rows of the one document of a kind."""
    (change,) = [change for batch in sales.changes(kinds=[kind]) for change in batch.items]
    return change.rows  # type: ignore[no-any-return]


def dollars(text: str) -> Money:
    return Money.parse(text, "USD")


def in_dollars(document: InvoiceDocument) -> InvoiceDocument:
    """The same figures in dollars."""
    money = {"net": dollars("100.00"), "tax": dollars("13.00"), "gross": dollars("113.00")}
    lines = tuple(evolve(line, **money) for line in document.lines)
    return evolve(document, invoice=evolve(document.invoice, **money, currency="USD"), lines=lines)


class TestVariety:
    def test_an_invoice_in_dollars_is_paid_in_dollars(self, sales: Any) -> None:
        """It comes back in its currency, and so does the part of it that a receipt left open."""
        document = in_dollars(invoice("FP-1"))
        sales.post_invoice(document, key=Key.of("post", "FP-1"))
        rows = read(sales, "invoices")
        assert rows["invoices"] == (document.invoice,)
        (item,) = sales.open_items(as_of=DAY)
        assert item.open == dollars("113.00")
        paid = settlement("SK-1", "1", ("FP-1", "1"), amount=dollars("60.00"), rate=Decimal("7.1"))
        row = evolve(paid.allocations[0], amount=dollars("50.00"))
        sales.post_settlement(evolve(paid, allocations=(row,)), key=Key.of("post", "SK-1"))
        assert read(sales, "receipts")["allocations"][0].amount == dollars("50.00")  # type: ignore[attr-defined]
        assert {one.number: one.open for one in sales.open_items(as_of=DAY)}["FP-1"] == dollars("63.00")

    def test_an_opening_balance_is_an_item(self, sales: Any, opened: Any) -> None:
        """What was open when the books began is entered whole, against its own account, and open there."""
        head = Invoice(
            id="QC-1",
            kind="opening",
            customer="C1",
            issued_on=DAY,
            due_on=DAY,
            gross=yuan("500.01"),
            status="issued",
            currency="CNY",
        )
        sales.post_invoice(InvoiceDocument(head, ()), key=Key.of("post", "QC-1"))
        assert read(sales, "invoices") == {"invoices": (head,), "invoice_lines": ()}
        assert [one.open for one in sales.open_items(as_of=DAY)] == [yuan("500.01")]
        with opened(opening_account=None) as without, pytest.raises(InvalidRemoteInput, match="opening_account"):
            without.post_invoice(InvoiceDocument(evolve(head, id="QC-2"), ()), key=Key.of("post", "QC-2"))

    def test_money_of_before_is_no_bank_s(self, sales: Any) -> None:
        """Money that was there when the books began is entered against the account of openings, and read as such."""
        sales.post_settlement(settlement("SK-1", "80.00", method="opening"), key=Key.of("post", "SK-1"))
        (receipt,) = read(sales, "receipts")["receipts"]
        assert (receipt.method, receipt.amount) == ("opening", yuan("80.00"))  # type: ignore[attr-defined]

    def test_an_invoice_without_lines_is_entered_as_a_whole(self, sales: Any) -> None:
        """With the rate that its figures have; it comes back without lines. Figures of no rate are refused."""
        document = invoice("FP-1")
        sales.post_invoice(evolve(document, lines=()), key=Key.of("post", "FP-1"))
        assert read(sales, "invoices") == {"invoices": (evolve(document.invoice, currency="CNY"),), "invoice_lines": ()}
        odd = evolve(document.invoice, id="FP-2", net=yuan("99.10"), tax=yuan("13.90"))
        with pytest.raises(LimitExceeded):
            sales.post_invoice(InvoiceDocument(odd, ()), key=Key.of("post", "FP-2"))

    def test_money_on_another_customer_s_invoice_is_refused_before_anything_is_written(
        self, sales: Any, site: Any
    ) -> None:
        """Tryton takes no entry of one party as the payment of another's invoice."""
        sales.post_invoice(invoice("FP-1"), key=Key.of("post", "FP-1"))
        before = site.seen()
        with pytest.raises(InvalidRemoteInput, match="another customer"):
            sales.post_settlement(
                settlement("SK-1", "5.00", ("FP-1", "5.00"), customer="C2"), key=Key.of("post", "SK-1")
            )
        assert site.seen() == before

    @pytest.mark.parametrize("kind", ["prepayment", "debit_note"])
    def test_the_kind_of_an_invoice_stays(self, sales: Any, kind: Any) -> None:
        """Tryton knows invoices and credit notes alone; ours says what it is."""
        sales.post_invoice(invoice("FP-1", kind=kind), key=Key.of("post", "FP-1"))
        assert read(sales, "invoices")["invoices"][0].kind == kind  # type: ignore[attr-defined]

    def test_a_discount_stays_beside_its_price(self, sales: Any) -> None:
        """Tryton has the price that is left; the order comes back with both."""
        document = order("SO-1", ("3", "100.00"))
        lines = tuple(evolve(line, discount=Ratio(Decimal("0.125"))) for line in document.lines)
        sales.post_order(evolve(document, lines=lines), key=Key.of("post", "SO-1"))
        (line,) = read(sales, "orders")["order_lines"]
        assert (line.price, line.discount) == (Decimal(100), Decimal("0.125"))  # type: ignore[attr-defined]

    def test_another_tax_than_the_product_s_is_ours_to_say(self, sales: Any) -> None:
        """Tryton warns of it, and posts it."""
        document = invoice("FP-1", ("1", "100.00", "6.00"))
        lines = tuple(evolve(line, tax_rate=Ratio(Decimal("0.06"))) for line in document.lines)
        sales.post_invoice(evolve(document, lines=lines), key=Key.of("post", "FP-1"))
        assert read(sales, "invoices")["invoices"][0].status == "issued"  # type: ignore[attr-defined]
