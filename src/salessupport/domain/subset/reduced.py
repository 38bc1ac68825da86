"""The question made smaller before it is searched: one sign, no amount that has no choice, no common divisor.

A negative amount that is taken is one that is not added to a target raised by all negative amounts; so every set of
signed amounts is a set of positive weights that reaches a `goal`, and the other way round. A weight above the goal
cannot be added; one above what all weights have beyond the goal must be. Law: the sets stay the same, one to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from attrs import frozen


@frozen
class Reduced:
    """Choose among `free` so that what is added of `weights` is the `goal`; `fixed` is in every set.

    `adds` says for each place whether taking the item adds its weight, or leaving it does (a negative amount). Places
    are positions in `free`, which holds indexes of the amounts in rising order.
    """

    fixed: tuple[int, ...]
    free: tuple[int, ...]
    weights: tuple[int, ...]
    adds: tuple[bool, ...]
    goal: int

    def restored(self, places: Sequence[int]) -> tuple[int, ...]:
        """Indexes of the amounts for places taken."""
        return tuple(sorted([*self.fixed, *(self.free[place] for place in places)]))


def reduced(amounts: Sequence[int], target: int) -> Reduced | None:
    """Give the smaller question, or nothing when no set can reach the target."""
    goal = target - sum(amount for amount in amounts if amount < 0)
    total = sum(map(abs, amounts))
    if not 0 <= goal <= total:
        return None
    order = sorted(range(len(amounts)), key=lambda index: -abs(amounts[index]))
    fixed: list[int] = []
    settled = 0
    for index in order:  # the heaviest has no choice before lighter ones have none
        weight = abs(amounts[index])
        added = weight > total - goal
        if not added and weight <= goal:
            break
        if added and weight > goal:
            return None
        if added == (amounts[index] > 0):
            fixed.append(index)
        goal -= weight if added else 0
        total -= weight
        settled += 1
    return _divided(amounts, tuple(sorted(fixed)), tuple(sorted(order[settled:])), goal)


def _divided(amounts: Sequence[int], fixed: tuple[int, ...], free: tuple[int, ...], goal: int) -> Reduced | None:
    weights = [abs(amounts[index]) for index in free]
    divisor = gcd(*weights) or 1
    if goal % divisor:
        return None
    return Reduced(
        fixed=fixed,
        free=free,
        weights=tuple(weight // divisor for weight in weights),
        adds=tuple(amounts[index] > 0 for index in free),
        goal=goal // divisor,
    )
