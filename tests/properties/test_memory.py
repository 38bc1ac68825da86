"""Laws of the reference adapters: one key makes one document, a feed misses nothing, money is conserved (ports.md 4.2).

No model is compared: what is true of the remote (`documents`, `effects`) is held against what its adapters answered.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeVar

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import Allocation, Customer, Invoice, Order, Receipt
from salessupport.domain.values.money import Money, SignedMoney, total
from salessupport.memory.bank_statements import MemoryBankStatements, book, open_account
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.record import Page, View
from salessupport.memory.remote import Remote, Settings
from salessupport.memory.sales import MemorySales
from salessupport.spi.capabilities import Idempotency, Lookup, Native, NoGuard, Upsert
from salessupport.spi.documents import InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.errors import (
    IdempotencyMismatch,
    LimitExceeded,
    OutcomeUnknown,
    Rejected,
    Unreachable,
    VersionConflict,
)
from salessupport.spi.feed import Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Ref, Version
from salessupport.spi.ports.bank_statements import BankAccount, BankLine

T = TypeVar("T")
DAY = date(2026, 1, 5)
GUARDS: tuple[Idempotency, ...] = (Native(), Lookup(), Upsert())
WEATHER = st.lists(st.sampled_from(["fair", "before", "after", "twice"]), max_size=30)


class Storm:
    """A wire with a list of weathers for its commands; after them all is fair. Its readings may lag and shuffle."""

    def __init__(self, weather: Iterable[str] = (), lags: Iterable[int] = (), seed: int | None = None) -> None:
        self._weather = iter(weather)
        self._lags = iter(lags)
        self._random = random.Random(seed) if seed is not None else None

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:
        weather = next(self._weather, "fair") if effect else "fair"
        if weather == "before":
            raise Unreachable
        answer = work()
        if weather == "twice":
            answer = work()
        if weather == "after":
            raise OutcomeUnknown
        if isinstance(answer, Page) and self._random:
            shuffled = self._random.sample(answer.records, len(answer.records))
            return evolve(answer, records=tuple(shuffled))  # type: ignore[return-value]
        return answer

    def view(self, remote: Remote, /) -> View:
        return remote.view(len(remote.changes) - next(self._lags, 0))


def storm(guard: Idempotency, weather: list[str]) -> Storm:
    """Make a storm that delivers twice only where the remote itself can tell: a search before sending cannot help."""
    return Storm(one for one in weather if one != "twice" or not isinstance(guard, Lookup))


def order(number: int, customer: str = "C") -> OrderDocument:
    """Make an order."""
    return OrderDocument(Order(id=f"SO-{number}", customer=customer, ordered_on=DAY), ())


def invoice(number: str, fen: int, *, original: str | None = None) -> InvoiceDocument:
    """Make an invoice, or a credit note where there is an original."""
    kind = "credit_note" if original else "invoice"
    head = Invoice(
        id=number,
        kind=kind,
        customer="C",
        issued_on=DAY,
        gross=Money(fen, "CNY"),
        status="issued",
        original=original,
    )
    return InvoiceDocument(head)


class TestOneKeyMakesOneDocument:
    @given(
        st.sampled_from(GUARDS),
        st.lists(st.tuples(st.integers(0, 3), st.sampled_from("AB")), min_size=1, max_size=12),
        WEATHER,
    )
    def test_whatever_happens_to_answers(
        self, guard: Idempotency, commands: list[tuple[int, str]], weather: list[str]
    ) -> None:
        """However often a key is sent, there is one document with the content that came first."""
        remote = Remote(settings=Settings(guard))
        sales = MemorySales(remote, storm(guard, weather))
        first: dict[int, str] = {}
        for number, customer in commands:
            key = Key.of("order", number)
            try:
                answer = sales.post_order(order(number, customer), key=key)
            except IdempotencyMismatch:
                assert first[number] != customer
            except (Unreachable, OutcomeUnknown):
                pass
            else:
                assert isinstance(answer, Done)
                assert number not in first or (answer.replayed and first[number] == customer)
            if remote.effects(key):
                assert customer == first.setdefault(number, customer) or first[number] != customer
        documents = remote.documents(("orders",))
        assert len(documents) == len(first)
        assert all(len(document.keys) == 1 == remote.effects(document.keys[0]) for document in documents)
        for document in documents:
            head = document.rows["orders"][0]
            assert isinstance(head, Order)
            assert head.customer == first[int(head.id.removeprefix("SO-"))]

    @given(st.sampled_from(GUARDS), WEATHER)
    def test_what_is_there_is_found(self, guard: Idempotency, weather: list[str]) -> None:
        """After a lost answer `find` tells exactly whether there was an effect."""
        remote = Remote(settings=Settings(guard))
        sales = MemorySales(remote, storm(guard, weather))
        for number in range(5):
            key = Key.of("order", number)
            with suppress(Unreachable, OutcomeUnknown):
                sales.post_order(order(number), key=key)
            found = sales.find(key)
            assert (found is not None) == (remote.effects(key) == 1)
            assert found is None or (isinstance(found, Done) and found.replayed)

    def test_without_guard_there_may_be_two(self) -> None:
        """A remote without key and search makes a second document of a repetition: nothing hides that."""
        remote = Remote(settings=Settings(NoGuard()))
        sales = MemorySales(remote)
        for _ in range(2):
            sales.post_order(order(1), key=Key.of("order", 1))
        assert remote.effects(Key.of("order", 1)) == len(remote.documents()) == 2

    @given(st.integers(0, 10), st.integers(0, 10))
    def test_a_key_is_forgotten_behind_its_window(self, window: int, later: int) -> None:
        """Within the window a repetition is told, behind it there is a second document."""
        remote = Remote(settings=Settings(Native(timedelta(hours=window))))
        sales = MemorySales(remote)
        sales.post_order(order(1), key=Key.of("order", 1))
        remote.advance(timedelta(hours=later) - timedelta(seconds=1 if later else 0))
        sales.post_order(order(1), key=Key.of("order", 1))
        assert remote.effects(Key.of("order", 1)) == (1 if later <= window else 2)

    @given(st.integers(0, 3))
    def test_a_search_that_lags_doubles_and_one_that_does_not_never(self, lag: int) -> None:
        """Under `Lookup` a repetition before the document can be seen makes a second one: callers have to wait."""
        remote = Remote(settings=Settings(Lookup(timedelta(seconds=5))))
        sales = MemorySales(remote, Storm(lags=[0, lag]))
        for _ in range(2):
            sales.post_order(order(1), key=Key.of("order", 1))
        assert remote.effects(Key.of("order", 1)) == (2 if lag else 1)


class TestVersions:
    @given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=10))
    def test_only_the_expected_version_is_changed(self, edits: list[tuple[int, bool]]) -> None:
        """A change with an older version is refused with the current one, and nothing changes."""
        remote = Remote()
        sales = MemorySales(remote)
        answer = sales.post_order(order(1), key=Key.of("order", 1))
        assert isinstance(answer, Done)
        ref, version = answer.value, 1
        for number, (back, by_person) in enumerate(edits):
            if by_person:
                remote.set(ref, {"orders": (order(1, f"P{number}").order,)})
                version += 1
            expect = Version(str(version - back))
            key = Key.of("amend", number)
            if back:
                with pytest.raises(VersionConflict) as caught:
                    sales.amend_order(ref, order(1, "X"), key=key, expect=expect)
                assert caught.value.context["current"] == str(version)
                assert remote.effects(key) == 0
            else:
                sales.amend_order(ref, order(1, "X"), key=key, expect=expect)
                version += 1
                again = sales.amend_order(ref, order(1, "X"), key=key, expect=expect)
                assert isinstance(again, Done)
                assert again.replayed
        assert remote.require(ref).version == version


class TestFeeds:
    @given(
        st.lists(st.tuples(st.sampled_from(["set", "delete", "read"]), st.integers(0, 5)), max_size=40),
        st.integers(1, 3),
        st.integers(1, 9),
        st.lists(st.integers(0, 4), max_size=20),
        st.integers(0, 99),
    )
    def test_from_any_cursor_on_nothing_is_missed(
        self, steps: list[tuple[str, int]], page: int, ties: int, lags: list[int], seed: int
    ) -> None:
        """Reading on from the cursor of any batch, with breaks, lags and shuffled pages, ends with what is there."""
        remote = Remote(settings=Settings(page=page, ties=ties))
        customers = MemoryCustomers(remote, Storm(lags=lags, seed=seed))
        mirror: dict[Ref, Change] = {}
        cursor: Cursor | None = None
        for step, number in steps:
            there = remote.ours("customers", f"C{number}")
            rows = {"customers": (Customer(id=f"C{number}", name=str(len(remote.changes))),)}
            if step == "read":
                cursor = self._read(customers, mirror, cursor, number)
            elif step == "delete" and there:
                remote.delete(there.ref)
            elif there:
                remote.set(there.ref, rows)
            else:
                remote.add("customers", rows)
        fair = MemoryCustomers(remote)
        self._read(fair, mirror, cursor, None)
        truth = {d.ref: (str(d.version), d.deleted, {} if d.deleted else d.rows) for d in remote.documents()}
        assert {ref: (c.version.mark, c.deleted, dict(c.rows)) for ref, c in mirror.items()} == truth

    def _read(
        self, customers: MemoryCustomers, mirror: dict[Ref, Change], cursor: Cursor | None, batches: int | None
    ) -> Cursor | None:
        """Apply some batches, or all, as the contract says: by document and version."""
        seqs = {(record.ref, record.mark): record.seq for record in customers.remote.changes}
        last = -1
        for number, batch in enumerate(customers.changes(Cursor.parse(cursor.text) if cursor else None)):
            if number == batches:
                break
            for change in batch.items:
                assert seqs[change.ref, change.version] > last
                last = seqs[change.ref, change.version]
            assert len(batch.items) <= customers.remote.settings.page
            mirror.update({change.ref: change for change in batch.items})
            cursor = batch.cursor
        return cursor

    @given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 20))
    def test_batches_come_in_order_and_a_tie_group_may_be_larger_than_a_page(
        self, documents: int, page: int, ties: int
    ) -> None:
        """Each run hands every document over once, in the order of changes, and ends."""
        remote = Remote(settings=Settings(page=page, ties=ties))
        refs = [remote.add("customers", {"customers": (Customer(id=f"C{n}", name="x"),)}) for n in range(documents)]
        batches = list(MemoryCustomers(remote).changes())
        assert [change.ref for batch in batches for change in batch.items] == refs
        assert [len(batch.items) for batch in batches[:-1]] == [page] * (len(batches) - 1)
        for number, batch in enumerate(batches):
            behind = [change.ref for one in MemoryCustomers(remote).changes(batch.cursor) for change in one.items]
            assert behind == refs[min((number + 1) * page, documents) - 1 :]


class TestMoney:
    @given(
        st.lists(
            st.tuples(st.sampled_from(["invoice", "credit", "settle"]), st.integers(0, 3), st.integers(1, 200)),
            max_size=20,
        )
    )
    def test_open_items_are_what_was_posted_less_what_was_taken(self, acts: list[tuple[str, int, int]]) -> None:
        """The sum of open items is that of invoices less credit notes less placed money; no limit is passed."""
        remote = Remote()
        sales = MemorySales(remote)
        balance, credited, gross = 0, dict.fromkeys(range(4), 0), dict.fromkeys(range(4), 0)
        for number, (act, which, fen) in enumerate(acts):
            key = Key.of(act, number)
            try:
                if act == "invoice" and not gross[which]:
                    sales.post_invoice(invoice(f"I{which}", fen), key=key)
                    gross[which], balance = fen, balance + fen
                elif act == "credit":
                    sales.post_invoice(invoice(f"N{number}", fen, original=f"I{which}"), key=key)
                    credited[which], balance = credited[which] + fen, balance - fen
                elif act == "settle":
                    sales.post_settlement(settlement(number, f"I{which}", fen), key=key)
                    balance -= fen
            except Rejected:
                assert remote.effects(key) == 0
        items = list(sales.open_items(as_of=DAY))
        assert total((item.open for item in items), "CNY") == Money(balance, "CNY")
        assert all(credited[which] <= gross[which] for which in gross)

    @given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 100))
    def test_a_settlement_stays_within_receipt_and_item(self, item: int, money: int, placed: int) -> None:
        """At the bound it is taken, above one of the two it is refused and nothing changes."""
        remote = Remote()
        sales = MemorySales(remote)
        sales.post_invoice(invoice("I1", item), key=Key.of("invoice", 1))
        key = Key.of("settle", 1)
        posted = settlement(1, "I1", placed, money=money)
        if placed <= min(item, money):
            sales.post_settlement(posted, key=key)
        else:
            with pytest.raises(LimitExceeded):
                sales.post_settlement(posted, key=key)
        assert remote.effects(key) == (placed <= min(item, money))

    @given(st.integers(-500, 500), st.lists(st.tuples(st.integers(0, 9), st.integers(-99, 99)), max_size=10))
    def test_opening_and_lines_make_the_closing_balance(self, opening: int, lines: list[tuple[int, int]]) -> None:
        """For every day: what stood there and what was booked to then is the balance."""
        remote = Remote(settings=Settings(page=2))
        open_account(remote, BankAccount("62", "Bank", "CNY"), SignedMoney(Money(opening, "CNY")))
        for number, (day, fen) in enumerate(lines):
            booked_on = DAY + timedelta(days=day)
            book(remote, BankLine(str(number), "62", booked_on, SignedMoney(Money(fen, "CNY"))))
        bank = MemoryBankStatements(remote)
        read = [line for batch in bank.lines("62") for line in batch.items]
        assert [line.id for line in read] == [str(number) for number in range(len(lines))]
        for day in range(10):
            on = DAY + timedelta(days=day)
            booked = sum(line.amount.minor for line in read if line.booked_on <= on)
            assert bank.balance("62", on=on) == Money(opening + booked, "CNY")


def settlement(number: int, target: str, placed: int, *, money: int | None = None) -> Settlement:
    """Make a receipt that is placed on one invoice."""
    receipt = Receipt(id=f"R{number}", received_on=DAY, amount=Money(money or placed, "CNY"), customer="C")
    row = Allocation(id=f"A{number}", source=f"R{number}", target=target, effective_on=DAY, amount=Money(placed, "CNY"))
    return Settlement(receipt, (row,))
