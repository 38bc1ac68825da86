"""The class of every column, as data: by table, then by class, the fields of the table's facts.

A digest of amounts is as confidential as they are, for small amounts can be tried out; so are discounts and shares of
commission. A tax number is personal, for that of a sole trader may be a resident's. Law: a column that is not listed
has no class, so no rule gives it to anybody; a test fails for one. Source: reliability.md 3.9; SE-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class FieldClass(Enum):
    """How much a column has to be guarded."""

    PUBLIC = "public"
    """Known outside the house."""
    INTERNAL = "internal"
    """For everybody in the office: ids, dates, states, quantities."""
    CONFIDENTIAL = "confidential"
    """Prices, costs, amounts, commission, and what they can be found out from."""
    PERSONAL = "personal"
    """About a person: contact, telephone, address."""
    SENSITIVE = "sensitive"
    """Account and identity numbers: in no view, revealed one by one for a purpose that goes on record."""


_BY_CLASS: Mapping[str, Mapping[str, str]] = {
    "customers": {
        "public": "name",
        "internal": "id class_ region salesperson currency requirements cooperation_mode logistics recorded_on",
        "confidential": "credit_limit credit_days on_hold_reason",
        "personal": "tax_id address contact phone email aliases",
        "sensitive": "bank_account",
    },
    "salespeople": {
        "internal": "id name region manager recorded_on",
        "confidential": "plan",
        "personal": "joined_on left_on",
    },
    "products": {
        "public": "name spec unit tax_rate tax_code regulated nuclide activity",
        "internal": "id list_price lead_days standing_stock recorded_on",
        "confidential": "floor_price purchase_price",
    },
    "prices": {
        "internal": "customer product currency min_qty valid_from valid_to approved_by recorded_on",
        "confidential": "net_price tax_included",
    },
    "quotations": {"internal": "id customer salesperson quoted_on valid_to revision status recorded_on"},
    "quotation_lines": {
        "internal": "quotation line product qty tax_rate lead_days recorded_on",
        "confidential": "price discount",
    },
    "contracts": {
        "internal": "id customer salesperson signed_on currency terms deliver_on accepted_on quotation project_no"
        " status title class_ valid_to installation on_site electronic archive_no recorded_on",
        "confidential": "amount remarks",
        "personal": "deliver_to",
    },
    "contract_lines": {"internal": "contract line product qty recorded_on", "confidential": "price amount"},
    "instalments": {
        "internal": "contract no trigger days months due_on is_retention recorded_on",
        "confidential": "share amount",
    },
    "contract_changes": {
        "internal": "id contract effective_on line product qty_change deliver_on approved_by recorded_on",
        "confidential": "amount_change",
    },
    "orders": {
        "internal": "id customer contract salesperson ordered_on promised_on confirmed_on currency status customer_ref"
        " material quality packing transport payment discount_tax_rate recorded_on",
        "confidential": "discount_amount",
    },
    "order_lines": {"internal": "order line product qty tax_rate recorded_on", "confidential": "price discount"},
    "order_events": {"internal": "id order effective_on event line qty recorded_on", "confidential": "price"},
    "deliveries": {
        "internal": "id order contract shipped_on delivered_on carrier waybill expected_on recorded_on",
        "confidential": "freight",
        "personal": "signed_by driver vehicle phone",
    },
    "delivery_lines": {"internal": "delivery order_line qty recorded_on"},
    "returns": {"internal": "id order returned_on reason recorded_on"},
    "return_lines": {"internal": "return_ order_line qty recorded_on"},
    "invoices": {
        "internal": "id number kind customer contract instalment order original issued_on due_on currency status"
        " disputed recorded_on",
        "confidential": "rate net tax gross",
    },
    "invoice_lines": {
        "internal": "invoice line order_line product qty tax_rate recorded_on",
        "confidential": "net tax gross",
    },
    "receipts": {
        "internal": "id customer received_on currency third_party method bill recorded_on",
        "confidential": "amount rate bank_fee payer_name remittance",
        "sensitive": "payer_account",
    },
    "bills": {
        "internal": "id kind issued_on matures_on customer received_on recorded_on",
        "confidential": "number range_from range_to drawer acceptor face",
    },
    "bill_events": {
        "internal": "bill effective_on event recourse recorded_on",
        "confidential": "amount rate charge note",
    },
    "bill_endorsements": {"internal": "bill no endorsed_on recorded_on", "confidential": "endorser endorsee"},
    "allocations": {
        "internal": "id source target effective_on reverses closing recorded_on",
        "confidential": "amount",
    },
    "charges": {"internal": "id customer kind about effective_on recorded_on", "confidential": "amount"},
    "adjustments": {
        "internal": "id kind customer about effective_on approved_by recorded_on",
        "confidential": "amount",
    },
    "approvals": {
        "internal": "id act subject requested_by approver role decided_on decision expires_on request recorded_on",
        "confidential": "amount reason digest",
    },
    "commission_plans": {
        "internal": "id version period valid_from recorded_on",
        "confidential": "basis measure tiers clawback carry_forward cap accelerator hold_back",
    },
    "commission_tiers": {"internal": "plan version recorded_on", "confidential": "from_amount rate"},
    "commission_rates": {"internal": "plan product class_ version recorded_on", "confidential": "rate"},
    "commission_splits": {
        "internal": "order contract invoice line salesperson recorded_on",
        "confidential": "share rate",
    },
    "expenses": {
        "internal": "id salesperson spent_on kind document_no budget_line recorded_on",
        "confidential": "claimed allowed",
        "personal": "trip_from trip_to",
    },
    "complaints": {
        "internal": "id customer product batch received_on kind severity department due_on closed_on accepted"
        " recorded_on",
        "personal": "text result",
    },
    "targets": {"internal": "salesperson period measure recorded_on", "confidential": "amount"},
    "closings": {"internal": "month closed_on known_at reopened_on recorded_on", "confidential": "digest"},
    "register_licences": {"internal": "id contract kind effective_on machine recorded_on"},
    "register_requests": {
        "internal": "id act subject requested_by requested_on expires_on recorded_on",
        "confidential": "amount reason digest",
    },
    "register_roles": {"internal": "id role person valid_from valid_to recorded_on"},
    "register_papers": {
        "internal": "id kind subject issued_on issued_by approvals voids reason recorded_on",
        "confidential": "digest",
    },
    "register_paper_lines": {"internal": "paper line qty recorded_on"},
    "register_signatures": {"internal": "id paper department sent_on signed_on signed_by recorded_on"},
    "register_vouchers": {"internal": "id refund voucher_no customer_receipt_no received_on handed_in_on recorded_on"},
    "register_solutions": {"internal": "id contract product qty recorded_on"},
    "register_clauses": {"internal": "id contract clause recorded_on", "confidential": "text"},
    "register_projects": {
        "internal": "id contract verified_on verified_by matches recorded_on",
        "confidential": "purchase_price floor_price",
    },
    "register_matters": {
        "internal": "id contract opened_on side owner due_on closed_on recorded_on",
        "confidential": "text result",
    },
    "register_confirmations": {
        "internal": "id order party confirmed_at recorded_on",
        "confidential": "digest",
        "personal": "confirmed_by",
    },
    "register_inspections": {
        "internal": "id subject inspected_on inspector result line shortfall note recorded_on",
    },
    "register_permits": {
        "internal": "id customer product nuclide qty activity number valid_from valid_to recorded_on",
    },
    "register_statements": {
        "internal": "id customer month step on recorded_on",
        "confidential": "amount note",
        "personal": "by",
    },
    "register_aliases": {"internal": "id customer alias valid_from valid_to by reason recorded_on"},
}

CLASSES: Final[Mapping[str, Mapping[str, FieldClass]]] = {
    table: {column: FieldClass(name) for name, columns in classes.items() for column in columns.split()}
    for table, classes in _BY_CLASS.items()
}
"""The class of each field of each table's facts; a Python keyword has `_` behind it, as in the facts."""


def class_of(table: str, column: str) -> FieldClass | None:
    """The class of a column; None, which is denied to everybody, for one that is not listed (own registers)."""
    return CLASSES.get(table, {}).get(column)
