"""A real server as new for each test that asks for one, and the adapter on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from salessupport.testing.certify import HttpLab, Site
from salessupport.testing.simulated import SimulatedClock
from salessupport.testing.weather import Weather

from salessupport_tryton import ADAPTERS
from salessupport_tryton.lab import server
from salessupport_tryton.lab.person import Person
from salessupport_tryton.lab.site import RealTryton

CUSTOMERS, SALES = ADAPTERS


@pytest.fixture
def site() -> Iterator[Site]:
    """A server as new."""
    with HttpLab(SALES, RealTryton).fresh() as fresh:
        yield fresh


@pytest.fixture
def weather() -> Weather:
    """The weather over the calls of the adapter, fair until it is told."""
    return Weather(SimulatedClock())


@pytest.fixture
def person(site: Any) -> Person:
    """Somebody who works at the server."""
    return site.fake.person


@pytest.fixture
def sales(site: Any, weather: Weather) -> Iterator[Any]:
    """The adapter of `sales`."""
    with site.open(weather) as port:
        yield port


@pytest.fixture
def customers(site: Any, weather: Weather) -> Iterator[Any]:
    """The adapter of `customers` on the same server."""
    with HttpLab(CUSTOMERS, lambda *_: site.fake).fresh() as same, same.open(weather) as port:
        yield port


Opened = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def opened(site: Any, weather: Weather) -> Opened:
    """Open `sales` with something changed: another configuration, or another way that requests take."""
    from attrs import evolve

    @contextmanager
    def open_with(handle: Any = None, **config: Any) -> Iterator[Any]:
        class Other:
            def handle(self, request: Any) -> Any:
                return (handle or site.fake.handle)(request)

            def config(self, url: str) -> Any:
                return evolve(site.fake.config(url), **config)

        with HttpLab(SALES, lambda *_: Other()).fresh() as other, other.open(weather) as port:
            yield port

    return open_with


def pytest_report_header() -> str:
    """Say where the server comes from."""
    found = "installed" if server.installed(server.cache()) else "will be installed from its packages"
    return f"tryton: {found} in {server.cache()}"
