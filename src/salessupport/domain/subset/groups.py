"""Equal amounts counted, not told apart: what is searched is how many of each, what is answered is which.

A set is written as a mask with place 0 as its highest bit: of two sets of equal size the one with the larger mask comes
first in the order of places. Law: nothing here depends on the order of the places but the order of the answers.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import TypeAlias, TypeVar

from attrs import frozen

from salessupport.domain.subset.reduced import Reduced

Places: TypeAlias = tuple[int, ...]
Part = TypeVar("Part")
Chain: TypeAlias = "tuple[Part, Chain[Part]] | None"
"""Parts of a set in the making, the last one first: sets share what they have in common."""


@frozen
class Found:
    """Sets of places, smallest first, then by places; `complete` and `count` as in `ExactSets`."""

    sets: Sequence[Places]
    complete: bool
    count: int | None = None


@frozen
class Group:
    """Places of equal weight and sign; `masks[k]` is the set to take where `k` of them add their weight."""

    weight: int
    masks: tuple[int, ...]

    @property
    def most(self) -> int:
        """How many there are."""
        return len(self.masks) - 1

    def ways(self) -> list[int]:
        """In how many ways none, one, two and so on of them are chosen."""
        ways = [1]
        for added in range(self.most):
            ways.append(ways[-1] * (self.most - added) // (added + 1))
        return ways


def grouped(task: Reduced) -> list[Group]:
    """Groups of a question, heaviest first."""
    bits: dict[tuple[int, bool], list[int]] = {}
    top = len(task.free) - 1
    for place, key in enumerate(zip(task.weights, task.adds, strict=True)):
        bits.setdefault(key, []).append(1 << top - place)
    return [Group(weight, _masks(bits[weight, adds], adds=adds)) for weight, adds in sorted(bits, reverse=True)]


def _masks(bits: Sequence[int], *, adds: bool) -> tuple[int, ...]:
    masks = [0]
    for bit in bits:
        masks.append(masks[-1] | bit)
    return tuple(masks if adds else reversed(masks))


def first_sets(task: Reduced, masks: Iterable[int], limit: int) -> list[Places]:
    """Give the first `limit` of all sets that choose as many of each group as one of the masks does.

    The masks are different choices, each of them the first of its own sets; so only the first `limit` masks matter.
    """
    best = nsmallest(limit, masks, key=lambda mask: (mask.bit_count(), -mask))
    if len(set(zip(task.weights, task.adds, strict=True))) == len(task.free):
        return [_places(mask, len(task.free)) for mask in best]
    sets = [one for mask in best for one in _spread(task, mask, limit)]
    return sorted(sets, key=lambda one: (len(one), one))[:limit]


def _places(mask: int, length: int) -> Places:
    places: list[int] = []
    while mask:
        top = mask.bit_length()
        places.append(length - top)
        mask ^= 1 << top - 1
    return tuple(places)


def _spread(task: Reduced, mask: int, limit: int) -> list[Places]:
    """Give the first sets, by places, that choose as many of each group as the mask does."""
    keys = list(zip(task.weights, task.adds, strict=True))
    wanted = Counter(keys[place] for place in _places(mask, len(keys)))
    turns: deque[tuple[int, Chain[int]]] = deque(
        [(0, None)], maxlen=limit
    )  # each leads to a set, the latest to the next
    sets: list[Places] = []
    while turns and len(sets) < limit:
        place, chain = turns.pop()
        taken = followed(chain)
        left = wanted - Counter(keys[one] for one in taken)
        ahead = Counter(keys[place:])
        for at in range(place, len(keys)):
            key = keys[at]
            if left[key]:
                if ahead[key] > left[key]:
                    turns.append((at + 1, chain))
                left[key] -= 1
                chain = (at, chain)
            ahead[key] -= 1
        sets.append(tuple(followed(chain)))
    return sets


def followed(chain: Chain[Part]) -> list[Part]:
    """What a chain holds, the first part first."""
    found: list[Part] = []
    while chain is not None:
        part, chain = chain
        found.append(part)
    return found[::-1]
