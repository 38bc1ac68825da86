"""A journal that is not what was written into it is refused, each damage by its own name (B100-B105, G7)."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from salessupport.domain.values.errors import MissingField, StoreError
from salessupport.runtime.journal import Mode, accept
from salessupport.spi.errors import (
    ChainBroken,
    ChainForked,
    NotOurFile,
    RollbackDetected,
    SchemaTooNew,
    StoreCorrupt,
)
from salessupport.testing.simulated import SimulatedClock
from support.journals import KEY, draft, fast_folder, filled, opened

FLIPS = 400


@pytest.fixture
def path() -> Iterator[Path]:
    """A journal of eleven entries, closed and signed."""
    with fast_folder() as folder:
        filled(folder / "journal.db", 10)
        yield folder / "journal.db"


def edited(path: Path, *statements: str) -> None:
    """Change the file with SQL, past the triggers, which stand again afterwards."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in (*statements, *(sql for _, sql in triggers)):
        connection.execute(statement)
    connection.commit()
    connection.close()


def refused(path: Path) -> StoreError:
    """The error with which the journal is refused."""
    with pytest.raises(StoreError) as caught:
        opened(path).close()
    return caught.value


def content(path: Path) -> tuple[object, ...]:
    """All that the journal gives."""
    with opened(path) as journal:
        return (*journal.entries(), *journal.slots("things"))


class TestBitFlips:
    def test_every_flip_in_an_entry_breaks_the_chain_at_its_number(self, path: Path) -> None:
        """One bit of a payload, anywhere in it: `ChainBroken` names the entry (B100)."""
        whole = path.read_bytes()
        start = whole.index('{"note":"项目 项目'.encode())
        with opened(path) as journal:
            length = len(journal.entry(2).payload.encode())
        numbers = set()
        for offset in range(start, start + length):
            flipped = bytearray(whole)
            flipped[offset] ^= 1 << (offset % 8)
            path.write_bytes(flipped)
            error = refused(path)
            assert isinstance(error, ChainBroken)
            numbers.add(error.context["seq"])
        assert len(numbers) == 1

    def test_any_flip_is_refused_or_changes_nothing(self, path: Path) -> None:
        """Wherever the bit is: the journal is refused with a typed error, or all it gives is what it was."""
        whole, before = path.read_bytes(), content(path)
        chance, detected = random.Random(7), 0
        for _ in range(FLIPS):
            flipped = bytearray(whole)
            flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            try:
                found = content(path)
            except StoreError:
                detected += 1
            else:
                assert found == before
        assert detected > FLIPS // 10

    def test_a_flip_in_the_state_is_found(self, path: Path) -> None:
        """The state has to be what the entries make of it."""
        edited(path, "UPDATE state SET body = replace(body, '3.00', '8.00') WHERE key = 'T3'")
        error = refused(path)
        assert error.code == "store.state"
        assert error.context["key"] == "T3"

    def test_a_slot_that_is_missing_from_the_state_is_found(self, path: Path) -> None:
        """So does what is missing there."""
        edited(path, "DELETE FROM state WHERE key = 'T3'")
        assert refused(path).code == "store.state"


class TestCutTails:
    @pytest.mark.parametrize("left", [0, 1, 100, 4096, 8192, 12288])
    def test_a_file_cut_short_is_refused(self, path: Path, left: int) -> None:
        """Whatever is left of the file, it does not open as if nothing had been lost."""
        path.write_bytes(path.read_bytes()[:left])
        assert isinstance(refused(path), StoreCorrupt | NotOurFile)

    def test_entries_deleted_at_the_end_are_a_rollback(self, path: Path) -> None:
        """The last three rows, deleted by SQL (B101)."""
        edited(path, "DELETE FROM state WHERE seq > 8", "DELETE FROM journal WHERE seq > 8")
        error = refused(path)
        assert isinstance(error, RollbackDetected)
        assert error.context["found"] == 8

    def test_even_if_sqlite_s_own_count_was_set_back_with_them(self, path: Path) -> None:
        """The checkpoint outside knows better."""
        edited(
            path,
            "DELETE FROM state WHERE seq > 8",
            "DELETE FROM journal WHERE seq > 8",
            "UPDATE sqlite_sequence SET seq = 8",
        )
        error = refused(path)
        assert isinstance(error, RollbackDetected)
        assert (error.context["seq"], error.context["found"]) == (11, 8)

    def test_the_same_is_seen_when_only_the_newest_entries_are_derived(self, path: Path) -> None:
        """A quick opening compares with the checkpoint just as well."""
        edited(path, "DELETE FROM journal WHERE seq > 8", "UPDATE sqlite_sequence SET seq = 8")
        with pytest.raises(RollbackDetected):
            opened(path, verify="recent")

    def test_a_wal_cut_short_is_a_rollback(self, path: Path) -> None:
        """SQLite recovers to less and says nothing; the checkpoint tells (B103)."""
        with opened(path, mode=Mode.WAL_ALONE) as journal:
            with journal.transaction() as transaction:
                transaction.append(draft(11))
            journal.checkpoint()
            taken = path.parent / "taken"
            taken.mkdir()
            for file in path.parent.glob("journal.db*"):
                shutil.copy(file, taken)
        wal = taken / "journal.db-wal"
        assert wal.stat().st_size > 4096
        wal.write_bytes(wal.read_bytes()[:4096])
        assert isinstance(refused(taken / "journal.db"), RollbackDetected)

    def test_an_entry_deleted_in_the_middle_breaks_the_chain(self, path: Path) -> None:
        """A gap has the number that is missing."""
        edited(path, "DELETE FROM state WHERE seq = 5", "DELETE FROM journal WHERE seq = 5")
        error = refused(path)
        assert isinstance(error, ChainBroken)
        assert error.context["seq"] == 5


class TestOtherFiles:
    def test_an_older_copy_put_back_is_a_rollback(self, path: Path) -> None:
        """A backup in the place of the newest file (B102)."""
        older = path.read_bytes()
        with opened(path) as journal, journal.transaction() as transaction:
            transaction.append(draft(11))
        path.write_bytes(older)
        assert isinstance(refused(path), RollbackDetected)

    def test_a_file_that_is_gone_is_a_rollback_not_a_new_journal(self, path: Path) -> None:
        """The checkpoint remembers that there was one."""
        path.unlink()
        assert isinstance(refused(path), RollbackDetected)
        assert not path.exists()

    def test_another_past_is_a_fork(self, path: Path) -> None:
        """A valid journal of as many entries that were not these."""
        other = path.with_name("other.db")
        with opened(other) as journal, journal.transaction() as transaction:
            for number in range(10, 0, -1):
                transaction.append(draft(number))
        shutil.copy(other, path)
        error = refused(path)
        assert isinstance(error, ChainForked)
        with pytest.raises(ChainForked):
            opened(path, verify="recent")

    @pytest.mark.parametrize("data", [b"hello world", b"PK\x03\x04" + bytes(200)])
    def test_a_foreign_file_is_not_touched(self, path: Path, data: bytes) -> None:
        """What is no journal stays as it is (B104)."""
        foreign = path.with_name("foreign.db")
        foreign.write_bytes(data)
        assert isinstance(refused(foreign), NotOurFile)
        assert foreign.read_bytes() == data

    def test_another_program_s_database_is_not_touched(self, path: Path) -> None:
        """SQLite alone does not make it ours."""
        foreign = path.with_name("foreign.db")
        connection = sqlite3.connect(foreign)
        connection.execute("CREATE TABLE t (a)")
        connection.close()
        data = foreign.read_bytes()
        assert isinstance(refused(foreign), NotOurFile)
        assert foreign.read_bytes() == data

    def test_a_newer_schema_is_not_touched(self, path: Path) -> None:
        """A newer version of the library wrote it (B105)."""
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 2")
        connection.close()
        data = path.read_bytes()
        error = refused(path)
        assert isinstance(error, SchemaTooNew)
        assert (error.context["found"], error.context["known"]) == (2, 1)
        assert path.read_bytes() == data

    @pytest.mark.parametrize(
        "statement",
        [
            "DROP TRIGGER journal_keeps_all",
            "DROP INDEX state_due",
            "CREATE TABLE more (a)",
            "PRAGMA user_version = 0",
        ],
    )
    def test_changed_tables_are_found(self, path: Path, statement: str) -> None:
        """Tables, indexes and triggers have to be the ones that we make."""
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.close()
        assert refused(path).code == "store.schema"


class TestCheckpoints:
    def test_a_checkpoint_that_was_edited_is_invalid(self, path: Path) -> None:
        """A number set back by hand has no right signature."""
        seal = path.with_name("journal.db.checkpoint")
        seal.write_bytes(seal.read_bytes().replace(b'seq\\":11', b'seq\\":10'))
        assert refused(path).code == "checkpoint.invalid"

    @pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[1]", b'{"checkpoint":1,"signature":2}'])
    def test_a_checkpoint_that_is_none_is_invalid(self, path: Path, data: bytes) -> None:
        """Whatever stands there instead."""
        path.with_name("journal.db.checkpoint").write_bytes(data)
        assert refused(path).code == "checkpoint.invalid"

    def test_another_key_is_told(self, path: Path) -> None:
        """The signature is of the key that the journal was begun with."""
        with pytest.raises(StoreCorrupt) as caught:
            opened(path, key=b"another key of the same length!!")
        assert caught.value.code == "checkpoint.invalid"

    def test_a_missing_checkpoint_is_told(self, path: Path) -> None:
        """Without it nobody knows how far the journal went."""
        path.with_name("journal.db.checkpoint").unlink()
        assert refused(path).code == "checkpoint.missing"


class TestAccepting:
    def test_a_restored_backup_is_accepted_under_a_name_and_goes_on(self, path: Path) -> None:
        """A person names its last entry; the journal remembers who, why, and what was expected."""
        older = path.read_bytes()
        with opened(path) as journal, journal.transaction() as transaction:
            transaction.append(draft(11))
        path.write_bytes(older)
        assert isinstance(refused(path), RollbackDetected)
        accept(path, key=KEY, clock=SimulatedClock(), seq=11, by="王敏", note="disk replaced, backup of Friday")
        with opened(path) as journal:
            last = journal.entry(journal.head().seq)
        assert (last.kind, last.actor, '"seq":12' in last.payload) == ("journal.accepted", "王敏", True)

    def test_a_lost_checkpoint_is_signed_anew(self, path: Path) -> None:
        """The same way."""
        path.with_name("journal.db.checkpoint").unlink()
        assert accept(path, key=KEY, clock=SimulatedClock(), seq=11, by="x", note="y").seq == 12
        with opened(path) as journal:
            journal.verify()

    def test_another_key_is_accepted_too_and_noted(self, path: Path) -> None:
        """The key was lost: the signature was not ours to read."""
        other = b"another key, for the one was lost"
        accept(path, key=other, clock=SimulatedClock(), seq=11, by="x", note="y")
        with opened(path, key=other) as journal:
            assert "invalid" in journal.entry(12).payload

    def test_nothing_else_is_accepted(self, path: Path) -> None:
        """Not another end, not what is damaged, not what is no journal, nothing without author and note."""
        said = {"key": KEY, "clock": SimulatedClock(), "by": "x", "note": "y"}
        with pytest.raises(RollbackDetected):
            accept(path, **{**said, "seq": 12})
        with pytest.raises(MissingField):
            accept(path, **{**said, "seq": 11, "by": ""})
        with pytest.raises(NotOurFile):
            accept(path.with_name("none.db"), **{**said, "seq": 11})
        edited(path, "UPDATE state SET live = 0")
        with pytest.raises(StoreCorrupt):
            accept(path, **{**said, "seq": 11})
