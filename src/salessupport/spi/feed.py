"""What is read from another system: batches of changed documents, each as rows of the books, and where to go on.

Laws: a batch's cursor means that everything up to it has been handed over; reading goes on inclusively from there, so
a document may come twice but never not at all; who applies changes does so by (ref, version), which makes the effect
exactly once (R28, M16). A cursor of another adapter, stream or format is refused by name.
Source: ports.md 3.6; reliability.md 3.3; books.md (the kinds are its tables).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Generic, TypeVar

from attrs import field, frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.outcomes import Ref, Version

T = TypeVar("T")


@frozen
class Change:
    """One version of one remote document: its rows by books table, the head's among them; none where it is deleted.

    The ids in the rows are those that our books use; `ref` is the other system's own.
    """

    ref: Ref
    version: Version
    rows: Mapping[str, tuple[Fact, ...]] = field(factory=dict, hash=False)
    deleted: bool = False


@frozen
class Cursor:
    """How far a stream has been read: opaque text (`position`) of one adapter, stream and format."""

    adapter: str
    stream: str
    format: int
    position: str

    @property
    def text(self) -> str:
        """The cursor on one line, for the journal."""
        return json.dumps([self.adapter, self.stream, self.format, self.position], ensure_ascii=False)

    @classmethod
    def parse(cls, text: str, /) -> Cursor:
        """Read back what `text` gives; `InvalidIdentifier` for anything else."""
        try:
            adapter, stream, number, position = json.loads(text)
        except ValueError:
            raise InvalidIdentifier("cursor.invalid", path=text[:40]) from None
        return cls(str(adapter), str(stream), int(number), str(position))

    def position_for(self, *, adapter: str, stream: str, format: int) -> str:  # noqa: A002 - the field's own name
        """The position, if the cursor is of this adapter, stream and format; else `InvalidIdentifier`."""
        if (self.adapter, self.stream, self.format) != (adapter, stream, format):
            own = f"{adapter}/{stream}/{format}"
            raise InvalidIdentifier("cursor.foreign", path=f"{self.adapter}/{self.stream}/{self.format}", own=own)
        return self.position


@frozen
class Batch(Generic[T]):
    """Some items and the cursor behind them; an empty batch still moves the cursor."""

    items: tuple[T, ...]
    cursor: Cursor
