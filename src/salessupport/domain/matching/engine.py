"""Matching as a whole: which open items does each payment pay, by which proof, and what else it might have been.

The stages run from the strongest proof to the weakest; what one settles is gone for the next. The answer is a function
of the records' contents: their order and ids change nothing but the order and labels of the answer (performance P5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from salessupport.domain.matching.board import Board, Chosen, Proposal
from salessupport.domain.matching.partial import run_parts
from salessupport.domain.matching.quoted import LEVELS, run_level
from salessupport.domain.matching.records import Effort, Match, OpenItem, Options, Pairs, Payment, Reason, Rejected
from salessupport.domain.matching.unquoted import run_amounts
from salessupport.domain.values.errors import DuplicateKey
from salessupport.domain.values.text import LONGEST

DEFAULTS = Options()
MOST_REJECTED = 5


def match(
    items: Sequence[OpenItem],
    payments: Sequence[Payment],
    options: Options = DEFAULTS,
    *,
    effort: Effort | None = None,
) -> list[Match]:
    """Match payments to open items: one answer for each payment, in their order.

    Raises `DuplicateKey` `id.duplicate` if two items or two payments have one id. `effort` counts the work done.
    """
    _refuse_duplicates("open_items", (item.id for item in items))
    _refuse_duplicates("receipts", (payment.id for payment in payments))
    board = Board(items, payments, options, effort or Effort())
    for level in LEVELS:
        run_level(board, level)
    run_amounts(board)
    run_parts(board, near=False)
    run_parts(board, near=True)
    currencies = {item.currency for item in items}
    several = {id(unclear): unclear for unclear in board.unclear.values()}
    shown = {key: _rejected(board, unclear.choices, unclear.reason) for key, unclear in several.items()}
    return [_answer(board, index, currencies, shown) for index in range(len(payments))]


def _refuse_duplicates(table: str, ids: Iterable[str]) -> None:
    seen: dict[str, int] = {}
    for row, one in enumerate(ids, start=1):
        if seen.setdefault(one, row) != row:
            raise DuplicateKey("id.duplicate", path=table, id=one, row=seen[one])


def _answer(board: Board, index: int, currencies: set[str], shown: Mapping[int, tuple[Rejected, ...]]) -> Match:
    payment = board.payments[index]
    cut = (Reason("match.text_cut", {"limit": LONGEST}),) if len(payment.text) > LONGEST else ()
    proposal = board.settled.get(index)
    if proposal is not None:
        return _settled(board, index, proposal, cut)
    unclear = board.unclear.get(index)
    if unclear is not None:
        reasons = (unclear.reason, *cut)
        return Match(payment=payment.id, status="ambiguous", reasons=reasons, rejected=shown[id(unclear)])
    return Match(payment=payment.id, status="none", reasons=(_nothing(board, index, currencies), *cut))


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


def _nothing(board: Board, index: int, currencies: set[str]) -> Reason:
    payment = board.payments[index]
    if payment.amount <= 0:
        return Reason("match.not_positive")
    if payment.currency not in currencies:
        return Reason("match.currency", {"currency": payment.currency})
    if board.readings[index].named:
        return Reason("match.quoted_without_proof")
    return Reason("match.no_evidence")
