"""Reading feeds: each page is applied and its cursor saved in one transaction; what comes twice is applied once.

Laws: a cursor never passes what was not applied (R28); a document is applied once for each version, in the order in
which the feed hands them over; reading twice changes nothing (M16). A feed that goes in circles is an error, not an
endless loop. Source: ports.md 3.6; reliability.md 3.3; F16, F27-F29.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeVar

from attrs import define, field, frozen

from salessupport.runtime.crash import crashpoint
from salessupport.spi.errors import ContractViolation
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.ports.journal import Draft, Journal, Slot, Transaction

T = TypeVar("T")
SPACE: Final = "cursor"
"""The space of saved cursors, by feed."""
EMPTY_PAGES: Final = 100
"""How many pages in a row may be empty while a next one is promised."""


@frozen
class Identity:
    """What tells an item of a feed from another, and one version of it from the next."""

    id: str
    version: str


@frozen
class Feed(Generic[T]):
    """A feed to be read: `name` in the journal (connection and stream), how it is read from a cursor, what an item is.

    `read` is a port's verb: `Feed("erp/changes", erp.changes, identity_of)`.
    """

    name: str
    read: Callable[[Cursor | None], Iterator[Batch[T]]]
    identity: Callable[[T], Identity]


@frozen
class Pulled:
    """What a reading came to: pages, items applied, items that were known in this version."""

    pages: int
    applied: int
    known: int


def identity_of(change: Change) -> Identity:
    """The identity of a changed document."""
    return Identity(str(change.ref), change.version.mark)


def saved(journal: Journal, name: str) -> Cursor | None:
    """How far a feed was read; None if it never was."""
    held = journal.slot(SPACE, name)
    return None if held is None else Cursor.parse(str(held.slot.body["cursor"]))


def pull(journal: Journal, feed: Feed[T], apply: Callable[[Transaction, T], None], *, actor: str) -> Pulled:
    """Read a feed from its saved cursor to its end, and have every new item applied in the transaction of its page.

    What `read` or `apply` raises ends the reading; pages before stand, the one under way does not. `ContractViolation`
    for a feed that gives a page twice, goes back, or promises pages for ever.
    """
    watch = Watch(feed)
    applied = known = pages = 0
    for batch in feed.read(saved(journal, feed.name)):
        watch.check(batch)
        with journal.transaction() as transaction:
            new = _apply_page(transaction, feed, batch, apply, actor)
        crashpoint("cursor.page.after_commit")
        pages, applied, known = pages + 1, applied + new, known + len(batch.items) - new
    return Pulled(pages, applied, known)


def _apply_page(
    transaction: Transaction, feed: Feed[T], batch: Batch[T], apply: Callable[[Transaction, T], None], actor: str
) -> int:
    new = 0
    crashpoint("cursor.page.before_items")
    for item in batch.items:
        identity = feed.identity(item)
        slot = Slot(f"feed:{feed.name}", identity.id, {"version": identity.version})
        held = transaction.slot(slot.space, slot.key)
        if held is None or held.slot.body != slot.body:
            apply(transaction, item)
            transaction.append(Draft("feed.applied", identity.id, actor, slot=slot))
            new += 1
        crashpoint("cursor.page.after_item")
    crashpoint("cursor.page.after_items")
    slot = Slot(SPACE, feed.name, {"cursor": batch.cursor.text})
    held = transaction.slot(slot.space, slot.key)
    if held is None or held.slot.body != slot.body:
        transaction.append(Draft("feed.read_to", feed.name, actor, slot=slot))
    crashpoint("cursor.page.after_cursor")
    return new


@define
class Watch(Generic[T]):
    """Sees a feed that goes in circles: `check` every page in turn."""

    feed: Feed[T]
    passed: set[str] = field(factory=set)
    last: tuple[str, tuple[Identity, ...]] | None = None
    empty: int = 0

    def check(self, batch: Batch[T]) -> None:
        """Look at the next page."""
        position, items = batch.cursor.position, tuple(map(self.feed.identity, batch.items))
        if items and self.last == (position, items):
            raise self._wrong("cursor.repeated", position=position)
        if self.last is not None and position != self.last[0] and position in self.passed:
            raise self._wrong("cursor.backwards", position=position)
        self.empty = 0 if items else self.empty + 1
        if self.empty > EMPTY_PAGES:
            raise self._wrong("cursor.empty_pages", limit=str(EMPTY_PAGES))
        self.passed.add(position)
        self.last = position, items

    def _wrong(self, code: str, **context: str) -> ContractViolation:
        return ContractViolation(code, path=self.feed.name, **context)
