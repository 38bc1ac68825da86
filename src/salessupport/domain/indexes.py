"""Indexes: rows by their id, and the rows that belong to another (lines, events, deliveries), each built once.

Nothing is derived here: an index is another order of the same rows. Rows of a group keep the order of their table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, TypeVar

from salessupport.domain.facts import (
    AcceptanceBill,
    AgreedPrice,
    Allocation,
    Approval,
    BillEvent,
    Charge,
    CommissionPlan,
    CommissionRate,
    CommissionSplit,
    CommissionTier,
    Contract,
    ContractChange,
    ContractLine,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    Instalment,
    Invoice,
    InvoiceLine,
    Order,
    OrderEvent,
    OrderLine,
    Product,
    QuotationLine,
    Receipt,
    RegisterConfirmation,
    RegisterInspection,
    RegisterLicence,
    RegisterMatter,
    RegisterPaper,
    RegisterPaperLine,
    RegisterPermit,
    RegisterProject,
    RegisterRequest,
    RegisterRole,
    RegisterSignature,
    RegisterSolution,
    RegisterVoucher,
    Return,
    ReturnLine,
    Salesperson,
)


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Identified)
Key = TypeVar("Key")
Value = TypeVar("Value")


class Indexes:
    """What `History` looks rows up by; a class of its own, because it only has a reason to change with the tables."""

    facts: Facts

    @cached_property
    def customers(self) -> Mapping[str, Customer]:
        """Customers by id."""
        return by_id(self.facts.customers)

    @cached_property
    def salespeople(self) -> Mapping[str, Salesperson]:
        """Salespeople by id."""
        return by_id(self.facts.salespeople)

    @cached_property
    def products(self) -> Mapping[str, Product]:
        """Products by id."""
        return by_id(self.facts.products)

    @cached_property
    def contracts(self) -> Mapping[str, Contract]:
        """Contracts by id."""
        return by_id(self.facts.contracts)

    @cached_property
    def orders(self) -> Mapping[str, Order]:
        """Orders by id."""
        return by_id(self.facts.orders)

    @cached_property
    def deliveries(self) -> Mapping[str, Delivery]:
        """Deliveries by id."""
        return by_id(self.facts.deliveries)

    @cached_property
    def returns(self) -> Mapping[str, Return]:
        """Returns by id."""
        return by_id(self.facts.returns)

    @cached_property
    def bills(self) -> Mapping[str, AcceptanceBill]:
        """Bills by id."""
        return by_id(self.facts.bills)

    @cached_property
    def invoices(self) -> Mapping[str, Invoice]:
        """Invoices, prepayments, debit and credit notes by id, in every status."""
        return by_id(self.facts.invoices)

    @cached_property
    def receipts(self) -> Mapping[str, Receipt]:
        """Receipts by id."""
        return by_id(self.facts.receipts)

    @cached_property
    def charges(self) -> Mapping[str, Charge]:
        """Charges by id."""
        return by_id(self.facts.charges)

    @cached_property
    def allocations(self) -> Mapping[str, Allocation]:
        """Allocation rows by id, those that take back another among them."""
        return by_id(self.facts.allocations)

    @cached_property
    def approvals(self) -> Mapping[str, Approval]:
        """Approvals by id."""
        return by_id(self.facts.approvals)

    @cached_property
    def papers(self) -> Mapping[str, RegisterPaper]:
        """Issued papers by number."""
        return by_id(self.facts.register_papers)

    @cached_property
    def contracts_of_customer(self) -> Mapping[str, Sequence[Contract]]:
        """Contracts of each customer."""
        return group((row.customer, row) for row in self.facts.contracts if row.customer)

    @cached_property
    def contract_lines_of(self) -> Mapping[str, Sequence[ContractLine]]:
        """Lines of each contract."""
        return group((row.contract, row) for row in self.facts.contract_lines if row.contract)

    @cached_property
    def instalments_of_contract(self) -> Mapping[str, Sequence[Instalment]]:
        """Instalment rows of each contract."""
        return group((row.contract, row) for row in self.facts.instalments if row.contract)

    @cached_property
    def changes_of(self) -> Mapping[str, Sequence[ContractChange]]:
        """Changes of each contract, approved or not."""
        return group((row.contract, row) for row in self.facts.contract_changes if row.contract)

    @cached_property
    def orders_of_contract(self) -> Mapping[str, Sequence[Order]]:
        """Orders of each contract."""
        return group((row.contract, row) for row in self.facts.orders if row.contract)

    @cached_property
    def order_lines_of(self) -> Mapping[str, Sequence[OrderLine]]:
        """Lines of each order."""
        return group((row.order, row) for row in self.facts.order_lines if row.order)

    @cached_property
    def deliveries_of_order(self) -> Mapping[str, Sequence[Delivery]]:
        """Deliveries of each order."""
        return group((row.order, row) for row in self.facts.deliveries if row.order)

    @cached_property
    def deliveries_of_contract(self) -> Mapping[str, Sequence[Delivery]]:
        """Deliveries that name each contract."""
        return group((row.contract, row) for row in self.facts.deliveries if row.contract)

    @cached_property
    def delivery_lines_of(self) -> Mapping[str, Sequence[DeliveryLine]]:
        """Lines of each delivery."""
        return group((row.delivery, row) for row in self.facts.delivery_lines if row.delivery)

    @cached_property
    def returns_of_order(self) -> Mapping[str, Sequence[Return]]:
        """Returns of each order."""
        return group((row.order, row) for row in self.facts.returns if row.order)

    @cached_property
    def return_lines_of(self) -> Mapping[str, Sequence[ReturnLine]]:
        """Lines of each return."""
        return group((row.return_, row) for row in self.facts.return_lines if row.return_)

    @cached_property
    def invoices_of_order(self) -> Mapping[str, Sequence[Invoice]]:
        """Documents that name each order."""
        return group((row.order, row) for row in self.facts.invoices if row.order)

    @cached_property
    def invoices_of_contract(self) -> Mapping[str, Sequence[Invoice]]:
        """Documents that name each contract."""
        return group((row.contract, row) for row in self.facts.invoices if row.contract)

    @cached_property
    def notes_of(self) -> Mapping[str, Sequence[Invoice]]:
        """Credit notes on each invoice."""
        return group((row.original, row) for row in self.facts.invoices if row.original)

    @cached_property
    def invoice_lines_of(self) -> Mapping[str, Sequence[InvoiceLine]]:
        """Lines of each document."""
        return group((row.invoice, row) for row in self.facts.invoice_lines if row.invoice)

    @cached_property
    def quotation_lines_of(self) -> Mapping[str, Sequence[QuotationLine]]:
        """Lines of each quotation."""
        return group((row.quotation, row) for row in self.facts.quotation_lines if row.quotation)

    @cached_property
    def receipts_of_bill(self) -> Mapping[str, Sequence[Receipt]]:
        """The receipts that a bill was handed over with."""
        return group((row.bill, row) for row in self.facts.receipts if row.bill)

    @cached_property
    def charges_about(self) -> Mapping[str, Sequence[Charge]]:
        """Charges by the invoice or bill that they are about."""
        return group((row.about, row) for row in self.facts.charges if row.about)

    @cached_property
    def orders_of_customer(self) -> Mapping[str, Sequence[Order]]:
        """Orders of each customer."""
        return group((row.customer, row) for row in self.facts.orders if row.customer)

    @cached_property
    def bills_of_customer(self) -> Mapping[str, Sequence[AcceptanceBill]]:
        """Bills of each customer."""
        return group((row.customer, row) for row in self.facts.bills if row.customer)

    @cached_property
    def order_events_of(self) -> Mapping[str, Sequence[OrderEvent]]:
        """Events of each order, oldest first; equals by id."""
        ordered = sorted(self.facts.order_events, key=lambda event: (event.effective_on, event.id))
        return group((event.order, event) for event in ordered)

    @cached_property
    def bill_events(self) -> Mapping[str, Sequence[BillEvent]]:
        """Events of each bill, oldest first; equals in the order of the table."""
        ordered = sorted(self.facts.bill_events, key=lambda event: event.effective_on)
        return group((event.bill, event) for event in ordered)

    @cached_property
    def approvals_of(self) -> Mapping[tuple[str, str], Sequence[Approval]]:
        """Approvals by act and subject, in order of decision; equals by id."""
        ordered = sorted(self.facts.approvals, key=lambda row: (row.decided_on.day, str(row.decided_on), row.id))
        return group(((row.act, row.subject), row) for row in ordered)

    @cached_property
    def voided_papers(self) -> Mapping[str, RegisterPaper]:
        """The row that takes back a paper, by the number of the paper taken back."""
        return {row.voids: row for row in self.facts.register_papers if row.voids}

    @cached_property
    def papers_on(self) -> Mapping[str, Sequence[RegisterPaper]]:
        """Papers about each contract, order or receipt, without those that take back another."""
        return group((row.subject, row) for row in self.facts.register_papers if row.voids is None)

    @cached_property
    def licences_of(self) -> Mapping[str, Sequence[RegisterLicence]]:
        """Licences of each contract."""
        return group((row.contract, row) for row in self.facts.register_licences if row.contract)

    @cached_property
    def paper_lines_of(self) -> Mapping[str, Sequence[RegisterPaperLine]]:
        """Lines of each paper."""
        return group((row.paper, row) for row in self.facts.register_paper_lines if row.paper)

    @cached_property
    def signatures_of(self) -> Mapping[str, Sequence[RegisterSignature]]:
        """Signatures on each paper."""
        return group((row.paper, row) for row in self.facts.register_signatures if row.paper)

    @cached_property
    def vouchers_of(self) -> Mapping[str, Sequence[RegisterVoucher]]:
        """Vouchers of each refund."""
        return group((row.refund, row) for row in self.facts.register_vouchers if row.refund)

    @cached_property
    def solutions_of(self) -> Mapping[str, Sequence[RegisterSolution]]:
        """The technical plan of each contract."""
        return group((row.contract, row) for row in self.facts.register_solutions if row.contract)

    @cached_property
    def projects_of(self) -> Mapping[str, Sequence[RegisterProject]]:
        """Checks of each contract's configuration list."""
        return group((row.contract, row) for row in self.facts.register_projects if row.contract)

    @cached_property
    def matters_of(self) -> Mapping[str, Sequence[RegisterMatter]]:
        """Matters and obligations of each contract."""
        return group((row.contract, row) for row in self.facts.register_matters if row.contract)

    @cached_property
    def confirmations_of(self) -> Mapping[str, Sequence[RegisterConfirmation]]:
        """Confirmations of each order."""
        return group((row.order, row) for row in self.facts.register_confirmations if row.order)

    @cached_property
    def inspections_of(self) -> Mapping[str, Sequence[RegisterInspection]]:
        """Checks before dispatch of each order or contract."""
        return group((row.subject, row) for row in self.facts.register_inspections if row.subject)

    @cached_property
    def permits_of(self) -> Mapping[str, Sequence[RegisterPermit]]:
        """Permits of each buyer."""
        return group((row.customer, row) for row in self.facts.register_permits if row.customer)

    @cached_property
    def prices_of(self) -> Mapping[str, Sequence[AgreedPrice]]:
        """Prices agreed with each customer."""
        return group((row.customer, row) for row in self.facts.prices if row.customer)

    @cached_property
    def plan_versions(self) -> Mapping[str, Sequence[CommissionPlan]]:
        """Versions of each commission plan."""
        return group((row.id, row) for row in self.facts.commission_plans)

    @cached_property
    def tiers_of(self) -> Mapping[str, Sequence[CommissionTier]]:
        """Tiers of each commission plan, of all its versions."""
        return group((row.plan, row) for row in self.facts.commission_tiers)

    @cached_property
    def rates_of(self) -> Mapping[str, Sequence[CommissionRate]]:
        """Own rates of each commission plan, of all its versions."""
        return group((row.plan, row) for row in self.facts.commission_rates)

    @cached_property
    def splits_of(self) -> Mapping[str, Sequence[CommissionSplit]]:
        """Shares by the document that they are in: the invoice, else the order, else the contract."""
        named = ((row.invoice or row.order or row.contract, row) for row in self.facts.commission_splits)
        return group((document, row) for document, row in named if document)

    @cached_property
    def roles(self) -> Mapping[str, Sequence[RegisterRole]]:
        """Who holds each role that is recorded."""
        return group((row.role, row) for row in self.facts.register_roles if row.role)

    @cached_property
    def requests(self) -> Mapping[str, RegisterRequest]:
        """Requests by id."""
        return by_id(self.facts.register_requests)


def by_id(rows: Iterable[Row]) -> Mapping[str, Row]:
    """Index rows by id."""
    return {row.id: row for row in rows}


def group(pairs: Iterable[tuple[Key, Value]]) -> Mapping[Key, Sequence[Value]]:
    """Collect values under their keys, in order."""
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
