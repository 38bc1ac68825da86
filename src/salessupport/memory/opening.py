"""The configuration of the adapter `memory` and one opener for each port; nothing is closed, the remote goes on.

Who has a remote and a wire makes the adapters itself: `MemorySales(remote, wire)`. Source: ports.md 3.5 "Lifecycle".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from attrs import frozen

from salessupport.memory.bank_statements import MemoryBankStatements
from salessupport.memory.carrier import MemoryCarrier
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.documents import MemoryDocuments
from salessupport.memory.einvoicing import MemoryEInvoicing
from salessupport.memory.notifier import MemoryNotifier
from salessupport.memory.opportunities import MemoryOpportunities
from salessupport.memory.registry import REMOTES
from salessupport.memory.remote import Remote
from salessupport.memory.renderer import MemoryRenderer
from salessupport.memory.sales import MemorySales
from salessupport.memory.wire import FairWire, Wire
from salessupport.spi.environment import Environment


@frozen
class MemoryConfig:
    """Which remote of this process is meant."""

    remote: str = "demo"


def _opener(port: str) -> Callable[[MemoryConfig, Environment], AbstractContextManager[Any]]:
    """How a port is opened: its end of a fair wire to the remote that the configuration names."""

    @contextmanager
    def opened(config: MemoryConfig, environment: Environment) -> Iterator[Any]:
        yield ENDS[port](REMOTES.named(config.remote, clock=environment.clock.now), FairWire())

    return opened


ENDS: Final[Mapping[str, Callable[[Remote, Wire], Any]]] = {
    "customers": MemoryCustomers,
    "sales": MemorySales,
    "opportunities": MemoryOpportunities,
    "einvoicing": MemoryEInvoicing,
    "carrier": MemoryCarrier,
    "bank_statements": MemoryBankStatements,
    "notifier": MemoryNotifier,
    "documents": MemoryDocuments,
    "renderer": lambda _remote, _wire: MemoryRenderer(),
}
"""The adapter of each port, made of a remote and the wire to it."""

open_customers = _opener("customers")
open_sales = _opener("sales")
open_opportunities = _opener("opportunities")
open_einvoicing = _opener("einvoicing")
open_carrier = _opener("carrier")
open_bank_statements = _opener("bank_statements")
open_notifier = _opener("notifier")
open_documents = _opener("documents")
open_renderer = _opener("renderer")
