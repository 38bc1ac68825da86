"""Amounts of pairs: how a payment falls on the items that it explains, and how payments fall on the item they share.

Law: a pair never has more than is left of its item, the pairs of a payment never sum to more than the payment. What is
missing falls on the youngest item, what is too much stays with the latest payment; where youngest or latest cannot be
told without ids, there is no answer. Source: books.md Conventions 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from salessupport.domain.matching.board import Board, Chosen


def in_full(board: Board, items: Iterable[int]) -> Chosen:
    """Give pairs of items with all that is left of each."""
    return tuple((one, board.left[one]) for one in items)


def one_payment(board: Board, payment: int, items: Iterable[int]) -> Chosen | None:
    """Spread a payment over its items: in full, or the oldest first if it is less than all of them."""
    items = [*items]
    money = board.payments[payment].amount
    if money >= sum(board.left[one] for one in items):
        return in_full(board, items)
    if len(items) == 1:
        return ((items[0], money),)
    ordered = board.oldest_first(items)
    if ordered is None:
        return None
    notes = [one for one in ordered if board.left[one] < 0]
    money -= sum(board.left[one] for one in notes)
    pairs = [*in_full(board, notes)]
    for one in ordered:
        if board.left[one] > 0 and money > 0:
            pairs.append((one, min(board.left[one], money)))
            money -= pairs[-1][1]
    return tuple(pairs)


def shared_item(board: Board, payments: Sequence[int], item: int) -> dict[int, Chosen] | None:
    """Let payments pay one item together; of what is more than the item, the latest keeps the difference."""
    excess = sum(board.payments[one].amount for one in payments) - board.left[item]
    amounts = {one: board.payments[one].amount for one in payments}
    if excess > 0:
        latest = _latest(board, payments)
        if latest is None or amounts[latest] <= excess:
            return None
        amounts[latest] -= excess
    return {one: ((item, amount),) for one, amount in amounts.items()}


def _latest(board: Board, payments: Sequence[int]) -> int | None:
    keys = {one: _moment(board, one) for one in payments}
    last = max(keys.values())
    latest = [one for one, key in keys.items() if key == last]
    return latest[0] if len(latest) == 1 else None


def _moment(board: Board, payment: int) -> tuple[str, int, str]:
    one = board.payments[payment]
    return one.received_on.isoformat() if one.received_on else "", one.amount, one.text
