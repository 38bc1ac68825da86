"""What an installation has to say of a connection: the table `config` of its adapter in `salessupport.toml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from attrs import field, frozen
from attrs.validators import ge, le, matches_re
from salessupport.spi.secret import Secret


@frozen
class Codes:
    """The codes of the accounts of bank fees, bills of exchange and openings, where the configuration names them."""

    fee: str | None = None
    bill: str | None = None
    opening: str | None = None


@frozen
class Config:
    """Where Tryton answers, who signs in there, and how documents of ours are entered.

    `payment_method`: the name of the invoice payment method of Tryton whose journal and account take receipts.
    `fee_account`, `bill_account`, `opening_account`: the codes of the accounts of what banks keep of payments, of bills
    of exchange, and against which opening balances are entered; without one, a document that needs it is refused.
    `invoice_method`, `shipment_method`: who makes invoices and shipments of an order of ours: `manual` leaves the
    invoices to `post_invoice`. `language`: of names that Tryton translates. `page`: documents of a page.
    `overlap_minutes`: how far behind its end an increment begins again, longer than any transaction there lasts.
    """

    base_url: str
    database: str = field(validator=matches_re(r"[A-Za-z0-9_-]{1,63}"))
    user: str
    password: Secret
    payment_method: str = "Bank"
    fee_account: str | None = None
    bill_account: str | None = None
    opening_account: str | None = None
    invoice_method: Literal["manual", "order", "shipment"] = "manual"
    shipment_method: Literal["manual", "order", "invoice"] = "manual"
    language: str = "en"
    page: int = field(default=100, validator=[ge(1), le(1000)])
    overlap_minutes: int = field(default=5, validator=[ge(0), le(1440)])

    @property
    def codes(self) -> Codes:
        """The accounts by which fees, bills and openings are known."""
        return Codes(self.fee_account, self.bill_account, self.opening_account)

    @property
    def overlap(self) -> timedelta:
        """How far behind its end an increment begins again."""
        return timedelta(minutes=self.overlap_minutes)
