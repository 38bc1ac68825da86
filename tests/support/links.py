"""Books linked to a remote in memory, by the clock of a test: for the tests of pulling and pushing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from attrs import evolve

from salessupport.books.writer import write_books
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.policies import Company
from salessupport.linking.session import PORTS, Linked
from salessupport.memory.adapters import ADAPTERS, capabilities
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.remote import Remote
from salessupport.memory.sales import MemorySales
from salessupport.memory.wire import Wire
from salessupport.runtime.converter import StrictConverter
from salessupport.runtime.outbox import Worker
from salessupport.runtime.retry import Breaker
from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import Unsupported
from salessupport.testing.simulated import SimulatedClock, simulated_environment
from support.journals import opened

COMPANY = Company(name="青岛示例仪表有限公司", currency="CNY")


class UnhurriedLinked(Linked):
    """A connection whose workers never rest between failures: a test has its own weather."""

    def workers(self) -> tuple[Worker, ...]:
        """The workers, with a breaker that closes at once."""
        made = super().workers()
        for worker in made:
            worker._breakers = dict.fromkeys(worker.connections, Breaker(rest=timedelta(0)))
        return made


def books(folder: Path, facts: Facts | None = None, *, company: Company = COMPANY) -> Path:
    """A folder of books with these facts."""
    write_books(folder, company, facts or Facts(), form="csv", language="en")
    return folder


def facts(**tables: Iterable[Fact]) -> Facts:
    """Facts by table."""
    return Facts().appended({name: tuple(some) for name, some in tables.items()})


@contextmanager
def joined(
    folder: Path,
    remote: Remote,
    *,
    clock: SimulatedClock | None = None,
    wire: Wire | None = None,
    without: Mapping[str, tuple[str, ...]] | None = None,
    ours: tuple[str, ...] = (),
) -> Iterator[Linked]:
    """The books and the remote, linked as `erp`; `without` names verbs that the adapter of a port does not have."""
    clock = clock or SimulatedClock()
    things: dict[str, Any] = {"customers": MemoryCustomers(remote, wire), "sales": MemorySales(remote, wire)}
    able = {port.name: _able(port, remote, (without or {}).get(port.name, ())) for port in PORTS}
    world = simulated_environment(clock, converter=StrictConverter())
    with opened(_journal(folder), clock) as journal:
        yield UnhurriedLinked(folder, "erp", journal, world, things, able, ours)


def _able(port: Any, remote: Remote, without: tuple[str, ...]) -> Adapter[Any]:
    adapter = next(one for one in ADAPTERS if one.port == port)
    can = capabilities(port, remote.settings)
    verbs = {**can.verbs, **{verb: Unsupported("not there") for verb in without}}
    return evolve(adapter, capabilities=evolve(can, verbs=verbs))


def _journal(folder: Path) -> Path:
    (folder / "journal").mkdir(exist_ok=True)
    return folder / "journal" / "journal.db"
