"""How a contract stands (合同履行): instalments, goods, invoices, money, gates and licences as of a day (CO-09, AR-01).

Identity of the row: collected + receivable + unbilled = amount, where receivable = invoiced - collected and unbilled =
amount - invoiced (Conventions 5).
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.amendments import deliver_on
from salessupport.domain.contracts.gates import Gate, may_be_unlimited, may_invoice_in_full, may_ship, may_start
from salessupport.domain.contracts.licences import LicenceView, licences
from salessupport.domain.contracts.papers import project_no
from salessupport.domain.facts import Invoice
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.receivables.instalments import InstalmentView, Standing, contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.money import Money, total

_BILLING = {"invoice": 1, "prepayment": 1, "debit_note": 1, "opening": 1, "credit_note": -1}


@frozen
class ContractView:
    """The answer of `show contract`; amounts include tax, in the contract's currency.

    `ordered` and `delivered` are the gross values of the contract's orders; `retained` is what is open of retention
    instalments that are not yet due, `overdue` of instalments that are.
    """

    id: str
    customer: str
    salesperson: str | None
    project_no: str | None
    signed_on: date
    deliver_on: date | None
    currency: str
    amount: Money
    instalments: tuple[InstalmentView, ...]
    ordered: Money
    delivered: Money
    invoiced: Money
    collected: Money
    receivable: Money
    unbilled: Money
    excess: Money
    written_off: Money
    retained: Money
    overdue: Money
    may_start: Gate
    may_ship: Gate
    may_invoice_in_full: Gate
    may_be_unlimited: Gate
    licences: tuple[LicenceView, ...]


def contract_view(history: History, ledger: Ledger, contract_id: str) -> ContractView:
    """How a contract stands as of the ledger's date."""
    standing = contract_standing(history, ledger, contract_id)
    contract, currency, as_of = standing.contract, standing.amount.currency, ledger.as_of
    invoiced = invoiced_on(history, contract_id, currency, as_of)
    goods = goods_of_orders(history, contract_id, as_of)
    unlimited = may_be_unlimited(history, ledger, standing)
    return ContractView(
        id=contract.id,
        customer=contract.customer,
        salesperson=contract.salesperson,
        project_no=project_no(history, contract, as_of),
        signed_on=contract.signed_on,
        deliver_on=deliver_on(history, contract, as_of),
        currency=currency,
        amount=standing.amount,
        instalments=standing.instalments,
        ordered=Money(goods[0], currency),
        delivered=Money(goods[1], currency),
        invoiced=invoiced,
        collected=standing.collected,
        receivable=invoiced - standing.collected,
        unbilled=standing.amount - invoiced,
        excess=standing.excess,
        written_off=standing.written_off,
        retained=_open(standing, retained=True),
        overdue=_open(standing, retained=False),
        may_start=may_start(history, ledger, standing),
        may_ship=may_ship(history, ledger, standing),
        may_invoice_in_full=may_invoice_in_full(history, ledger, standing),
        may_be_unlimited=unlimited,
        licences=licences(history, contract_id, unlimited, as_of),
    )


def goods_of_orders(history: History, contract_id: str, as_of: date) -> tuple[int, int]:
    """The gross value of what a contract's orders asked for and were not cancelled, and of what was delivered."""
    ordered = delivered = 0
    for order in history.orders_of_contract.get(contract_id, ()):
        axes = order_axes(history, order.id, as_of=as_of)
        for line in axes.lines if axes.recorded != "draft" else ():
            ordered += line.worth(line.ordered - line.cancelled)
            delivered += line.worth(line.delivered)
    return ordered, delivered


def invoiced_on(history: History, contract_id: str, currency: str, as_of: date) -> Money:
    """What is invoiced on a contract, less credit notes on its invoices."""
    documents = {row.id: row for row in history.invoices_of_contract.get(contract_id, ())}
    for invoice in tuple(documents.values()):
        documents |= {note.id: note for note in history.notes_of.get(invoice.id, ())}
    issued = (row for row in documents.values() if row.status == "issued" and row.issued_on <= as_of)
    return Money(sum(_signed(row) for row in issued), currency)


def _signed(row: Invoice) -> int:
    return _BILLING.get(row.kind, 0) * row.gross.minor


def _open(standing: Standing, *, retained: bool) -> Money:
    ahead = ("waiting", "not_due")
    chosen = (
        one.open
        for one in standing.instalments
        if (one.is_retention and one.status in ahead if retained else one.status == "overdue")
    )
    return total(chosen, standing.amount.currency)
