"""Receipts: money that came in (AR-02, AR-03)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import ExchangeRate

ReceiptMethod = Literal["bank", "cash", "bill", "opening"]
"""`bill` is paid by an acceptance bill, `opening` is an advance carried over at the start of the books."""


@frozen(kw_only=True)
class Receipt(Fact):
    """Money received (AR-02); without `customer` it is still to be identified.

    `bank_fee` is what a bank kept of the payment, on top of `amount`; `rate` is the company's currency per unit of
    `currency`; `third_party` allows it to settle another customer's items.
    """

    id: str
    received_on: date
    amount: Money
    customer: str | None = None
    currency: str | None = None
    rate: ExchangeRate | None = None
    bank_fee: Money | None = None
    payer_name: str | None = None
    payer_account: str | None = None
    remittance: str | None = None
    third_party: bool | None = None
    method: ReceiptMethod | None = None
    bill: str | None = None

    @property
    def effective(self) -> date:
        """The day it was received."""
        return self.received_on

    @property
    def paid_by(self) -> ReceiptMethod:
        """The method; `bank` where none is given."""
        return self.method or "bank"
