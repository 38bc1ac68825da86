"""What a period earns of its entries under the terms of a plan: the tier slices, traced one by one (PY-02).

Entries with a rate of their own (of their split, else the plan's for the product or class) stand beside the tiers; all
others climb the tiers together, in order of day. Laws: the slices' bases sum to the period's base, their amounts to
what it earns before the cap; the total depends on the base alone, not on the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import frozen

from salessupport.domain.pay.credited import Entry
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.tiers import slices, steps


@frozen
class Piece:
    """What an entry adds in one tier: `base` and `amount` are differences of the sums before and after it.

    Without a tier the sums are the line's own: `earned_before` and `earned_after`; in a tier they are the tier's.
    """

    entry: Entry
    tier: int | None
    rate: Decimal
    base: int
    earned_before: int
    earned_after: int

    @property
    def amount(self) -> int:
        """What it earns."""
        return self.earned_after - self.earned_before


@frozen
class Earning:
    """A period by its pieces; `earned` is at most the cap, `lost` what is above it.

    `unknown` are entries whose measure could not be told; they count 0.
    """

    pieces: tuple[Piece, ...] = ()
    earned: int = 0
    lost: int = 0
    unknown: tuple[Entry, ...] = ()

    @property
    def base(self) -> int:
        """All that counted."""
        return sum(piece.base for piece in self.pieces)


def earning(terms: Terms, entries: Sequence[Entry]) -> Earning:
    """What entries of one person and period earn under the terms."""
    pieces = tuple(_pieces(terms, entries))
    total = sum(piece.amount for piece in pieces)
    earned = terms.capped(total)
    return Earning(pieces, earned, total - earned, tuple(entry for entry in entries if entry.unknown))


def _pieces(terms: Terms, entries: Sequence[Entry]) -> Iterator[Piece]:
    rated = [(entry, own_rate(terms, entry)) for entry in entries]
    base = sum(entry.base for entry, rate in rated if rate is None)
    climbing = steps(terms.plan.tiers, terms.tiers, base)
    reached = 0
    for entry, rate in rated:
        if rate is not None:
            before, after = entry.so_far(rate, entry.before), entry.so_far(rate, entry.after)
            yield Piece(entry, None, rate, entry.base, before, after)
            continue
        before, reached = reached, reached + entry.base
        for one in slices(climbing, before, reached):
            earned = one.step.earned(before)
            yield Piece(entry, one.step.tier, one.step.rate, one.base, earned, earned + one.amount)


def own_rate(terms: Terms, entry: Entry) -> Decimal | None:
    """The rate that replaces the tiers for an entry; None where they hold."""
    return entry.rate if entry.rate is not None else terms.rate_for(entry.product, entry.class_)
