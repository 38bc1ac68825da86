"""`SqliteJournal`: the journal in one SQLite file, with its signed checkpoint beside or elsewhere.

Laws: spi.ports.journal; opening looks before it touches, derives everything again, compares with the checkpoint, and
refuses a journal that is not what was written into it, by the name of the damage. An object belongs to one thread;
any number of processes may open the file, one of them writes at a time. Source: decision 12; reliability.md 3.2.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from salessupport.domain.values.errors import NotFound, StoreError
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.journal import rows, schema
from salessupport.runtime.journal.checkpoint import Checkpoint, Seal
from salessupport.runtime.journal.engine import Mode, check_engine, connect, is_new, opening, set_mode, typed
from salessupport.runtime.journal.entries import GENESIS, Columns, columns_of, instant_text
from salessupport.runtime.journal.examine import Depth, examined
from salessupport.runtime.journal.transaction import SqliteTransaction
from salessupport.spi.environment import Clock
from salessupport.spi.errors import RollbackDetected, StoreCorrupt
from salessupport.spi.ports.journal import Draft, Entry, Head, Held
from salessupport.spi.secret import Secret

PATIENCE: Final = timedelta(seconds=5)
"""How long to wait for another writer."""
CHECKPOINT_EVERY: Final = 64
"""Entries after which a checkpoint is signed, besides the one on closing."""


class SqliteJournal:
    """Implements `spi.ports.journal.Journal`; use it in a `with`, so that closing signs its end."""

    def __init__(
        self,
        path: Path,
        /,
        *,
        key: Secret | bytes,
        clock: Clock,
        mode: Mode = Mode.ROLLBACK,
        checkpoint: Path | None = None,
        patience: timedelta = PATIENCE,
        verify: Depth = "all",
    ) -> None:
        """Open the journal, or begin one where there is no file.

        `key` signs the checkpoint, which stands in `checkpoint` (another disk, if possible) or beside the file.
        Raises `NotOurFile`, `SchemaTooNew`, `UnsafeEngine`, `StoreBusy`, `RollbackDetected`, `ChainForked`,
        `ChainBroken`, `StoreCorrupt`, `StoreError`; the file is then as it was.
        """
        check_engine(mode, sqlite3.sqlite_version_info[:3])
        self.path, self.mode, self.patience = path, mode, patience
        self.seal = seal_of(path, key, checkpoint)
        self._clock = clock
        self._closed = False
        signed = self.seal.read()
        if is_new(path) and signed is not None:
            raise RollbackDetected("chain.rollback", path=str(path), seq=signed.head.seq, found=0)
        with opening(path, patience):
            self._connection = connect(path, mode, patience)
            try:
                self._begin(signed, verify)
            except BaseException:
                self._connection.close()
                raise

    def _begin(self, signed: Checkpoint | None, verify: Depth) -> None:
        if not self._connection.execute("PRAGMA user_version").fetchone()[0]:
            self._create()
        set_mode(self._connection, self.mode)
        head = examined(self._connection, self.path, signed, verify)
        signed = signed or self.seal.read()  # another process may have begun the journal meanwhile
        self._signed = signed.head.seq if signed else 0
        if signed is None:
            if head.seq > 1:
                raise StoreCorrupt("checkpoint.missing", path=str(self.seal.path), name=self.seal.path.name)
            self.checkpoint()

    def _create(self) -> None:
        crashpoint("journal.create.before_schema")
        self._connection.execute("BEGIN IMMEDIATE")
        with self._rolled_back():
            if not self._connection.execute("PRAGMA user_version").fetchone()[0]:  # else another process was first
                if self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                    raise StoreCorrupt("store.schema", path=str(self.path), name="user_version")
                schema.create(self._connection)
                first = Draft("journal.created", self.path.name, "journal", {"schema": schema.VERSION})
                columns = columns_of(first, 1, self._clock.now(), GENESIS)
                self._connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns)
            crashpoint("journal.create.before_commit")
            self._connection.execute("COMMIT")
        crashpoint("journal.create.after_commit")

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """Begin to write; leaving commits, an exception rolls back. `StoreBusy` if somebody else writes too long."""
        with self._locked() as transaction:
            yield transaction
            crashpoint("journal.commit.before")
            self._connection.execute("COMMIT")
        crashpoint("journal.commit.after")
        if transaction.head.seq - self._signed >= CHECKPOINT_EVERY:
            with contextlib.suppress(StoreError):  # what was committed stands; the next commit signs it
                self.checkpoint()

    def checkpoint(self) -> Head:
        """Sign the journal's end as it is now; `StoreError` if the checkpoint cannot be written."""
        crashpoint("checkpoint.write.before_lock")
        with self._locked() as transaction:  # so that no older one replaces a newer one
            crashpoint("checkpoint.write.before_file")
            self.seal.write(Checkpoint(transaction.head, instant_text(transaction.last_recorded_at)))
            crashpoint("checkpoint.write.after_file")
            self._connection.execute("ROLLBACK")
        self._signed = transaction.head.seq
        return transaction.head

    def head(self) -> Head:
        """The last entry."""
        with self._typed():
            last = rows.last_entry(self._connection)
        return Head(last.seq, last.hash)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Entries in order, those behind number `after`."""
        while page := self._page(after):
            for row in page:
                yield rows.read(row)
            after = page[-1][0]

    def entry(self, seq: int, /) -> Entry:
        """One entry; `NotFound` if there is none of this number."""
        with self._typed():
            found = rows.entry(self._connection, seq)
        if found is None:
            raise NotFound("id.not_found", id=str(seq))
        return found

    def slot(self, space: str, key: str, /) -> Held | None:
        """One slot as it is now, None if nothing ever set it."""
        with self._typed():
            return rows.slot(self._connection, space, key)

    def slots(self, space: str, /, *, live: bool | None = None) -> Iterator[Held]:
        """Slots of a space in the order in which they were first set; `live` keeps those that are or are not."""
        after = 0
        while page := self._slots(space, after, live=live):
            yield from page
            after = page[-1].born

    def verify(self) -> Head:
        """Derive everything again and compare it with state, schema and checkpoint; `StoreCorrupt` by its name."""
        signed = self.seal.read()
        with opening(self.path, self.patience):
            return examined(self._connection, self.path, signed, "all")

    def close(self) -> None:
        """Sign the journal's end, if anything was appended, and let the file go; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            if self.head().seq > self._signed:
                self.checkpoint()
        finally:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    @contextmanager
    def _locked(self) -> Iterator[SqliteTransaction]:
        crashpoint("journal.transaction.before_lock")
        with self._typed():
            self._connection.execute("BEGIN IMMEDIATE")
            with self._rolled_back():
                crashpoint("journal.transaction.after_lock")
                yield SqliteTransaction(self._connection, self._clock.now())

    @contextmanager
    def _rolled_back(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _typed(self) -> AbstractContextManager[None]:
        return typed(self.path, self.patience)

    def _page(self, after: int) -> list[Columns]:
        with self._typed():
            return rows.page(self._connection, after)

    def _slots(self, space: str, after: int, *, live: bool | None) -> list[Held]:
        with self._typed():
            return rows.slots(self._connection, space, after, live=live)


def seal_of(path: Path, key: Secret | bytes, checkpoint: Path | None = None) -> Seal:
    """The checkpoint of a journal: where it is said to be, else beside it."""
    return Seal(checkpoint or path.with_name(f"{path.name}.checkpoint"), key)
