"""Contracts of the demo, paid 30/60/10 or by instalments of their own, at every stage from signed to paid in full.

Advances are put on `contract:no` and settle the instalment's invoice when it is issued (Conventions 6); the tax of
each part is rounded by itself and the last part takes the rest (Conventions 3, slices).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from attrs import frozen

from salessupport.books.demo.clerk import Clerk
from salessupport.books.demo.master import Party
from salessupport.books.demo.names import OWNER
from salessupport.books.demo.trade import Line, document, fulfil, line
from salessupport.domain.facts import Contract, ContractChange, ContractLine, Instalment, InvoiceKind, Product, Trigger
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Ratio
from salessupport.domain.values.split import rounded

_SHARES = (30, 60, 10)
_DELIVERY = timedelta(days=45)
_ACCEPTANCE = timedelta(days=60)
_TERM = timedelta(days=30)
_QUOTED_BEFORE = timedelta(days=12)
_VALID = timedelta(days=365)
_TRIGGERS: tuple[Trigger, ...] = ("signing", "before_pickup", "acceptance")


@frozen
class _Part:
    """An instalment's course: the money comes first and the invoice follows, or the other way round."""

    kind: InvoiceKind
    paid_on: date
    issued_on: date
    due_on: date


_STAGES = ((330, 3, False), (210, 2, False), (150, 3, True), (75, 2, False), (50, 1, False), (12, 0, False))
"""Days before the end on which a contract was signed, how many parts are paid, whether its instalments are rows."""


def contracts(clerk: Clerk, parties: Sequence[Party], goods: Sequence[Product]) -> None:
    """Write the contracts, in turn for each of `parties`."""
    machines = [
        product for product in goods if (product.list_price or 0) > 2000 and product.tax_rate == Decimal("0.13")
    ]
    for index, (days, paid, own_rows) in enumerate(_STAGES):
        party = parties[index % len(parties)]
        signed_on = clerk.working_day(clerk.last - timedelta(days=days))
        lines = [line(party, product, clerk.dice.randint(8, 25)) for product in clerk.dice.sample(machines, k=2)]
        contract = _sign(clerk, party, signed_on, lines, own_rows=own_rows, electronic=True if paid else None)
        if paid:
            fulfil(clerk, party, signed_on + _DELIVERY - timedelta(days=10), lines, contract=contract.id)
        _settle(clerk, party, contract, lines, paid)


def _sign(
    clerk: Clerk, party: Party, signed_on: date, lines: Sequence[Line], *, own_rows: bool, electronic: bool | None
) -> Contract:
    grosses = [one.net(one.qty) + one.tax(one.qty) for one in lines]
    accepted_on = signed_on + _ACCEPTANCE
    contract = Contract(
        id=clerk.number("HT", signed_on),
        customer=party.customer.id,
        salesperson=party.customer.salesperson,
        signed_on=signed_on,
        amount=Money(sum(grosses), party.currency),
        terms=None if own_rows else "/".join(map(str, _SHARES)),
        deliver_on=signed_on + _DELIVERY,
        accepted_on=accepted_on if accepted_on <= clerk.last else None,
        quotation=clerk.number("BJ", quoted_on(clerk, signed_on)),
        title=f"{'、'.join(one.product.name for one in lines)}供货合同",
        class_="供货",
        valid_to=signed_on + _VALID,
        deliver_to=party.customer.address,
        installation="卖方派员现场安装调试",
        remarks="到货前一天电话通知收货人",
        on_site=True,
        electronic=electronic,
    )
    clerk.note("contracts", contract)
    clerk.note(
        "contract_lines",
        *(
            ContractLine(
                contract=contract.id, line=number, product=one.product.id, qty=one.qty,
                price=one.price_with_tax, amount=Money(gross, party.currency),
            )
            for number, (one, gross) in enumerate(zip(lines, grosses, strict=True), 1)
        ),
    )  # fmt: skip
    if own_rows:
        _own_instalments(clerk, contract)
    return contract


def quoted_on(clerk: Clerk, signed_on: date) -> date:
    """Give the day of the quotation of a contract."""
    return clerk.working_day(signed_on - _QUOTED_BEFORE)


def _own_instalments(clerk: Clerk, contract: Contract) -> None:
    for number, (share, trigger) in enumerate(zip(_SHARES, _TRIGGERS, strict=True), 1):
        retention = number == len(_SHARES)
        row = Instalment(
            contract=contract.id, no=number, trigger=trigger, share=Ratio(Decimal(share) / 100),
            months=1 if retention else None, is_retention=retention,
        )  # fmt: skip
        clerk.note("instalments", row)
    change = ContractChange(
        id=clerk.number("BG", contract.signed_on),
        contract=contract.id,
        effective_on=contract.signed_on + timedelta(days=9),
        deliver_on=contract.signed_on + _DELIVERY + timedelta(days=3),
        approved_by=OWNER,
    )
    clerk.note("contract_changes", change)


def _course(signed_on: date) -> tuple[_Part, ...]:
    days = timedelta(days=1)
    delivered_on, accepted_on = signed_on + _DELIVERY, signed_on + _ACCEPTANCE
    return (
        _Part("prepayment", signed_on + 4 * days, signed_on + 6 * days, signed_on + 6 * days),
        _Part("invoice", delivered_on - 5 * days, delivered_on + 2 * days, delivered_on + 2 * days),
        _Part("invoice", accepted_on + _TERM - 2 * days, accepted_on + days, accepted_on + _TERM),
    )


def _settle(clerk: Clerk, party: Party, contract: Contract, lines: Sequence[Line], paid: int) -> None:
    """Write the parts' receipts and invoices; without a first payment nothing starts."""
    rate = lines[0].tax_rate
    grosses = contract.amount.split(_SHARES)
    nets = [_net(gross.minor, rate) for gross in grosses]
    nets[-1] = sum(one.net(one.qty) for one in lines) - sum(nets[:-1])
    for number, (part, gross, net) in enumerate(zip(_course(contract.signed_on), grosses, nets, strict=True), 1):
        if paid >= number and part.paid_on <= clerk.last:
            receipt = clerk.receive(party.customer, part.paid_on, gross.minor, remittance=f"{contract.id} 第{number}期")
            clerk.allocate(receipt, f"{contract.id}:{number}", minor=gross.minor)
        if paid >= min(number, 2) and part.issued_on <= clerk.last:
            invoice = document(
                clerk, party, part.issued_on, net, gross.minor - net, kind=part.kind, contract=contract.id,
                instalment=number, due_on=part.due_on,
            )  # fmt: skip
            clerk.note("invoices", invoice)


def _net(gross: int, rate: Decimal) -> int:
    numerator, denominator = (1 + rate).as_integer_ratio()
    return rounded(gross * denominator, numerator)
