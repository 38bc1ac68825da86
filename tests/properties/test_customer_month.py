"""Laws of the monthly customer sheet and of goods out: goods and ledger are tied (S03, S07, IN-07)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import (
    Contract,
    ContractChange,
    ContractLine,
    Delivery,
    DeliveryLine,
    Facts,
    InvoiceLine,
    Order,
    OrderEvent,
    OrderLine,
    Return,
    ReturnLine,
)
from salessupport.domain.history import History
from salessupport.domain.orders.debts import debts
from salessupport.domain.orders.goods import charges_goods, goods_worth
from salessupport.domain.orders.monthly import CustomerMonth, customer_months
from salessupport.domain.receivables.ageing import ageing
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.statement import statement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.testing import histories
from support.orders import order_histories
from support.receivables import examples
from support.rewriting import days_of

Books = tuple[Company, Facts]
PRICES = ("0.01", "7", "19.99", "0.333")


@st.composite
def with_goods(draw: st.DrawFn) -> Books:
    """Draw a history of receivables and give its customers orders, contracts with lines, deliveries and returns."""
    company, facts = draw(histories())
    days = days_of(facts)
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for at in range(draw(st.integers(0, 4))):
        customer = draw(st.sampled_from(facts.customers))
        day = draw(st.sampled_from(days))
        if draw(st.booleans()):
            mine = [row.id for row in facts.contracts if row.customer == customer.id]
            _order(
                draw,
                rows,
                Order(id=f"O{at}", customer=customer.id, ordered_on=day, contract=draw(st.sampled_from([None, *mine]))),
            )
        else:
            _contract(draw, rows, f"G{at}", customer.id, customer.currency or company.currency, day)
    named = [*(row.id for row in rows["orders"]), None]
    contracts = {row.id: row for row in rows["contracts"]}
    invoices = tuple(_naming(draw, row, named, contracts) for row in facts.invoices)
    goods = {name: (*getattr(facts, name), *found) for name, found in rows.items()}
    facts = evolve(facts, **{**goods, "invoices": invoices})
    return company, evolve(facts, invoice_lines=tuple(_lines(draw, facts)))


def _naming(draw: st.DrawFn, row: Any, orders: list[Any], contracts: dict[str, Contract]) -> Any:
    mine = [
        one.id
        for one in contracts.values()
        if one.customer == row.customer and one.amount.currency == row.gross.currency
    ]
    if row.contract is None and mine and draw(st.booleans()):
        return evolve(row, contract=draw(st.sampled_from(mine)))
    return evolve(row, order=draw(st.sampled_from(orders)))


def _lines(draw: st.DrawFn, facts: Facts) -> Iterator[InvoiceLine]:
    for row in facts.invoices:
        if row.order is not None and draw(st.booleans()):
            qty = draw(st.sampled_from([None, Decimal(1)]))
            yield InvoiceLine(invoice=row.id, line=1, order_line=1, qty=qty, net=Money(1, row.gross.currency))


def _order(draw: st.DrawFn, rows: dict[str, list[Any]], order: Order) -> None:
    rows["orders"].append(order)
    price = Decimal(draw(st.sampled_from(PRICES)))
    tax = draw(st.sampled_from([None, Decimal("0.13")]))
    rows["order_lines"].append(
        OrderLine(order=order.id, line=1, product="P", qty=Decimal(9), price=price, tax_rate=tax)
    )
    day = order.ordered_on
    for at in range(draw(st.integers(0, 4))):
        day += timedelta(days=draw(st.integers(0, 40)))
        name, qty = f"{order.id}-{at}", Decimal(draw(st.integers(1, 4)))
        match draw(st.sampled_from(["deliver", "deliver", "return", "amend"])):
            case "deliver":
                rows["deliveries"].append(Delivery(id=name, order=order.id, delivered_on=day))
                rows["delivery_lines"].append(DeliveryLine(delivery=name, order_line=1, qty=qty))
            case "return":
                rows["returns"].append(Return(id=name, order=order.id, returned_on=day))
                rows["return_lines"].append(ReturnLine(return_=name, order_line=1, qty=qty))
            case _:
                new = Decimal(draw(st.sampled_from(PRICES)))
                event = OrderEvent(id=name, order=order.id, effective_on=day, event="amended", line=1, price=new)
                rows["order_events"].append(event)


def _contract(draw: st.DrawFn, rows: dict[str, list[Any]], name: str, customer: str, currency: str, day: date) -> None:
    rows["contracts"].append(Contract(id=name, customer=customer, signed_on=day, amount=Money(100_000, currency)))
    amount = Money(draw(st.integers(0, 100_000)), currency)
    rows["contract_lines"].append(ContractLine(contract=name, line=1, product="P", qty=Decimal(7), amount=amount))
    for at in range(draw(st.integers(0, 3))):
        day += timedelta(days=draw(st.integers(0, 40)))
        rows["deliveries"].append(Delivery(id=f"{name}-{at}", contract=name, delivered_on=day))
        qty = Decimal(draw(st.integers(1, 4)))
        rows["delivery_lines"].append(
            DeliveryLine(delivery=f"{name}-{at}", order_line=draw(st.sampled_from([1, 1, 2])), qty=qty)
        )
    if draw(st.booleans()):
        more = Money(draw(st.integers(0, 999)), currency)
        given = {"contract": name, "effective_on": day, "line": 1, "approved_by": "总经理"}
        rows["contract_changes"].append(ContractChange(id=f"{name}-X", amount_change=more, **given))


def months_of(facts: Facts) -> Iterator[Period]:
    """Every month in which something happens, and the one after the last."""
    days = days_of(facts)
    month = Period.month_of(days[0])
    while month.first <= days[-1] + timedelta(days=31):
        yield month
        month = Period.month_of(month.last + timedelta(days=1))


def drawn_up(history: History, month: Period) -> dict[tuple[str, str], CustomerMonth]:
    """The sheet of a month by account."""
    lines = customer_months(history, place(history, month.last), place(history, month.day_before), month)
    return {(line.customer, line.currency): line for line in lines}


BOOKS = st.one_of(with_goods(), order_histories())


class TestMonths:
    @examples(100)
    @given(BOOKS)
    def test_what_closes_a_month_opens_the_next(self, books: Books) -> None:
        """closing(m) = opening(m+1) for every account, one that left the sheet having closed at nothing."""
        history = History(*books)
        closings: dict[tuple[str, str], int] = {}
        for month in months_of(history.facts):
            lines = drawn_up(history, month)
            openings = {account: line.opening.minor for account, line in lines.items() if line.opening}
            assert openings == {account: closing for account, closing in closings.items() if closing}
            closings = {account: line.closing.minor for account, line in lines.items()}

    @examples(100)
    @given(BOOKS)
    def test_goods_not_invoiced_bridge_to_the_ledger(self, books: Books) -> None:
        """The closing less `uninvoiced` is the balance that the statement of account closes at."""
        history = History(*books)
        for month in months_of(history.facts):
            lines, ledger = drawn_up(history, month), place(history, month.last)
            for customer in history.customers:
                account = statement(history, ledger, customer=customer, first=month.first, last=month.last)
                line = lines.get((customer, account.currency))
                assert (line.closing - line.uninvoiced if line else Money.zero(account.currency)) == account.closing

    @examples(100)
    @given(BOOKS)
    def test_the_month_adds_up_from_rows(self, books: Books) -> None:
        """Shipped quantity, documents and receipts of a month are sums of their rows."""
        history = History(*books)
        facts = history.facts
        arrived = {row.id: row.delivered_on for row in facts.deliveries}
        for month in months_of(facts):
            lines = drawn_up(history, month).values()
            quantities = [row.qty for row in facts.delivery_lines if arrived[row.delivery] in month]
            assert sum(line.shipped_quantity for line in lines) == sum(quantities)
            papers = [row for row in facts.invoices if row.status == "issued" and row.issued_on in month]
            sign = {"credit_note": -1, "opening": 0}
            for currency in {line.currency for line in lines}:
                issued = sum(
                    sign.get(row.kind, 1) * row.gross.minor for row in papers if row.gross.currency == currency
                )
                assert sum(line.invoiced.minor for line in lines if line.currency == currency) == issued

    @examples(100)
    @given(BOOKS)
    def test_goods_are_worth_what_a_naive_count_says(self, books: Books) -> None:
        """Kept quantities times the agreed price, counted line by line from the rows, within a cent a line."""
        history = History(*books)
        facts = history.facts
        end = days_of(facts)[-1] + timedelta(days=400)
        worth: defaultdict[str, int] = defaultdict(int)
        for deal, amount in goods_worth(history, as_of=end).items():
            worth[deal.currency] += amount
        naive, lines = _naive(history, end)
        for currency in {*worth, *naive}:
            assert abs(worth[currency] - naive[currency]) <= lines


def _naive(history: History, end: date) -> tuple[defaultdict[str, Fraction], int]:
    facts = history.facts
    worth: defaultdict[str, Fraction] = defaultdict(Fraction)
    for line in facts.order_lines:
        order = history.orders[line.order]
        qty, price = Fraction(line.qty), Fraction(line.price)
        for event in history.order_events_of.get(order.id, ()):
            if event.event == "amended" and event.line == line.line:
                qty = Fraction(event.qty) if event.qty is not None else qty
                price = Fraction(event.price) if event.price is not None else price
        sent = {row.id for row in facts.deliveries if row.order == order.id}
        back = {row.id for row in facts.returns if row.order == order.id}
        kept = sum(
            Fraction(row.qty) for row in facts.delivery_lines if row.delivery in sent and row.order_line == line.line
        )
        kept -= sum(
            Fraction(row.qty) for row in facts.return_lines if row.return_ in back and row.order_line == line.line
        )
        currency = history.currency_of(order.customer)
        each = price * (1 - Fraction(line.discount or 0)) * (1 + Fraction(line.tax_rate or 0))
        scale = {"JPY": 1, "KWD": 1000}.get(currency, 100)
        # The gross is rounded once for what is ordered; a part of it scales the rounding with it.
        net = Fraction(int(price * qty * (1 - Fraction(line.discount or 0)) * scale + Fraction(1, 2)))
        gross = net + int(net * Fraction(line.tax_rate or 0) + Fraction(1, 2))
        assert abs(gross - each * qty * scale) <= 2
        worth[currency] += gross * kept / qty if qty else 0
    for own in facts.contract_lines:
        sent = {row.id for row in facts.deliveries if row.contract == own.contract and row.order is None}
        kept = sum(
            Fraction(row.qty) for row in facts.delivery_lines if row.delivery in sent and row.order_line == own.line
        )
        changes = [row.amount_change.minor for row in facts.contract_changes if row.contract == own.contract]
        worth[own.amount.currency] += (own.amount.minor + sum(changes)) * kept / Fraction(own.qty)
    return worth, len(facts.order_lines) + len(facts.contract_lines)


class TestDebts:
    @examples(100)
    @given(BOOKS)
    def test_buckets_sum_to_what_is_owed(self, books: Books) -> None:
        """Every open cent is in one bucket, and all of them are the ledger's open items."""
        history = History(*books)
        for month in months_of(history.facts):
            ledger = place(history, month.last)
            answer = debts(history, ledger, ageing(history, ledger, known_at=None))
            owed: defaultdict[tuple[str, str], int] = defaultdict(int)
            for item in ledger.items.values():
                owed[item.customer, item.currency] += item.open
            assert {key: sum_ for key, sum_ in owed.items() if sum_} == {
                (line.customer, line.currency): line.owed.minor for line in answer.lines if line.owed
            }
            for line in answer.lines:
                assert sum(bucket.minor for bucket in line.buckets.values()) == line.owed.minor
                assert (line.days_overdue > 0) == any(
                    bucket for name, bucket in line.buckets.items() if name != "not_due"
                )

    @examples(100)
    @given(BOOKS)
    def test_goods_out_are_never_less_than_the_month_says(self, books: Books) -> None:
        """Goods out are not hidden by what was charged ahead elsewhere."""
        history = History(*books)
        for month in months_of(history.facts):
            ledger = place(history, month.last)
            answer = debts(history, ledger, ageing(history, ledger, known_at=None))
            out = {(line.customer, line.currency): line.goods_out.minor for line in answer.lines}
            for account, line in drawn_up(history, month).items():
                assert out.get(account, 0) >= max(0, line.uninvoiced.minor)


class TestDocuments:
    @examples(100)
    @given(with_goods())
    def test_opening_items_charge_no_goods(self, books: Books) -> None:
        """What was carried over, and what names neither order nor contract with prices, is no charge of goods."""
        history = History(*books)
        for paper in history.facts.invoices:
            bare = paper.order is None and paper.contract is None and paper.original is None
            if paper.kind == "opening" or bare:
                assert not charges_goods(history, paper)
