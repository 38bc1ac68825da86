"""Which items a receipt without rows may have paid: exact sets of what its customer had open that day (Conventions 6).

Credit notes with something left count negative; items that the remittance text names by id or number must be in the
set. One set is `unique`; several, or a search cut at its budget, are not applied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from salessupport.domain.receivables.ledger import Credit, Item
from salessupport.domain.subset import exact_sets

ENOUGH = 2
"""Two different sets prove that a receipt is ambiguous."""


@frozen
class ExactSet:
    """Items, oldest first, whose open amounts less what the notes have left sum to the receipt."""

    items: tuple[Item, ...]
    notes: tuple[Credit, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of items and notes."""
        return *(item.id for item in self.items), *(note.id for note in self.notes)


@frozen
class Candidates:
    """What the search found."""

    status: Literal["unique", "ambiguous", "none", "budget"]
    sets: tuple[ExactSet, ...]


def candidates(money: int, items: Sequence[Item], notes: Sequence[Credit], remittance: str | None) -> Candidates:
    """Search the sets of `items` less `notes` that sum to `money`, at most two of them."""
    named = _named(remittance, items)
    free = [item for item in items if item.id not in named]
    rest = money - sum(item.open for item in items if item.id in named)
    amounts = [item.open for item in free] + [-note.left for note in notes]
    search = exact_sets(amounts, rest, limit=ENOUGH)
    sets = [_chosen(items, named, free, notes, indexes) for indexes in search.sets]
    if named and rest == 0:
        sets.insert(0, _chosen(items, named, free, notes, ()))
    if len(sets) > 1:
        return Candidates("ambiguous", tuple(sets))
    if not search.complete:
        return Candidates("budget", tuple(sets))
    return Candidates("unique" if sets else "none", tuple(sets))


def _chosen(
    items: Sequence[Item], named: frozenset[str], free: Sequence[Item], notes: Sequence[Credit], indexes: Sequence[int]
) -> ExactSet:
    picked = {free[i].id for i in indexes if i < len(free)} | named
    return ExactSet(
        items=tuple(item for item in items if item.id in picked),
        notes=tuple(notes[i - len(free)] for i in indexes if i >= len(free)),
    )


def _named(remittance: str | None, items: Sequence[Item]) -> frozenset[str]:
    """Ids of the items whose id or number stands in the text as a word of its own (FP-1 is not in FP-11)."""
    if not remittance:
        return frozenset()
    text = unicodedata.normalize("NFKC", remittance).upper()
    return frozenset(item.id for item in items if any(_stands(word, text) for word in (item.id, item.number) if word))


def _stands(word: str, text: str) -> bool:
    word = unicodedata.normalize("NFKC", word).upper()
    return word in text and re.search(rf"(?<![A-Z0-9_-]){re.escape(word)}(?![A-Z0-9_-])", text) is not None
