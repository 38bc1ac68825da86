"""Placements without a server: whatever is reconciled, nothing is placed twice and no more than there is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from salessupport.domain.facts import Allocation

from papers import yuan
from salessupport_tryton.placements import EMPTY, Ledger, Placing

ON = date(2026, 6, 10)


def entry(id: int, fen: int, *, move: int, group: int | None = None, pays: str | None = None) -> Any:
    """An entry; `fen` above zero take from what is owed."""
    paid = {"id": 1, "number": pays, "description": None} if pays else None
    sides = {"debit": Decimal(max(-fen, 0)) / 100, "credit": Decimal(max(fen, 0)) / 100}
    return {"id": id, "move": move, "reconciliation": group, "invoice_payment.": paid, **sides}


def ledger(*entries: Any, invoices: dict[int, str]) -> Ledger:
    def by(name: str) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for each in entries:
            if each[name] is not None:
                found.setdefault(each[name], []).append(each)
        return found

    return Ledger(by("reconciliation"), by("move"), invoices)


def placed(books: Ledger, *lines: Any, currency: str = "CNY", foreign: bool = False) -> tuple[Allocation, ...]:
    return Placing(books, currency, foreign).allocations("R", ON, lines)


def told(rows: tuple[Allocation, ...]) -> list[tuple[str, str, str]]:
    return [(row.id, row.target, str(row.amount)) for row in rows]


class TestReconciled:
    def test_a_payment_line_says_itself_what_it_pays(self) -> None:
        """It is placed with all that it is, whatever it is reconciled with."""
        line = entry(5, 700, move=1, group=9, pays="INV-1")
        assert told(placed(EMPTY, line)) == [("R-1", "INV-1", "7.00")]

    def test_what_is_not_reconciled_is_not_placed(self) -> None:
        """Money that nobody placed pays nothing."""
        assert placed(EMPTY, entry(5, 700, move=1)) == ()

    def test_entries_are_set_against_each_other_in_order(self) -> None:
        """Two receipts and two invoices in one reconciliation: the first pays first, and the second what is left."""
        first, second = entry(5, 700, move=1, group=9), entry(6, 500, move=2, group=9)
        bills = entry(3, -400, move=3, group=9), entry(4, -800, move=4, group=9)
        books = ledger(*bills, first, second, invoices={3: "INV-1", 4: "INV-2"})
        assert told(placed(books, first)) == [("R-1-3", "INV-1", "4.00"), ("R-1-4", "INV-2", "3.00")]
        assert told(placed(books, second)) == [("R-1-4", "INV-2", "5.00")]

    def test_what_is_written_off_is_not_placed(self) -> None:
        """A cent too much that was written off pays no invoice."""
        line = entry(5, 701, move=1, group=9)
        books = ledger(entry(3, -700, move=3, group=9), line, entry(8, -1, move=7, group=9), invoices={3: "INV-1"})
        assert told(placed(books, line)) == [("R-1-3", "INV-1", "7.00")]

    def test_money_that_a_move_hands_on_is_followed(self) -> None:
        """Split in two, one part pays an invoice and the other is free."""
        line = entry(5, 700, move=1, group=9)
        split = entry(11, -700, move=2, group=9), entry(12, 300, move=2, pays="INV-1"), entry(13, 400, move=2)
        assert told(placed(ledger(line, *split, invoices={}), line)) == [("R-1-12", "INV-1", "3.00")]

    def test_money_that_was_grouped_is_followed_in_order(self) -> None:
        """Two receipts go on as one entry: the first pays the first invoice, the second what is left of them."""
        first, second = entry(5, 700, move=1, group=9), entry(6, 500, move=3, group=8)
        grouped = entry(11, -700, move=2, group=9), entry(12, -500, move=2, group=8), entry(13, 1200, move=2, group=7)
        bills = entry(14, -600, move=4, group=7), entry(15, -600, move=5, group=7)
        books = ledger(first, second, *grouped, *bills, invoices={4: "INV-1", 5: "INV-2"})
        assert told(placed(books, first, second)) == [
            ("R-1-14", "INV-1", "6.00"),
            ("R-1-15", "INV-2", "1.00"),
            ("R-2-15", "INV-2", "5.00"),
        ]

    def test_entries_that_lead_back_end(self) -> None:
        """A line that was reconciled with another of its own receipt pays nothing."""
        line, back = entry(5, 700, move=1, group=9), entry(6, -700, move=1, group=9)
        assert placed(ledger(line, back, invoices={}), line) == ()

    def test_a_difference_of_exchange_is_nothing(self) -> None:
        """In a foreign currency its own amounts count, and an entry in the company's alone is none."""
        dollars = {"second_currency.": {"id": 2, "code": "USD"}}
        line = entry(5, 700, move=1, group=9) | dollars | {"amount_second_currency": Decimal("-1.00")}
        bill = entry(3, -690, move=3, group=9) | dollars | {"amount_second_currency": Decimal("1.00")}
        books = ledger(bill, line, entry(8, -10, move=7, group=9), invoices={3: "INV-1"})
        assert told(placed(books, line, currency="USD", foreign=True)) == [("R-1-3", "INV-1", "1.00")]

    @given(st.lists(st.integers(1, 1000), min_size=1, max_size=5), st.lists(st.integers(1, 1000), max_size=5))
    def test_everything_is_placed_once(self, came: list[int], billed: list[int]) -> None:
        """Of receipts and invoices in one reconciliation each is used up as far as the other side goes, no more."""
        lines = [entry(100 + no, fen, move=no, group=9) for no, fen in enumerate(came)]
        bills = [entry(200 + no, -fen, move=50 + no, group=9) for no, fen in enumerate(billed)]
        books = ledger(*lines, *bills, invoices={50 + no: f"INV-{no}" for no in range(len(billed))})
        rows = [row for line in lines for row in placed(books, line)]
        assert sum((row.amount for row in rows if row.amount), yuan("0")).minor == min(sum(came), sum(billed))
        for no, fen in enumerate(billed):
            assert sum(row.amount.minor for row in rows if row.target == f"INV-{no}" and row.amount) <= fen
        for line, fen in zip(lines, came, strict=True):
            assert sum(row.amount.minor for row in placed(books, line) if row.amount) <= fen
