"""The same facts written otherwise: shuffled, renamed, scaled, cut off; and the dates on which something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from attrs import evolve, fields

from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.money import Money

TABLES = tuple(table.name for table in fields(Facts) if table.name != "registers")
REFERENCES = (
    "id",
    "customer",
    "contract",
    "original",
    "source",
    "target",
    "reverses",
    "about",
    "bill",
    "number",
    "subject",
)


def all_rows(facts: Facts) -> Iterator[Fact]:
    """Give the rows of all tables."""
    for name in TABLES:
        yield from facts.rows(name)


def days_of(facts: Facts) -> list[date]:
    """List every date on which something happens, oldest first."""
    return sorted({row.effective for row in all_rows(facts) if row.effective is not None})


def cuts_of(facts: Facts) -> list[date]:
    """List every date on which something becomes known, oldest first."""
    return sorted({row.known for row in all_rows(facts) if row.known is not None})


def rewritten(facts: Facts, change: Callable[[tuple[Any, ...]], Iterator[Any]]) -> Facts:
    """Give facts whose tables went through `change`."""
    return evolve(facts, **{name: tuple(change(facts.rows(name))) for name in TABLES})


def kept(facts: Facts, keep: Callable[[Fact], bool]) -> Facts:
    """Give the facts for which `keep` holds."""
    return rewritten(facts, lambda rows: (row for row in rows if keep(row)))


def joined(left: Facts, right: Facts) -> Facts:
    """Give the rows of both."""
    return evolve(left, **{name: (*left.rows(name), *right.rows(name)) for name in TABLES})


def renamed(facts: Facts, prefix: str) -> Facts:
    """Put a prefix before every id and number, in references and in the remittance text too; the order of ids stays."""
    return rewritten(facts, lambda rows: (_renamed(row, prefix) for row in rows))


def _renamed(row: Any, prefix: str) -> Any:
    names = {name: getattr(row, name) for name in REFERENCES if getattr(row, name, None)}
    changes = {name: f"{prefix}{value}" for name, value in names.items()}
    if text := getattr(row, "remittance", None):
        changes["remittance"] = text.replace(" ", f" {prefix}")
    return evolve(row, **changes)


def scaled(facts: Facts, factor: int) -> Facts:
    """Multiply every amount."""
    return rewritten(facts, lambda rows: (_scaled(row, factor) for row in rows))


def _scaled(row: Any, factor: int) -> Any:
    amounts = {a.name: getattr(row, a.name) for a in fields(type(row)) if isinstance(getattr(row, a.name), Money)}
    return evolve(row, **{name: Money(value.minor * factor, value.currency) for name, value in amounts.items()})
