"""Tables of bits: bit s says whether the goal's part s can be reached; for amounts small in their common divisor.

A table for every place from the last one on, each one shift of an integer away from the next, leaves no dead end to a
search in the order of places. Tables by number of items taken find the smallest sets first, and one multiplication of
counters for each place counts all sets. Bellman's dynamic programme (1957) on the integers of the language.
"""

from __future__ import annotations

from collections.abc import Sequence

from salessupport.domain.subset.groups import Chain, Found, Places, followed
from salessupport.domain.subset.reduced import Reduced

STEP = 1 << 13
"""Bits that one step works on."""

Tables = Sequence[int]


def cost_of_tables(task: Reduced) -> int:
    """Steps that the tables of a question take."""
    return _cost(task, _lower(task)[0])


def tabulate(task: Reduced, *, limit: int, budget: int) -> Found:
    """Search by tables; `budget` bounds how many sets are followed, the tables by number of items, and the counters."""
    goal, adds = _lower(task)
    tables = _tables(task.weights, goal)
    bound = max(budget // (len(adds) + 1), 2)  # of sets, not of places visited: the order of places says nothing
    sets = _sets(task.weights, adds, [tables] * (len(adds) + 1), goal, len(adds), min(limit, bound))
    if len(sets) < min(limit, bound):
        return Found(_ordered(sets), complete=True, count=len(sets))
    smallest = _smallest(task.weights, adds, goal, limit, budget) if limit <= bound else None
    count = _count(task, goal, budget)
    if smallest is None:
        return Found(_ordered(sets), complete=False, count=count)
    return Found(smallest, complete=True, count=count)


def _cost(task: Reduced, bits: int) -> int:
    return len(task.weights) * (1 + bits // STEP)


def _lower(task: Reduced) -> tuple[int, tuple[bool, ...]]:
    """The goal or what it leaves of all weights, whichever is less, and whose taking adds to it."""
    rest = sum(task.weights) - task.goal
    if task.goal <= rest:
        return task.goal, task.adds
    return rest, tuple(not adds for adds in task.adds)


def _ordered(sets: Sequence[Places]) -> list[Places]:
    return sorted(sets, key=lambda one: (len(one), one))


def _tables(weights: Sequence[int], goal: int) -> Tables:
    kept = (1 << goal + 1) - 1
    tables = [1]
    for weight in reversed(weights):
        tables.append(tables[-1] | tables[-1] << weight & kept)
    return tables[::-1]


def _layer(weights: Sequence[int], adds: Sequence[bool], goal: int, fewer: Tables | None) -> Tables:
    """What can be reached from each place on with one item more than in the layer `fewer`."""
    kept = (1 << goal + 1) - 1
    layer = [0 if fewer else 1]
    for place in reversed(range(len(weights))):
        left, taken = layer[-1], fewer[place + 1] if fewer else 0
        if adds[place]:
            taken = taken << weights[place] & kept
        else:
            left = left << weights[place] & kept
        layer.append(left | taken)
    return layer[::-1]


def _smallest(weights: Sequence[int], adds: Sequence[bool], goal: int, limit: int, budget: int) -> list[Places] | None:
    """The first sets, smallest first, or nothing beyond the budget; there are at least as many as the limit."""
    layers: list[Tables] = []
    found: list[Places] = []
    step = len(weights) * (1 + goal // STEP)
    while len(found) < limit:
        if (len(layers) + 1) * step > budget:
            return None
        layers.append(_layer(weights, adds, goal, layers[-1] if layers else None))
        found += _sets(weights, adds, layers, goal, len(layers) - 1, limit - len(found))
    return found


def _count(task: Reduced, goal: int, budget: int) -> int | None:
    """The number of all sets: a polynomial whose coefficients are fields of one integer."""
    width = len(task.weights) + 1
    if _cost(task, goal * width) > budget:
        return None
    kept = (1 << (goal + 1) * width) - 1
    counters = 1
    for weight in task.weights:
        counters += counters << weight * width & kept
    return counters >> goal * width


def _sets(
    weights: Sequence[int], adds: Sequence[bool], layers: Sequence[Tables], goal: int, size: int, limit: int
) -> list[Places]:
    """The first sets of `size` items (layers by number of items), taken before left: the tables leave no dead end."""
    found: list[Places] = []
    stack: list[tuple[int, int, int, Chain[int]]] = [(0, goal, size, None)] if layers[size][0] >> goal & 1 else []
    while stack and len(found) < limit:
        place, rest, more, chain = stack.pop()
        if place == len(weights):
            found.append(tuple(followed(chain)))
            continue
        lighter = rest - weights[place]
        taken, spared = (lighter, rest) if adds[place] else (rest, lighter)
        if spared >= 0 and layers[more][place + 1] >> spared & 1:
            stack.append((place + 1, spared, more, chain))
        if more and taken >= 0 and layers[more - 1][place + 1] >> taken & 1:
            stack.append((place + 1, taken, more - 1, (place, chain)))
    return found
