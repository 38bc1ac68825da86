"""Pushing books to a folder, and pulling them from it, as stories for processes that are killed.

    office → push → remote → pull → copy

The remote is the adapter `files` on a folder of its own, so that it survives whoever speaks to it; a mirror and a
journal stand in each of the two folders of books. A story may be told again from its beginning after every death.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from attrs import evolve

from salessupport import Desk
from salessupport.books.reader import read_books
from salessupport.domain.facts import (
    Allocation,
    Contract,
    Customer,
    Facts,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Product,
    Receipt,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Quantity
from salessupport.linking.session import Linked, linked
from salessupport.runtime.outbox import Outbox, State
from salessupport.runtime.world import environment
from salessupport.testing.simulated import SeededChance, SimulatedClock, SimulatedSleeper
from support.links import books, facts

DAY = date(2026, 2, 2)
BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PAPERS = 3
CONFIG = '[adapters.erp]\nadapter = "files"\nconfig = { folder = "%s", page = 3 }\n'


def office() -> Facts:
    """A few customers with an order, a contract, invoices and money each."""
    clients = tuple(Customer(id=f"C-{n}", name=f"示例客户{n}") for n in (1, 2))
    papers = range(1, PAPERS + 1)
    return facts(
        customers=clients,
        products=(Product(id="P-1", name="压力表", unit="只"),),
        contracts=(Contract(id="HT-1", customer="C-1", signed_on=DAY, amount=_yuan(100_000), terms="30/60/10"),),
        orders=tuple(Order(id=f"SO-{n}", customer="C-2", ordered_on=DAY, status="confirmed") for n in (1, 2)),
        order_lines=tuple(
            OrderLine(order=f"SO-{n}", line=1, product="P-1", qty=Quantity(Decimal(n)), price=Price(Decimal(5)))
            for n in (1, 2)
        ),
        invoices=tuple(_invoice(n) for n in papers),
        invoice_lines=tuple(InvoiceLine(invoice=f"FP-{n}", line=1, product="P-1", net=_yuan(900)) for n in papers),
        receipts=tuple(
            Receipt(id=f"SK-{n}", customer=_owner(n), received_on=DAY, amount=_yuan(50 * n), method="bank")
            for n in papers
        ),
        allocations=(Allocation(id="HX-1", source="SK-2", target="FP-2", amount=_yuan(70), effective_on=DAY),),
    )


def _yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def _owner(number: int) -> str:
    return f"C-{1 + number % 2}"


def _invoice(number: int) -> Invoice:
    gross = _yuan(900 + number)
    return Invoice(
        id=f"FP-{number}", kind="invoice", customer=_owner(number), issued_on=DAY, gross=gross, status="issued"
    )


def prepare(folder: Path) -> None:
    """The three folders: books to be pushed, an empty remote, empty books."""
    given = office()
    for name in ("office", "remote", "copy"):
        books(folder / name, given if name == "office" else facts(products=given.products))


def settle_in(template: Path, folder: Path) -> None:
    """The three folders copied to a place, and connected there."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    for name in ("office", "copy"):
        (folder / name / "salessupport.toml").write_text(CONFIG % (folder / "remote"), encoding="utf-8")


@contextmanager
def link_of(folder: Path, name: str, *, later: timedelta) -> Iterator[Linked]:
    """The connection of one of the folders, at a time of its own: each life begins after the lease of the last."""
    clock = SimulatedClock(BEGIN + later)
    world = environment(clock=clock, sleeper=SimulatedSleeper(clock), chance=SeededChance(1))
    with linked(folder / name, "erp", world=world) as link:
        yield link


def push(folder: str, life: int) -> None:
    """Push the office's books."""
    with link_of(Path(folder), "office", later=timedelta(hours=life)) as link:
        link.push()


def pull(folder: str, life: int) -> None:
    """Pull them into the copy."""
    with link_of(Path(folder), "copy", later=timedelta(hours=life)) as link:
        link.pull()


def check_finished(folder: Path) -> None:
    """After both were told to their end: every document once in each folder, the same money, nothing left to do."""
    given = office()
    for name in ("office", "remote", "copy"):
        found = read_books(folder / name).facts
        for table in ("customers", "contracts", "orders", "order_lines", "invoices", "invoice_lines", "receipts"):
            assert _plain(found.rows(table)) == _plain(given.rows(table)), f"{table} of {name}"
    placed = [_placed(folder / name) for name in ("remote", "copy")]
    assert placed[0] == placed[1]
    assert all(count == 1 for count in Counter(row[0] for row in placed[0]).values())
    ageing = {str(Desk.open(folder / name, clock=lambda: BEGIN).ageing()) for name in ("office", "remote", "copy")}
    assert len(ageing) == 1
    with link_of(folder, "office", later=timedelta(days=9)) as link:
        assert {row.state for row in Outbox(link.journal).rows()} == {State.CONFIRMED}
        assert link.tie(as_of=date(2026, 3, 2)).tied
        link.journal.verify()
    with link_of(folder, "copy", later=timedelta(days=9)) as link:
        answer = link.pull()
        assert (answer.read, answer.added, answer.left) == (0, {}, False)
        assert link.push().documents == ()
        link.journal.verify()


def _plain(rows: object) -> Counter[str]:
    return Counter(str(evolve(row, recorded_on=None)) for row in rows)  # type: ignore[attr-defined]


def _placed(folder: Path) -> list[tuple[str, str, str, str]]:
    return sorted((row.id, row.source, row.target, str(row.amount)) for row in read_books(folder).facts.allocations)


STORIES = {"push": push, "pull": pull}
