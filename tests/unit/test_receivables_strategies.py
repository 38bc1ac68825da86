"""The published strategies: what they draw is valid, covers every kind of fact, and shrinks to next to nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings

import salessupport.testing
from model.naive import Naive
from salessupport.domain.consistency import faults
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.values.policies import Company
from salessupport.testing import histories
from salessupport.testing.histories import STEPS
from support.receivables import examples
from support.rewriting import all_rows, days_of

Books = tuple[Company, Facts]
SEARCH = settings(max_examples=10_000, deadline=None, database=None, derandomize=True)
KINDS: dict[str, Callable[[Naive], bool]] = {
    "a set of several items": lambda m: any(
        sum(u.rule == "exact" and u.source == r for u in m.uses) > 1 for r in m.status
    ),
    "several sets": lambda m: "ambiguous" in m.status.values(),
    "a set with a credit note": lambda m: any(u.rule == "exact" and u.source in m.notes for u in m.uses),
    "a rest written off": lambda m: any(u.rule == "tolerance" for u in m.uses),
    "a rest written off and taken back": lambda m: any(u.rule == "tolerance" and u.until for u in m.uses),
    "interest paid": lambda m: any(u.kind == "interest" for u in m.uses),
    "interest paid and taken back": lambda m: any(u.kind == "interest" and u.until for u in m.uses),
    "an exchange difference": lambda m: any(u.value != u.carrying for u in m.uses if u.kind == "principal"),
    "an advance that settles a later invoice": lambda m: any(u.named != u.target and late(m, u) for u in m.uses),
    "another customer's item paid": lambda m: any(foreign(m, u) for u in m.uses),
    "a bill that turned bad after it paid": lambda m: any(u.until and u.source in m.of_bill.values() for u in m.uses),
    "a refund": lambda m: bool(m.refunds),
}
LESS = {
    "a set with a credit note": ("contract", "charge", "adjustment"),
    "a rest written off and taken back": ("contract", "change", "charge", "adjustment", "credit_note"),
    "an advance that settles a later invoice": ("charge", "adjustment", "credit_note", "bill", "bill_event", "change"),
}
MORE = {
    "a rest written off and taken back": ("row", "row", "row", "row", "reversal", "reversal", "reversal"),
    "an advance that settles a later invoice": ("contract", "contract", "row"),
}
"""Steps left out, and steps that happen oftener, where what is looked for is rare among all of them."""


def late(naive: Naive, use: object) -> bool:
    """Whether a row placed money after its own day."""
    return any(row.id == use.row and row.effective_on < use.day for row in naive.rows)


def foreign(naive: Naive, use: object) -> bool:
    """Whether a receipt settles what its payer does not owe."""
    return use.source in naive.receipts and naive.receipts[use.source].customer != naive.items[use.target].customer


class TestValidity:
    """Every drawn history could stand in an office's books."""

    @examples(200)
    @given(histories(max_customers=3, max_steps=18))
    def test_the_products_own_checks_find_no_fault(self, books: Books) -> None:
        """No row overdraws another, is dated before it, or names another account."""
        assert list(faults(History(*books))) == []

    @examples(100)
    @given(histories())
    def test_ids_are_unique_over_all_documents(self, books: Books) -> None:
        """No two rows share an id."""
        ids = [row.id for row in all_rows(books[1]) if hasattr(row, "id")]
        assert len(set(ids)) == len(ids)

    @examples(100)
    @given(histories(without=("row", "bill"), late=False, currencies=("JPY",)))
    def test_what_is_left_out_does_not_happen(self, books: Books) -> None:
        """Steps by name, late records and foreign accounts stay away when asked to."""
        facts = books[1]
        assert not facts.allocations
        assert not facts.bills
        assert all(row.recorded_on is None for row in all_rows(facts))
        assert {row.gross.currency for row in facts.invoices} <= {"JPY"}


class TestCoverage:
    """Nothing that the model knows of is out of the strategies' reach."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_of_settlement_is_drawn(self, kind: str) -> None:
        """A history with it is found."""

        def happens(books: Books) -> bool:
            return bool(days_of(books[1])) and KINDS[kind](Naive(*books, days_of(books[1])[-1]))

        drawn = histories(without=LESS.get(kind, ()), more=MORE.get(kind, ()))
        find(drawn, happens, settings=settings(SEARCH, phases=[Phase.generate]))

    def test_a_history_shrinks_to_its_point(self) -> None:
        """The smallest history with a receipt has one customer, one receipt of a round amount, and nothing else."""
        company, facts = find(histories(), lambda books: bool(books[1].receipts), settings=SEARCH)
        assert len(facts.customers) == len(facts.receipts) == 1
        assert len(list(all_rows(facts))) <= 3
        assert (company.currency, facts.receipts[0].amount.minor) == ("CNY", 100)


class TestForm:
    """Published strategies keep their names and keywords."""

    @pytest.mark.parametrize("name", salessupport.testing.__all__)
    def test_arguments_are_keywords(self, name: str) -> None:
        """Every argument of a published strategy is given by name and has a default."""
        parameters = inspect.signature(getattr(salessupport.testing, name)).parameters.values()
        assert all(one.kind is one.KEYWORD_ONLY and one.default is not one.empty for one in parameters)

    def test_the_steps_have_names(self) -> None:
        """The steps that `without` may name are these; more may be added."""
        assert STEPS.keys() >= {
            "invoice",
            "receipt",
            "row",
            "credit_note",
            "charge",
            "reversal",
            "bill",
            "bill_event",
            "contract",
        }
