"""The answers of a run, each made when it is first asked for: of a payment that is plain, nothing is kept but its item.

Law: what an answer says does not depend on when, or whether, it and the others are asked for. Source: performance P2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import overload

from salessupport.domain.matching.board import Board, Chosen, Proposal
from salessupport.domain.matching.quoted import LEVELS, Quote, quote_reasons
from salessupport.domain.matching.records import Match, Pairs, Reason, Rejected
from salessupport.domain.values.text import LONGEST

MOST_REJECTED = 5


class Answers(Sequence[Match]):
    """One answer for each payment, in their order; equal to any sequence of the same answers."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, board: Board) -> None:
        self._board = board
        self._made: dict[int, Match] = {}

    def __len__(self) -> int:
        return len(self._board.payments)

    @overload
    def __getitem__(self, index: int) -> Match: ...

    @overload
    def __getitem__(self, index: slice) -> list[Match]: ...

    def __getitem__(self, index: int | slice) -> Match | list[Match]:
        at = range(len(self))[index]
        return [self._answer(one) for one in at] if isinstance(at, range) else self._answer(at)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return [*self] == [*other]

    def __repr__(self) -> str:
        return repr([*self])

    def _answer(self, index: int) -> Match:
        if index not in self._made:
            self._made[index] = self._make(index)
        return self._made[index]

    def _make(self, index: int) -> Match:
        board = self._board
        if index in board.exact:
            return _plain(board, index)
        payment = board.payments[index]
        cut = (Reason("match.text_cut", {"limit": LONGEST}),) if len(payment.text) > LONGEST else ()
        proposal = board.settled.get(index)
        if proposal is not None:
            return _settled(board, index, proposal, cut)
        unclear = board.unclear.get(index)
        if unclear is not None:
            reasons = (unclear.reason, *cut)
            return Match(payment=payment.id, status="ambiguous", reasons=reasons, rejected=self._shown[id(unclear)])
        return Match(payment=payment.id, status="none", reasons=(self._nothing(index), *cut))

    @cached_property
    def _shown(self) -> dict[int, tuple[Rejected, ...]]:
        """What the unclear payments may have paid; those that are alike share it."""
        several = {id(unclear): unclear for unclear in self._board.unclear.values()}
        return {key: _rejected(self._board, unclear.choices, unclear.reason) for key, unclear in several.items()}

    @cached_property
    def _currencies(self) -> set[str]:
        return {item.currency for item in self._board.items}

    def _nothing(self, index: int) -> Reason:
        payment = self._board.payments[index]
        if payment.amount <= 0:
            return Reason("match.not_positive")
        if payment.currency not in self._currencies:
            return Reason("match.currency", {"currency": payment.currency})
        if self._board.readings[index].named:
            return Reason("match.quoted_without_proof")
        return Reason("match.no_evidence")


def _plain(board: Board, index: int) -> Match:
    """Say of a payment that `exact` found what the first stage says of it; its text is short enough."""
    payment, item, level = board.payments[index], board.items[board.exact[index]], LEVELS[0]
    quote = Quote(index, item.customer, board.parties.at_first(payment), ())
    return Match(
        payment=payment.id,
        status="certain",
        stage=level.stage,
        score=level.score,
        pairs=((item.id, item.amount),),
        reasons=quote_reasons(board, level, quote, (board.exact[index],), 0),
    )


def _settled(board: Board, index: int, proposal: Proposal, cut: tuple[Reason, ...]) -> Match:
    return Match(
        payment=board.payments[index].id,
        status="certain" if proposal.is_certain and not cut else "probable",
        stage=proposal.stage,
        score=proposal.score,
        pairs=_pairs(board, proposal.parts[index]),
        reasons=proposal.reasons[index] + cut,
        rejected=_rejected(board, proposal.others, Reason("match.weaker")),
    )


def _pairs(board: Board, chosen: Chosen) -> Pairs:
    return tuple(sorted((board.items[item].id, amount) for item, amount in chosen))


def _rejected(board: Board, choices: Iterable[Chosen], reason: Reason) -> tuple[Rejected, ...]:
    pairs = sorted({_pairs(board, chosen) for chosen in choices})
    return tuple(Rejected(one, reason) for one in pairs[:MOST_REJECTED])
