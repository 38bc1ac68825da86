"""Exact sums: which sets of signed whole amounts add up to a target, under a budget that counts steps, not seconds.

First the question is made smaller (`reduced`), then the cheapest search that fits the budget answers it: tables of bits
where the amounts are small in their greatest common divisor (`tables`), meeting in the middle where they are few
(`meeting`), else small sets and a walk in depth (`walking`). Law: only a complete search proves "none" or "the one"
(I14; architecture decision 7), and budgets are spent on amounts alone, so that equal amounts get equal answers on
every machine and in any order. Source: design notes on matching, stage 6.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from salessupport.domain.subset.groups import Found, grouped
from salessupport.domain.subset.meeting import halves, meet
from salessupport.domain.subset.reduced import Reduced, reduced
from salessupport.domain.subset.tables import cost_of_tables, tabulate
from salessupport.domain.subset.walking import walk

BUDGET = 1 << 14
"""Steps that each part of one search may take: some ten milliseconds of work, and the halves of 26 items."""
TABLE_STEP = 32
"""Tables, with those by number of items, pay below this share of the sums of halves."""


@frozen
class ExactSets:
    """Sets of indexes whose amounts add up to the target: at most as many as asked for, smallest first, then by index.

    `complete` says that no set is left out that would stand before or among those given, so that fewer than the limit
    are all there are. `count` is the number of all sets, where the search came to know it.
    """

    sets: tuple[tuple[int, ...], ...]
    complete: bool
    count: int | None = None


def exact_sets(amounts: Sequence[int], target: int, *, limit: int, budget: int = BUDGET) -> ExactSets:
    """Find up to `limit` non-empty sets of `amounts` that sum to `target`; amounts are not zero, signs may differ."""
    task = reduced(amounts, target)
    if task is None:
        return ExactSets((), complete=True, count=0)
    nothing = int(target == 0 and not task.fixed)  # the empty set is the smallest of all, and no answer
    listed = min(limit + nothing, max(budget, 2))
    found = _search(task, listed, budget)
    complete = found.complete and (len(found.sets) < listed or limit + nothing <= listed)
    sets = tuple(task.restored(one) for one in found.sets if one or task.fixed)[:limit]
    return ExactSets(sets, complete, None if found.count is None else found.count - nothing)


def _search(task: Reduced, limit: int, budget: int) -> Found:
    groups = grouped(task)
    sides = halves(groups)
    sums = sum(side.size for side in sides)
    steps = cost_of_tables(task)
    if steps <= budget and (sums > budget or TABLE_STEP * steps < sums):
        return tabulate(task, limit=limit, budget=budget)
    if sums <= budget:
        return meet(task, sides, limit=limit, budget=budget)
    return walk(task, groups, limit=limit, budget=budget)
