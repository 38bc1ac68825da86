"""Reading the journal's tables: entries page by page, so that reading keeps no lock while its reader thinks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final, cast

from salessupport.runtime.journal.chain import StateRow
from salessupport.runtime.journal.entries import Columns, entry_of, slot_of
from salessupport.spi.errors import ChainBroken
from salessupport.spi.ports.journal import Entry, Held

PAGE: Final = 512
_STATE: Final = "SELECT space, key, lane, live, due, body, born, seq FROM state"
_DUE: Final = f"""
    {_STATE} AS mine WHERE space = ? AND live = 1 AND due <= ?
    AND NOT EXISTS (
        SELECT 1 FROM state AS other
        WHERE other.space = mine.space AND other.lane = mine.lane AND other.live = 1 AND other.born < mine.born
    )
    ORDER BY due, born
"""  # noqa: S608 - made of constants


def last_entry(connection: sqlite3.Connection) -> Entry:
    """The last entry; every journal has at least that of its creation."""
    return read(connection.execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone())


def last_number(connection: sqlite3.Connection) -> int:
    """The number of the last entry, 0 if there is none."""
    (number,) = connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    return int(number)


def number_ever(connection: sqlite3.Connection) -> int:
    """The highest number that SQLite itself remembers to have given."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    return int(row[0]) if row and isinstance(row[0], int) else 0


def read(row: Columns) -> Entry:
    """The entry in a row; `ChainBroken` if it cannot be read any more."""
    try:
        return entry_of(row)
    except (TypeError, ValueError):
        raise ChainBroken("chain.broken", seq=row[0]) from None


def page(connection: sqlite3.Connection, after: int) -> list[Columns]:
    """The next entries behind a number, none at the end."""
    return connection.execute("SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", (after, PAGE)).fetchall()


def columns(connection: sqlite3.Connection, seq: int) -> Columns | None:
    """One entry as it is stored."""
    found: Columns | None = connection.execute("SELECT * FROM journal WHERE seq = ?", (seq,)).fetchone()
    return found


def entry(connection: sqlite3.Connection, seq: int) -> Entry | None:
    """One entry."""
    row = columns(connection, seq)
    return read(row) if row else None


def slot(connection: sqlite3.Connection, space: str, key: str) -> Held | None:
    """One slot."""
    row = state_row(connection, space, key)
    return held(row) if row else None


def state_row(connection: sqlite3.Connection, space: str, key: str) -> StateRow | None:
    """One slot as it is stored."""
    found: StateRow | None = connection.execute(f"{_STATE} WHERE space = ? AND key = ?", (space, key)).fetchone()
    return found


def slots(connection: sqlite3.Connection, space: str, after: int, *, live: bool | None) -> list[Held]:
    """The next slots of a space, first set behind entry `after`."""
    wanted = "" if live is None else f" AND live = {int(live)}"
    found = connection.execute(
        f"{_STATE} WHERE space = ? AND born > ?{wanted} ORDER BY born LIMIT ?", (space, after, PAGE)
    )
    return [held(row) for row in found]


def due(connection: sqlite3.Connection, space: str, now: str) -> Iterator[Held]:
    """Slots that are due and first in their lane."""
    cursor = connection.execute(_DUE, (space, now))
    try:
        for row in cursor:
            yield held(row)
    finally:
        cursor.close()


def state(connection: sqlite3.Connection) -> Iterator[StateRow]:
    """The whole state, as it is stored."""
    return cast("Iterator[StateRow]", connection.execute(_STATE))


def held(row: StateRow) -> Held:
    """The slot in a row."""
    *columns, born, seq = row
    space, key, lane, live, until, body = cast("tuple[str, str, str, int, str | None, str]", tuple(columns))
    return Held(slot_of(space, key, lane, live, until, body), born, seq)
