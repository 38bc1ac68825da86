"""Acceptance bills and postdated cheques, and what happened to them (AR-07, Conventions 8)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Ratio

BillKind = Literal["bank_acceptance", "commercial_acceptance", "postdated_cheque"]
"""Who answers for the bill: a bank, a company, or nobody but the drawer."""
BillEventKind = Literal[
    "defect_found", "cured", "endorsed", "discounted", "presented", "honoured", "dishonoured", "returned"
]
"""What happened to a bill, in the words of Conventions 8."""


@frozen(kw_only=True)
class AcceptanceBill(Fact):
    """A bill (AR-07); `range_from` and `range_to` number the part held of a divisible electronic bill."""

    id: str
    kind: BillKind
    face: Money
    number: str | None = None
    range_from: str | None = None
    range_to: str | None = None
    drawer: str | None = None
    acceptor: str | None = None
    issued_on: date | None = None
    matures_on: date | None = None
    customer: str | None = None
    received_on: date | None = None

    @property
    def effective(self) -> date | None:
        """The day it was received, else the day it was drawn."""
        return self.received_on or self.issued_on


@frozen(kw_only=True)
class BillEvent(Fact):
    """Something that happened to a bill (AR-07).

    `rate` is the discount rate per year, `charge` the bank's discount (without it: by rate, Conventions 8); `recourse`
    says whether the bank may come back to us.
    """

    bill: str
    effective_on: date
    event: BillEventKind
    amount: Money | None = None
    rate: Ratio | None = None
    charge: Money | None = None
    recourse: bool | None = None
    note: str | None = None

    @property
    def effective(self) -> date:
        """The day it happened."""
        return self.effective_on


@frozen(kw_only=True)
class BillEndorsement(Fact):
    """One link of a bill's chain of endorsements (AR-07): the chain leads without a gap from the payee to us."""

    bill: str
    no: int
    endorser: str
    endorsee: str
    endorsed_on: date | None = None
