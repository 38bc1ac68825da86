"""The tables of the journal's file.

`journal` only grows (triggers refuse to change or delete a row, or to leave out a number). `state` holds the newest
slot of each thing and follows from `journal`. The number of the last entry ever stands in SQLite's own sequence too.
Source: reliability.md 3.2, R22.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from salessupport.spi.errors import StoreCorrupt

APPLICATION_ID: Final = 0x53534A31
"""`SSJ1`: what makes the file ours."""
VERSION: Final = 1
"""The newest schema that is known."""

TABLES: Final = (
    """
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        effective_on TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        actor TEXT NOT NULL,
        payload TEXT NOT NULL,
        slot TEXT NOT NULL,
        prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
        hash TEXT NOT NULL CHECK (length(hash) = 64)
    ) STRICT
    """,
    """
    CREATE TABLE state (
        space TEXT NOT NULL,
        key TEXT NOT NULL,
        lane TEXT NOT NULL,
        live INTEGER NOT NULL CHECK (live IN (0, 1)),
        due TEXT,
        body TEXT NOT NULL,
        born INTEGER NOT NULL REFERENCES journal (seq),
        seq INTEGER NOT NULL REFERENCES journal (seq),
        PRIMARY KEY (space, key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX state_by_birth ON state (space, born)",
    "CREATE INDEX state_in_lane ON state (space, lane, born) WHERE live = 1",
    "CREATE INDEX state_due ON state (space, due, born) WHERE live = 1",
    """
    CREATE TRIGGER journal_without_gap BEFORE INSERT ON journal
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
    BEGIN SELECT RAISE(ABORT, 'a gap in the journal'); END
    """,
    """
    CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END
    """,
    """
    CREATE TRIGGER journal_keeps_all BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END
    """,
)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables, in the transaction that is open."""
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def check(connection: sqlite3.Connection) -> None:
    """Compare tables, indexes and triggers with what `create` makes; `StoreCorrupt` names the one that differs."""
    pristine = sqlite3.connect(":memory:")
    try:
        create(pristine)
        expected, found = _objects(pristine), _objects(connection)
    finally:
        pristine.close()
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            raise StoreCorrupt("store.schema", name=name)


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"))
