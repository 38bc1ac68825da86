"""Overdrawn sides: rows that were not taken back, summed per source and target, against what these are worth (I2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from attrs import define, field

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.consistency.sides import Side
from salessupport.domain.facts import Allocation
from salessupport.domain.history import History
from salessupport.domain.receivables.timeline import BAD_EVENTS
from salessupport.domain.values.money import Money


@define(eq=False)
class Overdrawn:
    """Sums the rows as they come, and notes each that goes beyond a side."""

    history: History
    spent: defaultdict[str, int] = field(factory=lambda: defaultdict(int))
    filled: defaultdict[str, int] = field(factory=lambda: defaultdict(int))

    def add(self, row: int, allocation: Allocation, source: Side | None, target: Side | None) -> Iterator[Fault]:
        """Count a row on both of its sides, if it is in force; without an amount it never overdraws."""
        if allocation.amount is None or allocation.id in self.history.reversed_by or not self._in_force(allocation):
            return
        spends = self.history.source_of(allocation)
        yield from _count(row, "source", spends, self.spent, allocation.amount, source)
        if target is not None and self._is_bounded(allocation) and not self._is_bad(spends):
            room = Side(target.customer, target.on, self._with_costs(allocation.target, target.money))
            yield from _count(row, "target", allocation.target, self.filled, allocation.amount, room)

    def _in_force(self, allocation: Allocation) -> bool:
        return allocation.closing is None or allocation.closing in self.history.standing

    def _is_bounded(self, allocation: Allocation) -> bool:
        """A contract fills its other instalments, and interest on an invoice has no bound of its own."""
        has_interest = (
            bool(self.history.company.policies.interest_per_day) and allocation.target in self.history.invoices
        )
        return not has_interest and self.history.instalment_of(allocation.target) is None

    def _with_costs(self, target: str, money: Money) -> Money:
        """Money on an invoice may serve the charges about it too."""
        costs = sum(charge.amount.minor for charge in self.history.charges_about.get(target, ()))
        return Money(money.minor + costs, money.currency) if costs else money

    def _is_bad(self, source: str) -> bool:
        """What a bad bill had settled is settled again by other money."""
        receipt = self.history.receipts.get(source)
        events = self.history.bill_events.get(receipt.bill, ()) if receipt is not None and receipt.bill else ()
        return any(event.event in BAD_EVENTS for event in events)


def _count(
    row: int, column: str, key: str, sums: defaultdict[str, int], amount: Money, side: Side | None
) -> Iterator[Fault]:
    if side is None or amount.currency != side.money.currency:
        return
    sums[key] += amount.minor
    if sums[key] > side.money.minor:
        context = {column: key, "amount": Money(sums[key], amount.currency), "remaining": side.money}
        yield Fault("allocations", row, "amount", f"allocation.beyond_{column}", context)
