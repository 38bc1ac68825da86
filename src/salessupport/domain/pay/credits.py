"""Entries of all documents, kept up from one day to the next: only what a span of days touched is drawn anew (PY-02).

Law: at every day the entries are those of a snapshot of that day, however many days lie before it. What was replaced
is remembered for those who want to know what later facts changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import define, field

from salessupport.domain.pay.concerned import Concerned
from salessupport.domain.pay.credited import Basis, Entry, Person, Snapshot
from salessupport.domain.receivables.ledger import Ledger, Posting
from salessupport.domain.values.dates import Period

Month = tuple[int, int]
"""Year and month."""


def months_of(period: Period) -> Iterator[Month]:
    """The months of a period."""
    for month in range(period.first.month, period.last.month + 1):
        yield period.first.year, month


@define(eq=False)
class Credits:
    """Everything that one basis and measure credits, as of the day it was last advanced to."""

    basis: Basis
    concerned: Concerned
    replaced: list[tuple[Entry, int]] = field(factory=list, init=False)
    _known: date | None = field(default=None, init=False)
    _ledger: Ledger | None = field(default=None, init=False)
    _documents: dict[str, list[Entry]] = field(factory=dict, init=False)
    _months: defaultdict[tuple[Person, Month], dict[str, list[Entry]]] = field(
        factory=lambda: defaultdict(dict), init=False
    )
    _touched: dict[tuple[Person, Month], int] = field(factory=dict, init=False)
    _turn: int = field(default=0, init=False)

    def advance(self, snapshot: Snapshot) -> None:
        """Go on to a later snapshot."""
        known = self._known
        if known is not None and known >= snapshot.as_of:
            return
        before, self._ledger = self._ledger, snapshot.ledger if self.basis[0] == "collected" else None
        documents = snapshot.documents(self.basis) if known is None else self._changed(known, snapshot, before)
        self._known = snapshot.as_of
        self._turn += 1
        for document in documents:
            self._replace(document, snapshot.entries_of(self.basis, document), known)

    def _replace(self, document: str, entries: list[Entry], known: date | None) -> None:
        """Take a document's entries away and put others in their place; `known` is the day up to which it is told."""
        old = self._documents.get(document, [])
        alike = old == entries
        if alike and all(one.part.contract == other.part.contract for one, other in zip(old, entries, strict=True)):
            return
        for entry in old:
            self._months[entry.part.person, (entry.on.year, entry.on.month)].pop(document, None)
        for entry in entries:
            month = self._months[entry.part.person, (entry.on.year, entry.on.month)]
            month.setdefault(document, []).append(entry)
        self._documents[document] = entries
        for entry in (*old, *entries):
            self._touched[entry.part.person, (entry.on.year, entry.on.month)] = self._turn
        if known is not None and not alike:
            self.replaced += ((entry, -1) for entry in old)
            self.replaced += ((entry, 1) for entry in entries if entry.on <= known)

    def of(self, person: Person, period: Period) -> list[Entry]:
        """The entries of a person and period, in no order."""
        months = (self._months.get((person, month), {}) for month in months_of(period))
        return [entry for month in months for entries in month.values() for entry in entries]

    def turn(self, person: Person, period: Period) -> int:
        """When a person's period was last touched; a number that only grows."""
        return max(self._touched.get((person, month), 0) for month in months_of(period))

    def _changed(self, known: date, now: Snapshot, before: Ledger | None) -> Iterable[str]:
        """Documents of which the entries may be others than on the day `known`."""
        if self.basis[0] == "ordered":
            return self.concerned.orders(known, now.as_of)
        touched = self.concerned.invoices(known, now.as_of)
        if before is not None:
            touched |= _posted(before, known, now)
            sources = now.ledger.postings_by_source
            honoured = self.concerned.honoured(known, now.as_of)
            touched |= {one.target for name in honoured for one in sources.get(name, ())}
        return touched


def _posted(before: Ledger, known: date, now: Snapshot) -> set[str]:
    """Items whose postings are others than before."""
    if before is now.ledger:
        return {one.target for one in before.postings if known < one.on <= now.as_of}
    were, are = before.postings_by_target, now.ledger.postings_by_target
    names = were.keys() | are.keys()
    return {name for name in names if _until(were, name, known) != _until(are, name, now.as_of)}


def _until(postings: Mapping[str, Sequence[Posting]], name: str, day: date) -> list[Posting]:
    return [one for one in postings.get(name, ()) if one.on <= day]
