"""What another plan would pay: two runs over the same facts, one with the plan replaced; nothing is written (PY-02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement, commission
from salessupport.domain.pay.plans import Terms
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money


@frozen
class Difference:
    """A person's period under the plans in force and under the proposed one; `difference` is the change of `earned`."""

    period: str
    salesperson: str
    earned_now: Money
    earned_then: Money
    payout_now: Money
    payout_then: Money
    difference: Money


def what_if(history: History, plan: Terms, periods: Sequence[Period]) -> tuple[Difference, ...]:
    """Compare periods as they are with what they would be if `plan` stood in place of all versions of its id.

    A person who has a statement on one side only counts zero on the other.
    """
    proposed = with_plan(history, plan)
    return tuple(one for period in periods for one in _differences(history, proposed, period))


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


def _differences(history: History, proposed: History, period: Period) -> list[Difference]:
    now, then = _statements(history, period), _statements(proposed, period)
    zero = Money.zero(history.currency)
    made = []
    for person in sorted({*now, *then}):
        one, other = now.get(person), then.get(person)
        earned = one.earned if one else zero, other.earned if other else zero
        payout = one.payout if one else zero, other.payout if other else zero
        made.append(Difference(period.name, person, *earned, *payout, earned[1] - earned[0]))
    return made


def _statements(history: History, period: Period) -> Mapping[str, CommissionStatement]:
    return {one.salesperson: one for one in commission(history, period).statements}
