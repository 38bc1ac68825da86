"""Laws of the exposure over random histories: a naive count of units and cents, the limit, the order of rows (I11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import Customer, Facts, Invoice
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.orders.exposure import CreditBook, ExposureView, exposure
from salessupport.domain.orders.order_view import order_view
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from support.orders import FIRST, order_histories, shuffled
from support.receivables import examples

BY_QUANTITY = ("prepay", "by_amount", "note_by_amount")
LATER = FIRST + timedelta(days=40)


def asked(company: Company, facts: Facts, as_of=LATER, **question) -> ExposureView:
    """The exposure of the one customer."""
    history = History(company, facts)
    return exposure(history, place(history, as_of), "C", **question)


def half_up(number: Fraction) -> int:
    """Round a number that is not negative."""
    return int(number + Fraction(1, 2))


def naive(facts: Facts, as_of) -> tuple[int, int]:
    """`unbilled` and `undelivered` of the customer in cents, unit by unit, straight from the rows."""
    orders: dict[str, list[int]] = {}
    for order in facts.orders:
        orders[order.id] = list(_order(facts, order, as_of))
        _consume([orders[order.id]], [row for row in _unlined(facts, as_of) if row.order == order.id], facts, as_of)
    on_contract = [orders[order.id] for order in sorted(facts.orders, key=lambda one: one.id) if order.contract]
    unnamed = [row for row in _unlined(facts, as_of) if row.order is None]
    _consume(on_contract, unnamed, facts, as_of)
    return sum(one[0] for one in orders.values()), sum(one[1] for one in orders.values())


def _order(facts: Facts, order, as_of) -> tuple[int, int]:
    events = [event for event in facts.order_events if event.order == order.id and event.effective_on <= as_of]
    status = order.status
    for event in sorted(events, key=lambda one: one.effective_on):
        status = {"closed_short": "closed", "reopened": "confirmed", "cancelled": "cancelled"}.get(event.event, status)
    if status in ("draft", "cancelled"):
        return 0, 0
    parts = [
        _line(facts, line, events, status == "closed", as_of) for line in facts.order_lines if line.order == order.id
    ]
    return sum(one[0] for one in parts), sum(one[1] for one in parts)


def _line(facts: Facts, line, events, closed: bool, as_of) -> tuple[int, int]:
    ordered, price = Fraction(line.qty), Fraction(line.price)
    for event in sorted(events, key=lambda one: one.effective_on):
        if event.event == "amended" and event.line == line.line:
            ordered = Fraction(event.qty)
            price = Fraction(event.price) if event.price is not None else price
    net = half_up(price * ordered * (1 - Fraction(line.discount or 0)) * 100)
    gross = net + half_up(net * Fraction(line.tax_rate or 0))
    step = Fraction(1, 2)
    delivered, returned = (_moved(facts, table, line, as_of) for table in ("deliveries", "returns"))
    invoiced, credited, drafted = (_papers(facts, line, kind, as_of) for kind in ("invoice", "credit_note", "draft"))
    to_come = Fraction(0) if closed else max(Fraction(0), ordered - delivered)
    goods = ["kept"] * int((delivered - returned) / step) + ["coming"] * int(to_come / step)
    over = max(invoiced - credited - (delivered - returned), Fraction(0))
    waiting = max(invoiced - credited - (delivered - returned) - to_come, min(returned - credited, over), Fraction(0))
    left = goods[int((invoiced - credited + drafted - waiting) / step) :]
    worth = [gross * left.count(kind) * step / ordered if ordered else Fraction(0) for kind in ("kept", "coming")]
    return half_up(worth[0]), half_up(worth[1])


def _moved(facts: Facts, table: str, line, as_of) -> Fraction:
    days = {row.id: (row.order, row.effective) for row in getattr(facts, table)}
    rows = facts.delivery_lines if table == "deliveries" else facts.return_lines
    here = [(getattr(row, "delivery", None) or row.return_, row) for row in rows if row.order_line == line.line]
    mine = [row.qty for paper, row in here if days[paper][0] == line.order and days[paper][1] <= as_of]
    return sum(map(Fraction, mine), Fraction(0))


def _papers(facts: Facts, line, kind: str, as_of) -> Fraction:
    papers = {row.id: row for row in facts.invoices}
    total = Fraction(0)
    for row in facts.invoice_lines:
        paper = papers[row.invoice]
        order = paper.order or papers[paper.original].order
        is_kind = paper.status == "draft" if kind == "draft" else (paper.kind, paper.status) == (kind, "issued")
        if (order, row.order_line) == (line.order, line.line) and is_kind and paper.issued_on <= as_of:
            total += Fraction(row.qty)
    return total


def _unlined(facts: Facts, as_of) -> list[Invoice]:
    lined = {row.invoice for row in facts.invoice_lines}
    return [
        row
        for row in facts.invoices
        if row.id not in lined and row.kind != "credit_note" and row.status != "void" and row.issued_on <= as_of
    ]


def _consume(pools: list[list[int]], papers: Iterable[Invoice], facts: Facts, as_of) -> None:
    """Take each document's gross out cent by cent: prepayments from what is to come, then the others."""
    for paper in sorted(papers, key=lambda one: one.kind != "prepayment"):
        noted = [n for n in facts.invoices if n.original == paper.id and n.issued_on <= as_of]
        cents = paper.gross.minor - sum(n.gross.minor for n in noted)
        places = [(pool, side) for side in ((1, 0) if paper.kind == "prepayment" else (0, 1)) for pool in pools]
        for pool, side in places:
            while cents and pool[side]:
                cents, pool[side] = cents - 1, pool[side] - 1


class TestParts:
    @given(order_histories(), st.integers(0, 45))
    @examples(200)
    def test_a_naive_count_agrees(self, drawn, days):
        """What is not invoiced, counted unit by unit and cent by cent, is what the product says."""
        as_of = FIRST + timedelta(days=days)
        parts = asked(*drawn, as_of).parts
        assert (parts.unbilled.minor, parts.undelivered.minor) == naive(drawn[1], as_of)

    @given(order_histories(plain=True, without=(*BY_QUANTITY, "close", "cancel", "amend")))
    @examples(100)
    def test_each_value_is_in_one_part(self, drawn):
        """I11: what is kept or to come is worth its parts and what papers charge of it, exactly."""
        history = History(*drawn)
        parts = asked(*drawn).parts
        worth = charged = 0
        for order in drawn[1].orders:
            axes = order_axes(history, order.id, as_of=LATER)
            for line in axes.lines if axes.recorded == "confirmed" else ():
                goods = line.kept + line.to_deliver
                worth += line.worth(goods)
                charged += line.worth(min(goods, max(line.charged + line.drafted - line.to_credit, Decimal(0))))
        assert parts.unbilled.minor + parts.undelivered.minor + charged == worth

    @given(order_histories())
    @examples(60)
    def test_parts_sum_to_the_exposure(self, drawn):
        """The exposure is the sum of its parts; drafts are draft invoices; only `unapplied` is negative."""
        view = asked(*drawn)
        parts = {name: getattr(view.parts, name).minor for name in PARTS}
        assert view.exposure.minor == sum(parts.values())
        assert parts["draft"] == sum(row.gross.minor for row in drawn[1].invoices if row.status == "draft")
        assert all(amount >= 0 for name, amount in parts.items() if name != "unapplied")
        assert parts["unapplied"] <= 0

    @given(order_histories(), st.data())
    @examples(40)
    def test_order_of_rows_says_nothing(self, drawn, data):
        """The same rows in another order give the same exposure."""
        assert asked(*drawn) == asked(drawn[0], shuffled(drawn[1], data.draw))


PARTS = ("open", "draft", "unbilled", "undelivered", "notes", "contingent", "unapplied")


class TestDecisions:
    @given(order_histories(), st.integers(-1, 1), st.integers(0, 5_000))
    @examples(60)
    def test_equal_to_the_limit_is_allowed(self, drawn, beyond, gross):
        """A new order is held by the limit exactly where the exposure after it is above."""
        company, facts = drawn
        limit = Money(max(asked(*drawn).exposure.minor + gross - beyond, 0), "CNY")
        facts = evolve(facts, customers=tuple(evolve(one, credit_limit=limit) for one in facts.customers))
        view = asked(company, facts, new_order=Money(gross, "CNY"))
        above = view.exposure_after > limit
        assert view.reasons == (("over_limit",) if above else ())
        assert view.decision == ("hold" if above else "approve")
        assert view.holds == (("over_limit",) if view.exposure > limit else ())

    @given(order_histories(without=("credit", "note_by_amount", "return")))
    @examples(60)
    def test_an_order_counts_once_in_its_own_credit(self, drawn):
        """Without an order the exposure is that of books in which neither it nor its documents ever were."""
        history = History(*drawn)
        book = CreditBook.of(history, place(history, LATER))
        facts = drawn[1]
        for order in facts.orders:
            if order.contract is None:
                gone = evolve(
                    facts,
                    orders=tuple(one for one in facts.orders if one.id != order.id),
                    invoices=tuple(one for one in facts.invoices if one.order != order.id),
                )
                assert book.without(order.id) == asked(drawn[0], gone).exposure

    @given(order_histories())
    @examples(60)
    def test_reopening_puts_back_what_closing_released(self, drawn):
        """The exposure after reopening is that of books in which the reopening is entered."""
        company, facts = drawn
        history = History(company, facts)
        for order in facts.orders:
            if order_axes(history, order.id, as_of=LATER).recorded == "closed_short":
                event = evolve(facts.order_events[-1], id="Z", order=order.id, event="reopened", effective_on=LATER)
                reopened = evolve(facts, order_events=(*facts.order_events, event))
                assert asked(*drawn, reopen=order.id).exposure_after == asked(company, reopened).exposure

    @given(order_histories(without=("prepay", "by_amount", "invoice", "draft", "deliver", "close", "cancel")))
    @examples(40)
    def test_a_new_order_counts_in_full(self, drawn):
        """An order of which nothing happened yet stands in `undelivered` with the sum of its lines' gross."""
        history = History(*drawn)
        ledger = place(history, LATER)
        views = [order_view(history, ledger, order.id) for order in drawn[1].orders]
        confirmed = [view for view in views if view.status in ("confirmed", "completed")]
        lines = sum(line.gross.minor for view in confirmed for line in view.lines if line.ordered)
        assert asked(*drawn).parts.undelivered.minor == lines


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_named_as_the_contract_names_them(part):
    """The keys of `parts` are those of the public contract."""
    facts = Facts(customers=(Customer(id="C", name="客户"),))
    assert getattr(asked(Company(name="甲示例"), facts).parts, part) == Money(0, "CNY")
