"""Documents of a folder: which rows of which tables belong together, and the version that is the digest of them all.

Laws: every row of a table belongs to the document whose id it names; equal rows are an equal version, in whatever file
and order of columns they stand and whoever wrote them. Source: ports.md 3.4; books.md "Tables".
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Final

import attrs
from attrs import field, frozen

from salessupport.books.comparison import key_of
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact
from salessupport.files.orders import as_it_stands
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref, Version

Tables = Mapping[str, Sequence[Fact]]
"""Rows by books table."""

PARTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "contracts": {"contract_lines": "contract", "instalments": "contract", "contract_changes": "contract"},
        "orders": {"order_lines": "order", "order_events": "order"},
        "deliveries": {"delivery_lines": "delivery"},
        "returns": {"return_lines": "return_"},
        "invoices": {"invoice_lines": "invoice", "allocations": "source"},
        "receipts": {"allocations": "source"},
    }
)
"""The tables whose rows belong to a document of a kind, and the attribute that names it."""


@frozen
class Paper:
    """A document with the rows that it is written in."""

    ref: Ref
    version: Version
    rows: Mapping[str, tuple[Fact, ...]] = field(hash=False)

    @property
    def change(self) -> Change:
        """The document as a feed hands it over: an order as it stands after its events."""
        return Change(self.ref, self.version, as_it_stands(self.rows) if self.ref.kind == "orders" else self.rows)


def needed(kind: str) -> tuple[str, ...]:
    """The tables that a document of this kind has rows in."""
    return kind, *PARTS.get(kind, {})


def papers(tables: Tables, kind: str) -> tuple[Paper, ...]:
    """The documents of a kind, in the order of the table of their heads."""
    parts = {table: _by_owner(tables.get(table, ()), name) for table, name in PARTS.get(kind, {}).items()}
    number = key_of(TABLES[kind])
    return tuple(_paper(kind, head, number(head), parts) for head in tables.get(kind, ()))


def _paper(kind: str, head: Fact, number: tuple[object, ...], parts: Mapping[str, Mapping[str, list[Fact]]]) -> Paper:
    name = "|".join("" if part is None else str(part) for part in number)
    rows: dict[str, tuple[Fact, ...]] = {kind: (head,)}
    rows |= {table: tuple(by[name]) for table, by in parts.items() if name in by}
    return Paper(Ref(kind, name), version_of(rows), rows)


def _by_owner(rows: Sequence[Fact], name: str) -> dict[str, list[Fact]]:
    owned: dict[str, list[Fact]] = {}
    for row in rows:
        owned.setdefault(getattr(row, name), []).append(row)
    return owned


def version_of(rows: Mapping[str, Sequence[Fact]]) -> Version:
    """The digest of a document's rows."""
    return Version(digest_of(*((table, tuple(facts)) for table, facts in sorted(rows.items()))))


def digest_of(*things: object) -> str:
    """What tells one content from another: what is not given counts nothing, so that a new column changes no digest."""
    return hashlib.sha256(";".join(map(_told, things)).encode()).hexdigest()[:32]


def _told(thing: object) -> str:
    match thing:
        case bytes():
            return hashlib.sha256(thing).hexdigest()
        case Decimal():
            return format(thing.normalize(), "f")
        case str():
            return repr(str(thing))
        case tuple() | list():
            return f"[{','.join(map(_told, thing))}]"
        case Enum():
            return thing.name
    kind = type(thing)
    if not attrs.has(kind):
        return str(thing)
    given = ((one.name, getattr(thing, one.name)) for one in attrs.fields(kind))
    told = ",".join(f"{name}={_told(value)}" for name, value in given if value not in (None, "", ()))
    return f"{kind.__name__}({told})"
