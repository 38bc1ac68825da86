"""What a remote keeps: a log of states of documents, the marks that keys left, and what a reading sees of both.

Law: the log is only added to, and its order is the order of changes: a reading that lags behind sees a beginning of it.
Source: ports.md 3.6; reliability.md F22, F29.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from attrs import field, frozen

from salessupport.domain.facts.fact import Fact
from salessupport.spi.errors import ContractViolation
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref, Version

T = TypeVar("T")
Rows = Mapping[str, tuple[Fact, ...]]
"""The rows of one document by books table."""
NO_ROWS: Rows = MappingProxyType({})


@frozen
class Record:
    """One state of one document: the `seq`-th change of the remote, made at `at` by the command with the key `by`.

    `rows` is what it is in the books; `value` what it is to the port (an issued invoice, a waybill, a file).
    """

    seq: int
    at: datetime
    ref: Ref
    version: int
    rows: Rows = field(default=NO_ROWS, hash=False)
    value: object = None
    by: Key | None = None
    deleted: bool = False

    @property
    def mark(self) -> Version:
        """The version as the port gives it."""
        return Version(str(self.version))

    @property
    def change(self) -> Change:
        """The state as a feed hands it over."""
        return Change(self.ref, self.mark, NO_ROWS if self.deleted else self.rows, self.deleted)

    def head(self, kind: type[T]) -> T:
        """The document's first row, as the fact that it is."""
        return _of(self.rows[self.ref.kind][0], kind)

    def all(self, table: str, kind: type[T]) -> tuple[T, ...]:
        """The document's rows of a table."""
        return tuple(_of(row, kind) for row in self.rows.get(table, ()))

    def valued(self, kind: type[T]) -> T:
        """What the document is to its port."""
        return _of(self.value, kind)


@frozen
class Mark:
    """What a command left under its key: the digest of what it carried, and its document."""

    seq: int
    at: datetime
    key: Key
    verb: str
    digest: str
    ref: Ref


@frozen
class Page:
    """Some states in the order of their changes, and whether more are behind them."""

    records: tuple[Record, ...]
    more: bool


class View:
    """What a reading sees of a remote: its first `upto` changes, each document in its latest state among them."""

    def __init__(self, upto: int, latest: Mapping[Ref, Record], marks: Mapping[Key, Sequence[Mark]]) -> None:
        self.upto = upto
        self._latest = latest
        self._marks = marks

    @classmethod
    def fold(cls, log: Sequence[Record], upto: int, marks: Mapping[Key, Sequence[Mark]]) -> View:
        """See the first `upto` changes of a log, and no more."""
        latest: dict[Ref, Record] = {}
        for record in log[:upto]:
            latest.pop(record.ref, None)
            latest[record.ref] = record
        return cls(upto, latest, marks)

    def get(self, ref: Ref) -> Record | None:
        """The document as seen; None if it is not, or was deleted."""
        record = self._latest.get(ref)
        return None if record is None or record.deleted else record

    def of(self, kind: str) -> Iterator[Record]:
        """The documents of a kind that are not deleted, in the order of their last change."""
        return (record for record in self._latest.values() if record.ref.kind == kind and not record.deleted)

    def marked(self, key: Key) -> Mark | None:
        """The first effect of a key, as far as seen."""
        return next((mark for mark in self._marks.get(key, ()) if mark.seq < self.upto), None)

    def page(
        self,
        kinds: Collection[str],
        *,
        start: int,
        limit: int,
        deletes: bool = True,
        which: Callable[[Record], bool] = lambda _: True,
    ) -> Page:
        """The latest states of documents of `kinds` whose change is `start` or later, at most `limit` of them."""
        behind: list[Record] = []
        for record in self._latest.values():
            if record.seq < start or record.ref.kind not in kinds or not which(record):
                continue
            if deletes or not record.deleted:
                if len(behind) == limit:
                    return Page(tuple(behind), more=True)
                behind.append(record)
        return Page(tuple(behind), more=False)


def _of(thing: object, kind: type[T]) -> T:
    if not isinstance(thing, kind):
        raise ContractViolation(remote_text=f"{kind.__name__} expected, {type(thing).__name__} found")
    return thing
