"""What a document that is sent is worth, for people who look at a list."""

from __future__ import annotations

from salessupport.domain.values.money import Money
from salessupport.spi.documents import ContractDocument, InvoiceDocument, Settlement


def amount_of(document: object) -> Money | None:
    """The amount of a document, below zero what a credit note takes back; None where it has none of its own."""
    match document:
        case InvoiceDocument(invoice=invoice):
            return -invoice.gross if invoice.kind == "credit_note" else invoice.gross
        case Settlement(receipt=receipt):
            return receipt.amount
        case ContractDocument(contract=contract):
            return contract.amount
    return None
