"""Shares: whose a line of a document is (PY-02, Conventions 11).

Rows of `commission_splits` on the invoice go before those on its order, these before those on its contract; a row for
the line before rows for the whole document. Without any, the whole share is the salesperson's of the order, else of
the contract, else of the customer. Law: the parts of a line's measure, with what is nobody's, sum to it (I12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import frozen

from salessupport.domain.facts import CommissionSplit, Invoice, InvoiceLine, Order
from salessupport.domain.history import History
from salessupport.domain.values.quantity import CONTEXT
from salessupport.domain.values.split import split

_WHOLE = Decimal(1)


@frozen
class Share:
    """A salesperson's share of a line; of `None` it is what nobody gets. `rate` replaces the plan's."""

    salesperson: str | None
    share: Decimal
    rate: Decimal | None = None


def shares_of_invoice(history: History, invoice: Invoice, line: InvoiceLine | None) -> list[Share]:
    """Who shares in a line of an invoice or credit note; in the whole of it where the books give no lines.

    A credit note without own shares has those of the invoice that it corrects.
    """
    papers, order, contract = _behind(history, invoice)
    number = line.line if line is not None else None
    asked: list[tuple[str, Sequence[int | None]]] = [(paper.id, (number,)) for paper in papers]
    if order is not None:
        asked.append((order.id, (line.order_line if line is not None else None,)))
    if contract is not None:
        asked.append((contract, _contract_lines(history, contract, line.product if line is not None else None)))
    rows = next((rows for document, lines in asked if (rows := _rows(history, document, lines))), ())
    return _shares(rows) or _default(history, order, contract, invoice.customer)


def contract_of(history: History, invoice: Invoice) -> str | None:
    """The contract that a document belongs to: its own, that of the invoice it corrects, else that of its order."""
    return _behind(history, invoice)[2]


def shares_of_order(history: History, order: Order, line: int, product: str) -> list[Share]:
    """Who shares in a line of an order."""
    rows = _rows(history, order.id, (line,))
    if not rows and order.contract is not None:
        rows = _rows(history, order.contract, _contract_lines(history, order.contract, product))
    return _shares(rows) or _default(history, order, order.contract, order.customer)


def divided(amount: int, shares: Sequence[Share]) -> Iterator[tuple[Share, int]]:
    """Split an amount over the shares and what they leave below 1, in order of the salesperson's id."""
    if len(shares) == 1 and shares[0].share == _WHOLE:
        yield shares[0], amount
        return
    rest = CONTEXT.subtract(_WHOLE, sum((one.share for one in shares), Decimal(0)))
    whole = [*shares, Share(None, rest)] if rest > 0 else shares
    yield from zip(whole, split(amount, [one.share for one in whole]), strict=True)


def _behind(history: History, invoice: Invoice) -> tuple[list[Invoice], Order | None, str | None]:
    """A document with the one that it corrects, their order and their contract."""
    original = history.invoices.get(invoice.original or "")
    papers = [invoice] if original is None else [invoice, original]
    order = next((found for one in papers if (found := history.orders.get(one.order or ""))), None)
    named = [one.contract for one in papers] + ([order.contract] if order is not None else [])
    return papers, order, next((one for one in named if one), None)


def _rows(history: History, document: str, lines: Sequence[int | None]) -> list[CommissionSplit]:
    rows = history.splits_of.get(document, ())
    own = [row for row in rows if row.line is not None and row.line in lines]
    return own or [row for row in rows if row.line is None]


def _contract_lines(history: History, contract: str, product: str | None) -> list[int | None]:
    """The contract's lines of a product: an invoice line does not name its contract line."""
    return [row.line for row in history.contract_lines_of.get(contract, ()) if product and row.product == product]


def _shares(rows: Sequence[CommissionSplit]) -> list[Share]:
    return [Share(row.salesperson, row.share, row.rate) for row in sorted(rows, key=lambda row: row.salesperson)]


def _default(history: History, order: Order | None, contract: str | None, customer: str) -> list[Share]:
    signed = history.contracts.get(contract or "")
    client = history.customers.get(customer)
    people = [one.salesperson for one in (order, signed, client) if one is not None]
    return [Share(next((person for person in people if person), None), _WHOLE)]
