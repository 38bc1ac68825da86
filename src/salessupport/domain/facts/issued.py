"""Issued papers: project numbers, contact sheets, shipping and receipt notices, numbered without gaps (DC-04)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.quantity import Quantity

PaperKind = Literal["project", "contact_sheet", "shipping_notice", "receipt_notice"]
"""What is numbered: a contract's project (CO-04), its contact sheet (CO-05), a shipping (LG-01) or receipt notice."""


@frozen(kw_only=True)
class RegisterPaper(Fact):
    """A numbered paper (DC-04): `id` is its number, `subject` the contract, order or receipt that it is about.

    `approvals` are the ids of the waivers that it was issued on, which are used up by it; a row with `voids` takes back
    that paper, whose number stays taken. `digest` is that of what it showed.
    """

    id: str
    kind: PaperKind
    subject: str
    issued_on: date
    issued_by: str | None = None
    approvals: tuple[str, ...] = ()
    voids: str | None = None
    reason: str | None = None
    digest: str | None = None

    @property
    def effective(self) -> date:
        """The day of issue."""
        return self.issued_on


@frozen(kw_only=True)
class RegisterPaperLine(Fact):
    """How much of which line of an order or contract a shipping notice releases (LG-01)."""

    paper: str
    line: int
    qty: Quantity


@frozen(kw_only=True)
class RegisterSignature(Fact):
    """A department's receipt of a paper (CO-05): sent and, once it is, signed."""

    id: str
    paper: str
    department: str
    sent_on: date
    signed_on: date | None = None
    signed_by: str | None = None

    @property
    def effective(self) -> date:
        """The day it was sent."""
        return self.sent_on


@frozen(kw_only=True)
class RegisterVoucher(Fact):
    """The way of a refund's papers (AR-06): the customer's receipt came in, and was handed to finance."""

    id: str
    refund: str
    voucher_no: str | None = None
    customer_receipt_no: str | None = None
    received_on: date | None = None
    handed_in_on: date | None = None

    @property
    def effective(self) -> date | None:
        """The day the customer's receipt came in."""
        return self.received_on
