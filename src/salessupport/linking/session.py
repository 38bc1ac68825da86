"""The books, the journal and the connections of a folder, opened together for one pull, push or tie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from salessupport.desk import Desk
from salessupport.domain.values.errors import ConfigError
from salessupport.files import adapters as files_adapters
from salessupport.linking import mirror, pushing
from salessupport.linking.checking import Checking, Checks, unchecked
from salessupport.linking.mirror import Mirrored
from salessupport.linking.ours import checked
from salessupport.linking.pulling import Changes, PullAnswer, Puller, Source
from salessupport.linking.pushing import PushAnswer, Target
from salessupport.linking.sent import Sent, sent_to
from salessupport.linking.tie import ThreeWayTie, three_way_tie
from salessupport.memory import adapters as memory_adapters
from salessupport.runtime.dispatch import Dispatcher
from salessupport.runtime.hub import Hub
from salessupport.runtime.installation import installation
from salessupport.runtime.journal.place import journal_path, open_journal
from salessupport.runtime.outbox import Connected, Outbox, Worker, World
from salessupport.runtime.world import connected, environment
from salessupport.spi.adapter import Adapter
from salessupport.spi.documents import Settlement
from salessupport.spi.environment import Clock, Environment
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.hooks import Context, DomainEvent, on_events
from salessupport.spi.ports import CUSTOMERS, SALES
from salessupport.spi.ports.journal import Journal

PORTS: Final = (CUSTOMERS, SALES)
"""The ports that documents go through, masters first."""
BUILT_IN: Final[Mapping[str, object]] = {"files": files_adapters, "memory": memory_adapters}
"""The plugins of the product itself."""


@frozen
class Linked:
    """One connection of a books folder, ready for use; `things` are its open ports by name.

    `ours` names the fields that are ours where both sides have a document; `told` is called with how many documents
    were read or sent, as they are; the plugins of `dispatcher` check what is to be sent.
    """

    books: Path
    connection: str
    journal: Journal
    world: Environment
    things: Mapping[str, Any]
    adapters: Mapping[str, Adapter[Any]] = field(factory=dict)
    ours: tuple[str, ...] = ()
    told: Callable[[int], None] = lambda _count: None
    dispatcher: Dispatcher | None = None

    def pull(self, *, dry_run: bool = False) -> PullAnswer:
        """Take over what is new at the other system; books with a fault are refused before anything is read."""
        desk = self._desk()
        noon = datetime.combine(desk.today, time(12), ZoneInfo(desk.company.timezone))
        puller = Puller(self.journal, self.books, self.connection, lambda: noon, self.ours)
        sources = [Source(name, partial(self._counted, thing.changes)) for name, thing in self.things.items()]
        return puller.preview(sources) if dry_run else puller.pull(sources, actor="pull")

    def push(self, *, dry_run: bool = False, patience: timedelta | None = None) -> PushAnswer:
        """Send what is ours alone; what can only be tried again after `patience` is left for another push."""
        desk = self._desk()
        capabilities = {name: one.capabilities for name, one in self.adapters.items()}
        target = Target(self.connection, capabilities, self.ours, self._checks(desk))
        if dry_run:
            return pushing.preview(desk, self.journal, target)
        return pushing.push_all(desk, self.journal, target, self.workers(), told=self.told, patience=patience)

    def _checks(self, desk: Desk) -> Checks:
        return Checking(self.dispatcher, Context(desk.company, desk.today)) if self.dispatcher else unchecked

    def tie(self, *, as_of: date | None = None) -> ThreeWayTie:
        """Our open items beside theirs and what customers confirmed."""
        desk = self._desk()
        day = as_of or desk.today
        items = self.things[SALES.name].open_items(as_of=day)
        sent, told = sent_to(self.journal, self.connection), tuple(mirror.documents(self.journal, self.connection))
        names, receipts = _names(sent, told), _receipts(sent, told)
        return three_way_tie(desk, self.connection, items, names=names, receipts=receipts, as_of=day)

    def _counted(self, changes: Changes, since: Cursor | None) -> Iterator[Batch[Change]]:
        """The pages of a feed, told as they come."""
        for batch in changes(since):
            self.told(len(batch.items))
            yield batch

    def _desk(self) -> Desk:
        """The books as they stand, by the connection's own clock."""
        return Desk.open(self.books, clock=self.world.clock.now)

    def workers(self) -> tuple[Worker, ...]:
        """A worker for each of the connection's ports, masters first."""
        world, outbox = World(self.world.clock, self.world.sleeper, self.world.chance), Outbox(self.journal)
        return tuple(
            Worker(
                outbox, f"push-{os.getpid()}-{name}", {self.connection: _connected(self.adapters[name], thing)}, world
            )
            for name, thing in self.things.items()
        )


def _names(sent: Sent, told: Sequence[Mirrored]) -> Mapping[str, str]:
    """Our numbers of customers by the other system's: as we sent them, and as it told them since."""
    known = {row.ref.id: name for (kind, name), row in sent.confirmed() if kind == "customers" and row.ref}
    return known | {one.ref.id: one.ours for one in told if one.ref.kind == "customers" and one.ours}


def _receipts(sent: Sent, told: Sequence[Mirrored]) -> Iterable[Settlement]:
    """The receipts that the other system has, as we sent them or, later, as it told them."""
    known = sent.settlements()
    for one in told:
        if one.ref.kind == "receipts":
            known.pop(one.ours, None)
            if not one.deleted:
                known |= {one.ours: one.settlement} if one.settlement else {}
    return known.values()


def _connected(adapter: Adapter[Any], thing: object) -> Connected:
    return Connected(adapter.port, thing, adapter.capabilities)


@contextmanager
def linked(
    books: Path,
    connection: str,
    *,
    in_process: Mapping[str, object] | None = None,
    world: Environment | None = None,
    dry_run: bool = False,
    told: Callable[[int], None] = lambda _count: None,
) -> Iterator[Linked]:
    """Open a connection that the folder's `salessupport.toml` names, with the journal of the folder.

    Besides the plugins that it allows there are the adapters of the product and those passed `in_process`; `world`
    replaces this machine's clock, chance and network; `told` is called with how many documents moved. With `dry_run` no
    journal is begun where there is none. Raises `ConfigError` where nothing is configured by this name, its adapter
    serves no port that documents go through, or a field cannot be ours; and whatever opening the books, the journal or
    the adapter may raise.
    """
    installed = installation(books, in_process={**BUILT_IN, **(in_process or {})})
    world = world or environment(installed.settings.http)
    hub = connected(installed.settings, installed.plugins, world=world)
    adapters = _adapters(hub, installed.settings.adapter_of(connection), connection)
    ours = checked(installed.settings.ours_of(connection), connection)
    with ExitStack() as opened:
        journal = opened.enter_context(_journal(books, world.clock, dry_run=dry_run))
        began = journal.head().seq
        things = {
            port.name: opened.enter_context(hub.open(port, connection)) for port in PORTS if port.name in adapters
        }
        yield Linked(books, connection, journal, world, things, adapters, ours, told, hub.dispatcher)
        _tell(hub.dispatcher, journal, began, world)


def _tell(dispatcher: Dispatcher, journal: Journal, began: int, world: Environment) -> None:
    """Tell plugins what was written; what one of them does wrong is noted, and changes nothing."""
    if not list(dispatcher.plugins.implementing(on_events.__name__)):
        return
    written = journal.entries(began)
    events = tuple(DomainEvent(one.seq, one.kind, one.id, one.effective_on, one.recorded_at) for one in written)
    for error in dispatcher.tell(on_events, events) if events else ():
        world.log.note("plugin.failed", error=str(error))


@contextmanager
def _journal(books: Path, clock: Clock, *, dry_run: bool) -> Iterator[Journal]:
    """The journal of the folder; for a dry run where there is none, one that nobody keeps."""
    with ExitStack() as opened:
        place = books
        if dry_run and not journal_path(books).exists():
            place = Path(opened.enter_context(TemporaryDirectory(prefix="salessupport-", ignore_cleanup_errors=True)))
        yield opened.enter_context(open_journal(place, clock=clock, begin=True))


def _adapters(hub: Hub, adapter: str, connection: str) -> Mapping[str, Adapter[Any]]:
    found = {said.value.port.name: said.value for said in hub.adapters() if said.value.name == adapter}
    if not found.keys() & {port.name for port in PORTS}:
        raise ConfigError("link.no_ports", name=connection, path=f"adapters.{connection}")
    return found
