"""Commission of the demo: a plan for salespeople with a second version, one for their manager, shares and targets.

Everything follows from the year as it is; nothing is thrown for it, so the figures of money stay what they are without
it. Laws: no share exceeds the whole, every version begins with a period (PY-02, PL-02).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from salessupport.books.demo.clerk import HOME, Clerk
from salessupport.books.demo.master import MANAGERS, SELLERS
from salessupport.domain.facts import (
    Allocation,
    CommissionPlan,
    CommissionRate,
    CommissionSplit,
    CommissionTier,
    Contract,
    Invoice,
    Order,
    Salesperson,
    Target,
)
from salessupport.domain.values.dates import Period, PeriodKind, add_months
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Ratio

_MANAGER = "S01"
_TIERS = {
    (SELLERS, 1): ((0, "0.01"), (20_000_000, "0.015"), (40_000_000, "0.02")),
    (SELLERS, 2): ((0, "0.01"), (15_000_000, "0.016"), (30_000_000, "0.022")),
    (MANAGERS, 1): ((0, "0.005"), (20_000_000, "0.008")),
}
_NEW_VERSION = 6  # months after the first day
_SERVICE = "P023"
_SHARED_ORDERS = 9  # one in so many
_AGREED_BEFORE_THE_END = timedelta(days=16)
_CAP = 500_000
_TARGETS = (20_000_000, 22_000_000, 26_000_000, 32_000_000, 18_000_000, 40_000_000)


def commission(clerk: Clerk, *, period: PeriodKind) -> None:
    """Write plans with this kind of period, and the shares and targets that rest on the year's documents."""
    clerk.note("commission_plans", *_plans(clerk, period))
    clerk.note("commission_tiers", *_tiers())
    clerk.note("commission_rates", CommissionRate(plan=SELLERS, product=_SERVICE, rate=_ratio("0.03")))
    clerk.note("commission_splits", *_splits(clerk))
    clerk.note("targets", *_targets(clerk))


def _plans(clerk: Clerk, period: PeriodKind) -> Iterator[CommissionPlan]:
    later = Period.of(period, add_months(clerk.first, _NEW_VERSION)).first
    for version, valid_from in ((1, None), (2, later)):
        yield CommissionPlan(
            id=SELLERS, version=version, basis="collected", measure="net", tiers="marginal", period=period,
            clawback="recompute_original", carry_forward=True, valid_from=valid_from,
        )  # fmt: skip
    yield CommissionPlan(
        id=MANAGERS, version=1, basis="invoiced", measure="net", tiers="whole", period=period,
        clawback="recompute_original", carry_forward=True, cap=Money(_CAP, HOME),
    )  # fmt: skip


def _tiers() -> Iterator[CommissionTier]:
    for (plan, version), ladder in _TIERS.items():
        for start, rate in ladder:
            yield CommissionTier(plan=plan, version=version, from_amount=Money(start, HOME), rate=_ratio(rate))


def _splits(clerk: Clerk) -> Iterator[CommissionSplit]:
    """The manager has a part of every contract of others, a colleague half of some orders."""
    owners = {row.id: row.salesperson or _MANAGER for row in clerk.rows("orders", Order) if row.contract is None}
    shared = [order for order, owner in owners.items() if owner != _MANAGER and not int(order[-3:]) % _SHARED_ORDERS]
    for contract in clerk.rows("contracts", Contract):
        if contract.salesperson not in (None, _MANAGER):
            yield CommissionSplit(contract=contract.id, salesperson=contract.salesperson, share=_ratio("0.7"))
            yield CommissionSplit(contract=contract.id, salesperson=_MANAGER, share=_ratio("0.3"))
    for order in shared:
        for person in (owners[order], _colleague(clerk, owners[order])):
            yield CommissionSplit(order=order, salesperson=person, share=_ratio("0.5"))
    left = {order: owner for order, owner in owners.items() if owner != _MANAGER and order not in shared}
    yield from _agreed_later(clerk, left)
    yield from _own_rate(clerk, left)


def _colleague(clerk: Clerk, person: str) -> str:
    """The next one in the list, after the last the first, but never the manager."""
    people = [row.id for row in clerk.rows("salespeople", Salesperson) if row.id != _MANAGER]
    return people[(people.index(person) + 1) % len(people)]


def _agreed_later(clerk: Clerk, owners: Mapping[str, str]) -> Iterator[CommissionSplit]:
    """A share in an invoice paid in the month before, agreed on only in the last month: it claws back."""
    before = Period.month_of(clerk.last.replace(day=1) - timedelta(days=1))
    paid = {row.target for row in clerk.rows("allocations", Allocation) if row.effective_on in before}
    for invoice in clerk.rows("invoices", Invoice):
        owner = owners.get(invoice.order or "")
        if invoice.id in paid and owner:
            for person, share in ((owner, "0.6"), (_colleague(clerk, owner), "0.4")):
                yield CommissionSplit(
                    invoice=invoice.id, salesperson=person, share=_ratio(share),
                    recorded_on=clerk.last - _AGREED_BEFORE_THE_END,
                )  # fmt: skip
            return


def _own_rate(clerk: Clerk, owners: Mapping[str, str]) -> Iterator[CommissionSplit]:
    """An invoice of last month's money whose first line is a promotion: 2.5 % instead of the tiers."""
    month = Period.month_of(clerk.last)
    paid = {row.target for row in clerk.rows("allocations", Allocation) if row.effective_on in month}
    for invoice in clerk.rows("invoices", Invoice):
        owner = owners.get(invoice.order or "")
        if invoice.id in paid and owner:
            yield CommissionSplit(
                invoice=invoice.id, line=1, salesperson=owner, share=_ratio("1"), rate=_ratio("0.025")
            )
            return


def _targets(clerk: Clerk) -> Iterator[Target]:
    """The last month's target of everybody, of what their plan pays for."""
    month = f"{clerk.last:%Y-%m}"
    for row, amount in zip(clerk.rows("salespeople", Salesperson), _TARGETS, strict=True):
        measure = "invoiced net" if row.id == _MANAGER else "collected net"
        yield Target(salesperson=row.id, period=month, measure=measure, amount=Money(amount, HOME))


def _ratio(text: str) -> Ratio:
    return Ratio(Decimal(text))
