"""Reading a feed without being held by it: whoever never ends is named, and the kit goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

from salessupport.runtime.cursors import Feed, Identity, Watch, identity_of
from salessupport.spi.feed import Batch, Change, Cursor

T = TypeVar("T")
ROUNDS: Final = 200
"""Batches after which a feed is held to be endless."""


class Endless(Exception):
    """A feed that does not end."""


def bounded(feed: Iterable[Batch[T]]) -> Iterator[Batch[T]]:
    """The batches of a feed; `Endless` after 200 of them, `ContractViolation` for what a pull would refuse (M16)."""
    watch: Watch[T] = Watch(Feed("feed", lambda _: iter(()), _identity))
    for count, batch in enumerate(feed, 1):
        if count > ROUNDS:
            raise Endless(f"a feed gave {ROUNDS} batches and no end")
        watch.check(batch)
        yield batch


def read_on(port: Any, cursor: Cursor | None, *, batches: int = ROUNDS + 1) -> tuple[list[Change], Cursor | None]:
    """Read up to so many batches from a cursor on; what they hand over, and the cursor behind the last one."""
    changes: list[Change] = []
    for count, batch in enumerate(bounded(port.changes(cursor)), 1):
        changes += batch.items
        cursor = batch.cursor
        if count >= batches:
            break
    return changes, cursor


def _identity(item: object) -> Identity:
    return identity_of(item) if isinstance(item, Change) else Identity(repr(item), "")
