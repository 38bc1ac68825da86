"""Writing into the journal's file, between taking its lock and committing.

Laws: an entry and the slot that it carries are written together; recorded never goes back, and a clock that did is
noted once by an entry of its own (B47). Source: reliability.md 3.2; spi.ports.journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from salessupport.runtime.crash import crashpoint
from salessupport.runtime.journal import rows
from salessupport.runtime.journal.entries import columns_of, entry_of, instant_text, slot_columns
from salessupport.spi.ports.journal import Draft, Entry, Head, Held, Slot

CLOCK = ("journal", "clock")
"""The slot that holds the last time that a clock was found set back."""

_INSERT = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SET = """
    INSERT INTO state VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (space, key) DO UPDATE SET
    lane = excluded.lane, live = excluded.live, due = excluded.due, body = excluded.body, seq = excluded.seq
"""


class SqliteTransaction:
    """Implements `spi.ports.journal.Transaction` on a connection that holds the lock."""

    def __init__(self, connection: sqlite3.Connection, clock: datetime) -> None:
        self._connection = connection
        self._clock = clock
        last = rows.last_entry(connection)
        self.head = Head(last.seq, last.hash)
        self.last_recorded_at = last.recorded_at
        self.now = max(clock, last.recorded_at)

    def append(self, draft: Draft, /) -> Entry:
        """Append an entry, and set the slot that it carries."""
        if self._clock < self.now and not self._noted():
            self._append(_set_back(self._clock, self.now))
        return self._append(draft)

    def slot(self, space: str, key: str, /) -> Held | None:
        """One slot as it is now."""
        return rows.slot(self._connection, space, key)

    def due(self, space: str, /, *, limit: int, wanted: Callable[[Held], bool]) -> Sequence[Held]:
        """Live slots that are due and first in their lane, those that waited longest first."""
        found: list[Held] = []
        if limit > 0:
            for held in rows.due(self._connection, space, instant_text(self.now)):
                if wanted(held):
                    found.append(held)
                    if len(found) == limit:
                        break
        return found

    def _append(self, draft: Draft) -> Entry:
        columns = columns_of(draft, self.head.seq + 1, self.now, self.head.hash)
        crashpoint("journal.append.before_insert")
        self._connection.execute(_INSERT, columns)
        crashpoint("journal.append.after_insert")
        entry = entry_of(columns)
        self.head, self.last_recorded_at = Head(entry.seq, entry.hash), self.now
        if entry.slot:
            self._connection.execute(_SET, (*slot_columns(entry.slot), entry.seq, entry.seq))
            crashpoint("journal.append.after_slot")
        return entry

    def _noted(self) -> bool:
        held = self.slot(*CLOCK)
        return held is not None and held.slot.body["kept"] == instant_text(self.now)


def _set_back(clock: datetime, kept: datetime) -> Draft:
    body = {"clock": instant_text(clock), "kept": instant_text(kept)}
    return Draft("journal.clock_set_back", "clock", "journal", body, slot=Slot(*CLOCK, body))
