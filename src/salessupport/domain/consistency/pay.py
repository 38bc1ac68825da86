"""Commission: tiers without overlap, ratios that are ratios, shares within the whole, one currency, plans in order.

Laws: the shares in a line never exceed 1 (I12), a version holds for whole periods (PY-02). The order of rows says
nothing: tiers are taken by amount. Targets name a period and a measure that are known (PL-02).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import CommissionSplit
from salessupport.domain.history import History
from salessupport.domain.pay.targets import measure_of
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import InvalidDate
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import CONTEXT, decimal_text

_RATED = {
    "commission_plans": ("accelerator", "hold_back"),
    "commission_tiers": ("rate",),
    "commission_rates": ("rate",),
    "commission_splits": ("share", "rate"),
}


def faults(history: History) -> Iterator[Fault]:
    """Faults of plans, tiers, rates, shares and targets."""
    for check in (_ratios, _currencies, _tiers, _versions, _splits, _totals, _targets):
        yield from check(history)


def _ratios(history: History) -> Iterator[Fault]:
    """A rate of 13 is thirteen times the base: surely 13 % was meant."""
    for table, columns in _RATED.items():
        for row, fact in enumerate(getattr(history.facts, table)):
            for column in columns:
                value = getattr(fact, column)
                if value is not None and not 0 <= value <= 1:
                    yield Fault(table, row, column, "commission.rate", {"value": decimal_text(value)})


def _currencies(history: History) -> Iterator[Fault]:
    caps = [("commission_plans", row, "cap", one.id, one.cap) for row, one in enumerate(history.facts.commission_plans)]
    starts = [
        ("commission_tiers", row, "from_amount", one.plan, one.from_amount)
        for row, one in enumerate(history.facts.commission_tiers)
    ]
    for table, row, column, plan, amount in [*caps, *starts]:
        if isinstance(amount, Money) and amount.currency != history.currency:
            context = {"plan": plan, "currency": amount.currency, "expected": history.currency}
            yield Fault(table, row, column, "commission.currency", context)


def _tiers(history: History) -> Iterator[Fault]:
    """Two tiers from one amount overlap; below the first tier there is a gap, which may be meant."""
    first: dict[tuple[str, int | None], tuple[int, int]] = {}
    seen: set[tuple[str, int | None, int]] = set()
    for row, tier in enumerate(history.facts.commission_tiers):
        start, ladder = tier.from_amount.minor, (tier.plan, tier.version)
        if (*ladder, start) in seen:
            context = {"plan": tier.plan, "from_amount": tier.from_amount}
            yield Fault("commission_tiers", row, "from_amount", "commission.tier_twice", context)
        seen.add((*ladder, start))
        first[ladder] = min(first.get(ladder, (start, row)), (start, row))
    for (plan, _), (start, row) in first.items():
        if start:
            context = {"plan": plan, "from_amount": history.facts.commission_tiers[row].from_amount}
            yield Fault("commission_tiers", row, "from_amount", "commission.tier_start", context, "warning")


def _versions(history: History) -> Iterator[Fault]:
    seen: set[tuple[str, object]] = set()
    for row, plan in enumerate(history.facts.commission_plans):
        if (plan.id, plan.valid_from) in seen:
            yield Fault("commission_plans", row, "valid_from", "commission.version_twice", {"plan": plan.id})
        seen.add((plan.id, plan.valid_from))
        if plan.valid_from is not None and Period.of(plan.period, plan.valid_from).first != plan.valid_from:
            context = {"plan": plan.id, "valid_from": plan.valid_from}
            yield Fault("commission_plans", row, "valid_from", "commission.version_mid", context, "warning")


def _splits(history: History) -> Iterator[Fault]:
    for row, split in enumerate(history.facts.commission_splits):
        context: dict[str, object] = {"salesperson": split.salesperson}
        if sum(1 for one in (split.invoice, split.order, split.contract) if one) != 1:
            yield Fault("commission_splits", row, "salesperson", "commission.split_document", context)
        person = history.salespeople.get(split.salesperson)
        if person is None:
            continue
        if person.plan is None:
            yield Fault("commission_splits", row, "salesperson", "commission.no_plan", context, "warning")
        on = _dated(history, split)
        if person.left_on is not None and on is not None and on > person.left_on:
            left = {**context, "left_on": person.left_on}
            yield Fault("commission_splits", row, "salesperson", "commission.left", left, "warning")


def _dated(history: History, split: CommissionSplit) -> date | None:
    """The day of the document that a share is in."""
    if (invoice := history.invoices.get(split.invoice or "")) is not None:
        return invoice.issued_on
    if (order := history.orders.get(split.order or "")) is not None:
        return order.ordered_on
    contract = history.contracts.get(split.contract or "")
    return contract.signed_on if contract is not None else None


def _totals(history: History) -> Iterator[Fault]:
    """Shares of a line: its own rows, or those of the whole document where it has none."""
    rows: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
    for row, split in enumerate(history.facts.commission_splits):
        rows[split.invoice or split.order or split.contract or "", split.line].append(row)
    for (document, line), found in rows.items():
        total = Decimal(0)
        for row in found:
            total = CONTEXT.add(total, history.facts.commission_splits[row].share)
        if document and total > 1:
            where = document if line is None else f"{document}/{line}"
            context = {"document": where, "total": decimal_text(total)}
            yield Fault("commission_splits", found[-1], "share", "commission.shares", context)


def _targets(history: History) -> Iterator[Fault]:
    for row, target in enumerate(history.facts.targets):
        if measure_of(target) is None:
            yield Fault("targets", row, "measure", "target.measure", {"value": target.measure or ""}, "warning")
        try:
            Period.parse(target.period)
        except InvalidDate:
            yield Fault("targets", row, "period", "target.period", {"value": target.period}, "warning")
