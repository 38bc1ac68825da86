"""A second, naive bookkeeping of receivables, for the tests to hold the product's fold against.

Written from books.md, Conventions 1, 4, 6-8, 13 and 14, alone, and in another style: a list of `uses` (money put on a
debt on a day, until it is taken back), a loop over every calendar day, and sums over that list for every question;
exact sets by trying every subset. It may import facts and policies, nothing that computes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from types import SimpleNamespace as Use

from model.agreements import Agreements, changed, poured
from model.papers import half_up
from salessupport.domain.facts import Adjustment, Allocation, Facts, Receipt
from salessupport.domain.values.policies import Company

NOT_MONEY = {"write_off", "tolerance"}
BOUNDLESS = 10**18
Wish = list  # the target as named, the row, the room, and the items that the money can reach
Pool = dict[str, int]  # what targets `contract:no` still take of principal


class Naive(Agreements):
    """What follows from the facts known at `known_at`, day by day up to `last`; then ask about any day up to it."""

    def __init__(self, company: Company, facts: Facts, last: date, known_at: date | None = None) -> None:
        """Live through all days from the first document on."""
        super().__init__(company, facts, known_at)
        self.uses: list[Use] = []
        self.refunds: list[Use] = []
        self.accrued: dict[tuple[str, date], Fraction] = {}
        self.status: dict[str, str] = {}
        self.waits: list[Use] = []
        self.due_now = {contract: self.as_signed(contract) for contract in self.contracts}
        self.then: dict[tuple[str, date], tuple] = {}
        starts = [row.effective for row in (*self.items.values(), *self.sources.values(), *self.contracts.values())]
        starts += [on for contract in self.contracts for on, _ in self.holding(contract)]
        self.day = self.first = min(starts, default=last)
        while self.day <= last:
            self.live_through()
            self.day += timedelta(days=1)

    # --- sums over the uses, now or at the end of a day ---

    def live(self, day: date | None = None, **wanted: object) -> Iterator[Use]:
        """Give the uses that stand and have these values."""
        for use in self.uses:
            stands = use.until is None if day is None else use.day <= day and not (use.until and use.until <= day)
            if stands and all(getattr(use, name) == value for name, value in wanted.items()):
                yield use

    def open(self, item: str, day: date | None = None) -> int:
        """What is open of an item, without interest."""
        return self.gross(item) - sum(u.amount for u in self.live(day, target=item) if u.kind != "interest")

    def open_worth(self, item: str, day: date | None = None) -> int:
        """What the open part is carried at."""
        return self.worth(item) - sum(u.carrying for u in self.live(day, target=item) if u.kind != "interest")

    def refunded(self, source: str, day: date | None = None, what: str = "amount") -> int:
        """What was paid back of a receipt."""
        return sum(getattr(r, what) for r in self.refunds if r.source == source and (day is None or r.day <= day))

    def left(self, source: str, day: date | None = None) -> int:
        """What a receipt or credit note has left; nothing before it arrives or while its bill is bad."""
        on = day or self.day
        if self.sources[source].effective > on or (source in self.receipts and not self.good(source, on)):
            return 0
        spent = sum(u.amount for u in self.live(day, source=source) if u.rule not in NOT_MONEY)
        return self.gross(source) - spent - self.refunded(source, day)

    def left_worth(self, source: str, day: date | None = None) -> int:
        """What the money left is worth."""
        spent = sum(u.value for u in self.live(day, source=source) if u.rule not in NOT_MONEY)
        return (self.worth(source) - spent - self.refunded(source, day, "value")) if self.left(source, day) else 0

    def interest(self, item: str, day: date | None = None) -> int:
        """One exact sum, rounded, less what was paid of it (Conventions 7)."""
        paid = sum(u.amount for u in self.live(day, target=item, kind="interest"))
        return half_up(self.accrued.get((item, day or self.day), Fraction(0))) - paid

    def there(self, day: date, customer: str) -> list[str]:
        """Open items of a customer, oldest first."""
        mine = [i for i, row in self.items.items() if row.effective <= day and row.customer == customer]
        return sorted((i for i in mine if self.open(i, day)), key=self.key)

    # --- one day, in the order of Conventions 6 ---

    def live_through(self) -> None:
        """Do all that happens on one day; its interest is that of the principal before it."""
        self.accrue()
        self.change_contracts()
        self.bills_and_reversals()
        for n in sorted(n for n, note in self.notes.items() if note.issued_on == self.day):
            if n not in self.has_rows and self.notes[n].original:
                self.serve(n, [[self.notes[n].original, None, BOUNDLESS, [self.notes[n].original]]], "original")
        for i in sorted(i for i, invoice in self.invoices.items() if invoice.issued_on == self.day):
            for wait in [w for w in self.waits if w.contract == self.invoices[i].contract]:
                before = self.left(wait.source)
                self.serve(wait.source, [[wait.named, wait.row, wait.amount, [i]]], "advance")
                wait.amount -= before - self.left(wait.source)
        self.forget()
        self.allocate([a for a in self.standing() if a.effective_on == self.day])
        for r in sorted(self.receipts.values(), key=lambda r: (r.received_on, r.id)):
            if r.id not in self.has_rows and (r.received_on == self.day or self.cured(r.id)):
                self.match(r)
        for adjustment in self.adjustments:
            if adjustment.effective_on == self.day:
                self.adjust(adjustment)
                self.forget()
        for contract in self.contracts:
            self.then[contract, self.day] = (dict(self.due_now[contract]), self.money_on(contract))

    # --- contracts ---

    def money_on(self, contract: str) -> tuple[dict[int, int], int, int]:
        """Sum what good money names of each instalment, what it does not, and what was written off."""
        named, other, written_off = dict.fromkeys(self.due_now[contract], 0), 0, 0
        found = [
            (u.named, self.invoices[u.target].instalment, u.amount, u.rule in NOT_MONEY)
            for u in self.live(kind="principal")
            if self.invoices[u.target].contract == contract and u.source not in self.notes
        ]
        found += [
            (w.named, None, w.amount, False) for w in self.waits if w.contract == contract and w.source in self.receipts
        ]
        for name, tagged, amount, lost in found:
            no = int(name.rpartition(":")[2]) if name.rpartition(":")[0] == contract else tagged
            if lost:
                written_off += amount
            elif no in named:
                named[no] += amount
            else:
                other += amount
        return named, other, written_off

    def takes(self, contract: str, no: int) -> int:
        """What an instalment still takes: its amount less good money and write-offs on it."""
        named, other, written_off = self.money_on(contract)
        due = self.due_now[contract]
        return due[no] - poured(due, named, other + written_off)[no]

    def change_contracts(self) -> None:
        """Let the changes that hold from today fall on instalments; money without one waits no longer."""
        todays = [
            (c.id, contract, c) for contract in self.contracts for on, c in self.holding(contract) if on == self.day
        ]
        for _, contract, change in sorted(todays, key=lambda one: one[0]):
            by = change.amount_change.minor if change.amount_change else 0
            named, other, written_off = self.money_on(contract)
            due = self.due_now[contract]
            settled = poured(due, named, other + written_off)
            due = self.due_now[contract] = changed(due, settled, by, self.rules.instalment_split)
            spare = sum(named.values()) + other - sum(due.values())
            for wait in reversed(self.waits) if by else ():
                if wait.contract == contract and wait.source in self.receipts:
                    gone = max(0, min(wait.amount, spare))
                    wait.amount, spare = wait.amount - gone, spare - gone
        self.forget()

    def forget(self) -> None:
        """Money that its source no longer has waits no longer, the latest first; so for a row that is taken back."""
        for source in {w.source for w in self.waits}:
            has = self.left(source)
            for wait in (w for w in self.waits if w.source == source):
                if self.back.get(wait.row, date.max) <= self.day:
                    wait.amount = 0
                wait.amount = min(wait.amount, has)
                has -= wait.amount
        self.waits = [w for w in self.waits if w.amount]

    def accrue(self) -> None:
        """Add a day's interest to what is overdue: day one is the day after due."""
        before = self.day - timedelta(days=1)
        for i in self.invoices if self.rules.interest_per_day else ():
            if self.day > self.key(i)[0]:
                per_day = Fraction(self.rules.interest_per_day) * self.open(i)
                self.accrued[i, self.day] = self.accrued.get((i, before), Fraction(0)) + per_day

    def bills_and_reversals(self) -> None:
        """Bad bills take back what they settled, cured ones place it again, rows take back rows."""
        for receipt in self.receipts:
            if not self.good(receipt, self.day):
                self.take_back(source=receipt)
        self.forget()
        cured = [a for a in self.standing() if self.spends(a) in self.receipts and self.cured(self.spends(a))]
        self.allocate([a for a in cured if a.effective_on < self.day])
        for row, on in self.back.items():
            if on == self.day:
                self.take_back(row=row)
        self.forget()

    def cured(self, receipt: str) -> bool:
        """Whether a receipt that we hold counts today and did not count yesterday."""
        before = self.day - timedelta(days=1)
        held = self.receipts[receipt].received_on <= before
        return held and self.good(receipt, self.day) and not self.good(receipt, before)

    def standing(self) -> list[Allocation]:
        """Rows that are not taken back by today, and whose source has money."""
        rows = [a for a in self.rows if self.back.get(a.id, date.max) > self.day]
        return [a for a in rows if self.left(self.spends(a))]

    def take_back(self, **wanted: object) -> None:
        """End uses today."""
        for use in list(self.live(**wanted)):
            use.until = self.day

    # --- placing money ---

    def allocate(self, rows: Sequence[Allocation]) -> None:
        """Serve rows of one source and day together, where the first of them stands (Conventions 6, 7)."""
        while rows:
            source = self.spends(rows[0])
            group = [r for r in rows if self.spends(r) == source]
            self.serve_rows(group)
            self.forget()
            for row in filter(self.to_contract, group):  # what is left for later invoices of a contract
                contract, no = row.target.rpartition(":")[::2]
                waiting = sum(w.amount for w in self.waits if w.source == source)
                most = [self.left(source) - waiting]
                most += [row.amount.minor - self.placed(row)] if row.amount else []
                most += [self.takes(contract, int(no))] if source in self.receipts else []
                if min(most) > 0:
                    wait = Use(row=row.id, source=source, contract=contract, named=row.target, amount=min(most))
                    self.waits.append(wait)
            rows = [r for r in rows if r not in group]

    def placed(self, row: Allocation) -> int:
        """What a row has placed."""
        return sum(u.amount for u in self.live(row=row.id) if u.rule not in NOT_MONEY)

    def serve_rows(self, rows: Sequence[Allocation]) -> None:
        """Serve rows; one on `contract:no` reaches invoices of that instalment, then of that contract."""
        wishes, source = [], self.spends(rows[0])
        pool: Pool = {}
        for row in rows:
            contract, _, no = row.target.rpartition(":")
            mine = [i for i in self.invoices.values() if i.contract == contract]
            mine = [i for i in mine if i.issued_on <= self.day and self.open(i.id)]
            mine.sort(key=lambda i: (str(i.instalment) != no, i.issued_on, i.id))
            items = [i.id for i in mine] if self.to_contract(row) else [row.target]
            wishes.append([row.target, row.id, row.amount.minor if row.amount else BOUNDLESS, items])
            if self.to_contract(row) and source in self.receipts:
                pool[row.target] = self.takes(contract, int(no))
        self.serve(source, wishes, "row", pool)

    def debts(self, item: str, kind: str) -> list[str]:
        """What of a kind is owed on an item: itself, or the charges about it."""
        if item in self.charges:
            return [item] if kind == "costs" else []
        about = [c for c in self.charges if self.charges[c].about == item and self.charges[c].effective_on <= self.day]
        return sorted(about, key=self.key) if kind == "costs" else [item]

    def serve(self, source: str, wishes: Sequence[Wish], rule: str, pool: Pool | None = None) -> None:
        """All costs, all interest, all principal of the wishes, in the order of the policy."""
        last, is_note = None, source in self.notes
        wanted = [(w, k, d) for k in self.rules.appropriation for w in wishes for i in w[3] for d in self.debts(i, k)]
        wanted.sort(key=lambda one: (self.rules.appropriation.index(one[1]), one[2] not in one[0][3]))
        for wish, kind, debt in wanted:  # a charge that a wish names comes before those reached through invoices
            if is_note and (kind == "interest" or debt not in wish[3]):
                continue  # a note serves principal, or the charge it names
            owed = self.interest(debt) if kind == "interest" else self.open(debt)
            bound = (pool or {}).get(wish[0], BOUNDLESS) if kind == "principal" else BOUNDLESS
            if (amount := min(self.left(source), owed, wish[2], bound)) > 0:
                if bound < BOUNDLESS:
                    pool[wish[0]] -= amount
                last = self.use(source, debt, kind, amount, row=wish[1], named=wish[0], rule=rule)
                wish[2] -= amount
        if last and not is_note and self.left(source) == 0:
            rest = self.open(last.target)
            if 0 < rest <= self.rules.tolerance_minor(self.money(source).currency):
                kind = "costs" if last.target in self.charges else "principal"
                self.use(source, last.target, kind, rest, row=last.row, named=last.named, rule="tolerance")

    def use(self, source: str, target: str, kind: str, amount: int, **more: object) -> Use:
        """Put money of a source on a debt; both sides give up a cumulative slice of their worth (Conventions 13)."""
        carrying = 0
        if kind != "interest":
            carrying = self.slice_of(target, amount, self.open(target), self.open_worth(target))
        value = carrying
        if more["rule"] not in NOT_MONEY:
            value = self.slice_of(source, amount, self.left(source), self.left_worth(source))
        use = Use(day=self.day, until=None, source=source, target=target, kind=kind, amount=amount, **more)
        use.carrying, use.value = carrying, value
        self.uses.append(use)
        return use

    def slice_of(self, doc: str, amount: int, rest: int, rest_worth: int) -> int:
        """Give rounded(worth x taken / whole) less what was taken before."""
        taken = Fraction(self.worth(doc) * (self.gross(doc) - rest + amount), self.gross(doc))
        return half_up(taken) - (self.worth(doc) - rest_worth)

    def match(self, receipt: Receipt) -> None:
        """Place a receipt without rows: the one exact set, else oldest first (Conventions 6)."""
        money = self.left(receipt.id)
        if self.rules.allocation == "explicit" or not receipt.customer or not money:
            return
        debts = self.there(self.day, receipt.customer)
        notes = [n for n in self.notes if self.notes[n].customer == receipt.customer and self.left(n)]
        signed = {**{d: self.open(d) for d in debts}, **{n: -self.left(n) for n in notes}}
        sets = [s for k in range(len(signed)) for s in combinations(signed, k + 1) if sum(map(signed.get, s)) == money]
        named = {one for one in signed if self.mentions(receipt.remittance or "", one)}
        sets = [s for s in sets if named <= set(s)]
        self.status[receipt.id] = ["none", "unique", "ambiguous"][min(len(sets), 2)]
        if len(sets) == 1:
            chosen = [d for d in debts if d in sets[0]]
            for n in sorted(set(sets[0]) - set(debts), key=lambda n: (self.notes[n].issued_on, n)):
                for d in chosen:
                    self.serve(n, [[d, None, BOUNDLESS, [d]]], "exact")
            self.serve(receipt.id, [[d, None, self.open(d), [d]] for d in chosen], "exact")
        if not sets:
            run: list[str] = []
            while len(run) < len(debts) and self.claim(run) < money:
                run = debts[: len(run) + 1]
            self.serve(receipt.id, [[d, None, BOUNDLESS, [d]] for d in run], "oldest")

    def claim(self, run: Sequence[str]) -> int:
        """What a run of items asks for in all, with costs and interest, each debt once."""
        owed = {(kind, debt) for kind in self.rules.appropriation for item in run for debt in self.debts(item, kind)}
        return sum(self.interest(d) if kind == "interest" else self.open(d) for kind, d in owed)

    def adjust(self, adjustment: Adjustment) -> None:
        """Write off what is open, or refund what is left, at most."""
        about, most = adjustment.about or "", adjustment.amount.minor
        if adjustment.kind == "write_off" and (amount := min(most, self.open(about))):
            self.use(adjustment.id, about, "principal", amount, row=None, named=about, rule="write_off")
        if adjustment.kind == "refund" and (amount := min(most, self.left(about))):
            value = self.slice_of(about, amount, self.left(about), self.left_worth(about))
            self.refunds.append(Use(day=self.day, id=adjustment.id, source=about, amount=amount, value=value))
