"""Putting two lists together: by number, then by amount and date, each line once, and nothing by guesswork.

Laws: every line ends in exactly one of the pairs and the two remainders, so the difference of the sums is the sum of
the pairs' differences and the remainders, for any lists; exchanging the sides exchanges the answer; the order of lines
decides nothing. A line with several equally good partners stays alone and says so. Linear in the lines (sorted once).
Source: requirements section 5 rule 8; DN-02; books.md Conventions 15.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Literal

from attrs import define, field, frozen

from salessupport.domain.reconciliation.lines import Line, exact_name, loose_name

By = Literal["number", "amount_and_date", "amount"]
"""What put two lines together."""
NEAR_DAYS = 31
"""Documents of one amount without a common number are one only within so many days; money may come at any time."""
_Keys = Callable[[Line], Iterable[Hashable]]


@frozen
class Pair:
    """One line of each side that are the same document."""

    ours: Line
    theirs: Line
    by: By

    @property
    def difference(self) -> int:
        """Ours less theirs, in minor units."""
        return self.ours.amount - self.theirs.amount


@frozen
class Alone:
    """A line without a partner; `ambiguous` if it had several that fit equally well."""

    line: Line
    ambiguous: bool


@frozen
class Pairing:
    """Two lists put together."""

    pairs: tuple[Pair, ...]
    ours_only: tuple[Alone, ...]
    theirs_only: tuple[Alone, ...]


def pair(ours: Iterable[Line], theirs: Iterable[Line]) -> Pairing:
    """Put two lists together, by the line of a reply, by number, then by amount and date."""
    table = _Table(sorted(ours, key=_order), sorted(theirs, key=_order))
    for keys in (_reply_line, _exact_numbers, _loose_numbers):
        table.by_number(keys)
    table.by_amount(*table.undecided(), by=None)
    return table.result()


def _order(line: Line) -> tuple[object, ...]:
    return line.order


@define
class _Table:
    """The two lists while they are put together, by the places of their lines."""

    ours: Sequence[Line]
    theirs: Sequence[Line]
    pairs: list[Pair] = field(factory=list)
    taken: tuple[set[int], set[int]] = field(factory=lambda: (set(), set()))
    entangled: tuple[set[int], set[int]] = field(factory=lambda: (set(), set()))
    doubtful: tuple[set[int], set[int]] = field(factory=lambda: (set(), set()))

    def undecided(self) -> tuple[list[int], list[int]]:
        """Places of the lines of each side that may still find a partner."""
        sides = zip((self.ours, self.theirs), self.taken, self.entangled, strict=True)
        ours, theirs = (
            [at for at in range(len(lines)) if at not in taken and at not in tied] for lines, taken, tied in sides
        )
        return ours, theirs

    def by_number(self, keys: _Keys) -> None:
        """Pair lines of one number; where a number is on several lines of a side, equal amounts decide among them."""
        for ours, theirs in self._of_one_number(keys):
            if len(ours) == len(theirs) == 1:
                self._take(ours[0], theirs[0], "number")
            else:
                self.by_amount(ours, theirs, by="number")
                self.entangled[0].update(at for at in ours if at not in self.taken[0])
                self.entangled[1].update(at for at in theirs if at not in self.taken[1])

    def by_amount(self, ours: Sequence[int], theirs: Sequence[int], *, by: By | None) -> None:
        """Pair lines of one amount that are alone on both sides: first those of one day, then near ones."""
        for keys, found in _AMOUNTS:
            groups = self._groups(
                keys,
                (at for at in ours if at not in self.taken[0]),
                (at for at in theirs if at not in self.taken[1]),
            )
            for mine, others in groups:
                if len(mine) == len(others) == 1:
                    if by is not None or _near(self.ours[mine[0]], self.theirs[others[0]]):
                        self._take(mine[0], others[0], by or found)
                else:
                    self.doubtful[0].update(mine)
                    self.doubtful[1].update(others)

    def result(self) -> Pairing:
        """Give what was put together, in the order of the lines."""
        return Pairing(
            tuple(sorted(self.pairs, key=lambda one: (one.ours.order, one.theirs.order))),
            tuple(self._alone(0, self.ours)),
            tuple(self._alone(1, self.theirs)),
        )

    def _alone(self, side: int, lines: Sequence[Line]) -> Iterator[Alone]:
        unsure = self.doubtful[side] | self.entangled[side]
        return (Alone(line, at in unsure) for at, line in enumerate(lines) if at not in self.taken[side])

    def _take(self, ours: int, theirs: int, by: By) -> None:
        self.pairs.append(Pair(self.ours[ours], self.theirs[theirs], by))
        self.taken[0].add(ours)
        self.taken[1].add(theirs)

    def _groups(self, keys: _Keys, ours: Iterable[int], theirs: Iterable[int]) -> Iterator[tuple[list[int], list[int]]]:
        """Places of both sides by key, of the keys that both have, in the order of our lines."""
        mine, others = _indexed(self.ours, ours, keys), _indexed(self.theirs, theirs, keys)
        return ((places, others[key]) for key, places in mine.items() if key in others)

    def _of_one_number(self, keys: _Keys) -> Iterator[tuple[list[int], list[int]]]:
        """Places of both sides that numbers tie together, directly or through other lines."""
        ties = _Ties()
        for mine, others in self._groups(keys, *self.undecided()):
            first = (0, mine[0])
            for node in (*((0, at) for at in mine), *((1, at) for at in others)):
                ties.tie(first, node)
        tied: defaultdict[tuple[int, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, at in sorted(ties.nodes()):
            tied[ties.root((side, at))][side].append(at)
        return iter(list(tied.values()))


class _Ties:
    """Which lines belong together, as a forest with short paths."""

    def __init__(self) -> None:
        self._above: dict[tuple[int, int], tuple[int, int]] = {}

    def nodes(self) -> Iterable[tuple[int, int]]:
        return self._above

    def root(self, node: tuple[int, int]) -> tuple[int, int]:
        above = self._above
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    def tie(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._above[second] = first


def _indexed(lines: Sequence[Line], places: Iterable[int], keys: _Keys) -> dict[Hashable, list[int]]:
    index: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in places:
        for key in dict.fromkeys(keys(lines[at])):
            index[key].append(at)
    return index


def _reply_line(line: Line) -> Iterator[Hashable]:
    if line.line is not None:
        yield line.line


def _exact_numbers(line: Line) -> Iterator[Hashable]:
    return ((line.is_debt, exact_name(name)) for name in line.names)


def _loose_numbers(line: Line) -> Iterator[Hashable]:
    return ((line.is_debt, loose) for name in line.names if (loose := loose_name(name)))


def _day_and_amount(line: Line) -> Iterator[Hashable]:
    if line.on is not None:
        yield line.family, line.amount, line.on


def _amount(line: Line) -> Iterator[Hashable]:
    yield line.family, line.amount


def _amount_arrived(line: Line) -> Iterator[Hashable]:
    """Money on its way by their list may have come by ours."""
    yield "money" if line.family == "transit" else line.family, line.amount


_AMOUNTS: tuple[tuple[_Keys, By], ...] = (
    (_day_and_amount, "amount_and_date"),
    (_amount, "amount"),
    (_amount_arrived, "amount"),
)


def _near(one: Line, other: Line) -> bool:
    if one.family == other.family == "money" or one.on is None or other.on is None:
        return True
    return abs((one.on - other.on).days) <= NEAR_DAYS
