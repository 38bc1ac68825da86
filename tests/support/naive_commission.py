"""Commission worked out the slow way: exact fractions, one sum per period, no running slices, no indexes.

It asks the product for nothing but how receipts are placed, which has a model of its own; who shares, what counts,
tiers, clawback and carrying are said again here from the Conventions. Money collected on documents in one currency, or
these documents as they are issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from salessupport.domain.facts import CommissionPlan, CommissionSplit, Facts, Invoice
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.settlement import invoice_view
from salessupport.domain.values.dates import Period
from salessupport.domain.values.policies import Company

Part = tuple[str, int | None, Fraction | None, int]
"""Whose it is, the line, the rate of its own, the measure of the share."""


def half_up(value: Fraction) -> int:
    """Round half away from zero."""
    whole = (abs(value) * 2 + 1) // 2
    return int(whole) if value >= 0 else -int(whole)


class Naive:
    """Statements of one person as dictionaries; `months` are all months up to the one asked for."""

    def __init__(self, company: Company, facts: Facts, months: list[Period]) -> None:
        self.history = History(company, facts)
        self.months = months
        self.plan: CommissionPlan = facts.commission_plans[0]
        self.ladder = sorted((row.from_amount.minor, Fraction(row.rate)) for row in facts.commission_tiers)
        self.parts = cache(self._parts)
        self.money = cache(self._money if self.plan.basis == "collected" else self._issued)

    def _money(self, known: date) -> Mapping[str, list[tuple[date, int]]]:
        """What each invoice had been paid in good money, as known on a day."""
        history = self.history.known_by(known)
        ledger = place(history, known)
        found: dict[str, list[tuple[date, int]]] = {}
        for invoice in history.facts.invoices:
            if invoice.kind == "credit_note":
                continue
            for one in invoice_view(history, ledger, invoice.id).allocations:
                receipt = history.receipts.get(one.source)
                on = one.effective_on
                if receipt is None:
                    continue
                if receipt.bill is not None:
                    events = history.bill_events.get(receipt.bill, ())
                    good = [row.effective_on for row in events if row.event == "honoured" and row.effective_on <= known]
                    if not good:
                        continue
                    on = max(on, good[0])
                found.setdefault(invoice.id, []).append((on, one.amount.minor))
        return found

    def _issued(self, known: date) -> Mapping[str, list[tuple[date, int]]]:
        """All of each document issued by a day, as known then; a credit note less, and on the day of its invoice."""
        documents = {row.id: row for row in self.history.known_by(known).facts.invoices}
        found: dict[str, list[tuple[date, int]]] = {}
        for row in documents.values():
            if row.status == "issued" and row.kind != "opening" and row.issued_on <= known:
                on = documents[row.original].issued_on if row.original in documents else row.issued_on
                found[row.id] = [(on, -row.gross.minor if row.kind == "credit_note" else row.gross.minor)]
        return found

    def _parts(self, invoice: str) -> list[Part]:
        """The shares of each line of an invoice, by largest remainder; a credit note without own has its invoice's."""
        history = self.history
        document: Invoice = history.invoices[invoice]
        lines = [row for row in history.facts.invoice_lines if row.invoice == invoice]
        wholes: list[tuple[int | None, int]] = [(row.line, row.net.minor) for row in lines]
        if not wholes:
            amount = document.gross if self.plan.measure == "gross" else document.net
            wholes = [(None, amount.minor if amount is not None else 0)]
        found: list[Part] = []
        for line, measure in wholes:
            rows = self._rows(invoice, line) or self._rows(document.original, line)
            if not rows:
                seller = history.customers[document.customer].salesperson
                found += [(seller, line, None, measure)] if seller else []
                continue
            shares = [(row.salesperson, Fraction(row.share), row.rate) for row in rows]
            shares.sort(key=lambda share: share[0])
            shares.append(("nobody", 1 - sum(share[1] for share in shares), None))
            exact = [measure * share[1] for share in shares]
            cents = [value.numerator // value.denominator for value in exact]
            by_rest = sorted(range(len(exact)), key=lambda i: cents[i] - exact[i])
            for i in by_rest[: measure - sum(cents)]:
                cents[i] += 1
            for (person, _, rate), cent in zip(shares, cents, strict=True):
                found.append((person, line, None if rate is None else Fraction(rate), cent))
        return found

    def _rows(self, document: str | None, line: int | None) -> list[CommissionSplit]:
        rows = [row for row in self.history.facts.commission_splits if row.invoice == document]
        return [row for row in rows if row.line == line and line is not None] or [
            row for row in rows if row.line is None
        ]

    def sums(self, person: str, upto: date, known: date) -> tuple[int, dict[object, int]]:
        """The base under the tiers, and what lines at a rate of their own earned, from the beginning up to a day."""
        base, rated = 0, {}
        for invoice, payments in self.money(known).items():
            gross = self.history.invoices[invoice].gross.minor
            paid = sum(amount for on, amount in payments if on <= upto)
            for owner, line, rate, whole in self.parts(invoice):
                if owner == person and rate is None:
                    base += half_up(Fraction(whole * paid, gross))
                elif owner == person and rate is not None:
                    rated[invoice, line] = half_up(Fraction(whole * paid, gross) * rate)
        return base, rated

    def tiered(self, base: int) -> int:
        """What a base earns: an integral of the rate over the base, a sum for each tier."""
        if self.plan.tiers == "whole" or base < 0:
            reached = [rate for start, rate in self.ladder if start <= max(base, 0)]
            if base < 0:
                reached = [self.ladder[0][1]] if self.ladder else []
            return half_up(base * reached[-1]) if reached else 0
        ends = [start for start, _ in self.ladder[1:]] + [max(base, 0) + self.ladder[-1][0] + 1] if self.ladder else []
        return sum(
            half_up(rate * max(0, min(base, end) - start)) for (start, rate), end in zip(self.ladder, ends, strict=True)
        )

    def earned(self, person: str, month: Period, known: date, *, late: bool = False) -> int:
        """What a month earned as known on a day; with `late` what became known in it of earlier months too."""
        base, rated = self.sums(person, month.last, known)
        if late:
            earlier, before = self.sums(person, month.day_before, month.day_before)
        else:
            earlier, before = self.sums(person, month.day_before, known)
        amounts = sum(rated.values()) - sum(before.values())
        total = self.tiered(base - earlier) + amounts
        return total if self.plan.cap is None else min(total, self.plan.cap.minor)

    def statement(self, person: str) -> dict[str, int]:
        """The last month's statement."""
        carried = 0
        answer: dict[str, int] = {}
        for number, month in enumerate(self.months):
            in_period = self.plan.clawback == "in_period"
            earned = self.earned(person, month, month.last, late=in_period)
            clawback = 0
            for earlier in self.months[:number] if not in_period else ():
                before = self.months[number - 1].last
                now = self.earned(person, earlier, month.last)
                clawback += now - self.earned(person, earlier, before)
            balance = earned + clawback + carried
            payout = max(0, balance) if self.plan.carry_forward is not False else balance
            answer = {"earned": earned, "clawback": clawback, "carried_in": carried, "payout": payout}
            carried = balance - payout
            answer["carried_out"] = carried
        return answer
