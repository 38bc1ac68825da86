"""What the rows of orders say against each other: each contradiction is found and placed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from salessupport.domain.consistency import orders as checks
from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import Delivery, DeliveryLine, OrderEvent, ReturnLine
from salessupport.domain.values.messages import text_of
from small_office import customer, day, yuan
from small_orders import amended, billed, books, delivered, event, line, order, returned


def faults(*parts: Any, **tables: Any) -> list[Fault]:
    """Every fault of orders."""
    return list(checks.faults(books(*parts, **{"order_lines": (line(),), **tables})))


def found(*parts: Any, **tables: Any) -> list[tuple[str, int, str, str]]:
    """Table, row, column and code of every fault."""
    return [(one.table, one.row, one.column, one.code) for one in faults(*parts, **tables)]


class TestRows:
    def test_nothing_ordered(self):
        """A line of quantity zero orders nothing."""
        assert found(order_lines=(line(), line("0", number=2))) == [("order_lines", 1, "qty", "order.qty")]

    def test_currency_of_the_account(self):
        """An order is in the currency of its customer's account."""
        wrong = ("orders", 1, "currency", "currency.mixed")
        assert found(orders=(order(currency="CNY"), order("O-2", currency="EUR"))) == [wrong]
        assert found(orders=(order(currency="EUR"),), customers=(customer("C-1", currency="EUR"),)) == []

    @pytest.mark.parametrize(("discount", "rate", "wrong"), [
        ("1000.00", None, False), ("1000.01", None, True), ("0.01", "0.13", True), ("0.00", "0.13", False),
    ])  # fmt: skip
    def test_discount_within_the_net(self, discount, rate, wrong):
        """A discount takes no more than the net of the lines that it spreads over."""
        given = order(discount_amount=yuan(discount), discount_tax_rate=Decimal(rate) if rate else None)
        assert found(orders=(given,)) == [("orders", 0, "discount_amount", "order.discount")] * wrong


class TestEvents:
    def test_amended_after_cancelling(self):
        """An event that may not happen says what may."""
        events = (event("cancelled", "04-01"), amended("04-02", qty="12"))
        fault = faults(order_events=events)[0]
        assert (fault.row, fault.column, fault.code, fault.level) == (1, "event", "order.transition", "error")
        assert "cancelled: amended is not possible" in text_of(fault.code, "en", fault.context)

    def test_the_legal_ones_are_named(self):
        """The fault lists what may happen instead."""
        fault = faults(order_events=(event("reopened", "04-01"),))[0]
        assert fault.context["legal"] == "confirmed, amended, closed_short, cancelled"

    def test_a_status_without_its_event_is_a_warning(self):
        """An order entered as closed, whose older amendments are entered too, is odd but no contradiction."""
        events = (event("amended", "04-01", line=1),)
        assert [one.level for one in faults(orders=(order(status="closed_short"),), order_events=events)] == ["warning"]

    def test_events_of_unknown_orders(self):
        """An event or delivery of an order that is not there is the references' matter."""
        stray = OrderEvent(id="E", order="O-9", effective_on=day("04-01"), event="amended", line=1, qty=Decimal(1))
        assert found(delivered("1", "04-01", of="O-8"), order_events=(stray,)) == []


class TestQuantities:
    def test_unknown_lines(self):
        """Deliveries, returns and amendments name lines of the order; goods under way do so too."""
        rows = (delivered("1", "03-10", number=2), delivered("1", None, number=3), returned("1", "03-11", 4))
        events = (event("amended", "03-12", line=5), event("amended", "03-13", qty=Decimal(2)))
        assert sorted(found(*rows, order_events=events)) == [
            ("delivery_lines", 0, "order_line", "order.line_unknown"),
            ("delivery_lines", 1, "order_line", "order.line_unknown"),
            ("order_events", 0, "line", "order.line_unknown"),
            ("order_events", 1, "line", "order.line_unknown"),
            ("return_lines", 0, "order_line", "order.line_unknown"),
        ]

    def test_delivered_beyond_the_order(self):
        """Delivered less returned stays within what is ordered on that day; the order itself is enough."""
        wrong = ("delivery_lines", 1, "qty", "delivery.beyond_order")
        assert found(delivered("6", "03-10"), delivered("4", "03-11")) == []
        assert found(delivered("6", "03-10"), delivered("5", "03-11")) == [wrong]
        more = (amended("03-11", qty="11"),)
        assert found(delivered("6", "03-10"), delivered("5", "03-11"), order_events=more) == []

    def test_delivered_again(self):
        """Goods that came back may go out again, on the same day too; goods under way count nothing."""
        assert found(delivered("10", "03-10"), returned("3", "03-11"), delivered("3", "03-11")) == []
        assert found(delivered("10", "03-10"), delivered("10", None)) == []

    def test_returned_beyond_delivered(self):
        """No more comes back than went out until then."""
        wrong = ("return_lines", 0, "qty", "return.beyond_delivered")
        assert found(delivered("3", "03-10"), returned("3", "03-10")) == []
        assert found(delivered("3", "03-10"), returned("4", "03-11"), delivered("3", "03-12")) == [wrong]

    @pytest.mark.parametrize(("qty", "wrong"), [("6", False), ("5", True)])
    def test_amended_below_delivered(self, qty, wrong):
        """An amendment stays above what is delivered and above what is invoiced, and says the legal ways."""
        events = (amended("03-20", qty=qty),)
        expected = [("order_events", 0, "qty", "order.below_delivered")] * wrong
        assert found(delivered("8", "03-10"), returned("2", "03-12"), order_events=events) == expected
        credit = billed("N-1", "2", "200.00", "03-12", kind="credit_note", original="I-1", order=None)
        invoices = (billed("I-1", "8", "800.00", "03-11"), credit)
        assert found(*invoices, order_events=events) == expected

    def test_prices_and_other_papers(self):
        """A new price, price corrections, prepayments, drafts and papers of no order bound no amendment."""
        papers = (
            billed("I-1", None, "9.00", "03-11"), billed("I-2", "9", "9.00", "03-11", kind="prepayment"),
            billed("I-3", "9", "9.00", "03-11", status="draft"), billed("I-4", "9", "9.00", "03-11", order=None),
            billed("I-5", "9", "9.00", "03-11", number=None),
        )  # fmt: skip
        assert found(*papers, order_events=(amended("03-20", qty="1"), amended("03-21", price="1.00"))) == []

    def test_deliveries_of_contracts_are_not_looked_at(self):
        """A delivery without an order names lines of its contract; lines of no delivery are the references' matter."""
        rows = {
            "deliveries": (Delivery(id="D", contract="K", delivered_on=day("03-10")),),
            "delivery_lines": tuple(DeliveryLine(delivery=name, order_line=7, qty=Decimal(1)) for name in ("D", "X")),
            "return_lines": (ReturnLine(return_="X", order_line=7, qty=Decimal(1)),),
        }
        assert found(rows) == []
