"""Commission: 100,000 receipts through a plan of five tiers with shares, against the bare loop over the same numbers.

The bare loop knows, for every receipt, line and share, the share's whole, what was paid before and after, and whose it
is. It multiplies, rounds and sums: the base, its slice of each tier, what that earns. It keeps one number for each
person. Ours, of the same credited money document by document: `sums` is what each person earns; `traced` puts it in
order and keeps for every slice of a tier where it came from and what the tier had earned before and after. With
`--facts` it says `statements` besides, which makes of these the lines of the answer, and everything from the facts on
against one fold that places the receipts: what was known when, measures, shares, a year in quarters or months with
what later facts changed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random

from salessupport.domain.facts import (
    Allocation,
    CommissionPlan,
    CommissionSplit,
    CommissionTier,
    Customer,
    Facts,
    Invoice,
    InvoiceLine,
    Receipt,
    Salesperson,
)
from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement, commission, shown
from salessupport.domain.pay.credited import Entry, Snapshot, in_order
from salessupport.domain.pay.earning import Earning, earned, earning
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.statements import Account
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Period, PeriodKind
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Ratio
from support.measure import Goals, alternate, arguments, cpu, pairs_of, ratios, timed, verdict

RECEIPTS, QUICK = 100_000, 5_000
BARE = 3.0
YEAR = Period.parse("2026")
COMPANY = Company(name="Example Trading", policies=Policies(allocation="explicit"))
PEOPLE = [f"S{number:02d}" for number in range(20)]
RATES = ("0.01", "0.015", "0.02", "0.03", "0.035")
SHARES = ((("1",), 5), (("0.6", "0.4"), 3), (("0.5", "0.3", "0.2"), 1), (("0.3333", "0.3333"), 1))
Number = tuple[str, int, int, int, int]
"""Whose it is; the share's whole, what was paid before and after, the document's gross."""


def cny(minor: int) -> Money:
    """Minor units of CNY."""
    return Money(minor, "CNY")


def office(receipts: int, kind: PeriodKind) -> Facts:
    """Two receipts for each invoice, in parts; lines with shares; the plan's tiers are near what a person collects."""
    random = Random(7)
    invoices, lines, splits, paid, rows = [], [], [], [], []
    for number in range(receipts // 2):
        name, on = f"I{number}", YEAR.first + timedelta(days=random.randrange(300))
        nets = [random.randrange(1_000, 400_000) for _ in range(random.choice((1, 1, 2)))]
        gross = sum(nets) * 113 // 100
        invoices.append(Invoice(id=name, kind="invoice", customer=f"C{number % 500}", issued_on=on, gross=cny(gross),
                                net=cny(sum(nets)), status="issued"))  # fmt: skip
        lines += (InvoiceLine(invoice=name, line=n, net=cny(net)) for n, net in enumerate(nets, 1))
        shares = random.choices([one for one, _ in SHARES], [often for _, often in SHARES])[0]
        splits += (
            CommissionSplit(invoice=name, salesperson=who, share=Ratio(Decimal(share)))
            for who, share in zip(random.sample(PEOPLE, len(shares)), shares, strict=True)
        )
        first = random.randrange(1, gross)
        for part, amount in enumerate((first, gross - first)):
            day = on + timedelta(days=random.randrange(1, 30) + 30 * part)
            source = f"R{number}-{part}"
            paid.append(Receipt(id=source, customer=f"C{number % 500}", received_on=day, amount=cny(amount)))
            rows.append(Allocation(id=f"A{number}-{part}", source=source, target=name, effective_on=day))
    top = sum(one.gross.minor for one in invoices) // len(PEOPLE) // (12 if kind == "month" else 4)
    return Facts(
        customers=tuple(Customer(id=f"C{number}", name=f"C{number}") for number in range(500)),
        salespeople=tuple(Salesperson(id=name, name=name, plan="P") for name in PEOPLE),
        commission_plans=(CommissionPlan(id="P", basis="collected", measure="net", tiers="marginal", period=kind),),
        commission_tiers=tuple(
            CommissionTier(plan="P", from_amount=cny(top * number // 5), rate=Ratio(Decimal(rate)))
            for number, rate in enumerate(RATES)
        ),
        commission_splits=tuple(splits), invoices=tuple(invoices), invoice_lines=tuple(lines),
        receipts=tuple(paid), allocations=tuple(rows),
    )  # fmt: skip


def bare(numbers: Sequence[Number], ladder: Sequence[tuple[int, int, int, int]]) -> dict[str, int]:
    """Multiply, round and sum; `ladder` is start, end and rate of each tier."""
    reached = dict.fromkeys(PEOPLE, 0)
    earned = dict.fromkeys(PEOPLE, 0)
    for person, whole, before, after, gross in numbers:
        base = (2 * whole * after + gross) // (2 * gross) - (2 * whole * before + gross) // (2 * gross)
        had = reached[person]
        has = reached[person] = had + base
        amount = 0
        for start, end, rate, per in ladder:
            if has > start and had < end:
                low, high = max(had - start, 0), min(has, end) - start
                amount += (2 * high * rate + per) // (2 * per) - (2 * low * rate + per) // (2 * per)
        earned[person] += amount
    return earned


def pay_part(goals: Goals, receipts: int, pairs: int, *, told: bool) -> None:
    """From credited money on: one period of everything."""
    facts = office(receipts, "year")
    plan = Terms(facts.commission_plans[0], facts.commission_tiers)
    snapshot, basis = Snapshot.of(History(COMPANY, facts), YEAR.last), plan.basis
    drawn = (one for name in snapshot.documents(basis) for one in snapshot.entries_of(basis, name))
    credited = [one for one in drawn if one.part.person]
    numbers = [(one.part.person or "", one.whole, one.before, one.after, one.gross) for one in credited]
    given: dict[str, list[Entry]] = {person: [] for person in PEOPLE}
    for one in credited:
        given[one.part.person or ""].append(one)
    starts = [one.from_amount.minor for one in facts.commission_tiers]
    ladder = [
        (start, end, *one.rate.as_integer_ratio())
        for one, start, end in zip(facts.commission_tiers, starts, [*starts[1:], 10**15], strict=True)
    ]

    def sums() -> dict[str, int]:
        return {person: earned(plan, entries) for person, entries in given.items()}

    def traced() -> dict[str, Earning]:
        return {person: earning(plan, in_order(entries)) for person, entries in given.items()}

    def statements() -> list[CommissionStatement]:
        history = History(COMPANY, facts)
        return [shown(history, Account(person, YEAR, plan, one)) for person, one in traced().items()]

    expected = bare(numbers, ladder)
    found = {one.salesperson: sum(line.amount.minor for line in one.lines) for one in statements()}
    if not expected == sums() == found == {person: one.earned for person, one in traced().items()}:
        raise SystemExit("the bare loop says otherwise")
    print(f"  {len(numbers)} shares of lines: same sums")
    sides = {"bare loop": lambda: bare(numbers, ladder), "sums": sums, "traced": traced}
    sides |= {"statements": statements} if told else {}
    runs = alternate({name: lambda side=side: timed(side) for name, side in sides.items()}, pairs)
    goals.at_most("commission, sums, times the bare loop", ratios(runs, "sums", "bare loop"), BARE)
    goals.at_most("commission, every slice traced, times the bare loop", ratios(runs, "traced", "bare loop"), BARE)
    if told:
        ratios(runs, "statements", "bare loop")


def whole(receipts: int, pairs: int) -> None:
    """From facts to the last period's statements: the goal does not speak of it, it is said beside."""
    for name in ("2026", "2026Q4", "2026-12"):
        facts = office(receipts, Period.parse(name).kind)
        sides = {
            f"facts to {name}": lambda facts=facts, name=name: timed(
                lambda: commission(History(COMPANY, facts), Period.parse(name))
            ),
            "one fold": lambda facts=facts: timed(lambda: place(History(COMPANY, facts), YEAR.last)),
        }
        runs = alternate(sides, min(pairs, 3))
        ratios(runs, f"facts to {name}", "one fold")
        print(f"  from facts to {name}: {cpu(runs[f'facts to {name}'])}")


def main() -> int:
    """Run the bench."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--facts", action="store_true", help="also the answer's lines, and all from the facts on")
    given = parser.parse_args()
    goals = Goals()
    receipts = QUICK if given.quick else RECEIPTS
    print(f"commission: {receipts} receipts, five tiers")
    pay_part(goals, receipts, pairs_of(given), told=given.facts)
    if given.facts:
        whole(receipts, pairs_of(given))
    return verdict(goals, given)


if __name__ == "__main__":
    sys.exit(main())
