"""Receipts ↔ moves: money on an account, what a bank kept of it, and what it settles; values in, values out.

Laws: debit equals credit; what is settled is the money and the fee; written and read again, a receipt is the same or a
field is not given. Source: wire/tryton.md 3 "Order to cash"; AR-02; books.md Conventions 6 ("money of a receipt").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from salessupport.domain.facts import Receipt
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.quantity import CONTEXT
from salessupport.spi.documents import Settlement
from salessupport.spi.errors import ContractViolation, InvalidRemoteInput

from salessupport_tryton.config import Codes
from salessupport_tryton.directory import Buyer, Till
from salessupport_tryton.names import Rows, code_of, currency_of, id_in
from salessupport_tryton.placements import EMPTY, Ledger, Placing
from salessupport_tryton.wire import (
    Row,
    day_of,
    day_on_wire,
    decimal_on_wire,
    id_of,
    money_on_wire,
    row_of,
    rows_of,
    text_of,
)

RECEIPT_FIELDS: Final = [
    "number",
    "state",
    "description",
    "date",
    "company.currency.code",
    "lines.account.code",
    "lines.account.type.receivable",
    "lines.party.code",
    "lines.debit",
    "lines.credit",
    "lines.description",
    "lines.second_currency.code",
    "lines.amount_second_currency",
    "lines.reconciliation",
    "lines.invoice_payment.number",
    "lines.invoice_payment.description",
]


def checked_settlement(settlement: Settlement, codes: Codes) -> None:
    """Refuse a receipt that a move cannot hold, and allocations that say no amount."""
    receipt = settlement.receipt
    if receipt.customer is None or receipt.amount.minor <= 0:
        raise InvalidRemoteInput(path=receipt.id, remote_text="only money of a customer is entered")
    needs = {"fee": bool(receipt.bank_fee), "bill": receipt.paid_by == "bill", "opening": receipt.paid_by == "opening"}
    for name, needed in needs.items():
        if needed and getattr(codes, name) is None:
            raise InvalidRemoteInput(path=receipt.id, remote_text=f"name its account in the option {name}_account")
    for row in settlement.allocations:
        if row.amount is None or row.reverses or row.amount.minor <= 0:
            raise InvalidRemoteInput(path=row.id, remote_text="only allocations of an amount are entered")
    if _rest(settlement).minor < 0:
        raise InvalidRemoteInput(path=receipt.id, remote_text="more is placed than was received")


def _fee(receipt: Receipt) -> Money:
    return receipt.bank_fee or Money.zero(receipt.amount.currency)


def _rest(settlement: Settlement) -> Money:
    """What is placed nowhere of the money and the fee."""
    receipt = settlement.receipt
    placed = total((row.amount for row in settlement.allocations if row.amount), receipt.amount.currency)
    return receipt.amount + _fee(receipt) - placed


def move_values(settlement: Settlement, buyer: Buyer, till: Till, *, foreign: int | None, rate: Decimal) -> Row:
    """The values of a move: the money and its fee, and what they settle, a line for each allocation and the rest.

    A line that is to pay an invoice says so by our id of it. `foreign` is the currency where it is not the company's,
    `rate` the company's currency per unit of it.
    """
    receipt, rest = settlement.receipt, _rest(settlement)
    parts = [(row.amount or receipt.amount, row.target) for row in settlement.allocations]
    parts += [(rest, "")] if rest or not parts else []
    owed = [_side(amount, foreign, rate, credit=True) | {"description": text or None} for amount, text in parts]
    kept = _side(_fee(receipt), foreign, rate, credit=False)
    paid = _side(receipt.amount, foreign, rate, credit=False)
    if foreign:
        credits_ = sum((_decimal(line["credit"]) for line in owed), Decimal(0))
        paid["debit"] = decimal_on_wire(credits_ - _decimal(kept["debit"]))
    account = {"bill": till.bills, "opening": till.opening}.get(receipt.paid_by, till.account)
    money = [{**paid, "account": account, "description": receipt.remittance}]
    money += [{**kept, "account": till.fees, "description": None}] if receipt.bank_fee else []
    return {
        "date": day_on_wire(receipt.received_on),
        "journal": till.journal,
        "lines": [["create", [*money, *({**line, "account": buyer.account, "party": buyer.party} for line in owed)]]],
    }


def _decimal(value: object) -> Decimal:
    return Decimal(str(value["decimal"])) if isinstance(value, Mapping) else Decimal(0)


def _side(amount: Money, foreign: int | None, rate: Decimal, *, credit: bool) -> dict[str, object]:
    """Debit and credit of a line, in the company's currency; a second currency beside it where it is another."""
    own = Decimal(str(amount))
    if foreign:
        own = CONTEXT.multiply(own, rate).quantize(Decimal("0.01"), ROUND_HALF_UP, CONTEXT)
    zero = decimal_on_wire(Decimal(0))
    sides: dict[str, object] = {"debit": zero, "credit": zero, "credit" if credit else "debit": decimal_on_wire(own)}
    if foreign:
        sides |= {"second_currency": foreign, "amount_second_currency": money_on_wire(-amount if credit else amount)}
    return sides


def receipt_rows(row: Row, ledger: Ledger = EMPTY, codes: Codes | None = None) -> Rows | None:
    """The rows of a posted move that takes money from a customer; None for any other.

    `ledger`: what its reconciled lines lead to; `codes`: the accounts by which fees and bills are known.
    """
    id, received_on = id_in(row), day_of(row, "date")  # noqa: A001 - the fact's own name
    lines = sorted(rows_of(row, "lines"), key=id_of)
    mine = [line for line in lines if _receivable(line)]
    if id is None or received_on is None or row.get("state") != "posted" or not mine:
        return None
    currency, foreign = _currency(row, mine)
    placing, known = Placing(ledger, currency, foreign), codes or Codes()
    fee = -total(map(placing.amount, _on(lines, known.fee)), currency)
    amount = total(map(placing.amount, mine), currency) - fee
    if amount.minor <= 0:
        return None
    head = Receipt(
        id=id,
        received_on=received_on,
        amount=amount,
        customer=code_of(mine[0], "party"),
        currency=currency,
        bank_fee=fee if fee.minor > 0 else None,
        remittance=next((text for line in lines if line not in mine and (text := text_of(line, "description"))), None),
        method="bill" if any(_on(lines, known.bill)) else "opening" if any(_on(lines, known.opening)) else None,
    )
    placed = placing.allocations(id, received_on, mine)
    return {"receipts": (head,), "allocations": placed} if placed else {"receipts": (head,)}


def _on(lines: Sequence[Row], code: str | None) -> Iterator[Row]:
    """The lines on an account that is named."""
    return (line for line in lines if code is not None and code_of(line, "account") == code)


def _currency(row: Row, lines: Sequence[Row]) -> tuple[str, bool]:
    """The currency of a move's lines, and whether it is another than the company's."""
    foreign = {code for line in lines if (code := code_of(line, "second_currency"))}
    if len(foreign) > 1:
        raise ContractViolation(path="second_currency", remote_text="a receipt in several currencies")
    return (foreign.pop(), True) if foreign else (currency_of(row_of(row, "company") or {}), False)


def _receivable(line: Row) -> bool:
    kind = row_of(row_of(line, "account") or {}, "type")
    return bool(kind and kind.get("receivable"))
