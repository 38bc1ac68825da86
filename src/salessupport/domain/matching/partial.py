"""Payments that quote items but do not add up: part payments, underpayments and overpayments. Never certain.

A payment below what it quotes pays the oldest first; several part payments of one item stand beside each other while
they are not more than the item. Payments that together want more than there is contest each other and stay unclear.
Source: performance P5; books.md Conventions 6 ("as much as fits").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from salessupport.domain.matching.board import Board, Chosen, Proposal
from salessupport.domain.matching.pairing import one_payment, shared_item
from salessupport.domain.matching.quoted import Quote, amount_reason, payer_reasons, quotes_of
from salessupport.domain.matching.records import Reason
from salessupport.domain.matching.references import FULL

Demands = Mapping[frozenset[int], Sequence[Quote]]
"""By set of items, the payments that quote just these."""
SCORE, NEAR_SCORE = 700, 600


def run_parts(board: Board, *, near: bool) -> None:
    """Let every open payment that clearly quotes items of one customer pay what it can of them."""
    demands: dict[frozenset[int], list[Quote]] = {}
    for payment in board.open_payments():
        quote = clear_quote(board, payment, near=near)
        if quote is not None:
            demands.setdefault(clear_items(quote, near=near), []).append(quote)
    demands.pop(frozenset(), None)
    score = NEAR_SCORE if near else SCORE
    proposals = [proposal for items, quotes in demands.items() for proposal in _proposals(board, items, quotes, score)]
    board.settle_or_keep(proposals)


def clear_quote(board: Board, payment: int, *, near: bool) -> Quote | None:
    """Give what a payment quotes, if it is of one customer only and nobody else is known to pay."""
    quotes = [quote for quote in quotes_of(board, payment, near=near) if quote.fits]
    if len(quotes) != 1 or (near and not quotes[0].payer.is_known):
        return None
    return quotes[0]


def clear_items(quote: Quote, *, near: bool) -> frozenset[int]:
    """Give the items that each place in the text names more clearly than any other; none if a place leaves it open."""
    items = set()
    for slot in quote.slots:
        best = max(slot.values())
        named = [one for one, weight in slot.items() if weight == best]
        if len(named) > 1:
            return frozenset()
        if near or best >= FULL:
            items.update(named)
    return frozenset(items)


def _proposals(board: Board, items: frozenset[int], quotes: Sequence[Quote], score: int) -> Iterator[Proposal]:
    """Give one proposal for payments that fit on their item together, else one for each."""
    money = sum(board.payments[quote.payment].amount for quote in quotes)
    owed = sum(board.left[one] for one in items)
    slack = max(board.tolerance(quote.payment) for quote in quotes)
    if len(quotes) > 1 and len(items) == 1 and money <= owed + slack:
        parts = shared_item(board, sorted(quote.payment for quote in quotes), min(items))
        if parts is not None:
            yield _proposal(parts, quotes, money - owed, score)
        return
    spread = ((quote, one_payment(board, quote.payment, sorted(items))) for quote in quotes)
    yield from (
        _proposal({quote.payment: pairs}, [quote], board.payments[quote.payment].amount - owed, score)
        for quote, pairs in spread
        if pairs is not None
    )


def _proposal(parts: Mapping[int, Chosen], quotes: Sequence[Quote], off: int, score: int) -> Proposal:
    reasons = {
        quote.payment: (Reason("match.part"), *payer_reasons(quote.payer, quote.customer), amount_reason(off))
        for quote in quotes
    }
    return Proposal(stage="part_payment", parts=parts, is_certain=False, score=score, reasons=reasons)
