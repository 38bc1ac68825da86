"""Typed answers of commands and checks, and every answer as plain JSON values.

Amounts are text with the currency's digits, quantities and rates decimal text, days and counts numbers (books.md,
"Questions and answers"). `as_json` is the only way from an answer to JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import attrs
from attrs import field, frozen

from salessupport.domain.contracts.watch import Watched
from salessupport.domain.customers.duplicates import DuplicateCandidate
from salessupport.domain.facts import Fact
from salessupport.domain.receivables.control import Control
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import decimal_text

JSON = None | bool | int | str | list["JSON"] | dict[str, "JSON"]


@frozen
class Change:
    """What a command changed, or with `dry_run` would change: rows appended by table, and what follows from them.

    `skipped` counts the rows that were there already, `findings` are warnings about what came in.
    """

    command: str
    appended: Mapping[str, tuple[Fact, ...]]
    effects: tuple[str, ...] = ()
    skipped: int = 0
    dry_run: bool = False
    backup: Path | None = None
    findings: tuple[Finding, ...] = ()


@frozen
class WatchList:
    """Contracts allowed to start or ship on a waiver whose money is not in yet (CO-06)."""

    as_of: date
    contracts: tuple[Watched, ...]


@frozen
class Duplicates:
    """Pairs of customers that may be one (CU-02); nothing is merged by itself."""

    candidates: tuple[DuplicateCandidate, ...]


@frozen
class CheckAnswer:
    """All findings of loading and of the books' own consistency."""

    tables: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.findings


@frozen
class ProofLine:
    """One account of the proof: closing = opening + debits - credits, to be added up again by anybody."""

    customer: str
    currency: str
    opening: Money
    debits: Money
    credits: Money
    closing: Money


@frozen
class Proof:
    """What the checkable record of a close, `proof.json`, comes to: every account in one line.

    `digest` is that of the facts which the close rests on, `record` that of `proof.json`.
    """

    known_at: date
    digest: str
    policies: Mapping[str, str]
    accounts: tuple[ProofLine, ...]
    record: str


@frozen
class Restated:
    """An account whose opening differs from the closing balance of the closed month before it, and by how much."""

    customer: str
    currency: str
    closed: Money
    now: Money
    difference: Money


@frozen
class CloseAnswer:
    """The answer of `close`, written as `close.json`; `sealed` only without exceptions and with all controls equal.

    `commission` is what statements that end with the month pay; null where no plan has such a period.
    """

    month: str
    status: Literal["closed", "closed_before", "dry_run"]
    sealed: bool
    as_of: date
    currency: str
    receivables: Money
    overdue: Money
    unapplied: Money
    statements: int
    facts: int
    receipts_matched: int
    exceptions: tuple[Finding, ...]
    restated: tuple[Restated, ...]
    files: tuple[str, ...]
    controls: tuple[Control, ...]
    proof: Proof
    commission: Money | None = None
    change: Change | None = field(default=None)


def as_json(value: object) -> JSON:
    """Give an answer as plain JSON values; no float ever."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return decimal_text(value)
        case Money() | Moment() | Path() | date():
            return str(value)
        case Finding():
            return as_json(value.as_json())
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case Sequence():
            return _listed(value)
    return _fields(value)


def _listed(values: Sequence[object]) -> JSON:
    """A list; controls are an object by name."""
    if values and all(isinstance(item, Control) for item in values):
        return {item.name: as_json(item) for item in values if isinstance(item, Control)}
    return [as_json(item) for item in values]


def _fields(value: object) -> JSON:
    kind = type(value)
    if isinstance(value, Control):
        return {"ours": value.ours, "check": value.check, "equal": value.equal}
    if attrs.has(kind):
        return {key.name.rstrip("_"): as_json(getattr(value, key.name)) for key in attrs.fields(kind)}
    raise TypeError(f"an answer cannot hold {kind.__name__}")
