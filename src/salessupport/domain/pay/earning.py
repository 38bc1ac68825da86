"""What a period earns of its entries under the terms of a plan: the tier slices, traced one by one (PY-02).

Entries with a rate of their own (of their split, else the plan's for the product or class) stand beside the tiers; all
others climb the tiers together, in order of day. Laws: the slices' bases sum to the period's base, their amounts to
what it earns before the cap; the total depends on the base alone, not on the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from attrs import frozen

from salessupport.domain.pay.credited import Entry
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.tiers import Step, slices, standing, steps
from salessupport.domain.values.policies import BUILT_IN_COMMISSION


class Piece(NamedTuple):
    """What an entry adds in one tier: `base` and `amount` are differences of the sums before and after it.

    Without a tier the sums are the line's own: `earned_before` and `earned_after`; in a tier they are the tier's.
    A named tuple, as there is one for every cent that is traced.
    """

    entry: Entry
    tier: int | None
    rate: Decimal
    base: int
    earned_before: int
    earned_after: int
    accelerated: bool = False

    @property
    def amount(self) -> int:
        """What it earns."""
        return self.earned_after - self.earned_before


@frozen
class Earning:
    """A period by its pieces; `earned` is at most the cap, `lost` what is above it.

    `unknown` are entries whose measure could not be told; they count 0. `rule` names what made it, and `because` is
    what a rule of a package says of it.
    """

    pieces: tuple[Piece, ...] = ()
    earned: int = 0
    lost: int = 0
    unknown: tuple[Entry, ...] = ()
    rule: str = BUILT_IN_COMMISSION
    because: str = ""

    @property
    def base(self) -> int:
        """All that counted."""
        return sum(piece.base for piece in self.pieces)


def earning(terms: Terms, entries: Sequence[Entry]) -> Earning:
    """What entries of one person and period earn under the terms, traced piece by piece."""
    pieces = tuple(_pieces(terms, entries))
    total = sum([piece.earned_after - piece.earned_before for piece in pieces])
    earned = terms.capped(total)
    return Earning(pieces, earned, total - earned, tuple(entry for entry in entries if entry.part.unknown))


def earned(terms: Terms, entries: Sequence[Entry]) -> int:
    """What `earning` comes to, without its trace: the tiers of the whole base, and lines at rates of their own."""
    base = rated = 0
    for entry in entries:
        rate = own_rate(terms, entry)
        if rate is None:
            base += entry.base
        else:
            rated += entry.so_far(rate, entry.after) - entry.so_far(rate, entry.before)
    tiered = sum(step.earned(base) for step in _steps(terms, base))
    return terms.capped(tiered + rated)


def _steps(terms: Terms, base: int) -> tuple[Step, ...]:
    return steps(terms.plan.tiers, terms.tiers, base, acceleration=terms.acceleration)


def _pieces(terms: Terms, entries: Sequence[Entry]) -> Iterator[Piece]:
    rates = [own_rate(terms, entry) for entry in entries] if terms.rates else [entry.part.rate for entry in entries]
    bases = [entry.base for entry in entries]
    whole = sum(base for base, rate in zip(bases, rates, strict=True) if rate is None)
    climbing = _steps(terms, whole)
    (on, first, last), reached, has = standing(climbing, 0), 0, 0
    for entry, rate, base in zip(entries, rates, bases, strict=True):
        if rate is not None:
            yield rated(entry, rate)
            continue
        before, reached, had = reached, reached + base, has
        if first <= before <= last and first <= reached <= last:  # most stretches stay in one step
            if base:
                has = on.reached(reached)
                yield Piece(entry, on.tier, on.rate, base, had, has, on.accelerated)
            continue
        for step, part, below, above in slices(climbing, before, reached):
            yield Piece(entry, step.tier, step.rate, part, below, above, step.accelerated)
        on, first, last = standing(climbing, reached)
        has = on.earned(reached)


def rated(entry: Entry, rate: Decimal) -> Piece:
    """What an entry adds at a rate of its own."""
    return Piece(entry, None, rate, entry.base, entry.so_far(rate, entry.before), entry.so_far(rate, entry.after))


def own_rate(terms: Terms, entry: Entry) -> Decimal | None:
    """The rate that replaces the tiers for an entry; None where they hold."""
    part = entry.part
    if part.rate is not None or not terms.rates:
        return part.rate
    return terms.rate_for(part.product, part.class_)
