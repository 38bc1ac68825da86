"""Journal: the log that only grows, and the state that follows from it (decision 12, reliability.md 3.2).

Laws, the same for every journal:

*   Entries are numbered from 1 without a gap, each hashed over all its columns and the hash before it (R22).
*   `recorded_at` never decreases; a clock that was set back is noted by an entry of its own (B47).
*   What a transaction appended is there as a whole after it was left, however the process ends; or not at all (B99).
*   A slot is the newest state of one thing (an outbox row, a cursor). It changes only by the entry that carries it, so
    all slots can be derived again from the entries: replay(journal) = state (R23), replay(prefix) = state then (R24).
*   A journal that is not what was written into it is refused by the name of the damage (B100-B105).

It is no port to another system: what is appended needs no key, for it commits or does not. Hence it is not in `PORTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Final, Protocol

from attrs import field, frozen

from salessupport.spi.port import ContractVersion, Port, Verb, VerbKind

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""What a payload is made of: amounts and quantities are texts, a float is refused."""


@frozen
class Slot:
    """The state that an entry gives to one thing: `body` of `key` in `space`.

    `lane` is what it has to wait in line with; while `live`, it holds up the later ones of its lane. `due` is when it
    is to be looked at again, None for never.
    """

    space: str
    key: str
    body: Mapping[str, Json] = field(hash=False)
    lane: str = ""
    live: bool = False
    due: datetime | None = None


@frozen
class Held:
    """A slot as it is held: `born` is the number of the entry that first set it, `seq` of the one that did last."""

    slot: Slot
    born: int
    seq: int


@frozen
class Draft:
    """An entry to be appended: `kind` says what happened to `id`, `effective_on` from when it holds (None: today)."""

    kind: str
    id: str
    actor: str
    payload: Mapping[str, Json] = field(factory=dict, hash=False)
    effective_on: date | None = None
    slot: Slot | None = None


@frozen
class Entry:
    """An entry as it stands in the journal; `payload` and each line of `slot` are canonical JSON, hashes are in hex."""

    seq: int
    kind: str
    id: str
    effective_on: date
    recorded_at: datetime
    actor: str
    payload: str
    slot: str
    prev_hash: str
    hash: str


@frozen
class Head:
    """The end of a journal: the number and hash of its last entry."""

    seq: int
    hash: str


class Transaction(Protocol):
    """A time in which nobody else writes; what it appends stands as a whole or not at all."""

    @property
    def now(self) -> datetime:
        """When its entries are recorded."""
        ...

    def append(self, draft: Draft, /) -> Entry:
        """Append an entry, and set the slot that it carries."""
        ...

    def slot(self, space: str, key: str, /) -> Held | None:
        """One slot as it is now, None if nothing ever set it."""
        ...

    def due(self, space: str, /, *, limit: int, wanted: Callable[[Held], bool]) -> Sequence[Held]:
        """Live slots of a space that are due and first in their lane, oldest first, as far as they are `wanted`."""
        ...


class Journal(Protocol):
    """A journal."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin to write; leaving commits, an exception rolls back. `StoreBusy` if somebody else writes too long."""
        ...

    def head(self) -> Head:
        """The last entry."""
        ...

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Entries in order, those behind number `after`."""
        ...

    def entry(self, seq: int, /) -> Entry:
        """One entry; `NotFound` if there is none of this number."""
        ...

    def slot(self, space: str, key: str, /) -> Held | None:
        """One slot as it is now, None if nothing ever set it."""
        ...

    def slots(self, space: str, /, *, live: bool | None = None) -> Iterator[Held]:
        """Slots of a space in the order in which they were first set; `live` keeps those that are or are not."""
        ...

    def verify(self) -> Head:
        """Derive everything again and compare; `StoreCorrupt` by the name of the damage."""
        ...


JOURNAL: Final[Port[Journal]] = Port(
    "journal",
    ContractVersion(1, 0),
    (
        Verb("head", VerbKind.READ),
        Verb("entries", VerbKind.READ),
        Verb("entry", VerbKind.READ),
        Verb("slot", VerbKind.READ),
        Verb("slots", VerbKind.READ),
        Verb("verify", VerbKind.READ),
        Verb("transaction", VerbKind.COMMAND),
    ),
)
"""The token under which another journal (PostgreSQL) is announced."""
