"""Which of the quoted things add up: sets of at most one candidate per place in the text whose sum lies in a window.

The window is one amount, or that amount give or take a tolerance; the tolerance counts once for the whole set. The
search stops at its budget of nodes and says so; it never ends later than that, however the candidates are made.
Source: performance "Matching, stage by stage" 2 and 6, "Guards".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from salessupport.domain.matching.records import Effort

Slot = Mapping[int, int]
"""Candidates that one place in a text may stand for, each with the weight of the likeness."""
MOST_SLOTS = 60
ENOUGH = 24


@frozen
class Found:
    """Sets of candidates with their weights, the heaviest first; `complete` if no set was left unseen."""

    sets: tuple[tuple[frozenset[int], int], ...]
    complete: bool

    @property
    def best(self) -> frozenset[int] | None:
        """The heaviest set if no other one is as heavy."""
        if not self.sets or not self.complete:
            return None
        tied = len(self.sets) > 1 and self.sets[0][1] == self.sets[1][1]
        return None if tied else self.sets[0][0]


def sets_within(
    slots: Sequence[Slot], amounts: Mapping[int, int], *, low: int, high: int, budget: int, effort: Effort
) -> Found:
    """Find the non-empty sets whose `amounts` sum to `low` … `high`; at most `ENOUGH` of them, then incomplete."""
    order = sorted((slot for slot in slots if slot), key=len)[:MOST_SLOTS]
    found: dict[frozenset[int], int] = {}
    least, most = _bounds(order, amounts)
    stack: list[tuple[int, int, frozenset[int], int]] = [(0, 0, frozenset(), 0)]
    nodes = 0
    while stack and nodes < budget and len(found) <= ENOUGH:
        nodes += 1
        depth, total, chosen, weight = stack.pop()
        if depth == len(order):
            if chosen and low <= total <= high:
                found[chosen] = max(weight, found.get(chosen, 0))
            continue
        slot = order[depth]
        depth += 1
        floor, ceiling = low - most[depth], high - least[depth]
        if floor <= total <= ceiling:
            stack.append((depth, total, chosen, weight))
        for one, likeness in slot.items():
            if one in chosen:
                stack.append((depth, total, chosen, weight + likeness))
            elif floor <= total + amounts[one] <= ceiling:
                stack.append((depth, total + amounts[one], chosen | {one}, weight + likeness))
    effort.nodes += nodes
    ranked = sorted(found.items(), key=lambda entry: -entry[1])
    return Found(tuple(ranked), not stack and len(slots) <= MOST_SLOTS)


def _bounds(order: Sequence[Slot], amounts: Mapping[int, int]) -> tuple[list[int], list[int]]:
    """Give the least and the most that the slots from each depth on can add."""
    least, most = [0], [0]
    for slot in reversed(order):
        values = [amounts[one] for one in slot]
        least.append(least[-1] + min(0, *values))
        most.append(most[-1] + max(0, *values))
    return least[::-1], most[::-1]
