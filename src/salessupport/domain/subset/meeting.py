"""Meeting in the middle: sums of one half of the groups looked up in what the other half leaves of the goal.

Horowitz and Sahni, JACM 21 (1974), over groups of equal amounts instead of single ones. Complete: the only thing that
can be cut is the choice of the first sets among more pairs of halves than the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from attrs import define, field

from salessupport.domain.subset.groups import Found, Group, first_sets
from salessupport.domain.subset.reduced import Reduced


@define
class Side:
    """One half: its groups, and of how many choices their sums would be (`size`)."""

    groups: list[Group] = field(factory=list)
    size: int = 1

    def add(self, group: Group) -> None:
        """Put a group on this side."""
        self.groups.append(group)
        self.size *= group.most + 1

    def sums(self) -> list[int]:
        """The sum of every choice; the position says the choice, a digit per group, the first group lowest."""
        sums = [0]
        for group in self.groups:
            sums = [
                step + before for step in range(0, len(group.masks) * group.weight, group.weight) for before in sums
            ]
        return sums

    def first_sets(self) -> Callable[[int], tuple[int, int]]:
        """A function from positions of sums to the first set of that choice, as a mask, and the number of its sets."""
        low, high = [(0, 1)], [(0, 1)]
        for group in self.groups:
            parts = list(zip(group.masks, group.ways(), strict=True))
            if high == [(0, 1)] and len(low) ** 2 < self.size:
                low = _joined(low, parts)
            else:
                high = _joined(high, parts)
        width = len(low)

        def first_set(position: int) -> tuple[int, int]:
            mask, ways = low[position % width]
            more, times = high[position // width]
            return mask | more, ways * times

        return first_set


def _joined(choices: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(mask | before, times * ways) for mask, times in parts for before, ways in choices]


def halves(groups: Sequence[Group]) -> tuple[Side, Side]:
    """Two sides with about as many choices, whatever order the amounts came in."""
    one, other = Side(), Side()
    for group in sorted(groups, key=lambda group: -group.most):
        (one if one.size <= other.size else other).add(group)
    return one, other


def meet(task: Reduced, sides: tuple[Side, Side], *, limit: int, budget: int) -> Found:
    """Search all sums of both sides; the budget bounds the pairs of choices that are looked at one by one."""
    one, other = (side.sums() for side in sides)
    goal = task.goal
    hits = {goal - value for value in other}.intersection(one)
    if not hits:
        return Found((), complete=True, count=0)
    ones, others = _hit(sides[0], one, hits), _hit(sides[1], other, {goal - value for value in hits})
    pairs = ((mine, yours) for value, mines in ones.items() for mine in mines for yours in others[goal - value])
    number = sum(len(mines) * len(others[goal - value]) for value, mines in ones.items())
    looked = list(islice(pairs, budget))
    sets = first_sets(task, [mine[0] | yours[0] for mine, yours in looked], limit)
    count = sum(mine[1] * yours[1] for mine, yours in looked)
    return Found(sets, complete=number <= budget, count=count if number <= budget else None)


def _hit(side: Side, sums: Sequence[int], wanted: set[int]) -> dict[int, list[tuple[int, int]]]:
    """First sets and numbers of sets of the choices whose sum is wanted, by sum."""
    first_set = side.first_sets()
    found: dict[int, list[tuple[int, int]]] = {}
    for position, value in enumerate(sums):
        if value in wanted:
            found.setdefault(value, []).append(first_set(position))
    return found
