"""Which currency a row's amounts are in: its own, else that of the document it follows, else its customer's, else ours.

Law: tables are read in an order in which a document is known before the rows that follow it. Source: books.md "Form",
Conventions 13.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from salessupport.books.schema import Table
from salessupport.domain.values.currency import known_currencies

_FOLLOWED: Mapping[str, tuple[str, ...]] = {
    "quotations": ("customer",),
    "contracts": ("customer",),
    "contract_changes": ("contract",),
    "orders": ("contract", "customer"),
    "bills": ("customer",),
    "invoices": ("original", "contract", "order", "customer"),
    "receipts": ("bill", "customer"),
    "contract_lines": ("contract",),
    "instalments": ("contract",),
    "invoice_lines": ("invoice",),
    "bill_events": ("bill",),
    "allocations": ("source",),
    "charges": ("about", "customer"),
    "adjustments": ("about", "customer"),
    "approvals": ("subject",),
    "register_requests": ("subject",),
    "register_projects": ("contract",),
    "register_statements": ("customer",),
}
"""The columns whose documents give a row its currency, the first that is known deciding."""
_FIRST = ("customers", "quotations", "contracts", "contract_changes", "orders", "bills", "invoices", "receipts")
_KNOWN = frozenset(known_currencies())


def reading_order(table: str) -> int:
    """Sort key of tables: what others follow comes first."""
    return _FIRST.index(table) if table in _FIRST else len(_FIRST)


class Currencies:
    """The currencies of the documents read so far."""

    def __init__(self, home: str) -> None:
        self.home = home
        self._of: dict[str, dict[str, str]] = {table: {} for table in _FIRST}

    def rule(self, table: Table) -> CurrencyRule:
        """Give the rule of a table: call it with a row's cells."""
        columns = (column for column in table.columns if column.name in _FOLLOWED.get(table.name, ()))
        order = _FOLLOWED.get(table.name, ()).index
        follows = tuple(
            (column.attribute, tuple(self._of[name] for name in column.refers_to if name in self._of))
            for column in sorted(columns, key=lambda column: order(column.name))
        )
        own = any(column.name == "currency" for column in table.columns)
        remembered = self._of.get(table.name)
        return CurrencyRule(home=self.home, own=own, follows=follows, remembered=remembered, at_home=_at_home(table))


def _at_home(table: Table) -> frozenset[str]:
    """A revaluation (`fx`) changes a carrying amount, which is in the company's currency (Conventions 13)."""
    if table.name != "adjustments":
        return frozenset()
    return frozenset({"fx", table.column("kind").choice_labels["fx"]})


@frozen(kw_only=True)
class CurrencyRule:
    """The rule of one table: finds a row's currency, and remembers it where other rows follow.

    `own` says whether the table has a column for it, `follows` in which columns a document's id may stand, `at_home`
    which kinds of row are in the company's currency whatever they are about.
    """

    home: str
    own: bool
    follows: tuple[tuple[str, tuple[dict[str, str], ...]], ...]
    remembered: dict[str, str] | None
    at_home: frozenset[str] = frozenset()

    @property
    def is_constant(self) -> bool:
        """Whether every row of the table is in the company's currency."""
        return not self.own and not self.follows and self.remembered is None

    def __call__(self, cells: Mapping[str, str]) -> str:
        """Give the currency of a row. A code that is not known is its own cell's fault and stands for no currency."""
        given = cells.get("currency") if self.own else None
        currency = given if given in _KNOWN else self._followed(cells)
        if self.remembered is not None and "id" in cells:
            self.remembered[cells["id"]] = currency
        return currency

    def _followed(self, cells: Mapping[str, str]) -> str:
        if self.at_home and cells.get("kind") in self.at_home:
            return self.home
        for attribute, documents in self.follows:
            if (reference := cells.get(attribute)) is not None:
                for known in documents:
                    if reference in known:
                        return known[reference]
        return self.home
