"""Exact sums: which sets of signed whole amounts add up to a target, under a budget that counts sums, not seconds.

Horowitz and Sahni's meet in the middle (JACM 21, 1974) while both halves stay within the budget, else a depth-first
walk with suffix bounds that stops at the budget. The answer says whether the search was complete: only a complete
search proves "exactly one" or "none" (I14, architecture decision 7). Equal budgets give equal answers everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

BUDGET = 1 << 14
"""Sums that one search may form: about ten milliseconds of work, and the halves of 26 items."""


@frozen
class ExactSets:
    """Sets of indexes whose amounts add up to the target, at most as many as asked for, smallest indexes first.

    `complete` says that no further set exists beyond those given (unless the limit was reached).
    """

    sets: tuple[tuple[int, ...], ...]
    complete: bool


def exact_sets(amounts: Sequence[int], target: int, *, limit: int, budget: int = BUDGET) -> ExactSets:
    """Find up to `limit` non-empty sets of `amounts` that sum to `target`; amounts are not zero, signs may differ."""
    usable = _usable(amounts, target)
    values = [amounts[i] for i in usable]
    half = (len(values) + 1) // 2
    if 2 << half <= budget:
        found = _meet(values, half, target, limit)
        complete = True
    else:
        found, complete = _walk(values, target, limit, budget)
    sets = sorted(tuple(usable[i] for i in chosen) for chosen in found)
    return ExactSets(tuple(sets), complete)


def _usable(amounts: Sequence[int], target: int) -> list[int]:
    """Leave out what no set can hold: without negative amounts, all that is larger than the target."""
    if any(amount < 0 for amount in amounts):
        return list(range(len(amounts)))
    return [i for i, amount in enumerate(amounts) if amount <= target]


def _sums(values: Sequence[int]) -> list[int]:
    """The sum of every subset; the subset is the index read as a bit mask."""
    sums = [0]
    for value in values:
        sums += [before + value for before in sums]
    return sums


def _meet(values: Sequence[int], half: int, target: int, limit: int) -> list[tuple[int, ...]]:
    left: dict[int, list[int]] = {}
    for mask, value in enumerate(_sums(values[:half])):
        left.setdefault(value, []).append(mask)
    found: list[tuple[int, ...]] = []
    for mask, value in enumerate(_sums(values[half:])):
        for other in left.get(target - value, ()):
            chosen = other | mask << half
            if chosen:
                found.append(tuple(_bits(chosen)))
                if len(found) == limit:
                    return found
    return found


def _bits(mask: int) -> Iterator[int]:
    index = 0
    while mask:
        if mask & 1:
            yield index
        mask >>= 1
        index += 1


def _walk(values: Sequence[int], target: int, limit: int, budget: int) -> tuple[list[tuple[int, ...]], bool]:
    order = sorted(range(len(values)), key=lambda i: -abs(values[i]))
    low, high = [0], [0]  # bounds of what the rest of the order can still add
    for i in reversed(order):
        low.append(low[-1] + min(values[i], 0))
        high.append(high[-1] + max(values[i], 0))
    found: list[tuple[int, ...]] = []
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, target, ())]
    while stack:
        if budget == 0:
            return found, False
        budget -= 1
        depth, rest, chosen = stack.pop()
        if rest == 0 and chosen and depth == len(order):
            found.append(tuple(sorted(chosen)))
            if len(found) == limit:
                return found, True
        after = len(order) - depth
        if after and low[after] <= rest <= high[after]:
            index = order[depth]
            stack.append((depth + 1, rest, chosen))
            stack.append((depth + 1, rest - values[index], (*chosen, index)))
    return found, True
