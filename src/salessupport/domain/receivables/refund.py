"""May a receipt's excess be paid back? Up to what is unapplied, with the owner's approval (AR-06, Conventions 10)."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from salessupport.domain.approvals import granted
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.money import Money


@frozen
class RefundDecision:
    """The gate's answer; `approvals` are the ids that count."""

    decision: Literal["approve", "hold", "refuse"]
    reasons: tuple[str, ...]
    approvals: tuple[str, ...] = ()


def refund_decision(history: History, ledger: Ledger, *, receipt: str, amount: Money) -> RefundDecision:
    """Decide on a refund as of the ledger's date."""
    history.find("receipts", history.receipts, receipt)
    credit = ledger.credits.get(receipt)
    left = credit.left if credit is not None and credit.good else 0
    if amount > Money(left, amount.currency):
        return RefundDecision("refuse", ("exceeds_unapplied",))
    consents = granted(history, "refund", subject=receipt, amount=amount, role="owner", as_of=ledger.as_of)
    if not consents:
        return RefundDecision("hold", ("approval_missing",))
    return RefundDecision("approve", (), tuple(consent.id for consent in consents))
