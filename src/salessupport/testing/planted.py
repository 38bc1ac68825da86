"""Receipts with a known truth: open items, money that pays some of them, and how many exact explanations there are.

For anybody who measures a matcher: a receipt counts as wrong when something else than its truth is posted, and no
matcher that sees amounts only can post more than the receipts with one explanation (`provable`). The number of
explanations is counted here, sum by sum, by other means than the product's search. Law: equal seeds, equal receipts.
Source: performance P4; reliability 5.5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from types import MappingProxyType

from attrs import frozen


@frozen
class Planted:
    """Open amounts in minor units (credit notes negative), the money received, and the indexes that it truly paid.

    `explanations` is the number of non-empty sets of the amounts that sum to the money, the truth among them.
    """

    amounts: tuple[int, ...]
    money: int
    truth: tuple[int, ...]
    explanations: int

    @property
    def ambiguous(self) -> bool:
        """Whether the amounts alone leave open what was paid."""
        return self.explanations > 1


def _upto(largest: int, step: int) -> Callable[[Random], int]:
    return lambda random: random.randint(1, largest // step) * step


def _catalogue(random: Random) -> int:
    """One of six unit prices times one to ten pieces."""
    return random.choice((12_800, 25_900, 39_800, 68_000, 128_000, 299_900)) * random.randint(1, 10)


AMOUNTS: Mapping[str, Callable[[Random], int]] = MappingProxyType(
    {
        "cents": _upto(5_000_000, 1),
        "units": _upto(5_000_000, 100),
        "hundreds": _upto(5_000_000, 10_000),
        "catalogue": _catalogue,
    }
)
"""How amounts are drawn, by name: up to 50,000 in steps of 0.01, 1 or 100, or prices of a small catalogue."""


def planted(kind: str, *, count: int, seed: int, items: int = 20, notes: int = 0) -> Iterator[Planted]:
    """Give `count` receipts over `items` open items each, `notes` of them credit notes of at most a tenth.

    The receipts pay one to eight items less, sometimes, notes; `kind` is one of `AMOUNTS`.
    """
    random = Random(f"{kind} {items} {notes} {seed}")  # noqa: S311 - data for tests, no secret
    draw = AMOUNTS[kind]
    for _ in range(count):
        amounts = [draw(random) for _ in range(items - notes)]
        amounts += [-max(draw(random) // 1_000 * 100, 1) for _ in range(notes)]
        yield _planted(random, amounts, items - notes)


def _planted(random: Random, amounts: Sequence[int], owed: int) -> Planted:
    while True:
        paid = random.sample(range(owed), random.randint(1, min(8, owed)))
        paid += [index for index in range(owed, len(amounts)) if random.random() < 1 / 4]
        money = sum(amounts[index] for index in paid)
        if money > 0:
            return Planted(tuple(amounts), money, tuple(sorted(paid)), explanations(amounts, money))


def explanations(amounts: Sequence[int], money: int) -> int:
    """Count the non-empty sets of amounts that sum to the money, by the sums of every subset of both halves."""
    half = len(amounts) // 2
    left, right = Counter(_sums(amounts[:half])), _sums(amounts[half:])
    return sum(map(left.__getitem__, [money - value for value in right])) - (money == 0)


def _sums(amounts: Sequence[int]) -> list[int]:
    sums = [0]
    for amount in amounts:
        sums += [value + amount for value in sums]
    return sums


@frozen
class Score:
    """What a matcher made of planted receipts: how many it got right, wrong, and left although one set explains them.

    `suppressed` counts ambiguous receipts that it did not report as ambiguous; `posted` are right or wrong.
    """

    receipts: int = 0
    right: int = 0
    wrong: int = 0
    suppressed: int = 0
    ambiguous: int = 0

    @property
    def match_rate(self) -> float:
        """Share of receipts that were posted rightly."""
        return self.right / self.receipts

    @property
    def provable(self) -> float:
        """Share of receipts with one explanation: no honest matcher of amounts alone posts more."""
        return (self.receipts - self.ambiguous) / self.receipts


def scored(receipts: Iterator[Planted], posted: Callable[[Planted], Sequence[Sequence[int]]]) -> Score:
    """Score a matcher that gives the exact sets of a receipt: one set is posted, more say ambiguous, none says none."""
    counts: Counter[str] = Counter()
    for receipt in receipts:
        sets = posted(receipt)
        counts["receipts"] += 1
        counts["ambiguous"] += receipt.ambiguous
        counts["suppressed"] += receipt.ambiguous and len(sets) < 2
        if len(sets) == 1:
            counts["right" if tuple(sets[0]) == receipt.truth else "wrong"] += 1
    return Score(**counts)
