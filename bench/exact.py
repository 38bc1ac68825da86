"""P2: payments that quote their invoice and pay it to the cent, beside a bare loop over a dictionary and tuples.

Three loops, from what can be had to what is needed: `bare` looks texts up as they are written, `script` compares
references without marks and case, `equal` besides refuses ids that stand twice, leaves out references of several
invoices and invoices that several payments quote, and minds currencies, as we do. All give the same pairs here.
Ours reads attributes of records, says for each payment who may pay, and could say everything about each answer; that
is done when it is asked for, and measured apart (`all said`).
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from functools import partial

from salessupport.domain.matching import OpenItem, Payment, match
from support.measure import Goals, Run, alternate, arguments, pairs_of, ratios, timed, verdict

FACTOR = 1.3
SIZE, QUICK = 20_000, 2_000
EXCEPTIONS = 0.05
_MARKS = str.maketrans("", "", "-_/.#")
Row = tuple[str, str, int, str]
"""Id, reference, amount, currency."""
Pairs = dict[str, str]
"""The invoice of each payment."""


def make(size: int, damaged: float = 0.0) -> tuple[list[OpenItem], list[Payment]]:
    """Make invoices and the payments of all of them, in another order; some quote with a wrong digit or short."""
    chance = random.Random(7)
    items = [
        OpenItem(
            id=f"i{at}", customer=f"C{at % 500}", amount=chance.randint(1_000, 9_999_999), currency="CNY",
            references=(f"INV-2026-{at:06}",),
        )
        for at in range(size)
    ]  # fmt: skip
    payments = [
        Payment(
            id=f"p{at}", currency="CNY", text=item.references[0],
            amount=item.amount - (chance.randint(1, 500) if chance.random() < damaged else 0),
        )
        for at, item in enumerate(chance.sample(items, size))
    ]  # fmt: skip
    return items, payments


def bare(items: Sequence[Row], payments: Sequence[Row]) -> Pairs:
    """Look every reference up as it is written."""
    owing = {reference: (id_, amount) for id_, reference, amount, _ in items}
    pairs: Pairs = {}
    for id_, reference, amount, _ in payments:
        found = owing.get(reference)
        if found is not None and found[1] == amount:
            pairs[id_] = found[0]
    return pairs


def script(items: Sequence[Row], payments: Sequence[Row]) -> Pairs:
    """Look every reference up whatever its marks and case."""
    owing = {reference.upper().translate(_MARKS): (id_, amount) for id_, reference, amount, _ in items}
    pairs: Pairs = {}
    for id_, reference, amount, _ in payments:
        found = owing.get(reference.upper().translate(_MARKS))
        if found is not None and found[1] == amount:
            pairs[id_] = found[0]
    return pairs


def equal(items: Sequence[Row], payments: Sequence[Row]) -> Pairs:
    """Take besides no reference for a proof that stands for two invoices, and no invoice that is paid twice."""
    owing: dict[str, tuple[str, int, str] | None] = {}
    seen: set[str] = set()
    for id_, reference, amount, currency in items:
        if id_ in seen:
            raise ValueError(id_)
        seen.add(id_)
        key = reference.upper().translate(_MARKS)
        owing[key] = None if key in owing or key.isalpha() else (id_, amount, currency)
    taken: dict[str, str | None] = {}
    paid: set[str] = set()
    for id_, reference, amount, currency in payments:
        if id_ in paid:
            raise ValueError(id_)
        paid.add(id_)
        found = owing.get(reference.upper().translate(_MARKS))
        if found is not None and found[1] == amount and found[2] == currency:
            taken[found[0]] = None if found[0] in taken else id_
    return {payment: item for item, payment in taken.items() if payment is not None}


def ours(items: Sequence[OpenItem], payments: Sequence[Payment]) -> Pairs:
    """Match, and ask every answer for its pair."""
    return {one.payment: one.pairs[0][0] for one in match(items, payments) if one.status == "certain"}


def rows(items: Sequence[OpenItem], payments: Sequence[Payment]) -> tuple[list[Row], list[Row]]:
    """Give both tables as tuples."""
    return (
        [(one.id, one.references[0], one.amount, one.currency) for one in items],
        [(one.id, one.text, one.amount, one.currency) for one in payments],
    )


def main() -> int:
    """Run the bench."""
    given = arguments(__doc__ or "", pairs=15).parse_args()
    size = QUICK if given.quick else SIZE
    items, payments = make(size)
    tuples = rows(items, payments)
    loops: dict[str, Callable[..., Pairs]] = {"bare": bare, "script": script, "equal": equal}
    expected = ours(items, payments)
    for name, loop in loops.items():
        if loop(*tuples) != expected or len(expected) != size:
            raise SystemExit(f"{name} gives other pairs")
    print(f"P2: {size:,} payments of {size:,} invoices by exact reference, the same pairs from all sides")
    sides: dict[str, Callable[[], Run]] = {name: partial(timed, partial(loop, *tuples)) for name, loop in loops.items()}
    sides["ours"] = lambda: timed(lambda: match(items, payments))
    sides["all said"] = lambda: timed(lambda: ours(items, payments))
    mixed = make(size, EXCEPTIONS)
    sides["5 % short"] = lambda: timed(lambda: match(*mixed))
    runs = alternate(sides, pairs_of(given))
    ratios(runs, "ours", "bare")
    ratios(runs, "ours", "script")
    ratio = ratios(runs, "ours", "equal")
    ratios(runs, "all said", "bare")
    ratios(runs, "5 % short", "equal")
    goals = Goals()
    goals.at_most("CPU, beside the loop that does the same", ratio, FACTOR)
    return verdict(goals, given)


if __name__ == "__main__":
    sys.exit(main())
