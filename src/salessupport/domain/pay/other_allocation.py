"""What another allocation policy would have changed: open items, money left, commission; nothing is written (PY-02).

What no month closed before `first` has frozen is placed anew, also where a later closing froze it.
Law: the policy in force compared with itself differs in nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from salessupport.domain.history import History
from salessupport.domain.pay.what_if import Difference, differences, periods_between
from salessupport.domain.receivables.ageing import ageing
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Period, PeriodKind
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import AllocationPolicy


@frozen
class ItemDifference:
    """An open item under both policies; `id` None is a customer's money that stands on no item (≤ 0).

    Amounts are the item's at carrying amounts in the company's currency, as in the ageing.
    """

    customer: str
    id: str | None
    open_now: Money
    open_then: Money
    difference: Money


@frozen
class OtherAllocation:
    """The answer of `what-if --allocation`: what differs as of `last`, and the commission of the periods up to it."""

    policy_now: str
    policy_then: str
    first: date
    last: date
    items: tuple[ItemDifference, ...]
    commission: tuple[Difference, ...]


def other_allocation(history: History, policy: AllocationPolicy, first: date, last: date) -> OtherAllocation:
    """Place money by another policy and compare as of `last`; only what differs is listed."""
    policies = evolve(history.company.policies, allocation=policy)
    opened = history.without_closings_since(Period.month_of(first).name)
    other = evolve(opened, company=evolve(history.company, policies=policies))
    kinds: set[PeriodKind] = {plan.period for plan in history.facts.commission_plans}
    periods = periods_between(kinds, first, last) if kinds else ()
    changed = (one for period in periods for one in differences(history, other, period))
    return OtherAllocation(
        policy_now=history.company.policies.allocation,
        policy_then=policy,
        first=first,
        last=last,
        items=tuple(_items(_standing(history, last), _standing(other, last), history.currency)),
        commission=tuple(one for one in changed if one.difference or one.payout_now != one.payout_then),
    )


def _standing(history: History, last: date) -> Mapping[tuple[str, str], Money]:
    """What is open by customer and item, with money on no item under an empty name."""
    found: dict[tuple[str, str], Money] = {}
    for one in ageing(history, place(history, last), known_at=None).customers:
        found[one.customer, ""] = one.unapplied
        found.update({(one.customer, item.id): item.open for item in one.items})
    return found


def _items(
    now: Mapping[tuple[str, str], Money], then: Mapping[tuple[str, str], Money], currency: str
) -> Iterator[ItemDifference]:
    zero = Money.zero(currency)
    for key in sorted({*now, *then}):
        before, after = now.get(key, zero), then.get(key, zero)
        if before != after:
            yield ItemDifference(key[0], key[1] or None, before, after, after - before)
