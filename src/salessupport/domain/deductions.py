"""Deductions for losses: who bears a loss (AR-13), and how much of it a month's wage may take (PY-08).

Nothing here is taken by itself: what comes out is a proposal that a person approves. Laws (requirements §5 rule 7):

    borne       what everybody bears, and what the company keeps, sums to the loss
    share       no month takes more than the cap's share of that month's wage
    minimum     a wage after the deduction is at least the lower of the minimum wage and the wage before it
    carried     what is deducted up to a month and what is carried out of it sum to all that was owed by then

The share of 20 % and the minimum wage are the statute's (工资支付暂行规定, article 16) and differ by jurisdiction: the
minimum has no default, because no figure holds everywhere. Source: requirements AR-13, PY-08.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import field, frozen

from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import InvalidMoney, InvalidNumber
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import decimal_text
from salessupport.domain.values.split import exact

STATUTORY_SHARE = Decimal("0.2")
"""The part of a month's wage that a deduction for losses may take at most."""


def _of_one(_: object, __: object, share: Decimal) -> None:
    if not 0 <= exact(share) <= 1:
        raise InvalidNumber("rate.range", value=share)


@frozen
class Cap:
    """The most that a month may lose: `share` of its wage, and nothing of the `minimum` wage of the place."""

    minimum: Money
    share: Decimal = field(default=STATUTORY_SHARE, validator=_of_one)

    def most(self, wage: Money) -> Money:
        """What a wage may lose; a fraction of a cent is left to the wage."""
        _not_negative(wage)
        numerator, denominator = exact(self.share).as_integer_ratio()
        part = Money(wage.minor * numerator // denominator, wage.currency)
        return max(Money.zero(wage.currency), min(part, wage - self.minimum))


@frozen
class Owing:
    """A month's wage before deductions, and what is newly owed in it."""

    month: Period
    wage: Money
    owed: Money


@frozen
class Deduction:
    """What a month takes: carried_in + owed = deducted + carried_out."""

    month: Period
    wage: Money
    owed: Money
    carried_in: Money
    deducted: Money
    carried_out: Money

    @property
    def left(self) -> Money:
        """The wage after it."""
        return self.wage - self.deducted


def borne(loss: Money, shares: Mapping[str, Decimal]) -> dict[str | None, Money]:
    """Divide a loss by shares, in order of the ids; what they leave below 1 is the company's, under None.

    `rate.range` refuses a share outside 0 to 1, `deduction.shares` shares that add up to more than 1.
    """
    for share in shares.values():
        _of_one(None, None, share)
    rest = 1 - sum((exact(share) for share in shares.values()), exact(0))
    if rest < 0:
        total = sum(shares.values(), Decimal(0))
        raise InvalidNumber("deduction.shares", total=decimal_text(total))
    people: list[str | None] = [*sorted(shares), None]
    parts = loss.split([*(shares[one] for one in sorted(shares)), rest])
    return dict(zip(people, parts, strict=True))


def deductions(months: Sequence[Owing], cap: Cap) -> tuple[Deduction, ...]:
    """Take month after month what the cap allows of what is owed, and carry the rest on.

    `months` are one person's, in order, each once (`deduction.order`); amounts below zero are `money.negative`.
    """
    return tuple(_taken(months, cap))


def _taken(months: Sequence[Owing], cap: Cap) -> Iterator[Deduction]:
    carried, last = Money.zero(cap.minimum.currency), None
    for one in months:
        if last is not None and one.month.first <= last.last:
            raise InvalidNumber("deduction.order", month=one.month.name, last=last.name)
        _not_negative(one.owed)
        due = carried + one.owed
        taken = min(due, cap.most(one.wage))
        yield Deduction(one.month, one.wage, one.owed, carried, taken, due - taken)
        carried, last = due - taken, one.month


def _not_negative(amount: Money) -> None:
    if amount.minor < 0:
        raise InvalidMoney("money.negative", value=amount)
