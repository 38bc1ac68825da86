"""Hold-back: the share of what documents of a contract earn that waits until the contract's retention is in (PY-02).

One rule: at the end of a period a share of all that a contract has earned so far, later facts included, is held while
its retention is not in, and nothing once it is; a statement holds or releases what that changes. Laws: what all periods
held less what they released is what is held now, so that with the tail in everything is paid that would have been paid
without; what is taken back takes its own share out of what is held. Minor units of the company's currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from salessupport.domain.pay.earning import Earning
from salessupport.domain.pay.plans import Terms
from salessupport.domain.values.split import exact, rounded

Shares = Mapping[str, Fraction]
"""By contract, the share of what it earned that its plan holds back, not rounded."""
NO_SHARES: Shares = {}


@frozen
class Hold:
    """What is held of a contract's commission at the beginning of a period and at its end."""

    contract: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """How much more is held; below zero where it is released."""
        return self.after - self.before


def held_shares(terms: Terms, earning: Earning) -> Shares:
    """What of a period's earning is to be held by contract; what the cap takes, it takes of all in proportion."""
    share = terms.plan.hold_back
    if not share:
        return NO_SHARES
    sums: defaultdict[str, int] = defaultdict(int)
    for piece in earning.pieces:
        if piece.entry.part.contract is not None:
            sums[piece.entry.part.contract] += piece.amount
    rate = exact(share)
    if earning.lost:
        rate *= Fraction(earning.earned, earning.earned + earning.lost)
    return {contract: rate * amount for contract, amount in sums.items()}


@define(eq=False)
class Holdings:
    """What a person's contracts have come to, period after period; `reached` sums the shares of all so far."""

    reached: defaultdict[str, Fraction] = field(factory=lambda: defaultdict(Fraction))

    def add(self, shares: Shares, sign: int = 1) -> None:
        """Count the shares of a period, or take them away."""
        for contract, amount in shares.items():
            self.reached[contract] += sign * amount

    def holds(self, before: Sequence[Hold], is_retained: Callable[[str], bool]) -> tuple[Hold, ...]:
        """What is held now, with what was held `before`; contracts of which nothing is and was held are left out."""
        were = {one.contract: one.after for one in before}
        return tuple(self._held(were, is_retained))

    def _held(self, were: Mapping[str, int], is_retained: Callable[[str], bool]) -> Iterator[Hold]:
        for contract in sorted(self.reached):
            amount, was = self.reached[contract], were.get(contract, 0)
            now = rounded(*amount.as_integer_ratio()) if amount > 0 and is_retained(contract) else 0
            if was or now:
                yield Hold(contract, was, now)
