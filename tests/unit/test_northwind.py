"""The Northwind company: a foreign export through its shipped layout, against sums made from the files alone."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from corpora import corpus
from salessupport.books.writer import write_books
from salessupport.desk import Desk
from salessupport.desk.answers import CloseAnswer
from salessupport.domain.facts import Facts
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
