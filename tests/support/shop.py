"""A small remote shop with a client of it, for the tests of the HTTP client."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from salessupport.runtime.clock import SystemClock
from salessupport.runtime.http.client import HttpClients
from salessupport.runtime.http.settings import HttpSettings
from salessupport.spi.environment import Http
from salessupport.testing.loopback import (
    Answer,
    Loopback,
    Request,
)
from salessupport.testing.simulated import KeptLog, NeverCancelled


class Shop:
    """A remote that keeps what it was told."""

    def __init__(self) -> None:
        self.made: list[Any] = []

    def __call__(self, request: Request) -> Answer:
        if request.method == "POST":
            self.made.append(request.json() if request.body else None)
        return Answer.json({"n": len(self.made), "price": Decimal("10.10"), "id": 9223372036854775807})


def factory(*, log: KeptLog | None = None, **settings: Any) -> HttpClients:
    """Make clients under these settings, with a deadline of 2 s."""
    made = HttpSettings(**{"deadline": timedelta(seconds=2), **settings})
    return HttpClients(made, SystemClock(), log or KeptLog(), NeverCancelled())


def client(remote: Loopback, **settings: Any) -> Http:
    """Make a client of the remote."""
    return factory(**settings).client(remote.url)
