"""The yearly collection (清欠): every part of every good receipt with what was due, paid so far and left (AR-04, S15).

Law: clearance and tails apart sum to what was received in the year, each part in exactly one of them; the balance of
the last part on an instalment or invoice is what is open of it while nothing came in later.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from attrs import frozen

from salessupport.domain.contracts.receipts import SplitPart, receipt_splits
from salessupport.domain.facts import Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money

_Debt = tuple[str, str]


@frozen
class Collected:
    """A part of a receipt with its debt: `due` less `paid` (up to this receipt and with it) is the balance.

    `due` is an instalment as changed, or an invoice less its credit notes, without what was written off; of money on
    nothing of the kind both are zero.
    """

    receipt: Receipt
    part: SplitPart
    due: Money
    paid: Money

    @property
    def balance(self) -> Money:
        """What is left of the debt."""
        return self.due - self.paid


@frozen
class Collection:
    """A year's money: `clearance` is all but the tails."""

    clearance: tuple[Collected, ...]
    tails: tuple[Collected, ...]


def collection(history: History, ledger: Ledger, year: Period) -> Collection:
    """The money received in a year, as of the ledger's date, in order of receipt."""
    rows: list[Collected] = []
    so_far: Counter[_Debt] = Counter()
    paid: Counter[_Debt] = Counter()
    splits = receipt_splits(history, ledger, Period("", date.min, ledger.as_of))
    for part in (part for each in splits for part in each.parts):
        paid[_debt(part)] += part.amount.minor
    for each in splits:
        for part in each.parts:
            debt, currency = _debt(part), part.amount.currency
            so_far[debt] += part.amount.minor
            if each.receipt.received_on not in year:
                continue
            left = _open(history, ledger, part)
            due, up_to_now = (0, 0) if left is None else (paid[debt] + left, so_far[debt])
            rows.append(Collected(each.receipt, part, Money(due, currency), Money(up_to_now, currency)))
    return Collection(
        clearance=tuple(row for row in rows if row.part.nature != "tail"),
        tails=tuple(row for row in rows if row.part.nature == "tail"),
    )


def _debt(part: SplitPart) -> _Debt:
    """The instalment or document that a part is on; a part on neither shares the empty name."""
    return part.contract or "", str(part.instalment) if part.instalment is not None else part.document or ""


def _open(history: History, ledger: Ledger, part: SplitPart) -> int | None:
    """What is left of the debt by now; None for money on no instalment, and on no invoice without contract."""
    if part.contract is not None and part.instalment is not None:
        instalments = contract_standing(history, ledger, part.contract).instalments
        return next(one.open.minor for one in instalments if one.no == part.instalment)
    if part.nature == "invoice" and part.contract not in history.contracts:
        return ledger.items[part.document or ""].open
    return None
