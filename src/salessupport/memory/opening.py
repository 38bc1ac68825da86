"""The configuration of the adapter `memory` and one opener for each port; nothing is closed, the remote goes on.

Who has a remote and a wire makes the adapters itself: `MemorySales(remote, wire)`. Source: ports.md 3.5 "Lifecycle".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
from salessupport.spi.environment import Environment


@frozen
class MemoryConfig:
    """Which remote of this process is meant."""

    remote: str = "demo"


def _remote(config: MemoryConfig, environment: Environment) -> Remote:
    return REMOTES.named(config.remote, clock=environment.clock.now)


@contextmanager
def open_customers(config: MemoryConfig, environment: Environment) -> Iterator[MemoryCustomers]:
    """Open the port `customers`."""
    yield MemoryCustomers(_remote(config, environment))


@contextmanager
def open_sales(config: MemoryConfig, environment: Environment) -> Iterator[MemorySales]:
    """Open the port `sales`."""
    yield MemorySales(_remote(config, environment))


@contextmanager
def open_opportunities(config: MemoryConfig, environment: Environment) -> Iterator[MemoryOpportunities]:
    """Open the port `opportunities`."""
    yield MemoryOpportunities(_remote(config, environment))


@contextmanager
def open_einvoicing(config: MemoryConfig, environment: Environment) -> Iterator[MemoryEInvoicing]:
    """Open the port `einvoicing`."""
    yield MemoryEInvoicing(_remote(config, environment))


@contextmanager
def open_carrier(config: MemoryConfig, environment: Environment) -> Iterator[MemoryCarrier]:
    """Open the port `carrier`."""
    yield MemoryCarrier(_remote(config, environment))


@contextmanager
def open_bank_statements(config: MemoryConfig, environment: Environment) -> Iterator[MemoryBankStatements]:
    """Open the port `bank_statements`."""
    yield MemoryBankStatements(_remote(config, environment))


@contextmanager
def open_notifier(config: MemoryConfig, environment: Environment) -> Iterator[MemoryNotifier]:
    """Open the port `notifier`."""
    yield MemoryNotifier(_remote(config, environment))


@contextmanager
def open_documents(config: MemoryConfig, environment: Environment) -> Iterator[MemoryDocuments]:
    """Open the port `documents`."""
    yield MemoryDocuments(_remote(config, environment))


@contextmanager
def open_renderer(_config: MemoryConfig, _environment: Environment) -> Iterator[MemoryRenderer]:
    """Open the port `renderer`."""
    yield MemoryRenderer()
