"""Commission worked out the slow way: exact fractions, one sum per period, no running slices, no indexes.

It asks the product for nothing but how receipts are placed, which has a model of its own; who shares, what counts,
tiers, acceleration, clawback, what is held back and carrying are said again here from the Conventions. Money collected
on documents in one currency, or these documents as they are issued. Of a contract it knows instalments by amount, the
last one a retention; under `in_period` with a hold-back all documents are of one contract.
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

Payment = tuple[date, int, str]
"""The day, how much, and the receipt that it is of."""
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
        self.known_by = cache(self.history.known_by)
        self.parts = cache(self._parts)
        self.target, self.sums = cache(self._target), cache(self._sums)
        self.paid = cache(self._money)
        self.money = self.paid if self.plan.basis == "collected" else cache(self._issued)
        self.held_of = cache(self._held_of)
        self.retained = cache(self._retained)

    def _money(self, known: date) -> Mapping[str, list[Payment]]:
        """What each invoice had been paid in good money, as known on a day."""
        history = self.known_by(known)
        ledger = place(history, known)
        found: dict[str, list[Payment]] = {}
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
                found.setdefault(invoice.id, []).append((on, one.amount.minor, one.source))
        return found

    def _issued(self, known: date) -> Mapping[str, list[Payment]]:
        """All of each document issued by a day, as known then; a credit note less, and on the day of its invoice."""
        documents = {row.id: row for row in self.known_by(known).facts.invoices}
        found: dict[str, list[Payment]] = {}
        for row in documents.values():
            if row.status == "issued" and row.kind != "opening" and row.issued_on <= known:
                on = documents[row.original].issued_on if row.original in documents else row.issued_on
                found[row.id] = [(on, -row.gross.minor if row.kind == "credit_note" else row.gross.minor, "")]
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

    def _sums(self, person: str, upto: date, known: date) -> tuple[int, dict[object, int]]:
        """The base under the tiers, and what lines at a rate of their own earned, from the beginning up to a day."""
        base, rated = 0, {}
        for invoice, payments in self.money(known).items():
            gross = self.history.invoices[invoice].gross.minor
            paid = sum(amount for on, amount, _ in payments if on <= upto)
            for owner, line, rate, whole in self.parts(invoice):
                if owner == person and rate is None:
                    base += half_up(Fraction(whole * paid, gross))
                elif owner == person and rate is not None:
                    rated[invoice, line] = half_up(Fraction(whole * paid, gross) * rate)
        return base, rated

    def _target(self, person: str, month: Period, known: date) -> int | None:
        """The person's target of what the plan counts, as known on a day; the higher of two."""
        words = {f"{self.plan.basis} {self.plan.measure}"}
        if self.plan.measure == "net":
            words |= {self.plan.basis}
        rows = [row for row in self.known_by(known).facts.targets if row.measure in words]
        return max(
            (row.amount.minor for row in rows if (row.salesperson, row.period) == (person, month.name)), default=None
        )

    def tiered(self, base: int, target: int | None = None, *, of: int | None = None) -> int:
        """What a base earns: an integral of the rate over the base, a sum for each tier and side of the target.

        `of` is what the whole period comes to, where the base is only what had come so far.
        """
        whole = base if of is None else of
        stretches = [(start, rate) for start, rate in self.ladder]
        if self.plan.tiers == "whole":
            reached = [rate for start, rate in self.ladder if start <= whole] if whole >= 0 else []
            reached = reached or ([self.ladder[0][1]] if self.ladder and whole < 0 else [])
            stretches = [(0, reached[-1])] if reached else []
        if base < 0:
            return half_up(base * stretches[0][1]) if stretches else 0
        more = Fraction(self.plan.accelerator or 0)
        earned = 0
        for number, (start, rate) in enumerate(stretches):
            end = min(base, stretches[number + 1][0]) if number + 1 < len(stretches) else base
            middle = end if target is None or not more else min(end, max(start, target))
            earned += half_up(rate * max(0, middle - start)) + half_up((rate + more) * max(0, end - max(start, middle)))
        return earned

    def earned(self, person: str, month: Period, known: date, *, late: bool = False) -> int:
        """What a month earned as known on a day; with `late` what became known in it of earlier months too."""
        base, rated = self.sums(person, month.last, known)
        if late:
            earlier, before = self.sums(person, month.day_before, month.day_before)
        else:
            earlier, before = self.sums(person, month.day_before, known)
        amounts = sum(rated.values()) - sum(before.values())
        total = self.tiered(base - earlier, self.target(person, month, known)) + amounts
        return total if self.plan.cap is None else min(total, self.plan.cap.minor)

    def _held_of(self, person: str, month: Period, known: date) -> Mapping[str, Fraction]:
        """By contract, what of a month's earning is held while the tail is out: of its documents, as they came in."""
        share = Fraction(self.plan.hold_back or 0)
        contracts = {row.id: self._contract(row) for row in self.history.facts.invoices}
        if self.plan.clawback == "in_period":
            (contract,) = set(contracts.values())
            return {contract or "": share * self.earned(person, month, known, late=True)}
        stretches = []
        for invoice, payments in self.money(known).items():
            gross, paid = self.history.invoices[invoice].gross.minor, 0
            for on, amount, source in sorted(payments, key=lambda one: (one[0], one[2])):
                for owner, line, rate, whole in self.parts(invoice) if on in month else ():
                    if owner == person:
                        sums = (Fraction(whole * upto, gross) for upto in (paid, paid + amount))
                        stretches.append(((on, source, invoice, line or 0), rate, *sums))
                paid += amount
        stretches.sort(key=lambda one: one[0])
        of = sum(half_up(after) - half_up(before) for _, rate, before, after in stretches if rate is None)
        target, base, found = self.target(person, month, known), 0, dict.fromkeys(contracts.values(), 0)
        for (_, _, invoice, _), rate, before, after in stretches:
            if rate is None:
                reached = base + half_up(after) - half_up(before)
                amount = self.tiered(reached, target, of=of) - self.tiered(base, target, of=of)
                base = reached
            else:
                amount = half_up(after * rate) - half_up(before * rate)
            found[contracts[invoice]] += amount
        total, earned = sum(found.values()), self.earned(person, month, known)
        kept = Fraction(earned, total) if total > earned else Fraction(1)
        return {contract: share * kept * amount for contract, amount in found.items() if contract}

    def _contract(self, invoice: Invoice) -> str | None:
        return invoice.contract or (self.history.invoices[invoice.original].contract if invoice.original else None)

    def _retained(self, contract: str, known: date) -> bool:
        """Whether the last instalment is a retention and what came in on the contract does not reach it yet."""
        parts = sorted(self.history.instalments_of_contract.get(contract, ()), key=lambda row: row.no)
        if not parts or not parts[-1].is_retention:
            return False
        tail = parts[-1]
        due = tail.amount.minor if tail.amount is not None else 0
        invoices = {row.id: row for row in self.history.facts.invoices if row.contract == contract}
        money = [(invoices[name].instalment == tail.no, amount) for name, rows in self.paid(known).items()
                 if name in invoices for _, amount, _ in rows]  # fmt: skip
        named = min(due, sum(amount for names_it, amount in money if names_it))
        others = sum(part.amount.minor for part in parts[:-1] if part.amount is not None)
        return named + max(0, sum(amount for _, amount in money) - named - others) < due

    def held(self, person: str, number: int) -> dict[str, int]:
        """What is held of each contract at the end of a month."""
        last = self.months[number].last
        found: dict[str, Fraction] = {}
        for earlier in self.months[: number + 1]:
            day = earlier.last if self.plan.clawback == "in_period" else last
            for contract, amount in self.held_of(person, earlier, day).items():
                found[contract] = found.get(contract, Fraction(0)) + amount
        return {name: half_up(max(Fraction(0), one)) for name, one in found.items() if self.retained(name, last)}

    def statement(self, person: str) -> dict[str, int]:
        """The last month's statement."""
        carried = 0
        answer: dict[str, int] = {}
        were: dict[str, int] = {}
        for number, month in enumerate(self.months):
            in_period = self.plan.clawback == "in_period"
            earned = self.earned(person, month, month.last, late=in_period)
            clawback = 0
            for earlier in self.months[:number] if not in_period else ():
                before = self.months[number - 1].last
                now = self.earned(person, earlier, month.last)
                clawback += now - self.earned(person, earlier, before)
            now = self.held(person, number) if self.plan.hold_back else {}
            more = [now.get(name, 0) - were.get(name, 0) for name in {*now, *were}]
            balance = earned + clawback + carried - sum(more)
            payout = max(0, balance) if self.plan.carry_forward is not False else balance
            answer = {"earned": earned, "clawback": clawback, "carried_in": carried, "payout": payout}
            answer["held"], answer["released"] = (sum(max(0, sign * one) for one in more) for sign in (1, -1))
            were = now
            carried = balance - payout
            answer["carried_out"] = carried
        return answer
