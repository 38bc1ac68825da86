"""Merged customers: which id another stands for on a day. Ids are never replaced; a merge is a row that can end.

Laws: an id that no alias of the day names stands for itself; every other leads to its kept id for as long as its row
holds, and after it ends each is itself again. An alias of an alias, a ring of them, two rows for one id, and an id
that stands for itself are faults, never followed in silence. Source: CU-02; domain §2.14 (reversible merge).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from salessupport.domain.facts import RegisterAlias
from salessupport.domain.history import History
from salessupport.domain.values.errors import Conflict


@frozen
class AliasFault:
    """What is wrong with the row at position `at`: a code of the catalogue, the column, and the other row's id."""

    at: int
    column: str
    code: str
    row: RegisterAlias
    other: str = ""

    @property
    def context(self) -> dict[str, object]:
        """The values of the catalogue's text."""
        row = self.row
        return {
            "alias": row.alias, "customer": row.customer, "other": self.other, "later_field": "valid_to",
            "later": row.valid_to, "earlier_field": "valid_from", "earlier": row.valid_from,
        }  # fmt: skip


def resolve(history: History, customer_id: str, on: date) -> str:
    """Give the id that stands for a customer on a day: the kept one of a merge that holds, else its own.

    Raises NotFound for an unknown customer, Conflict `alias.twice`, `alias.chain` or `alias.cycle` where the day's
    aliases do not lead to one kept customer.
    """
    history.customer(customer_id)
    rows = [row for row in history.facts.register_aliases if _holds(row, on)]
    mine = [row for row in rows if row.alias == customer_id]
    if not mine:
        return customer_id
    for fault in alias_faults(rows):
        if fault.row in mine:
            raise Conflict(fault.code, path=fault.row.id, **fault.context)
    return history.customer(mine[0].customer).id


def alias_faults(rows: Sequence[RegisterAlias]) -> Iterator[AliasFault]:
    """Every fault of a register of aliases, row by row; each row that takes part is named."""
    of_alias: defaultdict[str, list[RegisterAlias]] = defaultdict(list)
    for row in rows:
        of_alias[row.alias].append(row)
    for at, row in enumerate(rows):
        if row.valid_to is not None and row.valid_to < row.valid_from:
            yield AliasFault(at, "valid_to", "date.order", row)
            continue
        if other := next((one for one in of_alias[row.alias] if one is not row and _meet(one, row)), None):
            yield AliasFault(at, "alias", "alias.twice", row, other.id)
        if next_one := next((one for one in of_alias[row.customer] if _meet(one, row)), None):
            code = "alias.cycle" if _returns(row, of_alias) else "alias.chain"
            yield AliasFault(at, "customer", code, row, next_one.id)


def _returns(row: RegisterAlias, of_alias: dict[str, list[RegisterAlias]]) -> bool:
    """Whether rows that hold together lead from the kept id back to the alias."""
    seen: set[str] = set()
    ahead = [(row.customer, row.valid_from, row.valid_to or date.max)]
    while ahead:
        customer, first, last = ahead.pop()
        if customer == row.alias:
            return True
        if customer not in seen:
            seen.add(customer)
            ahead += [
                (one.customer, max(first, one.valid_from), min(last, one.valid_to or date.max))
                for one in of_alias.get(customer, ())
                if one.valid_from <= last and first <= (one.valid_to or date.max)
            ]
    return False


def _holds(row: RegisterAlias, on: date) -> bool:
    return row.valid_from <= on <= (row.valid_to or date.max)


def _meet(one: RegisterAlias, other: RegisterAlias) -> bool:
    """Whether two rows hold on a common day."""
    last = min(one.valid_to or date.max, other.valid_to or date.max)
    return max(one.valid_from, other.valid_from) <= last
