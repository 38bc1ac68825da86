"""Reading a feed without being held by it: whoever never ends is named, and the kit goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from salessupport.spi.feed import Batch

T = TypeVar("T")
ROUNDS: Final = 200
"""Batches after which a feed is held to be endless."""


class Endless(Exception):
    """A feed that does not end."""


def bounded(feed: Iterable[Batch[T]]) -> Iterator[Batch[T]]:
    """The batches of a feed; `Endless` after 200 of them."""
    for count, batch in enumerate(feed, 1):
        if count > ROUNDS:
            raise Endless(f"a feed gave {ROUNDS} batches and no end")
        yield batch
