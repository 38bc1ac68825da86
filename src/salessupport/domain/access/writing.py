"""Which columns of a row somebody may not write.

Law: the answer follows from the names of the columns and from whose row it is, never from values that are hidden: who
may not write a price learns nothing by writing the right one. Source: SE-01; B111.
"""

from __future__ import annotations

from collections.abc import Collection

from salessupport.domain.access.roles import Action, Role, may
from salessupport.domain.access.scope import scope_of
from salessupport.domain.facts import Fact, Facts


def denied(
    facts: Facts, role: Role, person: str, *, table: str, row: Fact, columns: Collection[str]
) -> tuple[str, ...]:
    """Those of `columns` of `row` that `person` may not write in `role`, in order; none if all are allowed.

    A row out of the person's scope denies every column; ask of a change twice, for the row before and after it.
    """
    if not scope_of(facts, role, person).covers(table, row):
        return tuple(columns)
    return tuple(column for column in columns if not may(role, Action.WRITE, table, column))
