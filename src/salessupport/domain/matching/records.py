"""What is matched and what matching answers: neutral records of open items, payments and the pairs between them.

Amounts are whole minor units of the record's currency, of however many digits the caller counts in. Ids are labels:
they name a record in an answer and are evidence for nothing. Source: requirements AR-02, DN-01; performance "Matching".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import define, field, frozen

from salessupport.domain.subset import BUDGET
from salessupport.domain.values.errors import InvalidMoney
from salessupport.domain.values.messages import Language, text_of

Status = Literal["certain", "probable", "ambiguous", "none"]
"""Fit to post unattended; the best answer, for a human to accept; several answers as good; no answer."""
Stage = Literal["reference", "near_reference", "part_payment", "amount", "sum", "shared", "oldest_first", ""]
"""Which kind of proof gave the answer; empty where nothing did."""
Pairs = tuple[tuple[str, int], ...]
"""Item ids with the amount that is paid on each, negative on a credit note."""


@frozen(kw_only=True)
class OpenItem:
    """Something a customer owes (`amount` > 0) or has to its credit (< 0).

    `names` are all names under which the customer may pay, `references` the numbers that a payer may quote.
    """

    id: str
    customer: str
    amount: int
    currency: str
    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    issued_on: date | None = None
    due_on: date | None = None


@frozen(kw_only=True)
class Payment:
    """Money that came in; `customer` only where it is known who pays, `text` is what the payer wrote."""

    id: str
    amount: int
    currency: str
    payer_name: str = ""
    payer_account: str = ""
    text: str = ""
    references: tuple[str, ...] = ()
    received_on: date | None = None
    customer: str | None = None


def _no_negative(_: object, __: object, value: Mapping[str, int]) -> None:
    if any(amount < 0 for amount in value.values()):
        raise InvalidMoney("money.negative")


@frozen(kw_only=True)
class Options:
    """How far evidence may reach.

    `tolerance`: by currency, the most (minor units) that one match as a whole may be off, only with other evidence;
    `window_days`: how far before its payment an item may be issued where the amount is the evidence;
    `budget`: sums that one search may form.
    """

    tolerance: Mapping[str, int] = field(factory=dict, validator=_no_negative, hash=False)
    window_days: int = 400
    budget: int = BUDGET


@frozen
class Reason:
    """One piece of evidence, or what speaks against: a code of the catalogue with the values of its text."""

    code: str
    context: Mapping[str, object] = field(factory=dict, hash=False)

    def message(self, language: Language = "en") -> str:
        """Say the reason in `language`."""
        return text_of(self.code, language, self.context)


@frozen
class Rejected:
    """Another explanation of the payment, and why it was not taken."""

    pairs: Pairs
    reason: Reason


@frozen(kw_only=True)
class Match:
    """The answer about one payment; `score` is per mille, `pairs` is empty unless `certain` or `probable`."""

    payment: str
    status: Status
    stage: Stage = ""
    score: int = 0
    pairs: Pairs = ()
    reasons: tuple[Reason, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@define
class Effort:
    """Counts what a run of matching did, for laws about growth: candidates looked at and sums formed."""

    candidates: int = 0
    nodes: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.candidates + self.nodes
