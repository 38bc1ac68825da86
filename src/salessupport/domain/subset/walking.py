"""Many amounts: the sets of up to three items, then a walk in depth over the heavy groups that stops at the budget.

The walk enters only what the groups ahead can still complete, and the sums of the lightest groups are looked up instead
of walked. It is complete when it comes to its end; cut short, what it found is exact all the same and proves ambiguity,
never "none" or "the one".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate, islice
from operator import or_
from typing import TypeAlias

from salessupport.domain.subset.groups import Chain, Found, Group, Places, first_sets, followed
from salessupport.domain.subset.meeting import Side
from salessupport.domain.subset.reduced import Reduced

Parts: TypeAlias = "Chain[tuple[int, int]]"
"""Groups by depth, and how many of each are added."""
TAIL = 8
"""The sums of the lightest groups are at most the budget divided by this."""


def walk(task: Reduced, groups: Sequence[Group], *, limit: int, budget: int) -> Found:
    """Search within a number of steps; the small sets come first, whether the walk ends or not."""
    small = list(islice(_small_sets(task, budget), limit))
    if len(small) == limit:
        return Found(small, complete=True)
    masks, ended = _Depth(groups, budget).masks(task.goal, limit)
    sets = {*small, *first_sets(task, masks, limit)}
    ordered = sorted(sets, key=lambda one: (len(one), one))[:limit]
    known = ended and len(ordered) < limit
    return Found(ordered, complete=known, count=len(ordered) if known else None)


def _small_sets(task: Reduced, budget: int) -> Iterator[Places]:
    """All sets of one item, of two and of three, each size only if the budget allows it."""
    values = [weight if adds else -weight for weight, adds in zip(task.weights, task.adds, strict=True)]
    wanted = task.goal + sum(value for value in values if value < 0)
    places: dict[int, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    number = len(values)
    if number <= budget:
        yield from ((place,) for place in places.get(wanted, ()))
        for one, value in enumerate(values):
            yield from ((one, two) for two in _after(places.get(wanted - value), one))
    if number * number <= 2 * budget:
        for one, value in enumerate(values):
            for two in range(one + 1, number):
                rest = wanted - value - values[two]
                yield from ((one, two, three) for three in _after(places.get(rest), two))


def _after(places: Sequence[int] | None, place: int) -> Sequence[int]:
    return places[bisect_right(places, place) :] if places else ()


class _Depth:
    """The walk: heaviest groups first, as many of each as fit first."""

    def __init__(self, groups: Sequence[Group], budget: int) -> None:
        self.groups, self.budget = groups, budget
        self.head = len(groups)
        self.tail = Side()
        while self.head and self.tail.size * len(groups[self.head - 1].masks) * TAIL <= budget:
            self.head -= 1
            self.tail.add(groups[self.head])
        self.nothing = reduce(or_, (group.masks[0] for group in groups[: self.head]), 0)
        self.lightness = [-group.weight for group in groups]
        self.ahead = [*accumulate((group.weight * group.most for group in reversed(groups)), initial=0)][::-1]

    def masks(self, goal: int, limit: int) -> tuple[list[int], bool]:
        """First sets of up to `limit` choices that reach the goal, and whether there are no other choices."""
        ends: dict[int, list[int]] = {}
        for position, value in enumerate(self.tail.sums()):
            ends.setdefault(value, []).append(position)
        first_set = self.tail.first_sets()
        found: list[int] = []
        stack: list[tuple[int, int, Parts]] = [(0, goal, None)]
        for _ in range(self.budget):
            if not stack or len(found) >= limit:
                break
            depth, rest, chain = stack.pop()
            depth = max(depth, bisect_left(self.lightness, -rest))  # what is too heavy is not added
            if depth < self.head:
                stack += self._below(depth, rest, chain)
            else:
                found += [self._mask(chain) | first_set(one)[0] for one in ends.get(rest, ())[: limit - len(found)]]
        return found, not stack

    def _below(self, depth: int, rest: int, chain: Parts) -> Iterator[tuple[int, int, Parts]]:
        group, ahead = self.groups[depth], self.ahead[depth + 1]
        fewest = max(0, -((ahead - rest) // group.weight))
        for added in range(fewest, min(group.most, rest // group.weight) + 1):
            yield depth + 1, rest - added * group.weight, ((depth, added), chain) if added else chain

    def _mask(self, chain: Parts) -> int:
        mask = self.nothing
        for depth, added in followed(chain):
            mask ^= self.groups[depth].masks[0] ^ self.groups[depth].masks[added]
        return mask
