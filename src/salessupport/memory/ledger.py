"""A remote's receivables: what is open on an invoice, and the checks before money is placed on one.

Laws: open = gross less credit notes less settlements, below zero only by a credit note on what was paid; a credit note
of no invoice (a rebate) is an item below zero. Credit notes stay within their original, allocations within the
receipt's money (`amount` + `bank_fee`) and within what is open.
Only invoices are items here: neither charges nor instalments. Source: books.md Conventions 6, 14; I2; B48, B58.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve, frozen

from salessupport.domain.facts import Allocation, Invoice, Receipt
from salessupport.domain.values.money import Money, total
from salessupport.memory.record import Record, View
from salessupport.memory.remote import Remote
from salessupport.spi.documents import RemoteOpenItem, Settlement
from salessupport.spi.errors import InvalidRemoteInput, LimitExceeded, RemoteNotFound


@frozen
class Movement:
    """Money by which an invoice is open less from a day on."""

    target: str
    on: date
    amount: Money
    credit: bool = False


def open_items(view: View, as_of: date) -> Iterator[RemoteOpenItem]:
    """What is open on a day, in the order of issue, then number; what is settled by then is left out."""
    moved = [movement for movement in _movements(view) if movement.on <= as_of]
    customers = {record.rows["customers"][0].id: record.ref.id for record in view.of("customers")}  # type: ignore[attr-defined]
    records = [record for record in view.of("invoices") if _stands(record) and record.head(Invoice).issued_on <= as_of]
    for record in sorted(records, key=lambda record: (record.head(Invoice).issued_on, record.ref.id)):
        invoice = record.head(Invoice)
        left = _left(invoice, moved)
        if left:
            yield RemoteOpenItem(
                ref=record.ref.id,
                number=invoice.number or invoice.id,
                customer=customers.get(invoice.customer, invoice.customer),
                issued_on=invoice.issued_on,
                due_on=invoice.due_on,
                gross=invoice.gross if _owes(record) else -invoice.gross,
                open=left if _owes(record) else -left,
            )


def check_credit(remote: Remote, invoice: Invoice) -> None:
    """Refuse a credit note of nothing known, in another currency, or above what its original still holds."""
    if invoice.kind != "credit_note" or invoice.original is None:
        return
    original = _item(remote, invoice.original)
    _same_currency(original.gross, invoice.gross, invoice.id)
    left = _left(original, (movement for movement in _movements(remote.view()) if movement.credit))
    if invoice.gross > left:
        raise LimitExceeded(path=invoice.id, remote_text=f"{invoice.gross}, at most {left} is left of {original.id}")


def check_settlement(remote: Remote, settlement: Settlement) -> tuple[Allocation, ...]:
    """Give the allocations with their amounts; refuse what is above the receipt's money or an item's open amount."""
    receipt = settlement.receipt
    money = receipt.amount + (receipt.bank_fee or Money.zero(receipt.amount.currency))
    moved = list(_movements(remote.view()))
    placed: list[Allocation] = []
    for row in settlement.allocations:
        item = _item(remote, row.target)
        left = _left(item, moved)
        _same_currency(left, money, row.id)
        if row.reverses is not None:
            raise InvalidRemoteInput(path=row.id, remote_text="a new receipt takes nothing back")
        amount = min(money, left) if row.amount is None else row.amount
        _same_currency(amount, money, row.id)
        if amount > money or amount > left:
            raise LimitExceeded(path=row.id, remote_text=f"{amount}: {money} left to place, {left} open on {item.id}")
        money -= amount
        moved.append(Movement(item.id, row.effective_on, amount))
        placed.append(evolve(row, amount=amount))
    return tuple(placed)


def _movements(view: View) -> Iterator[Movement]:
    for record in view.of("invoices"):
        note = record.head(Invoice)
        if note.kind == "credit_note" and note.original:
            yield Movement(note.original, note.issued_on, note.gross, credit=True)
    for record in view.of("receipts"):
        received_on = record.head(Receipt).received_on
        for row in record.all("allocations", Allocation):
            if row.amount is not None:
                yield Movement(row.target, max(row.effective_on, received_on), row.amount)


def _left(invoice: Invoice, moved: Iterable[Movement]) -> Money:
    gone = (movement.amount for movement in moved if movement.target == invoice.id)
    return invoice.gross - total(gone, invoice.gross.currency)


def _stands(record: Record) -> bool:
    """Whether it is an item of its own; a credit note on its original is part of that."""
    return _owes(record) or record.head(Invoice).original is None


def _owes(record: Record) -> bool:
    return record.head(Invoice).kind != "credit_note"


def _item(remote: Remote, number: str) -> Invoice:
    record = remote.ours("invoices", number)
    if record is None or not _owes(record):
        raise RemoteNotFound(path=number, remote_text=f"no invoice {number}")
    return record.head(Invoice)


def _same_currency(one: Money, other: Money, path: str) -> None:
    if one.currency != other.currency:
        raise InvalidRemoteInput(path=path, remote_text=f"{one.currency} and {other.currency}")
