"""Whose customer a row belongs to, and so which rows somebody sees who does not see all customers.

A salesperson sees the customers whose `salesperson` they are, a manager with a region those of that region; a document
follows its customer, whoever sold it. Law: a row whose links lead to several customers is seen by who sees them all;
one whose links lead nowhere, by nobody whose scope has bounds. Source: reliability.md 3.9 "row scope".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve, field, frozen

from salessupport.domain.access.classes import CLASSES
from salessupport.domain.access.roles import Role
from salessupport.domain.facts import Customer, Fact, Facts, Salesperson

Links = Mapping[str, tuple[str, ...]]
Owners = Mapping[tuple[str, str], frozenset[str]]
"""Customers by the table and id of a row."""
_NOBODY = ""
"""The customer of what leads nowhere; nobody's."""

LINKS: Final[Mapping[str, Links]] = {
    "prices": {"customer": ("customers",)},
    "quotations": {"customer": ("customers",)},
    "quotation_lines": {"quotation": ("quotations",)},
    "contracts": {"customer": ("customers",)},
    "contract_lines": {"contract": ("contracts",)},
    "instalments": {"contract": ("contracts",)},
    "contract_changes": {"contract": ("contracts",)},
    "orders": {"customer": ("customers",)},
    "order_lines": {"order": ("orders",)},
    "order_events": {"order": ("orders",)},
    "deliveries": {"order": ("orders",), "contract": ("contracts",)},
    "delivery_lines": {"delivery": ("deliveries",)},
    "returns": {"order": ("orders",)},
    "return_lines": {"return_": ("returns",)},
    "invoices": {"customer": ("customers",)},
    "invoice_lines": {"invoice": ("invoices",)},
    "receipts": {"customer": ("customers",)},
    "bills": {"customer": ("customers",)},
    "bill_events": {"bill": ("bills",)},
    "bill_endorsements": {"bill": ("bills",)},
    "charges": {"customer": ("customers",)},
    "adjustments": {"customer": ("customers",)},
    "allocations": {"source": ("receipts", "invoices", "bills"), "target": ("invoices", "charges", "contracts")},
    "register_requests": {"subject": ("contracts", "orders", "receipts", "quotations", "contract_changes")},
    "approvals": {"subject": ("contracts", "orders", "receipts", "quotations", "contract_changes")},
    "commission_splits": {"order": ("orders",), "contract": ("contracts",), "invoice": ("invoices",)},
    "complaints": {"customer": ("customers",)},
    "register_licences": {"contract": ("contracts",)},
    "register_papers": {"subject": ("contracts", "orders", "receipts")},
    "register_paper_lines": {"paper": ("register_papers",)},
    "register_signatures": {"paper": ("register_papers",)},
    "register_vouchers": {"refund": ("adjustments",)},
    "register_solutions": {"contract": ("contracts",)},
    "register_clauses": {"contract": ("contracts",)},
    "register_projects": {"contract": ("contracts",)},
    "register_matters": {"contract": ("contracts",)},
    "register_confirmations": {"order": ("orders",)},
    "register_inspections": {"subject": ("orders", "contracts")},
    "register_permits": {"customer": ("customers",)},
    "register_statements": {"customer": ("customers",)},
    "register_aliases": {"customer": ("customers",), "alias": ("customers",)},
}
"""Columns that lead to a row's customer, with the tables that they name; a table stands behind those it names."""

PERSONS: Final = frozenset({"expenses", "targets"})
"""Tables that belong to a salesperson, by their column `salesperson`."""
SHARED: Final = frozenset({"register_clauses"})
"""Tables whose rows without a link are for everybody: the company's standard contract."""


@frozen
class Scope:
    """The rows that somebody sees: those of `customers`, and of `people`; `region` is that of new customers.

    `whole` is a scope without bounds. `owners` tells the customers of each row that others name.
    """

    whole: bool
    customers: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    region: str | None = None
    owners: Owners = field(factory=dict, hash=False, repr=False)

    def covers(self, table: str, row: Fact) -> bool:
        """Whether somebody of this scope sees a row, or may enter it."""
        if self.whole:
            return True
        if isinstance(row, Customer):
            return self._has(row)
        if table in PERSONS:
            return getattr(row, "salesperson", None) in self.people
        if table not in LINKS:
            return table in CLASSES
        owners = _owners(table, row, self.owners)
        return owners <= self.customers if owners else table in SHARED

    def _has(self, customer: Customer) -> bool:
        """Whether a customer's own row says that it belongs here."""
        return customer.salesperson in self.people if self.region is None else customer.region == self.region


def scope_of(facts: Facts, role: Role, person: str) -> Scope:
    """What `person`, the id of a salesperson where the role has bounds, sees in this role."""
    if role not in {Role.SALES, Role.MANAGER}:
        return Scope(whole=True)
    known = next((row for row in facts.salespeople if row.id == person), None)
    if known is None:
        return Scope(whole=False)
    if role is Role.MANAGER and known.region is None:
        return Scope(whole=True)
    return _bounded(facts, known, known.region if role is Role.MANAGER else None)


def _bounded(facts: Facts, person: Salesperson, region: str | None) -> Scope:
    people = (row.id for row in facts.salespeople if region is not None and row.region == region)
    scope = Scope(whole=False, people=frozenset({person.id, *people}), region=region, owners=_all_owners(facts))
    return evolve(scope, customers=frozenset(row.id for row in facts.customers if scope.covers("customers", row)))


def _all_owners(facts: Facts) -> Owners:
    """The customers of every row that others may name; tables come behind those that they name."""
    owners = {("customers", row.id): frozenset({row.id}) for row in facts.customers}
    for table in LINKS:
        for row in facts.rows(table):
            owners[table, getattr(row, "id", "")] = _owners(table, row, owners)
    return owners


def _owners(table: str, row: Fact, known: Owners) -> frozenset[str]:
    """The customers that the filled links of a row lead to; nobody's among them for a link that leads nowhere."""
    filled = ((getattr(row, column), tables) for column, tables in LINKS[table].items())
    led = (_led_to(name, tables, known) for name, tables in filled if name is not None)
    return frozenset[str]().union(*led)


def _led_to(name: str, tables: tuple[str, ...], known: Owners) -> frozenset[str]:
    names = (name, name.rpartition(":")[0])  # an instalment is named `contract:no`
    found = (known.get((table, one), frozenset()) for table in tables for one in names)
    return frozenset[str]().union(*found) or frozenset({_NOBODY})
