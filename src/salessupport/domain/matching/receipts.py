"""Which open items a receipt without rows explains: one set, several, or none, and what was posted (I14, AR-02).

The answer of `match`: the search that the fold itself makes, with more of its explanations. Only `unique` is posted
unattended; the rest are proposals for a person (architecture decision 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts import Receipt
from salessupport.domain.history import History
from salessupport.domain.matching.proposals import proposals
from salessupport.domain.matching.records import Match, Pairs
from salessupport.domain.receivables.ledger import Ledger, Placing, Target
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money

MatchStatus = Literal["unique", "ambiguous", "none", "budget"]
EXPLANATIONS = 20
"""How many sets of one receipt are listed at most."""
_CERTAIN = 1000


@frozen
class MatchTarget:
    """An item, or a credit note (negative), with the amount that the receipt explains of it."""

    id: str
    amount: Money


@frozen
class MatchedSet:
    """One explanation: its targets sum to the receipt; `score` in thousandths, `reasons` in words."""

    targets: tuple[MatchTarget, ...]
    score: int
    reasons: tuple[str, ...]


@frozen
class ReceiptMatch:
    """A receipt with its explanations; `applied` is what was posted unattended by exact match.

    `count` is the number of all explanations, where the search came to know it; `proposals` are what further evidence
    (damaged references, names of payers, sums of several receipts) speaks for, where nothing explains it alone.
    """

    receipt: str
    customer: str | None
    amount: Money
    status: MatchStatus
    explanations: tuple[MatchedSet, ...]
    applied: tuple[MatchTarget, ...]
    count: int | None
    proposals: tuple[MatchedSet, ...] = ()


@frozen
class Matches:
    """The answer of `match`: receipts without allocation rows, in order of receipt, then id."""

    as_of: date
    known_at: date | None
    receipts: tuple[ReceiptMatch, ...]


def matches(history: History, as_of: date, *, known_at: date | None) -> Matches:
    """Search for every receipt without rows which items it may have paid, as of a date."""
    ledger = place(history, as_of, explanations=EXPLANATIONS)
    rows = sorted((row.received_on, row.id) for row in history.facts.receipts if row.received_on <= as_of)
    unplaced = (history.receipts[name] for _, name in rows if name not in history.rows_of)
    more = proposals(history, ledger)
    found = (_match(history, ledger, receipt, more.get(receipt.id)) for receipt in unplaced)
    return Matches(as_of, known_at, tuple(found))


def _match(history: History, ledger: Ledger, receipt: Receipt, more: Match | None) -> ReceiptMatch:
    placing = ledger.placings.get(receipt.id)
    credit = ledger.credits[receipt.id]
    status = _status(placing)
    explanations = tuple(_explanations(history, placing, receipt, credit.currency))
    posted = _applied(ledger, receipt.id, credit.currency) if placing and placing.status == "unique" else ()
    return ReceiptMatch(
        receipt=receipt.id,
        customer=receipt.customer,
        amount=Money(credit.amount, credit.currency),
        status=status,
        explanations=explanations,
        applied=posted,
        count=placing.count if placing is not None else None,
        proposals=tuple(_proposed(more, credit.currency)) if more is not None and not explanations else (),
    )


def _status(placing: Placing | None) -> MatchStatus:
    """The search's answer; money that nobody is known to have paid, or of a bad bill, was not searched."""
    found = placing.search if placing is not None else None
    return found if found in ("unique", "ambiguous", "budget") else "none"


def _applied(ledger: Ledger, receipt: str, currency: str) -> tuple[MatchTarget, ...]:
    """What stands posted of the receipt, by the rule of the exact set."""
    sums: dict[str, int] = {}
    for posting in ledger.postings_by_source.get(receipt, ()):
        if posting.rule == "exact":
            sums[posting.target] = sums.get(posting.target, 0) + posting.amount
    return tuple(MatchTarget(item, Money(amount, currency)) for item, amount in sums.items() if amount)


def _explanations(history: History, placing: Placing | None, receipt: Receipt, currency: str) -> Iterator[MatchedSet]:
    if placing is None:
        return
    share = _CERTAIN if placing.search == "unique" else _CERTAIN // (len(placing.sets) + 1)
    for targets in placing.sets:
        yield MatchedSet(
            targets=tuple(MatchTarget(one.id, Money(one.amount, currency)) for one in targets),
            score=share,
            reasons=tuple(_reasons(history, placing, receipt, targets)),
        )


def _proposed(more: Match, currency: str) -> Iterator[MatchedSet]:
    """The engine's best answer, then those that speak as much."""
    said = tuple(f"{one.message('en')} / {one.message('zh_CN')}" for one in more.reasons)
    if more.pairs:
        yield MatchedSet(_targets(more.pairs, currency), more.score, said)
    for one in more.rejected:
        why = f"{one.reason.message('en')} / {one.reason.message('zh_CN')}"
        yield MatchedSet(_targets(one.pairs, currency), 0, (why,))


def _targets(pairs: Pairs, currency: str) -> tuple[MatchTarget, ...]:
    return tuple(MatchTarget(item, Money(amount, currency)) for item, amount in pairs)


def _reasons(history: History, placing: Placing, receipt: Receipt, targets: tuple[Target, ...]) -> Iterator[str]:
    yield "sums exactly to the receipt / 与到款恰好相等"
    text = (receipt.remittance or "").upper()
    numbers = {one.id: (one.id, history.invoices[one.id].number) for one in targets if one.id in history.invoices}
    named = [one for one, words in numbers.items() if any(word and word.upper() in text for word in words)]
    if named:
        yield f"named in the remittance / 附言提及: {', '.join(named)}"
    if placing.search == "unique":
        yield "no other set of open items does / 没有其他组合"
