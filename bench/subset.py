"""P4: exact sums: 10,000 receipts over 20 open items, 100,000 with planted truth, and the worst inputs we know.

Ours against the least that answers the same question with amounts of any size: the sums of every subset of both halves,
one looked up in the other, which gives a number of sets and none of them; and against brute force, every subset summed.
The truth of planted receipts is known: a wrong posting or a suppressed ambiguity stops the bench. The match rate stands
beside what can be proven by amounts alone.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

from salessupport.domain.subset import exact_sets
from salessupport.testing.planted import AMOUNTS, Planted, explanations, planted, scored
from support.measure import Goals, alternate, arguments, pairs_of, ratios, timed, verdict

RECEIPTS, QUICK = 10_000, 600
SCORED, QUICK_SCORED = 12_500, 200
SECONDS, MILLISECONDS, MEBIBYTES = 10.0, 50.0, 64.0
BARE = 3.0
SIZES = (20, 26, 27, 40, 100, 181, 300, 500)
Question = tuple[str, list[int], int]


def speed(goals: Goals, receipts: int, pairs: int) -> None:
    """Cents, units and hundreds in equal parts, ours and the bare loop in turn."""
    rows = [one for kind in ("cents", "units", "hundreds") for one in planted(kind, count=receipts // 3, seed=1)]
    sides = {
        "ours": lambda: timed(lambda: [exact_sets(one.amounts, one.money, limit=2) for one in rows]),
        "bare loop": lambda: timed(lambda: [explanations(one.amounts, one.money) for one in rows]),
    }
    runs = alternate(sides, pairs)
    goals.at_most("P4 times the bare loop", ratios(runs, "ours", "bare loop"), BARE)
    seconds = min(run.cpu for run in runs["ours"]) * RECEIPTS / len(rows)
    goals.at_most("P4 CPU seconds of 10,000 receipts", seconds, SECONDS)


def against_brute_force(pairs: int) -> None:
    """Every subset of 16 items tried: the same sets, in a fraction of the time."""
    rows = list(planted("cents", count=4, seed=2, items=16))
    for one in rows:
        if list(exact_sets(one.amounts, one.money, limit=99).sets) != brute(one):
            raise SystemExit(f"brute force says otherwise: {one}")
    sides = {
        "ours": lambda: timed(lambda: [exact_sets(one.amounts, one.money, limit=99) for one in rows]),
        "brute force": lambda: timed(lambda: [brute(one) for one in rows]),
    }
    ratios(alternate(sides, pairs), "ours", "brute force")


def brute(one: Planted) -> list[tuple[int, ...]]:
    """All sets by trying every subset."""
    places = range(len(one.amounts))
    found = (chosen for size in range(1, len(places) + 1) for chosen in combinations(places, size))
    return [chosen for chosen in found if sum(map(one.amounts.__getitem__, chosen)) == one.money]


def truth(goals: Goals, count: int) -> None:
    """Score ours on planted receipts of every kind, with and without credit notes."""
    wrong = suppressed = receipts = 0
    for kind in AMOUNTS:
        for notes in (0, 3):
            score = scored(planted(kind, count=count, seed=3, notes=notes), _ours)
            wrong, suppressed, receipts = wrong + score.wrong, suppressed + score.suppressed, receipts + score.receipts
            print(f"  {kind}, {notes} notes: matched {score.match_rate:.4f}, provable {score.provable:.4f}")
            goals.at_least(f"P4 share of the provable, {kind}, {notes} notes", score.match_rate / score.provable, 1.0)
    print(f"  {receipts} receipts with planted truth")
    goals.at_most("P4 wrong postings", wrong, 0)
    goals.at_most("P4 ambiguities not reported", suppressed, 0)


def _ours(one: Planted) -> Sequence[Sequence[int]]:
    return exact_sets(one.amounts, one.money, limit=2).sets


def hard(sizes: Sequence[int]) -> Iterator[Question]:
    """Inputs that searches choke on; equal for every run."""
    random = Random(5)
    for n in sizes:
        yield f"equal {n}", [12_345] * n, 12_345 * (n // 2)
        yield f"equal and a cent {n}", [12_345] * n + [1], 12_345 * (n // 2) + 2
        yield f"powers of two {n}", [2**i for i in range(n)], 2**n // 3
        yield f"one to n {n}", list(range(1, n + 1)), n * (n + 1) // 4
        yield f"nearly equal {n}", [10**9 + i for i in range(n)], 10**9 * (n // 2) + n * n // 4
        yield f"plus and minus one {n}", [1, -1] * (n // 2), 3
        for digits in (3, 5, 7, 9, 13):
            yield from _random(random, n, 10**digits)


def _random(random: Random, n: int, top: int) -> Iterator[Question]:
    amounts = [random.randint(1, top) for _ in range(n)]
    name = f"{n} up to {top:.0e}"
    for paid in (2, 5, n // 2):
        total = sum(random.sample(amounts, paid))
        yield f"{paid} of {name}", amounts, total
        yield f"a cent beside {paid} of {name}", amounts, total + 1
    yield f"credits among {name}", [one if random.random() < 0.7 else -one for one in amounts], amounts[0]
    pairs = [one for amount in amounts[: n // 2] for one in (amount, -amount)]
    yield f"pairs that cancel, {name}", pairs, amounts[0]
    yield f"pairs and nothing, {name}", pairs, amounts[0] + top + 1
    yield f"even ones for an odd sum, {name}", [2 * one for one in amounts] + [top | 1, top + 2 | 1], sum(amounts) | 1
    yield f"thirteen amounts in {name}", [random.choice(amounts[:13]) for _ in amounts], sum(amounts[:13])


def worst(goals: Goals, sizes: Sequence[int]) -> None:
    """The longest and the largest of the hard ones."""
    slow, large, number = (0.0, ""), (0.0, ""), 0
    for name, amounts, target in hard(sizes):
        number += 1
        slow = max(slow, (min(_seconds(amounts, target) for _ in range(3)), name))
        tracemalloc.start()
        exact_sets(amounts, target, limit=2)
        large = max(large, (tracemalloc.get_traced_memory()[1] / 2**20, name))
        tracemalloc.stop()
    print(f"  {number} hard inputs; longest: {slow[1]}; largest: {large[1]}")
    goals.at_most("P4 CPU ms of the longest", slow[0] * 1000, MILLISECONDS)
    goals.at_most("P4 MiB of the largest", large[0], MEBIBYTES)


def _seconds(amounts: Sequence[int], target: int) -> float:
    started = time.process_time()
    exact_sets(amounts, target, limit=2)
    return time.process_time() - started


def many(goals: Goals) -> None:
    """P6: one receipt against 10,000 open items."""
    random = Random(6)
    amounts = [random.randint(1, 10**7) for _ in range(10_000)]
    seconds = max(min(_seconds(amounts, sum(amounts[:paid])) for _ in range(3)) for paid in (3, 50))
    goals.at_most("P6 CPU seconds of one receipt against 10,000 items", seconds, 0.2)


def main() -> int:
    """Run the bench."""
    given = arguments(__doc__ or "").parse_args()
    goals = Goals()
    print("P4 exact sums")
    speed(goals, QUICK if given.quick else RECEIPTS, pairs_of(given))
    against_brute_force(pairs_of(given))
    worst(goals, SIZES[:3] if given.quick else SIZES)
    many(goals)
    truth(goals, QUICK_SCORED if given.quick else SCORED)
    return verdict(goals, given)


if __name__ == "__main__":
    sys.exit(main())
