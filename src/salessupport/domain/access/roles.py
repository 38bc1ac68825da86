"""Roles and their rights, as data: who may do what with which class of column, in which tables.

Law: what no rule gives is denied; no role reads what is sensitive, it is revealed by row and on record.
Source: reliability.md 3.9 "rule table … published as data, default deny".
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import frozen

from salessupport.domain.access.classes import FieldClass, class_of


class Role(Enum):
    """In what quality somebody, or a program, comes to the books."""

    CLERK = "clerk"
    """Keeps the books of the sales office."""
    SALES = "sales"
    """Sells: own customers, by the customer's salesperson."""
    FINANCE = "finance"
    """Bills, collects, pays."""
    MANAGER = "manager"
    """Leads: own region, or the whole office where no region is recorded of the manager."""
    AUDITOR = "auditor"
    """Reads the figures and writes nothing."""
    INTEGRATION = "integration"
    """Another system: documents with their amounts, nobody's telephone number."""


class Action(Enum):
    """What is done with a column."""

    READ = "read"
    WRITE = "write"
    REVEAL = "reveal"


@frozen
class Rule:
    """A right: `role` may do `action` with columns of `classes`, in `tables`; no tables named are all of them."""

    role: Role
    action: Action
    classes: frozenset[FieldClass]
    tables: frozenset[str] = frozenset()

    def gives(self, role: Role, action: Action, field_class: FieldClass, table: str) -> bool:
        """Whether this rule gives that right."""
        fits = (self.role, self.action) == (role, action) and field_class in self.classes
        return fits and (not self.tables or table in self.tables)


def _rule(role: Role, action: Action, classes: str, tables: str = "") -> Rule:
    return Rule(role, action, frozenset(map(FieldClass, classes.split())), frozenset(tables.split()))


_SOLD = (
    "prices quotations quotation_lines contracts contract_lines instalments contract_changes orders order_lines"
    " order_events invoices invoice_lines receipts allocations charges register_statements register_matters"
    " register_clauses"
)
_MONEY = (
    "invoices invoice_lines receipts bills bill_events bill_endorsements allocations charges adjustments expenses"
    " closings register_vouchers"
)
_LED = (
    "customers salespeople products prices approvals targets contract_changes commission_plans commission_tiers"
    " commission_rates commission_splits register_roles register_projects"
)
_BROUGHT = (
    "orders order_lines deliveries delivery_lines invoices invoice_lines receipts bills bill_events bill_endorsements"
)

RULES: Final[tuple[Rule, ...]] = (
    _rule(Role.CLERK, Action.READ, "public internal confidential personal"),
    _rule(Role.CLERK, Action.WRITE, "public internal confidential personal sensitive"),
    _rule(Role.SALES, Action.READ, "public internal personal"),
    _rule(Role.SALES, Action.READ, "confidential", _SOLD),
    _rule(Role.SALES, Action.WRITE, "public internal personal", "customers complaints"),
    _rule(Role.SALES, Action.WRITE, "public internal confidential", "quotations quotation_lines register_matters"),
    _rule(Role.FINANCE, Action.READ, "public internal confidential"),
    _rule(Role.FINANCE, Action.READ, "personal", "customers"),
    _rule(Role.FINANCE, Action.REVEAL, "sensitive"),
    _rule(Role.FINANCE, Action.WRITE, "public internal confidential personal sensitive", _MONEY),
    _rule(Role.MANAGER, Action.READ, "public internal confidential personal"),
    _rule(Role.MANAGER, Action.REVEAL, "sensitive"),
    _rule(Role.MANAGER, Action.WRITE, "public internal confidential personal", _LED),
    _rule(Role.AUDITOR, Action.READ, "public internal confidential"),
    _rule(Role.AUDITOR, Action.REVEAL, "sensitive"),
    _rule(Role.INTEGRATION, Action.READ, "public internal confidential"),
    _rule(Role.INTEGRATION, Action.WRITE, "public internal confidential", _BROUGHT),
)
"""Every right that there is."""


def may(role: Role, action: Action, table: str, column: str) -> bool:
    """Whether a role may do this with a column (by the name of its field); no for every column without a class."""
    field_class = class_of(table, column)
    return field_class is not None and any(rule.gives(role, action, field_class, table) for rule in RULES)
