"""What a process does before it is killed, and what has to be true of what it leaves behind.

A story is told again from its beginning after every death: it puts in the same intents, is told the same events and
reads the same feed. What it was acknowledged stands in a file beside the journal, written at once.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from salessupport.memory.remote import Remote, Settings
from salessupport.memory.sales import MemorySales
from salessupport.runtime.calls import Call
from salessupport.runtime.clock import SystemClock, SystemSleeper
from salessupport.runtime.cursors import Feed, identity_of, pull
from salessupport.runtime.inbox import Event, Inbox
from salessupport.runtime.journal import SqliteJournal
from salessupport.runtime.outbox import Absent, Connected, Intent, Outbox, Present, State, Worker, World, resolve
from salessupport.runtime.retry import Breaker, Schedule
from salessupport.spi.capabilities import Capabilities, Idempotency, Lookup, NoGuard
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports import EINVOICING
from salessupport.spi.ports.journal import Draft, Json, Transaction
from salessupport.testing.faults import FAULTS, ON_THE_WIRE, Fault, Moment
from salessupport.testing.simulated import SeededChance, SimulatedClock, SimulatedSleeper
from support.file_remote import LATE_SECONDS, FileRemote
from support.journals import opened
from support.writes import invoice, order

DOCUMENTS = 12
EVENTS = 3
ORDERS = 5
BREAKER = Breaker(rest=timedelta(0))
_UNSEEN, _NOT_ARRIVED, _DOWN = Fault(FAULTS["F6"]), Fault(FAULTS["F5"]), Fault(FAULTS["F1"])


def connected(remote: FileRemote, guard: Idempotency) -> Connected:
    """The file's adapter with a guarantee of this kind."""
    return Connected(EINVOICING, remote, Capabilities(idempotency={"issue": guard}))


def intent(number: int, connection: str = "tax", *, customers: int = 3) -> Intent:
    """The intent to issue the invoice of a number; those of one customer keep their order."""
    call = Call.of(EINVOICING, "issue", invoice(number, 10_000 + 7 * number))
    return Intent(connection, Key.of("issue", connection, number), call, "clerk", f"C{number % customers}")


def day(folder: str) -> None:
    """One day of an office: documents go out, events come in, a feed is read; then all is done that can be."""
    Day(Path(folder)).live()


class Day:
    """The day, and what was acknowledged of it."""

    def __init__(self, folder: Path, *, later: timedelta = timedelta(0)) -> None:
        self.folder = folder
        self.clock = SimulatedClock()
        self.clock.advance(later)
        self.struck: set[str] = set()
        self.remote = FileRemote(folder, self._fault, frozenset({intent(4).key.text, intent(9).key.text}))

    def live(self) -> None:
        """Live through it."""
        with opened(self.folder / "journal.db", self.clock) as journal:
            self._events(journal)
            self._feed(journal)
            for number in range(1, DOCUMENTS + 1):
                Outbox(journal).put_all([intent(number)])
                self._acknowledge(f"put {intent(number).key.text}")
            Outbox(journal).put_all([intent(1, "post"), intent(2, "post")])
            self._abandon(journal)
            self._work(journal)
            journal.checkpoint()

    def _abandon(self, journal: SqliteJournal) -> None:
        """A worker of ours claims rows and is never heard of again."""
        self._worker(journal, "abandoned", batch=2)._claim()
        self.clock.advance(timedelta(hours=1))

    def _work(self, journal: SqliteJournal) -> None:
        worker = self._worker(journal, "worker")
        while True:
            worker.drain()
            self._confirmed(journal)
            parked = list(Outbox(journal).rows(state=State.PARKED))
            for row in parked:
                there = any(one.key == row.key.text for one in self.remote.effects())
                said = Present(Ref("issued", row.key.text)) if there else Absent()
                resolve(Outbox(journal), row.id, said, by="operator", note="looked into the platform")
            if not parked:
                return

    def _worker(self, journal: SqliteJournal, name: str, **options: Any) -> Worker:
        world = World(self.clock, SimulatedSleeper(self.clock), SeededChance(1))
        connections = {"tax": connected(self.remote, Lookup()), "post": connected(self.remote, NoGuard())}
        return Worker(Outbox(journal), name, connections, world, breaker=BREAKER, **options)

    def _fault(self, key: Key) -> Fault | None:
        """Each document has its own misfortune at its first call; one takes so long that the lease is nearly over."""
        if key.text in self.struck:
            return None
        self.struck.add(key.text)
        number = int(key.parts[-1])
        if number == 3:
            self.clock.advance(timedelta(minutes=9))
        if key.parts[0] == "post":
            return _UNSEEN if number == 1 else _NOT_ARRIVED
        return (None, _UNSEEN, _NOT_ARRIVED, _DOWN)[number % 4]

    def _events(self, journal: SqliteJournal) -> None:
        for number in range(1, EVENTS + 1):
            Inbox(journal).receive(Event("tax", f"E{number}", b"{}"), _handled)
            self._acknowledge(f"event E{number}")

    def _feed(self, journal: SqliteJournal) -> None:
        remote = Remote("erp", Settings(page=2))
        for number in range(1, ORDERS + 1):
            remote.add("orders", {"orders": (order(number).order,)})
        sales = MemorySales(remote)
        feed = Feed("erp/orders", lambda since: sales.changes(since, kinds=("orders",)), identity_of)
        pull(journal, feed, _applied, actor="sync")
        self._acknowledge("feed read")

    def _confirmed(self, journal: SqliteJournal) -> None:
        for row in Outbox(journal).rows(state=State.CONFIRMED):
            self._acknowledge(f"confirmed {row.id}")

    def _acknowledge(self, what: str) -> None:
        handle = os.open(self.folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, f"{what}\n".encode())
        os.close(handle)


def _handled(transaction: Transaction, event: Event) -> Mapping[str, Json]:
    transaction.append(Draft("event.handled", event.id, "tax"))
    return {}


def _applied(transaction: Transaction, change: Change) -> None:
    transaction.append(Draft("order.seen", str(change.ref), "sync"))


def check_survived(folder: Path) -> None:
    """What was acknowledged before the death is in the journal, and the journal is whole."""
    acknowledged = (folder / "acknowledged").read_text().splitlines() if (folder / "acknowledged").exists() else []
    if not (folder / "journal.db").exists():
        assert acknowledged == []
        return
    with opened(folder / "journal.db") as journal:
        outbox = Outbox(journal)
        kinds = Counter((entry.kind, entry.id) for entry in journal.entries())
        for line in acknowledged:
            what, _, name = line.partition(" ")
            if what == "put":
                assert outbox.row(f"tax:{name}")
            elif what == "confirmed":
                assert outbox.row(name).state is State.CONFIRMED
            elif what == "event":
                assert kinds["event.handled", name] == 1
            else:
                assert sum(count for (kind, _), count in kinds.items() if kind == "order.seen") == ORDERS


def check_finished(folder: Path) -> None:
    """After the story was told to its end: every document once, every event once, every order once."""
    wanted = [intent(number).key.text for number in range(1, DOCUMENTS + 1)]
    wanted += [intent(number, "post").key.text for number in (1, 2)]
    found = Counter(one.key for one in FileRemote(folder).effects())
    assert found == Counter(wanted)
    with opened(folder / "journal.db") as journal:
        assert {row.state for row in Outbox(journal).rows()} == {State.CONFIRMED}
        kinds = Counter((entry.kind, entry.id) for entry in journal.entries())
        assert [count for (kind, _), count in kinds.items() if kind == "event.handled"] == [1] * EVENTS
        assert [count for (kind, _), count in kinds.items() if kind == "order.seen"] == [1] * ORDERS
        journal.verify()


# A thousand invoices

COMPRESSED = Schedule(
    attempts=1_000,
    base=timedelta(milliseconds=1),
    longest=timedelta(milliseconds=8),
    total=timedelta(minutes=10),
    patience=timedelta(minutes=1),
)
"""Seconds are milliseconds here."""
SETTLE = timedelta(seconds=2 * LATE_SECONDS)
_BEARABLE = [Fault(kind, late) for kind in ON_THE_WIRE if kind.moment is not Moment.TWICE for late in (False, True)]


def stormy(seed: int, share: float) -> Callable[[Key], Fault | None]:
    """Faults of every kind that a searchable remote can stand, at this share of the calls."""
    chance = random.Random(seed)
    return lambda _key: chance.choice(_BEARABLE) if chance.random() < share else None


def work(folder: str, seed: int, share: float) -> None:
    """Be one of several workers on one outbox, in a storm."""
    remote = FileRemote(Path(folder), stormy(seed, share))
    world = World(SystemClock(), SystemSleeper(), SeededChance(seed))
    with SqliteJournal(
        Path(folder) / "journal.db", key=b"a key of the tests, not a secret", clock=SystemClock(), verify="recent"
    ) as journal:
        worker = Worker(
            Outbox(journal),
            f"worker-{seed}",
            {"tax": connected(remote, Lookup(SETTLE))},
            world,
            schedule=COMPRESSED,
            lease=timedelta(seconds=8),
            breaker=BREAKER,
        )
        worker.drain()


def unsettled(journal: SqliteJournal) -> Iterator[str]:
    """Rows that a person has to look at."""
    for row in Outbox(journal).rows():
        if row.state is not State.CONFIRMED:
            yield row.id


STORIES: Mapping[str, Any] = {"day": day, "work": work}
__all__ = ["STORIES", "Day", "check_finished", "check_survived", "intent", "unsettled"]
