"""Money on contracts, at every prefix of any valid history: where it is, what it waits for, what it is worth to gates.

Requirements §5, rules 3, 5 and 10; CO-03, CO-08, AR-01, AR-05; Conventions 5 and 6; decision 8 (the bridge).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.amendments import amount_of
from salessupport.domain.contracts.gates import may_invoice_in_full
from salessupport.domain.contracts.performance import contract_view
from salessupport.domain.facts import Contract, Customer, Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.instalment_basis import early, waiting
from salessupport.domain.receivables.instalments import Standing, contract_standing
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.schedule import amounts, parts
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.testing import histories
from support.receivables import examples
from support.rewriting import days_of, rewritten

Books = tuple[Company, Facts]
MORE = ("contract", "contract", "change", "change", "invoice", "receipt", "row", "row")
MANY = histories(max_customers=1, max_steps=20, more=MORE)
DAY = date(2026, 3, 2)
EXHAUSTIVE = 20_000


def standings(books: Books) -> Iterator[tuple[History, Ledger, Standing]]:
    """Give every contract on every day on which something happens."""
    history = History(*books)
    for day in days_of(history.facts):
        ledger = place(history, day)
        for contract in history.facts.contracts:
            if contract.signed_on <= day:
                yield history, ledger, contract_standing(history, ledger, contract.id)


def settled(ledger: Ledger, contract: str) -> Counter[str]:
    """Sum principal settled on a contract's invoices: by money, by credit notes, by writing off."""
    sums: Counter[str] = Counter()
    for posting in ledger.postings:
        if ledger.items[posting.target].contract == contract and posting.kind == "principal":
            kind = "written_off" if posting.rule in WRITTEN_OFF else ledger.credits[posting.source].kind
            sums[kind] += posting.amount
    return sums


class TestInstalments:
    """Rule 3 in the books."""

    @examples(80)
    @given(MANY)
    def test_they_are_the_contract_as_changed(self, books: Books) -> None:
        """Instalments sum to the amount as signed with all approved changes; none is negative."""
        for history, ledger, standing in standings(books):
            amount = amount_of(history, standing.contract, ledger.as_of)
            assert standing.amount == amount
            assert sum(one.amount.minor for one in standing.instalments) == amount.minor
            for one in standing.instalments:
                assert one.amount == one.received + one.written_off + one.open
                assert min(one.received.minor, one.written_off.minor, one.open.minor) >= 0

    @examples(80)
    @given(MANY)
    def test_good_money_is_on_them_or_in_excess(self, books: Books) -> None:
        """What settled the contract's invoices and what waits is what is collected, cent by cent."""
        for _, ledger, standing in standings(books):
            found = settled(ledger, standing.contract.id)
            assert standing.collected.minor == found["receipt"] + waiting(ledger, standing)
            assert standing.written_off.minor == found["written_off"]
            received = sum(one.received.minor for one in standing.instalments)
            assert received + standing.excess.minor == standing.collected.minor
            assert not standing.excess or received == standing.amount.minor

    @examples(100)
    @given(MANY)
    def test_no_more_waits_than_a_source_has_left(self, books: Books) -> None:
        """Money that was spent on something else or paid back waits nowhere, and waiting money has an instalment."""
        history = History(*books)
        for day in days_of(history.facts):
            ledger = place(history, day)
            kept: Counter[str] = Counter()
            for advances in ledger.advances.values():
                for advance in advances:
                    assert advance.left >= 0
                    kept[advance.credit.id] += advance.left
            assert all(kept[source] <= ledger.credits[source].left for source in kept)
            assert all(ledger.credits[source].good for source in kept if kept[source])

    @examples(60)
    @given(MANY, st.randoms(use_true_random=False))
    def test_the_order_of_rows_says_nothing(self, books: Books, random: object) -> None:
        """Tables in any order give the same standings."""
        company, facts = books
        other = rewritten(facts, lambda rows: iter(random.sample(rows, len(rows))))
        for (_, _, ours), (_, _, theirs) in zip(by_contract(books), by_contract((company, other)), strict=True):
            assert ours == theirs


def by_contract(books: Books) -> list[tuple[History, Ledger, Standing]]:
    """List standings by day and contract, whatever the order of the table."""
    return sorted(standings(books), key=lambda one: (one[1].as_of, one[2].contract.id))


class TestBridge:
    """Decision 8: receivable by instalment and by invoice differ by what is due and what is invoiced alone."""

    @examples(100)
    @given(MANY)
    def test_money_received_cancels_out(self, books: Books) -> None:
        """(Open fallen due - early money) - (open invoices - waiting) = fallen due - invoiced less credited.

        What is written off counts with the instalments that it lies on: on one that waits, it is early too.
        """
        for _, ledger, standing in standings(books):
            items = [item for item in ledger.items.values() if item.contract == standing.contract.id]
            fallen = [one for one in standing.instalments if one.fallen_due]
            due = sum(one.amount.minor for one in fallen)
            placed = sum(one.written_off.minor for one in fallen)
            lost_early = standing.written_off.minor - placed
            by_instalment = sum(one.open.minor for one in fallen) - early(standing).minor - lost_early
            by_invoice = sum(item.open for item in items) - waiting(ledger, standing)
            credited = settled(ledger, standing.contract.id)["credit_note"]
            assert by_instalment - by_invoice == due - sum(item.gross for item in items) + credited

    @examples(100)
    @given(MANY)
    def test_the_row_of_a_contract_adds_up(self, books: Books) -> None:
        """Collected + receivable + unbilled = amount; retained and overdue are within what is open."""
        for history, ledger, standing in standings(books):
            view = contract_view(history, ledger, standing.contract.id)
            assert view.collected + view.receivable + view.unbilled == view.amount
            assert (view.amount, view.collected, view.instalments) == (
                standing.amount,
                standing.collected,
                standing.instalments,
            )
            items = [item for item in ledger.items.values() if item.contract == standing.contract.id]
            notes = [row for row in history.facts.invoices if row.original in {item.id for item in items}]
            notes = [row for row in notes if row.issued_on <= ledger.as_of]
            assert view.invoiced.minor == sum(i.gross for i in items) - sum(n.gross.minor for n in notes)
            unpaid = sum(one.open.minor for one in view.instalments)
            assert 0 <= view.retained.minor + view.overdue.minor <= unpaid


class TestNinetyPercent:
    """Rules 3 and 5 together: the first two of 30/60/10 in full open the full invoice, a cent below T doesn't."""

    HISTORY = History(Company(name="某公司"), Facts(customers=(Customer(id="C", name="某客户"),)))
    THREE = parts((), "30/60/10")

    def allowed(self, total: int, paid: int) -> bool:
        """Ask the gate of a contract of `total` on which `paid` is in."""
        amount, zero = Money(total, "CNY"), Money(0, "CNY")
        contract = Contract(id="K", customer="C", signed_on=DAY, amount=amount, terms="30/60/10")
        standing = Standing(contract, amount, Money(paid, "CNY"), zero, zero, ())
        return may_invoice_in_full(self.HISTORY, Ledger(DAY), standing).allowed

    def check(self, total: int, policy: str) -> None:
        """Check one amount."""
        due = amounts(total, self.THREE, policy)
        threshold = 9 * total // 10
        assert self.allowed(total, due[1] + due[2])
        assert self.allowed(total, threshold)
        assert threshold == 0 or not self.allowed(total, threshold - 1)

    def test_every_amount_of_the_scope(self) -> None:
        """From 0.01 to 200.00, one cent apart."""
        for total in range(1, EXHAUSTIVE + 1):
            self.check(total, "largest_remainder")

    @examples(300)
    @given(st.integers(1, 10**14), st.sampled_from(("largest_remainder", "cumulative", "remainder_to_last")))
    def test_any_amount(self, total: int, policy: str) -> None:
        """Large ones, under every policy."""
        self.check(total, policy)

    @examples(60)
    @given(MANY)
    def test_in_the_books_it_follows_the_amount_as_changed(self, books: Books) -> None:
        """Allowed without consents exactly while good money is at least floor(0.9 x amount as changed)."""
        for history, ledger, standing in standings(books):
            gate = may_invoice_in_full(history, ledger, standing)
            threshold = 9 * standing.amount.minor // 10
            assert gate.allowed is (standing.collected.minor >= threshold)
            assert gate.required.minor == threshold


class TestApprovedChangesOnly:
    """CO-08: nothing changes before somebody approved it."""

    @examples(60)
    @given(MANY)
    def test_what_nobody_approved_has_no_effect(self, books: Books) -> None:
        """Without changes that nobody's consent covers, every contract stands as it does with them."""
        company, facts = books
        asked = {row.subject for row in facts.approvals}
        kept = tuple(row for row in facts.contract_changes if row.approved_by or row.id in asked)
        without = (company, evolve(facts, contract_changes=kept))
        days = set(days_of(without[1]))
        ours = [one[2] for one in standings(books) if one[1].as_of in days]
        assert ours == [one[2] for one in standings(without)]
