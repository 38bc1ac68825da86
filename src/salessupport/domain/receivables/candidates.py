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

from salessupport.domain.receivables.ledger import Credit, Item, Target
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
        return tuple(target.id for target in self.targets)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Items with what is open of them, notes with what is left of them, negative."""
        items = (Target(item.id, item.open) for item in self.items)
        return *items, *(Target(note.id, -note.left) for note in self.notes)


@frozen
class Candidates:
    """What the search found: the smallest sets first, those of the oldest items before others as small.

    `count` is the number of all sets, where the search came to know it.
    """

    status: Literal["unique", "ambiguous", "none", "budget"]
    sets: tuple[ExactSet, ...]
    count: int | None = None


def candidates(
    money: int, items: Sequence[Item], notes: Sequence[Credit], remittance: str | None, *, limit: int = ENOUGH
) -> Candidates:
    """Search the sets of `items` less `notes` that sum to `money` and give the first `limit` of them (at least two).

    Neither the order of the items nor that of the notes says anything.
    """
    items = sorted(items, key=lambda item: item.age_key)
    notes = sorted(notes, key=lambda note: (note.on, note.id))
    signed = {item.id: item.open for item in items} | {note.id: -note.left for note in notes}
    named = _named(remittance, items, notes)
    free = [one for one in signed if one not in named]
    rest = money - sum(signed[one] for one in named)
    alone = [named] if named and rest == 0 else []
    search = exact_sets([signed[one] for one in free], rest, limit=max(limit, ENOUGH) - len(alone))
    picked = [*alone, *(named.union(free[i] for i in indexes) for indexes in search.sets)]
    return Candidates(
        status=_status(len(picked), complete=search.complete),
        sets=tuple(_chosen(items, notes, one) for one in picked),
        count=None if search.count is None else search.count + len(alone),
    )


def _status(found: int, *, complete: bool) -> Literal["unique", "ambiguous", "none", "budget"]:
    if found >= ENOUGH:
        return "ambiguous"
    if not complete:
        return "budget"
    return "unique" if found else "none"


def _chosen(items: Sequence[Item], notes: Sequence[Credit], picked: frozenset[str]) -> ExactSet:
    return ExactSet(
        items=tuple(item for item in items if item.id in picked),
        notes=tuple(note for note in notes if note.id in picked),
    )


def _named(remittance: str | None, items: Sequence[Item], notes: Sequence[Credit]) -> frozenset[str]:
    """Ids of what the text names by id or number as a word of its own (FP-1 is not in FP-11)."""
    if not remittance:
        return frozenset()
    text = unicodedata.normalize("NFKC", remittance).upper()
    documents: Sequence[Item | Credit] = [*items, *notes]
    return frozenset(one.id for one in documents if any(_stands(word, text) for word in (one.id, one.number) if word))


def _stands(word: str, text: str) -> bool:
    word = unicodedata.normalize("NFKC", word).upper()
    return word in text and re.search(rf"(?<![A-Z0-9_-]){re.escape(word)}(?![A-Z0-9_-])", text) is not None
