"""The schedule of a contract: instalments with their amounts, and how changes and money fall on them.

Pure arithmetic on minor units; money received comes in as an argument. Laws (I4, requirements §5 rule 3): instalments
always sum to the contract's amount, none is negative, and after a change none is below what was received on it unless
the excess is given back. Source: CO-03, CO-08; Conventions 2 and 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from attrs import frozen

from salessupport.domain.facts import Instalment, Trigger
from salessupport.domain.values.dates import add_months
from salessupport.domain.values.errors import InvalidNumber
from salessupport.domain.values.policies import TERMS_TRIGGERS, terms_shares
from salessupport.domain.values.split import SplitPolicy, Weight, split

Amounts = Mapping[int, int]
"""Minor units by number of instalment, in order of `no`."""


@frozen
class Part:
    """One instalment: what makes it due, and its `share` of the amount or its `fixed` minor units."""

    no: int
    trigger: Trigger
    share: Fraction | None = None
    fixed: int | None = None
    months: int = 0
    days: int = 0
    due_on: date | None = None
    is_retention: bool = False

    def falls_due(self, triggered_on: date) -> date:
        """Months, then days after the trigger (Conventions 4)."""
        return add_months(triggered_on, self.months) + timedelta(days=self.days)


def parts(rows: Sequence[Instalment], terms: str) -> tuple[Part, ...]:
    """The instalments by their rows, else by terms such as `30/60/10`; in order of `no`."""
    if rows:
        return tuple(_part(row) for row in sorted(rows, key=lambda row: row.no))
    shares = terms_shares(terms)
    if shares is None:
        raise InvalidNumber("terms.shares", value=terms)
    return tuple(
        Part(no, trigger, Fraction(share, 100))
        for no, (share, trigger) in enumerate(zip(shares, TERMS_TRIGGERS, strict=False), 1)
    )


def _part(row: Instalment) -> Part:
    return Part(
        no=row.no,
        trigger=row.trigger,
        share=None if row.share is None else Fraction(row.share),
        fixed=None if row.amount is None else row.amount.minor,
        months=row.months or 0,
        days=row.days or 0,
        due_on=row.due_on,
        is_retention=bool(row.is_retention),
    )


def amounts(total: int, plan: Sequence[Part], policy: SplitPolicy) -> dict[int, int]:
    """The instalments of `total`: fixed ones as they are, the rest split by share."""
    shared = [part for part in plan if part.fixed is None]
    fixed = {part.no: part.fixed or 0 for part in plan if part.fixed is not None}
    rest = total - sum(fixed.values())
    by_share = _portions(rest, [part.share or 0 for part in shared], policy) if shared else []
    found = fixed | dict(zip((part.no for part in shared), by_share, strict=True))
    return {part.no: found[part.no] for part in plan}


def fill(due: Amounts, named: Mapping[int, int], unnamed: int) -> tuple[dict[int, int], int]:
    """What is received on each instalment: money that names it up to its amount, all other money in order of `no`.

    The second figure is the money that no instalment takes.
    """
    received = {no: min(named.get(no, 0), amount) for no, amount in due.items()}
    left = unnamed + sum(named.values()) - sum(received.values())
    for no, amount in due.items():
        more = min(left, amount - received[no])
        received[no] += more
        left -= more
    return received, left


def spread(due: Amounts, received: Amounts, change: int, policy: SplitPolicy) -> dict[int, int]:
    """The instalments after a change of the amount: it falls on those not paid in full, in proportion.

    A reduction takes none below what is received on it; what finds no room is taken from the last instalments, and
    their money is in excess. An addition to a contract that is paid in full falls on the last instalment.
    """
    after = dict(due)
    if change >= 0:
        unpaid = [no for no, amount in due.items() if amount > received[no]] or [max(due)]
        shares = _portions(change, [due[no] or 1 for no in unpaid], policy)
        return after | {no: due[no] + share for no, share in zip(unpaid, shares, strict=True)}
    left = -change
    while left and (unpaid := [no for no in due if after[no] > received[no]]):
        shares = _portions(left, [due[no] for no in unpaid], policy)
        for no, share in zip(unpaid, shares, strict=True):
            taken = min(share, after[no] - received[no])
            after[no] -= taken
            left -= taken
    for no in reversed(list(due)):
        taken = min(left, after[no])
        after[no] -= taken
        left -= taken
    return after


def _portions(total: int, weights: Sequence[Weight], policy: SplitPolicy) -> list[int]:
    """Split what is to be paid; cents that `remainder_to_last` leaves below zero come off the parts before the last."""
    found = split(total, weights, policy)
    for k in range(len(found) - 1, 0, -1):
        if total > 0 > found[k]:
            found[k - 1] += found[k]
            found[k] = 0
    return found
