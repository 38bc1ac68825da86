"""Laws of the axes of orders over random histories (I10, I4, I9; Conventions 12)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.consistency import orders as checks
from salessupport.domain.facts import Facts, Order
from salessupport.domain.history import History
from salessupport.domain.orders.axes import OrderAxes, order_axes
from salessupport.domain.orders.order_view import order_view
from salessupport.domain.receivables.placing import place
from salessupport.domain.tax import document_totals
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from support.orders import FIRST, order_histories, shuffled
from support.receivables import examples

LATE = date(2026, 12, 31)
Drawn = tuple[Company, Facts]


def all_axes(drawn: Drawn, as_of: date = LATE) -> list[OrderAxes]:
    """The axes of every order drawn."""
    history = History(*drawn)
    return [order_axes(history, order.id, as_of=as_of) for order in drawn[1].orders]


class TestQuantities:
    @given(order_histories())
    @examples(100)
    def test_histories_hold_no_fault(self, drawn):
        """What may happen to an order leaves no contradiction behind."""
        assert [fault.code for fault in checks.faults(History(*drawn))] == []

    @given(order_histories(without=("return",)))
    @examples(100)
    def test_ordered_is_accounted_for(self, drawn):
        """OR-04: ordered = delivered + to deliver + cancelled at all times, for goods that never came back."""
        for as_of in (FIRST, FIRST + timedelta(days=9), LATE):
            for axes in all_axes(drawn, as_of):
                for line in axes.lines:
                    assert line.ordered == line.delivered + line.to_deliver + line.cancelled

    @given(order_histories())
    @examples(100)
    def test_axes_never_fall_below_zero(self, drawn):
        """No quantity is negative, and nothing is to be invoiced and credited at once on one line of goods kept."""
        for axes in all_axes(drawn):
            for line in axes.lines:
                figures = (line.to_deliver, line.to_invoice, line.to_credit, line.kept, line.charged, line.cancelled)
                assert min(figures) >= 0
                assert not (line.to_invoice and line.to_credit)

    @given(order_histories(), st.integers(0, 40), st.integers(0, 40))
    @examples(100)
    def test_axes_grow_with_time(self, drawn, first, more):
        """Delivered, returned, invoiced and credited never fall from a day to a later one (I8)."""
        early = FIRST + timedelta(days=first)
        for before, after in zip(all_axes(drawn, early), all_axes(drawn, early + timedelta(days=more)), strict=True):
            for one, other in zip(before.lines, after.lines, strict=True):
                for axis in ("delivered", "returned", "invoiced", "credited"):
                    assert getattr(one, axis) <= getattr(other, axis)

    @given(order_histories())
    @examples(60)
    def test_axes_are_sums_of_rows(self, drawn):
        """Each axis is the sum of its rows, found by going through all of them."""
        facts = drawn[1]
        order_of = {row.id: row.order for row in (*facts.deliveries, *facts.returns)}
        papers = {row.id: row for row in facts.invoices}
        for axes in all_axes(drawn):
            for line in axes.lines:
                at = axes.order.id, line.line
                arrived = [row.qty for row in facts.delivery_lines if (order_of[row.delivery], row.order_line) == at]
                back = [row.qty for row in facts.return_lines if (order_of[row.return_], row.order_line) == at]
                assert (line.delivered, line.returned) == (sum(arrived), sum(back))
                sums = {"invoice": 0, "credit_note": 0, "draft": 0}
                for row in facts.invoice_lines:
                    paper = papers[row.invoice]
                    order = paper.order or papers[paper.original].order
                    if (order, row.order_line) == at:
                        sums["draft" if paper.status == "draft" else paper.kind] += row.qty
                assert [line.invoiced, line.credited, line.drafted] == [*sums.values()]

    @given(order_histories(), st.data())
    @examples(40)
    def test_order_of_rows_says_nothing(self, drawn, data):
        """The same rows in another order give the same answer."""
        other = drawn[0], shuffled(drawn[1], data.draw)
        for order in drawn[1].orders:
            one, same = (
                order_view(History(*books), place(History(*books), LATE), order.id) for books in (drawn, other)
            )
            assert one == same


class TestAmounts:
    @given(order_histories(), st.integers(0, 2_000), st.sampled_from([None, "0.13"]))
    @examples(100)
    def test_lines_add_up(self, drawn, discount, rate):
        """I4: shares of the discount sum to it, as far as it fits; nets and taxes sum to the order's."""
        company, facts = drawn
        limited = None if rate is None else Decimal(rate)
        orders = tuple(
            evolve(order, discount_amount=Money(discount, "CNY"), discount_tax_rate=limited) for order in facts.orders
        )
        plain, less = all_axes(drawn), all_axes((company, evolve(facts, orders=orders)))
        for before, after in zip(plain, less, strict=True):
            room = sum(line.net for line in before.lines if limited is None or line.tax_rate == limited)
            assert sum(line.discount for line in after.lines) == min(discount, room)
            assert after.totals.net == sum(line.net for line in after.lines) == before.totals.net - min(discount, room)
            assert after.totals.tax == sum(one.tax for one in after.totals.taxes)
            assert all(line.net >= 0 for line in after.lines)

    @given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from([0, 6, 13])), max_size=6))
    @examples(100)
    def test_tax_of_a_document(self, rows):
        """I9: per row and per category differ by less than half a unit for each row, and both add up."""
        given_rows = [(net, Decimal(percent).scaleb(-2)) for net, percent in rows]
        exact = sum((net * Fraction(rate) for net, rate in given_rows), Fraction(0))
        for rounding in ("per_row", "per_category"):
            totals = document_totals(given_rows, rounding=rounding)
            assert totals.net == sum(net for net, _ in rows)
            assert totals.gross == totals.net + sum(one.tax for one in totals.taxes)
            assert abs(totals.tax - exact) <= Fraction(len(rows) if rounding == "per_row" else len(totals.taxes), 2)


class TestVersions:
    @given(order_histories())
    @examples(50)
    def test_a_version_for_each_day_of_amendments(self, drawn):
        """OR-06: version n+1 with each day on which the order was amended; earlier versions can still be asked for."""
        for axes in all_axes(drawn):
            days = sorted(
                {e.effective_on for e in drawn[1].order_events if e.order == axes.order.id and e.event == "amended"}
            )
            assert axes.version == 1 + len(days)
            for number, on in enumerate(days, 1):
                before = order_axes(History(*drawn), axes.order.id, as_of=on - timedelta(days=1))
                assert before.version == number


def test_an_unknown_status_is_confirmed():
    """An order whose row gives no state is confirmed from the day it was ordered."""
    facts = Facts(orders=(Order(id="O", customer="C", ordered_on=FIRST),))
    history = History(Company(name="甲示例"), facts)
    assert order_axes(history, "O", as_of=FIRST).status == "confirmed"
    assert order_axes(history, "O", as_of=FIRST - timedelta(days=1)).status == "draft"
