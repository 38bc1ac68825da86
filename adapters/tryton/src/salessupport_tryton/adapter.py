"""The openers: a connection of each port, made of its configuration and its world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from salessupport.spi.environment import Environment

from salessupport_tryton.config import Config
from salessupport_tryton.customers import TrytonCustomers
from salessupport_tryton.sales import TrytonSales
from salessupport_tryton.transport import Client


@contextmanager
def open_customers(config: Config, environment: Environment) -> Iterator[TrytonCustomers]:
    """Open the port `customers`."""
    yield TrytonCustomers(Client(config, environment))


@contextmanager
def open_sales(config: Config, environment: Environment) -> Iterator[TrytonSales]:
    """Open the port `sales`."""
    yield TrytonSales(Client(config, environment))
