"""What another plan would pay: two runs over the same facts, one with the plan replaced; nothing is written (PY-02)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, get_args

from attrs import evolve, frozen

from salessupport.domain.history import History
from salessupport.domain.pay.commission import commission
from salessupport.domain.pay.plans import Terms
from salessupport.domain.values.dates import Period, PeriodKind, add_months
from salessupport.domain.values.errors import InvalidDate, NotFound
from salessupport.domain.values.money import Money, total

_MONTHS: Mapping[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}


@frozen
class Difference:
    """A person's period under the plans in force and under the proposed one.

    `difference` is the change of earned + clawback, so that what later facts take back is in it; `held_now` and
    `held_then` are what the period holds back less what it releases.
    """

    period: str
    salesperson: str
    earned_now: Money
    earned_then: Money
    payout_now: Money
    payout_then: Money
    difference: Money
    clawback_now: Money
    clawback_then: Money
    held_now: Money
    held_then: Money


@frozen
class WhatIf:
    """The answer of `what-if --plan`: each person's periods from `first` to `last`, and what changes in all.

    `difference` is the change of what is earned, later facts included, `payout_difference` that of what is paid.
    """

    plan: str
    first: date
    last: date
    differences: tuple[Difference, ...]
    difference: Money
    payout_difference: Money


def proposed(history: History, plan: Terms, first: date, last: date) -> WhatIf:
    """Compare all whole periods from `first` to `last`, of the plan as it is and as it would be.

    `NotFound` where nobody has the plan, `InvalidDate` where no whole period lies there.
    """
    name = plan.plan.id
    if all(row.plan != name for row in history.facts.salespeople):
        raise NotFound("commission.nobody", path=name, plan=name)
    kinds: set[PeriodKind] = {plan.plan.period, *(row.period for row in history.plan_versions.get(name, ()))}
    people = {row.id for row in history.facts.salespeople if row.plan == name}
    found = what_if(history, plan, periods_between(kinds, first, last))
    return summed(name, first, last, [one for one in found if one.salesperson in people], history.currency)


def summed(name: str, first: date, last: date, found: Iterable[Difference], currency: str) -> WhatIf:
    """Differences with their sums."""
    each = tuple(found)
    paid = total((one.payout_then - one.payout_now for one in each), currency)
    return WhatIf(name, first, last, each, total((one.difference for one in each), currency), paid)


def periods_between(kinds: Iterable[PeriodKind], first: date, last: date) -> tuple[Period, ...]:
    """Every whole period of the kinds from one day to another, by its last day; `InvalidDate` if there is none."""
    asked = set(kinds)
    found = [period for kind in get_args(PeriodKind) if kind in asked for period in _whole(kind, first, last)]
    if not found:
        raise InvalidDate("what_if.no_period", first=first, last=last, kinds=" / ".join(sorted(asked)))
    return tuple(sorted(found, key=lambda period: (period.last, -period.first.toordinal())))


def _whole(kind: PeriodKind, first: date, last: date) -> Iterator[Period]:
    period = Period.of(kind, first)
    while period.last <= last:
        if period.first >= first:
            yield period
        period = Period.of(kind, add_months(period.first, _MONTHS[kind]))


def what_if(history: History, plan: Terms, periods: Sequence[Period]) -> tuple[Difference, ...]:
    """Compare periods as they are with what they would be if `plan` stood in place of all versions of its id.

    A person who has a statement on one side only counts zero on the other.
    """
    other = with_plan(history, plan)
    return tuple(one for period in periods for one in differences(history, other, period))


def with_plan(history: History, plan: Terms) -> History:
    """The history with one plan in place of all versions of its id."""
    facts, name = history.facts, plan.plan.id
    replaced = evolve(
        facts,
        commission_plans=(*(row for row in facts.commission_plans if row.id != name), plan.plan),
        commission_tiers=(*(row for row in facts.commission_tiers if row.plan != name), *plan.tiers),
        commission_rates=(*(row for row in facts.commission_rates if row.plan != name), *plan.rates),
    )
    return evolve(history, facts=replaced)


def differences(history: History, other: History, period: Period) -> list[Difference]:
    """A period under two histories, by person."""
    now, then = _statements(history, period), _statements(other, period)
    nothing = _Figures(*([Money.zero(history.currency)] * 4))
    return [
        _difference(period, person, now.get(person, nothing), then.get(person, nothing))
        for person in sorted({*now, *then})
    ]


class _Figures(NamedTuple):
    earned: Money
    clawback: Money
    held: Money
    payout: Money


def _difference(period: Period, person: str, now: _Figures, then: _Figures) -> Difference:
    return Difference(
        period=period.name,
        salesperson=person,
        earned_now=now.earned,
        earned_then=then.earned,
        payout_now=now.payout,
        payout_then=then.payout,
        difference=(then.earned + then.clawback) - (now.earned + now.clawback),
        clawback_now=now.clawback,
        clawback_then=then.clawback,
        held_now=now.held,
        held_then=then.held,
    )


def _statements(history: History, period: Period) -> Mapping[str, _Figures]:
    return {
        one.salesperson: _Figures(one.earned, one.clawback, one.held - one.released, one.payout)
        for one in commission(history, period).statements
    }
