"""`Remote`: another system held in memory: documents, versions, keys, a change feed, a closed period.

Law: a document has one log of states; one key makes one document wherever the remote or its search can tell (traits of
`Settings.idempotency`); the instant of a change never goes back. Everything under one lock, so that a command is one
transaction. Source: ports.md 3.5, 3.6; reliability.md 3.3, B52-B56.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from threading import RLock
from types import MappingProxyType
from typing import Final

from attrs import evolve, field, frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.memory.limits import Limits
from salessupport.memory.record import NO_ROWS, Mark, Record, Rows, View
from salessupport.spi.capabilities import Deletes, Idempotency, Native, Upsert
from salessupport.spi.errors import (
    IdempotencyMismatch,
    InvalidRemoteInput,
    RemoteNotFound,
    RemotePeriodClosed,
    VersionConflict,
)
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref, Version

LANGUAGES: Final = ("en", "zh_CN")
"""The languages in which a remote refuses."""
START: Final = datetime(2026, 1, 5, tzinfo=UTC)
"""Where the clock of a remote stands that was given none."""


@frozen
class Settings:
    """How a remote behaves.

    `ties`: changes that share an instant, if it was given no clock; `page`: documents of a page; `polls`: how often the
    end of an e-invoice has to be asked for.
    """

    idempotency: Idempotency = field(factory=Native)
    deletes: Deletes = Deletes.TOMBSTONES
    limits: Limits = field(factory=Limits)
    page: int = 100
    ties: int = 1
    polls: int = 0


@frozen
class Document:
    """The truth about one document, for whoever compares: what it is, and which keys made and changed it."""

    ref: Ref
    version: int
    keys: tuple[Key, ...]
    total: Money | None
    deleted: bool
    rows: Rows = field(hash=False)
    value: object


class Remote:
    """Another system. Adapters call what stands below through their wire; a test may call it at once."""

    def __init__(
        self, name: str = "demo", settings: Settings | None = None, *, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.name = name
        self.settings = settings or Settings()
        self.lock = RLock()
        self.closed_to: date | None = None
        self.language = LANGUAGES[0]
        self.sessions_ended = 0
        self._clock = clock
        self._ahead = timedelta(0)
        self._log: list[Record] = []
        self._latest: dict[Ref, Record] = {}
        self._ours: dict[tuple[str, str], Ref] = {}
        self._marks: dict[Key, list[Mark]] = {}
        self._forgotten: dict[Key, int] = {}
        self._numbers: Counter[str] = Counter()

    def says(self, english: str, chinese: str) -> str:
        """What it says against a request, in its language."""
        return english if self.language == "en" else chinese

    # Time

    def now(self) -> datetime:
        """The remote's clock; it never goes back behind a change."""
        shown = self._clock() if self._clock else START + timedelta(seconds=len(self._log) // self.settings.ties)
        at = shown + self._ahead
        return max(at, self._log[-1].at) if self._log else at

    def advance(self, duration: timedelta) -> None:
        """Set the remote's clock forward."""
        self._ahead += duration

    def close_period(self, to: date) -> None:
        """Close the books of the remote up to and with this day."""
        self.closed_to = to

    def check_open(self, *days: date) -> None:
        """Refuse a day of a closed period."""
        for day in days:
            if self.closed_to is not None and day <= self.closed_to:
                raise RemotePeriodClosed(
                    path=day.isoformat(),
                    remote_text=self.says(f"closed to {self.closed_to}", f"已结账至{self.closed_to}"),
                )

    # Reading

    def view(self, upto: int | None = None) -> View:
        """What is there now, or what was there after the first `upto` changes."""
        with self.lock:
            if upto is None or upto >= len(self._log):
                return View(len(self._log), self._latest, self._marks)
            return View.fold(self._log, max(upto, 0), self._marks)

    @property
    def changes(self) -> tuple[Record, ...]:
        """All changes there ever were, in their order; `len` of it is what `view` counts by."""
        return tuple(self._log)

    def require(self, ref: Ref, *, kind: str = "") -> Record:
        """The document; `RemoteNotFound` if there is none, or it is of another kind than `kind`."""
        record = self._latest.get(ref)
        if record is None or record.deleted or (kind and ref.kind != kind):
            raise RemoteNotFound(path=str(ref), remote_text=self.says(f"no {ref}", f"{ref}不存在"))
        return record

    def ours(self, kind: str, number: str) -> Record | None:
        """The document of a kind that has this id in our books; the last that was entered if there are several."""
        ref = self._ours.get((kind, number))
        record = self._latest.get(ref) if ref else None
        return None if record is None or record.deleted else record

    # Commands

    def accept(
        self, verb: str, key: Key, payload: object, effect: Callable[[], Ref], *, guard: Idempotency
    ) -> tuple[Mark, bool]:
        """Do a command once for its key, as far as `guard` can tell; gives its mark and whether it was there before."""
        with self.lock:
            digest = digest_of(verb, payload)
            earlier = self._remembered(key, guard)
            if earlier is not None:
                if not (isinstance(guard, Native) and not guard.compares_body):
                    compare(earlier, digest)
                return earlier, True
            ref = effect()
            seq = self._latest[ref].seq if ref in self._latest else len(self._log) - 1  # taken in, no document yet
            mark = Mark(seq, self.now(), key, verb, digest, ref)
            self._marks.setdefault(key, []).append(mark)
            return mark, False

    def _remembered(self, key: Key, guard: Idempotency) -> Mark | None:
        """The mark of an earlier command by which the remote itself tells a repetition."""
        marks = self._marks.get(key, [])[self._forgotten.get(key, 0) :]
        match guard:
            case Upsert() | Native(window=None):
                return marks[0] if marks else None
            case Native(window=window) if window is not None:
                return next((mark for mark in marks if self.now() - mark.at <= window), None)
        return None

    def forget(self, key: Key) -> None:
        """Forget a key before its time (F35); documents and their marks stay to be found."""
        self._forgotten[key] = len(self._marks.get(key, []))

    def check_version(self, record: Record, expect: Version | None) -> None:
        """Refuse to change another version than the one expected."""
        if expect is not None and expect != record.mark:
            text = self.says(f"is {record.version}", f"已是第{record.version}版")
            raise VersionConflict(path=str(record.ref), current=record.mark.mark, remote_text=text)

    def add(
        self,
        kind: str,
        rows: Rows = NO_ROWS,
        *,
        value: object = None,
        by: Key | None = None,
        id: str = "",  # noqa: A002
    ) -> Ref:
        """Enter a document, under a number of the remote's own; with `by` None a person did it."""
        with self.lock:
            self.settings.limits.check(rows)
            ref = Ref(kind, id or f"{kind.upper()}-{self.number(kind):06d}")
            if ref in self._latest:
                text = self.says(f"{ref} is there already", f"{ref}已存在")
                raise InvalidRemoteInput(path=str(ref), remote_text=text)
            return self._write(Record(0, self.now(), ref, 1, _frozen(rows), value, by))

    def number(self, kind: str) -> int:
        """The next number of a kind, from 1 on; none is given twice."""
        with self.lock:
            self._numbers[kind] += 1
            return self._numbers[kind]

    def set(self, ref: Ref, rows: Rows = NO_ROWS, *, value: object = None, by: Key | None = None) -> Ref:
        """Set a document to another state; with `by` None a person did it (F33)."""
        with self.lock:
            self.settings.limits.check(rows)
            earlier = self.require(ref)
            return self._write(Record(0, self.now(), ref, earlier.version + 1, _frozen(rows), value, by))

    def delete(self, ref: Ref) -> None:
        """Delete a document, as a person there does (F34); a tombstone stays."""
        with self.lock:
            earlier = self.require(ref)
            self._write(evolve(earlier, at=self.now(), version=earlier.version + 1, by=None, deleted=True))

    def load(self, changes: Iterable[Change]) -> None:
        """Enter documents as a feed hands them over, for a demonstration."""
        for change in changes:
            if not change.deleted:
                self.add(change.ref.kind, change.rows)

    def _write(self, record: Record) -> Ref:
        record = evolve(record, seq=len(self._log))
        self._log.append(record)
        self._latest.pop(record.ref, None)  # the latest change stands last
        self._latest[record.ref] = record
        number = getattr(next(iter(record.rows.get(record.ref.kind, ())), None), "id", None)
        if number:
            self._ours[record.ref.kind, number] = record.ref
        return record.ref

    # The truth, for whoever compares

    def documents(self, kinds: Collection[str] = ()) -> tuple[Document, ...]:
        """Every document there ever was (of `kinds`, if any are named), with the keys that made and changed it."""
        keys: dict[Ref, dict[Key, None]] = {}
        for record in self._log:
            if record.by is not None:
                keys.setdefault(record.ref, {})[record.by] = None
        return tuple(
            Document(
                record.ref,
                record.version,
                tuple(keys.get(record.ref, ())),
                total_of(record),
                record.deleted,
                record.rows,
                record.value,
            )
            for record in sorted(self._latest.values(), key=lambda record: str(record.ref))
            if not kinds or record.ref.kind in kinds
        )

    def effects(self, key: Key) -> int:
        """How often a command with this key had an effect: one where all went well, never two."""
        return len(self._marks.get(key, ()))


def digest_of(verb: str, payload: object) -> str:
    """What tells one content of a command from another."""
    return hashlib.sha256(f"{verb} {payload!r}".encode()).hexdigest()


def compare(mark: Mark, digest: str) -> None:
    """Refuse a key that was used with another content (B53)."""
    if mark.digest != digest:
        raise IdempotencyMismatch(path=mark.key.text, key=mark.key.text, remote_text=f"made {mark.ref}")


def total_of(record: Record) -> Money | None:
    """What a document is worth; None for one without an amount."""
    for thing in (*record.rows.get(record.ref.kind, ())[:1], record.value):
        for name in ("gross", "amount", "price"):
            amount = getattr(thing, name, None)
            if isinstance(amount, Money):
                return amount
    return None


def _frozen(rows: Mapping[str, tuple[Fact, ...]]) -> Rows:
    return MappingProxyType({table: facts for table, facts in rows.items() if facts}) if rows else NO_ROWS
