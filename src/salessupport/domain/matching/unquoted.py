"""Stages where amounts are the evidence, inside one known customer and currency: never certain.

What quoted items leave over, one item of the very amount, a set of items with credits, several payments on one item,
and, where the search for sets could not be finished, the whole balance or a run of the oldest. One exact set is a
proposal, two are `ambiguous`. Items that an unclear payment may have paid are not touched. Source: performance
"Matching" 4 to 7, I14.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from salessupport.domain.matching.board import SEARCHED, Board, Proposal, Unclear
from salessupport.domain.matching.pairing import in_full
from salessupport.domain.matching.partial import clear_items, clear_quote
from salessupport.domain.matching.quoted import payer_reasons
from salessupport.domain.matching.records import Reason, Stage
from salessupport.domain.subset import exact_sets

MOST_PAYMENTS = 24
"""More payments are not searched for those that pay an item together."""
_ENOUGH = 2
_SCORES: Mapping[Stage, int] = {"amount": 650, "sum": 550, "shared": 500, "oldest_first": 400}

Group = tuple[str, str]


def run_amounts(board: Board) -> None:
    """Settle what amounts alone can tell, the plainest first."""
    _run_rest(board)
    for stage in (_unique_amount, _unique_sum, _several_payments, _runs):
        reserved = board.reserved()
        proposals: list[Proposal] = []
        for group, payments in _by_group(board).items():
            items = [one for one in board.group(*group) if one not in reserved]
            if items:
                proposals.extend(stage(board, items, payments))
        board.settle_or_keep(proposals)


def _by_group(board: Board) -> Mapping[Group, Sequence[int]]:
    """Put the open payments of known customers together by customer and currency; a suspected name is no proof.

    A payment that quotes in full what is open pays that, whatever else has its amount (Conventions 6).
    """
    groups: dict[Group, list[int]] = {}
    for one in board.open_payments():
        payer = board.payer(one)
        if payer.customer is not None and payer.is_known and not board.quotes_in_full(one, payer.customer):
            groups.setdefault((payer.customer, board.payments[one].currency), []).append(one)
    return groups


def _run_rest(board: Board) -> None:
    """Where a payment is more than the items it quotes, find the one set of the customer's others that is the rest."""
    board.settle_or_keep([proposal for one in board.open_payments() if (proposal := _rest(board, one)) is not None])


def _rest(board: Board, payment: int) -> Proposal | None:
    quote = clear_quote(board, payment, near=True)
    items = clear_items(quote, near=True) if quote is not None else frozenset()
    rest = board.payments[payment].amount - sum(board.left[one] for one in items)
    if quote is None or not items or rest <= 0:
        return None
    group = board.group(quote.customer, board.payments[payment].currency)
    others = [one for one in group if one not in items and board.in_window(one, payment)]
    if len(others) > SEARCHED:
        return None
    return _one_set(board, payment, others, rest, items, Reason("match.rest_is_sum"))


def _one_set(
    board: Board, payment: int, near: Sequence[int], money: int, quoted: Iterable[int], reason: Reason
) -> Proposal | None:
    """Propose the one set of `near` that sums to `money`, with what is quoted; of several the payment is unclear."""
    search = exact_sets([board.left[one] for one in near], money, limit=_ENOUGH, budget=board.options.budget)
    board.effort.nodes += len(near)
    sets = [sorted({*quoted, *(near[at] for at in one)}) for one in search.sets]
    if search.complete and len(sets) == 1:
        return _proposal(board, "sum", payment, sets[0], reason)
    if len(sets) > 1:
        choices = [in_full(board, one) for one in sets]
        board.unclear[payment] = Unclear(Reason("match.several", {"count": len(sets)}), choices)
    return None


def _unique_amount(board: Board, items: Sequence[int], payments: Sequence[int]) -> Iterator[Proposal]:
    by_amount: dict[int, list[int]] = {}
    for item in items:
        by_amount.setdefault(board.left[item], []).append(item)
    alike: dict[tuple[int, date | None], Unclear] = {}
    for payment in payments:
        same = board.payments[payment].amount, board.payments[payment].received_on
        if same in alike:
            board.unclear[payment] = alike[same]
            continue
        found = [one for one in by_amount.get(same[0], ()) if board.in_window(one, payment)]
        if len(found) == 1:
            yield _proposal(board, "amount", payment, found, Reason("match.unique_amount"))
        elif found:
            choices = [in_full(board, [one]) for one in found]
            board.unclear[payment] = alike[same] = Unclear(Reason("match.several", {"count": len(found)}), choices)


def _unique_sum(board: Board, items: Sequence[int], payments: Sequence[int]) -> Iterator[Proposal]:
    if len(items) > SEARCHED:
        return
    for payment in payments:
        near = [one for one in items if board.in_window(one, payment)]
        found = _one_set(board, payment, near, board.payments[payment].amount, (), Reason("match.unique_sum"))
        if found is not None:
            yield found


def _several_payments(board: Board, items: Sequence[int], payments: Sequence[int]) -> Iterator[Proposal]:
    if not 1 < len(payments) <= MOST_PAYMENTS or len(items) > SEARCHED:
        return
    amounts = [board.payments[one].amount for one in payments]
    for item in items:
        if not min(amounts) < board.left[item] <= sum(amounts):
            continue
        search = exact_sets(amounts, board.left[item], limit=_ENOUGH, budget=board.options.budget)
        board.effort.nodes += len(amounts)
        chosen = [[payments[at] for at in one] for one in search.sets]
        if search.complete and len(chosen) == 1 and all(board.in_window(item, one) for one in chosen[0]):
            parts = {one: ((item, board.payments[one].amount),) for one in chosen[0]}
            reasons = {one: _reasons(board, one, Reason("match.together", {"count": len(parts)})) for one in parts}
            yield Proposal(stage="shared", parts=parts, is_certain=False, score=_SCORES["shared"], reasons=reasons)


def _runs(board: Board, items: Sequence[int], payments: Sequence[int]) -> Iterator[Proposal]:
    """Propose the whole balance of the day, or the run of the oldest debts that is exactly the payment."""
    totals = Counter(board.payments[one].amount for one in payments)
    for payment in payments:
        money = board.payments[payment].amount
        there = [one for one in items if board.was_issued(one, payment)]
        if totals[money] > 1 or not there or not all(board.in_window(one, payment) for one in there):
            continue
        if sum(board.left[one] for one in there) == money:
            yield _proposal(board, "oldest_first", payment, there, Reason("match.whole_balance"))
        elif run := _run(board, board.oldest_first(there) or (), money):
            yield _proposal(board, "oldest_first", payment, run, Reason("match.oldest_first"))


def _run(board: Board, ordered: Sequence[int], money: int) -> Sequence[int]:
    for count, total in enumerate(accumulate(board.left[one] for one in ordered), start=1):
        if total == money:
            return ordered[:count]
    return ()


def _proposal(board: Board, stage: Stage, payment: int, items: Sequence[int], reason: Reason) -> Proposal:
    return Proposal(
        stage=stage, parts={payment: in_full(board, items)}, is_certain=False,
        score=_SCORES[stage], reasons={payment: _reasons(board, payment, reason)},
    )  # fmt: skip


def _reasons(board: Board, payment: int, reason: Reason) -> tuple[Reason, ...]:
    payer = board.payer(payment)
    return (reason, *payer_reasons(payer, payer.customer or ""))
