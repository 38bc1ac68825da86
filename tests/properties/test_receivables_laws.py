"""Laws of receivables at every prefix of any valid history (domain.md §4 I1-I8, I15; requirements §5 rules 1, 2, 4).

None of them is read off the model: they hold of the product's answers by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import Allocation, Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.ageing import ageing
from salessupport.domain.receivables.control import controls
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.settlement import invoice_view, receipt_view
from salessupport.domain.receivables.statement import Statement, statement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.policies import Company
from salessupport.testing import histories, policies
from support.receivables import everything, examples
from support.rewriting import cuts_of, days_of, kept

Books = tuple[Company, Facts]
DAY = timedelta(days=1)
ONLY_ROWS = policies(interest=("0",)).map(lambda rules: evolve(rules, allocation="explicit"))
"""Policies under which a receipt gains its first row without losing what the policy placed."""


def prefixes(books: Books) -> Iterator[tuple[History, Ledger]]:
    """Give the ledger of every day on which something happens."""
    history = History(*books)
    for day in days_of(history.facts):
        yield history, place(history, day)


def account(history: History, ledger: Ledger, customer: str, first: date, last: date) -> Statement:
    """Draw up a statement."""
    return statement(history, ledger, customer=customer, first=first, last=last)


class TestConservation:
    """I1: what stood, plus debits, less credits, stands."""

    @examples(100)
    @given(histories())
    def test_opening_and_movements_give_the_closing(self, books: Books) -> None:
        """Every statement adds up, and a day's closing is the next day's opening."""
        for history, ledger in prefixes(books):
            day = ledger.as_of
            later = place(history, day + DAY)
            for customer in history.customers:
                upto = account(history, ledger, customer, day, day)
                assert upto.opening + upto.debits - upto.credits == upto.closing
                assert account(history, later, customer, day + DAY, day + DAY).opening == upto.closing

    @examples(100)
    @given(histories())
    def test_the_balance_is_open_items_less_money_left(self, books: Books) -> None:
        """A statement's closing is what the customer's open items come to, less what is left of its money."""
        for history, ledger in prefixes(books):
            for customer in history.customers:
                closing = account(history, ledger, customer, ledger.as_of, ledger.as_of).closing.minor
                owed = sum(item.open for item in ledger.open_items(customer))
                assert closing == owed - sum(credit.left for credit in ledger.unplaced(customer))

    @examples(60)
    @given(histories())
    def test_every_control_total_is_equal(self, books: Books) -> None:
        """The second route to each figure of a month's close gives the same, in every month with facts."""
        history = History(*books)
        for month in sorted({day.replace(day=1) for day in days_of(history.facts)}):
            period = Period.month(f"{month:%Y-%m}")
            ledger, before = place(history, period.last), place(history, period.first - DAY)
            drawn = [account(history, ledger, one, period.first, period.last) for one in history.customers]
            named = [one for one in drawn if one.opening or one.lines]
            aged = ageing(history, ledger, known_at=None)
            found = controls(history, ledger, before, month=period, ageing=aged, statements=named)
            assert [one for one in found if not one.equal] == []


class TestBounds:
    """I2 and I15: nothing is settled or spent beyond what it is; what is closed is closed."""

    @examples(100)
    @given(histories())
    def test_no_item_and_no_source_is_overdrawn(self, books: Books) -> None:
        """What is open of an item, owed as interest, left of money, is never below zero nor above the whole."""
        for _, ledger in prefixes(books):
            for item in ledger.items.values():
                assert 0 <= item.open <= item.gross
                assert item.accrual is None or item.accrual.owed() >= 0
            for credit in ledger.credits.values():
                assert 0 <= credit.left <= credit.amount
                assert 0 <= credit.refunded <= credit.amount - credit.left

    @examples(100)
    @given(histories())
    def test_parts_of_a_document_are_the_whole(self, books: Books) -> None:
        """An invoice is credited, paid, written off or open; a good receipt is applied, unapplied or refunded."""
        for history, ledger in prefixes(books):
            for item in ledger.items.values():
                if item.kind != "charge":
                    view = invoice_view(history, ledger, item.id)
                    assert view.credited + view.paid + view.written_off + view.open == view.gross
            for credit in ledger.credits.values():
                if credit.kind == "receipt" and credit.good:
                    got = receipt_view(history, ledger, credit.id)
                    applied = sum(one.amount.minor for one in got.applied)
                    assert applied + got.unapplied.minor + got.refunded.minor == got.settles.minor

    @examples(100)
    @given(histories(currencies=("CNY", "EUR", "JPY", "KWD")))
    def test_nothing_open_means_nothing_carried(self, books: Books) -> None:
        """An item with nothing open in its currency is carried at nothing; money used up is worth nothing (I15)."""
        for history, ledger in prefixes(books):
            for item in ledger.items.values():
                assert item.open or item.slices.worth_left == 0
                assert item.kind == "charge" or invoice_view(history, ledger, item.id).closed is (item.open == 0)
            for credit in ledger.credits.values():
                assert credit.left or not credit.good or credit.slices.worth_left == 0

    @examples(100)
    @given(histories(without=("reversal", "bill_event")))
    def test_slices_stay_within_half_a_unit_of_their_share(self, books: Books) -> None:
        """What a settled part was carried at, and what spent money is worth, is its share but for rounding (I4)."""
        for _, ledger in prefixes(books):
            for slices in [one.slices for one in (*ledger.items.values(), *ledger.credits.values())]:
                error = 2 * abs(slices.worth_taken * slices.whole - slices.worth * slices.taken)
                assert error <= slices.whole


class TestPartition:
    """I3: each open cent stands in one bucket."""

    @examples(100)
    @given(histories(currencies=("CNY",)))
    def test_the_ageing_comes_to_the_accounts(self, books: Books) -> None:
        """Buckets sum to the items, items and money left to the total, the total to the statements' closings."""
        for history, ledger in prefixes(books):
            answer = ageing(history, ledger, known_at=None)
            items = [item for one in answer.customers for item in one.items]
            assert len({item.id for item in items}) == len(items)
            assert sum(one.minor for one in answer.buckets.values()) == sum(item.open.minor for item in items)
            assert sum(one.minor for one in answer.buckets.values()) + answer.unapplied.minor == answer.total.minor
            day = ledger.as_of
            closings = [account(history, ledger, one, day, day).closing.minor for one in history.customers]
            assert sum(closings) == answer.total.minor

    @examples(60)
    @given(histories(), st.integers(1, 120))
    def test_money_only_grows_older(self, books: Books, days: int) -> None:
        """Looked at later without a posting, an item stands in the same bucket or an older one (rule 4)."""
        history = History(*books)
        day = days_of(history.facts)[-1]
        now = ageing(history, place(history, day), known_at=None)
        then = ageing(history, place(history, day + timedelta(days=days)), known_at=None)
        order = list(now.buckets)
        later = {item.id: order.index(item.bucket) for one in then.customers for item in one.items}
        before = {item.id: order.index(item.bucket) for one in now.customers for item in one.items}
        assert later.keys() == before.keys()
        assert all(later[item] >= bucket for item, bucket in before.items())


class TestTakingBack:
    """I5: to place and to take back is to do nothing."""

    @examples(150)
    @given(histories(rules=ONLY_ROWS), st.data())
    def test_a_row_taken_back_leaves_no_trace(self, books: Books, data: st.DataObject) -> None:
        """A row added and reversed on the next day restores every open amount, all money and all worth."""
        company, facts = books
        history = History(company, facts)
        day = days_of(facts)[-1] + DAY
        ledger = place(history, day)
        rows = [
            Allocation(id="~1", source=credit.id, target=item.id, effective_on=day)
            for credit in ledger.credits.values()
            for item in ledger.items.values()
            if credit.left and credit.good and item.open and credit.customer == item.customer
            if credit.kind == "receipt" or credit.id in history.rows_of
        ]
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        undo = evolve(row, id="~2", reverses="~1", effective_on=day + DAY)
        done = place(History(company, evolve(facts, allocations=(*facts.allocations, row))), day)
        assert balances(done) != balances(ledger)
        undone = evolve(facts, allocations=(*facts.allocations, row, undo))
        assert balances(place(History(company, undone), day + DAY)) == balances(place(history, day + DAY))


def balances(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """Give what is open or left of every document, and what it is worth."""
    items = {item.id: (item.open, item.slices.worth_left) for item in ledger.items.values()}
    return items | {credit.id: (credit.left, credit.slices.worth_left) for credit in ledger.credits.values()}


class TestTime:
    """I8: what comes later changes nothing that was said before."""

    @examples(60)
    @given(histories())
    def test_facts_recorded_later_change_no_earlier_answer(self, books: Books) -> None:
        """Answers at a `known_at` are those of books in which later rows were never written."""
        company, facts = books
        for cut in cuts_of(facts):
            early = kept(facts, lambda row, cut=cut: row.known is None or row.known <= cut)
            day = days_of(early)[-1]
            assert everything(company, facts, day, known_at=cut) == everything(company, early, day)

    @examples(60)
    @given(histories())
    def test_facts_effective_later_change_no_earlier_answer(self, books: Books) -> None:
        """Answers as of a day are those of books without what is effective later, allocation rows excepted."""
        company, facts = books
        for day in days_of(facts):
            early = kept(facts, lambda row, day=day: not (row.effective and row.effective > day) or _is_row(row))
            assert everything(company, facts, day) == everything(company, early, day)

    @examples(60)
    @given(histories())
    def test_a_fold_is_a_prefix_of_a_later_fold(self, books: Books) -> None:
        """Postings and movements up to a day are the first of those up to any later day."""
        *_, (_, last) = prefixes(books)
        for _, ledger in prefixes(books):
            assert ledger.postings == [one for one in last.postings if one.on <= ledger.as_of]
            assert ledger.movements == [one for one in last.movements if one.on <= ledger.as_of]


def _is_row(row: object) -> bool:
    return isinstance(row, Allocation)
