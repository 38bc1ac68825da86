"""A mutant: an adapter that is wrong in one way, and the law that claims to notice.

Mutants are samples of what goes wrong in adapters; laws are general. Each is the memory adapter with one habit changed.
Source: ports.md 4.3 (the kit tests itself); reliability.md G11.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve, field, frozen

from salessupport.memory.adapters import ADAPTERS, capabilities
from salessupport.memory.remote import Remote, Settings
from salessupport.memory.wire import Wire
from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import Capabilities, Idempotency, Native
from salessupport.testing.certify.memory_lab import MemoryLab
from salessupport.testing.certify.stage import Subject

Connect = Callable[[Remote, Wire], Any]


@frozen(eq=False)
class Mutant:
    """A wrong adapter: `habit` says what it does, `law` is the id of the law that claims to refute it.

    `declares` changes its capabilities, `module` its dotted path, `settings` the remote that it is tried on;
    `sessions` says that it signs in.
    """

    id: str
    habit: str
    law: str
    connect: Connect
    port: str = "sales"
    settings: Settings = field(factory=lambda: Settings(page=2))
    declares: Callable[[Capabilities], Capabilities] = lambda given: given
    module: str = ""
    secrets: tuple[str, ...] = ()
    sessions: bool = False

    @property
    def subject(self) -> Subject:
        """The mutant as it is certified."""
        adapter = next(one for one in ADAPTERS if one.port.name == self.port)
        declared = self.declares(capabilities(adapter.port, self.settings))
        path = f"{self.module}:open" if self.module else adapter.open
        wrong: Adapter[Any] = evolve(adapter, capabilities=declared, open=path)
        return Subject(wrong, MemoryLab(self.connect, self.settings, secrets=self.secrets, sessions=self.sessions))

    def __str__(self) -> str:
        return self.id


def on(guard: Idempotency | None = None, **settings: Any) -> Settings:
    """The settings of a remote that gives pages of two and is guarded like this."""
    return Settings(page=2, idempotency=guard or Native(), **settings)
