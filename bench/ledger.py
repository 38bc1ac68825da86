"""P8: 100,000 transactions loaded and balanced, against beancount and hledger: CPU, peak memory, equal balances.

Ours: a books folder of N/2 invoices and N/2 receipts with their allocation rows, read with every check that reading
makes, folded into accounts, added up by customer. Theirs: a file with one transaction of two postings for each invoice
and receipt, loaded and added up by account (beancount through its own loader, its cache turned off; hledger's
`balance`). The others place no money on invoices and age nothing: ours does more. Each side is a program of its own,
and its start counts.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from support.measure import Goals, Run, alternate, arguments, child, cpu, pairs_of, peak, ratios, same, verdict

TRANSACTIONS = 100_000
QUICK = 10_000
ACCOUNT = "Assets:Receivable:"
FASTER_THAN = {"beancount": 10.0, "hledger": 3.0}
MEMORY = 0.3


def prepare(folder: Path, transactions: int) -> None:
    """Write the books and the same transactions for the two others."""
    from attrs import evolve

    from salessupport.books.demo import demo_company
    from salessupport.books.writer import write_books
    from salessupport.domain.facts import Facts
    from salessupport.domain.values.policies import Policies

    company, facts = demo_company(orders=transactions // 2)
    company = evolve(company, policies=evolve(company.policies, interest_per_day=Policies().interest_per_day))
    kept = ("customers", "salespeople", "commission_plans", "invoices", "receipts", "allocations")
    facts = Facts(**{name: getattr(facts, name) for name in kept})
    write_books(folder / "books", company, facts)
    for name, opening in (("beancount", "2020-01-01 open {}\n"), ("hledger", "account {}\n")):
        with (folder / f"ledger.{name}").open("w", encoding="utf-8") as file:
            accounts = ["Income:Sales", "Assets:Bank", *(f"{ACCOUNT}{one.id}" for one in facts.customers)]
            file.writelines(opening.format(account) for account in accounts)
            file.writelines(_transactions(facts))


def _transactions(facts: object) -> Iterator[str]:
    entry = '\n{} * "{}"\n  {}{}  {} {}\n  {}  -{} {}\n'
    for one in facts.invoices:  # type: ignore[attr-defined]
        money, currency = one.gross, one.gross.currency
        yield entry.format(
            one.issued_on, one.id, ACCOUNT, one.customer, money, currency, "Income:Sales", money, currency
        )
    for one in facts.receipts:  # type: ignore[attr-defined]
        money, currency = one.amount, one.amount.currency
        bank = f"Assets:Bank  {money} {currency}"
        yield f'\n{one.received_on} * "{one.id}"\n  {bank}\n  {ACCOUNT}{one.customer}  -{money} {currency}\n'


def ours(folder: Path) -> None:
    """Read, fold, add up."""
    from datetime import date

    from salessupport import Desk
    from salessupport.domain.values.money import format_minor

    ledger = Desk.open(folder / "books").ledger(date.max)
    balances: Counter[tuple[str, str]] = Counter()
    for item in ledger.items.values():
        balances[item.customer, item.currency] += item.open
    for credit in ledger.credits.values():
        balances[credit.customer or "", credit.currency] -= credit.left
    for (customer, currency), minor in sorted(balances.items()):
        if minor:
            print(f"{customer} {format_minor(minor, currency)} {currency}")


def beancount(folder: Path) -> None:
    """Load and add up."""
    from beancount import loader
    from beancount.core.data import Transaction
    from beancount.core.inventory import Inventory

    entries, errors, _ = loader.load_file(str(folder / "ledger.beancount"))
    if errors:
        raise SystemExit(errors[0])
    balances: dict[str, Inventory] = {}
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                balances.setdefault(posting.account, Inventory()).add_position(posting)
    for account, inventory in sorted(balances.items()):
        for position in inventory:
            if account.startswith(ACCOUNT) and position.units.number:
                print(f"{account.removeprefix(ACCOUNT)} {position.units.number} {position.units.currency}")


def hledger(folder: Path) -> Run:
    """Load and add up; what it says is brought into our form."""
    file = folder / "ledger.hledger"
    run = child(
        "hledger", "-f", file, "balance", "--flat", "--no-total", "--output-format", "csv", LC_ALL="C.UTF-8",
    )  # fmt: skip
    rows = (line.strip('"').split('","') for line in run.said.splitlines()[1:])
    said = sorted(
        f"{account.removeprefix(ACCOUNT)} {amount}" for account, amount in rows if account.startswith(ACCOUNT)
    )
    return Run(run.cpu, run.peak, "\n".join(said))


def sides_of(folder: Path) -> dict[str, Callable[[], Run]]:
    """Give the sides that are installed."""
    script = Path(__file__)
    sides: dict[str, Callable[[], Run]] = {"ours": lambda: child("ours", folder, source=script)}
    if find_spec("beancount"):
        sides["beancount"] = lambda: child("beancount", folder, source=script, BEANCOUNT_DISABLE_LOAD_CACHE="1")
    if shutil.which("hledger"):
        sides["hledger"] = lambda: hledger(folder)
    for name in FASTER_THAN.keys() - sides.keys():
        print(f"  {name} is not installed: not compared")
    return sides


def main() -> int:
    """Run the bench."""
    given = arguments(__doc__ or "").parse_args()
    transactions = QUICK if given.quick else TRANSACTIONS
    goals = Goals()
    print(f"P8 ledger: {transactions} transactions")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        child("prepare", folder, str(transactions), source=Path(__file__))
        runs = alternate(sides_of(folder), pairs_of(given))
    same({name: each[0].said for name, each in runs.items()})
    for name, each in runs.items():
        print(f"  {name}: CPU {cpu(each)}, peak {peak(each):.0f} MiB")
    for other in runs.keys() - {"ours"}:
        goals.at_least(f"P8 times faster than {other}", ratios(runs, other, "ours"), FASTER_THAN[other])
        goals.at_most(f"P8 memory of {other}", peak(runs["ours"]) / peak(runs[other]), MEMORY)
    return verdict(goals, given)


if __name__ == "__main__":
    if sys.argv[1:2] == ["prepare"]:
        prepare(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] in (["ours"], ["beancount"]):
        {"ours": ours, "beancount": beancount}[sys.argv[1]](Path(sys.argv[2]))
    else:
        sys.exit(main())
