"""Whether a journal's file holds what was written into it: chain, schema, state, SQLite's own pages, checkpoint.

Laws: every damage has its own error: a changed entry is `ChainBroken` with its number, entries that are missing at the
end are `RollbackDetected`, another past is `ChainForked`, anything else `StoreCorrupt`. All is read in one snapshot, so
that another process may write meanwhile. Source: reliability.md 0 (2, 3), 3.2; B100-B103; R22, R23.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from salessupport.runtime.journal import rows, schema
from salessupport.runtime.journal.chain import Derivation
from salessupport.runtime.journal.checkpoint import Checkpoint, compare
from salessupport.spi.errors import ChainBroken, RollbackDetected, StoreCorrupt
from salessupport.spi.ports.journal import Head

Depth = Literal["all", "recent"]
"""What is derived again: everything, or the entries behind the checkpoint."""


def examined(connection: sqlite3.Connection, path: Path, signed: Checkpoint | None, depth: Depth) -> Head:
    """Examine the file against the checkpoint that was read before; gives its last entry."""
    with _snapshot(connection):
        schema.check(connection)
        if signed is not None and depth == "recent":
            return _recent(connection, path, signed)
        return _all(connection, path, signed)


def _all(connection: sqlite3.Connection, path: Path, signed: Checkpoint | None) -> Head:
    derivation = _derived(connection, Derivation())
    _check_end(connection, path, derivation.head, signed)
    for row in rows.state(connection):
        if derivation.state.pop(row[:2], None) != row:
            raise StoreCorrupt("store.state", path=str(path), space=row[0], key=row[1])
    for space, key in derivation.state:
        raise StoreCorrupt("store.state", path=str(path), space=space, key=key)
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise StoreCorrupt("store.corrupt", path=str(path), reason=said)
    return derivation.head


def _recent(connection: sqlite3.Connection, path: Path, signed: Checkpoint) -> Head:
    """Only what came behind the checkpoint, and the state that it set."""
    start = Derivation(signed.head.seq, signed.head.hash, signed.recorded_at)
    derivation = _derived(connection, start)
    _check_end(connection, path, Head(rows.last_number(connection), derivation.hash), signed)
    for (space, key), row in derivation.state.items():
        found = rows.state_row(connection, space, key)
        if found is None or (*found[:6], found[7]) != (*row[:6], row[7]):
            raise StoreCorrupt("store.state", path=str(path), space=space, key=key)
    return derivation.head


def _derived(connection: sqlite3.Connection, derivation: Derivation) -> Derivation:
    try:
        while page := rows.page(connection, derivation.seq):
            for row in page:
                derivation.take(row)
    except sqlite3.OperationalError as error:
        if "UTF-8" not in str(error):
            raise
        _take_singly(connection, derivation)
    return derivation


def _take_singly(connection: sqlite3.Connection, derivation: Derivation) -> None:
    """Find the entry whose text is none any more."""
    while True:
        number = derivation.seq + 1
        try:
            row = rows.columns(connection, number)
        except sqlite3.OperationalError:
            row = None
        if row is None:
            raise ChainBroken("chain.broken", seq=number)
        derivation.take(row)


def _check_end(connection: sqlite3.Connection, path: Path, head: Head, signed: Checkpoint | None) -> None:
    """Compare the last entry with SQLite's own count of all that ever were, and with the checkpoint."""
    ever = rows.number_ever(connection)
    if head.seq < ever:
        raise RollbackDetected("chain.rollback", path=str(path), seq=ever, found=head.seq)
    if head.seq != ever:
        raise StoreCorrupt("store.corrupt", path=str(path), reason="sqlite_sequence")
    if signed is not None:
        there = rows.columns(connection, signed.head.seq)
        compare(signed, head.seq, there[-1] if there else None)


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
