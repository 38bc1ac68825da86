"""Stages that rest on references: quoted in full, damaged, with the amount exact or within the tolerance, and in part.

A stage looks at every payment that is still open before it settles any. One payment may explain several items, several
payments one item. `certain` is what no other item could claim as well: every item quoted, the sum exact (within the
tolerance only for references in full of a known payer), no second set, no payer who is known to be somebody else; a
damaged reference has to be like few others besides, its payer known by proof, the sum exact, and the amount one that no
other item has, for at catalogue prices an amount proves little. Source: performance P5, stages 1, 2 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from attrs import frozen

from salessupport.domain.matching.board import Board, Chosen, Proposal, Unclear
from salessupport.domain.matching.near import CUT
from salessupport.domain.matching.pairing import in_full, one_payment, shared_item
from salessupport.domain.matching.parties import Payer
from salessupport.domain.matching.records import Reason
from salessupport.domain.matching.references import FULL
from salessupport.domain.matching.search import MOST_SLOTS, Slot, sets_within

ROUNDS = 3


@frozen(kw_only=True)
class Level:
    """One stage: which references count, whether the tolerance does, and the score of a certain answer."""

    stage: Literal["reference", "near_reference"]
    tolerant: bool
    score: int

    @property
    def near(self) -> bool:
        """Whether damaged references count."""
        return self.stage == "near_reference"


LEVELS = (
    Level(stage="reference", tolerant=False, score=1000),
    Level(stage="reference", tolerant=True, score=980),
    Level(stage="near_reference", tolerant=False, score=960),
    Level(stage="near_reference", tolerant=True, score=900),
)
_LESS = 200
"""What an answer that is only probable scores less."""


@frozen
class Quote:
    """What one payment quotes of one customer: a slot for each place in the text."""

    payment: int
    customer: str
    payer: Payer
    slots: Sequence[Slot]

    @property
    def fits(self) -> bool:
        """Whether nothing says that somebody else pays."""
        return self.payer.customer in (None, self.customer) and self.payer.how != "contradicted"


def run_level(board: Board, level: Level) -> None:
    """Settle what a stage proves, again as long as that makes something else clear."""
    payments = board.open_payments()
    for _ in range(ROUNDS):
        stage = _Stage(board, level, payments)
        contested = board.settle(stage.proposals())
        for one in contested:
            choices = board.unclear[one].choices if one in board.unclear else []
            board.unclear[one] = Unclear(Reason("match.contested"), choices + stage.wanted.get(one, []))
        payments = [one for one in payments if one in board.unclear]
        if not payments or not contested:
            return


class _Stage:
    """One round of a stage."""

    def __init__(self, board: Board, level: Level, payments: Sequence[int]) -> None:
        self.board, self.level = board, level
        self.quotes = [quote for one in payments for quote in quotes_of(board, one, near=level.near)]
        self.wanted: dict[int, list[Chosen]] = {}

    def proposals(self) -> list[Proposal]:
        found = [*self._singles()]
        alone = {payment for proposal in found for payment in proposal.parts} | self.board.unclear.keys()
        found.extend(self._shared([quote for quote in self.quotes if quote.payment not in alone]))
        for proposal in found:
            for payment, pairs in proposal.parts.items():
                self.wanted.setdefault(payment, []).append(pairs)
        return found

    def _singles(self) -> Iterator[Proposal]:
        by_payment: dict[int, list[Quote]] = {}
        for quote in self.quotes:
            by_payment.setdefault(quote.payment, []).append(quote)
        for payment, quotes in by_payment.items():
            proposal = self._single(payment, quotes)
            if proposal is not None:
                yield proposal

    def _single(self, payment: int, quotes: Sequence[Quote]) -> Proposal | None:
        """Explain one payment by what it quotes of one customer."""
        board, level = self.board, self.level
        money = board.payments[payment].amount
        slack = board.tolerance(payment) if level.tolerant else 0
        choices: list[tuple[frozenset[int], int, Quote]] = []
        complete = True
        for quote in quotes:
            amounts = {one: board.left[one] for slot in quote.slots for one in slot}
            found = sets_within(
                quote.slots, amounts, low=money - slack, high=money + slack,
                budget=board.options.budget, effort=board.effort,
            )  # fmt: skip
            complete &= found.complete
            choices.extend((chosen, weight, quote) for chosen, weight in found.sets)
        board.unclear.pop(payment, None)
        if not choices:
            return None
        choices.sort(key=lambda choice: (-choice[1], not choice[2].fits))
        best, others = choices[0], choices[1:]
        if not complete or (others and others[0][1] == best[1] and others[0][2].fits == best[2].fits):
            sets = [in_full(board, sorted(chosen)) for chosen, weight, _ in choices if weight == best[1]]
            code = "match.several" if complete else "match.budget"
            board.unclear[payment] = Unclear(Reason(code, {"count": len(sets)}), sets)
            return None
        return self._explained(payment, best[0], best[2], [chosen for chosen, _, _ in others])

    def _explained(
        self, payment: int, items: frozenset[int], quote: Quote, others: Sequence[frozenset[int]]
    ) -> Proposal | None:
        board = self.board
        pairs = one_payment(board, payment, sorted(items))
        if pairs is None or len(pairs) < len(items):
            return None
        weights = [max(slot.get(one, 0) for slot in quote.slots) for one in items]
        off = board.payments[payment].amount - sum(board.left[one] for one in items)
        certain = not others and self._is_certain(quote, min(weights), items, off)
        reasons = quote_reasons(board, self.level, quote, items, off)
        return Proposal(
            stage=self.level.stage, parts={payment: pairs}, is_certain=certain, score=self._score(certain=certain),
            reasons={payment: reasons}, others=tuple(in_full(board, sorted(one)) for one in others),
        )  # fmt: skip

    def _score(self, *, certain: bool) -> int:
        return self.level.score - (0 if certain else _LESS)

    def _is_certain(self, quote: Quote, weight: int, items: Iterable[int], off: int) -> bool:
        if not quote.fits:
            return False
        if weight >= FULL:
            return off == 0 or quote.payer.is_known
        return off == 0 and weight >= CUT and quote.payer.is_known and all(map(self.board.is_rare, items))

    def _shared(self, quotes: Sequence[Quote]) -> Iterator[Proposal]:
        """Find items that several payments quote and pay together."""
        payers: dict[int, list[tuple[Quote, int]]] = {}
        for quote in quotes:
            for one in {one for slot in quote.slots if len(slot) <= MOST_SLOTS for one in slot}:
                if self.board.left[one] > self.board.payments[quote.payment].amount:
                    payers.setdefault(one, []).append((quote, max(slot.get(one, 0) for slot in quote.slots)))
        for item, quoting in payers.items():
            if len(quoting) > MOST_SLOTS:
                quoting = [one for one in quoting if one[1] >= FULL]  # noqa: PLW2901 - the faint ones say nothing
            if len(quoting) > 1:
                proposal = self._together(item, quoting)
                if proposal is not None:
                    yield proposal

    def _together(self, item: int, quoting: Sequence[tuple[Quote, int]]) -> Proposal | None:
        board = self.board
        amounts = {quote.payment: board.payments[quote.payment].amount for quote, _ in quoting}
        slots = [{quote.payment: weight} for quote, weight in quoting]
        slack = max(map(board.tolerance, amounts)) if self.level.tolerant else 0
        left = board.left[item]
        found = sets_within(
            slots, amounts, low=left - slack, high=left + slack, budget=board.options.budget, effort=board.effort
        )
        if not found.sets:
            return None
        if found.best is None:
            code = "match.several" if found.complete else "match.budget"
            for one in {one for chosen, _ in found.sets for one in chosen}:
                unclear = board.unclear.setdefault(one, Unclear(Reason(code, {"count": len(found.sets)})))
                unclear.choices.append(((item, min(amounts[one], left)),))
            return None
        chosen = [(quote, weight) for quote, weight in quoting if quote.payment in found.best]
        parts = shared_item(board, sorted(found.best), item)
        if parts is None:
            return None
        off = sum(amounts[one] for one in found.best) - left
        certain = len(found.sets) == 1 and all(
            self._is_certain(quote, weight, (item,), off) for quote, weight in chosen
        )
        together = Reason("match.together", {"count": len(chosen)})
        reasons = {
            quote.payment: (*quote_reasons(board, self.level, quote, (item,), off), together) for quote, _ in chosen
        }
        return Proposal(
            stage=self.level.stage, parts=parts, is_certain=certain, score=self._score(certain=certain), reasons=reasons
        )


def quotes_of(board: Board, payment: int, *, near: bool) -> Iterator[Quote]:
    """Give what a payment quotes, by customer; damaged references only of the payer, if one is known."""
    payer = board.payer(payment)
    slots = board.quoted(payment) if near else board.named(payment)
    for customer, parts in board.by_customer(slots).items():
        if not near or payer.customer in (None, customer):
            yield Quote(payment, customer, payer, parts)


def quote_reasons(board: Board, level: Level, quote: Quote, items: Iterable[int], off: int) -> tuple[Reason, ...]:
    """Say why a quote is the answer: what it quotes, who pays, and how the amounts compare."""
    references = sorted({one for item in items for one in board.items[item].references})[:6]
    code = "match.near_reference" if level.near else "match.reference"
    return (
        Reason(code, {"references": ", ".join(references)}),
        *payer_reasons(quote.payer, quote.customer),
        amount_reason(off),
    )


def payer_reasons(payer: Payer, customer: str) -> Iterator[Reason]:
    """Say what the payer has to do with it, if anything is known."""
    if payer.how == "contradicted":
        yield Reason("match.payer_contradicted")
    elif payer.customer is not None and payer.customer != customer:
        yield Reason("match.third_party", {"payer": payer.customer, "customer": customer})
    elif payer.how:
        yield Reason(f"match.payer_{payer.how}", {"customer": customer})


def amount_reason(off: int) -> Reason:
    """Say how the amounts compare; `off` is the payment less the items."""
    if off == 0:
        return Reason("match.amount_exact")
    return Reason("match.amount_over" if off > 0 else "match.amount_short", {"difference": abs(off)})
