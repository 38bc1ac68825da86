"""The journal: what is appended stands, in order, hashed over every column; its state follows from its entries."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from salessupport.domain.values.errors import ConfigError, InvalidMoney, NotFound, StoreError, StoreFull
from salessupport.runtime.journal import SqliteJournal
from salessupport.runtime.journal.chain import Derivation, replay
from salessupport.runtime.journal.engine import Mode, check_engine, wal_is_safe
from salessupport.runtime.journal.entries import GENESIS, columns_of, hash_of
from salessupport.spi.errors import ChainBroken, StoreBusy, StoreCorrupt, UnsafeEngine
from salessupport.spi.ports.journal import Draft, Slot
from salessupport.testing.simulated import SimulatedClock
from support.journals import draft, fast_folder, opened


@pytest.fixture
def path() -> Iterator[Path]:
    """Where a journal may be."""
    with fast_folder() as folder:
        yield folder / "journal.db"


def _append(journal: SqliteJournal, count: int) -> None:
    with journal.transaction() as transaction:
        for number in range(1, count + 1):
            transaction.append(draft(number))


def _append_within_another(journal: SqliteJournal) -> None:
    with journal.transaction() as transaction:
        transaction.append(draft(1))
        with journal.transaction():
            pass


class TestAppending:
    def test_entries_are_numbered_without_a_gap_and_each_follows_from_the_one_before(self, path: Path) -> None:
        """Numbers run from 1, the first entry tells of the creation, every hash holds the one before."""
        with opened(path) as journal:
            with journal.transaction() as transaction:
                transaction.append(draft(1))
                transaction.append(draft(2))
            entries = list(journal.entries())
            assert [entry.seq for entry in entries] == [1, 2, 3]
            assert entries[0].kind == "journal.created"
            assert [entry.prev_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
            assert journal.head() == journal.verify()
            assert journal.entry(2) == entries[1]
            assert [entry.seq for entry in journal.entries(2)] == [3]

    def test_nothing_of_a_transaction_that_failed_stands(self, path: Path) -> None:
        """An exception rolls all of it back, and the journal goes on."""
        with opened(path) as journal:
            with pytest.raises(StoreError):
                _append_within_another(journal)
            assert journal.head().seq == 1
            assert journal.slot("things", "T1") is None
            with journal.transaction() as transaction:
                assert transaction.append(draft(2)).seq == 2

    def test_a_number_that_is_not_there_is_not_found(self, path: Path) -> None:
        """Asking for an entry beyond the end says so."""
        with opened(path) as journal, pytest.raises(NotFound):
            journal.entry(99)

    def test_a_float_is_refused_before_anything_is_written(self, path: Path) -> None:
        """Amounts are texts; a float in a payload is an error and leaves nothing."""
        with opened(path) as journal:
            with pytest.raises(InvalidMoney), journal.transaction() as transaction:
                transaction.append(Draft("thing", "T", "clerk", {"amount": 0.1}))  # type: ignore[dict-item]
            assert journal.head().seq == 1

    def test_the_hash_covers_every_column(self) -> None:
        """Changing any single column of an entry changes its hash."""
        columns = columns_of(draft(1), 7, SimulatedClock().now(), "0" * 64)
        whole = hash_of(*columns[:-1])
        assert whole == columns[-1]
        for index, value in enumerate(columns[:-1]):
            other = 8 if isinstance(value, int) else value + " "
            assert hash_of(*columns[:index], other, *columns[index + 1 : -1]) != whole

    def test_a_clock_set_back_is_noted_once_and_times_do_not_decrease(self, path: Path) -> None:
        """After two hours back, entries keep the last time and one entry tells of the clock (B47)."""
        clock = SimulatedClock()
        with opened(path, clock) as journal:
            clock.advance(timedelta(hours=-2))
            for number in (1, 2):
                with journal.transaction() as transaction:
                    transaction.append(draft(number))
            entries = list(journal.entries())
        assert [entry.kind for entry in entries].count("journal.clock_set_back") == 1
        times = [entry.recorded_at for entry in entries]
        assert times == sorted(times)

    def test_a_chain_whose_times_go_back_is_broken_though_its_hashes_are_right(self) -> None:
        """Whoever rewrites entries has to keep their order in time, too (R22)."""
        now, derivation = SimulatedClock().now(), Derivation()
        first = columns_of(draft(1), 1, now, GENESIS)
        derivation.take(first)
        with pytest.raises(ChainBroken):
            derivation.take(columns_of(draft(2), 2, now - timedelta(seconds=1), first[-1]))
        derivation.take(columns_of(draft(2), 2, now, first[-1]))

    def test_the_table_itself_refuses_changes_deletions_and_gaps(self, path: Path) -> None:
        """Whoever writes with plain SQL meets the triggers first."""
        with opened(path):
            pass
        connection = sqlite3.connect(path)
        gap = "INSERT INTO journal SELECT 9, '', '', '', '', '', '', '', hash, hash FROM journal"
        for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal", gap):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
        connection.close()


class TestState:
    def test_a_slot_is_the_newest_state_and_knows_its_birth(self, path: Path) -> None:
        """Setting a slot again keeps the number of its first entry; replaying the entries gives the same (R23)."""
        with opened(path) as journal:
            for live in (True, False):
                with journal.transaction() as transaction:
                    transaction.append(draft(1, live=live))
            held = journal.slot("things", "T1")
            assert held is not None
            assert (held.born, held.seq, held.slot.live) == (2, 3, False)
            assert replay(journal.entries()) == {("things", "T1"): held}
            assert list(journal.slots("things", live=True)) == []
            assert list(journal.slots("things")) == [held]

    def test_a_prefix_gives_the_state_of_that_time(self, path: Path) -> None:
        """Replaying only the first entries gives what was held then (R24)."""
        with opened(path) as journal:
            with journal.transaction() as transaction:
                transaction.append(draft(1))
            then = journal.slot("things", "T1")
            with journal.transaction() as transaction:
                transaction.append(draft(1, live=False))
            before = replay(entry for entry in journal.entries() if entry.seq <= 2)
        assert before["things", "T1"] == then

    def test_due_slots_are_those_whose_time_has_come_and_that_are_first_in_their_lane(self, path: Path) -> None:
        """A later slot of a lane waits for the earlier ones that live; limit and wish narrow further."""
        clock = SimulatedClock()
        now = clock.now()
        with opened(path, clock) as journal, journal.transaction() as transaction:
            transaction.append(draft(1, lane="A", due=now))
            transaction.append(draft(2, lane="A", due=now))
            transaction.append(draft(3, lane="B", due=now + timedelta(seconds=1)))
            transaction.append(draft(4, lane="C", due=now))
            transaction.append(draft(5, lane="D"))
            found = [held.slot.key for held in transaction.due("things", limit=9, wanted=lambda _: True)]
            assert found == ["T1", "T4"]
            assert [h.slot.key for h in transaction.due("things", limit=1, wanted=lambda _: True)] == ["T1"]
            assert transaction.due("things", limit=0, wanted=lambda _: True) == []
            transaction.append(draft(1, lane="A", live=False))
            found = [h.slot.key for h in transaction.due("things", limit=9, wanted=lambda h: h.slot.key != "T4")]
            assert found == ["T2"]


def _hold(path: str, ready: object, done: object) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    ready.set()  # type: ignore[attr-defined]
    done.wait(10)  # type: ignore[attr-defined]


class TestEngine:
    def test_a_second_writer_gives_up_after_its_patience(self, path: Path) -> None:
        """While another process writes, a transaction is `StoreBusy` in time, and nothing hangs (B106)."""
        context = multiprocessing.get_context("spawn")
        ready, done = context.Event(), context.Event()
        with opened(path, patience=timedelta(milliseconds=50)) as journal:
            other = context.Process(target=_hold, args=(str(path), ready, done))
            other.start()
            assert ready.wait(30)
            with pytest.raises(StoreBusy), journal.transaction():
                pass
            done.set()
            other.join()

    def test_a_full_disk_is_told_and_nothing_is_written(self, path: Path) -> None:
        """What does not fit is `StoreFull`, and the journal stands as it was (F37)."""
        with opened(path) as journal:
            journal._connection.execute("PRAGMA max_page_count = 12")
            with pytest.raises(StoreFull):
                _append(journal, 500)
            assert journal.verify().seq == 1

    @pytest.mark.parametrize(
        ("version", "safe"),
        [
            ((3, 40, 1), False),
            ((3, 44, 5), False),
            ((3, 44, 6), True),
            ((3, 50, 6), False),
            ((3, 50, 7), True),
            ((3, 51, 2), False),
            ((3, 51, 3), True),
            ((3, 52, 0), True),
        ],
    )
    def test_wal_is_refused_where_sqlite_may_lose_commits(self, version: tuple[int, int, int], safe: bool) -> None:
        """WAL with several connections needs a repaired version (B107); the other modes need none."""
        assert wal_is_safe(version) is safe
        check_engine(Mode.ROLLBACK, version)
        check_engine(Mode.WAL_ALONE, version)
        if safe:
            check_engine(Mode.WAL, version)
        else:
            with pytest.raises(UnsafeEngine):
                check_engine(Mode.WAL, version)

    @pytest.mark.parametrize("mode", [Mode.ROLLBACK, Mode.WAL_ALONE])
    def test_a_journal_is_the_same_in_every_mode(self, path: Path, mode: Mode) -> None:
        """What one mode wrote, another reads."""
        with opened(path, mode=mode) as journal, journal.transaction() as transaction:
            transaction.append(draft(1))
        with opened(path, verify="recent") as journal:
            assert journal.verify().seq == 2

    @pytest.mark.parametrize("name", [".", "no/such/folder/journal.db"])
    def test_a_place_that_cannot_be_used_is_named(self, path: Path, name: str) -> None:
        """A folder, or a file in no folder, is a `StoreError` of ours, not one of SQLite's (B108)."""
        with pytest.raises(StoreError) as caught:
            opened(path.parent / name)
        assert caught.value.code == "store.access"

    def test_a_closed_journal_says_that_it_is_closed(self, path: Path) -> None:
        """Using it after the `with` is a typed error."""
        with opened(path) as journal:
            pass
        with pytest.raises(StoreError) as caught:
            journal.head()
        assert caught.value.code == "store.closed"

    def test_a_short_key_is_refused(self, path: Path) -> None:
        """A checkpoint that anybody could sign is none."""
        with pytest.raises(ConfigError):
            opened(path, key=b"short")


class TestCheckpoint:
    def test_it_is_signed_on_closing_and_after_so_many_entries(self, path: Path) -> None:
        """Closing signs the end; a long journal is signed on its way."""
        with opened(path) as journal:
            with journal.transaction() as transaction:
                for number in range(1, 65):
                    transaction.append(draft(number))
            signed = journal.seal.read()
            assert signed is not None
            assert signed.head == journal.head()
            with journal.transaction() as transaction:
                transaction.append(draft(65))
            signed = journal.seal.read()
            assert signed is not None
            assert signed.head.seq == 65
        signed = journal.seal.read()
        assert signed is not None
        assert signed.head.seq == 66

    def test_one_that_cannot_be_written_does_not_undo_what_was_committed(self, path: Path) -> None:
        """The commit stands, and the next one signs it."""
        with opened(path) as journal:
            journal.seal.path.unlink()
            journal.seal.path.mkdir()
            with journal.transaction() as transaction:
                for number in range(1, 70):
                    transaction.append(draft(number))
            assert journal.head().seq == 70
            journal.seal.path.rmdir()
            assert journal.checkpoint().seq == 70

    def test_another_process_that_began_the_journal_meanwhile_is_no_damage(self, path: Path) -> None:
        """Two that open a new journal at once both have it."""
        with opened(path) as first, opened(path) as second:
            with first.transaction() as transaction:
                transaction.append(draft(1))
            assert second.verify() == first.head()

    def test_a_slot_space_of_its_own_notes_the_clock(self, path: Path) -> None:
        """Slots of the journal itself are apart from those of its users."""
        with opened(path) as journal, journal.transaction() as transaction:
            transaction.append(Draft("x", "y", "z", slot=Slot("mine", "clock", {})))
            assert transaction.slot("journal", "clock") is None

    def test_verifying_sees_a_state_that_was_changed(self, path: Path) -> None:
        """`verify` finds what was edited behind the journal's back."""
        with opened(path) as journal:
            with journal.transaction() as transaction:
                transaction.append(draft(1))
            other = sqlite3.connect(path)
            with other:
                other.execute("UPDATE state SET live = 0")
            other.close()
            with pytest.raises(StoreCorrupt) as caught:
                journal.verify()
            assert caught.value.code == "store.state"
