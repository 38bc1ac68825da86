"""Facts: the frozen rows of the books, one class per table, and `Facts`, all rows of an office together.

Law: a fact is data without arithmetic; its field names are the column names of the books (a Python keyword has `_`
behind it). Amounts know their currency. What a row may leave out is None, which differs from zero.
Source: books.md "Tables"; decision 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, field, fields, frozen

from salessupport.domain.facts.acceptance_bill import (
    AcceptanceBill,
    BillEndorsement,
    BillEvent,
    BillEventKind,
    BillKind,
)
from salessupport.domain.facts.adjustment import Adjustment, AdjustmentKind
from salessupport.domain.facts.alias import RegisterAlias
from salessupport.domain.facts.allocation import Allocation
from salessupport.domain.facts.approval import Approval, ApprovalAct, ApprovalDecision
from salessupport.domain.facts.charge import Charge, ChargeKind
from salessupport.domain.facts.closing import Closing
from salessupport.domain.facts.commission import (
    ClawbackMode,
    CommissionBasis,
    CommissionMeasure,
    CommissionPlan,
    CommissionRate,
    CommissionSplit,
    CommissionTier,
    PlanPeriod,
    TierMode,
)
from salessupport.domain.facts.confirmation import ConfirmationStep, RegisterStatement
from salessupport.domain.facts.contract import Contract, ContractChange, ContractLine, Instalment, Trigger
from salessupport.domain.facts.contract_file import (
    MatterSide,
    RegisterClause,
    RegisterMatter,
    RegisterProject,
    RegisterSolution,
)
from salessupport.domain.facts.customer import Customer
from salessupport.domain.facts.delivery import Delivery, DeliveryLine, Return, ReturnLine
from salessupport.domain.facts.expense import Complaint, Expense, Target
from salessupport.domain.facts.fact import Fact
from salessupport.domain.facts.invoice import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from salessupport.domain.facts.issued import (
    PaperKind,
    RegisterPaper,
    RegisterPaperLine,
    RegisterSignature,
    RegisterVoucher,
)
from salessupport.domain.facts.order import Order, OrderEvent, OrderEventKind, OrderLine, OrderStatus
from salessupport.domain.facts.order_file import (
    InspectionResult,
    RegisterConfirmation,
    RegisterInspection,
    RegisterPermit,
)
from salessupport.domain.facts.price import AgreedPrice
from salessupport.domain.facts.product import Product
from salessupport.domain.facts.quotation import Quotation, QuotationLine
from salessupport.domain.facts.receipt import Receipt, ReceiptMethod
from salessupport.domain.facts.record import LicenceKind, RegisterEntry, RegisterLicence
from salessupport.domain.facts.request import RegisterRequest, RegisterRole
from salessupport.domain.facts.salesperson import Salesperson

__all__ = [
    "AcceptanceBill",
    "Adjustment",
    "AdjustmentKind",
    "AgreedPrice",
    "Allocation",
    "Approval",
    "ApprovalAct",
    "ApprovalDecision",
    "BillEndorsement",
    "BillEvent",
    "BillEventKind",
    "BillKind",
    "Charge",
    "ChargeKind",
    "ClawbackMode",
    "Closing",
    "CommissionBasis",
    "CommissionMeasure",
    "CommissionPlan",
    "CommissionRate",
    "CommissionSplit",
    "CommissionTier",
    "Complaint",
    "ConfirmationStep",
    "Contract",
    "ContractChange",
    "ContractLine",
    "Customer",
    "Delivery",
    "DeliveryLine",
    "Expense",
    "Fact",
    "Facts",
    "InspectionResult",
    "Instalment",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceStatus",
    "LicenceKind",
    "MatterSide",
    "Order",
    "OrderEvent",
    "OrderEventKind",
    "OrderLine",
    "OrderStatus",
    "PaperKind",
    "PlanPeriod",
    "Product",
    "Quotation",
    "QuotationLine",
    "Receipt",
    "ReceiptMethod",
    "RegisterAlias",
    "RegisterClause",
    "RegisterConfirmation",
    "RegisterEntry",
    "RegisterInspection",
    "RegisterLicence",
    "RegisterMatter",
    "RegisterPaper",
    "RegisterPaperLine",
    "RegisterPermit",
    "RegisterProject",
    "RegisterRequest",
    "RegisterRole",
    "RegisterSignature",
    "RegisterSolution",
    "RegisterStatement",
    "RegisterVoucher",
    "Return",
    "ReturnLine",
    "Salesperson",
    "Target",
    "TierMode",
    "Trigger",
]


@frozen(kw_only=True)
class Facts:
    """All rows of an office's books: one attribute per table, named as the table; an absent table is empty.

    `registers` holds the rows of undeclared `register_*` tables by table name. Change with `attrs.evolve`.
    """

    customers: tuple[Customer, ...] = ()
    salespeople: tuple[Salesperson, ...] = ()
    products: tuple[Product, ...] = ()
    prices: tuple[AgreedPrice, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    quotation_lines: tuple[QuotationLine, ...] = ()
    contracts: tuple[Contract, ...] = ()
    contract_lines: tuple[ContractLine, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    contract_changes: tuple[ContractChange, ...] = ()
    orders: tuple[Order, ...] = ()
    order_lines: tuple[OrderLine, ...] = ()
    order_events: tuple[OrderEvent, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    delivery_lines: tuple[DeliveryLine, ...] = ()
    returns: tuple[Return, ...] = ()
    return_lines: tuple[ReturnLine, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    invoice_lines: tuple[InvoiceLine, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    bills: tuple[AcceptanceBill, ...] = ()
    bill_events: tuple[BillEvent, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    charges: tuple[Charge, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    approvals: tuple[Approval, ...] = ()
    commission_plans: tuple[CommissionPlan, ...] = ()
    commission_tiers: tuple[CommissionTier, ...] = ()
    commission_rates: tuple[CommissionRate, ...] = ()
    commission_splits: tuple[CommissionSplit, ...] = ()
    expenses: tuple[Expense, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    targets: tuple[Target, ...] = ()
    closings: tuple[Closing, ...] = ()
    bill_endorsements: tuple[BillEndorsement, ...] = ()
    register_licences: tuple[RegisterLicence, ...] = ()
    register_requests: tuple[RegisterRequest, ...] = ()
    register_roles: tuple[RegisterRole, ...] = ()
    register_papers: tuple[RegisterPaper, ...] = ()
    register_paper_lines: tuple[RegisterPaperLine, ...] = ()
    register_signatures: tuple[RegisterSignature, ...] = ()
    register_vouchers: tuple[RegisterVoucher, ...] = ()
    register_solutions: tuple[RegisterSolution, ...] = ()
    register_clauses: tuple[RegisterClause, ...] = ()
    register_projects: tuple[RegisterProject, ...] = ()
    register_matters: tuple[RegisterMatter, ...] = ()
    register_confirmations: tuple[RegisterConfirmation, ...] = ()
    register_inspections: tuple[RegisterInspection, ...] = ()
    register_permits: tuple[RegisterPermit, ...] = ()
    register_statements: tuple[RegisterStatement, ...] = ()
    register_aliases: tuple[RegisterAlias, ...] = ()
    registers: Mapping[str, tuple[RegisterEntry, ...]] = field(factory=dict, hash=False)

    def rows(self, table: str) -> tuple[Fact, ...]:
        """All rows of a table, of an undeclared register too; none where the books have no such table."""
        if table in self.registers:
            return self.registers[table]
        rows: tuple[Fact, ...] = getattr(self, table) if table in _TABLES else ()
        return rows

    def appended(self, rows: Mapping[str, Sequence[Fact]]) -> Facts:
        """All rows with further ones behind those of their tables."""
        added: dict[str, Any] = {table: (*self.rows(table), *new) for table, new in rows.items()}
        registers = {table: added.pop(table) for table in rows if table not in _TABLES}
        return evolve(self, registers={**self.registers, **registers}, **added)


_TABLES = frozenset(attribute.name for attribute in fields(Facts)) - {"registers"}
