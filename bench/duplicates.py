"""P7: customers entered twice among 50,000: F1, CPU and memory beside splink's on the same rows.

The rows are those of `tests/dirty_customers.py`, with their truth. Ours reads the raw rows; splink gets the same rows
with names, phones and addresses already cleaned by our own functions, and of its probabilities the threshold that is
best for it in hindsight. `--splink PYTHON` names a Python that has splink 5, if this one has not; without it, our own
figures are printed beside a plain comparison of all pairs on 1,000 rows.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

from salessupport.domain.customers.card import Card, card_of
from salessupport.domain.customers.duplicates import duplicates
from salessupport.domain.facts import Customer
from support.measure import Goals, Run, alternate, arguments, child, cpu, pairs_of, peak, ratios, verdict

HERE = Path(__file__).resolve()
COLUMNS = ("id", "name", "tax_id", "phone", "bank_account", "address")
PREPARED = (
    "id", "core", "place", "suffix", "branch", "tax_id", "organisation", "phone", "tail", "account", "street", "road",
)  # fmt: skip
CPU, MEMORY = 0.15, 0.4
NAIVE = 1000
Pairs = set[tuple[str, str]]


def make(folder: Path, size: int, seed: int) -> None:
    """Write the raw rows, the prepared ones and the truth."""
    sys.path.append(str(HERE.parent.parent / "tests"))
    from dirty_customers import dirty_customers

    dirty = dirty_customers(size, seed=seed)
    _write(folder / "rows.csv", ([getattr(row, name) or "" for name in COLUMNS] for row in dirty.customers), COLUMNS)
    prepared = map(_prepared, map(card_of, dirty.customers))
    _write(folder / "prepared.csv", prepared, PREPARED)
    _write(folder / "truth.csv", sorted(dirty.pairs), ("first", "second"))


def _prepared(card: Card) -> list[str]:
    name, phone = card.name, "".join(card.phones[:1])
    known = [card.id, name.core, "".join(card.places[:1]), name.suffix, name.branch, card.tax_id, card.organisation]
    return [*known, phone, phone[-7:], card.account, card.street, card.road]


def ours(folder: Path) -> None:
    """Read the raw rows and write the candidates with their scores."""
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        customers = [
            Customer(
                id=i,
                name=name,
                tax_id=tax or None,
                phone=phone or None,
                bank_account=account or None,
                address=at or None,
            )
            for i, name, tax, phone, account, at in rows
        ]
    _write(folder / "ours.csv", ((one.first, one.second, one.score) for one in duplicates(customers)))


def naive(folder: Path) -> None:
    """Compare all pairs by the likeness of their raw names and by equal phones and tax numbers, as a script would."""
    from difflib import SequenceMatcher

    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for one, other in combinations(rows, 2):
        matcher = SequenceMatcher(None, one["name"], other["name"], autojunk=False)
        same = any(one[name] and one[name] == other[name] for name in ("tax_id", "phone"))
        if same or (matcher.quick_ratio() > 0.8 and matcher.ratio() > 0.8):
            found.append((*sorted((one["id"], other["id"])), 1))
    _write(folder / "naive.csv", found)


def _write(path: Path, rows: object, header: object = ()) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([header] if header else [])
        writer.writerows(rows)


def _read(path: Path) -> Iterator[tuple[float, tuple[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        for one, other, score in csv.reader(file):
            yield float(score), (min(one, other), max(one, other))


def score(found: Pairs, right: Pairs) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    hits = len(found & right)
    return hits / max(1, len(found)), hits / len(right), 2 * hits / (len(found) + len(right))


def best(path: Path, right: Pairs) -> tuple[float, float, float]:
    """Precision, recall and F1 at the threshold that is best in hindsight."""
    ranked = sorted(_read(path), reverse=True)
    top, at, hits = 0.0, 0, 0
    for count, (_, pair) in enumerate(ranked, 1):
        hits += pair in right
        if 2 * hits / (count + len(right)) > top:
            top, at = 2 * hits / (count + len(right)), count
    return score({pair for _, pair in ranked[:at]}, right)


def compare(folder: Path, python: str, pairs: int, goals: Goals) -> None:
    """Run both sides in turn and print F1, CPU and memory."""
    sides = {
        "ours": lambda: child("ours", folder, source=HERE),
        "splink": lambda: child(
            python, HERE.parent / "support" / "splink_side.py", folder / "prepared.csv", folder / "splink.csv"
        ),
    }
    runs = alternate(sides, pairs)
    right = truth(folder)
    mine = score({pair for _, pair in _read(folder / "ours.csv")}, right)
    theirs = best(folder / "splink.csv", right)
    say("ours, all candidates", mine, runs["ours"])
    say("splink, best threshold", theirs, runs["splink"])
    ratio = ratios(runs, "ours", "splink")
    goals.at_least("F1, ours less splink's", mine[2] - theirs[2], 0)
    goals.at_most("CPU", ratio, CPU)
    goals.at_most("memory", peak(runs["ours"]) / peak(runs["splink"]), MEMORY)


def alone(folder: Path, pairs: int) -> None:
    """Print our figures, and those of comparing all pairs on few rows."""
    runs = alternate({"ours": lambda: child("ours", folder, source=HERE)}, pairs)
    say("ours", score({pair for _, pair in _read(folder / "ours.csv")}, truth(folder)), runs["ours"])
    child("make", folder, str(NAIVE), "2", source=HERE)
    for name in ("ours", "naive"):
        run = child(name, folder, source=HERE)
        say(f"{name}, {NAIVE:,} rows", score({pair for _, pair in _read(folder / f"{name}.csv")}, truth(folder)), [run])
    print("  splink is not here: name a Python that has it with --splink")


def truth(folder: Path) -> Pairs:
    """Every true pair."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {(one, other) for one, other in list(csv.reader(file))[1:]}


def say(side: str, figures: tuple[float, float, float], runs: list[Run]) -> None:
    """Print a side's figures."""
    precision, recall, f1 = figures
    print(f"  {side}: P {precision:.4f}, R {recall:.4f}, F1 {f1:.4f}; CPU {cpu(runs)}, peak {peak(runs):.0f} MiB")


def main() -> int:
    """Run the bench."""
    parser = arguments(__doc__ or "", pairs=3)
    parser.add_argument("--customers", type=int, help="rows (50,000; quick 5,000)")
    parser.add_argument("--seed", type=int, default=2, help="of the rows; the weights were set on seed 1")
    parser.add_argument("--splink", default=sys.executable if find_spec("splink") else "", help="a Python that has it")
    given = parser.parse_args()
    size = given.customers or (5_000 if given.quick else 50_000)
    goals = Goals()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        child("make", folder, str(size), str(given.seed), source=HERE)
        print(f"P7: {size:,} customers, seed {given.seed}")
        if given.splink:
            compare(folder, given.splink, pairs_of(given), goals)
        else:
            alone(folder, pairs_of(given))
    return verdict(goals, given)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    elif sys.argv[1:2] in (["ours"], ["naive"]):
        {"ours": ours, "naive": naive}[sys.argv[1]](Path(sys.argv[2]))
    else:
        sys.exit(main())
