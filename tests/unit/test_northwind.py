"""The Northwind company: a foreign export through its shipped layout, against sums made from the files alone."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from attrs import evolve, fields

from corpora import corpus
from salessupport.books.writer import write_books
from salessupport.desk import Desk
from salessupport.desk.answers import CloseAnswer
from salessupport.domain.facts import CommissionPlan, CommissionTier, Facts
from salessupport.domain.facts.commission import TierMode
from salessupport.domain.history import History
from salessupport.domain.pay.commission import commission
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.policies import Company

pytestmark = pytest.mark.corpora

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
COMPANY = Company(name="Northwind Traders", currency="USD")
Sums = dict[str, tuple[int, int, int]]
"""Orders, lines and cents by customer or employee."""


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a file of the corpus."""
    with (corpus("northwind") / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cents(amount: Fraction) -> int:
    """An amount that is not negative in cents, half up."""
    return int(amount * 100 + Fraction(1, 2))


def decimals(text: str) -> Fraction:
    """A number of two decimals behind binary residue: the nearest."""
    return Fraction(cents(Fraction(text)), 100)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books into which the export was taken once."""
    folder = tmp_path_factory.mktemp("northwind") / "books"
    write_books(folder, COMPANY, Facts())
    Desk.open(folder, clock=lambda: NOW).intake(corpus("northwind"), profile="northwind")
    return folder


@pytest.fixture(scope="module")
def desk(books: Path) -> Desk:
    """A desk over these books, only to be asked."""
    return Desk.open(books, clock=lambda: NOW)


@pytest.fixture(scope="module")
def closed(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> CloseAnswer:
    """The close of the last month."""
    return desk.close("1998-05", out=tmp_path_factory.mktemp("out"), dry_run=True)


def shipped(by: str) -> Sums:
    """What was shipped, from the files alone: every line rounded, and the freight."""
    goods: defaultdict[str, list[int]] = defaultdict(list)
    for line in rows("order_details.csv"):
        price, discount = decimals(line["unit_price"]), decimals(line["discount"])
        goods[line["order_id"]].append(cents(price * int(line["quantity"]) * (1 - discount)))
    sums: Sums = {}
    for order in rows("orders.csv"):
        if order["shipped_date"]:
            orders, lines, worth = sums.get(order[by], (0, 0, 0))
            values = goods[order["order_id"]]
            total = sum(values) + cents(decimals(order["freight"]))
            sums[order[by]] = orders + 1, lines + len(values), worth + total
    return sums


def invoiced(desk: Desk, by: str) -> Sums:
    """The same from the books, by an attribute of the order."""
    lines: defaultdict[str | None, int] = defaultdict(int)
    for line in desk.history.facts.invoice_lines:
        lines[line.invoice] += line.product is not None
    orders = {order.id: order for order in desk.history.facts.orders}
    sums: Sums = {}
    for invoice in desk.history.facts.invoices:
        assert invoice.order is not None
        key = getattr(orders[invoice.order], by)
        count, number, worth = sums.get(key, (0, 0, 0))
        sums[key] = count + 1, number + lines[invoice.id], worth + invoice.gross.minor
    return sums


class TestNorthwind:
    @pytest.mark.parametrize(("header", "column"), [("customer_id", "customer"), ("employee_id", "salesperson")])
    def test_value_by_party(self, desk, header, column):
        """Orders, lines and value by customer and by employee are those of the files, to the cent."""
        assert invoiced(desk, column) == shipped(header)

    def test_takes_every_row_of_every_file(self, desk):
        """Every customer, employee, product, order and line of the files is in the books, shipped or not."""
        facts = desk.history.facts
        assert [len(facts.customers), len(facts.salespeople), len(facts.products)] == [91, 9, 77]
        assert {order.id for order in facts.orders} == {order["order_id"] for order in rows("orders.csv")}
        taken = sorted((one.order, one.product, Fraction(one.price), one.qty) for one in facts.order_lines)
        assert taken == sorted(
            (one["order_id"], one["product_id"], decimals(one["unit_price"]), int(one["quantity"]))
            for one in rows("order_details.csv")
        )

    def test_employees_report_to_each_other(self, desk):
        """Managers are the employees that the file names."""
        taken = {one.id: one.manager or "" for one in desk.history.facts.salespeople}
        assert taken == {one["employee_id"]: one["reports_to"] for one in rows("employees.csv")}

    def test_nothing_is_invented(self, desk):
        """The files know no tax, no terms, no arrival and no money received, and neither do the books."""
        facts = desk.history.facts
        assert facts.receipts == ()
        assert all(not one.tax and one.net == one.gross and one.due_on is None for one in facts.invoices)
        assert all(one.delivered_on is None for one in facts.deliveries)

    def test_lines_and_freight_are_the_invoice(self, desk):
        """The lines of an invoice, its freight among them, add up to it, and the books have no findings."""
        sums: defaultdict[str, int] = defaultdict(int)
        for line in desk.history.facts.invoice_lines:
            assert line.gross is not None
            sums[line.invoice] += line.gross.minor
        assert sums == {one.id: one.gross.minor for one in desk.history.facts.invoices}
        assert desk.check().clean

    def test_second_intake_appends_nothing(self, desk):
        """Taking the export in again finds every row there already (a file taken in twice counts once)."""
        facts = desk.history.facts
        change = desk.intake(corpus("northwind"), profile="northwind", dry_run=True)
        assert not any(change.appended.values())
        assert change.skipped == sum(len(facts.rows(name)) for name in _TABLES)

    def test_every_repair_is_said(self, desk):
        """Numbers with binary residue are counted by file and column, as many as have more than two decimals."""
        change = desk.intake(corpus("northwind"), profile="northwind", dry_run=True)
        said = {(one.place.file, one.place.column): one.context["count"] for one in change.findings}
        columns = [("orders.csv", "freight"), ("order_details.csv", "unit_price"), ("order_details.csv", "discount")]
        for file, column in [*columns, ("products.csv", "unit_price")]:
            count = sum(len(row[column].partition(".")[2]) > 2 for row in rows(file))
            assert said[file, column] == count > 0
        assert {one.code for one in change.findings} == {"number.residue"}


_TABLES = (
    "customers", "salespeople", "products", "orders", "order_lines", "deliveries", "delivery_lines", "invoices",
    "invoice_lines",
)  # fmt: skip


class TestTheLastMonth:
    def test_says_that_nothing_was_received(self, closed):
        """Closing the last month says that there are no receipts; every control is equal."""
        assert [one.code for one in closed.exceptions] == ["receipts.none"]
        assert closed.controls
        assert all(control.equal for control in closed.controls)

    def test_receivables_are_all_that_was_shipped(self, closed):
        """Without receipts the receivables are the sum of all orders shipped until then."""
        last = date(1998, 5, 31)
        assert max(one["shipped_date"] for one in rows("orders.csv")) <= last.isoformat()
        assert closed.receivables.minor == sum(worth for _, _, worth in shipped("customer_id").values())
        assert str(closed.receivables) == "1303810.87"


LADDER = ((0, Fraction(2, 100)), (1_000_000, Fraction(35, 1000)), (2_500_000, Fraction(5, 100)))
"""From how many cents on which rate holds: 2 %, from 10,000.00 on 3.5 %, from 25,000.00 on 5 %."""
QUARTERS = [Period.parse(f"{year}Q{quarter}") for year in (1996, 1997, 1998) for quarter in (1, 2, 3, 4)]


def employed(facts: Facts, tiers: TierMode, cap: str | None) -> History:
    """The books with all employees under one quarterly plan on what was invoiced."""
    most = None if cap is None else Money.parse(cap, "USD")
    plan = CommissionPlan(
        id="NW", version=1, basis="invoiced", measure="net", tiers=tiers, period="quarter", cap=most
    )  # fmt: skip
    steps = ((Money(start, "USD"), Decimal(rate.numerator) / rate.denominator) for start, rate in LADDER)
    people = tuple(evolve(row, plan="NW") for row in facts.salespeople)
    rows = tuple(CommissionTier(plan="NW", from_amount=start, rate=rate) for start, rate in steps)
    return History(COMPANY, evolve(facts, salespeople=people, commission_plans=(plan,), commission_tiers=rows))


def sold_in(quarter: Period) -> dict[str, int]:
    """Cents by employee of what was shipped in a quarter, from the files alone."""
    goods: defaultdict[str, int] = defaultdict(int)
    for line in rows("order_details.csv"):
        price = decimals(line["unit_price"]) * int(line["quantity"])
        goods[line["order_id"]] += cents(price * (1 - decimals(line["discount"])))
    sold = {one["employee_id"]: 0 for one in rows("employees.csv")}
    for order in rows("orders.csv"):
        if order["shipped_date"] and date.fromisoformat(order["shipped_date"]) in quarter:
            sold[order["employee_id"]] += goods[order["order_id"]] + cents(decimals(order["freight"]))
    return sold


def earned_on(base: int, tiers: TierMode) -> int:
    """Cents that a base earns: each tier's part of it at its rate, or all of it at the last one reached."""
    if tiers == "whole":
        return cents([rate for start, rate in LADDER if start <= base][-1] * Fraction(base, 100))
    ends = [start for start, _ in LADDER[1:]] + [max(base, LADDER[-1][0])]
    parts = [(min(base, end) - start, rate) for (start, rate), end in zip(LADDER, ends, strict=True) if base > start]
    return sum(cents(rate * Fraction(part, 100)) for part, rate in parts)


def as_it_happened(facts: Facts) -> Facts:
    """The rows as if each had been entered on its day, and not all of them on the day of the intake."""
    tables = (table.name for table in fields(Facts) if table.name != "registers")
    return evolve(facts, **{name: tuple(evolve(row, recorded_on=None) for row in facts.rows(name)) for name in tables})


def expected(quarter: Period, tiers: TierMode, cap: str | None) -> dict[str, tuple[int, int]]:
    """Base and commission by employee, from the files alone."""
    most = 10**12 if cap is None else cents(Fraction(cap))
    return {who: (base, min(most, earned_on(base, tiers))) for who, base in sold_in(quarter).items()}


class TestCommission:
    @pytest.mark.parametrize("cap", [None, "800.00"])
    @pytest.mark.parametrize("tiers", get_args(TierMode))
    def test_of_the_nine_employees(self, desk, tiers, cap):
        """What each employee earns in each quarter on what was invoiced is worked out from the files alone."""
        history = employed(as_it_happened(desk.history.facts), tiers, cap)
        for quarter in QUARTERS:
            drawn = commission(history, quarter).statements
            assert {one.salesperson: (one.base.minor, one.earned.minor) for one in drawn} == expected(
                quarter, tiers, cap
            )
            assert all(one.payout == one.earned and not one.clawback for one in drawn)
            assert len(drawn) == 9

    def test_taken_in_later_it_is_owed_then(self, desk):
        """Nobody knew a row before the intake: the quarter of it says what each of the old ones earned."""
        history = employed(desk.history.facts, "marginal", "800.00")
        assert commission(history, QUARTERS[4]).statements == ()
        drawn = commission(history, Period.of("quarter", NOW.date())).statements
        told = {one.salesperson: {row.period: row.difference.minor for row in one.restated} for one in drawn}
        each = {quarter.name: expected(quarter, "marginal", "800.00") for quarter in QUARTERS}
        assert told == {who: {name: each[name][who][1] for name in each if each[name][who][1]} for who in told}
        assert [one.clawback.minor for one in drawn] == [sum(told[one.salesperson].values()) for one in drawn]

    def test_all_that_was_shipped_counts_once(self, desk):
        """The quarters' bases are all that was shipped; their lines say of which line each cent is."""
        history = employed(as_it_happened(desk.history.facts), "marginal", None)
        drawn = [one for quarter in QUARTERS for one in commission(history, quarter).statements]
        assert str(total((one.base for one in drawn), "USD")) == "1303810.87"
        assert all(sum(line.amount.minor for line in one.lines) == one.earned.minor for one in drawn)
        traced: defaultdict[tuple[str | None, int | None], int] = defaultdict(int)
        for line in (line for one in drawn for line in one.lines):
            traced[line.invoice, line.line] += line.base.minor
        known = {(one.invoice, one.line): one.net.minor for one in history.facts.invoice_lines}
        assert traced == {key: net for key, net in known.items() if net}
