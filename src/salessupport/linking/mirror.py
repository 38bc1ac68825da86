"""The mirror: what another system told us of its documents, each in its newest version with its rows.

It is a space of slots in the journal, set in the transaction that saves the cursor behind them: killed at any point, a
document is in the mirror and behind the cursor, or neither. Source: ports.md 3.6; R27, R28.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from salessupport.books.comparison import key_of
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Allocation, Fact, Receipt
from salessupport.runtime.plain import Form, from_plain, to_plain
from salessupport.spi.documents import Settlement
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref, Version
from salessupport.spi.ports.journal import Draft, Held, Journal, Json, Slot, Transaction

Rows = Mapping[str, tuple[Fact, ...]]


@frozen
class Mirrored:
    """A document of the other system as it last told it; `ours` is the number of its head in our books."""

    ref: Ref
    version: Version
    ours: str
    rows: Rows = field(factory=dict, hash=False)
    deleted: bool = False

    @property
    def settlement(self) -> Settlement | None:
        """The receipt with its placements, of a document that is one."""
        heads = [row for row in self.rows.get("receipts", ()) if isinstance(row, Receipt)]
        rows = (row for row in self.rows.get("allocations", ()) if isinstance(row, Allocation))
        return Settlement(heads[0], tuple(rows)) if heads else None


def space(connection: str) -> str:
    """Where the documents of a connection are kept."""
    return f"mirror:{connection}"


def keep(transaction: Transaction, connection: str, change: Change, *, actor: str) -> None:
    """Note a document as it was told; of a deleted one what it was before is kept."""
    before = transaction.slot(space(connection), str(change.ref))
    mirrored = told(change, None if before is None else _read(before))
    body: Mapping[str, Json] = {
        "ref": [mirrored.ref.kind, mirrored.ref.id],
        "version": mirrored.version.mark,
        "ours": mirrored.ours,
        "rows": {table: _plain(table, facts) for table, facts in mirrored.rows.items()},
        "deleted": mirrored.deleted,
    }
    slot = Slot(space(connection), str(change.ref), body)
    transaction.append(Draft("mirror.told", str(change.ref), actor, slot=slot))


def documents(journal: Journal, connection: str) -> Iterator[Mirrored]:
    """Every document of a connection, in the order in which it was first told."""
    return map(_read, journal.slots(space(connection)))


def told(change: Change, before: Mirrored | None) -> Mirrored:
    """A document as a change tells it; of a deleted one, what it was before."""
    if change.deleted and before is not None:
        return Mirrored(change.ref, change.version, before.ours, before.rows, deleted=True)
    heads = change.rows.get(change.ref.kind, ())
    ours = number_of(change.ref.kind, heads[0]) if heads else ""
    return Mirrored(change.ref, change.version, ours, change.rows, change.deleted)


def number_of(kind: str, head: Fact) -> str:
    """The number of a document in our books, by its head, as `files.papers` gives it."""
    return "|".join("" if part is None else str(part) for part in key_of(TABLES[kind])(head))


def _plain(table: str, facts: tuple[Fact, ...]) -> Json:
    return [to_plain(TABLES[table].fact, fact, f"$.{table}", Form.EXACT) for fact in facts]


def _read(held: Held) -> Mirrored:
    body = held.slot.body
    kind, number = _texts(body["ref"])
    rows = {table: _facts(table, plain) for table, plain in _mapping(body["rows"]).items()}
    return Mirrored(
        Ref(kind, number), Version(str(body["version"])), str(body["ours"]), rows, deleted=body["deleted"] is True
    )


def _facts(table: str, plain: Json) -> tuple[Fact, ...]:
    rows = plain if isinstance(plain, list | tuple) else ()
    return tuple(from_plain(TABLES[table].fact, row, f"$.{table}") for row in rows)


def _texts(plain: Json) -> tuple[str, ...]:
    return tuple(map(str, plain)) if isinstance(plain, list | tuple) else ()


def _mapping(plain: Json) -> Mapping[str, Json]:
    return plain if isinstance(plain, Mapping) else {}
