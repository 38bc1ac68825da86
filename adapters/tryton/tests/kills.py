"""Pushing books to a real Tryton, and pulling them from it, as stories for processes that are killed.

    office → push → Tryton → pull → copy

Whoever tells a story speaks to the server over sockets with the product's own client; what the server keeps survives
him. What comes after his death is told over `direct`, where the sign-in is known and costs nothing.
Source: tests/support/link_stories.py, where the other system is a folder.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

from attrs import evolve, frozen
from salessupport import Desk
from salessupport.books.reader import read_books
from salessupport.domain.facts import Customer, Facts
from salessupport.linking.difference import compared
from salessupport.linking.session import Linked, linked
from salessupport.runtime.outbox import Outbox, State
from salessupport.runtime.world import environment
from salessupport.testing.certify import World
from salessupport.testing.certify.direct import DirectFactory
from salessupport.testing.simulated import SeededChance, SimulatedClock, SimulatedSleeper
from support.links import books, facts

import salessupport_tryton
from papers import invoice, order, settlement
from salessupport_tryton.lab import server
from salessupport_tryton.lab.site import RealTryton

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
THERE = World()
"""What stands at the server before anything is pushed."""
_AMOUNTS = {"invoices": "gross", "receipts": "amount"}
"""What a document is worth in our books; of an order the server's lines say it."""
_RECONCILED = "SELECT count(*) FROM account_move_reconciliation"
_UNFINISHED = (
    "SELECT description FROM sale_sale WHERE state <> 'confirmed'",
    "SELECT description FROM account_invoice WHERE state NOT IN ('posted', 'paid')",
    "SELECT description FROM account_move WHERE state <> 'posted'",
)
_SOLD = (
    "SELECT s.description, printf('%.2f', sum(l.quantity * l.unit_price)) FROM sale_sale s"
    " JOIN sale_line l ON l.sale = s.id GROUP BY s.id"
)
_OPEN = ("01", "03", "08")
"""Established, about to be, and left by the other side."""
TABLES = ("orders", "order_lines", "invoices", "invoice_lines", "receipts")
CONFIG = """[adapters.erp]
adapter = "tryton"
config = { base_url = "%s", database = "%s", user = "%s", password = { file = "password" }, page = 3 }
"""


def on(day: int) -> date:
    """A day of January: all of it is one sequence of numbers, which Tryton gives in the order of days."""
    return date(2026, 1, day)


def office(papers: int = 3) -> Facts:
    """Two customers with an order each, invoices day by day, money for each; one receipt says where it is placed."""
    numbers = range(1, papers + 1)
    sales = [order(f"S{n}", customer=f"K{n}", ordered_on=on(4 + n), status="confirmed") for n in numbers[:2]]
    bills = [
        invoice(f"F{n}", ("1", f"{n}00.00", f"{13 * n}.00"), customer=_owner(n), on=on(11 + n), due_on=_due(n))
        for n in numbers
    ]
    money = [("113.00", ()), ("70.00", (("F2", "50.00"),)), ("20.00", ())][:papers]
    paid = [
        settlement(f"R{n}", amount, *placed, customer=_owner(n), received_on=on(19 + n), method="bank")
        for n, (amount, placed) in enumerate(money, 1)
    ]
    return facts(
        customers=[Customer(id=f"K{n}", name=f"山东某某{n}机械有限公司") for n in numbers[:2]],
        products=THERE.products,
        orders=[one.order for one in sales],
        order_lines=[line for one in sales for line in one.lines],
        invoices=[one.invoice for one in bills],
        invoice_lines=[line for one in bills for line in one.lines],
        receipts=[one.receipt for one in paid],
        allocations=[evolve(row, effective_on=one.receipt.received_on) for one in paid for row in one.allocations],
    )


def _due(number: int) -> date:
    """The first is overdue whenever this runs, of which Tryton warns; the others are not, which takes half the time."""
    return on(12) if number == 1 else date(2099, 12, 31)


def _owner(number: int) -> str:
    return f"K{2 - number % 2}"


def prepare(folder: Path, given: Facts) -> None:
    """The two folders: books to be pushed, and empty ones."""
    for name in ("office", "copy"):
        books(folder / name, given if name == "office" else facts(products=given.products))


def settle_in(template: Path, folder: Path, url: str) -> None:
    """The two folders copied to a place, and connected to the server there."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    for name in ("office", "copy"):
        text = CONFIG % (url, server.DATABASE, server.USER)
        (folder / name / "salessupport.toml").write_text(text, encoding="utf-8")
        (folder / name / "password").write_text(server.PASSWORD, encoding="utf-8")
        (folder / name / "password").chmod(0o600)


@contextmanager
def link_of(folder: Path, name: str, *, life: int, direct: RealTryton | None = None) -> Iterator[Linked]:
    """The connection of one of the folders, at a time of its own: each life begins after the lease of the last."""
    clock = SimulatedClock(BEGIN + timedelta(hours=life))
    world = environment(clock=clock, sleeper=SimulatedSleeper(clock), chance=SeededChance(life))
    if direct is not None:
        world = evolve(world, http=DirectFactory(direct.handle, clock))
    with linked(folder / name, "erp", world=world, in_process={"tryton": salessupport_tryton}) as link:
        yield link


def push(folder: str, life: int) -> None:
    """Push the office's books."""
    with link_of(Path(folder), "office", life=life) as link:
        link.push()


def pull(folder: str, life: int) -> None:
    """Pull them into the copy."""
    with link_of(Path(folder), "copy", life=life) as link:
        link.pull()


@frozen
class Beginning:
    """How a story begins: the folders, not yet connected, and the server's database."""

    folder: Path
    database: Path

    def again(self, folder: Path, remote: RealTryton, url: str = "") -> None:
        """Begin it in this folder, at the server or whoever stands before it."""
        running = remote.place.running
        evolve(running, fresh=self.database).reset()
        settle_in(self.folder, folder, url or f"http://127.0.0.1:{running.port}")


def kept(remote: RealTryton, database: Path) -> Path:
    """The server's database as it stands, copied to this file."""
    with closing(sqlite3.connect(remote.place.running.database)) as live, closing(sqlite3.connect(database)) as copy:
        live.backup(copy)
    return database


def until_idle(port: int) -> None:
    """Wait until the server has done what the dead asked for: it works on when nobody listens any more.

    In life the adapter gives it a minute (`SETTLE`); the clock of a story is past that at once. Linux tells which
    connections a server still has open.
    """
    for _ in range(600):
        rows = (line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:])
        if not any(int(row[1].rpartition(":")[2], 16) == port and row[3] in _OPEN for row in rows):
            return
        Event().wait(0.01)
    raise AssertionError("the server does not come to an end")


def finish(folder: Path, remote: RealTryton, given: Facts, *, life: int) -> None:
    """Told again to its end, every document is there once, and both books say the same."""
    until_idle(remote.place.running.port)
    with link_of(folder, "office", life=life, direct=remote) as link:
        left = [str(one) for one in link.push().documents if one.state != "confirmed"]
        assert not left, left
    stand = standing(remote)
    assert stand == expected(given)
    with link_of(folder, "copy", life=life + 1, direct=remote) as link:
        assert link.pull().refused == ()
    same_books(folder)
    nothing_left(folder, remote, life=life + 2)
    assert standing(remote) == stand


def standing(remote: RealTryton) -> Counter[str]:
    """What stands in the server's own tables: documents with their amounts, unfinished ones by name."""
    with closing(sqlite3.connect(f"file:{remote.place.running.database}?mode=ro", uri=True)) as tables:
        unfinished = [f"unfinished {row[0]}" for query in _UNFINISHED for row in tables.execute(query)]
        sold = [f"sold {text.partition(' [')[0]} {amount}" for text, amount in tables.execute(_SOLD)]
        ((reconciled,),) = tables.execute(_RECONCILED)
    seen = [f"{one.kind} {one.mark} {one.total if one.kind in _AMOUNTS else ''}" for one in remote.seen()]
    return Counter([*seen, *sold, *unfinished, f"reconciled {reconciled}"])


def expected(given: Facts) -> Counter[str]:
    """What stands there if everything of these facts was entered once; the first receipt pays an invoice in full."""
    seen = [
        f"{kind} {row.id} {getattr(row, _AMOUNTS[kind]) if kind in _AMOUNTS else ''}"
        for kind in ("customers", "orders", "invoices", "receipts")
        for row in given.rows(kind)
    ]
    sold = [f"sold {row.order} {(row.qty or 0) * (row.price or 0):.2f}" for row in given.order_lines]
    return Counter([*seen, *sold, "reconciled 1"])


def same_books(folder: Path) -> None:
    """The copy has each document of the office as it is there, and says the same of every customer."""
    ours, theirs = (read_books(folder / name).facts for name in ("office", "copy"))
    for table in TABLES:
        assert compared({table: ours.rows(table)}, {table: theirs.rows(table)}).equal, table
        assert len(ours.rows(table)) == len(theirs.rows(table)), table
    customers = sorted([*ours.customers, *THERE.customers], key=lambda one: one.id)
    assert [(one.id, one.name) for one in sorted(theirs.customers, key=lambda one: one.id)] == [
        (one.id, one.name) for one in customers
    ]
    desks = [Desk.open(folder / name, clock=lambda: BEGIN) for name in ("office", "copy")]
    assert desks[0].ageing() == desks[1].ageing()
    first, last = on(1), BEGIN.date()
    for customer in desks[0].history.customers:
        drawn = [desk.statement(customer, first=first, last=last) for desk in desks]
        assert drawn[0] == drawn[1], customer


def nothing_left(folder: Path, remote: RealTryton, *, life: int) -> None:
    """The outbox holds only what is confirmed, the journals are sound, the tie holds, and nobody has more to do."""
    with link_of(folder, "office", life=life, direct=remote) as link:
        rows = tuple(Outbox(link.journal).rows())
        assert {row.state for row in rows} == {State.CONFIRMED}
        link.push()
        assert tuple(Outbox(link.journal).rows()) == rows
        assert link.tie(as_of=BEGIN.date()).tied
        link.journal.verify()
    with link_of(folder, "copy", life=life, direct=remote) as link:
        answer = link.pull()
        assert (answer.read, answer.added, answer.refused) == (0, {}, ())
        assert link.push().documents == ()
        link.journal.verify()


STORIES = {"push": push, "pull": pull}
