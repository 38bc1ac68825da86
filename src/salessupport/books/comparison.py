"""A row that comes in beside the rows that are there: new, the same, or another one under the same key.

Laws: the day of recording is no part of a row's content; in a table without a key equal rows are allowed, and a row is
there as often as it was written; the lines of a document that is there are these lines and no others.
Source: books.md "Form"; reliability "same key, other content is a conflict".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Literal

from attrs import evolve

from salessupport.books.schema import Column, Table
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact

Verdict = Literal["new", "same", "other"]


def document_column(table: Table) -> Column | None:
    """Give the column that names the document with which a row holds, where rows have no date of their own."""
    first = table.columns[0]
    documents = bool(first.refers_to) and all(TABLES[name].document for name in first.refers_to)
    return first if documents and first.required and table.fact.effective is Fact.effective else None


def key_of(table: Table) -> Callable[[Fact], tuple[object, ...]]:
    """Give the key of a table's rows."""
    names = {column.name: column.attribute for column in table.columns}
    attributes = [names[name] for name in table.key]
    return lambda fact: tuple(getattr(fact, name) for name in attributes)


def differing(table: Table, fact: Fact, other: Fact) -> Column | None:
    """Give the first column, but for the day of recording, in which two rows differ."""
    columns = (column for column in table.columns if column.name != "recorded_on")
    return next((one for one in columns if getattr(fact, one.attribute) != getattr(other, one.attribute)), None)


class Keyed:
    """The rows of a table with a key; a new row is there from then on."""

    def __init__(self, table: Table, facts: Iterable[Fact]) -> None:
        self.key = key_of(table)
        self.there = {self.key(fact): fact for fact in facts}

    def judge(self, fact: Fact) -> tuple[Verdict, Fact | None]:
        """Compare a row; gives the row that it differs from."""
        other = self.there.setdefault(self.key(fact), fact)
        if other is fact:
            return "new", None
        return ("same", None) if evolve(fact, recorded_on=other.recorded_on) == other else ("other", other)

    def settle(self) -> None:
        """Take the rows of a file as there: done row by row."""


class Keyless:
    """The rows of a table without a key; rows of one file are there for the next file only."""

    def __init__(self, table: Table, facts: Iterable[Fact]) -> None:
        column = document_column(table)
        self.document = attrgetter(column.attribute) if column is not None else None
        self.there: Counter[Fact] = Counter()
        self.documents: set[str] = set()
        self.fresh: list[Fact] = list(facts)
        self.settle()

    def judge(self, fact: Fact) -> tuple[Verdict, Fact | None]:
        """Compare a row; the lines of a document that has lines already are the same or other ones, never more."""
        plain = _plain(fact)
        if self.there[plain]:
            self.there[plain] -= 1
            return "same", None
        if self.document is not None and self.document(fact) in self.documents:
            return "other", None
        self.fresh.append(fact)
        return "new", None

    def settle(self) -> None:
        """Take the new rows of a file as there."""
        self.there.update(map(_plain, self.fresh))
        if self.document is not None:
            self.documents.update(map(self.document, self.fresh))
        self.fresh = []


def _plain(fact: Fact) -> Fact:
    return evolve(fact, recorded_on=None)
