"""An office in small: a journal, its outbox, a remote in memory behind weather, a worker, an operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, field

from salessupport.memory.adapters import capabilities
from salessupport.memory.record import View
from salessupport.memory.remote import Remote, Settings
from salessupport.runtime.journal import SqliteJournal
from salessupport.runtime.outbox import Absent, Connected, Intent, Outbox, Present, Row, State, Worker, World, resolve
from salessupport.runtime.retry import QUEUED, Breaker, Schedule
from salessupport.spi.capabilities import Idempotency, Lookup, Native
from salessupport.spi.port import Port
from salessupport.testing.faults import FAULTS, Fault
from salessupport.testing.simulated import SeededChance, SimulatedClock, SimulatedSleeper
from salessupport.testing.weather import LATER, Weather
from support.journals import fast_folder, opened
from support.writes import MEMORY, WRITES, Write

T = TypeVar("T")
NEVER_OPEN = Breaker(rest=timedelta(0))
"""A breaker that lets every call through: for scenes in which every single fault counts."""
SETTLED = Lookup(LATER)


class Killed(BaseException):
    """The process ends here."""


@define(eq=False)
class Line:
    """The wire to the remote: weather, and what a test does just before or after an effect."""

    weather: Weather
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:
        """Call over the weather; what is to happen once happens at the first effect."""
        if not effect or (self.before is None and self.after is None):
            return self.weather.call(operation, work, effect=effect)
        before, after, self.before, self.after = self.before, self.after, None, None
        if before is not None:
            before()
        answer = self.weather.call(operation, work, effect=effect)
        if after is not None:
            after()
        return answer

    def view(self, remote: Remote, /) -> View:
        """See what the weather lets be seen."""
        return self.weather.view(remote)


@define(eq=False)
class Scene:
    """One remote, one connection to it, one outbox."""

    journal: SqliteJournal
    remote: Remote
    clock: SimulatedClock
    line: Line
    port: Port[Any]
    thing: Any
    schedule: Schedule = QUEUED
    seed: int = 0
    workers: int = field(init=False, default=0)

    @property
    def outbox(self) -> Outbox:
        """The outbox."""
        return Outbox(self.journal)

    def worker(self, **options: Any) -> Worker:
        """A new worker, as after a restart."""
        self.workers += 1
        world = World(self.clock, SimulatedSleeper(self.clock), SeededChance(self.seed + self.workers))
        able = capabilities(self.port, self.remote.settings)
        connected = Connected(self.port, self.thing, able)
        options = {"schedule": self.schedule, "breaker": NEVER_OPEN, **options}
        return Worker(self.outbox, f"worker-{self.workers}", {"it": connected}, world, **options)

    def put(self, write: Write, number: int, *, lane: str = "") -> Row:
        """Put the write of this number into the outbox."""
        call = write.call(self.remote, number)
        return self.outbox.put_all([Intent("it", write.key(number), call, "clerk", lane)])[0]

    def forecast(self, *faults: Fault | None) -> None:
        """What strikes the next calls of a command; a look-up that the adapter itself makes first is fair."""
        own = isinstance(self.remote.settings.idempotency, Lookup)
        self.line.weather.forecast((None, *faults) if own and faults else faults)

    def settle(self) -> None:
        """Let all weather end and all work be done."""
        self.worker().drain()
        self.line.weather.clear()
        self.worker().drain()

    def decide(self, write: Write, number: int) -> Row:
        """Have an operator look at the remote itself and decide a parked row."""
        row = self.outbox.row(self.row_id(write, number))
        if row.state is State.PARKED:
            document = next((one for one in self.remote.documents() if row.key in one.keys), None)
            said = Present(document.ref) if document else Absent()
            resolve(self.outbox, row.id, said, by="operator", note="looked at the other system")
            self.settle()
        return self.outbox.row(row.id)

    def row_id(self, write: Write, number: int) -> str:
        """The id of the row of this write."""
        return f"it:{write.key(number).text}"


@contextmanager
def scene(port: Port[Any], guard: Idempotency | None = None, *, seed: int = 0, **settings: Any) -> Iterator[Scene]:
    """A fresh scene of a port."""
    with fast_folder() as folder, scene_in(folder, port, guard, seed=seed, **settings) as made:
        yield made


@contextmanager
def scene_in(
    folder: Path, port: Port[Any], guard: Idempotency | None = None, *, seed: int = 0, **settings: Any
) -> Iterator[Scene]:
    """A scene whose journal is in this folder."""
    clock = SimulatedClock()
    remote = Remote("it", Settings(idempotency=guard or Native(), **settings), clock=clock.now)
    line = Line(Weather(clock))
    with opened(folder / "journal.db", clock) as journal:
        yield Scene(journal, remote, clock, line, port, MEMORY[port.name](remote, line), seed=seed)


def story(seed: int) -> bytes:
    """The journal's file after seven invoices went out through faults from a seed."""
    chance = SeededChance(seed)
    faults = [*(Fault(FAULTS[name]) for name in ("F6", "F1", "F5")), None, None]
    write = next(one for one in WRITES if one.verb == "post_invoice")
    with scene(write.port, SETTLED, seed=seed) as here:
        for number in range(1, 8):
            here.put(write, number, lane=f"C{number % 3}")
        here.forecast(*[faults[int(chance.uniform() * 5)] for _ in range(60)])
        here.settle()
        here.journal.close()
        return here.journal.path.read_bytes()
