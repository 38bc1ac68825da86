"""P5 and P6: the payments of the `pay-to-inv` corpus against its invoices: right pairs, match rate and CPU seconds.

The rows are shuffled and their labels renamed first, so that neither can help (`--seed`). Reading the two tables
through a profile is timed apart from matching. P6 is one payment against 10,000 invoices.
The corpus is at SALESSUPPORT_CORPORA, or `../shared/corpora`.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median

from attrs import evolve

from salessupport.desk.profile_tables import Tables, read_tables
from salessupport.domain.matching import Match, OpenItem, Payment, match
from support.measure import Goals, arguments, timed, verdict

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("SALESSUPPORT_CORPORA") or ROOT.parent / "shared" / "corpora") / "pay-to-inv"
F1, CERTAIN, SECONDS = 0.999, 0.9999, 20
OPEN, SINGLE_SECONDS, SINGLES, QUICK_SINGLES = 10_000, 0.2, 51, 5
PROFILE = """
[open_items]
file = "invoices.csv"
id = "invoice_id"
customer = "Customer ID"
customer_name = "Customer Name"
references = ["Billing Number", "Assignment Number"]
amount = "Amount"
currency = "Currency Code"
issued_on = "Document Date"
due_on = "Due Date"
[receipts]
file = "payments.csv"
id = "payment_id"
payer_name = "Business Partner"
payer_account = "Account Number"
remittance = "Memo Line"
amount = "Amount"
currency = "Currency"
received_on = "Posting Date"
[options]
tolerance = "10.00"
"""
Pairs = set[tuple[str, str]]


def read() -> Tables:
    """Read the corpus through a profile, which has to stand beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("invoices.csv", "payments.csv"):
            (Path(folder) / name).symlink_to(CORPUS / name)
        (Path(folder) / "p.toml").write_text(PROFILE, encoding="utf-8")
        return read_tables(Path(folder) / "p.toml")


def truth() -> Pairs:
    """Every pair of every true match."""
    with (CORPUS / "matches.csv").open(encoding="utf-8", newline="") as file:
        return {
            (f"{item}", f"{payment}")
            for row in csv.DictReader(file)
            for item in json.loads(row["invoice_ids"])
            for payment in json.loads(row["payment_ids"])
        }


def shuffled(tables: Tables, seed: int) -> tuple[list[OpenItem], list[Payment], dict[str, str]]:
    """Give the records in another order under other labels, and what the labels stood for."""
    chance = random.Random(seed)
    items = chance.sample([*tables.items], len(tables.items))
    payments = chance.sample([*tables.receipts], len(tables.receipts))
    was = {f"i{at}": one.id for at, one in enumerate(items)} | {f"p{at}": one.id for at, one in enumerate(payments)}
    renamed = [evolve(one, id=f"i{at}") for at, one in enumerate(items)]
    return renamed, [evolve(one, id=f"p{at}") for at, one in enumerate(payments)], was


def pairs(answers: list[Match], was: dict[str, str]) -> Pairs:
    """Pairs of labels of the corpus."""
    return {(was[item], was[one.payment]) for one in answers for item, _ in one.pairs}


def main() -> int:
    """Run the bench."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--seed", type=int, default=1, help="of the shuffle")
    given = parser.parse_args()
    if not CORPUS.is_dir():
        print(f"the corpus is absent: {CORPUS}")
        return 0
    read_in: list[Tables] = []
    answers: list[Match] = []
    reading = timed(lambda: read_in.append(read()))
    items, payments, was = shuffled(read_in[0], given.seed)
    matching = timed(lambda: answers.extend(match(items, payments, read_in[0].options)))
    right, found = truth(), pairs(answers, was)
    certain = pairs([one for one in answers if one.status == "certain"], was)
    hits = len(found & right)
    statuses = Counter(one.status for one in answers)
    print(f"P5 pay-to-inv: {len(payments):,} payments, {len(items):,} invoices, {len(right):,} pairs")
    print(f"  precision {hits / len(found):.5f}, recall {hits / len(right):.5f}, certain pairs {len(certain):,}")
    print("  " + ", ".join(f"{name} {count / len(answers):.2%}" for name, count in sorted(statuses.items())))
    print(f"  CPU: reading {reading.cpu:.2f} s, matching {matching.cpu:.2f} s")
    count = QUICK_SINGLES if given.quick else SINGLES
    singles = [timed(lambda one=one: match(items[:OPEN], [one], read_in[0].options)).cpu for one in payments[:count]]
    print(f"  one payment against {OPEN:,}: median {median(singles):.3f} s, largest {max(singles):.3f} s")
    goals = Goals()
    goals.at_least("F1 of pairs", 2 * hits / (len(found) + len(right)), F1)
    goals.at_least("precision of certain", len(certain & right) / len(certain), CERTAIN)
    goals.at_most("CPU seconds", reading.cpu + matching.cpu, SECONDS)
    goals.at_most("CPU seconds of one payment", median(singles), SINGLE_SECONDS)
    return verdict(goals, given)


if __name__ == "__main__":
    sys.exit(main())
