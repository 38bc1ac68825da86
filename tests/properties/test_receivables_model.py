"""The product's fold gives the answers of the naive model, at every prefix of a history, as known at any time."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from model import answers
from model.naive import Naive
from salessupport.domain.facts import Facts
from salessupport.domain.values.policies import Company
from salessupport.testing import histories, policies
from support.receivables import differences, everything, examples
from support.rewriting import cuts_of, days_of

CNY = ("CNY",)
CONTRACTS = ("contract", "contract", "contract", "invoice", "invoice", "receipt", "receipt", "row", "row", "row")
OTHERS = ("charge", "adjustment", "credit_note")
ROWS = ("row", "row", "row", "row", "row")
PLAIN = policies(interest=("0",), tolerance=("0",))


def agree(company: Company, facts: Facts, known_at: date | None = None) -> None:
    """Compare all answers on every day on which something happens; statements from the day it happened before."""
    days = days_of(facts)
    naive = Naive(company, facts, days[-1], known_at)
    for since, day in zip([None, None, *days], days, strict=False):
        ours = everything(company, facts, day, known_at=known_at, since=since)
        theirs = answers.everything(naive, day, since)
        assert ours == theirs, (day, known_at, differences(ours, theirs))


class TestProductAndModel:
    """Conventions 1, 4, 6, 7, 8, 13 and 14, by two ways."""

    @examples(500)
    @given(histories(max_customers=2))
    def test_all_answers_are_equal_at_every_prefix(self, books: tuple[Company, Facts]) -> None:
        """Open items, money left, statements and ageings of any history agree on every day of it."""
        agree(*books)

    @examples(300)
    @given(histories(max_customers=1, currencies=CNY, max_steps=20))
    def test_long_histories_of_one_account_agree(self, books: tuple[Company, Facts]) -> None:
        """Many documents of one customer, where exact sets, runs of the oldest and rows meet, agree."""
        agree(*books)

    @examples(300)
    @given(histories(max_customers=1, without=("row", "adjustment", "contract"), rules=PLAIN))
    def test_receipts_without_rows_agree(self, books: tuple[Company, Facts]) -> None:
        """The policy alone places receipts: one exact set, several, none."""
        agree(*books)

    @examples(300)
    @given(histories(max_customers=1, max_steps=24, currencies=CNY, without=OTHERS, more=CONTRACTS))
    def test_money_on_contracts_agrees(self, books: tuple[Company, Facts]) -> None:
        """Rows on instalments, their advances, and bills and rows that take advances away, agree."""
        agree(*books)

    @examples(300)
    @given(histories(max_customers=3, without=("charge", "adjustment", "contract"), more=ROWS, currencies=CNY))
    def test_money_of_others_agrees(self, books: tuple[Company, Facts]) -> None:
        """Payments for another customer, and payments of nobody known, agree on both accounts."""
        agree(*books)

    @examples(150)
    @given(histories(max_customers=2, max_steps=12))
    def test_answers_are_equal_at_every_known_at(self, books: tuple[Company, Facts]) -> None:
        """What was known on any day gives the same answers by both ways, for that day and all others."""
        for known_at in cuts_of(books[1]):
            agree(*books, known_at=known_at)
