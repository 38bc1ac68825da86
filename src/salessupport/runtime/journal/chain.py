"""Deriving the journal again: whether each entry follows from the one before, and the state that follows from all.

Laws: R22 (numbers 1 to n, each hash right, recorded never earlier than before), R23 replay(journal) = state, R24
replay(prefix) = state then. Nothing here reads a file. Source: reliability.md 5.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import define, field

from salessupport.runtime.journal.entries import GENESIS, Columns, hash_of, slot_columns, slot_of
from salessupport.spi.errors import ChainBroken
from salessupport.spi.ports.journal import Entry, Head, Held

StateRow = tuple[str, str, str, int, str | None, str, int, int]
"""space, key, lane, live, due, body, born, seq: as they are stored."""


@define
class Derivation:
    """Takes the rows of a journal one by one from `seq` + 1 on, and holds the state that they make."""

    seq: int = 0
    hash: str = GENESIS
    recorded_at: str = ""
    state: dict[tuple[str, str], StateRow] = field(factory=dict)

    @property
    def head(self) -> Head:
        """The last entry taken."""
        return Head(self.seq, self.hash)

    def take(self, row: Columns) -> None:
        """Take the next row; `ChainBroken` with the number at which the journal is not what it was."""
        seq, *_, slot, prev_hash, own = row
        due = self.seq + 1
        if seq != due or prev_hash != self.hash or not _holds(row) or row[4] < self.recorded_at:
            raise ChainBroken("chain.broken", seq=due)
        self.seq, self.hash, self.recorded_at = seq, own, row[4]
        if slot:
            self._set(slot)

    def _set(self, slot: str) -> None:
        columns = slot_columns(slot)
        former = self.state.get(columns[:2])
        self.state[columns[:2]] = (*columns, former[6] if former else self.seq, self.seq)


def _holds(row: Columns) -> bool:
    try:
        return hash_of(*row[:-1]) == row[-1]
    except (TypeError, ValueError):  # not text any more
        return False


def replay(entries: Iterable[Entry]) -> Mapping[tuple[str, str], Held]:
    """The state after these entries, from the first on, by space and key."""
    state: dict[tuple[str, str], Held] = {}
    for entry in entries:
        if entry.slot:
            slot = slot_of(*slot_columns(entry.slot))
            former = state.get((slot.space, slot.key))
            state[slot.space, slot.key] = Held(slot, former.born if former else entry.seq, entry.seq)
    return state
