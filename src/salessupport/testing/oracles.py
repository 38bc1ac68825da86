"""Oracles: the plainest way to an answer, too slow for work and too short to be wrong (reliability.md 5.5).

Hold your own search, allocator, ageing or rate table against them. Whole numbers and fractions only; each says how
much it bears. None of them is used by the product, and none uses the product's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

MOST_ITEMS = 16
_DAY = timedelta(days=1)


def exact_subsets(amounts: Sequence[int], target: int) -> list[tuple[int, ...]]:
    """List every non-empty set of indexes whose amounts sum to `target`, smaller sets first, by trying all of them.

    More than `MOST_ITEMS` amounts are a ValueError: 65,536 sets are tried for sixteen.
    """
    if len(amounts) > MOST_ITEMS:
        raise ValueError(f"{len(amounts)} amounts are too many to try every set: at most {MOST_ITEMS}")
    indexes = range(len(amounts))
    sets = (chosen for size in indexes for chosen in combinations(indexes, size + 1))
    return [chosen for chosen in sets if sum(amounts[index] for index in chosen) == target]


def oldest_first(open_items: Sequence[int], money: int) -> list[int]:
    """Say how much of `money` each item gets, one minor unit at a time, the first item first.

    It counts unit by unit: keep amounts below some millions.
    """
    got = [0] * len(open_items)
    for _ in range(money):
        waiting = [index for index, amount in enumerate(open_items) if got[index] < amount]
        if not waiting:
            break
        got[waiting[0]] += 1
    return got


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """Share a total, zero or more, by largest remainder: one unit after the other to the part furthest below its share.

    The earlier part wins a tie; whole weights, not all of them zero.
    """
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(one) for one in exact]
    for _ in range(total - sum(parts)):
        lacking = [one - part for one, part in zip(exact, parts, strict=True)]
        parts[lacking.index(max(lacking))] += 1
    return parts


def days_overdue(due_on: date, as_of: date) -> int:
    """Count the days after the due date up to and with `as_of`, day by day; none if it is not overdue."""
    days, day = 0, due_on
    while day < as_of:
        day += _DAY
        days += 1
    return days


def bucket_of(due_on: date, as_of: date, bounds: Sequence[int] = (30, 60, 90)) -> int:
    """Number the bucket of an item: 0 up to the due date, k when k - 1 bounds are passed."""
    overdue = days_overdue(due_on, as_of)
    return 0 if not overdue else 1 + sum(overdue > bound for bound in bounds)


def aged(items: Mapping[str, tuple[date, int]], as_of: date, bounds: Sequence[int] = (30, 60, 90)) -> dict[int, int]:
    """Sum items, each a due date and what is open, by bucket; every bucket is there, in order."""
    sums = dict.fromkeys(range(len(bounds) + 2), 0)
    for due_on, amount in items.values():
        sums[bucket_of(due_on, as_of, bounds)] += amount
    return sums


def tiered(base: int, tiers: Sequence[tuple[int, Fraction]]) -> Fraction:
    """Pay marginal tiers exactly, unit by unit of the base: each unit earns the rate of the highest tier it lies above.

    `tiers` are (from, rate) in rising order, the first from 0. The result is not rounded. Keep `base` below a million.
    """
    earned = Fraction(0)
    for unit in range(base):
        earned += [rate for start, rate in tiers if start <= unit][-1]
    return earned
