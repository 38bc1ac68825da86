"""The books, the journal and the connections of a folder, opened together for one pull, push or tie."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from salessupport.desk import Desk
from salessupport.domain.values.errors import ConfigError
from salessupport.files import adapters as files_adapters
from salessupport.files.folder import Folder
from salessupport.linking import mirror, pulling, pushing
from salessupport.linking.pulling import PullAnswer, Source
from salessupport.linking.pushing import PushAnswer, Target
from salessupport.linking.tie import ThreeWayTie, three_way_tie
from salessupport.memory import adapters as memory_adapters
from salessupport.runtime.hub import Hub
from salessupport.runtime.installation import installation
from salessupport.runtime.journal.place import open_journal
from salessupport.runtime.outbox import Connected, Outbox, Worker, World
from salessupport.runtime.world import connected, environment
from salessupport.spi.adapter import Adapter
from salessupport.spi.environment import Environment
from salessupport.spi.ports import CUSTOMERS, SALES
from salessupport.spi.ports.journal import Journal

PORTS: Final = (CUSTOMERS, SALES)
"""The ports that documents go through, masters first."""
BUILT_IN: Final[Mapping[str, object]] = {"files": files_adapters, "memory": memory_adapters}
"""The plugins of the product itself."""


@frozen
class Linked:
    """One connection of a books folder, ready for use; `things` are its open ports by name."""

    books: Path
    connection: str
    journal: Journal
    world: Environment
    things: Mapping[str, Any]
    adapters: Mapping[str, Adapter[Any]] = field(factory=dict)

    def pull(self, *, dry_run: bool = False) -> PullAnswer:
        """Take over what is new at the other system."""
        folder = Folder(self.books, now=self.world.clock.now)
        folder.settle()
        sources = [Source(name, thing.changes) for name, thing in self.things.items()]
        if dry_run:
            return pulling.preview(self.journal, folder, self.connection, sources)
        return pulling.pull_all(self.journal, folder, self.connection, sources, actor="pull")

    def push(self, *, dry_run: bool = False) -> PushAnswer:
        """Send what is ours alone."""
        desk = Desk.open(self.books)
        target = Target(self.connection, {name: one.capabilities for name, one in self.adapters.items()})
        if dry_run:
            return pushing.preview(desk, self.journal, target)
        return pushing.push_all(desk, self.journal, target, self.workers())

    def tie(self, *, as_of: date | None = None) -> ThreeWayTie:
        """Our open items beside theirs and what customers confirmed."""
        desk = Desk.open(self.books)
        day = as_of or desk.today
        items = self.things[SALES.name].open_items(as_of=day)
        return three_way_tie(desk, self.connection, items, names=self._names(), as_of=day)

    def _names(self) -> Mapping[str, str]:
        """Our numbers of customers by the other system's."""
        told = mirror.documents(self.journal, self.connection)
        return {one.ref.id: one.ours for one in told if one.ref.kind == "customers" and one.ours}

    def workers(self) -> tuple[Worker, ...]:
        """A worker for each of the connection's ports, masters first."""
        world, outbox = World(self.world.clock, self.world.sleeper, self.world.chance), Outbox(self.journal)
        return tuple(
            Worker(
                outbox, f"push-{os.getpid()}-{name}", {self.connection: _connected(self.adapters[name], thing)}, world
            )
            for name, thing in self.things.items()
        )


def _connected(adapter: Adapter[Any], thing: object) -> Connected:
    return Connected(adapter.port, thing, adapter.capabilities)


@contextmanager
def linked(books: Path, connection: str, *, in_process: Mapping[str, object] | None = None) -> Iterator[Linked]:
    """Open a connection that the folder's `salessupport.toml` names, with the journal of the folder.

    Besides the plugins that it allows there are the adapters of the product and those passed `in_process`. Raises
    `ConfigError` where nothing is configured by this name or its adapter serves no port that documents go through, and
    whatever opening the books, the journal or the adapter may raise.
    """
    installed = installation(books, in_process={**BUILT_IN, **(in_process or {})})
    world = environment(installed.settings.http)
    hub = connected(installed.settings, installed.plugins, world=world)
    adapters = _adapters(hub, installed.settings.adapter_of(connection), connection)
    with ExitStack() as opened:
        journal = opened.enter_context(open_journal(books, begin=True))
        things = {
            port.name: opened.enter_context(hub.open(port, connection)) for port in PORTS if port.name in adapters
        }
        yield Linked(books, connection, journal, world, things, adapters)


def _adapters(hub: Hub, adapter: str, connection: str) -> Mapping[str, Adapter[Any]]:
    found = {said.value.port.name: said.value for said in hub.adapters() if said.value.name == adapter}
    if not found.keys() & {port.name for port in PORTS}:
        raise ConfigError("link.no_ports", name=connection, path=f"adapters.{connection}")
    return found
