"""Matching beside libraries that do a part of it: bankstatementparser, dpss, datacompy, on the same data in one run.

    bankstatementparser   payments and invoices with one reference each; the same pairs from both sides
    dpss                  one receipt over 12 open items: every subset that sums to it, the same sets from both sides
    datacompy             two lists of one customer, 1 % of the amounts off by a cent: the same lines differ

What is not installed is left out and said so; nothing is judged but that the answers agree. Theirs do less: none of
them says whether an answer is the only one, reads a damaged reference, or explains a difference.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from importlib.util import find_spec

from exact import make
from salessupport.domain.matching import match
from salessupport.domain.reconciliation.lines import Line
from salessupport.domain.reconciliation.pairing import pair
from salessupport.domain.subset import exact_sets
from support.measure import alternate, arguments, pairs_of, ratios, timed

SIZE, QUICK = 2_000, 200


def parser_side(size: int) -> tuple[Callable[[], set[tuple[str, str]]], Callable[[], set[tuple[str, str]]]]:
    """Payments by reference: ours and bankstatementparser's reconciliation."""
    from bankstatementparser.reconciliation import reconcile_payments_and_statements

    items, payments = make(size)
    orders = [
        {"id": one.id, "EndToEndId": one.references[0], "Amount": f"{one.amount / 100:.2f}", "Currency": "CNY"}
        for one in items
    ]
    statements = [
        {"id": one.id, "EndToEndId": one.text, "Amount": f"{one.amount / 100:.2f}", "Currency": "CNY"}
        for one in payments
    ]

    def theirs() -> set[tuple[str, str]]:
        report = reconcile_payments_and_statements(orders, statements)
        return {(one.statement_record["id"], one.payment_record["id"]) for one in report.matches}

    def ours() -> set[tuple[str, str]]:
        return {(one.payment, one.pairs[0][0]) for one in match(items, payments) if one.status == "certain"}

    return ours, theirs


def subset_side(size: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Sets of open items that sum to a receipt: ours and dpss's, every set of up to 12 items."""
    import dpss

    chance = random.Random(5)
    questions = []
    for _ in range(max(size // 100, 4)):
        amounts = [chance.randint(1, 2_000) for _ in range(12)]
        questions.append((amounts, sum(chance.sample(amounts, 4))))

    def theirs() -> object:
        return [sorted(map(tuple, map(sorted, dpss.find_subset(a, money, 12)))) for a, money in questions]

    def ours() -> object:
        found = ((a, exact_sets(a, money, limit=4_000).sets) for a, money in questions)
        return [sorted(tuple(sorted(a[at] for at in one)) for one in sets) for a, sets in found]

    return ours, theirs


def lists_side(size: int) -> tuple[Callable[[], set[str]], Callable[[], set[str]]]:
    """Two lists of one customer's documents: ours and datacompy's, the numbers of lines that differ."""
    import datacompy
    import pandas as pd

    chance = random.Random(3)
    left = [(f"INV-{at:06}", chance.randint(100, 9_999_999)) for at in range(size)]
    right = [(number, amount + (chance.random() < 0.01)) for number, amount in chance.sample(left, size)]
    ours_, theirs_ = ([_line(*row) for row in rows] for rows in (left, right))
    frames = [pd.DataFrame(rows, columns=["number", "amount"]) for rows in (left, right)]
    compare = getattr(datacompy, "PandasCompare", None) or datacompy.Compare

    def theirs() -> set[str]:
        found = compare(*frames, join_columns="number").all_mismatch()
        return set(found["number"])

    def ours() -> set[str]:
        return {str(one.ours.id) for one in pair(ours_, theirs_).pairs if one.difference}

    return ours, theirs


def _line(number: str, amount: int) -> Line:
    return Line(number, (number,), "invoice", "debt", None, amount)


SIDES = {"bankstatementparser": parser_side, "dpss": subset_side, "datacompy": lists_side}


def main() -> int:
    """Run the bench."""
    given = arguments(__doc__ or "").parse_args()
    size = QUICK if given.quick else SIZE
    for name, make_sides in SIDES.items():
        if find_spec(name) is None:
            print(f"{name} is not installed: left out")
            continue
        ours, theirs = make_sides(size)
        said, told = ours(), theirs()
        agree = "the same answer" if said == told else "ANOTHER ANSWER"
        print(f"{name} {agree}")
        if said != told:
            print(f"  ours {str(said)[:200]}\n  theirs {str(told)[:200]}")
        runs = alternate({"ours": lambda o=ours: timed(o), name: lambda t=theirs: timed(t)}, pairs_of(given))
        ratios(runs, "ours", name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
