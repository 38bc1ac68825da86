"""The books as a role sees them: rows in its scope, and in them a mask wherever it may not read.

Laws: a view does not hold what it hides, so neither its text, its JSON nor a pickle of it can tell (R30); a mask is the
same whether anything stands behind it or not. A view is no `Facts`: nothing can be added up from amounts that are not
there. Weaker than it looks: a free text that its writer put an account number into shows it. Source: SE-01; B111.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, get_args, get_type_hints

from attrs import field, frozen

from salessupport.domain.access.classes import CLASSES
from salessupport.domain.access.roles import Action, Role, may
from salessupport.domain.access.scope import scope_of
from salessupport.domain.facts import Fact, Facts

MASK: Final = "***"
"""What stands for a text that may not be read; for anything else it is None."""


@frozen
class Row:
    """A row as a role sees it: every column by its field, those in `hidden` masked."""

    values: Mapping[str, object] = field(hash=False)
    hidden: frozenset[str]

    def as_json(self) -> dict[str, object]:
        """The row as plain JSON values; dates, amounts and quantities as their texts."""
        return {column: _plain(value) for column, value in self.values.items()}


@frozen
class View:
    """The books as `person` sees them in `role`: rows by table, of all tables of the books.

    Registers that the books do not declare are in no view, for their columns have no class.
    """

    role: Role
    person: str
    tables: Mapping[str, tuple[Row, ...]] = field(hash=False)

    def as_json(self) -> dict[str, object]:
        """All rows as plain JSON values, by table."""
        return {table: [row.as_json() for row in rows] for table, rows in self.tables.items()}


def view_of(facts: Facts, role: Role, person: str) -> View:
    """Show `facts` to `person` (a salesperson's id for sales and managers, whose scope follows from it) in `role`."""
    scope = scope_of(facts, role, person)
    return View(
        role,
        person,
        {
            table: tuple(_masked(table, row, role) for row in facts.rows(table) if scope.covers(table, row))
            for table in CLASSES
        },
    )


def _masked(table: str, row: Fact, role: Role) -> Row:
    """A row with the columns alone that a role may read."""
    masks = _masks(table)
    hidden = frozenset(column for column in masks if not may(role, Action.READ, table, column))
    return Row({column: masks[column] if column in hidden else getattr(row, column) for column in masks}, hidden)


@cache
def _masks(table: str) -> Mapping[str, str | None]:
    """What hides each column, by its type alone: a filled cell and an empty one look the same."""
    fact, _ = get_args(get_type_hints(Facts)[table])
    types = get_type_hints(fact).items()
    return {name: MASK if str in (hint, *get_args(hint)) else None for name, hint in types}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value)
