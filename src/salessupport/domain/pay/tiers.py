"""Tiers as an exact function of a period's base (PY-02, Conventions 11).

`marginal`: each slice of the base, from a tier's start up to the next one's, at that tier's rate. `whole`: the rate of
the tier that the base reaches, on everything. Below zero the first tier's rate holds. An acceleration cuts the tiers at
a target: what of a tier lies above earns its rate and the acceleration's, a step of its own. Law: what a stretch of the
base earns in a step is rounded(rate x the step's part of all so far) - rounded(... before), so that whatever way leads
to a base its slices come to the same. Amounts are minor units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from attrs import Factory, field, frozen

from salessupport.domain.facts import CommissionTier
from salessupport.domain.facts.commission import TierMode
from salessupport.domain.values.money import BOUND
from salessupport.domain.values.quantity import CONTEXT
from salessupport.domain.values.split import exact, rounded

_NO_RATE = Decimal(0)


@frozen
class Acceleration:
    """What is added to the rate of every tier for the part of the base above a target (PY-02)."""

    target: int
    rate: Decimal


@frozen
class Step:
    """A stretch of the base with its rate; `tier` counts from 1, None where no tier reaches; `lowest` goes below 0.

    The rate of a stretch that is `accelerated` has what is added above the target in it.
    """

    tier: int | None
    start: int
    end: int | None
    rate: Decimal
    lowest: bool = False
    accelerated: bool = False
    ratio: tuple[int, int] = field(
        init=False, eq=False, repr=False, default=Factory(lambda self: ratio_of(self.rate), takes_self=True)
    )

    def part(self, base: int) -> int:
        """How much of a base lies here."""
        if base < 0:
            return base if self.lowest else 0
        return max(0, (base if self.end is None else min(base, self.end)) - self.start)

    def earned(self, base: int) -> int:
        """What the part of a base that lies here earns, rounded once."""
        numerator, denominator = self.ratio
        return rounded(self.part(base) * numerator, denominator)

    def reached(self, base: int) -> int:
        """What it earns of a base that ends in it."""
        numerator, denominator = self.ratio
        return rounded((base - self.start) * numerator, denominator)


class Slice(NamedTuple):
    """What a stretch of the base adds to a step: its part of the base, what the step had earned before and after it.

    A named tuple, as there is one for every cent that is traced.
    """

    step: Step
    base: int
    before: int
    after: int


def ratio_of(rate: Decimal) -> tuple[int, int]:
    """A rate as whole numbers, so that it is taken apart once and not for every amount."""
    return exact(rate).as_integer_ratio()


def steps(
    mode: TierMode, tiers: Sequence[CommissionTier], base: int, *, acceleration: Acceleration | None = None
) -> tuple[Step, ...]:
    """The steps of a plan for a period that comes to `base`; tiers may stand in any order."""
    climbing = _marginal(sorted(tiers, key=lambda tier: tier.from_amount.minor))
    if mode == "whole":
        reached = [step for step in climbing if (step.lowest if base < 0 else step.start <= base)][-1]
        climbing = (Step(reached.tier, 0, None, reached.rate, lowest=True),)
    if acceleration is None:
        return climbing
    return tuple(part for step in climbing for part in _cut(step, acceleration))


def _cut(step: Step, by: Acceleration) -> Iterator[Step]:
    """A step up to the target and from there on; what lies in no tier has no rate that could be raised.

    The first tier keeps its part up to the target even where nothing lies there: below zero nothing is above a target.
    """
    if step.tier is None or (step.end is not None and step.end <= by.target):
        yield step
        return
    start = max(step.start, by.target)
    if step.lowest or step.start < start:
        yield Step(step.tier, step.start, start, step.rate, lowest=step.lowest)
    yield Step(step.tier, start, step.end, CONTEXT.add(step.rate, by.rate), accelerated=True)


def _marginal(tiers: Sequence[CommissionTier]) -> tuple[Step, ...]:
    """One step for each tier, and one that earns nothing for what lies before the first."""
    ends = [upper.from_amount.minor for _, upper in pairwise(tiers)]
    made = [
        Step(number, tier.from_amount.minor, end, tier.rate, lowest=number == 1)
        for number, (tier, end) in enumerate(zip(tiers, [*ends, None], strict=False), 1)
    ]
    before = made[0].start if made else None
    if before == 0:
        return tuple(made)
    return (Step(None, 0, before, _NO_RATE, lowest=not made), *made)


def slices(climbing: Sequence[Step], before: int, after: int) -> Iterator[Slice]:
    """What the stretch of the base from `before` to `after` adds, step by step; it may lead downwards."""
    for step in climbing:
        part = step.part(after) - step.part(before)
        if part:
            yield Slice(step, part, step.earned(before), step.earned(after))


def standing(climbing: Sequence[Step], base: int) -> tuple[Step, int, int]:
    """The step that a base ends in, and the bases from which to which a stretch stays in it.

    Below zero and before the first tier no stretch does: it is looked up in all steps.
    """
    step = next((one for one in reversed(climbing) if one.start <= base), climbing[0])
    return step, step.start, BOUND if step.end is None else step.end
