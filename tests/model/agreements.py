"""Contracts as the naive bookkeeping reads them: what was agreed, what was changed and approved, what money does to it.

Written from Conventions 2, 4, 5 and 6 alone: plain fractions, and a pot that is poured over the instalments.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from model.papers import Papers, half_up

TRIGGERS = ("signing", "before_pickup", "acceptance")


def shared_out(total: int, weights: Sequence[Fraction], policy: str) -> list[int]:
    """Split an amount that is not negative into parts that are not (Conventions 2; requirements 5, rule 3)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    if policy == "largest_remainder":
        parts = [int(one) for one in exact]
        by_rest = sorted(range(len(exact)), key=lambda k: (parts[k] - exact[k], k))
        return [part + (k in by_rest[: total - sum(parts)]) for k, part in enumerate(parts)]
    if policy == "cumulative":
        reached = [half_up(sum(exact[: k + 1])) for k in range(len(exact))]
        return [there - before for there, before in zip(reached, [0, *reached], strict=False)]
    parts = [half_up(one) for one in exact[:-1]]
    while sum(parts) > total:  # nothing would be left of the last part: the others give the cents back, the last first
        parts[max(k for k, part in enumerate(parts) if part)] -= 1
    return [*parts, total - sum(parts)]


def poured(into: Mapping[int, int], named: Mapping[int, int], other: int) -> dict[int, int]:
    """Pour money over instalments: named money into its own, what runs over and all other money in order of `no`."""
    pot, filled = other, dict.fromkeys(into, 0)
    for no, amount in named.items():
        filled[no] = min(amount, into[no])
        pot += amount - filled[no]
    for no in sorted(into):
        drop = min(pot, into[no] - filled[no])
        filled[no], pot = filled[no] + drop, pot - drop
    return filled


def changed(now: Mapping[int, int], settled: Mapping[int, int], by: int, policy: str) -> dict[int, int]:
    """Let a change fall on the instalments not paid in full, in proportion, and never below what is received."""
    after = dict(now)
    if by > 0:
        open_ones = [no for no in sorted(now) if settled[no] < now[no]] or [max(now)]
        weights = [Fraction(max(now[no], len(open_ones) == 1)) for no in open_ones]
        for no, part in zip(open_ones, shared_out(by, weights, policy), strict=True):
            after[no] += part
        return after
    while by < 0 and any(after[no] > settled[no] for no in now):
        open_ones = [no for no in sorted(now) if settled[no] < after[no]]
        for no, part in zip(open_ones, shared_out(-by, [Fraction(now[k]) for k in open_ones], policy), strict=True):
            cut = min(part, after[no] - settled[no])
            after[no], by = after[no] - cut, by + cut
    while by < 0 and any(after.values()):
        last = max(no for no in after if after[no])
        cut = min(-by, after[last])
        after[last], by = after[last] - cut, by + cut
    return after


def months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or that month's last day (Conventions 4)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Agreements(Papers):
    """What contracts say: instalments as signed, changes that hold and from when, dates."""

    def plan(self, contract: str) -> dict[int, dict]:
        """Give each instalment's trigger, share of what is not fixed or fixed amount, and time after the trigger."""
        rows = [row for row in self.instalments if row.contract == contract]
        if rows:
            return {
                row.no: {
                    "trigger": row.trigger,
                    "share": row.share,
                    "fixed": None if row.amount is None else row.amount.minor,
                    "after": (row.months or 0, row.days or 0),
                    "on": row.due_on,
                }
                for row in sorted(rows, key=lambda row: row.no)
            }
        terms = (self.contracts[contract].terms or self.rules.terms).split("/")
        return {
            k + 1: {"trigger": TRIGGERS[k], "share": int(share), "fixed": None, "after": (0, 0), "on": None}
            for k, share in enumerate(terms)
        }

    def as_signed(self, contract: str) -> dict[int, int]:
        """Give the instalments' amounts before any change."""
        plan = self.plan(contract)
        found = {no: one["fixed"] for no, one in plan.items() if one["fixed"] is not None}
        rest = [no for no in plan if no not in found]
        if rest:
            weights = [Fraction(plan[no]["share"]) for no in rest]
            total = self.contracts[contract].amount.minor - sum(found.values())
            found |= dict(zip(rest, shared_out(total, weights, self.rules.instalment_split), strict=True))
        return {no: found[no] for no in plan}

    def holds_from(self, change) -> date | None:
        """Give the day from which a change holds: approved on its row, or by the owner, asked by somebody else."""
        if change.approved_by:
            return change.effective_on
        days = [
            a.decided_on.day
            for a in self.approvals
            if (a.act, a.subject, a.role, a.decision) == ("contract_change", change.id, "owner", "granted")
            if a.approver != a.requested_by
            if a.amount is None or (change.amount_change and a.amount.minor == abs(change.amount_change.minor))
        ]
        return max(min(days), change.effective_on) if days else None

    def due(self, contract: str, no: int, day: date) -> tuple[date | None, bool]:
        """Give when an instalment falls due, as far as it can be said, and whether its trigger has come."""
        row, one = self.contracts[contract], self.plan(contract)[no]
        moved = sorted((on, c.id, c.deliver_on) for on, c in self.holding(contract) if on <= day and c.deliver_on)
        pickup = moved[-1][2] if moved else row.deliver_on
        agreed = {"signing": row.signed_on, "before_pickup": pickup, "date": one["on"]}
        trigger = agreed.get(one["trigger"]) or (row.accepted_on if one["trigger"] == "acceptance" else None)
        if not trigger or (trigger > day and one["trigger"] not in agreed):
            return None, False
        months, days = one["after"]
        return months_later(trigger, months) + timedelta(days=days), trigger <= day

    def holding(self, contract: str) -> list[tuple[date, object]]:
        """List a contract's changes that hold, each with its day."""
        return [(on, c) for c in self.changes if c.contract == contract and (on := self.holds_from(c))]
