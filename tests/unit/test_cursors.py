"""Cursors: a page and its cursor are one transaction, nothing is passed, nothing is applied twice (R28, M16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from salessupport.memory.remote import Remote, Settings
from salessupport.memory.sales import MemorySales
from salessupport.runtime.cursors import EMPTY_PAGES, Feed, Pulled, identity_of, pull, saved
from salessupport.runtime.journal import SqliteJournal
from salessupport.spi.errors import ContractViolation, Unreachable
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.outcomes import Ref, Version
from salessupport.spi.ports.journal import Draft, Transaction
from salessupport.testing.faults import FAULTS, Fault
from salessupport.testing.simulated import SimulatedClock
from salessupport.testing.weather import Weather
from support.journals import fast_folder, opened
from support.writes import order


@pytest.fixture
def journal() -> Iterator[SqliteJournal]:
    """A new journal."""
    with fast_folder() as folder, opened(folder / "journal.db") as made:
        yield made


def noted(transaction: Transaction, change: Change) -> None:
    """Apply a change by noting it."""
    transaction.append(Draft("order.seen", str(change.ref), "sync", {"version": change.version.mark}))


def seen(journal: SqliteJournal) -> list[str]:
    """What was applied, in order."""
    return [entry.id for entry in journal.entries() if entry.kind == "order.seen"]


def remote_with(count: int, *, page: int = 2, ties: int = 1) -> Remote:
    """A remote that holds so many orders."""
    remote = Remote("erp", Settings(page=page, ties=ties))
    for number in range(1, count + 1):
        remote.add("orders", {"orders": (order(number).order,)})
    return remote


def feed_of(remote: Remote, weather: Weather | None = None) -> Feed[Change]:
    """Its orders as a feed."""
    sales = MemorySales(remote, weather)
    return Feed("erp/orders", lambda since: sales.changes(since, kinds=("orders",)), identity_of)


class TestPulling:
    def test_every_document_is_applied_once_in_order_and_the_cursor_is_saved(self, journal: SqliteJournal) -> None:
        """Pages of two, five documents; reading again changes nothing (M16)."""
        remote = remote_with(5)
        assert pull(journal, feed_of(remote), noted, actor="sync") == Pulled(3, 5, 0)
        head = journal.head()
        again = pull(journal, feed_of(remote), noted, actor="sync")
        assert again.applied == 0
        assert journal.head() == head
        assert seen(journal) == [f"orders:ORDERS-{number:06d}" for number in range(1, 6)]

    def test_a_changed_document_is_applied_again(self, journal: SqliteJournal) -> None:
        """Its version is another."""
        remote = remote_with(3)
        pull(journal, feed_of(remote), noted, actor="sync")
        remote.set(Ref("orders", "ORDERS-000002"), {"orders": (order(2, "x").order,)})
        remote.delete(Ref("orders", "ORDERS-000003"))
        pull(journal, feed_of(remote), noted, actor="sync")
        assert seen(journal)[3:] == ["orders:ORDERS-000002", "orders:ORDERS-000003"]

    @pytest.mark.parametrize("ties", [1, 5])
    def test_a_reading_that_breaks_off_goes_on_where_it_stood(self, journal: SqliteJournal, ties: int) -> None:
        """Pages before the break stand, equal times on a page's border lose nothing (F16, F29)."""
        remote = remote_with(7, ties=ties)
        weather = Weather(SimulatedClock())
        weather.forecast((None, None, Fault(FAULTS["F1"])))
        with pytest.raises(Unreachable):
            pull(journal, feed_of(remote, weather), noted, actor="sync")
        assert len(seen(journal)) == 4
        pull(journal, feed_of(remote, weather), noted, actor="sync")
        assert seen(journal) == [f"orders:ORDERS-{number:06d}" for number in range(1, 8)]

    def test_a_page_that_cannot_be_applied_does_not_move_the_cursor(self, journal: SqliteJournal) -> None:
        """Neither an item of it nor its cursor stands."""
        remote = remote_with(4)

        def picky(transaction: Transaction, change: Change) -> None:
            noted(transaction, change)
            if change.ref.id.endswith("4"):
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            pull(journal, feed_of(remote), picky, actor="sync")
        assert len(seen(journal)) == 2
        cursor = saved(journal, "erp/orders")
        assert cursor is not None
        assert cursor.position.endswith("|1")


def batches(*pages: tuple[Sequence[str], str]) -> Feed[Change]:
    """A feed of these pages: ids, and where the cursor stands behind them."""

    def read(_: Cursor | None) -> Iterator[Batch[Change]]:
        for ids, position in pages:
            items = tuple(Change(Ref("orders", name), Version("1")) for name in ids)
            yield Batch(items, Cursor("odd", "orders", 1, position))

    return Feed("odd/orders", read, identity_of)


class TestCircles:
    def test_a_page_given_twice_is_an_error(self, journal: SqliteJournal) -> None:
        """The same items behind the same cursor."""
        with pytest.raises(ContractViolation) as caught:
            pull(journal, batches((["A"], "1"), (["A"], "1")), noted, actor="sync")
        assert caught.value.code == "cursor.repeated"

    def test_a_cursor_that_goes_back_is_an_error(self, journal: SqliteJournal) -> None:
        """The stream was reset while it was read (F28)."""
        with pytest.raises(ContractViolation) as caught:
            pull(journal, batches((["A"], "1"), (["B"], "2"), (["A"], "1")), noted, actor="sync")
        assert caught.value.code == "cursor.backwards"

    def test_empty_pages_for_ever_are_an_error(self, journal: SqliteJournal) -> None:
        """A next one is promised each time."""
        empty = [((), str(number)) for number in range(EMPTY_PAGES + 1)]
        pull(journal, batches(*empty[:-1]), noted, actor="sync")
        with pytest.raises(ContractViolation) as caught:
            pull(journal, batches(*empty), noted, actor="sync")
        assert caught.value.code == "cursor.empty_pages"

    def test_many_items_of_one_time_may_share_a_cursor(self, journal: SqliteJournal) -> None:
        """A group of equal times larger than a page is honest."""
        pull(journal, batches((["A", "B"], "1"), (["C"], "1")), noted, actor="sync")
        assert len(seen(journal)) == 3
